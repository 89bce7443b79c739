"""Which tips go into the guide. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.campaigns.rules import Selection
from app.words.codes import Word
from app.words.saying import Said


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
    """How many support it on materially the text that their voice counts for; this number decides."""
    support_in_all: int
    pinned: bool = False
    pinned_reason: str | None = None
    excluded_reason: str | None = None
    written: int = 0
    """Its place in the order in which the tips were first written."""


@dataclass(frozen=True, slots=True)
class TipChoice:
    """Whether a tip is taken, and why."""

    slug: str
    taken: bool
    why: Said


def select_tips(
    candidates: Iterable[Candidate], selection: Selection, target: int | None, *, sealed: bool = False
) -> list[TipChoice]:
    """Choose among the accepted tips of one theme; the answer keeps their order.

    ``all`` takes every tip. ``most-supported`` takes all pinned tips, and fills up to the ``target`` with those that
    have the most support; at equal support the one that was written first wins, so that the order in which editors
    print them decides nothing. Excluded tips are never taken. While tallies are
    ``sealed``, support decides nothing and is not told: every tip that may be taken later is taken.
    """
    tips = list(candidates)
    ranked = sorted(
        (tip for tip in tips if tip.excluded_reason is None),
        key=lambda tip: (not tip.pinned, -tip.support, tip.written),
    )
    places = len(ranked)
    if selection is Selection.MOST_SUPPORTED and target is not None:
        places = min(places, max(target, sum(tip.pinned for tip in ranked)))
    taken = {tip.slug for tip in (ranked if sealed else ranked[:places])}
    contested = places if places < len(ranked) else None
    return [
        TipChoice(tip.slug, tip.slug in taken, _why(tip, contested, tip.slug in taken, sealed=sealed)) for tip in tips
    ]


def _why(tip: Candidate, places: int | None, taken: bool, *, sealed: bool) -> Said:  # noqa: FBT001
    """Say why a tip is taken or not; ``places`` is None where there is one for each."""
    if tip.excluded_reason is not None:
        return Said.of(Word.TIP_EXCLUDED, reason=tip.excluded_reason)
    if tip.pinned:
        reason = tip.pinned_reason
        return Said.of(Word.TIP_PINNED_FOR, reason=reason) if reason else Said.of(Word.TIP_PINNED)
    if places is None:
        return Said.of(Word.TIP_ACCEPTED)
    if sealed:
        return Said.of(Word.TIP_UNDER_SEAL, places=places)
    return _among(tip, places, taken=taken)


def _among(tip: Candidate, places: int, *, taken: bool) -> Said:
    support, older = tip.support, tip.support_in_all - tip.support
    if not older and taken:
        return Said.of(Word.TIP_AMONG_FIRST, support=support, places=places)
    if not older:
        return Said.of(Word.TIP_NOT_AMONG_FIRST, support=support, places=places)
    if taken:
        return Said.of(Word.TIP_AMONG_FIRST_TOGETHER, support=support, older=older, places=places)
    return Said.of(Word.TIP_NOT_AMONG_FIRST_TOGETHER, support=support, older=older, places=places)
