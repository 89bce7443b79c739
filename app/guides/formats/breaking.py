"""Says where a line may end inside what has no spaces, so that nothing runs off the paper.

Changes no word: seams are characters that the typesetter takes for places, and none of them reaches the clipboard.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from app.text.legibility import legible
from app.text.tokens import parted_crowds

LONGEST = 24
"""Characters without a space that stay whole in running text; every language has words of this length."""

_BREAK = "\u200b"
"""Zero width space: a line may end here."""

_SOFT_HYPHEN = "\u00ad"
"""A line may end here, and then with a hyphen."""

_MOST_JOINED = 30
"""Accents and the like on one letter; the typesetter takes quadratic time for more, and stops at tens of thousands."""

_BLANK = "\u00a0"
"""What such marks stand on where there are more."""

_SEAM = re.compile(r"(?<=[/\\.,:;?&=#_@%+~|)\]}>-])(?=\w)|(?<=[a-z])(?=[A-Z])")

_SIGN_PART = re.compile("[\u20e3\u200d\U0001f3fb-\U0001f3ff]")
"""Makes one sign of several characters, which the template sets in one font by a rule that looks for them."""
_RUN_END = re.compile(r"(?=\s)|\Z")
"""Where a seam stands in a text with such signs: the typesetter stops at some five hundred of them without one."""

_WORD = re.compile(r"[^\w\s]*[^\W\d_]+(?:[-’'][^\W\d_]+)*[^\w\s]*")
"""Letters, with hyphens and apostrophes between them and punctuation around them."""
_NUMBER = re.compile(r"[^\w\s]*\d[\d.,:/%’'-]*[^\w\s]*")
_CJK = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")

_VOWELS = "aeiouyàâäáãåæèéêëìíîïòóôöõøœùúûüýÿ"
_VOWEL = re.compile(rf"[{_VOWELS}]", re.IGNORECASE)
_SYLLABLE_END = re.compile(
    rf"(?<=[^\W\d_])(?=(?:[bcdfgpt][lr]|[cpst]h|gn|qu|[^\W\d_{_VOWELS}])[{_VOWELS}])", re.IGNORECASE
)
"""Before the consonant, or the pair that is spoken as one, with which the next vowel is spoken: ``per-for-man-ce``."""
_FEWEST_AFTER = 3
_FEWEST_BEFORE = 2


def printable(words: str, longest: int = LONGEST, *, hyphens: bool = True) -> str:
    """Return ``words`` as the fonts can show them; runs of more than ``longest`` may break inside.

    A long word breaks with a hyphen. Addresses, numbers and what is not a word break without one, and so does
    everything where ``hyphens`` is false: whoever types it off the page must not type a hyphen.
    """
    seamed = parted_crowds(legible(words), _MOST_JOINED, _BREAK + _BLANK)
    if _SIGN_PART.search(seamed):
        seamed = _RUN_END.sub(_BREAK, seamed)
    return re.sub(rf"\S{{{longest + 1},}}", lambda run: _broken(run.group(), longest, hyphens), seamed)


def longest_piece(words: str) -> int:
    """Return how many characters a column needs where words end their lines between syllables."""
    pieces = (piece for run in words.split() for piece in _pieces(run))
    return max((len(piece) + 1 for piece in pieces), default=1)


def _pieces(run: str) -> list[str]:
    if _CJK.search(run):
        return ["字"]
    if _NUMBER.fullmatch(run):
        return [run]
    return _syllables(run) if _WORD.fullmatch(run) else _SEAM.sub(_BREAK, run).split(_BREAK)


def _broken(run: str, longest: int, hyphens: bool) -> str:  # noqa: FBT001  Called at one place, above.
    if hyphens and _WORD.fullmatch(run):
        if longest >= LONGEST:
            return _chopped(run, longest, _SOFT_HYPHEN)
        return _SOFT_HYPHEN.join(_chopped(part, longest - 1, _SOFT_HYPHEN) for part in _syllables(run))
    return _BREAK.join(_chopped(part, longest, _BREAK) for part in _SEAM.sub(_BREAK, run).split(_BREAK))


def _syllables(run: str) -> list[str]:
    return list(_parted(run, [found.start() for found in _SYLLABLE_END.finditer(run)]))


def _parted(run: str, ends: list[int]) -> Iterator[str]:
    begin = 0
    for end in ends:
        spoken = end - begin >= _FEWEST_BEFORE and _VOWEL.search(run, begin, end)
        if spoken and len(run) - end >= _FEWEST_AFTER:
            yield run[begin:end]
            begin = end
    yield run[begin:]


def _chopped(run: str, longest: int, seam: str) -> str:
    if len(run) <= longest or _CJK.search(run):
        return run  # Lines of Chinese and Japanese end anywhere already.
    size = max(1, longest * 2 // 3)
    return seam.join(run[start:end] for start, end in pairwise(_cuts(run, size)))


def _cuts(run: str, size: int) -> Iterator[int]:
    """Yield where a run begins, is cut and ends: after ``size`` characters, between two letters where there are."""
    end = 0
    while end < len(run):
        yield end
        wanted = min(end + size, len(run))
        # No line ends beside an apostrophe, whatever stands there.
        cuts = (cut for cut in range(wanted, end, -1) if cut == len(run) or run[cut - 1 : cut + 1].isalnum())
        end = next(cuts, wanted)
    yield end
