"""Tells for each token of a page's text which revision it comes from.

Knows neither people nor tables: a revision is a number, and what is remembered of earlier texts is a mapping.

After F. Flöck, M. Acosta, "WikiWho: Precise and efficient attribution of authorship of revisioned content", WWW
2014: paragraphs first, then sentences, then tokens. What differs: a text that comes back as it was has the origins
that it had; what stays in its place is found by longest common subsequences, and tokens are compared between passages
that stayed, not all at once; a few equal tokens between large changes count as chance; copies create no credit; the
other pages of a campaign are remembered too; what a page remembers grows with its sentences, not with the order in
which they stood; and no text is taken for vandalism, one that was largely deleted stays at hand instead.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple

from app.text.packing import pack, unpack
from app.text.passages import Passage, Text
from app.text.spans import boundaries
from app.text.tokens import TOKEN_RULE, tokens
from app.text.tracing import UNKNOWN, Traced, trace

Memory = Mapping[str, bytes]
"""Packed origins by the key of a passage."""

NO_MEMORY: Memory = MappingProxyType({})


class Credit(NamedTuple):
    """The code points `[start, end)` of a text and the revision they come from."""

    start: int
    end: int
    origin: int


@dataclass(frozen=True, slots=True)
class Attribution:
    """A text, perhaps with a title, and the origin of each of its tokens; those of the title are the first."""

    text: Text
    origins: tuple[int, ...]

    @classmethod
    def of(cls, text: str, origins: Sequence[int], title: str = "", title_origins: Sequence[int] = ()) -> "Attribution":
        """Return what was stored; raises ValueError when there are not as many origins as tokens."""
        cut = Text.cut(text, title)
        length = cut.title_length
        if (length, len(cut) - length) != (len(title_origins), len(origins)):
            raise ValueError(
                f"A title of {length} and a text of {len(cut) - length} tokens have as many origins, "
                f"not {len(title_origins)} and {len(origins)}."
            )
        return cls(cut, (*title_origins, *origins))

    def credits(self) -> list[Credit]:
        """Return the text by origin: the spans tile it, and no two that touch have the same origin."""
        return self._credits(self.text.title_length, len(self.origins))

    def title_credits(self) -> list[Credit]:
        """Return the title by origin, in the same way."""
        return self._credits(0, self.text.title_length)

    @property
    def text_origins(self) -> tuple[int, ...]:
        """The origins without those of the title."""
        return self.origins[self.text.title_length :]

    @property
    def title_origins(self) -> tuple[int, ...]:
        return self.origins[: self.text.title_length]

    def _credits(self, first: int, last: int) -> list[Credit]:
        found: list[Credit] = []
        ends = self.text.ends()
        offset = start = ends[first - 1] if first else 0
        token = first
        for origin, run in groupby(self.origins[first:last]):
            token += len([*run])
            found.append(Credit(start - offset, ends[token - 1] - offset, origin))
            start = ends[token - 1]
        return found


NOTHING = Attribution.of("", ())
"""The parent of a page's first revision."""


class Known(NamedTuple):
    """The origins that a title and a text had when they first were the page's; None where they never were."""

    title: Sequence[int] | None = None
    text: Sequence[int] | None = None


NEVER_STOOD = Known()


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
    earlier: dict[str, bytes] = {}
    parent, lost = NOTHING, NOTHING
    for revision, text in history:
        known = Known(text=unpack(earlier[text])) if text in earlier else NEVER_STOOD
        new = parent.text.cut_next(text)
        step = attribute(revision, new, [parent, lost], memory, campaign, known=known)
        memory.update(step.learned)
        lost = still_lost(lost, parent, step.attribution)
        parent = step.attribution
        earlier.setdefault(text, pack(parent.origins))
        yield parent.credits()


def recut(text: str, origins: Sequence[int], rule: int) -> Sequence[int]:
    """Return the origins of a text's tokens from those that an earlier rule cut: of each, where its first character is.

    Raises ValueError when there are not as many origins as that rule cuts tokens.
    """
    if rule == TOKEN_RULE:
        return origins
    before = zip(tokens(text, rule), origins, strict=True)
    of_characters = [origin for token, origin in before for _ in token]
    return [of_characters[start] for start in boundaries(tokens(text))[:-1]]


def still_lost(lost: Attribution, parent: Attribution, new: Attribution) -> Attribution:
    """Return the text of which less than half is left, until half of it is back, or `NOTHING`.

    Somebody may bring it back and mend it at once: so it is a source of the next revision beside the parent.
    """
    most = parent if lost is NOTHING else lost
    return most if 2 * len(new.origins) < len(most.origins) else NOTHING


