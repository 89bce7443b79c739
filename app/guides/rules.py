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
    pinned: bool
    excluded_reason: str | None


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether a tip is taken, and why."""

    slug: str
    taken: bool
    why: str


def select_tips(candidates: Iterable[Candidate], selection: Selection, target: int | None) -> list[Choice]:
    """Choose among the accepted tips of one theme; the answer keeps their order.

    ``all`` takes every tip. ``most-supported`` takes the ``target`` tips with the most support, pinned
    ones first; at equal support the earlier one wins. Excluded tips are never taken.
    """
    tips = list(candidates)
    ranked = sorted(
        (tip for tip in tips if tip.excluded_reason is None), key=lambda tip: (not tip.pinned, -tip.support)
    )
    limit = len(ranked) if selection is Selection.ALL or target is None else target
    taken = {tip.slug for tip in ranked[:limit]}
    return [Choice(tip.slug, tip.slug in taken, _why(tip, tip.slug in taken, limit, len(ranked))) for tip in tips]


def _why(tip: Candidate, taken: bool, limit: int, count: int) -> str:  # noqa: FBT001
    if tip.excluded_reason is not None:
        return f"excluded: {tip.excluded_reason}"
    if not taken:
        return f"support {tip.support} is not among the first {limit}"
    if limit >= count:
        return "accepted"
    return "pinned" if tip.pinned else f"support {tip.support} is among the first {limit}"
