"""Which characters can be printed, and what is printed for those that cannot.

The typesetter itself leaves a box and says nothing. Knows nothing of books; which characters the shipped fonts have
stands in lists made of them, so that nobody who saves a text waits for a font.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from importlib.util import find_spec

SCRIPTS_PACKAGE = "weblate_fonts"
"""The package of the extra ``scripts``: fonts for most of the scripts that the shipped ones lack."""
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
    0xF022: "✂", 0xF028: "☎", 0xF02A: "✉", 0xF02D: "–", 0xF046: "☞", 0xF04A: "☺", 0xF06C: "●", 0xF06E: "■", 0xF06F: "○",
    0xF071: "❑", 0xF074: "◆", 0xF075: "◆", 0xF076: "❖", 0xF09F: "•", 0xF0A1: "○", 0xF0A7: "▪", 0xF0A8: "□", 0xF0AB: "★",
    0xF0AE: "→", 0xF0B7: "•", 0xF0D8: "➢", 0xF0E0: "→", 0xF0E8: "➔", 0xF0F0: "⇨", 0xF0FB: "✗", 0xF0FC: "✓", 0xF0FD: "☒",
    0xF0FE: "☑",
}  # fmt: skip
"""What word processors write for list marks of their symbol fonts, in the private use area."""
_SET_AS = {0x2011: 0x2010}
"""The shaper sets a no-break hyphen as a hyphen where a font has only that."""

_JOINERS = re.compile("([\u200c\u200d\ufe00-\ufe0f])\\1+")
"""Several of what has no ink and joins what stands around it do no more than one."""

_VARIATION_SELECTORS = range(0xFE00, 0xFE10)


def missing_glyphs(text: str) -> dict[str, int]:
    """Return how often each character stands in ``text`` that the fonts cannot show, in code point order."""
    counts = Counter(text)
    return {
        character: counts[character] for character in sorted(counts) if _printed(ord(character)) == BOX != character
    }


def legible(words: str) -> str:
    """Return ``words`` as they can be printed: without what has no ink, and a box for what no font has."""
    return _JOINERS.sub(r"\1", words.translate(_LEGIBLE))


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
    code = _SET_AS.get(code, code)
    return code in _shown() or (code in _added() and scripts_installed())


@cache
def scripts_installed() -> bool:
    """Tell whether the fonts of the extra ``scripts`` are here."""
    return find_spec(SCRIPTS_PACKAGE) is not None


def needs_scripts(characters: Iterable[str]) -> bool:
    """Tell whether there is one that the fonts of the extra ``scripts`` alone can show, and they are here."""
    return scripts_installed() and any(ord(character) in _added() for character in characters)


@cache
def _shown() -> frozenset[int]:
    return _listed("shown.txt")


@cache
def _added() -> frozenset[int]:
    return _listed("shown_by_scripts.txt")


def _listed(name: str) -> frozenset[int]:
    text = (files("app.text") / name).read_text("ascii")
    runs = (line.partition("-") for line in text.split())
    return frozenset(code for first, _, last in runs for code in range(int(first, 16), int(last or first, 16) + 1))


def _is_visible(character: str) -> bool:
    code = ord(character)
    if code in _NUMBER_SIGNS:
        return True
    return unicodedata.category(character) not in _INVISIBLE and code not in _VARIATION_SELECTORS
