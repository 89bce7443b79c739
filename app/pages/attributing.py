"""Finds out who wrote what in a text that is about to become a revision, and stores it with the revision.

Nothing here waits for a lock. What a text is compared with are earlier texts of its page, which only change under
the page's lock, and those of the campaign's other pages as one statement saw them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import LargeBinary, bindparam, insert, select
from sqlmodel import Session, col

from app.audit.service import acted_since
from app.db import BigId
from app.pages.attribution import Credited, find_credited
from app.pages.memory import recall, remember
from app.pages.models import AttributionRow
from app.text.attribution import NOTHING, Attribution, Memory, attribute, sought, still_lost
from app.text.packing import pack

SELF = 0
"""The origin that stands for the revision itself, whose id is not known while its text is compared."""
REBUILT = "attribution.rebuilt"
"""The act after which everything is compared anew that was compared before."""


class Outdated(Exception):
    """The campaign's attributions were rebuilt since a text was compared: roll back, and compare it again."""


@dataclass(frozen=True, slots=True)
class Place:
    """A revision that a text is compared with."""

    id: int
    attribution: Attribution


@dataclass(frozen=True, slots=True)
class Attributed:
    """Who wrote what in a text that is about to become a revision."""

    seen: int
    """The last entry of the audit chain when the campaign's other pages were looked at."""
    attribution: Attribution | None
    """With the origin ``SELF`` for what is new. None where the revision before has none: it must be rebuilt first."""
    lost_id: int | None
    learned: dict[str, bytes]
    """What the page remembers from now on."""


def attribute_text(
    session: Session, campaign_id: int, page_id: int | None, text: str, sources: Sequence[Credited]
) -> Attributed:
    """Find out who wrote what in a text that goes after the first of ``sources``, which the others helped to make.

    Of a new page neither the id nor any source exists.
    """
    parent = _place(sources[0]) if sources else None
    if parent is None and sources:
        seen, _, _ = recall(session, campaign_id, page_id, ())
        return Attributed(seen, None, None, {})
    keys = sought(text, parent.attribution if parent else NOTHING)
    seen, page, campaign = recall(session, campaign_id, page_id, keys)
    lost = _find_place(session, sources[0].lost_id) if sources else None
    others = [place.attribution for place in map(_place, sources[1:]) if place]
    return compare(text, seen, parent, lost, others, page, campaign)


def compare(
    text: str,
    seen: int,
    parent: Place | None,
    lost: Place | None,
    others: Sequence[Attribution],
    page: Memory,
    campaign: Memory,
) -> Attributed:
    """Compare a text with all that is known; ``parent`` is None for a page's first."""
    before = parent.attribution if parent else NOTHING
    gone = lost.attribution if lost else NOTHING
    step = attribute(SELF, text, [before, gone, *others], page, campaign)
    left = still_lost(gone, before, step.attribution)
    places = () if left is NOTHING else (parent, lost)
    lost_id = next((place.id for place in places if place and left is place.attribution), None)
    return Attributed(seen, step.attribution, lost_id, step.learned)


def is_outdated(session: Session, campaign_id: int, attributed: Attributed) -> bool:
    """Tell whether the campaign's attributions were rebuilt since the text was compared; asked under its lock."""
    since = {"campaign": campaign_id, "seen": attributed.seen}
    return bool(session.connection().execute(_IS_OUTDATED, since).scalar_one())


def store_attribution(
    session: Session, campaign_id: int, page_id: int, revision_id: int, attributed: Attributed
) -> None:
    """Store what was found out with the revision; the caller holds the page's row.

    Raises Outdated where the campaign's attributions were rebuilt since the text was compared.
    """
    if attributed.attribution is None:
        if is_outdated(session, campaign_id, attributed):
            raise Outdated
        return
    origins = pack(attributed.attribution.origins)
    since = {"campaign": campaign_id, "seen": attributed.seen}
    row = {**since, "revision": revision_id, "lost": attributed.lost_id, "origins": origins}
    if session.connection().execute(_ROW, row).first() is None:
        raise Outdated
    remember(session, campaign_id, page_id, revision_id, attributed.learned)


_seen = bindparam("seen", type_=BigId)
_was_rebuilt = acted_since(bindparam("campaign"), REBUILT, _seen)
_IS_OUTDATED = select(_was_rebuilt)
_NEW = (
    bindparam("revision", type_=BigId),
    bindparam("lost", type_=BigId),
    _seen,
    bindparam("origins", type_=LargeBinary),
)
# The condition spares a statement of its own at each save.
_ROW = (
    insert(AttributionRow)
    .from_select(["revision_id", "lost_id", "seen", "origins"], select(*_NEW).where(~_was_rebuilt))
    .returning(col(AttributionRow.revision_id))
)


def _find_place(session: Session, revision_id: int | None) -> Place | None:
    if revision_id is None:
        return None
    found = find_credited(session, [revision_id])
    return _place(found[revision_id])


def _place(credited: Credited) -> Place | None:
    attribution = credited.attribution()
    return None if attribution is None else Place(credited.revision_id, attribution)
