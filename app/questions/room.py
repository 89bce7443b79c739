"""What a hall shows to those in it and on its big screen. Knows not how a device is told from another one."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, String, bindparam, exists, func, select
from sqlmodel import Session, col

from app.campaigns.models import Campaign
from app.db import Statement, fetch
from app.questions.devices import Device
from app.questions.models import Hall, Question, QuestionSupport
from app.questions.reading import SUPPORTS
from app.questions.rules import State
from app.questions.schemas import HallQuestionOut, RoomOut

MOST_SHOWN = 100


class RoomRow(NamedTuple):
    """A question on the screen."""

    question_id: int
    text: str
    state: str
    supports: int
    supported: bool
    mine: bool


_mark = bindparam("device", type_=String)
_SHOWN: tuple[ColumnElement[bool], ...] = (
    col(Question.hall_id) == bindparam("hall"),
    col(Question.hidden_at).is_(None),
)
_ROOM: Statement = (
    select(
        *(col(Question.id).label("question_id"), col(Question.text), col(Question.state), SUPPORTS.label("supports")),
        exists()
        .where(col(QuestionSupport.question_id) == col(Question.id), col(QuestionSupport.device) == _mark)
        .label("supported"),
        func.coalesce(col(Question.device) == _mark, False).label("mine"),
    )
    .where(*_SHOWN)
    .order_by(SUPPORTS.desc(), col(Question.id))
    .limit(MOST_SHOWN)
)


def room_out(session: Session, hall: Hall, campaign: Campaign, device: Device | None) -> RoomOut:
    """Return what a hall shows; of one that is over, no questions: whoever has the code still may be anybody."""
    assert hall.id is not None
    rows = fetch(session.connection(), RoomRow, _ROOM, _asked(hall.id, device)) if hall.is_open else []
    total = len(rows)
    if total == MOST_SHOWN:
        counted = select(func.count()).select_from(Question).where(*_SHOWN)
        total = session.connection().execute(counted, {"hall": hall.id}).scalar_one()
    return RoomOut(
        code=hall.code,
        campaign=campaign.title,
        place=hall.place,
        held_on=hall.held_on,
        open=hall.is_open,
        total=total,
        questions=[_out(row) for row in rows],
    )


def hall_question_out(session: Session, hall_id: int, question_id: int, device: Device) -> HallQuestionOut:
    """Return a question that the hall sees."""
    one = _ROOM.where(col(Question.id) == question_id)
    [row] = fetch(session.connection(), RoomRow, one, _asked(hall_id, device))
    return _out(row)


def _asked(hall_id: int, device: Device | None) -> dict[str, object]:
    return {"hall": hall_id, "device": None if device is None else device.mark(hall_id)}


def _out(row: RoomRow) -> HallQuestionOut:
    return HallQuestionOut(
        id=row.question_id,
        text=row.text,
        state=State(row.state),
        supports=row.supports,
        supported=bool(row.supported),
        mine=bool(row.mine),
    )
