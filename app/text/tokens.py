"""Cuts a text into tokens, the smallest things a person writes: words, numbers, marks, CJK characters.

No token ends within what a reader takes for one character: a letter with its vowel signs and tones, a flag, a family.
Where such a character ends is said by Unicode Standard Annex 29 (extended grapheme clusters). Which characters are
letters, join what is before them or are pictographs is data of this project, made of the Unicode Character Database
18.0: stored rows count tokens, and a later Python must cut texts as this one does.

Knows no language and no Markdown.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from itertools import chain, groupby

TOKEN_RULE = 2
"""The number of the rule by which texts are cut. What was stored by an earlier one is found out again."""


def tokens(text: str, rule: int = TOKEN_RULE) -> list[str]:
    """Return the tokens of ``text`` in order, by one of the rules there have been; joined they are ``text`` again.

    White space belongs to the token on its left; white space at the start of the text is a token of its own.
    Takes time linear in the length of the text.
    """
    pattern = _pattern(rule)
    if rule == TOKEN_RULE:
        plain, plainly = _plain_patterns()
        pattern = plainly if plain.fullmatch(text) else pattern
    return [match[0] for match in pattern.finditer(text)]


def find_crowd(text: str, most: int) -> int | None:
    """Return where more than ``most`` characters in a row are joined to the one before them, such as accents."""
    found = None if text.isascii() else _crowd(most).search(text)
    return found and found.start()


def parted_crowds(text: str, most: int, seam: str) -> str:
    """Return a text with a seam in such a row, so that no character of a text has very many joined to it."""
    return text if text.isascii() else _crowd(most).sub(rf"\g<0>{seam}", text)


@cache
def _crowd(most: int) -> re.Pattern[str]:
    return re.compile(f"{_one(_kind['joined'])}{{{most + 1}}}")


@cache
def _pattern(rule: int) -> re.Pattern[str]:
    return re.compile(_RULES[rule], re.VERBOSE)


@cache
def _plain_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what matches a text without what joins or is joined, and what cuts it as the present rule does.

    Such are most texts in Latin, Greek or Cyrillic letters; the shorter rule takes half the time.
    """
    apart = chain(_kind["joined"], _kind["prepended"], (range(a, b + 1) for a, b in _CJK_RUNS))
    plain = set(_PLAIN).difference(*(_in_plain(run) for run in apart))
    letters = plain.intersection(chain.from_iterable(map(_in_plain, _kind["letters"])))
    whole, of_words = (_class(_runs(codes)) for codes in (plain, letters))
    plainly = rf"(?:[0-9]++(?:[.,][0-9]++)++|[{of_words}]++|(\S)\1*+)\s*+|\s++"
    return re.compile(f"[{whole}]*+"), re.compile(plainly)


def _runs(codes: Iterable[int]) -> Iterator[range]:
    for _, run in groupby(enumerate(sorted(codes)), lambda numbered: numbered[1] - numbered[0]):
        found = [code for _, code in run]
        yield range(found[0], found[-1] + 1)


def _in_plain(run: range) -> range:
    return range(run.start, min(run.stop, _PLAIN.stop))


_PLAIN = range(0x3000)
_CJK_RUNS = (
    (0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3021, 0x3029), (0x3031, 0x3035), (0x303B, 0x303B), (0x3040, 0x30FF),
    (0x3100, 0x312F), (0x31A0, 0x31BF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF),
    (0xFF66, 0xFF9F), (0x20000, 0x3FFFF),
)  # fmt: skip
_CJK = "".join(f"{chr(first)}-{chr(last)}" for first, last in _CJK_RUNS)
# The marks that the first rule knew, and no others.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u200c\u200d\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
    "\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f\U0001f3fb-\U0001f3ff"
)
_FIRST = rf"""(?:
        [0-9]++(?:[.,][0-9]++)++          # 3,14 and 1.000.000 are one number
      | (?:[^\W_{_CJK}]++[{_MARKS}]*+)++  # a word
      | [{_CJK}][{_MARKS}]*+              # one CJK character
      | ([^\w\s]|_)(?:\1|[{_MARKS}])*+    # a run of one mark: **, ---, ...
      | \w                                # whatever else Unicode calls a letter
    )\s*+
    | \s++                                # only at the very start
"""


def _outside_cjk(runs: Iterable[range]) -> Iterator[range]:
    """Yield the runs without the characters of which each is a token."""
    for run in runs:
        start = run[0]
        for first, last in _CJK_RUNS:
            if start <= last and first <= run[-1]:
                if start < first:
                    yield range(start, first)
                start = last + 1
        if start <= run[-1]:
            yield range(start, run[-1] + 1)


def _kinds() -> dict[str, list[range]]:
    found: dict[str, list[range]] = {}
    for line in (files("app.text") / "clusters.txt").read_text("ascii").splitlines():
        kind, *runs = line.split()
        ends = ([int(end, 16) for end in run.split("-")] for run in runs)
        found.setdefault(kind, []).extend(range(run[0], run[-1] + 1) for run in ends)
    return found


def _class(runs: Iterable[range]) -> str:
    """Return what stands between the brackets of a regular expression."""
    return "".join(f"\\U{run[0]:08x}-\\U{run[-1]:08x}" for run in runs)


def _one(runs: Iterable[range], repeated: str = "") -> str:
    """Return what matches one such character, or several.

    Beyond the first 65,536 a set is gone through range by range, so whatever lies below them is not asked that.
    """
    all_runs = list(runs)
    below, beyond = ([run for run in all_runs if (run[0] >= _BEYOND) is far] for far in (False, True))
    more = f"|(?=[\\U{_BEYOND:08x}-\\U0010ffff])[{_class(beyond)}]{repeated}" if beyond else ""
    return f"(?:[{_class(below)}]{repeated}{more})"


_BEYOND = 0x10000
_kind = _kinds()
_JOINED, _PREPENDED = f"{_one(_kind['joined'])}*+", _one(_kind["prepended"])
# After a pictograph a joiner and another one are joined, too: a family.
_FAMILY = rf"(?:\u200d{_one(_kind['pictographs'])}|{_one(_kind['joined'])})*+"
_FLAG = r"[\U0001f1e6-\U0001f1ff]{2}"
# What is joined to a space belongs to it, but not what follows a control character.
_SPACE = rf"\s*+(?:(?<=[\x20\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]){_one(_kind['joined'])}++\s*+)*+"
_SECOND = rf"""(?:
        [0-9]++(?:[.,][0-9]++)++{_JOINED}
      | (?:{_one([*_kind["prepended"], *_kind["joined"]])}*+{_one(_outside_cjk(_kind["letters"]), "++")}{_JOINED})++
      | [{_CJK}]{_JOINED}
      | {_PREPENDED}++                  # belongs to what follows: a number, a letter or a mark
        (?:[0-9]++(?:[.,][0-9]++)*+|{_FLAG}|\S)?{_FAMILY}
      | ({_FLAG}|\S){_FAMILY}(?:\1{_FAMILY})*+
    ){_SPACE}
    | (?=\s){_SPACE}
"""
_RULES = {1: _FIRST, 2: _SECOND}
