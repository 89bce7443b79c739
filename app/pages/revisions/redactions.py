"""What was purged of revisions: the one place that purges, and what the audit log tells of it.

Knows no reason to purge anything, and nothing of drafts, editions or answers that hold the same words.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import bindparam, insert, inspect, or_, select, update
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import list_acts
from app.pages.errors import TextRedacted
from app.pages.models import Content, RedactedPart, Redaction, Revision
from app.pages.rules import REDACTED_TITLE, Part

BLANK = {Part.TITLE: REDACTED_TITLE, Part.SUMMARY: ""}
"""What stands where a revision's words were redacted."""


class Purged(NamedTuple):
    """One thing that a redaction purges: a text by its SHA-256, or a revision's title or summary."""

    part: Part
    revision_id: int | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Redacted:
    """What was redacted, as the audit log tells it."""

    texts: frozenset[str]
    """SHA-256 of the texts."""
    words: Mapping[tuple[int, Part], str]
    """SHA-256 of what stood there, by revision and part."""


_PURGE_TEXT = (
    update(Content).where(col(Content.sha256) == bindparam("digest")).values(text="", redacted_at=bindparam("at"))
)


def purge(session: Session, redaction: Redaction, parts: Collection[Purged]) -> Redaction:
    """Store a redaction and purge its parts: texts become empty for good, in every revision that has them.

    The caller holds the campaign's exclusive lock and records the act, its parts ``in_order``.
    """
    session.add(redaction)
    session.flush()
    connection = session.connection()
    connection.execute(
        insert(RedactedPart),
        [{**part._asdict(), "redaction_id": redaction.id} for part in parts],
    )
    texts = [{"digest": part.sha256, "at": redaction.at} for part in parts if part.part is Part.TEXT]
    if texts:
        connection.execute(_PURGE_TEXT, texts)
    for part, blank in BLANK.items():
        blanked = [{"revision": purged.revision_id} for purged in parts if purged.part is part]
        if blanked:
            change = update(Revision).where(col(Revision.id) == bindparam("revision"))
            connection.execute(change.values({part.value: blank}), blanked)
    return redaction


def lock_texts(session: Session, texts: Collection[str]) -> None:
    """Wait until nobody is saving one of these texts again, and keep others from it until the commit."""
    held = select(col(Content.sha256)).where(col(Content.sha256).in_(texts)).order_by(col(Content.sha256))
    session.connection().execute(held.with_for_update(key_share=True)).all()


def in_order(parts: Collection[Purged]) -> list[Purged]:
    """Return the parts of a redaction as the audit log lists them."""
    return sorted(parts, key=lambda part: (part.part, part.revision_id or 0, part.sha256))


def redacted(session: Session) -> Redacted:
    """Return everything that was redacted, as the audit log tells it."""
    told = [part for parts in _told(session).values() for part in parts]
    return Redacted(
        frozenset(part.sha256 for part in told if part.part is Part.TEXT),
        {(part.revision_id, part.part): part.sha256 for part in told if part.revision_id is not None},
    )


def broken_redactions(session: Session) -> Iterator[str]:
    """Yield a sentence for each redaction of which the audit log tells other things than the tables."""
    told, stored = _told(session), _stored(session)
    for redaction_id in sorted(told.keys() | stored.keys()):
        if told.get(redaction_id) != stored.get(redaction_id):
            yield f"Redaction {redaction_id}: what it purged is not what the audit log tells."
    log = redacted(session)
    purged = select(col(Content.sha256)).where(col(Content.redacted_at).is_not(None))
    for sha256 in sorted(log.texts - set(session.connection().execute(purged).scalars())):
        yield f"Text {sha256}: it was redacted, and is there again."
    blanked = select(col(Revision.id), col(Revision.title), col(Revision.summary)).where(
        col(Revision.id).in_(select(col(RedactedPart.revision_id)).where(col(RedactedPart.revision_id).is_not(None)))
    )
    for row in session.connection().execute(blanked):
        if _is_back(log, row.id, Part.TITLE, row.title) or _is_back(log, row.id, Part.SUMMARY, row.summary):
            yield f"Revision {row.id}: its title or summary was redacted, and is there again."


def _is_back(log: Redacted, revision_id: int, part: Part, words: str) -> bool:
    return (revision_id, part) in log.words and words != BLANK[part]


def _told(session: Session) -> dict[int, set[Purged]]:
    told: dict[int, set[Purged]] = {}
    for act in list_acts(session, acts.RedactRevision):
        parts = (Purged(Part(part), revision_id, sha256) for part, revision_id, sha256 in act.parts)
        # A text that stands in two campaigns is told in the log of each.
        told.setdefault(act.redaction, set()).update(parts)
    return told


def _stored(session: Session) -> dict[int, set[Purged]]:
    stored: dict[int, set[Purged]] = {}
    for row in session.connection().execute(select(*inspect(RedactedPart).columns)):
        stored.setdefault(row.redaction_id, set()).add(Purged(Part(row.part), row.revision_id, row.sha256))
    return stored


def any_redacted(session: Session, digests: Collection[str]) -> bool:
    """Tell whether text or title of one of the revisions with these digests was redacted."""
    query = (
        select(col(Revision.id))
        .join(Content, col(Content.sha256) == col(Revision.content_sha256))
        .where(col(Revision.digest).in_(digests))
        .where(or_(col(Content.redacted_at).is_not(None), col(Revision.title) == REDACTED_TITLE))
    )
    return session.connection().execute(query.limit(1)).first() is not None


def require_unredacted(session: Session, sha256: str) -> None:
    """Raise Conflict for a text that was redacted, or is being so; waits for a redaction that has begun."""
    stands = select(col(Content.redacted_at)).where(col(Content.sha256) == sha256).with_for_update(read=True)
    if session.connection().execute(stands).scalar_one() is not None:
        raise TextRedacted
