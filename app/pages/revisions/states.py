"""What a page says at one revision: the states that edits are compared with."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from app.db import Statement
from app.errors import Unfit
from app.pages.access import Link, PageAccess
from app.pages.attribution.models import AttributionRow
from app.pages.attribution.stored import PACKED, Credited, Packed
from app.pages.errors import ForeignRevision, RevisionRedacted
from app.pages.models import Content, Revision
from app.words.codes import Word
from app.words.saying import Said


@dataclass(frozen=True, slots=True)
class PageState:
    """What a page says at one revision; where its text was redacted, an empty one."""

    link: Link
    credited: Credited
    redacted: bool = False

    @property
    def title(self) -> str:
        return self.credited.title

    @property
    def text(self) -> str:
        return self.credited.text


_STATE: Statement = (
    select(
        col(Revision.id),
        col(Revision.number),
        col(Revision.digest),
        col(Revision.title),
        col(Content.text),
        col(Content.redacted_at),
        col(Revision.parent_id),
        *PACKED,
        col(AttributionRow.lost_id),
    )
    .join(Content, col(Content.sha256) == col(Revision.content_sha256))
    .outerjoin(AttributionRow, col(AttributionRow.revision_id) == col(Revision.id))
    .where(col(Revision.page_id) == bindparam("page"), col(Revision.id) == bindparam("revision"))
)


def state_of(session: Session, page_id: int, revision_id: int) -> PageState:
    """Return what a page said at a revision; raises Invalid when the revision is not one of the page."""
    row = session.connection().execute(_STATE, {"page": page_id, "revision": revision_id}).one_or_none()
    if row is None:
        raise ForeignRevision("base_revision", Said.of(Word.REVISION_FOREIGN, revision=revision_id), page_id)
    origins = Packed.of(row.title_origins, row.origins, row.token_rule)
    credited = Credited(row.id, row.title, row.text, origins, row.lost_id)
    return PageState(Link(row.id, row.number, row.digest), credited, row.redacted_at is not None)


def readable_state(session: Session, page_id: int, revision_id: int) -> PageState:
    """Return what ``state_of`` does; raises Conflict where the text was redacted, for what cannot do without it."""
    state = state_of(session, page_id, revision_id)
    if state.redacted:
        raise RevisionRedacted(revision_id, Said.of(Word.REVISION_REDACTED, number=state.link.number))
    return state


def head_state(session: Session, page: PageAccess) -> PageState:
    assert page.head_id is not None
    return state_of(session, page.page_id, page.head_id)


def parent_state(session: Session, page_id: int, revision_id: int) -> PageState:
    """Return what a page said before a revision; raises Conflict for its first, and where the text was redacted."""
    row = session.connection().execute(_STATE, {"page": page_id, "revision": revision_id}).one()
    if row.parent_id is None:
        raise Unfit(Said.of(Word.FIRST_REVISION_STAYS))
    return readable_state(session, page_id, row.parent_id)