def sought(new: Text, parent: Text) -> set[str]:
    """Return the keys under which `attribute` looks into the memories: some five a changed paragraph."""
    return {passage.key for passage in _changed(new, parent)}


def may_have_stood(new: Text, parent: Text, page: Memory) -> bool:
    """Tell whether the page can have had this text before: then it remembers each of its sentences.

    Only then is it worth looking for that text, whose origins `attribute` takes as `known`.
    """
    paragraphs = [passage for passage in _new_paragraphs(new, parent) if passage.start >= new.title_length]
    return _remembers(page, new, paragraphs)


def title_may_have_stood(new: Text, parent: Text, page: Memory) -> bool:
    """Tell the same of a title; of one that is the parent's the origins are at hand."""
    if new.title in ("", parent.title):
        return False
    return _remembers(page, new, [passage for passage in _new_paragraphs(new, parent) if not passage.start])


def _remembers(page: Memory, new: Text, paragraphs: Iterable[Passage]) -> bool:
    return all(sentence.key in page for passage in paragraphs for sentence in new.sentences(passage))


def attribute(
    revision: int,
    new: Text,
    sources: Sequence[Attribution],
    page: Memory,
    campaign: Memory = NO_MEMORY,
    *,
    known: Known = NEVER_STOOD,
) -> Step:
    """Return the origin of each token of a text, which is `revision` where no earlier text has it.

    `sources` are the texts it was made of: the parent, then others, such as one that a merge brought in. `page`
    remembers all earlier texts of the page, `campaign` those of other pages: what each `Step` has learned, where
    the first to learn a key stays. Of each only the keys which are `sought` are looked up. `known` is what is known
    of the very same title and text.

    A title that the page had before has the origins that it had, and so has a text, each whatever the other is now:
    no memory of passages can tell that, for the text may say what the title says, in the words of somebody else.

    Deterministic: of equal passages, what stayed in its place comes first, then what moved in this revision, what
    the page remembers, what the campaign remembers. Raises ValueError when what it takes from a memory is not what
    was learned.
    """
    parent = sources[0]
    title = [UNKNOWN] * new.title_length if known.title is None else known.title
    text = [UNKNOWN] * (len(new) - new.title_length) if known.text is None else known.text
    traced = Traced(new, [*title, *text])
    compared = [parent, *(source for source in sources[1:] if source.origins)]
    trace(traced, [(source.text, source.origins) for source in compared], page, campaign)
    changed = list(_new_paragraphs(new, parent.text))
    for passage in changed:
        traced.take(passage, [revision] * (passage.end - passage.start))
    fresh = dict(_fresh(new, changed, page))
    # A paragraph is often one sentence, and a sentence a paragraph elsewhere: equal bytes under several keys.
    packed = {span: pack(traced.origins[slice(*span)]) for span in set(fresh.values())}
    learned = {key: packed[span] for key, span in fresh.items()}
    return Step(Attribution(new, tuple(traced.origins)), learned)


def _new_paragraphs(new: Text, parent: Text) -> Iterator[Passage]:
    """Yield the paragraphs which the parent has not, or not as often, or with other white space.

    Where a line is broken elsewhere, the same words can be other sentences, which are to be remembered too.
    """
    before = Counter(passage.key for passage in parent.passages)
    now = Counter(passage.key for passage in new.passages)
    as_it_was = {paragraph.text for paragraph in parent.paragraphs}
    return (
        passage
        for passage, paragraph in zip(new.passages, new.paragraphs, strict=True)
        if now[passage.key] > before[passage.key] or paragraph.text not in as_it_was
    )


def _changed(new: Text, parent: Text) -> Iterator[Passage]:
    """Yield what a memory may know: the new paragraphs, and their sentences."""
    for passage in _new_paragraphs(new, parent):
        yield passage
        yield from new.sentences(passage)


def _fresh(new: Text, changed: Iterable[Passage], page: Memory) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield key and place of what the page remembers from now on: new sentences, and each paragraph with one.

    A paragraph of sentences that are all known is found by them: so a page remembers at most twice as many passages
    as it ever had distinct sentences, however often they changed places.
    """
    learned: set[str] = set()
    for passage in changed:
        fresh = {
            sentence.key: (sentence.start, sentence.end)
            for sentence in reversed(new.sentences(passage))
            if sentence.key not in page and sentence.key not in learned
        }
        if fresh and passage.key not in page and passage.key not in learned:
            fresh[passage.key] = (passage.start, passage.end)
        learned.update(fresh)
        yield from fresh.items()
