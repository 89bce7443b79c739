"""Holds a text cut into lines, and what the whole text tells of them: which are prose, which are headings.

Knows nothing of other versions of the text.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from functools import cached_property
from typing import NamedTuple

from app.text.blocks import lines, verbatim
from app.text.headings import Heading, headings
from app.text.sentences import sentences_of
from app.text.spans import Span, boundaries


class Units(NamedTuple):
    """Stretches of a text that follow one another, and where in it each begins and the last one ends."""

    parts: list[str]
    cuts: list[int]


class Outline:
    """A text in lines, any run of which can be cut into sentences; what costs time is found when it is asked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = lines(text)
        self.cuts = boundaries(self.lines)

    @cached_property
    def verbatim(self) -> list[bool]:
        # Whether a line is code or prose shows only in the whole text, not in the changed lines.
        return verbatim(self.lines)

    @cached_property
    def headings(self) -> list[Heading]:
        return headings(self.lines, self.verbatim, self.cuts)

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each line stands in the text, without the white space around it."""
        return Counter(map(str.strip, self.lines))

    def sentences(self, span: Span) -> Units:
        """Return the sentences of some whole lines."""
        first, last = bisect_left(self.cuts, span.start), bisect_left(self.cuts, span.end)
        parts = sentences_of(self.lines[first:last], self.verbatim[first:last])
        return Units(parts, [span.start + cut for cut in boundaries(parts)])

    def heading_above(self, place: int) -> Heading | None:
        """Return the nearest heading that begins above a place."""
        number = bisect_left(self.headings, (place,))
        return self.headings[number - 1] if number else None

    def writes_under_heading_above(self, span: Span) -> bool:
        """Tell whether a stretch says something before the first heading that begins in it."""
        number = bisect_left(self.headings, (span.start,))
        end = min(span.end, self.headings[number].start) if number < len(self.headings) else span.end
        return bool(self.text[span.start : end].strip())

    def line_of(self, span: Span) -> tuple[int, str]:
        """Return where the first line begins that says something in a stretch, else the last one above it."""
        number = min(bisect_right(self.cuts, span.start), len(self.lines)) - 1
        for place in range(number, bisect_left(self.cuts, span.end)):
            if self.lines[place].strip():
                return self.cuts[place], self.lines[place].strip()
        for place in range(number, -1, -1):
            if self.cuts[place] < span.start and self.lines[place].strip():
                return self.cuts[place], self.lines[place].strip()
        return 0, ""
