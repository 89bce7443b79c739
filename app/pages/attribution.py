"""Reads who wrote what: the stored origins of a revision's tokens.

Knows no way to find them out; that is ``app.pages.attributing``.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlmodel import Session, col

from app.errors import Conflict, NotFound
from app.pages.models import AttributionRow, Content, Revision
from app.text.attribution import NOTHING, Attribution
from app.text.packing import unpack


@dataclass(frozen=True, slots=True)
class Credited:
    """A revision's text and what is stored of its origins."""

    revision_id: int
    text: str
    origins: bytes | None
    """Packed; None where nothing is stored."""
    lost_id: int | None

    def attribution(self) -> Attribution | None:
        """Return who wrote what; None where nothing is stored, or nothing that fits the text."""
        if not self.text:
            # Of a text that was redacted nothing is left to credit, although its origins are still stored.
            return NOTHING if self.origins is not None else None
        if self.origins is None:
            return None
        try:
            return Attribution.of(self.text, absolute(self.origins, self.revision_id))
        except ValueError:
            return None


def absolute(packed: bytes, revision_id: int) -> list[int]:
    """Return the stored origins of a revision by the ids of revisions; raises ValueError for what nobody packed."""
    return [origin or revision_id for origin in unpack(packed)]


_CREDITED: Select[*tuple[Any, ...]] = (
    select(
        col(Revision.id).label("revision_id"),
        col(Content.text),
        col(AttributionRow.origins),
        col(AttributionRow.lost_id),
    )
    .join(Content, col(Content.sha256) == col(Revision.content_sha256))
    .outerjoin(AttributionRow, col(AttributionRow.revision_id) == col(Revision.id))
    .where(col(Revision.id).in_(bindparam("revisions", expanding=True)))
)


def find_credited(session: Session, revision_ids: Collection[int]) -> dict[int, Credited]:
    """Return those of the revisions that exist, by id."""
    rows = session.connection().execute(_CREDITED, {"revisions": list(revision_ids)})
    return {row.revision_id: Credited(row.revision_id, row.text, row.origins, row.lost_id) for row in rows}


def attribution_of(session: Session, revision_id: int) -> Attribution:
    """Return the revision that each token of a revision's text comes from.

    Raises NotFound for an unknown revision, Conflict where its attribution must first be rebuilt.
    """
    return attributions_of(session, [revision_id])[revision_id]


def attributions_of(session: Session, revision_ids: Collection[int]) -> dict[int, Attribution]:
    """Return what ``attribution_of`` does for many revisions, in one statement."""
    found = find_credited(session, revision_ids)
    attributions: dict[int, Attribution] = {}
    for revision_id in revision_ids:
        if revision_id not in found:
            raise NotFound("There is no such revision.")
        attribution = found[revision_id].attribution()
        if attribution is None:
            raise Conflict(
                "Who wrote this text is not known yet. The operator finds it out with: bonsens attribution rebuild",
                problem="attribution-missing",
                revision=revision_id,
            )
        attributions[revision_id] = attribution
    return attributions
