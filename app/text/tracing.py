"""Finds where the tokens of a new text stood before: in the texts it was made of, or in remembered ones.

Knows nothing of code points and spans: everything is counted in tokens.
"""

from collections import defaultdict, deque
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import NamedTuple

from app.text.align import Match, align
from app.text.packing import unpack
from app.text.passages import Passage, Text

UNKNOWN = -1
"""Stands for the origin of a token, which is a revision's number and never negative."""

_TELLING = 4
"""Tokens from which equal passages are taken for copies; fewer are written anew every day."""
_CHANCE = 3
"""How many times longer the changes on both sides of some equal tokens are when these are equal by chance."""


@dataclass(frozen=True, slots=True)
class Traced:
    """A new text and where its tokens come from, as far as it is known."""

    text: Text
    origins: list[int]
    """By token; `UNKNOWN` while it is not known."""

    def is_open(self, passage: Passage) -> bool:
        """Tell whether the origin of some token of the passage is not known."""
        return UNKNOWN in self.origins[passage.start : passage.end]

    def take(self, passage: Passage, origins: Sequence[int]) -> None:
        """Set the origins of the passage's tokens where they are not known."""
        here = slice(passage.start, passage.end)
        before = self.origins[here]
        unknown = before.count(UNKNOWN)
        if unknown == len(before) == len(origins):
            self.origins[here] = origins
        elif unknown:
            self.origins[here] = [
                found if known == UNKNOWN else known for known, found in zip(before, origins, strict=True)
            ]


def trace(
    new: Traced,
    sources: Iterable[tuple[Text, Sequence[int]]],
    page: Mapping[str, bytes],
    campaign: Mapping[str, bytes],
) -> None:
    """Find what stood in `sources`, texts and the origins of their tokens, or in a memory, packed by its key.

    Paragraphs first, then the sentences of those which were not found, then the tokens of those sentences. Of
    equal passages the one that stayed in its place comes first, then those that left it in the order in which
    they stood, then what the page remembers, then what the campaign does; of sources the first. A few words are
    recalled only where they are a paragraph that came back: of the page, and not in the first source, unless they are
    the title.
    """
    if UNKNOWN not in new.origins:
        return
    traces = [_Trace(text, origins, [_Gap(text.passages, new.text.passages)]) for text, origins in sources]
    for in_sentences in (False, True):
        for source in traces:
            if in_sentences:
                source.cut(new)
            source.keep(new)
        for source in traces:
            source.move(new)
        for passage in chain.from_iterable(gap.new for gap in traces[0].gaps):
            if passage.end - passage.start >= _TELLING:
                packed = page.get(passage.key) or campaign.get(passage.key)
            else:
                packed = None if in_sentences else _came_back(passage, new.text, page, traces[0].text)
            if packed is not None:
                new.take(passage, unpack(packed))
    for source in traces:
        source.match_tokens(new)


def _came_back(passage: Passage, new: Text, page: Mapping[str, bytes], parent: Text) -> bytes | None:
    """Return what the page remembers of a few words, unless they are a copy of what the parent has.

    A title often stands in the text too, so that this does not tell whether it came back.
    """
    key = passage.key
    is_title = passage.start < new.title_length
    return page[key] if key in page and (is_title or key not in parent.sentence_keys) else None


class _Gap(NamedTuple):
    """Passages between two that stayed: those of the old text, and those of the new one in their place."""

    old: Sequence[Passage]
    new: Sequence[Passage]

    def without(self, gone: Container[int], come: Container[int]) -> "_Gap":
        """Leave out the passages that begin at one of these tokens."""
        return _Gap(
            [passage for passage in self.old if passage.start not in gone],
            [passage for passage in self.new if passage.start not in come],
        )

    def between(self, matches: Sequence[Match]) -> Iterator["_Gap"]:
        """Yield what is not matched."""
        old = new = 0
        for match in (*matches, Match(len(self.old), len(self.new), 0)):
            if old < match.a or new < match.b:
                yield _Gap(self.old[old : match.a], self.new[new : match.b])
            old, new = match.a + match.size, match.b + match.size


