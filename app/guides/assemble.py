"""Puts the facts and texts of a snapshot into the order of a book. Pure."""

from collections.abc import Mapping
from itertools import count
from typing import Any

from app.guides.book import Book, Chapter, Contributor, Credit, Passage, Tip


def assemble(facts: Mapping[str, Any], texts: Mapping[str, str], digest: str) -> Book:
    """Return the book of a snapshot: ``facts`` as in a manifest, ``texts`` by SHA-256, the snapshot's digest.

    Raises KeyError for a text that is not given.
    """
    campaign = facts["campaign"]
    pages = facts["pages"]
    numbers = count(1)

    def passages(kind: str, theme: str | None = None) -> tuple[Passage, ...]:
        found = (page for page in pages if page["kind"] == kind and page["theme"] == theme)
        return tuple(_passage(page, texts[page["text_sha256"]]) for page in found)

    def single(kind: str, theme: str | None = None) -> Passage | None:
        return next(iter(passages(kind, theme)), None)

    chapters = tuple(
        Chapter(
            number=number,
            anchor=theme["slug"],
            question=theme["question"],
            introduction=single("introduction", theme["slug"]),
            tips=tuple(Tip(next(numbers), passage) for passage in passages("tip", theme["slug"])),
            video_url=theme["video_url"],
        )
        for number, theme in enumerate(facts["themes"], 1)
    )
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
        editorial=single("editorial"),
        foreword=single("foreword"),
        notions=passages("notion"),
        chapters=chapters,
        conclusion=single("conclusion"),
        glossary=single("glossary"),
        bibliography=single("bibliography"),
        contributors=tuple(Contributor(**person) for person in facts["contributors"]),
        digest=digest,
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
