"""Saying "me too": who does is told to nobody, not even by the log; how many do, to everybody."""

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act
from app.campaigns.rules import Act
from app.campaigns.standing import Standing
from app.db import is_sqlite
from app.errors import Unfit
from app.identity.actor import Actor
from app.questions.devices import DEVICE_FOR, Device
from app.questions.errors import NoSuchQuestion
from app.questions.halls import OpenHall
from app.questions.models import Question, QuestionSupport
from app.questions.reading import locked_question_in
from app.questions.rules import State
from app.words.codes import Word
from app.words.saying import Said


def support_question(session: Session, actor: Actor, question_id: int, *, supported: bool) -> Standing:
    """Say "me too", or take it back; again changes nothing. Raises Conflict for a question that was merged."""
    standing, question = locked_question_in(session, actor, question_id)
    standing.require(Act.ASK)
    row: dict[str, object] = {"question_id": question_id, "user_id": actor.signed_in()}
    if supported:
        _require_supportable(question)
    if _change(session, row, supported=supported):
        record_act(session, question.campaign_id, None, acts.ChangeQuestionSupport(), now=standing.now)
    return standing


def support_in_hall(session: Session, hall: OpenHall, device: Device, question_id: int, *, supported: bool) -> None:
    """Say "me too" in a hall, or take it back; raises NotFound for a question that the hall does not see."""
    query = select(Question).where(col(Question.id) == question_id, col(Question.hall_id) == hall.hall_id)
    question = session.scalars(query).one_or_none()
    if question is None or question.hidden_at is not None:
        raise NoSuchQuestion
    mark, until = device.mark(hall.hall_id), hall.now + DEVICE_FOR
    row: dict[str, object] = {"question_id": question_id, "device": mark, "device_until": until}
    if supported:
        _require_supportable(question)
    if _change(session, row, supported=supported):
        record_act(session, hall.campaign_id, None, acts.ChangeQuestionSupport(), now=hall.now)


def _change(session: Session, row: dict[str, object], *, supported: bool) -> bool:
    """Keep one person's row or take it away, and tell whether that changed anything."""
    who = "user_id" if "user_id" in row else "device"
    if supported:
        insert = sqlite.insert if is_sqlite(session) else postgresql.insert
        kept = insert(QuestionSupport).values(row).on_conflict_do_nothing(index_elements=["question_id", who])
        return bool(session.connection().execute(kept).rowcount)
    taken = delete(QuestionSupport).where(
        col(QuestionSupport.question_id) == row["question_id"], getattr(QuestionSupport, who) == row[who]
    )
    return bool(session.connection().execute(taken).rowcount)


def _require_supportable(question: Question) -> None:
    if question.hidden_at is not None:
        raise Unfit(Said.of(Word.QUESTION_HIDDEN))
    if question.state == State.MERGED.value:
        assert question.merged_into_id is not None
        raise Unfit(Said.of(Word.QUESTION_MERGED_SUPPORT, question=question.merged_into_id))
