"""Says where in a text something stands, counted in Unicode code points.

Knows nothing of what stands there.
"""

from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range `[start, end)` of a text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return what stands at this span of `text`."""
        return text[self.start : self.end]


def boundaries(parts: Iterable[str]) -> list[int]:
    """Return where the parts of a text begin, and where the last one ends: `[0, …, length]`."""
    return list(accumulate(map(len, parts), initial=0))
