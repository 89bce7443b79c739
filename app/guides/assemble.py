"""Puts the facts and texts of a snapshot into the order of a book. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from app.guides.book import Book, Chapter, Contributor, Credit, Passage, Tip
from app.guides.erratum import errata


def assemble(facts: Mapping[str, Any], texts: Mapping[str, str], digest: str) -> Book:
    """Return the book of a snapshot: ``facts`` as in a manifest, ``texts`` by SHA-256, the snapshot's digest.

    Raises KeyError for a text that is not given.
    """
    campaign = facts["campaign"]
    pages = _Pages(facts["pages"], texts)
    return Book(
        kind=facts["kind"],
        audience=facts["audience"],
        language=campaign["language"],
        title=campaign["title"],
        subtitle=campaign["subtitle"],
        organisation=campaign["organisation"],
        colour=campaign["colour"],
        accent=campaign["accent"],
        opened_on=campaign["opened_on"],
        closed_on=campaign["closed_on"],
        editorial=pages.one("editorial"),
        foreword=pages.one("foreword"),
        notions=pages.all("notion"),
        chapters=_chapters(facts["themes"], pages),
        conclusion=pages.one("conclusion"),
        glossary=pages.one("glossary"),
        bibliography=pages.one("bibliography"),
        contributors=tuple(Contributor(**person) for person in facts["contributors"]),
        digest=digest,
        overridden=facts["overridden"]["reason"] if "overridden" in facts else None,
        errata=errata(facts, texts),
    )


@dataclass(frozen=True, slots=True)
class _Pages:
    """The pages of a snapshot, found by kind and theme."""

    pages: Sequence[Mapping[str, Any]]
    texts: Mapping[str, str]

    def all(self, kind: str, theme: str | None = None) -> tuple[Passage, ...]:
        found = (page for page in self.pages if page["kind"] == kind and page["theme"] == theme)
        return tuple(_passage(page, self.texts[page["text_sha256"]]) for page in found)

    def one(self, kind: str, theme: str | None = None) -> Passage | None:
        return next(iter(self.all(kind, theme)), None)


def _chapters(themes: Sequence[Mapping[str, Any]], pages: _Pages) -> tuple[Chapter, ...]:
    # The tips are numbered through the whole book.
    numbers = count(1)
    return tuple(
        Chapter(
            number=number,
            anchor=theme["slug"],
            question=theme["question"],
            introduction=pages.one("introduction", theme["slug"]),
            tips=tuple(Tip(next(numbers), passage) for passage in pages.all("tip", theme["slug"])),
            video_url=theme["video_url"],
        )
        for number, theme in enumerate(themes, 1)
    )


def _passage(page: Mapping[str, Any], text: str) -> Passage:
    return Passage(
        anchor=page["slug"],
        title=page["title"],
        text=text,
        tokens=page["tokens"],
        credits=tuple(Credit(**line) for line in page["credits"]),
        revision=page["revision"],
        digest=page["digest"],
    )
