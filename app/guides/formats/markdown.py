"""The guide as one Markdown document, for people who go on working with the words.

Knows the order of a book; that texts fit together is the work of ``splice``.
"""

import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from itertools import pairwise

from app.guides.book import Book, Chapter, Passage
from app.guides.formats.labels import labels_for, period
from app.guides.formats.people import not_by_name, signature, thanks
from app.guides.formats.splice import fit, literal, shared_labels
from app.text.markdown import markdown_tokens, plain

_NOT_IN_SLUGS = re.compile(r"[^\w\- ]")


def render(book: Book) -> bytes:
    """Return the book as UTF-8 Markdown: title ``#``, parts and questions ``##``, tips, notions ``###``."""
    writer = _Writer(book)
    body = "\n\n".join(writer.body())
    head = "\n\n".join(writer.head())
    return f"{head}\n\n{_contents(head, body, writer.landmarks)}\n\n{body}\n".encode()


class _Writer:
    """Writes the blocks of the document and remembers which headings the contents name."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._labels = labels_for(book.language)
        self._shared = shared_labels([passage.text for passage in _passages(book)])
        self.landmarks: list[str] = []

    def head(self) -> Iterator[str]:
        book, labels = self._book, self._labels
        yield f"# {literal(book.title)}"
        if book.subtitle:
            yield f"*{literal(book.subtitle)}*"
        if book.organisation:
            yield literal(book.organisation)
        if book.kind == "proof":
            yield f"> **{labels.proof}** – {labels.proof_note}"
        yield f"## {labels.contents}"

    def body(self) -> Iterator[str]:
        book, labels = self._book, self._labels
        for passage in (book.editorial, book.foreword):
            if passage:
                yield from self._part(passage, 2)
        if book.notions:
            yield self._heading(2, labels.notions)
        for notion in book.notions:
            yield from self._part(notion, 3)
        for chapter in book.chapters:
            yield from self._chapter(chapter)
        for passage in (book.conclusion, book.glossary, book.bibliography):
            if passage:
                yield from self._part(passage, 2)
        yield from self._contributors()
        yield from self._imprint()

    def _chapter(self, chapter: Chapter) -> Iterator[str]:
        yield self._heading(2, chapter.question)
        if chapter.introduction:
            yield f"### {literal(chapter.introduction.title)}"
            yield from self._text(chapter.introduction, 4)
        if chapter.video_url:
            yield f"{self._labels.video}{self._labels.separator}<{chapter.video_url}>"
        for tip in chapter.tips:
            yield self._heading(3, f"{tip.number}. {tip.passage.title}")
            yield from self._text(tip.passage, 4)

    def _part(self, passage: Passage, level: int) -> Iterator[str]:
        yield self._heading(level, passage.title)
        yield from self._text(passage, level + 1)

    def _text(self, passage: Passage, top: int) -> Iterator[str]:
        yield fit(passage.text, title=passage.title, top=top, suffix=passage.anchor, shared=self._shared)
        signed = signature(self._labels, passage.credits)
        if signed:
            yield f"*{literal(signed)}*"

    def _contributors(self) -> Iterator[str]:
        people = self._book.contributors
        if people:
            yield self._heading(2, self._labels.contributors)
            yield thanks(self._labels, people)
            named = [_person(person.name, person.department) for person in people if person.name]
            if named:
                yield "\n".join(f"- {person}" for person in named)
            yield from map(literal, not_by_name(self._labels, people))

    def _imprint(self) -> Iterator[str]:
        book, labels = self._book, self._labels
        yield "---"
        when = period(labels, book.opened_on, book.closed_on)
        if when:
            yield when
        yield {"members": labels.members, "company": labels.company, "public": labels.public}[book.audience]
        yield f"{labels.digest}{labels.separator}`{book.digest}`"

    def _heading(self, level: int, words: str) -> str:
        heading = f"{'#' * level} {literal(words)}"
        self.landmarks.append(heading)
        return heading


def _person(name: str, department: str | None) -> str:
    return f"**{literal(name)}**, {literal(department)}" if department else f"**{literal(name)}**"


def _passages(book: Book) -> list[Passage]:
    parts = [book.editorial, book.foreword, *book.notions]
    for chapter in book.chapters:
        parts += [chapter.introduction, *(tip.passage for tip in chapter.tips)]
    parts += [book.conclusion, book.glossary, book.bibliography]
    return [part for part in parts if part]


def _contents(head: str, body: str, landmarks: Sequence[str]) -> str:
    """Return the table of contents, linked to the identifiers that Markdown viewers make from headings."""
    above, below = _headings(head), _headings(body)
    slugs = _slugs([words for _, words in (*above, *below)])[len(above) :]
    lines = body.split("\n")
    waiting = deque(landmarks)
    entries = []
    for (line, _), slug in zip(below, slugs, strict=True):
        if waiting and lines[line] == waiting[0]:
            marks, _, words = waiting.popleft().partition(" ")
            entries.append(f"{'  ' * (len(marks) - 2)}- [{words}](#{slug})")
    return "\n".join(entries)


def _headings(text: str) -> list[tuple[int, str]]:
    """Return the line, from 0, and the words of each heading."""
    return [
        (opening.map[0], plain(content.children or ()))
        for opening, content in pairwise(markdown_tokens(text))
        if opening.type == "heading_open" and opening.map
    ]


def _slugs(headings: Sequence[str]) -> list[str]:
    """Return the identifiers that GitHub gives to these headings: repeated ones are numbered."""
    seen: Counter[str] = Counter()
    slugs = []
    for words in headings:
        slug = _NOT_IN_SLUGS.sub("", words.strip().lower()).replace(" ", "-")
        slugs.append(f"{slug}-{seen[slug]}" if seen[slug] else slug)
        seen[slug] += 1
    return slugs
