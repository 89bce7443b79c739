"""What can go wrong in the domain: seven kinds of error, and a class with typed facts for each state that refuses.

Knows no HTTP; ``app.web.problems`` maps each kind to a status. A class that has a ``problem`` can be raised; its fields
are the facts that travel with it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import ClassVar, get_type_hints

from app.words.codes import Word
from app.words.saying import Language, Said, tell


class OperatorError(Exception):
    """What whoever runs bonsens asked for cannot be done; the message says why and what to do."""


class DomainError(Exception):
    """A refusal: nothing was stored. ``problem`` is the documented type.

    ``word`` is the sentence where it is one only, ``reason`` where whoever refuses says it.
    """

    problem: ClassVar[str]
    word: ClassVar[Word]
    reason: Said

    def said(self) -> Said:
        """Return what happened and what to do."""
        reason: Said | None = getattr(self, "reason", None)
        return Said.of(self.word) if reason is None else reason

    def __str__(self) -> str:
        return tell(self.said(), Language.ENGLISH)


class NotAuthenticated(DomainError):
    """It is not known who asks."""


class Unfinished(DomainError):
    """It is known who asks, and one step of proving it is missing."""


class Forbidden(DomainError):
    """The caller may not do this, whenever it is."""


class Unscoped(Forbidden):
    """The caller might do this, but not with what they ask with."""


class NotFound(DomainError):
    """Absent, or hidden from this caller: the two look the same."""


class Conflict(DomainError):
    """The payload is fine, the state is not."""


class Invalid(DomainError):
    """The payload is wrong."""

    def mistakes(self) -> Iterable[tuple[str, Said]]:
        """Return each field that is wrong, with the reason."""
        return ()


@dataclass(eq=False)
class TooMany(DomainError):
    """Asked too often."""

    retry_after: int
    """Seconds to wait before the next attempt."""


class Unavailable(DomainError):
    """What is needed for this, and is not part of this service, does not answer now."""


class ProviderUnavailable(Unavailable):
    """The provider with which people sign in does not answer as it should."""

    problem = "provider-unavailable"
    word = Word.PROVIDER_UNAVAILABLE


@dataclass(eq=False)
class Mistake(Invalid):
    """One field is wrong."""

    problem = "invalid"
    field: str
    """The field that is wrong."""
    reason: Said

    def mistakes(self) -> Iterable[tuple[str, Said]]:
        return ((self.field, self.reason),)


@dataclass(eq=False)
class Mistakes(Invalid):
    """The request is not of the form that was asked for."""

    problem = "invalid"
    found: tuple[tuple[str, Said], ...]

    def said(self) -> Said:
        return Said.of(Word.MISTAKES, fields=", ".join(field for field, _ in self.found))

    def mistakes(self) -> Iterable[tuple[str, Said]]:
        return self.found


@dataclass(eq=False)
class PassageOutside(Mistake):
    """A passage does not lie within its text."""

    length: int
    """The length of the text, in Unicode code points."""


@dataclass(eq=False)
class TextTooLong(Invalid):
    problem = "text-too-long"
    limit: int
    """The most bytes of UTF-8 that a text may have."""
    size: int
    """The bytes of UTF-8 that were sent."""

    def said(self) -> Said:
        return Said.of(Word.TEXT_LONG, size=self.size, limit=self.limit)

    def mistakes(self) -> Iterable[tuple[str, Said]]:
        return (("text", self.said()),)


@dataclass(eq=False)
class Unfit(Conflict):
    """The request does not fit what is there; ``reason`` says why."""

    problem = "conflict"
    reason: Said


@dataclass(eq=False)
class SlugTaken(Conflict):
    """Another campaign, theme or page has this name in the address."""

    problem = "slug-taken"
    field: str
    """The field that is wrong."""
    name: str
    """The name that was asked for."""

    def said(self) -> Said:
        return Said.of(Word.SLUG_TAKEN, name=self.name)


def every_problem() -> Iterator[type[DomainError]]:
    """Yield each class that can be raised, of the modules that are loaded."""
    waiting: list[type[DomainError]] = [DomainError]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if hasattr(kind, "problem"):
            yield kind


# Reading them off a class takes longer than all else of a refusal.
_FACTS: dict[type[DomainError], Mapping[str, object]] = {}


def facts_of(kind: type[DomainError]) -> Mapping[str, object]:
    """Return the names and types of the facts that travel with an error, apart from its sentences and their fields."""
    if kind not in _FACTS:
        hints = get_type_hints(kind)
        declared: list[str] = [field.name for field in fields(kind)] if is_dataclass(kind) else []
        told = {"reason", "field", "found"} if issubclass(kind, Mistake | Mistakes) else {"reason"}
        _FACTS[kind] = {name: hints[name] for name in declared if name not in told}
    return _FACTS[kind]
