"""Finds where a passage of one text stands in another one that was made of it.

Knows nothing of who points at the passage, or why.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import Postfix, Prefix

from app.text.align import Match, align
from app.text.blocks import lines
from app.text.moves import Gap, find_moves
from app.text.rewording import reworded
from app.text.sentences import sentences
from app.text.spans import Span, boundaries

_TELLING = 12
"""Characters in a row by which a passage is known again, wherever they stand."""
_SHARE = 4
"""More than one in so many characters of a passage must stay where fewer are left in a row."""
_IN_PLACE = 0
"""The group of what did not move."""


def follow(old: str, new: str, span: Span) -> Span | None:
    """Return where a passage of `old` stands in `new`, in code points; None when nothing of it is left.

    A passage that nobody touched is found to the letter, also where it moved. Of one that was changed it is the stretch
    from the first to the last of what stayed, with what replaced parts of it; single words that stayed of many count
    as nothing. Deterministic; `follow(t, t, s) == s`. Takes the time of one diff at most.
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


@dataclass(frozen=True, slots=True)
class Comparison:
    """What stayed of one text in another; follows any number of passages."""

    old: str
    new: str
    parts: tuple[_Part, ...]

    @classmethod
    def of(cls, old: str, new: str) -> "Comparison":
        return cls(old, new, tuple(_parts(old, new)))

    def follow(self, span: Span) -> Span | None:
        """Return where a passage of the old text stands in the new one, None when nothing of it is left."""
        stretches: dict[int, Span] = {}
        kept: dict[int, list[int]] = {}
        for part in self.parts:
            here = part.within(span)
            if here is None:
                continue
            stretch = stretches.get(part.group, here)
            stretches[part.group] = Span(min(stretch.start, here.start), max(stretch.end, here.end))
            if part.stayed and self._says(here, span):
                kept.setdefault(part.group, []).append(here.end - here.start)
        telling = {group: sum(sizes) for group, sizes in kept.items() if _tells(sizes, span)}
        if not telling:
            return None
        return stretches[max(telling, key=lambda group: (telling[group], -group))]

    def _says(self, here: Span, span: Span) -> bool:
        # A full stop or a blank line that stayed is nothing of what a sentence said.
        words = here.of(self.new)
        return any(map(str.isalnum, words)) or bool(words.strip() and not any(map(str.isalnum, span.of(self.old))))


def _tells(sizes: Sequence[int], span: Span) -> bool:
    return max(sizes) >= _TELLING or _SHARE * sum(sizes) > span.end - span.start


def _parts(old: str, new: str) -> Iterator[_Part]:
    old_lines, new_lines = lines(old), lines(new)
    old_cuts, new_cuts = boundaries(old_lines), boundaries(new_lines)
    # A blank line holds nothing in place: it stands between any two paragraphs.
    old_units = ["\n<" if line.isspace() else line for line in old_lines]
    new_units = ["\n>" if line.isspace() else line for line in new_lines]
    end = Match(len(old_lines), len(new_lines), 0)
    gaps: list[Gap] = []
    for before, match in pairwise([Match(0, 0, 0), *align(old_units, new_units).matches, end]):
        gap = Gap(before.a + before.size, match.a, before.b + before.size, match.b)
        gaps.append(gap)
        yield from _changed(
            Span(old_cuts[gap.old_start], old_cuts[gap.old_end]),
            Span(new_cuts[gap.new_start], new_cuts[gap.new_end]),
            old,
            new,
        )
        if match.size:
            yield _kept(old_cuts[match.a], new_cuts[match.b], old_cuts[match.a + match.size] - old_cuts[match.a])
    moves = find_moves(old_lines, new_lines, gaps)
    places = {number: line for line, number in moves.new.items()}
    before_it: _Part | None = None
    for line, number in sorted(moves.old.items()):
        here, there = _said(old_lines[line], old_cuts[line]), _said(new_lines[places[number]], new_cuts[places[number]])
        whole = _Part(here, there, number, number not in moves.stayed)
        if before_it and _is_next(old, before_it.old, here) and _is_next(new, before_it.new, there):
            whole = whole._replace(group=before_it.group)
        parts = [whole] if whole.stayed else _changed(here, there, old, new)
        yield from (part._replace(group=whole.group) for part in parts)
        before_it = whole


def _changed(here: Span, there: Span, old: str, new: str) -> Iterator[_Part]:
    """Return what stayed of some lines in those that stand in their place, and what was replaced."""
    if here.start == here.end or there.start == there.end:
        return
    matches, _ = reworded(here.of(old), there.of(new), here.start, there.start)
    ends = [Match(here.start, there.start, 0), *matches, Match(here.end, there.end, 0)]
    for before, match in pairwise(ends):
        gone, come = Span(before.a + before.size, match.a), Span(before.b + before.size, match.b)
        if gone.start < gone.end and come.start < come.end:
            trimmed = Span(come.start, come.start + len(come.of(new).rstrip()))
            yield _Part(gone, trimmed, _IN_PLACE, stayed=False)
            yield from [*_whole_sentences(gone, come, old, new)] or _letters(gone, come, old, new)
        if match.size:
            yield _kept(*match)


def _whole_sentences(gone: Span, come: Span, old: str, new: str) -> Iterator[_Part]:
    """Return the sentences that stand in both wordings: one among many new ones is not there by chance."""
    old_parts, new_parts = sentences(gone.of(old)), sentences(come.of(new))
    old_cuts, new_cuts = boundaries(old_parts), boundaries(new_parts)
    for a, b, size in align(old_parts, new_parts).matches:
        yield _kept(gone.start + old_cuts[a], come.start + new_cuts[b], old_cuts[a + size] - old_cuts[a])


def _letters(gone: Span, come: Span, old: str, new: str) -> Iterator[_Part]:
    """Return the ends that two wordings have in common, where these are most of both: a slip that was mended."""
    before, after = gone.of(old), come.of(new)
    head: int = Prefix.similarity(before, after)
    tail = min(Postfix.similarity(before, after), len(before) - head, len(after) - head)
    if 2 * (head + tail) < max(len(before), len(after)):
        return
    if head:
        yield _kept(gone.start, come.start, head)
    if tail:
        yield _kept(gone.end - tail, come.end - tail, tail)


def _kept(old_start: int, new_start: int, size: int) -> _Part:
    return _Part(Span(old_start, old_start + size), Span(new_start, new_start + size), _IN_PLACE, stayed=True)


def _said(line: str, cut: int) -> Span:
    """Return where a line that begins at a cut stands, but for the white space around it."""
    start = cut + len(line) - len(line.lstrip())
    return Span(start, start + len(line.strip()))


def _is_next(text: str, one: Span, other: Span) -> bool:
    return one.end <= other.start and not text[one.end : other.start].strip()


def _stands_once(text: str, words: str) -> bool:
    place = text.find(words)
    return place >= 0 and text.find(words, place + 1) < 0


def _shifted(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)
