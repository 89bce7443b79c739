"""Looks at a printed guide as a reader would: which signs stand where on its pages.

Knows A5 and the margins of the book, and nothing of how it is set.
"""

import io
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTComponent, LTContainer, LTPage
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage

POINTS = 72 / 25.4
"""Points in a millimetre."""
WIDTH, BOTTOM, TOP = 148 * POINTS, 24 * POINTS, (210 - 23) * POINTS
INSIDE, OUTSIDE = 19 * POINTS, 17 * POINTS
_HANGING = 6
"""Points by which punctuation may hang over the edge, and a descender sink below it."""
_BAND = 4 * POINTS
_BESIDE = 0.1
"""Points between a letter and its accent where a font draws them apart: both are read as the letter."""
_NO_INK = "\u2060 \u00a0"
_HEAD = TOP + 9 * POINTS
"""Where the words of a running head stand; it has one line."""
SEAM = "\u200b"
"""Never reaches the text of a page: whoever copies an address would copy it too."""
_SEAMS = re.compile(r"[\s\u200b\u00ad\u200d\u2060\ufe0f-]")


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign on a page; distances in points from its lower left corner."""

    page: int
    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def is_body(self) -> bool:
        """Whether it stands between head and folio, and is not the mark of a proof."""
        return self.top < TOP + 2 and self.bottom > BOTTOM - _HANGING and not self.is_mark

    @property
    def is_mark(self) -> bool:
        """Whether it stands where a proof has its mark: a narrow band at the outer edge."""
        band = (
            self.left > _BAND and self.right < 2.5 * _BAND,
            self.left > WIDTH - 2.5 * _BAND and self.right < WIDTH - _BAND,
        )
        return band[self.page % 2]


def signs(pdf: bytes) -> list[Sign]:
    """Return every sign that has ink, and seams, page by page in the order of the file; pages count from 1."""
    return [
        Sign(number, _read(character), *character.bbox)
        for number, page in enumerate(pages_of(pdf), start=1)
        for character in characters(page)
        if _read(character)
    ]


def _read(character: LTChar) -> str:
    # One glyph is the hyphen that was typed and the one at a line's end; what has ink is read as what it looks like.
    return character.get_text().strip(_NO_INK).replace("\u00ad", "-")


def pages_of(pdf: bytes) -> Iterator[LTPage]:
    """Yield the pages with their signs in the order of the file."""
    interpreter = PDFPageInterpreter(resources := PDFResourceManager(), device := PDFPageAggregator(resources))
    for page in PDFPage.get_pages(io.BytesIO(pdf)):
        interpreter.process_page(page)
        yield device.get_result()


def characters(component: LTComponent) -> Iterator[LTChar]:
    if isinstance(component, LTChar):
        yield component
    elif isinstance(component, LTContainer):
        for child in component:
            yield from characters(child)


def said(words: str) -> str:
    """Return words without what only layout decides: spaces, hyphens, seams."""
    return _SEAMS.sub("", words)


def outside_the_type_area(found: list[Sign]) -> list[Sign]:
    """Return the signs of the text that stand in a margin, and those of a head that has left its line.

    Head, folio and proof mark stand in a margin rightly.
    """
    return [sign for sign in found if not (_is_inside(sign) or _is_furniture(sign) or sign.is_mark)]


def _is_inside(sign: Sign) -> bool:
    return _is_between_the_sides(sign) and sign.bottom >= BOTTOM - _HANGING and sign.top <= TOP + _HANGING


def _is_between_the_sides(sign: Sign) -> bool:
    left, right = (INSIDE, OUTSIDE) if sign.page % 2 else (OUTSIDE, INSIDE)
    return left - _HANGING <= sign.left and sign.right <= WIDTH - right + _HANGING


def _is_furniture(sign: Sign) -> bool:
    is_folio = sign.text.isdecimal() and sign.top < BOTTOM - 2 * _HANGING
    is_head = TOP + 3 * _HANGING < sign.bottom < _HEAD and _is_between_the_sides(sign)
    return is_folio or is_head


def overlapping(found: list[Sign]) -> list[tuple[Sign, Sign]]:
    """Return pairs of signs of which one covers more than half of the smaller one; kerning covers a third."""
    cells: defaultdict[tuple[int, int, int], list[Sign]] = defaultdict(list)
    pairs = []
    for sign in found:
        middle = int((sign.left + sign.right) / 2 // 20), int((sign.bottom + sign.top) / 2 // 20)
        near = (
            other
            for column in (-1, 0, 1)
            for row in (-1, 0, 1)
            for other in cells[sign.page, middle[0] + column, middle[1] + row]
        )
        pairs += [(other, sign) for other in near if _covered(sign, other)]
        cells[sign.page, *middle].append(sign)
    return pairs


def _covered(one: Sign, other: Sign) -> bool:
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.top, other.top) - max(one.bottom, other.bottom)
    if one.text == other.text and abs(one.left - other.left) < _BESIDE:
        return False
    smaller = min((sign.right - sign.left) * (sign.top - sign.bottom) for sign in (one, other))
    return width > 0 and height > 0 and width * height > smaller / 2
