"""Who leads: the tips of a campaign by support or by Wilson's bound, and the counts that both come from."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.campaigns.models import Campaign, Theme
from app.campaigns.rules import Act, Ranking
from app.campaigns.standing import Standing
from app.db import Statement
from app.pages.models import Page, Revision
from app.pages.rules import Kind
from app.reviews.arithmetic import (
    NO_SUPPORT,
    Ballots,
    Count,
    SupportCounts,
    count_ballots,
    count_support,
    parsed,
    wilson,
)
from app.reviews.batches import told_of
from app.reviews.models import Ballot, BallotCount, Support, SupportCount
from app.reviews.votes.sameness import same_pairs
from app.reviews.votes.tally import SHOWN, counted_for


@dataclass(frozen=True, slots=True)
class RankedTip:
    """A tip in the ranking."""

    page_id: int
    theme: str
    slug: str
    title: str
    accepted: bool
    supported_by_me: bool
    support: SupportCounts | None
    """None while tallies are sealed."""
    ballots: Count | None
    """The ballots on the text that they count for and on materially the same ones; None unless tips rank by them."""

    @property
    def score(self) -> float | None:
        return None if self.ballots is None else wilson(self.ballots)


@dataclass(frozen=True, slots=True)
class RankedTips:
    """The tips, best first; ``ordered_by`` is None where they stand as in the guide, because tallies are sealed."""

    ordered_by: Ranking | None
    support_budget: int | None
    tips: list[RankedTip]


_shown = aliased(Revision)


def rank_tips(session: Session, standing: Standing, *, theme: str | None) -> RankedTips:
    """Rank the visible tips as the campaign says; at a tie the earlier theme goes first, then what was written first.

    Support counts as far as it was given to materially the text that readers see, or saw when voting ended: nobody's
    voice carries a text that they have not seen. From then on nothing that editors do to texts, or to the order in
    which tips are printed, changes a rank.
    """
    standing.require(Act.READ_LATEST)
    connection, campaign_id = session.connection(), standing.campaign_id
    settings = select(col(Campaign.ranked_by), col(Campaign.support_budget)).where(col(Campaign.id) == campaign_id)
    ranked_by, budget = connection.execute(settings).one()
    rows = connection.execute(_tips(standing, theme)).all()
    if standing.tallies_sealed:
        return RankedTips(None, budget, [_tip(row, None, None) for row in rows])
    support = support_by_page(session, standing)
    if ranked_by == Ranking.COUNT:
        tips = [_tip(row, support, None) for row in rows]
        # Sorting keeps the order of the rows among equals, reversed or not.
        return RankedTips(Ranking.COUNT, budget, sorted(tips, key=_on_this_text, reverse=True))
    ballots = ballots_by_page(session, standing)
    tips = [_tip(row, support, ballots) for row in rows]
    return RankedTips(Ranking.WILSON, budget, sorted(tips, key=_score, reverse=True))


def support_by_page(session: Session, standing: Standing) -> Mapping[int, SupportCounts]:
    """Return the support for each tip of a campaign, split by the text that it counts for, where there is any."""
    told = told_of(SupportCount, standing)
    query: Statement = (
        select(
            col(Page.id),
            col(SupportCount.revision_id),
            told.label("told"),
            col(Revision.content_sha256).label("given"),
            col(_shown.content_sha256).label("shown"),
        )
        .select_from(SupportCount)
        .join(Page, col(Page.id) == col(SupportCount.page_id))
        .join(Revision, col(Revision.id) == col(SupportCount.revision_id))
        .join(_shown, col(_shown.id) == counted_for(standing.voting_ended_at))
        .where(col(Page.campaign_id) == standing.campaign_id, told > 0)
    )
    rows = session.connection().execute(query).all()
    same = same_pairs(session, {(row.given, row.shown) for row in rows}, standing.same_text_percent)
    given: defaultdict[int, dict[int, int]] = defaultdict(dict)
    matching: set[int] = set()
    for row in rows:
        given[row.id][row.revision_id] = row.told
        if (row.given, row.shown) in same:
            matching.add(row.revision_id)
    return {page_id: count_support(matching, persons) for page_id, persons in given.items()}


def ballots_by_page(session: Session, standing: Standing) -> Mapping[int, Count]:
    """Return for each page of a campaign the ballots on the text that they count for, where there are any."""
    shown, told = counted_for(standing.voting_ended_at), told_of(BallotCount, standing)
    query: Statement = (
        select(col(Page.id), shown.label("shown_id"), col(BallotCount.ballots), told.label("told"))
        .select_from(BallotCount)
        .join(Page, col(Page.id) == col(BallotCount.page_id))
        .where(col(Page.campaign_id) == standing.campaign_id, told > 0)
    )
    held: defaultdict[tuple[int, int], list[tuple[Ballots, int]]] = defaultdict(list)
    for row in session.connection().execute(query):
        held[row.id, row.shown_id].append((parsed(row.ballots).ballots, row.told))
    same = _same_as_shown(session, standing)
    return {page_id: count_ballots(shown_id, same, ballots).all for (page_id, shown_id), ballots in held.items()}


def _same_as_shown(session: Session, standing: Standing) -> set[int]:
    """Return the revisions with ballots that have materially the text which those of their page count for."""
    voted = select(col(Ballot.id)).where(col(Ballot.revision_id) == col(Revision.id)).exists()
    query: Statement = (
        select(col(Revision.id), col(Revision.content_sha256).label("given"), col(_shown.content_sha256).label("shown"))
        .select_from(Page)
        .join(_shown, col(_shown.id) == counted_for(standing.voting_ended_at))
        .join(Revision, col(Revision.page_id) == col(Page.id))
        .where(col(Page.campaign_id) == standing.campaign_id, voted)
    )
    rows = session.connection().execute(query).all()
    same = same_pairs(session, {(row.given, row.shown) for row in rows}, standing.same_text_percent)
    return {row.id for row in rows if (row.given, row.shown) in same}


def _tips(standing: Standing, theme: str | None) -> Statement:
    mine = select(col(Support.id)).where(
        col(Support.page_id) == col(Page.id), col(Support.user_id) == (standing.user_id or 0)
    )
    query: Statement = (
        select(
            col(Page.id).label("page_id"),
            col(Theme.slug).label("theme"),
            col(Page.slug),
            col(Revision.title),
            col(Page.accepted_id).is_not(None).label("accepted"),
            mine.exists().label("supported_by_me"),
        )
        .select_from(Page)
        .join(Theme, col(Theme.id) == col(Page.theme_id))
        .join(Revision, col(Revision.id) == SHOWN)
        .where(
            col(Page.campaign_id) == standing.campaign_id,
            col(Page.kind) == Kind.TIP.value,
            col(Page.hidden_at).is_(None),
        )
        .order_by(col(Theme.position), col(Theme.id), *([col(Page.position)] if standing.tallies_sealed else []))
        .order_by(col(Page.id))
    )
    return query if theme is None else query.where(col(Theme.slug) == theme)


def _tip(row: Row[Any], support: Mapping[int, SupportCounts] | None, ballots: Mapping[int, Count] | None) -> RankedTip:
    return RankedTip(
        page_id=row.page_id,
        theme=row.theme,
        slug=row.slug,
        title=row.title,
        accepted=bool(row.accepted),
        supported_by_me=bool(row.supported_by_me),
        support=None if support is None else support.get(row.page_id, NO_SUPPORT),
        ballots=None if ballots is None else ballots.get(row.page_id, Count(0, 0)),
    )


def _on_this_text(tip: RankedTip) -> int:
    return 0 if tip.support is None else tip.support.on_this_text


def _score(tip: RankedTip) -> float:
    return tip.score or 0.0
