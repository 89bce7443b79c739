"""The text of each tip that was voted on, beside the one that is printed.

Knows no vote, and decides nothing: how much an editor may change is a setting.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.campaigns.standing import Standing
from app.db import Statement, fetch
from app.pages.accepted import stood_until
from app.pages.models import Content, Decision, Page, Revision
from app.pages.rules import Kind, Verdict
from app.text.similarity import same_percent


@dataclass(frozen=True, slots=True)
class VotedText:
    """The revision of a tip that votes count for, since voting has ended."""

    number: int
    same_percent: int | None
    """How much of it and the accepted text is the same; None where one of the two was redacted."""
    reason: str | None
    """Why they differ, as an editor said it."""

    @property
    def changed_percent(self) -> int:
        return 0 if self.same_percent is None else 100 - self.same_percent


class _Pair(NamedTuple):
    page_id: int
    number: int
    voted: str
    printed: str
    reason: str | None


_voted = aliased(Revision)
_printed = aliased(Revision)
_CORRECTED_BECAUSE = (
    select(col(Decision.reason))
    .where(
        col(Decision.page_id) == col(Page.id),
        col(Decision.revision_id) == col(Page.accepted_id),
        col(Decision.verdict) == Verdict.ACCEPT.value,
        col(Decision.correction).is_(True),
    )
    .order_by(col(Decision.number).desc())
    .limit(1)
    .correlate(Page)
    .scalar_subquery()
)


def voted_texts(session: Session, standing: Standing) -> dict[int, VotedText]:
    """Return the voted text of each tip with an accepted text, by page; nothing while people can still vote.

    Of a tip that came after the vote there is none.
    """
    ended = standing.voting_ended_at
    if ended is None:
        return {}
    query: Statement = (
        select(
            col(Page.id).label("page_id"),
            col(_voted.number),
            col(_voted.content_sha256).label("voted"),
            col(_printed.content_sha256).label("printed"),
            func.coalesce(col(Page.rewritten_reason), _CORRECTED_BECAUSE).label("reason"),
        )
        .select_from(Page)
        .join(_voted, col(_voted.id) == stood_until(ended))
        .join(_printed, col(_printed.id) == col(Page.accepted_id))
        .where(col(Page.campaign_id) == standing.campaign_id, col(Page.kind) == Kind.TIP.value)
    )
    pairs = fetch(session.connection(), _Pair, query)
    texts = _texts(session, {sha256 for pair in pairs if pair.voted != pair.printed for sha256 in pair[2:4]})
    return {pair.page_id: VotedText(pair.number, _same(pair, texts), pair.reason) for pair in pairs}


def _same(pair: _Pair, texts: Mapping[str, str]) -> int | None:
    if pair.voted == pair.printed:
        return 100
    if pair.voted not in texts or pair.printed not in texts:
        return None
    return same_percent(texts[pair.voted], texts[pair.printed])


def _texts(session: Session, wanted: set[str]) -> dict[str, str]:
    stands = col(Content.sha256).in_(wanted), col(Content.redacted_at).is_(None)
    rows = session.connection().execute(select(col(Content.sha256), col(Content.text)).where(*stands))
    return {row.sha256: row.text for row in rows}
