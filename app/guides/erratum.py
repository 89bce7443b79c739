"""Makes an erratum readable: from the pages that its facts name to the sentences that changed. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.guides.book import Correction, Erratum
from app.pages.rules import REDACTED_TITLE
from app.text.changed_sentences import Rewording, changed_line, changed_sentences

Facts = Mapping[str, Any]

_PLACES = ("editorial", "foreword", "notion", "introduction", "tip", "conclusion", "glossary", "bibliography")


def errata(facts: Facts, texts: Mapping[str, str]) -> tuple[Erratum, ...]:
    """Return the errata of an edition with these facts, the newest first; raises KeyError for a text not given."""
    reader = _Reader(facts, texts)
    return tuple(
        Erratum(
            imprint=told["edition"]["snapshot_digest"],
            edition=told["edition"]["digest"],
            renumbered=told["renumbered"],
            corrections=(
                *(reader.line(line) for line in told["lines"]),
                *sorted((reader.page(page) for page in told["pages"]), key=_place),
            ),
        )
        for told in facts.get("errata", ())
    )


def named_pages(facts: Facts) -> list[Facts]:
    """Return what an edition's facts say of each revision: of those it prints, then of those it tells changes of."""
    compared = [side for page in _compared(facts) for side in (page["before"], page["after"])]
    return [*facts["pages"], *compared]


def named_texts(facts: Facts) -> frozenset[str]:
    """Return the SHA-256 of every text that an edition is rendered from."""
    return frozenset(page["text_sha256"] for page in named_pages(facts))


def is_redacted(page: Facts) -> bool:
    """Tell whether a page's correction repeats no words because some were redacted."""
    return any(side["redacted"] for side in (page["before"], page["after"]) if side)


def _compared(facts: Facts) -> Iterator[Facts]:
    for erratum in facts.get("errata", ()):
        yield from (page for page in erratum["pages"] if page["change"] == "changed" and not is_redacted(page))


def _place(correction: Correction) -> tuple[int, int, int, int]:
    # Pages of a theme stand where the themes do, each introduction before its tips.
    place = _PLACES.index(correction.kind)
    begins = min(place, _PLACES.index("introduction")) if correction.kind == "tip" else place
    return begins, correction.chapter or 0, place, correction.tip or correction.tip_before or 0


class _Reader:
    """Reads the facts of corrections beside the texts that they name."""

    def __init__(self, facts: Facts, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._slugs = {page["slug"] for page in facts["pages"]}
        self._chapters = {theme["slug"]: number for number, theme in enumerate(facts["themes"], 1)}

    def page(self, page: Facts) -> Correction:
        before, after, redacted = page["before"], page["after"], is_redacted(page)
        shown = after or before
        return Correction(
            change=page["change"],
            kind=page["kind"],
            anchor=page["slug"] if after and page["slug"] in self._slugs else None,
            chapter=self._chapters.get(page["theme"]),
            tip_before=before and before["tip"],
            tip=after and after["tip"],
            title=shown["title"],
            redacted=redacted,
            rewordings=() if redacted or page["change"] != "changed" else tuple(self._rewordings(before, after)),
            reasons=tuple(page["reasons"]),
        )

    def line(self, line: Facts) -> Correction:
        theme, before, after = line["theme"], line["before"], line["after"]
        return Correction(
            change="changed",
            kind=line["line"],
            anchor=theme if theme in self._chapters else None,
            chapter=self._chapters.get(theme),
            tip_before=None,
            tip=None,
            title=after or before,
            redacted=False,
            rewordings=(changed_line(before or "", after or ""),),
            reasons=(),
        )

    def _rewordings(self, before: Facts, after: Facts) -> Iterator[Rewording]:
        if before["title"] != after["title"] and REDACTED_TITLE not in (before["title"], after["title"]):
            yield changed_line(before["title"], after["title"])
        yield from changed_sentences(self._texts[before["text_sha256"]], self._texts[after["text_sha256"]])
