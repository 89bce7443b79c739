"""What has to be known of a book before it is typeset: whether the shipped fonts can show its characters.

The typesetter itself leaves a box and says nothing. Knows nothing of books, only of words and of fonts.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from app.guides.formats import RendererMissing

FONT_FILES = (
    "SourceSerif4-Regular.ttf",
    "SourceSerif4-Italic.ttf",
    "SourceSerif4-Bold.ttf",
    "SourceSerif4-BoldItalic.ttf",
    "SourceSans3-Regular.ttf",
    "SourceSans3-SemiBold.ttf",
    "SourceCodePro-Regular.ttf",
    "NotoSansJP-Level1.ttf",
    "NotoSansJP-Level2.ttf",
    "NotoSansMath-Subset.ttf",
    "NotoSansSymbols2-Subset.ttf",
    "NotoEmoji-Regular.ttf",
)
"""All that a book may be set in; text, then headings, then what stands in for their gaps, code first."""

_FALLBACKS = FONT_FILES[6:]
_FACES = (FONT_FILES[0], FONT_FILES[4])

BOX = "▯"
"""Stands in print where no font has a character."""
_INVISIBLE = {"Cc", "Cf", "Zl", "Zp", "Zs"}
_NOT_PRINTED = frozenset((0xFEFF, 0xFFF9, 0xFFFA, 0xFFFB, 0xFFFE, 0xFFFF)) | {
    code
    for first, last in ((0, 8), (0x0B, 0x1F), (0x7F, 0x9F), (0x202A, 0x202E), (0x2066, 0x2069))
    for code in range(first, last + 1)
}
"""Controls, the byte order mark, marks of annotations, and what turns the direction of all that stands around it."""
_SPACES = frozenset((0x1680, 0x2800))
"""Blanks that no font of ours has."""
_NUMBER_SIGNS = frozenset(
    (*range(0x0600, 0x0606), 0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD, *range(0x13430, 0x13440))
)
"""Of category Cf like what has no ink, but drawn (Unicode 15, Prepended_Concatenation_Mark and hieroglyph controls)."""
_OFFICE_BULLETS = {
    0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "➢", 0xF0FC: "✓", 0xF076: "❖", 0xF06F: "○", 0xF0E8: "➔", 0xF02D: "–",
}  # fmt: skip
"""What word processors write for list marks of their symbol fonts, in the private use area."""
_SET_AS = {0x2011: 0x2010}
"""The shaper sets a no-break hyphen as a hyphen where a font has only that."""

_VARIATION_SELECTORS = range(0xFE00, 0xFE10)


def missing_glyphs(text: str) -> dict[str, int]:
    """Return how often each character stands in ``text`` that the fonts cannot show, in code point order.

    A character counts as shown when both text and headings can show it, since an author may use it in
    either; code stands in for their gaps. Raises RendererMissing where a font file is absent.
    """
    counts = Counter(text)
    return {
        character: counts[character] for character in sorted(counts) if _printed(ord(character)) == BOX != character
    }


def legible(words: str) -> str:
    """Return ``words`` as they can be printed: without what has no ink, and a box for what no font has.

    Raises RendererMissing where a font file is absent.
    """
    return words.translate(_LEGIBLE)


class _Legible(dict[int, str]):
    """What each character is printed as, worked out for those that occur."""

    def __missing__(self, code: int) -> str:
        self[code] = printed = _printed(code)
        return printed


_LEGIBLE = _Legible()


def _printed(code: int) -> str:
    if code in _NOT_PRINTED:
        return ""
    if code in _SPACES:
        return " "
    if code in _OFFICE_BULLETS:
        return _OFFICE_BULLETS[code]
    return chr(code) if not _is_visible(chr(code)) or _is_shown(code) else BOX


def _is_shown(code: int) -> bool:
    return _SET_AS.get(code, code) in _shown()


@contextmanager
def font_folder() -> Iterator[Path]:
    """Give the folder of the shipped fonts; raise RendererMissing where one of them is absent."""
    with as_file(files("app.guides.fonts")) as folder:
        for name in FONT_FILES:
            if not (folder / name).is_file():
                message = f"The font file {name} is missing. Install bonsens again, with its package data."
                raise RendererMissing(message)
        yield folder


@cache
def _shown() -> frozenset[int]:
    with font_folder() as folder:
        common = set[int]().union(*(_characters(folder / name) for name in _FALLBACKS))
        faces = [_characters(folder / name) | common for name in _FACES]
    return frozenset(faces[0].intersection(*faces[1:]))


def _characters(path: Path) -> set[int]:
    with TTFont(path, lazy=True) as font:
        return set(font.getBestCmap())


def _is_visible(character: str) -> bool:
    code = ord(character)
    if code in _NUMBER_SIGNS:
        return True
    return unicodedata.category(character) not in _INVISIBLE and code not in _VARIATION_SELECTORS
