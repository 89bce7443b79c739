"""Tells for each token of a page's text which revision it comes from.

Knows neither people nor tables: a revision is a number, and what is remembered of earlier texts is a mapping.

After F. Flöck, M. Acosta, "WikiWho: Precise and efficient attribution of authorship of revisioned content", WWW
2014: paragraphs first, then sentences, then tokens. What differs: a paragraph after the one it stood after keeps
its origins whatever came between, so that a text that comes back has the origins it had; what stays in its place
is found by longest common subsequences, and tokens are compared between passages that stayed, not all at once;
a few equal tokens between large changes count as chance; copies create no credit; the other pages of a campaign
are remembered too; and no text is taken for vandalism, one that was largely deleted stays at hand instead.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple

from app.text.packing import pack, unpack
from app.text.passages import Passage, Text, context_key
from app.text.tracing import UNKNOWN, Traced, trace

Memory = Mapping[str, bytes]
"""Packed origins by the key of a passage."""

NO_MEMORY: Memory = MappingProxyType({})

_TELLING = 4
"""Tokens from which equal passages are taken for copies; fewer are written anew every day."""


class Credit(NamedTuple):
    """The code points `[start, end)` of a text and the revision they come from."""

    start: int
    end: int
    origin: int


@dataclass(frozen=True, slots=True)
class Attribution:
    """A text and the origin of each of its tokens."""

    text: Text
    origins: tuple[int, ...]

    @classmethod
    def of(cls, text: str, origins: Sequence[int]) -> "Attribution":
        """Return what was stored; raises ValueError when there are not as many origins as tokens."""
        cut = Text.cut(text, {})
        if len(cut) != len(origins):
            raise ValueError(f"A text of {len(cut)} tokens has as many origins, not {len(origins)}.")
        return cls(cut, tuple(origins))

    def credits(self) -> list[Credit]:
        """Return the text by origin: the spans tile it, and no two that touch have the same origin."""
        found: list[Credit] = []
        ends = self.text.ends()
        start = token = 0
        for origin, run in groupby(self.origins):
            token += len([*run])
            found.append(Credit(start, ends[token - 1], origin))
            start = ends[token - 1]
        return found


NOTHING = Attribution.of("", ())
"""The parent of a page's first revision."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one revision adds."""

    attribution: Attribution
    learned: dict[str, bytes]
    """What the memory of the page must keep from now on; it had none of these keys."""


def attributions(
    history: Iterable[tuple[int, str]], page: dict[str, bytes] | None = None, campaign: Memory = NO_MEMORY
) -> Iterator[list[Credit]]:
    """Yield for each revision of a page, given as its id and text in order, who wrote what.

    `page` is filled with what the memory of the page keeps; `campaign` is what those of the other pages keep.
    """
    memory = {} if page is None else page
    parent, lost = NOTHING, NOTHING
    for revision, text in history:
        step = attribute(revision, text, [parent, lost], memory, campaign)
        memory.update(step.learned)
        lost = still_lost(lost, parent, step.attribution)
        parent = step.attribution
        yield parent.credits()


def still_lost(lost: Attribution, parent: Attribution, new: Attribution) -> Attribution:
    """Return the text of which less than half is left, until half of it is back, or `NOTHING`.

    Somebody may bring it back and mend it at once: so it is a source of the next revision beside the parent.
    """
    most = parent if lost is NOTHING else lost
    return most if 2 * len(new.origins) < len(most.origins) else NOTHING


def sought(text: str, parent: Attribution) -> set[str]:
    """Return the keys under which `attribute` looks into the memories: some ten a changed paragraph."""
    return {passage.key for passage in _changed(_cut_like(text, parent), parent.text)}


def attribute(
    revision: int, text: str, sources: Sequence[Attribution], page: Memory, campaign: Memory = NO_MEMORY
) -> Step:
    """Return the origin of each token of `text`, which is `revision` where no earlier text has it.

    `sources` are the texts it was made of: the parent, then others, such as one that a merge brought in. `page`
    remembers all earlier texts of the page, `campaign` those of other pages: what each `Step` has learned, where
    the first to learn a key stays. Of each only the keys which are `sought` are looked up.

    Deterministic: of equal passages, what the page had in this context comes first, then what stayed in its
    place, what moved in this revision, what the page remembers, what the campaign remembers. Raises ValueError
    when what it takes from a memory is not what was learned.
    """
    parent = sources[0]
    cut = _cut_like(text, parent)
    changed = list(_changed(cut, parent.text))
    new = Traced(cut, _recognised(cut, parent, page))
    compared = [parent, *(source for source in sources[1:] if source.origins)]
    trace(new, [(source.text, source.origins) for source in compared], (page, campaign))
    for passage in changed:
        new.take(passage, [revision] * (passage.end - passage.start))
    fresh = {passage.key: (passage.start, passage.end) for passage in reversed(changed) if passage.key not in page}
    # A paragraph is learned in its context and alone, and is often one sentence: equal bytes under several keys.
    packed = {span: pack(new.origins[slice(*span)]) for span in set(fresh.values())}
    learned = {key: packed[span] for key, span in fresh.items()}
    return Step(Attribution(cut, tuple(new.origins)), learned)


def _cut_like(text: str, parent: Attribution) -> Text:
    return Text.cut(text, {paragraph.text: paragraph for paragraph in parent.text.paragraphs})


def _changed(new: Text, parent: Text) -> Iterator[Passage]:
    """Yield what a memory may know of the paragraphs that are new, or stand after another one than before.

    Each of them in its context; then, where they are long enough, alone and in sentences.
    """
    stayed = set(parent.contexts)
    for passage, context in zip(new.passages, new.contexts, strict=True):
        if context not in stayed:
            yield passage._replace(key=context_key(context))
            parts = (passage, *new.sentences(passage))
            yield from (part for part in parts if part.end - part.start >= _TELLING)


def _recognised(new: Text, parent: Attribution, page: Memory) -> list[int]:
    """Return the origins of the paragraphs which the page had before after the same ones, `UNKNOWN` for the others.

    They never change, whatever came between: so a text that comes back has the origins it had.
    """
    before = dict(zip(parent.text.contexts, parent.text.passages, strict=True))
    origins: list[int] = []
    for passage, context in zip(new.passages, new.contexts, strict=True):
        if context in before:
            stayed = before[context]
            origins += parent.origins[stayed.start : stayed.end]
            continue
        key = context_key(context)
        origins += unpack(page[key]) if key in page else [UNKNOWN] * (passage.end - passage.start)
    return origins
