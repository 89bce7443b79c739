"""The guide as a printed book: A5, tagged for assistive technology (PDF/UA-1), typeset by Typst.

Knows what the template needs, not how it looks; the look is in ``templates/book.typ`` and ``body.typ``.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files

import typst

from app.guides.anchors import leads_in
from app.guides.book import Book, Chapter, Passage, Tip
from app.guides.formats.breaking import printable
from app.guides.formats.errata import Entry, Told, Wording, corrected, errata_labels, told
from app.guides.formats.labels import Labels, labels_for, period, primary
from app.guides.formats.nodes import blocks, notes_in
from app.guides.formats.people import are_run_in, in_a_row, not_by_name, signature, thanks
from app.guides.formats.stretches import Node
from app.guides.typefaces import font_folders
from app.text.anchors import Place
from app.text.colours import INK, PAPER, mix, readable, text_on
from app.text.legibility import needs_scripts
from app.text.markdown import Typeset
from app.text.typography import typeset_for

_LONGEST_IN_CAPITALS = 36
"""Capitals on a line of the cover."""
_REGION = re.compile(r"-([a-zA-Z]{2})(?=-|$)")


def render(book: Book) -> bytes:
    """Return the book as PDF/UA-1.

    Raises RendererMissing where a shipped font is absent. A character that no shipped font has becomes a box:
    ask ``app.text.legibility.missing_glyphs`` beforehand.
    """
    whole = _Composer(book).whole()
    scripts = needs_scripts(json.dumps(whole, ensure_ascii=False))
    content = json.dumps({**whole, "scripts": scripts}, ensure_ascii=False)
    with as_file(files("app.guides.formats") / "templates") as templates, font_folders(scripts=scripts) as fonts:
        typesetter = typst.Compiler(
            templates / "book.typ",
            root=templates,
            font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=fonts),
            sys_inputs={"book": content},
        )
        with _panics_raised():
            fits = typesetter.query("<fits>", field="value", one=True)
            _forget()
            compiled = typesetter.compile(
                sys_inputs={"book": content, "fits": fits},
                format="pdf",
                pdf_standards=["ua-1"],
                # The template reads no date; should it ever, then not today's.
                timestamp=0,
            )
    assert isinstance(compiled, bytes)
    return compiled


def _forget() -> None:
    """Free what the typesetter keeps of measuring: it forgets what no document used of the last ten that it made.

    Of a thousand tips that is a fifth of the memory which printing takes; ten empty documents take milliseconds.
    """
    nothing = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[])
    for _ in range(11):
        typst.compile(b"", font_paths=nothing)


@contextmanager
def _panics_raised() -> Iterator[None]:
    """Raise a panic of the typesetter as a RuntimeError: its own class is no Exception and would stop every format."""
    try:
        yield
    except BaseException as panic:
        if type(panic).__name__ != "PanicException":
            raise
        raise RuntimeError(str(panic)) from panic


class _Composer:
    """Writes the book down as the plain values which the template reads."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._leads = leads_in(book)
        self._labels = labels_for(book.language)
        self._typeset: Typeset = typeset_for(primary(book.language))

    def whole(self) -> dict[str, Node]:
        book = self._book
        region = _REGION.search(book.language)
        return {
            "title": self._line(book.title),
            "subtitle": self._optional(book.subtitle),
            "organisation": self._capitals(book.organisation),
            "language": primary(book.language),
            "region": region[1].upper() if region else None,
            "proof": book.kind == "proof",
            "digest": book.digest,
            "digest_shown": printable(book.digest, hyphens=False),
            "look": _look(book),
            "labels": self._words(),
            "imprint": list(_imprint(book, self._labels)),
            "editorial": self._passage(book.editorial, 2),
            "foreword": self._passage(book.foreword, 2),
            "notions": [self._passage(notion, 3) for notion in book.notions],
            "chapters": [self._chapter(chapter) for chapter in book.chapters],
            "conclusion": self._passage(book.conclusion, 2),
            "glossary": self._passage(book.glossary, 2),
            "bibliography": self._passage(book.bibliography, 2),
            "errata": [self._erratum(erratum) for erratum in told(book)],
            "contributors": [
                {"name": self._line(in_a_row(person.name)), "department": self._optional(person.department)}
                for person in book.contributors
                if person.name
            ],
            "run_in": are_run_in(book.contributors),
            "not_by_name": [self._line(sentence) for sentence in not_by_name(self._labels, book.contributors)],
        }

    def _chapter(self, chapter: Chapter) -> Node:
        video = chapter.video_url
        return {
            "number": chapter.number,
            "label": _theme(chapter),
            "question": self._line(chapter.question),
            "introduction": self._passage(chapter.introduction, 3),
            "video_url": video if video and video.startswith(("http://", "https://")) else None,
            "video_shown": printable(video or "", hyphens=False),
            "tips": [self._tip(tip) for tip in chapter.tips],
        }

    def _tip(self, tip: Tip) -> Node:
        return {"number": tip.number, "passage": self._passage(tip.passage, 3)}

    def _passage(self, passage: Passage | None, top: int) -> Node:
        if passage is None:
            return None
        place = Place(passage.anchor, self._leads)
        language = primary(self._book.language)
        text = blocks(passage.text, title=passage.title, place=place, top=top, typeset=self._typeset, language=language)
        return {
            "anchor": passage.anchor,
            "title": self._line(passage.title),
            "signature": self._optional(signature(self._labels, passage.credits)),
            "blocks": text,
            "notes": notes_in(text),
        }

    def _erratum(self, erratum: Told) -> Node:
        return {
            "lead": self._line(erratum.lead),
            "digest": printable(erratum.digest, hyphens=False),
            "renumbered": self._optional(erratum.renumbered),
            "entries": [self._entry(entry) for entry in erratum.entries],
        }

    def _entry(self, entry: Entry) -> Node:
        return {
            "place": self._optional(entry.place),
            "title": self._optional(entry.title),
            "anchor": entry.anchor,
            "remarks": [self._line(remark) for remark in entry.remarks],
            "rewordings": [[self._row(row) for row in rewording] for rewording in entry.rewordings],
            "reasons": [self._line(reason) for reason in entry.reasons],
        }

    def _row(self, row: Wording) -> Node:
        runs: list[Node] = [{"words": self._line(run.words), "changed": run.changed} for run in row.runs]
        return {"label": row.label, "runs": runs, "went": row.went}

    def _words(self) -> Node:
        labels, errata = self._labels, errata_labels(self._book.language)
        return {
            "errata": errata.heading,
            "reason": errata.reason,
            "contents": labels.contents,
            "chapter": labels.chapter,
            "tip": labels.tip,
            "notions": labels.notions,
            "contributors": labels.contributors,
            "thanks": thanks(labels, self._book.contributors),
            "proof_mark": labels.proof,
            "video": labels.video,
            "separator": labels.separator,
            "comma": labels.comma,
            "on_page": list(labels.on_page.split("{page}")),
            "digest": labels.digest,
            "colophon": labels.colophon,
        }

    def _line(self, words: str) -> str:
        return printable(self._typeset(words))

    def _capitals(self, words: str | None) -> str | None:
        # A hyphen in capitals is read as one of the name.
        return None if words is None else printable(self._typeset(words), _LONGEST_IN_CAPITALS, hyphens=False)

    def _optional(self, words: str | None) -> str | None:
        return None if words is None else self._line(words)


def _look(book: Book) -> Node:
    """Choose the colours; a campaign's own give way only where text in them could not be read."""
    on_cover = text_on(book.colour)
    return {
        "primary": readable(book.colour, PAPER),
        "accent": book.accent,
        "cover": book.colour,
        "on_cover": on_cover,
        "tint": mix(book.colour, on_cover, 0.12),
        "ink": INK,
    }


def _imprint(book: Book, labels: Labels) -> list[str]:
    audience = {"members": labels.members, "company": labels.company, "public": labels.public}[book.audience]
    lines = [
        printable(book.organisation) if book.organisation else None,
        labels.proof_note if book.kind == "proof" else None,
        corrected(book),
        period(labels, book.opened_on, book.closed_on),
        audience,
    ]
    return [line for line in lines if line]


def _theme(chapter: Chapter) -> str:
    # No slug has an underscore, so no page's anchor can be taken for a theme's.
    return f"_theme-{chapter.anchor}"
