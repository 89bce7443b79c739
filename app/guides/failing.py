"""Finds what in a book stops a format: the page, and the line of its text.

Knows no format; it asks whether less of the book can be rendered.
"""

from collections.abc import Callable
from dataclasses import replace

from app.guides.book import Book, Passage, passages_of
from app.text.markdown import markdown_tokens

Renders = Callable[[Book], object]
"""Renders a book; raises where it cannot."""


def first_stop(book: Book, renders: Renders) -> tuple[str | None, int | None]:
    """Return the slug of the first page that stops a format, and the line where its paragraph begins, from 1.

    None for the page where no page alone stops it, None for the line where it is not the text. Renders parts of the
    book about as often as the logarithms of its pages and of the page's paragraphs say.
    """
    passages = passages_of(book)
    stops = _first(len(passages), lambda count: _fails(_only(book, passages[:count]), renders))
    if not stops:
        return None, None
    passage = passages[stops - 1]
    lines = passage.text.split("\n")
    ends = [*sorted({token.map[0] for token in markdown_tokens(passage.text) if token.level == 0 and token.map}), None]
    ends[0] = 0

    def fails_until(block: int) -> bool:
        text = "\n".join(lines[: ends[block]])
        return _fails(_only(book, [replace(passage, text=text)]), renders)

    stopping = _first(len(ends) - 1, fails_until)
    begin = ends[stopping - 1] if stopping else None
    return passage.anchor, None if begin is None else begin + 1


def _only(book: Book, passages: list[Passage]) -> Book:
    """Return a book of these pages alone; what else it says of itself stays."""
    return replace(
        book,
        editorial=None,
        foreword=None,
        notions=tuple(passages),
        chapters=(),
        conclusion=None,
        glossary=None,
        bibliography=None,
    )


def _fails(book: Book, renders: Renders) -> bool:
    try:
        renders(book)
    except Exception:  # noqa: BLE001  Whatever a renderer raises: that it fails is what is asked.
        return True
    return False


def _first(count: int, fails: Callable[[int], bool]) -> int:
    """Return with how many of ``count`` parts it fails first, at least one; 0 where it fails without, or never."""
    if not count or fails(0) or not fails(count):
        return 0
    fine, failing = 0, count
    while failing - fine > 1:
        middle = (fine + failing) // 2
        fine, failing = (fine, middle) if fails(middle) else (middle, failing)
    return failing
