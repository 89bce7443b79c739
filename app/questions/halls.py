"""Halls: prepared, opened and closed by editors, and found by their code. Knows not who is in one."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act
from app.campaigns.models import Campaign
from app.campaigns.rules import Act, Phase
from app.campaigns.standing import any_standing_in, standing_in
from app.clock import database_now
from app.db import Statement, fetch, lock_campaign, lock_name
from app.digests import text_digest
from app.errors import Mistake, NotFound, Unfit
from app.identity.actor import Actor
from app.questions.devices import forget_devices_of
from app.questions.errors import NoSuchHall
from app.questions.models import Hall, Question
from app.questions.rules import CODE_LETTERS, DRAWN_LENGTH, checked_code, spelt_code
from app.words.codes import Word
from app.words.saying import Said


@dataclass(frozen=True, slots=True)
class OpenHall:
    """A hall in which anybody asks now."""

    hall_id: int
    campaign_id: int
    now: datetime


@dataclass(frozen=True, slots=True)
class NewHall:
    """What an editor says of a session; without a code one is drawn."""

    place: str
    held_on: date
    code: str | None
    is_open: bool


class HallRow(NamedTuple):
    """A hall as its editors see it."""

    hall_id: int
    code: str
    place: str
    held_on: date
    is_open: bool
    version: int
    created_at: datetime
    questions: int


HALLS: Statement = select(
    *(col(Hall.id).label("hall_id"), col(Hall.code), col(Hall.place), col(Hall.held_on), col(Hall.is_open)),
    *(col(Hall.version), col(Hall.created_at)),
    select(func.count())
    .select_from(Question)
    .where(col(Question.hall_id) == col(Hall.id))
    .correlate(Hall)
    .scalar_subquery()
    .label("questions"),
)


def prepare_hall(session: Session, actor: Actor, slug: str, new: NewHall) -> Hall:
    """Prepare a session (editors); raises Invalid for a code that is not fit, or taken."""
    standing = standing_in(session, actor, slug)
    standing.require(Act.ANSWER)
    code = draw_code() if new.code is None else checked_code(new.code)
    _require_free(session, code)
    hall = Hall(
        campaign_id=standing.campaign_id,
        code=code,
        place=new.place,
        held_on=new.held_on,
        is_open=new.is_open,
        version=1,
        created_at=standing.now,
    )
    session.add(hall)
    session.flush()
    assert hall.id is not None
    record_act(session, standing.campaign_id, actor.user_id, acts.PrepareHall(hall.id), now=standing.now)
    return hall


def draw_code() -> str:
    """Return a code that nobody guesses while a session lasts."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(DRAWN_LENGTH))


def locked_hall(session: Session, actor: Actor, slug: str, hall_id: int) -> Hall:
    """Return a hall of a campaign under the lock of its row (editors); raises NotFound."""
    standing = standing_in(session, actor, slug)
    standing.require(Act.ANSWER)
    query = select(Hall).where(col(Hall.id) == hall_id, col(Hall.campaign_id) == standing.campaign_id)
    locked = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    hall = session.scalars(locked).one_or_none()
    if hall is None:
        raise NoSuchHall
    return hall


def change_hall(session: Session, actor: Actor, hall: Hall, changes: Mapping[str, object]) -> None:
    """Change what is said of a hall, open it or close it; closing forgets the devices in it."""
    assert hall.id is not None
    if "code" in changes:
        code = checked_code(str(changes["code"]))
        if code != hall.code:
            _require_free(session, code)
        changes = {**changes, "code": code}
    hall.sqlmodel_update(dict(changes))
    hall.version += 1
    if not hall.is_open:
        forget_devices_of(session, hall.id)
    session.flush()
    now = standing_in(session, actor, hall.campaign_id).now
    record_act(session, hall.campaign_id, actor.user_id, acts.ChangeHall(hall.id, sorted(changes)), now=now)


def list_halls(session: Session, campaign_id: int, *, before: int | None, limit: int) -> list[HallRow]:
    """Return the halls of a campaign, the newest first."""
    query = HALLS.where(col(Hall.campaign_id) == campaign_id).order_by(col(Hall.id).desc()).limit(limit)
    if before is not None:
        query = query.where(col(Hall.id) < before)
    return fetch(session.connection(), HallRow, query)


def get_hall(session: Session, hall_id: int, *, campaign_id: int | None = None) -> HallRow:
    """Return a hall; raises NotFound for one that is not there, or not in this campaign."""
    query = HALLS.where(col(Hall.id) == hall_id)
    if campaign_id is not None:
        query = query.where(col(Hall.campaign_id) == campaign_id)
    for row in fetch(session.connection(), HallRow, query):
        return row
    raise NoSuchHall


def hall_by_code(session: Session, actor: Actor, code: str) -> tuple[Hall, Campaign]:
    """Return a hall with its campaign, by its code; raises NotFound also where the campaign is still hidden."""
    query = (
        select(Hall, Campaign)
        .join(Campaign, col(Campaign.id) == col(Hall.campaign_id))
        .where(col(Hall.code) == spelt_code(code))
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise NoSuchHall
    hall, campaign = found
    try:
        standing = any_standing_in(session, Actor(None, hearing=actor.hearing), hall.campaign_id)
    except NotFound:
        raise NoSuchHall from None
    if standing.phase is Phase.DRAFT and not standing.announced:
        raise NoSuchHall
    actor.hearing.campaign = standing.language
    return hall, campaign


def enter_hall(session: Session, actor: Actor, code: str) -> OpenHall:
    """Return a hall in which anybody asks now, read by the clock after its campaign's shared lock.

    Raises NotFound, and Conflict where it was closed.
    """
    hall, _ = hall_by_code(session, actor, code)
    lock_campaign(session, hall.campaign_id)
    session.refresh(hall)
    if not hall.is_open:
        raise Unfit(Said.of(Word.HALL_CLOSED))
    assert hall.id is not None
    return OpenHall(hall.id, hall.campaign_id, database_now(session))


def _require_free(session: Session, code: str) -> None:
    # Two at once would both find it free.
    lock_name(session, int(text_digest(f"hall code {code}")[:15], 16))
    if session.scalar(select(func.count()).select_from(Hall).where(col(Hall.code) == code)):
        raise Mistake("code", Said.of(Word.HALL_CODE_TAKEN, code=code))
