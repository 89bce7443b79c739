"""Ballots on revisions and support for tips: one per person, secret, counted exactly."""

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act
from app.campaigns.models import Campaign
from app.campaigns.rules import Act
from app.db import is_sqlite
from app.errors import Unfit
from app.identity.actor import Actor
from app.identity.models import User
from app.pages.access import LockedPage, PageAccess, locked_page_in, locked_page_of
from app.pages.errors import ForeignRevision
from app.pages.models import Page, Revision
from app.pages.rules import Kind as PageKind
from app.reviews.arithmetic import written
from app.reviews.batches import begin_round, count_all, fills_batch
from app.reviews.decisions.policy import accept_by_votes
from app.reviews.errors import NoTip, SupportBudget
from app.reviews.models import Ballot, Support
from app.reviews.rules import Choice, Kind
from app.reviews.votes.counters import move_ballots, move_support
from app.reviews.votes.tally import BallotTally, SupportTally, ballot_tally, own_held, support_tally
from app.words.codes import Word
from app.words.saying import Said


def cast_ballot(session: Session, actor: Actor, revision_id: int, choice: Choice | None) -> BallotTally:
    """Cast, change or (for None) withdraw the caller's ballot on a revision, and return the tally."""
    user_id = actor.signed_in()
    page = locked_page_of(session, actor, revision_id)
    standing = page.standing
    standing.require(Act.VOTE)
    begin_round(session, page)
    before = own_held(session, user_id, page.page_id)
    if choice is None:
        own = (col(Ballot.user_id) == user_id, col(Ballot.revision_id) == revision_id)
        session.exec(delete(Ballot).where(*own))
    else:
        key: dict[str, object] = {"user_id": user_id, "revision_id": revision_id}
        department = select(col(User.department)).where(col(User.id) == user_id).scalar_subquery()
        cast: dict[str, object] = {"choice": choice.value, "department": department, "cast_at": standing.now}
        _upsert(session, Ballot, key, cast)
    after = own_held(session, user_id, page.page_id)
    move_ballots(session, page, before, after)
    is_whole_batch = fills_batch(session, page, Kind.BALLOTS, written(before), written(after))
    if is_whole_batch:
        count_all(session, page.page_id, Kind.BALLOTS)
    tally = ballot_tally(session, standing, page.page_id, revision_id)
    if is_whole_batch:
        accept_by_votes(session, page)
    record_act(session, standing.campaign_id, user_id, acts.ChangeBallot(), now=standing.now)
    return tally


def give_support(session: Session, actor: Actor, page_id: int, *, seen_id: int | None = None) -> SupportTally:
    """Support a tip, on the revision that the caller saw, for None on the one shown now; return the tally.

    Raises Invalid for a page that is no tip and for a revision of another page, Conflict ``support-budget`` for
    one tip more than the campaign allows to a person.
    """
    page, given_id = _locked_tip(session, actor, page_id)
    if given_id is None:
        _require_budget(session, page)
    return _set_support(session, page, given_id, _seen(session, page, seen_id))


def reconfirm_support(session: Session, actor: Actor, page_id: int, *, seen_id: int | None = None) -> SupportTally:
    """Move the caller's support to the revision that they saw, for None to the one shown now; return the tally.

    Raises Conflict where they do not support the tip.
    """
    page, given_id = _locked_tip(session, actor, page_id)
    if given_id is None:
        raise Unfit(Said.of(Word.NOTHING_TO_CONFIRM))
    return _set_support(session, page, given_id, _seen(session, page, seen_id))


def withdraw_support(session: Session, actor: Actor, page_id: int) -> SupportTally:
    """Take the caller's support for a tip back, if there is any, and return the tally."""
    page, given_id = _locked_tip(session, actor, page_id)
    return _set_support(session, page, given_id, None)


def count_used(session: Session, user_id: int, campaign_id: int) -> int:
    """Return how many tips of a campaign a person supports; a hidden one, which they cannot reach, uses nothing up."""
    query = (
        select(func.count())
        .select_from(Support)
        .join(Page, col(Page.id) == col(Support.page_id))
        .where(
            col(Support.user_id) == user_id,
            col(Page.campaign_id) == campaign_id,
            col(Page.hidden_at).is_(None),
        )
    )
    return session.connection().execute(query).scalar_one()


def _locked_tip(session: Session, actor: Actor, page_id: int) -> tuple[LockedPage, int | None]:
    """Return the tip, locked, with the right to vote checked, and the revision that the caller supports."""
    user_id = actor.signed_in()
    page = locked_page_in(session, actor, page_id)
    page.standing.require(Act.VOTE)
    if page.kind != PageKind.TIP:
        raise NoTip("page_id", Said.of(Word.TIPS_ONLY), PageKind(page.kind))
    given = select(col(Support.revision_id)).where(col(Support.user_id) == user_id, col(Support.page_id) == page_id)
    return page, session.connection().execute(given).scalar_one_or_none()


def _require_budget(session: Session, page: LockedPage) -> None:
    connection, standing = session.connection(), page.standing
    budget = select(col(Campaign.support_budget)).where(col(Campaign.id) == standing.campaign_id)
    allowed = connection.execute(budget).scalar_one()
    if allowed is None or standing.user_id is None:
        return
    # What the same person gives to other tips at this moment queues here: counting alone would let both through.
    connection.execute(select(col(User.id)).where(col(User.id) == standing.user_id).with_for_update(key_share=True))
    used = count_used(session, standing.user_id, standing.campaign_id)
    if used >= allowed:
        raise SupportBudget(used, allowed)


def _seen(session: Session, page: PageAccess, seen_id: int | None) -> int:
    if seen_id is None:
        shown_id = page.accepted_id or page.head_id
        assert shown_id is not None
        return shown_id
    query = select(col(Revision.id)).where(col(Revision.id) == seen_id, col(Revision.page_id) == page.page_id)
    if session.connection().execute(query).scalar_one_or_none() is None:
        raise ForeignRevision("revision_id", Said.of(Word.REVISION_FOREIGN, revision=seen_id), page.page_id)
    return seen_id


def _set_support(session: Session, page: LockedPage, before: int | None, after: int | None) -> SupportTally:
    standing, user_id = page.standing, page.standing.user_id
    begin_round(session, page)
    if after is None:
        session.exec(delete(Support).where(col(Support.user_id) == user_id, col(Support.page_id) == page.page_id))
    else:
        key: dict[str, object] = {"user_id": user_id, "page_id": page.page_id}
        _upsert(session, Support, key, {"revision_id": after, "cast_at": standing.now})
    move_support(session, page, before, after)
    if fills_batch(session, page, Kind.SUPPORT, _given(before), _given(after)):
        count_all(session, page.page_id, Kind.SUPPORT)
    tally = support_tally(session, standing, page.page_id)
    record_act(session, standing.campaign_id, user_id, acts.ChangeSupport(), now=standing.now)
    return tally


def _given(revision_id: int | None) -> str:
    return "" if revision_id is None else str(revision_id)


def _upsert(session: Session, table: type[Ballot | Support], key: dict[str, object], values: dict[str, object]) -> None:
    # Of parallel ballots by one person the last one counts; none of them may fail on the unique key.
    dialect = sqlite if is_sqlite(session) else postgresql
    statement = dialect.insert(table).values(**key, **values)
    session.exec(statement.on_conflict_do_update(index_elements=list(key), set_=values))
