"""The audited acts on the window: open, extend, close, reopen, voting alone too, and what ends it and comes after."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act
from app.campaigns.errors import TimesUnfit
from app.campaigns.locking import Alone, alone_in
from app.campaigns.models import Campaign, WindowAct
from app.campaigns.rules import Act
from app.campaigns.service import check_window
from app.errors import Mistake
from app.identity.actor import Actor
from app.words.codes import Word
from app.words.saying import Said


def open_window(session: Session, actor: Actor, slug: str, *, reason: str, closes_at: datetime | None) -> Campaign:
    """Open the window now; it needs an end that lies ahead."""
    alone = alone_in(session, actor, slug)
    campaign, standing = alone.campaign, alone.standing
    standing.require(Act.OPEN)
    end = closes_at or campaign.closes_at
    if end is None:
        raise Mistake("closes_at", Said.of(Word.CLOSE_MISSING))
    if campaign.voting_closes_at is not None and campaign.voting_closes_at < end:
        campaign.voting_closes_at = end
    check_window(standing.now, end, campaign.voting_closes_at)
    campaign.opens_at, campaign.closes_at = standing.now, end
    return _recorded(session, alone, acts.OpenWindow, reason)


def extend_window(session: Session, actor: Actor, slug: str, *, reason: str, closes_at: datetime) -> Campaign:
    """Move the end of an open window to a later time."""
    alone = alone_in(session, actor, slug)
    campaign, standing = alone.campaign, alone.standing
    standing.require(Act.EXTEND)
    assert campaign.closes_at is not None
    if closes_at <= campaign.closes_at:
        raise TimesUnfit(reason=Said.of(Word.EXTENSION_ENDS_EARLIER), **standing.times())
    _move_end(campaign, closes_at)
    return _recorded(session, alone, acts.ExtendWindow, reason)


def close_window(session: Session, actor: Actor, slug: str, *, reason: str) -> Campaign:
    """Close the window now.

    The exclusive lock waits for every edit that was admitted, and the clock is read after it: nothing
    admitted earlier can appear once this has committed. Voting that was to end with the window ends too.
    """
    alone = alone_in(session, actor, slug)
    campaign, standing = alone.campaign, alone.standing
    standing.require(Act.CLOSE)
    campaign.closes_at = standing.now
    return _recorded(session, alone, acts.CloseWindow, reason)


def reopen_window(session: Session, actor: Actor, slug: str, *, reason: str, closes_at: datetime) -> Campaign:
    """Open a closed window again until a time that lies ahead; nothing may be published yet."""
    alone = alone_in(session, actor, slug)
    campaign, standing = alone.campaign, alone.standing
    standing.require(Act.REOPEN)
    if closes_at <= standing.now:
        raise TimesUnfit(reason=Said.of(Word.CLOSE_IN_THE_PAST), **standing.times())
    _begin_round(alone)
    _move_end(campaign, closes_at)
    return _recorded(session, alone, acts.ReopenWindow, reason)


def reopen_voting(session: Session, actor: Actor, slug: str, *, reason: str, voting_closes_at: datetime) -> Campaign:
    """Let people vote again, or longer, until a time that lies ahead; the window stays closed."""
    alone = alone_in(session, actor, slug)
    campaign, standing = alone.campaign, alone.standing
    standing.require(Act.REOPEN_VOTING)
    if voting_closes_at <= max(standing.now, standing.voting_closes_at or standing.now):
        raise TimesUnfit(reason=Said.of(Word.VOTING_CLOSE_IN_THE_PAST), **standing.times())
    _begin_round(alone)
    campaign.voting_closes_at = voting_closes_at
    assert campaign.id is not None
    written = _explained(session, alone, acts.ReopenVoting, reason, voting_closes_at)
    done = acts.ReopenVoting(campaign.id, voting_closes_at.isoformat(), written)
    record_act(session, campaign.id, standing.user_id, done, now=standing.now)
    return campaign


def publish(session: Session, alone: Alone) -> None:
    """End the exercise: the first release has been sealed."""
    alone.campaign.published_at = alone.campaign.published_at or alone.standing.now
    session.flush()


def open_corrections(session: Session, actor: Actor, slug: str, *, reason: str) -> Campaign:
    """Let editors correct what is published, until corrections are closed."""
    alone = alone_in(session, actor, slug)
    alone.standing.require(Act.OPEN_CORRECTIONS)
    alone.campaign.corrections_opened_at = alone.standing.now
    return _corrections_moved(session, alone, acts.OpenCorrections, reason)


def close_corrections(session: Session, actor: Actor, slug: str, *, reason: str) -> Campaign:
    """Let what is published rest again; the exclusive lock waits for every correction that was admitted."""
    alone = alone_in(session, actor, slug)
    alone.standing.require(Act.CLOSE_CORRECTIONS)
    alone.campaign.corrections_opened_at = None
    return _corrections_moved(session, alone, acts.CloseCorrections, reason)


def list_window_acts(session: Session, campaign_id: int) -> list[WindowAct]:
    """Return the acts on the window, oldest first."""
    query = select(WindowAct).where(col(WindowAct.campaign_id) == campaign_id).order_by(col(WindowAct.id))
    return list(session.scalars(query))


def _begin_round(alone: Alone) -> None:
    # Everything was told when voting ended, and is not taken back: the next batches begin after it.
    if alone.standing.voting_ended_at is not None:
        alone.campaign.voting_round += 1


def _move_end(campaign: Campaign, closes_at: datetime) -> None:
    if campaign.voting_closes_at is not None and campaign.voting_closes_at < closes_at:
        campaign.voting_closes_at = closes_at
    campaign.closes_at = closes_at


def _recorded(session: Session, alone: Alone, act: type[acts.MoveWindow], reason: str) -> Campaign:
    campaign, standing = alone.campaign, alone.standing
    assert campaign.id is not None
    assert campaign.closes_at is not None
    written = _explained(session, alone, act, reason, campaign.closes_at)
    done = act(campaign.id, campaign.closes_at.isoformat(), written)
    record_act(session, campaign.id, standing.user_id, done, now=standing.now)
    return campaign


def _corrections_moved(session: Session, alone: Alone, act: type[acts.MoveCorrections], reason: str) -> Campaign:
    campaign, standing = alone.campaign, alone.standing
    assert campaign.id is not None
    assert campaign.closes_at is not None
    written = _explained(session, alone, act, reason, campaign.closes_at)
    record_act(session, campaign.id, standing.user_id, act(campaign.id, written), now=standing.now)
    return campaign


def _explained(session: Session, alone: Alone, act: type[acts.AuditAct], reason: str, end: datetime) -> int:
    """Write why an act was done, and until when, and return the id of what was written."""
    standing = alone.standing
    assert standing.user_id is not None
    # The reason is free text and may name people, so it stands outside the log that nobody can correct.
    written = WindowAct(
        campaign_id=standing.campaign_id,
        act=act.name.rpartition(".")[2],
        reason=reason,
        closes_at=end,
        admin_id=standing.user_id,
        at=standing.now,
    )
    session.add(written)
    session.flush()
    assert written.id is not None
    return written.id
