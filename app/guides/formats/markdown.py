"""The guide as one Markdown document, for people who go on working with the words.

Knows the order of a book; that texts fit together is the work of ``splice``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from app.guides.anchors import leads_in
from app.guides.book import Book, Chapter, Passage, passages_of
from app.guides.formats.errata import corrected, errata_labels
from app.guides.formats.errata_markdown import lines_of_errata
from app.guides.formats.labels import labels_for, period
from app.guides.formats.people import are_run_in, in_a_row, not_by_name, signature, thanks
from app.guides.formats.splice import fit, has_inner_links, led, literal, shared_labels
from app.text.anchors import Leads, Place, heading_name, led_to, names_of_headings, numbered, own_anchors
from app.text.inline import plain
from app.text.markdown import markdown_tokens, repeats_title


@dataclass(frozen=True, slots=True)
class _Block:
    """Some lines of the document; ``page`` has the page whose title or text they are."""

    lines: str
    page: Passage | None = None
    is_listed: bool = False
    """Whether the contents name this heading."""


def render(book: Book) -> bytes:
    """Return the book as UTF-8 Markdown: title ``#``, parts and questions ``##``, tips, notions ``###``."""
    writer = _Writer(book)
    head, blocks = list(writer.head()), list(writer.body())
    named = _Named(head, blocks, leads_in(book))
    contents = "\n".join(named.contents())
    return "\n\n".join([*head, contents, *map(named.linked, blocks)]).encode() + b"\n"


class _Writer:
    """Writes the blocks of the document."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._labels = labels_for(book.language)
        self._shared = shared_labels([passage.text for passage in passages_of(book)])

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

    def body(self) -> Iterator[_Block]:
        book, labels = self._book, self._labels
        for passage in (book.editorial, book.foreword):
            if passage:
                yield from self._part(passage, 2)
        if book.notions:
            yield _heading(2, labels.notions)
        for notion in book.notions:
            yield from self._part(notion, 3)
        for chapter in book.chapters:
            yield from self._chapter(chapter)
        for passage in (book.conclusion, book.glossary, book.bibliography):
            if passage:
                yield from self._part(passage, 2)
        yield from self._errata()
        yield from self._contributors()
        yield from map(_Block, self._imprint())

    def _chapter(self, chapter: Chapter) -> Iterator[_Block]:
        yield _heading(2, chapter.question)
        if chapter.introduction:
            yield replace(_heading(3, chapter.introduction.title, chapter.introduction), is_listed=False)
            yield from self._text(chapter.introduction, 4)
        if chapter.video_url:
            yield _Block(f"{self._labels.video}{self._labels.separator}<{chapter.video_url}>")
        for tip in chapter.tips:
            yield _heading(3, f"{tip.number}. {tip.passage.title}", tip.passage)
            yield from self._text(tip.passage, 4)

    def _part(self, passage: Passage, level: int) -> Iterator[_Block]:
        yield _heading(level, passage.title, passage)
        yield from self._text(passage, level + 1)

    def _text(self, passage: Passage, top: int) -> Iterator[_Block]:
        fitted = fit(passage.text, title=passage.title, top=top, suffix=passage.anchor, shared=self._shared)
        yield _Block(fitted, passage)
        signed = signature(self._labels, passage.credits)
        if signed:
            yield _Block(f"*{literal(signed)}*")

    def _errata(self) -> Iterator[_Block]:
        if self._book.errata:
            yield _heading(2, errata_labels(self._book.language).heading)
            yield from map(_Block, lines_of_errata(self._book))

    def _contributors(self) -> Iterator[_Block]:
        people = self._book.contributors
        if people:
            yield _heading(2, self._labels.contributors)
            yield _Block(thanks(self._labels, people))
            named = [_person(person.name, person.department) for person in people if person.name]
            if are_run_in(people):
                yield _Block(" · ".join(map(in_a_row, named)))
            elif named:
                yield _Block("\n".join(f"- {person}" for person in named))
            yield from map(_Block, map(literal, not_by_name(self._labels, people)))

    def _imprint(self) -> Iterator[str]:
        book, labels = self._book, self._labels
        yield "---"
        if book.errata:
            yield literal(corrected(book) or "")
        when = period(labels, book.opened_on, book.closed_on)
        if when:
            yield when
        yield {"members": labels.members, "company": labels.company, "public": labels.public}[book.audience]
        yield f"{labels.digest}{labels.separator}`{book.digest}`"


class _Named:
    """Knows by which names viewers of Markdown find the headings of the document, and leads links there."""

    def __init__(self, head: Sequence[str], blocks: Sequence[_Block], leads: Leads) -> None:
        self._leads = leads
        self._blocks = blocks
        ends = accumulate(block.lines.count("\n") + 2 for block in blocks)
        self._starts = [0, *ends][: len(blocks)]
        above = _headings("\n\n".join(head))
        below = _headings("\n\n".join(block.lines for block in blocks))
        names = numbered(heading_name(words) for _, words in (*above, *below))
        self._names = dict(zip((line for line, _ in below), list(names)[len(above) :], strict=True))
        self._viewed = dict[str, str]()
        for place, block in enumerate(blocks):
            if block.page is not None:
                self._viewed.update(self._of_page(block.page, place))

    def contents(self) -> Iterator[str]:
        """Yield the lines of the table of contents, linked to the headings."""
        for start, block in zip(self._starts, self._blocks, strict=True):
            if block.is_listed:
                marks, _, words = block.lines.partition(" ")
                name = self._names.get(start)
                yield f"{'  ' * (len(marks) - 2)}- {words if name is None else f'[{words}](#{name})'}"

    def linked(self, block: _Block) -> str:
        """Return the lines of a block, its links to places in the guide leading there."""
        if block.page is None or not has_inner_links(block.lines):
            return block.lines
        own = _own(block.page)
        place = Place(block.page.anchor, self._leads)
        return led(block.lines, lambda address: self._viewed.get(led_to(address, own, place) or ""))

    def _of_page(self, page: Passage, place: int) -> Iterator[tuple[str, str]]:
        """Yield the anchors of a page's title and of the headings of its text, with what viewers call them."""
        lines, start = self._blocks[place].lines, self._starts[place]
        if place == 0 or self._blocks[place - 1].page is not page:
            anchors = [(page.anchor, start)]
        elif "#" in lines:
            parsed = markdown_tokens(page.text)
            names = names_of_headings(parsed)[repeats_title(parsed, page.title) :]
            found = zip(names, _headings(lines), strict=True)
            anchors = [(f"{page.anchor}.{name}", start + line) for name, (line, _) in found if name]
        else:
            return
        # Where a text swallows what follows it, viewers find no heading.
        yield from ((anchor, self._names[line]) for anchor, line in anchors if line in self._names)


def _heading(level: int, words: str, page: Passage | None = None) -> _Block:
    return _Block(f"{'#' * level} {literal(words)}", page, is_listed=True)


def _own(page: Passage) -> dict[str, str]:
    parsed = markdown_tokens(page.text)
    return own_anchors(parsed, page.anchor, titled=repeats_title(parsed, page.title))


def _person(name: str, department: str | None) -> str:
    return f"**{literal(name)}**, {literal(department)}" if department else f"**{literal(name)}**"


def _headings(text: str) -> list[tuple[int, str]]:
    """Return the line, from 0, and the words of each heading."""
    return [
        (opening.map[0], plain(content.children or ()))
        for opening, content in pairwise(markdown_tokens(text))
        if opening.type == "heading_open" and opening.map
    ]