@dataclass(slots=True)
class _Trace:
    """A source, and where it and the new text differ as far as they have been compared.

    What is known already is compared too, and holds its place: else its old tokens would be taken twice.
    """

    text: Text
    origins: Sequence[int]
    gaps: list[_Gap]

    def cut(self, new: Traced) -> None:
        """Cut the paragraphs of the gaps into sentences; where nothing is left to find, the old ones only."""
        sought = [any(map(new.is_open, gap.new)) for gap in self.gaps]
        self.gaps = [
            _Gap(
                [part for passage in gap.old for part in self.text.sentences(passage)],
                [part for passage in gap.new if is_sought for part in new.text.sentences(passage)],
            )
            for gap, is_sought in zip(self.gaps, sought, strict=True)
            if any(sought)
        ]

    def keep(self, new: Traced) -> None:
        """Take what stayed in its place, and leave the gaps between."""
        gaps: list[_Gap] = []
        for gap in self.gaps:
            matches = align([passage.key for passage in gap.old], [passage.key for passage in gap.new]).matches
            for a, b, size in matches:
                # Most of what stayed is known, and is passed over as a whole.
                if UNKNOWN in new.origins[gap.new[b].start : gap.new[b + size - 1].end]:
                    for old, fresh in zip(gap.old[a : a + size], gap.new[b : b + size], strict=True):
                        new.take(fresh, self.origins[old.start : old.end])
            gaps += gap.between(matches)
        self.gaps = gaps

    def move(self, new: Traced) -> None:
        """Take what left one gap and stands in another, and leave nothing of it in the gaps."""
        left: defaultdict[str, deque[Passage]] = defaultdict(deque)
        for passage in chain.from_iterable(gap.old for gap in self.gaps):
            left[passage.key].append(passage)
        gone: set[int] = set()
        come: set[int] = set()
        for passage in chain.from_iterable(gap.new for gap in self.gaps):
            if left[passage.key]:
                old = left[passage.key].popleft()
                new.take(passage, self.origins[old.start : old.end])
                gone.add(old.start)
                come.add(passage.start)
        self.gaps = [gap.without(gone, come) for gap in self.gaps]

    def match_tokens(self, new: Traced) -> None:
        """Take the tokens that stayed within the gaps."""
        for gap in self.gaps:
            old = [token for passage in gap.old for token in range(passage.start, passage.end)]
            fresh = [token for passage in gap.new for token in range(passage.start, passage.end)]
            if not old or all(new.origins[token] != UNKNOWN for token in fresh):
                continue
            aligned = align(
                [word for passage in gap.old for word in self.text.words_of(passage)],
                [word for passage in gap.new for word in new.text.words_of(passage)],
            )
            for a, b, size in _telling(aligned.matches, len(old), len(fresh)):
                for token, origin in zip(fresh[b : b + size], old[a : a + size], strict=True):
                    if new.origins[token] == UNKNOWN:
                        new.origins[token] = self.origins[origin]


def _telling(matches: Sequence[Match], old: int, new: int) -> list[Match]:
    """Leave out matches much shorter than the changes on both sides: « de » and "," are in every sentence.

    The idea is the semantic clean-up of diff-match-patch (N. Fraser), which drops more.
    """
    kept = list(matches)
    while True:
        ends = [Match(0, 0, 0), *kept, Match(old, new, 0)]
        changes = [max(b.a - a.a - a.size, b.b - a.b - a.size) for a, b in pairwise(ends)]
        telling = [
            m
            for m, before, after in zip(kept, changes, changes[1:], strict=False)
            if m.size * _CHANCE >= min(before, after)
        ]
        if telling == kept:
            return kept
        kept = telling
