"""Reads who wrote what: the stored origins of a revision's tokens.

Knows no way to find them out; that is ``app.pages.attribution.finding``.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from app.db import Statement
from app.pages.attribution.models import AttributionRow
from app.pages.errors import AttributionMissing, NoSuchRevision
from app.pages.models import Content, Revision
from app.pages.rules import credited_title
from app.text.attribution import Attribution, recut
from app.text.packing import unpack

T = TypeVar("T")


class Packed(NamedTuple):
    """The origins of a revision's tokens as they are stored, and the rule by which these were cut."""

    title: bytes
    text: bytes
    rule: int

    @classmethod
    def of(cls, title: bytes | None, text: bytes | None, rule: int | None) -> "Packed | None":
        """Return what the columns ``PACKED`` hold, None where nothing is stored."""
        return None if title is None or text is None or rule is None else cls(title, text, rule)

    def title_origins(self, title: str, revision_id: int) -> Sequence[int]:
        """Return the revision that each token of the title comes from; raises ValueError where they do not fit."""
        return recut(title, absolute(self.title, revision_id), self.rule)

    def text_origins(self, text: str, revision_id: int) -> Sequence[int]:
        """Return the revision that each token of the text comes from; raises ValueError where they do not fit."""
        return recut(text, absolute(self.text, revision_id), self.rule)


PACKED = (col(AttributionRow.title_origins), col(AttributionRow.origins), col(AttributionRow.token_rule))


@dataclass(frozen=True, slots=True)
class Credited:
    """A revision's title and text, and what is stored of their origins."""

    revision_id: int
    title: str
    text: str
    origins: Packed | None
    lost_id: int | None

    def attribution(self) -> Attribution | None:
        """Return who wrote what; None where nothing is stored, or nothing that fits title and text."""
        parts = self._parts()
        try:
            return parts and Attribution.of(self.text, parts[1], credited_title(self.title), parts[0])
        except ValueError:
            return None

    def token_origins(self) -> list[int] | None:
        """Return the origins of the tokens of title and text without cutting these; None where nothing is stored."""
        parts = self._parts()
        return parts and [*parts[0], *parts[1]]

    def _parts(self) -> tuple[Sequence[int], Sequence[int]] | None:
        """Return the origins of title and text; of what was redacted nothing is left to credit."""
        if self.origins is None:
            return None
        title = credited_title(self.title)
        try:
            return (
                self.origins.title_origins(title, self.revision_id) if title else [],
                self.origins.text_origins(self.text, self.revision_id) if self.text else [],
            )
        except ValueError:
            return None


_CREDITED: Statement = (
    select(
        col(Revision.id).label("revision_id"),
        col(Revision.title),
        col(Content.text),
        *PACKED,
        col(AttributionRow.lost_id),
    )
    .join(Content, col(Content.sha256) == col(Revision.content_sha256))
    .outerjoin(AttributionRow, col(AttributionRow.revision_id) == col(Revision.id))
    .where(col(Revision.id).in_(bindparam("revisions", expanding=True)))
)


def absolute(packed: bytes, revision_id: int) -> list[int]:
    """Return the stored origins of a revision by the ids of revisions; raises ValueError for what nobody packed."""
    return [origin or revision_id for origin in unpack(packed)]


def find_credited(session: Session, revision_ids: Collection[int]) -> dict[int, Credited]:
    """Return those of the revisions that exist, by id."""
    rows = session.connection().execute(_CREDITED, {"revisions": list(revision_ids)})
    return {
        row.revision_id: Credited(
            row.revision_id,
            row.title,
            row.text,
            Packed.of(row.title_origins, row.origins, row.token_rule),
            row.lost_id,
        )
        for row in rows
    }


def credited_of(session: Session, revision_id: int) -> Credited:
    """Return a revision's title and text with what is stored of their origins; raises NotFound for an unknown one."""
    found = find_credited(session, [revision_id])
    if revision_id not in found:
        raise NoSuchRevision
    return found[revision_id]


def attribution_of(session: Session, revision_id: int) -> Attribution:
    """Return the revision that each token of a revision's title and text comes from.

    Raises NotFound for an unknown revision, Conflict where its attribution must first be rebuilt.
    """
    return attributions_of(session, [revision_id])[revision_id]


def attributions_of(session: Session, revision_ids: Collection[int]) -> dict[int, Attribution]:
    """Return what ``attribution_of`` does for many revisions, in one statement."""
    return _of_each(session, revision_ids, Credited.attribution)


def origins_of(session: Session, revision_ids: Collection[int]) -> dict[int, list[int]]:
    """Return the revisions that the tokens of title and text come from; raises as ``attribution_of``.

    To cut the texts would take most of the time of who needs no places: that the origins fit is for
    ``bonsens verify`` to prove.
    """
    return _of_each(session, revision_ids, Credited.token_origins)


def _of_each(session: Session, revision_ids: Collection[int], read: Callable[[Credited], T | None]) -> dict[int, T]:
    found = find_credited(session, revision_ids)
    results: dict[int, T] = {}
    for revision_id in revision_ids:
        if revision_id not in found:
            raise NoSuchRevision
        result = read(found[revision_id])
        if result is None:
            raise AttributionMissing(revision_id)
        results[revision_id] = result
    return results
