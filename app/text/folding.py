"""Makes words comparable: what differs only by case, accents, ligatures or inflection becomes the same.

Knows five languages and no meaning, no page and no query.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from Stemmer import Stemmer

LONGEST = 64
"""Characters of a word that are compared."""

# Scripts that put no space between words, and Korean, which glues its particles to them.
_UNSPACED = (
    "\u0e01-\u0e4e\u0e80-\u0edf\u1000-\u109f\u1100-\u11ff\u1780-\u17d3\u3005-\u3007\u3031-\u3035\u303b\u3041-\u309f"
    "\u30a1-\u30fa\u30fc-\u30ff\u3131-\u318e\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003ffff"
)
# Accents of Latin, Greek and Cyrillic letters, the points of Hebrew and Arabic, and what is not seen at all.
_MARKS = "\u00ad\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u200b-\u200d\u2060\ufe00-\ufe0f"
_WORD = re.compile(rf"(?P<unspaced>[{_UNSPACED}]+)|(?:[^\W_{_UNSPACED}][{_MARKS}]*)+")
_MARK = re.compile(f"[{_MARKS}]")
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})


class Word(NamedTuple):
    """A word of a text: the slice ``[start, end)`` where it stands, and how it compares."""

    start: int
    end: int
    folded: str
    is_unspaced: bool
    """Whether it is a run of a script without spaces, in which words stand one beside the other."""


_STEMMERS = {"fr": "french", "en": "english", "de": "german", "it": "italian", "es": "spanish"}
LANGUAGES = tuple(_STEMMERS)


@lru_cache(maxsize=65_536)
def fold(words: str) -> str:
    """Return words without case, accents or ligatures: ``Œuvré`` and ``oeuvre`` become ``oeuvre``, ``ß`` ``ss``.

    Marks that make another letter of a Japanese or Korean one stay. Folding twice is folding once.
    """
    if words.isascii():
        return words.lower()
    bare = _MARK.sub("", normalize("NFKD", normalize("NFKD", words).casefold()))
    return normalize("NFC", bare.translate(_LETTERS))


def words_of(text: str) -> Iterator[Word]:
    """Yield the words of a text in order; what stands between them is no part of any."""
    for match in _WORD.finditer(text):
        folded = fold(match[0])
        if folded:
            unspaced = match.lastgroup is not None
            yield Word(match.start(), match.end(), folded if unspaced else folded[:LONGEST], unspaced)


def language_of(tag: str) -> str:
    """Return the primary subtag of a BCP 47 tag: ``fr`` of ``fr-CH``."""
    return tag.partition("-")[0].lower()


@lru_cache(maxsize=131_072)
def stems(word: str, language: str) -> tuple[str, ...]:
    """Return what a word, as it is written, shares with its inflections in a language: related words share one.

    They are the folded word and its stem by the Snowball stemmers (snowballstem.org; Porter 2001), which read accents.
    People type without them, and of French these stemmers leave many forms as they are; so stems of forms that the word
    may stand for join them. Of a language without a stemmer, it is the folded word alone.
    """
    folded = fold(word)[:LONGEST]
    if language not in _STEMMERS or not folded.isalpha():
        return (folded,)
    forms = [normalize("NFC", word[:LONGEST]).lower(), folded]
    if language == "fr":
        forms += _french(folded)
    # A stemmer keeps the word that it is at, so two threads cannot share one; its own cache would hold words twice.
    stemmer = Stemmer(_STEMMERS[language], 0)
    return tuple(dict.fromkeys([folded, *(fold(stemmer.stemWord(form)) for form in forms)]))


def _french(folded: str) -> Iterator[str]:
    """Yield what a French word may be: its singular, and the plainest form of what its ending says it is."""
    singular = _PLURAL.sub("", folded)
    if singular != folded:
        yield singular
    for ending, plain in _ENDINGS:
        form = ending.sub(plain, singular)
        if form != singular:
            yield form


_PLURAL = re.compile(r"(?:(?<=[^o]i)|(?<=u)|(?<=...[^s]))s$|(?<=[aeo]u)x$")
# Folded endings, each with letters enough before it to leave short words alone, and what stands for it.
_ENDINGS = tuple(
    (re.compile(ending), plain)
    for ending, plain in (
        (r"(?<=...)ee$", "é"),  # acceptee: the accent that nobody typed
        (r"(?<=...)ere$", "er"),  # legere
        (r"(?<!^par)(?<=..)(?<![aeio]nim)(?:(?<=[^m])|(?<=im))ent$", "er"),  # acceptent, but not comment or moment
        (r"(?<=...)on$", "er"),  # partageons, whose plural is gone by now
        (r"(?<=....)ie$", "ier"),  # publie
        (r"(?<=..)dre$", "d"),  # attendre
        (r"(?<=..)due?$", "d"),  # attendue
        (r"(?<=..)if$", "ive"),  # actif
        (r"(?<=...)que$", "c"),  # publique
        (r"eau$", "elle"),  # nouveau
    )
)
