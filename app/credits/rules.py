"""How people are named in the guide, how shares are rounded, what a passage is. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from app.errors import PassageOutside
from app.text.spans import Span
from app.words.codes import Word
from app.words.saying import Said


class Naming(StrEnum):
    """How a contributor chose to be named."""

    FULL = "full"
    SHORT = "short"
    DEPARTMENT = "department"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Shown:
    """How somebody appears: by a name, together with others of a department, or with all who are not named."""

    naming: Naming
    name: str | None
    department: str | None

    @property
    def is_by_name(self) -> bool:
        return self.name is not None


UNNAMED = Shown(Naming.ANONYMOUS, None, None)


def shown_as(naming: Naming, name: str, department: str | None) -> Shown:
    """Return how somebody with this account appears.

    A department stands beside a full name, but not beside an initial, where it would tell whose it is. Who wants to
    appear as a department and has none is not named.
    """
    match naming:
        case Naming.FULL:
            return Shown(naming, name, department)
        case Naming.SHORT:
            return Shown(naming, short_name(name), None)
        case Naming.DEPARTMENT if department is not None:
            return Shown(naming, None, department)
        case _:
            return UNNAMED


_EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")
_MIDDLE_DOT = "\u30fb"
"""Stands between the parts of a foreign name in Japanese, the given name first."""
_ELISION = re.compile(r"[a-z]{1,2}['\u2019](?=\w)")
_LETTERS_OF_A_SURNAME = 3
"""From which a word in capitals at the start is taken for a surname (``MORVAN Claire``), not for initials."""


def short_name(name: str) -> str:
    """Return the first name and the initial of the last: ``Claire M.`` for ``Claire Morvan``.

    The first word is the first name, hyphens and all; the rest is the last name, whose initial is that of its first
    word which is neither a particle in small letters (``de``, ``van``, ``d'``) nor an initial itself. The last name
    comes first before a comma, in capitals (``MORVAN Claire``), and in names in Chinese characters, kana or hangul.
    Such a name without a space cannot be divided, so its first character stands for it: nobody who wants to be named
    in short is named in full. A single word in letters is taken for a first name.
    """
    given, family = _divided(name)
    if not family:
        return given
    initial = f"{_initial(family)}."
    if not given:
        return initial
    if _is_east_asian(name):
        return f"{given}{_MIDDLE_DOT}{initial}" if _MIDDLE_DOT in name else f"{initial} {given}"
    return f"{given} {initial}"


def alphabetical(name: str) -> tuple[str, str]:
    """Return the key under which a name stands in an alphabetical list: the last name without particles, then all.

    Of a short name the key is that of its initial: the order tells nothing that the name does not.
    """
    given, family = _divided(name)
    return _folded(" ".join(_telling(family)) or given), _folded(name)


def share_of(tokens: int, total: int) -> float:
    """Return a share between 0 and 1, rounded half to even at the sixth decimal; 0 of nothing."""
    return float(round(Fraction(tokens, total), 6)) if total else 0.0


def passage(length: int, start: int, end: int | None) -> Span:
    """Return a passage of a text of this many code points, to its end for None; raises Invalid where it is not one."""
    last = length if end is None else end
    if last > length:
        raise PassageOutside("end", Said.of(Word.PASSAGE_BEYOND, length=length, end=last), length)
    if start >= last and (start, last) != (0, length):
        raise PassageOutside("start", Said.of(Word.PASSAGE_BACKWARDS, start=start, end=last), length)
    return Span(start, last)


def _divided(name: str) -> tuple[str, str]:
    """Return the given name and the family name; either may be empty, never both."""
    before, comma, after = (part.strip() for part in name.partition(","))
    if comma and before and after:
        return after, before
    if _is_east_asian(name):
        if _MIDDLE_DOT in name.strip(_MIDDLE_DOT):
            first, _, rest = name.strip(_MIDDLE_DOT).partition(_MIDDLE_DOT)
            return first, rest
        family, *given = name.split(maxsplit=1)
        return "".join(given), family
    words = name.split()
    capitals = next((place for place, word in enumerate(words) if not word.isupper()), 0)
    if any(sum(map(str.isalpha, word)) >= _LETTERS_OF_A_SURNAME for word in words[:capitals]):
        return " ".join(words[capitals:]), " ".join(words[:capitals])
    return words[0], " ".join(words[1:])


def _telling(family: str) -> list[str]:
    """Return the words of a family name from the first that is no particle and no initial, all where none is."""
    words = [_ELISION.sub("", word) for word in family.split()]
    place = next((place for place, word in enumerate(words) if _is_telling(word)), 0)
    return words[place:]


def _is_telling(word: str) -> bool:
    letters = [character for character in word if character.isalpha()]
    return len(letters) > 1 - _is_east_asian(word) and not letters[0].islower()


def _initial(family: str) -> str:
    word = _telling(family)[0]
    place = next((place for place, character in enumerate(word) if character.isalnum()), 0)
    marks = place + 1
    while marks < len(word) and unicodedata.combining(word[marks]):
        marks += 1
    return word[place:marks].upper()


def _is_east_asian(words: str) -> bool:
    return _EAST_ASIAN.search(words) is not None


def _folded(words: str) -> str:
    spelt = unicodedata.normalize("NFKD", words.casefold())
    return "".join(character for character in spelt if character.isalnum() or character == " ")
