"""Tells how much two texts speak of the same: what "similar tips" and "similar questions" are found by.

Knows neither pages nor questions, and asks no database.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from app.text.folding import Word, stems, words_of

Key = TypeVar("Key", bound=Hashable)
_MOST_LETTERS = 10
_PAIR = 2


@dataclass(frozen=True, slots=True)
class Gist:
    """What a text speaks of: its distinct words, each with its stems and its weight."""

    words: Mapping[tuple[str, ...], int]
    stems: frozenset[str]

    @property
    def weight(self) -> int:
        return sum(self.words.values())


def gist(text: str, language: str) -> Gist:
    """Return what a text in a language, given as a primary subtag, speaks of; in scripts without spaces, by pairs."""
    words: dict[tuple[str, ...], int] = {}
    for word in words_of(text):
        if word.is_unspaced:
            words |= dict.fromkeys(_pairs(word), _PAIR)
        else:
            words[stems(text[word.start : word.end], language)] = min(len(word.folded), _MOST_LETTERS)
    return Gist(words, frozenset(stem for found in words for stem in found))


def likeness(one: Gist, other: Gist) -> int:
    """Return how alike two texts are, from 0, nothing in common, to 100, the same words.

    It is Dice's coefficient (1945) of their distinct words, each weighing as many points as it has letters, because the
    shortest words are those that stand everywhere (Zipf 1935); words are the same if they share a stem. Symmetric.
    """
    total = one.weight + other.weight
    return 100 * (_common(one, other) + _common(other, one)) // total if total else 0


def most_alike(
    asked: Gist, others: Iterable[tuple[Key, Gist]], *, least: int = 30, limit: int = 10
) -> list[tuple[Key, int]]:
    """Return those that are at least so alike with their likeness, most alike first, else in the order given."""
    found = [(key, likeness(asked, other)) for key, other in others]
    return sorted((pair for pair in found if pair[1] >= least), key=lambda pair: -pair[1])[:limit]


def _common(one: Gist, other: Gist) -> int:
    return sum(weight for found, weight in one.words.items() if not other.stems.isdisjoint(found))


def _pairs(run: Word) -> list[tuple[str]]:
    return [(run.folded[at : at + _PAIR],) for at in range(max(1, len(run.folded) - 1))]
