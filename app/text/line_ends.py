r"""Lets texts be compared whose lines end differently: with `\n`, `\r\n` or `\r`.

Knows nothing of merges: it maps places to and fro and rewrites ends.
"""

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass

from app.text.spans import Span

_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Unified:
    r"""A text whose lines all end with `\n`, and where that shortened it."""

    text: str
    shortened: tuple[int, ...]
    r"""The places in `text` of the ends which were `\r\n`."""

    @classmethod
    def of(cls, original: str) -> "Unified":
        """Give the text equal line ends."""
        if "\r" not in original:
            return cls(original, ())
        found = (end.start() for end in re.finditer("\r\n", original))
        shortened = tuple(place - number for number, place in enumerate(found))
        return cls(unified(original), shortened)

    def original(self, span: Span) -> Span:
        """Return where a span of `text` stands in the original."""
        if not self.shortened:
            return span
        start, end = (place + bisect_left(self.shortened, place) for place in span)
        return Span(start, end)


def unified(text: str) -> str:
    r"""Return a text with `\n` for every line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def ends(text: str) -> Counter[str]:
    """Return the line ends of a text and how many lines have each, in the order of their first places."""
    return Counter(_END.findall(text))


def with_ends(text: str, end: str) -> str:
    """Return a text with the same end for every line that has one."""
    return unified(text).replace("\n", end)
