"""Which tips go into the guide. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.campaigns.rules import Selection


class EditionKind(StrEnum):
    PROOF = "proof"
    RELEASE = "release"


class Audience(StrEnum):
    """Who may read an edition."""

    MEMBERS = "members"
    COMPANY = "company"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An accepted tip, in the order of its theme."""

    slug: str
    support: int
    """How many support it on materially the text that is accepted; this number decides."""
    support_in_all: int
    pinned: bool = False
    pinned_reason: str | None = None
    excluded_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether a tip is taken, and why."""

    slug: str
    taken: bool
    why: str


def select_tips(
    candidates: Iterable[Candidate], selection: Selection, target: int | None, *, sealed: bool = False
) -> list[Choice]:
    """Choose among the accepted tips of one theme; the answer keeps their order.

    ``all`` takes every tip. ``most-supported`` takes all pinned tips, and fills up to the ``target`` with those that
    have the most support; at equal support the earlier one wins. Excluded tips are never taken. While tallies are
    ``sealed``, support decides nothing and is not told: every tip that may be taken later is taken.
    """
    tips = list(candidates)
    ranked = sorted(
        (tip for tip in tips if tip.excluded_reason is None), key=lambda tip: (not tip.pinned, -tip.support)
    )
    places = len(ranked)
    if selection is Selection.MOST_SUPPORTED and target is not None:
        places = min(places, max(target, sum(tip.pinned for tip in ranked)))
    taken = {tip.slug for tip in (ranked if sealed else ranked[:places])}
    contested = places if places < len(ranked) else None
    return [Choice(tip.slug, tip.slug in taken, _why(tip, contested, tip.slug in taken, sealed=sealed)) for tip in tips]


def _why(tip: Candidate, places: int | None, taken: bool, *, sealed: bool) -> str:  # noqa: FBT001
    """Say why a tip is taken or not; ``places`` is None where there is one for each."""
    if tip.excluded_reason is not None:
        return f"excluded: {tip.excluded_reason}"
    if tip.pinned:
        return f"pinned: {tip.pinned_reason}" if tip.pinned_reason else "pinned"
    if places is None:
        return "accepted"
    if sealed:
        return f"in a proof; which {places} are in the guide shows when voting has ended"
    among = "is among" if taken else "is not among"
    others = tip.support_in_all - tip.support
    older = f" (and {others} on other texts)" if others else ""
    return f"support {tip.support}{older} {among} the first {places}"
