"""Finds out who wrote what in a text that is about to become a revision, and stores it with the revision.

Nothing here waits for a lock. What a text is compared with are earlier texts of its page, which only change under
the page's lock, and those of the campaign's other pages as one statement saw them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import LargeBinary, Row, bindparam, insert, literal, select
from sqlmodel import Session, col

from app.apart import SHORT, WorkOut
from app.audit import acts
from app.audit.service import acted_since
from app.db import BigId, Statement
from app.digests import text_digest
from app.pages.access import LockedPage
from app.pages.attribution.memory import recall, remember
from app.pages.attribution.models import AttributionRow
from app.pages.attribution.stored import PACKED, Credited, Packed, find_credited
from app.pages.models import Revision
from app.pages.rules import credited_title
from app.settling import Outdated
from app.text.attribution import (
    NEVER_STOOD,
    NO_MEMORY,
    NOTHING,
    Attribution,
    Known,
    Memory,
    attribute,
    may_have_stood,
    sought,
    still_lost,
    title_may_have_stood,
)
from app.text.packing import pack
from app.text.passages import Text
from app.text.tokens import TOKEN_RULE

SELF = 0
"""The origin that stands for the revision itself, whose id is not known while its text is compared."""
"""The act after which everything is compared anew that was compared before."""


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
    packed: tuple[bytes, bytes] | None = None
    """The origins of title and text instead of the attribution, which is large where a child process found it."""

    def stored(self) -> tuple[bytes, bytes] | None:
        """Return the origins of title and text as they are stored."""
        if self.attribution is None:
            return self.packed
        return pack(self.attribution.title_origins), pack(self.attribution.text_origins)


_seen = bindparam("seen", type_=BigId)
_was_rebuilt = acted_since(bindparam("campaign"), acts.RebuildAttribution, _seen)
_IS_OUTDATED = select(_was_rebuilt)
_NEW = (
    bindparam("revision", type_=BigId),
    bindparam("lost", type_=BigId),
    _seen,
    bindparam("title_origins", type_=LargeBinary),
    bindparam("origins", type_=LargeBinary),
    literal(TOKEN_RULE),
)
# The condition spares a statement of its own at each save.
_ROW = (
    insert(AttributionRow)
    .from_select(
        ["revision_id", "lost_id", "seen", "title_origins", "origins", "token_rule"],
        select(*_NEW).where(~_was_rebuilt),
    )
    .returning(col(AttributionRow.revision_id))
)
_STOOD: Statement = (
    select(col(Revision.id), *PACKED)
    .join(AttributionRow, col(AttributionRow.revision_id) == col(Revision.id))
    .where(col(Revision.page_id) == bindparam("page"))
    .order_by(col(Revision.number))
    .limit(1)
)


def attribute_text(
    session: Session,
    campaign_id: int,
    page_id: int | None,
    title: str,
    text: str,
    sources: Sequence[Credited],
    *,
    work_out: WorkOut | None = None,
) -> Attributed:
    """Find out who wrote what in title and text, which go after the first of ``sources`` and were made of all.

    Of a new page neither the id nor any source exists. What is long is worked out with ``work_out`` where there is one.
    """
    if work_out is not None and max(len(text), *(len(source.text) for source in sources), 0) > SHORT:
        return _attribute_apart(session, campaign_id, page_id, _Long(title, text, tuple(sources)), work_out)
    parent = _place(sources[0]) if sources else None
    if parent is None and sources:
        seen, _, _ = recall(session, campaign_id, page_id, ())
        return Attributed(seen, None, None, {})
    before = parent.attribution.text if parent else NOTHING.text
    new = before.cut_next(text, credited_title(title))
    seen, page, campaign = recall(session, campaign_id, page_id, sought(new, before))
    known = NEVER_STOOD if page_id is None else _find_known(session, page_id, text, new, before, page)
    lost = _find_place(session, sources[0].lost_id) if sources else None
    others = [place.attribution for place in map(_place, sources[1:]) if place]
    return compare(new, seen, parent, lost, others, page, campaign, known)


class _StoodAt(NamedTuple):
    """The revision of a page that first had a title or a text, with what is stored of it."""

    revision_id: int
    packed: Packed


@dataclass(frozen=True, slots=True)
class _Long:
    """A title and a text that somebody else attributes, with what they were made of."""

    title: str
    text: str
    sources: tuple[Credited, ...]
    lost: Credited | None = None


def _attribute_apart(
    session: Session, campaign_id: int, page_id: int | None, long: _Long, work_out: WorkOut
) -> Attributed:
    """Do what ``attribute_text`` does, with all but the reading worked out elsewhere."""
    keys = work_out(_sought, long)
    seen, page, campaign = recall(session, campaign_id, page_id, keys or ())
    if keys is None:
        return Attributed(seen, None, None, {})
    title, text = (None, None) if page_id is None else _stood_before(session, page_id, long)
    lost_id = long.sources[0].lost_id if long.sources else None
    lost = None if lost_id is None else find_credited(session, [lost_id])[lost_id]
    return work_out(_attribute_long, replace(long, lost=lost), seen, page, campaign, title, text)


def _sought(long: _Long) -> set[str] | None:
    """Return what is to be recalled for a text, None where what it goes after must be rebuilt first."""
    parent = _place(long.sources[0]) if long.sources else None
    if parent is None and long.sources:
        return None
    before = parent.attribution.text if parent else NOTHING.text
    return sought(before.cut_next(long.text, credited_title(long.title)), before)


def _attribute_long(
    long: _Long, seen: int, page: Memory, campaign: Memory, title: _StoodAt | None, text: _StoodAt | None
) -> Attributed:
    """Return who wrote what in a text whose predecessor is attributed."""
    parent = _place(long.sources[0]) if long.sources else None
    before = parent.attribution.text if parent else NOTHING.text
    new = before.cut_next(long.text, credited_title(long.title))
    known = NEVER_STOOD
    if title is not None and title_may_have_stood(new, before, page):
        known = known._replace(title=title.packed.title_origins(new.title, title.revision_id))
    if text is not None and may_have_stood(new, before, page):
        known = known._replace(text=text.packed.text_origins(long.text, text.revision_id))
    lost = None if long.lost is None else _place(long.lost)
    others = [place.attribution for place in map(_place, long.sources[1:]) if place]
    found = compare(new, seen, parent, lost, others, page, campaign, known)
    return replace(found, attribution=None, packed=found.stored())


def compare(
    new: Text,
    seen: int,
    parent: Place | None,
    lost: Place | None,
    others: Sequence[Attribution],
    page: Memory,
    campaign: Memory,
    known: Known,
) -> Attributed:
    """Compare a text with all that is known; ``parent`` is None for a page's first.

    ``known`` is what the page stored when it had the same title and text before; what cannot be that is passed over.
    """
    before = parent.attribution if parent else NOTHING
    gone = lost.attribution if lost else NOTHING
    known = Known(_fitting(known.title, new.title_length), _fitting(known.text, len(new) - new.title_length))
    step = attribute(SELF, new, [before, gone, *others], page, campaign, known=known)
    left = still_lost(gone, before, step.attribution)
    places = () if left is NOTHING else (parent, lost)
    lost_id = next((place.id for place in places if place and left is place.attribution), None)
    return Attributed(seen, step.attribution, lost_id, step.learned)


def take_over(new: Text, seen: int, original: Known) -> Attributed:
    """Credit a text that was cloned as its original is credited: to those who wrote it, there.

    Raises ValueError where the original has not as many origins as the text has tokens.
    """
    title = [] if original.title is None else original.title
    text = [] if original.text is None else original.text
    if (len(title), len(text)) != (new.title_length, len(new) - new.title_length):
        raise ValueError("What is stored of the original does not fit its clone.")
    return compare(new, seen, None, None, (), NO_MEMORY, NO_MEMORY, Known(title, text))


def attribute_clone(session: Session, campaign_id: int, original: Attribution) -> Attributed:
    """Credit a title and a text that are cloned into a campaign as their original is credited."""
    seen, _, _ = recall(session, campaign_id, None, ())
    return take_over(original.text, seen, Known(original.title_origins, original.text_origins))


def _fitting(origins: Sequence[int] | None, tokens: int) -> Sequence[int] | None:
    return None if origins is None or len(origins) != tokens else origins


def _is_outdated(session: Session, campaign_id: int, attributed: Attributed) -> bool:
    """Tell whether the campaign's attributions were rebuilt since the text was compared; asked under its lock."""
    since = {"campaign": campaign_id, "seen": attributed.seen}
    return bool(session.connection().execute(_IS_OUTDATED, since).scalar_one())


