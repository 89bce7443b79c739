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

_INVISIBLE = {"Cc", "Cf", "Zl", "Zp", "Zs"}
_SET_AS = {0x2011: 0x2010}
"""The shaper sets a no-break hyphen as a hyphen where a font has only that."""

_VARIATION_SELECTORS = range(0xFE00, 0xFE10)


def missing_glyphs(text: str) -> dict[str, int]:
    """Return how often each character stands in ``text`` that the fonts cannot show, in code point order.

    A character counts as shown when both text and headings can show it, since an author may use it in
    either; code stands in for their gaps. Raises RendererMissing where a font file is absent.
    """
    shown = _shown()
    counts = Counter(text)
    return {
        character: counts[character]
        for character in sorted(counts)
        if _is_visible(character) and _SET_AS.get(ord(character), ord(character)) not in shown
    }


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
    return unicodedata.category(character) not in _INVISIBLE and ord(character) not in _VARIATION_SELECTORS
