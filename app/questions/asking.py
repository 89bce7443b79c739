"""Somebody asks: signed in, or in a hall, where a random receipt is all that leads back to them."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act
from app.campaigns.locking import get_campaign
from app.campaigns.models import Campaign
from app.campaigns.rules import Act
from app.campaigns.service import get_theme
from app.campaigns.standing import Standing, standing_in
from app.db import Statement, lock_campaign, lock_name
from app.digests import text_digest
from app.identity.actor import Actor
from app.questions.devices import DEVICE_FOR, Device, forget_devices
from app.questions.errors import HallBusy, HallFull, NoSuchReceipt
from app.questions.halls import OpenHall
from app.questions.models import Question
from app.questions.rules import MOST_IN_A_MINUTE, MOST_OF_DEVICE, MOST_OF_HALL
from app.words.codes import Word
from app.words.saying import Said

_MINUTE = timedelta(minutes=1)
_RECEIPT_BYTES = 24


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """What somebody asks who has signed in."""

    text: str
    theme: str | None
    named: bool
    """Whether others are told who asked."""


def questions_by(user_id: int, campaign: str) -> Statement:
    """Return the query of the questions that somebody has asked in a campaign."""
    there = select(col(Question.id)).join(Campaign, col(Campaign.id) == col(Question.campaign_id))
    return there.where(col(Campaign.slug) == campaign, col(Question.asker_id) == user_id)


def ask_question(session: Session, actor: Actor, slug: str, new: NewQuestion) -> tuple[Standing, Question]:
    """Ask in a campaign; raises NotFound for a theme that is none of it."""
    campaign = get_campaign(session, slug)
    assert campaign.id is not None
    lock_campaign(session, campaign.id)
    standing = standing_in(session, actor, slug)
    standing.require(Act.ASK)
    question = Question(
        campaign_id=standing.campaign_id,
        theme_id=None if new.theme is None else get_theme(session, standing.campaign_id, new.theme).id,
        asker_id=actor.signed_in(),
        named=new.named,
        text=new.text,
        version=1,
        created_at=standing.now,
    )
    # The log would tell what the list does not.
    _keep(session, question, actor.user_id if new.named else None)
    return standing, question


def ask_in_hall(session: Session, hall: OpenHall, device: Device, text: str) -> tuple[Question, str]:
    """Ask in a hall, and return the question with the receipt, which is kept nowhere.

    Raises Conflict where the hall or the device has asked as much as one may, TooMany where too many ask at once.
    """
    # Two at once would both find room for one.
    lock_name(session, int(text_digest(f"hall {hall.hall_id}")[:15], 16))
    forget_devices(session, hall.now)
    mark = device.mark(hall.hall_id)
    _require_room(session, hall, mark)
    receipt = secrets.token_hex(_RECEIPT_BYTES)
    question = Question(
        campaign_id=hall.campaign_id,
        hall_id=hall.hall_id,
        text=text,
        receipt_sha256=text_digest(receipt),
        device=mark,
        device_until=hall.now + DEVICE_FOR,
        version=1,
        created_at=hall.now,
    )
    _keep(session, question, None)
    return question, receipt


def find_by_receipt(session: Session, receipt: str) -> Question:
    """Return the question that somebody asked with this receipt; raises NotFound."""
    query = select(Question).where(col(Question.receipt_sha256) == text_digest(receipt))
    question = session.scalars(query).one_or_none()
    if question is None:
        raise NoSuchReceipt
    return question


def _keep(session: Session, question: Question, actor_id: int | None) -> None:
    session.add(question)
    session.flush()
    assert question.id is not None
    act = acts.AskQuestion(question.id)
    record_act(session, question.campaign_id, actor_id, act, now=question.created_at)


def _require_room(session: Session, hall: OpenHall, mark: str) -> None:
    if _asked(session, hall.hall_id, mark=mark) >= MOST_OF_DEVICE:
        raise HallFull(MOST_OF_DEVICE, Said.of(Word.HALL_DEVICE_FULL, most=MOST_OF_DEVICE))
    if _asked(session, hall.hall_id) >= MOST_OF_HALL:
        raise HallFull(MOST_OF_HALL, Said.of(Word.HALL_FULL, most=MOST_OF_HALL))
    if _asked(session, hall.hall_id, since=hall.now - _MINUTE) >= MOST_IN_A_MINUTE:
        raise HallBusy(_MINUTE.seconds // 2)


def _asked(session: Session, hall_id: int, *, mark: str | None = None, since: datetime | None = None) -> int:
    query = select(func.count()).select_from(Question).where(col(Question.hall_id) == hall_id)
    if mark is not None:
        query = query.where(col(Question.device) == mark)
    if since is not None:
        query = query.where(col(Question.created_at) > since)
    return session.scalar(query) or 0