def store_attribution(session: Session, page: LockedPage, revision_id: int, attributed: Attributed) -> None:
    """Store what was found out with the revision.

    Raises Outdated where the campaign's attributions were rebuilt since the text was compared.
    """
    campaign_id = page.standing.campaign_id
    stored = attributed.stored()
    if stored is None:
        if _is_outdated(session, campaign_id, attributed):
            raise Outdated
        return
    since = {"campaign": campaign_id, "seen": attributed.seen}
    row = {
        **since,
        "revision": revision_id,
        "lost": attributed.lost_id,
        "title_origins": stored[0],
        "origins": stored[1],
    }
    if session.connection().execute(_ROW, row).first() is None:
        raise Outdated
    remember(session, campaign_id, page.page_id, revision_id, attributed.learned)


_TITLE_STOOD = _STOOD.where(col(Revision.title) == bindparam("title"))
_TEXT_STOOD = _STOOD.where(col(Revision.content_sha256) == bindparam("sha256"))


def _find_known(session: Session, page_id: int, text: str, new: Text, before: Text, page: Memory) -> Known:
    """Return the origins that title and text have had since they were first those of the page."""
    execute = session.connection().execute
    known = NEVER_STOOD
    if title_may_have_stood(new, before, page):
        for row in execute(_TITLE_STOOD, {"page": page_id, "title": new.title}):
            known = known._replace(title=_stood(row).title_origins(new.title, row.id))
    if may_have_stood(new, before, page):
        for row in execute(_TEXT_STOOD, {"page": page_id, "sha256": text_digest(text)}):
            known = known._replace(text=_stood(row).text_origins(text, row.id))
    return known


def _stood_before(session: Session, page_id: int, long: _Long) -> tuple[_StoodAt | None, _StoodAt | None]:
    """Return where title and text were first those of the page."""
    execute = session.connection().execute
    title = execute(_TITLE_STOOD, {"page": page_id, "title": credited_title(long.title)}).first()
    text = execute(_TEXT_STOOD, {"page": page_id, "sha256": text_digest(long.text)}).first()
    return _stood_at(title), _stood_at(text)


def _stood_at(row: Row[Any] | None) -> _StoodAt | None:
    return None if row is None else _StoodAt(row.id, _stood(row))


def _stood(row: Row[Any]) -> Packed:
    return Packed(row.title_origins, row.origins, row.token_rule)


def _find_place(session: Session, revision_id: int | None) -> Place | None:
    if revision_id is None:
        return None
    found = find_credited(session, [revision_id])
    return _place(found[revision_id])


def _place(credited: Credited) -> Place | None:
    attribution = credited.attribution()
    return None if attribution is None else Place(credited.revision_id, attribution)
