"""The fonts that a guide is set in. Knows nothing of books, only of files."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cache
from html import unescape
from importlib.resources import as_file, files
from pathlib import Path

from app.digests import sha256
from app.guides.formats import RendererMissing
from app.text.legibility import SCRIPTS_PACKAGE, needs_scripts

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

SCRIPT_FILES = tuple(
    f"KurintoSans{script}-{weight}.ttf" for script in ("", "KR", "SC", "TC", "JP") for weight in ("Rg", "Bd")
)
"""What the extra ``scripts`` brings for the gaps of all of them; a book is set in these too where it needs them."""
_SCRIPTS_FOLDER = "static/weblate_fonts/kurinto/ttf"


@contextmanager
def font_folders(*, scripts: bool) -> Iterator[list[Path]]:
    """Give the folders of the fonts; raise RendererMissing where one of them is absent."""
    with ExitStack() as stack:
        folders = [stack.enter_context(as_file(files("app.guides.fonts")))]
        _require(folders[0], FONT_FILES, "Install bonsens again, with its package data.")
        if scripts:
            folders.append(stack.enter_context(as_file(files(SCRIPTS_PACKAGE) / _SCRIPTS_FOLDER)))
            _require(folders[1], SCRIPT_FILES, "Install bonsens[scripts] again.")
        yield folders


def _require(folder: Path, names: tuple[str, ...], advice: str) -> None:
    for name in names:
        if not (folder / name).is_file():
            raise RendererMissing(f"The font file {name} is missing. {advice}")


def fonts_for(words: Iterable[str]) -> Mapping[str, str]:
    """Return the SHA-256 of each font file, by its name, that a guide with these words in it is set in.

    ``words`` may hold more than is printed. Raises RendererMissing where a font is absent.
    """
    # References to characters, &#3585;, say them as well.
    return font_digests(scripts=needs_scripts(set[str]().union(*map(unescape, words))))


@cache
def font_digests(*, scripts: bool) -> dict[str, str]:
    """Return the SHA-256 of each font file by its name; raises RendererMissing where one is absent."""
    with font_folders(scripts=scripts) as folders:
        files_of = zip(folders, (FONT_FILES, SCRIPT_FILES), strict=False)
        return {name: sha256((folder / name).read_bytes()) for folder, names in files_of for name in names}
