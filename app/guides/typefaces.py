"""The fonts that a guide is set in. Knows nothing of books, only of files."""

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
    "NotoSansSymbols-Subset.ttf",
    "NotoSansArabic-Regular.ttf",
    "NotoSansHebrew-Regular.ttf",
)
"""All that a book may be set in; text, then headings, then what stands in for their gaps, code first."""

_FALLBACKS = (*FONT_FILES[6:], "SourceSans3-Regular.ttf")
_FACES = (FONT_FILES[0], FONT_FILES[4])


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
def shown_characters() -> frozenset[int]:
    """Return the code points that text and headings can both show, since an author may use one in either.

    Code stands in for their gaps. Raises RendererMissing where a font file is absent.
    """
    with font_folder() as folder:
        common = set[int]().union(*(_characters(folder / name) for name in _FALLBACKS))
        faces = [_characters(folder / name) | common for name in _FACES]
    return frozenset(faces[0].intersection(*faces[1:]))


def _characters(path: Path) -> set[int]:
    with TTFont(path, lazy=True) as font:
        return set(font.getBestCmap())
