"""How people choose to be named in a campaign."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act
from app.campaigns.errors import NoSuchCampaign
from app.campaigns.standing import Standing, any_standing_in
from app.credits.models import CreditChoice
from app.credits.rules import Naming, Shown, shown_as
from app.db import Statement, is_sqlite, lock_campaign
from app.identity.actor import Actor
from app.identity.models import User
from app.pages.attribution.stored import find_credited
from app.pages.models import Page, Revision


@dataclass(frozen=True, slots=True)
class NamingChoice:
    """What somebody chose, and what the next edition makes of it."""

    campaign: str
    naming: Naming
    shown: Shown
    chosen_at: datetime | None
    """None for who has chosen nothing and so is named in full."""


def get_naming(session: Session, actor: Actor, campaign: str) -> NamingChoice:
    """Return how the caller is named; raises NotFound for a campaign in which they neither are nor have written."""
    return _choice_in(session, _standing_in(session, actor, campaign))


def choose_naming(session: Session, actor: Actor, campaign: str, naming: Naming) -> NamingChoice:
    """Choose how the caller is named in editions compiled from now on, in any phase; sealed ones stay as they are.

    Whose words are in the guide may choose, whatever became of their role: it is their name.
    """
    lock_campaign(session, _standing_in(session, actor, campaign).campaign_id)
    standing = _standing_in(session, actor, campaign)
    key = {"campaign_id": standing.campaign_id, "user_id": actor.signed_in()}
    values = {"naming": naming.value, "chosen_at": standing.now}
    dialect = sqlite if is_sqlite(session) else postgresql
    # Of parallel choices by one person the last one counts; none of them may fail on the unique key.
    statement = dialect.insert(CreditChoice).values(**key, **values)
    session.exec(statement.on_conflict_do_update(index_elements=list(key), set_=values))
    choice = _choice_in(session, standing)
    record_act(session, standing.campaign_id, actor.user_id, acts.ChooseNaming(naming), now=standing.now)
    return choice


def _standing_in(session: Session, actor: Actor, campaign: str) -> Standing:
    user_id = actor.signed_in()
    standing = any_standing_in(session, actor, campaign)
    if standing.role is None and not (
        _has_written(session, standing.campaign_id, user_id) or _was_cloned(session, standing.campaign_id, user_id)
    ):
        raise NoSuchCampaign
    return standing


def _has_written(session: Session, campaign_id: int, user_id: int) -> bool:
    query = (
        select(col(Revision.id))
        .join(Page, col(Page.id) == col(Revision.page_id))
        .where(col(Revision.author_id) == user_id, col(Page.campaign_id) == campaign_id)
        .limit(1)
    )
    return session.scalars(query).first() is not None


def _was_cloned(session: Session, campaign_id: int, user_id: int) -> bool:
    """Tell whether words of theirs came into the campaign with a text that was cloned."""
    cloned: Statement = (
        select(col(Revision.id))
        .join(Page, col(Page.id) == col(Revision.page_id))
        .where(col(Page.campaign_id) == campaign_id, col(Revision.original_id).is_not(None))
    )
    found = find_credited(session, session.connection().execute(cloned).scalars().all()).values()
    mine = select(col(Revision.id)).where(col(Revision.author_id) == user_id)
    written = set(session.connection().execute(mine).scalars())
    return any(not written.isdisjoint(credited.token_origins() or []) for credited in found)


def _choice_in(session: Session, standing: Standing) -> NamingChoice:
    assert standing.user_id is not None
    user = session.get_one(User, standing.user_id)
    chosen = session.execute(
        select(col(CreditChoice.naming), col(CreditChoice.chosen_at)).where(
            col(CreditChoice.campaign_id) == standing.campaign_id, col(CreditChoice.user_id) == user.id
        )
    ).one_or_none()
    naming, chosen_at = (Naming(chosen[0]), chosen[1]) if chosen else (Naming.FULL, None)
    return NamingChoice(standing.campaign_slug, naming, shown_as(naming, user.name, user.department), chosen_at)
