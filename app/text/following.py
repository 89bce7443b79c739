"""Finds where a passage of one text stands in another one that was made of it.

Knows nothing of who points at the passage, or why.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz.distance import Postfix, Prefix

from app.text.align import align
from app.text.diff import Diff, Kind, Operation, diff
from app.text.sentences import sentences
from app.text.spans import Span, boundaries

_TELLING = 12
"""Characters from which a passage that stands once in either text is the same one, wherever it stands."""
_IN_PLACE = 0
"""The group of what did not move."""


def follow(old: str, new: str, span: Span) -> Span | None:
    """Return where a passage of `old` stands in `new`, in code points; None when nothing of it is left.

    A passage that nobody touched is found to the letter, also where it moved. Of one that was changed it is the stretch
    from the first to the last of what stayed, with what replaced parts of it. Deterministic; `follow(t, t, s) == s`.
    Takes the time of one diff at most.
    """
    found = follow_at_once(old, new, span)
    return Comparison.of(old, new).follow(span) if found is None else found


def follow_at_once(old: str, new: str, span: Span) -> Span | None:
    """Return what `follow` does where the two texts need not be compared, else None.

    That is a passage before or behind all that changed, and one long enough to be known again that stands once in
    either text. Takes time linear in the length of the texts.
    """
    if span.end <= Prefix.similarity(old, new):
        return span
    if len(old) - Postfix.similarity(old, new) <= span.start <= span.end <= len(old):
        return _shifted(span, len(new) - len(old))
    words = span.of(old)
    if len(words.strip()) < _TELLING or not (_stands_once(old, words) and _stands_once(new, words)):
        return None
    start = new.find(words)
    return Span(start, start + len(words))


@dataclass(frozen=True, slots=True)
class Comparison:
    """What stayed of one text in another, in the order of the old one; follows any number of passages."""

    old: str
    new: str
    parts: "tuple[_Part, ...]"

    @classmethod
    def of(cls, old: str, new: str) -> "Comparison":
        difference = diff(old, new)
        parts = sorted([*_stayed(difference), *_moved(difference, old, new)], key=lambda part: part.old)
        return cls(old, new, tuple(parts))

    def follow(self, span: Span) -> Span | None:
        """Return where a passage of the old text stands in the new one, None when nothing of it is left."""
        stretches: dict[int, Span] = {}
        kept: dict[int, int] = {}
        says = any(map(str.isalnum, span.of(self.old)))
        for part in self.parts:
            here = part.within(span)
            if here is None:
                continue
            stretch = stretches.get(part.group, here)
            stretches[part.group] = Span(min(stretch.start, here.start), max(stretch.end, here.end))
            # A full stop or a blank line that stayed is nothing of what a sentence said.
            if part.stayed and (any(map(str.isalnum, here.of(self.new))) if says else here.of(self.new).strip()):
                kept[part.group] = kept.get(part.group, 0) + here.end - here.start
        if not kept:
            return None
        return stretches[max(kept, key=lambda group: (kept[group], -group))]


class _Part(NamedTuple):
    """A stretch of the old text and what stands for it in the new one."""

    old: Span
    new: Span
    group: int
    """`_IN_PLACE`, or the number of the move, which paragraphs that moved together share."""
    stayed: bool
    """It is the same to the letter; else it was replaced as a whole."""

    def within(self, span: Span) -> Span | None:
        """Return where in the new text stands what a span of the old one has of this part."""
        if not self.stayed:
            return self.new if span.start <= self.old.start and self.old.end <= span.end else None
        start, end = max(self.old.start, span.start), min(self.old.end, span.end)
        return _shifted(Span(start, end), self.new.start - self.old.start) if start < end else None


def _stayed(difference: Diff) -> Iterator[_Part]:
    for operation in difference.operations:
        old, new = operation.old_span, operation.new_span
        if operation.kind is Kind.EQUAL:
            yield _Part(old, new, _IN_PLACE, stayed=True)
        elif operation.kind is Kind.REPLACE:
            yield _Part(old, Span(new.start, new.start + len(operation.new.rstrip())), _IN_PLACE, stayed=False)
            yield from [*_whole_sentences(operation)] or _letters(operation)


def _whole_sentences(operation: Operation) -> Iterator[_Part]:
    """Return the sentences that stand in both wordings: a diff counts one among many new ones as agreed by chance."""
    old, new = sentences(operation.old), sentences(operation.new)
    old_cuts, new_cuts = boundaries(old), boundaries(new)
    for a, b, size in align(old, new).matches:
        start, length = old_cuts[a], old_cuts[a + size] - old_cuts[a]
        here = _shifted(Span(start, start + length), operation.old_span.start)
        yield _Part(here, _shifted(here, operation.new_span.start + new_cuts[b] - here.start), _IN_PLACE, stayed=True)


def _letters(operation: Operation) -> Iterator[_Part]:
    """Return the ends that two wordings have in common, where these are most of both: a slip that was mended."""
    old, new = operation.old, operation.new
    head: int = Prefix.similarity(old, new)
    tail = min(Postfix.similarity(old, new), len(old) - head, len(new) - head)
    if 2 * (head + tail) < max(len(old), len(new)):
        return
    (old_start, old_end), (new_start, new_end) = operation.old_span, operation.new_span
    if head:
        yield _Part(Span(old_start, old_start + head), Span(new_start, new_start + head), _IN_PLACE, stayed=True)
    if tail:
        yield _Part(Span(old_end - tail, old_end), Span(new_end - tail, new_end), _IN_PLACE, stayed=True)


def _moved(difference: Diff, old: str, new: str) -> Iterator[_Part]:
    """Return the paragraphs that moved; what moved together is one group."""
    left = {part.moved: part for part in difference.operations if part.moved and part.kind is Kind.DELETE}
    came = {part.moved: part for part in difference.operations if part.moved and part.kind is Kind.INSERT}
    before: _Part | None = None
    for number in sorted(left.keys() & came.keys(), key=lambda number: left[number].old_span):
        words = left[number].old.strip()
        part = _Part(
            _core(left[number].old_span, left[number].old, words),
            _core(came[number].new_span, came[number].new, words),
            number or _IN_PLACE,
            stayed=True,
        )
        if before is not None and _is_next(old, before.old, part.old) and _is_next(new, before.new, part.new):
            part = part._replace(group=before.group)
        yield part
        before = part


def _core(span: Span, text: str, words: str) -> Span:
    start = span.start + text.index(words)
    return Span(start, start + len(words))


def _is_next(text: str, one: Span, other: Span) -> bool:
    return one.end <= other.start and not text[one.end : other.start].strip()


def _stands_once(text: str, words: str) -> bool:
    place = text.find(words)
    return place >= 0 and text.find(words, place + 1) < 0


def _shifted(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)
