"""How a wording with its parameters becomes a sentence in a language. Knows no domain."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from string import Formatter
from types import MappingProxyType
from typing import Any

from app.words.codes import Word
from app.words.english import ENGLISH
from app.words.french import FRENCH

Param = str | int


class Language(StrEnum):
    """A language that sentences are told in."""

    ENGLISH = "en"
    FRENCH = "fr"


def typeset_french(sentence: str) -> str:
    """Return a French sentence with the spaces that no line may break at, where plain ones were typed.

    Narrow before ``;``, ``!``, ``?``, ``%`` and within guillemets, wide before ``:``.
    """
    spaced = re.sub(r" (?=[;!?»%])|(?<=«) ", "\u202f", sentence)
    return spaced.replace(" :", "\u00a0:")


CATALOGUES: Mapping[Language, Mapping[Word, str]] = {
    Language.ENGLISH: ENGLISH,
    Language.FRENCH: {word: typeset_french(sentence) for word, sentence in FRENCH.items()},
}
_ZERO_IS_ONE = frozenset({Language.FRENCH})
"""Languages that count nothing in the singular."""


@dataclass(frozen=True, slots=True)
class Said:
    """Something that is said to a person, in no language yet: a code and what goes into its sentence."""

    word: Word
    parameters: Mapping[str, Param]

    @classmethod
    def of(cls, word: Word, **parameters: Param) -> "Said":
        return cls(word, MappingProxyType(parameters))

    def __reduce__(self) -> tuple[Any, ...]:
        # Processes send each other what is to be said, and no proxy can be sent.
        return _sent, (self.word, dict(self.parameters))

    def coded(self) -> dict[str, str | dict[str, Param]]:
        """Return what stands beside the sentence on the wire and in stored rows."""
        return {"code": self.word.value, "parameters": dict(self.parameters)}


def _sent(word: Word, parameters: dict[str, Param]) -> Said:
    return Said(word, MappingProxyType(parameters))


def find_said(code: str | None, parameters: Mapping[str, Param]) -> Said | None:
    """Return what was stored by ``coded``, None for rows from before codes and for a code that is gone."""
    return Said(Word(code), parameters) if code in set(Word) else None


def tell(said: Said, language: Language) -> str:
    """Return the sentence in a language."""
    return _Teller(language).vformat(CATALOGUES[language][said.word], (), said.parameters)


def title_of(problem: str) -> Said:
    """Return the title of a problem type."""
    return Said.of(Word(f"title-{problem}"))


class _Teller(Formatter):
    """Formats as ``str.format`` does, with two kinds of specification of its own.

    ``{ballots:# ballot|# ballots}`` chooses by number, with the number for ``#``; ``{role:role}`` is the term for
    that role.
    """

    def __init__(self, language: Language) -> None:
        self._language = language

    def format_field(self, value: Param, format_spec: str) -> str:
        if "|" in format_spec:
            one, _, many = format_spec.partition("|")
            return (one if self._is_one(int(value)) else many).replace("#", str(value))
        if format_spec:
            return CATALOGUES[self._language][Word(f"{format_spec}-{value}")]
        return str(value)

    def _is_one(self, number: int) -> bool:
        return number == 1 or (number == 0 and self._language in _ZERO_IS_ONE)
