"""What a page would say next: an edit merged with what came meanwhile, an undo, a restore. Pure."""

from dataclasses import dataclass, replace
from typing import Literal

from app.pages.access import Link
from app.pages.attribution.stored import Credited
from app.pages.revisions.states import PageState
from app.pages.rules import REDACTED_TITLE
from app.text.merge import Hunk, Merged, Unmerged, three_way
from app.text.spans import Span


@dataclass(frozen=True, slots=True)
class Proposal:
    """The next state of a page if its head is still ``head``."""

    head: Link
    base: Link
    title: str
    text: str
    merged: bool
    came_in: tuple[Span, ...]
    is_unchanged: bool
    sources: tuple[Credited, ...]
    """What its words may come from: the head, and for an undo the text before what is undone."""


@dataclass(frozen=True, slots=True)
class Clash:
    """One place where a person must choose, in the title or in the text."""

    part: Literal["title", "text"]
    hunk: Hunk


@dataclass(frozen=True, slots=True)
class Dispute:
    """The head and the proposed text both changed the same places of the base."""

    head: Link
    base: Link
    clashes: tuple[Clash, ...]
    merged_title: str | None
    """The title with the changes of both sides, None where it is in dispute."""
    merged_parts: tuple[str | None, ...]
    """The text with the changes of both sides, with None where each text clash in turn goes."""


def combine(base: PageState, head: PageState, title: str, text: str, *, merging: bool = True) -> Proposal | Dispute:
    """Bring a text written on ``base`` together with ``head``; title and text merge apart.

    Without ``merging`` any change that came meanwhile is a dispute. So is the whole text where that of the base was
    redacted: nobody can tell any more what the author changed in it.
    """
    if base.link.id == head.link.id:
        return _proposal(base, head, title, text, ())
    merged_title = _merged_title(base.title, title, head.title)
    if base.redacted and (head.title, head.text) != (title, text):
        return _all_in_dispute(base, head, title, text, merged_title)
    merged_text = three_way(base.text, text, head.text)
    wanted = merging or (head.title, head.text) == (title, text)
    if wanted and merged_title is not None and isinstance(merged_text, Merged):
        return _proposal(base, head, merged_title, merged_text.text, merged_text.came_in)
    clashes: list[Clash] = []
    if merged_title is None:
        clashes.append(Clash("title", _whole(base.title, title, head.title)))
    if isinstance(merged_text, Unmerged):
        clashes += [Clash("text", hunk) for hunk in merged_text.hunks]
        return Dispute(head.link, base.link, tuple(clashes), merged_title, merged_text.parts)
    if clashes:
        return Dispute(head.link, base.link, tuple(clashes), merged_title, (merged_text.text,))
    # Refused on request although it would merge.
    return _all_in_dispute(base, head, title, text, merged_title)


def invert(undone: PageState, before: PageState, head: PageState) -> Proposal | Dispute:
    """Take back what ``undone`` changed in ``before``, keeping what came after it."""
    proposed = combine(undone, head, before.title, before.text)
    if isinstance(proposed, Proposal):
        return replace(proposed, sources=(*proposed.sources, before.credited))
    return proposed


def _proposal(base: PageState, head: PageState, title: str, text: str, came_in: tuple[Span, ...]) -> Proposal:
    return Proposal(
        head=head.link,
        base=base.link,
        title=title,
        text=text,
        merged=base.link.id != head.link.id,
        came_in=came_in,
        is_unchanged=(title, text) == (head.title, head.text),
        sources=(head.credited,),
    )


def _all_in_dispute(base: PageState, head: PageState, title: str, text: str, merged_title: str | None) -> Dispute:
    clashes = [Clash("text", _whole(base.text, text, head.text))]
    if merged_title is None:
        clashes.insert(0, Clash("title", _whole(base.title, title, head.title)))
    return Dispute(head.link, base.link, tuple(clashes), merged_title, (None,))


def _merged_title(base: str, ours: str, theirs: str) -> str | None:
    if ours in (base, theirs):
        return theirs
    # Where a title was redacted, ours may be the very one that was.
    return ours if theirs == base != REDACTED_TITLE else None


def _whole(base: str, ours: str, theirs: str) -> Hunk:
    return Hunk(base, ours, theirs, Span(0, len(base)), Span(0, len(ours)), Span(0, len(theirs)))
