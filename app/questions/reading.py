"""Reads questions with what became of them, as lists and one by one.

Knows which questions exist for a caller, and not what of one they are told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, exists, false, func, or_, select, true, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.campaigns.models import Theme
from app.campaigns.rules import Role, is_at_least
from app.campaigns.standing import Standing, standing_in
from app.db import BigId, Statement, fetch, lock_campaign
from app.errors import NotFound
from app.identity.actor import Actor
from app.identity.models import User
from app.pages.models import Page, Revision
from app.questions.errors import NoSuchQuestion
from app.questions.models import Hall, Question, QuestionAnswer, QuestionDisposition, QuestionSupport
from app.questions.rules import Condition, State, is_told

_last, _of_last, _merged = aliased(QuestionDisposition), aliased(QuestionDisposition), aliased(Question)
_accepted, _head = aliased(Revision), aliased(Revision)


class QuestionRow(NamedTuple):
    """A question with whoever asked, and what became of it."""

    question_id: int
    campaign_id: int
    text: str
    state: str
    theme: str | None
    place: str | None
    held_on: date | None
    named: bool
    asker_id: int | None
    asker_name: str | None
    asker_department: str | None
    supports: int
    supported: bool
    merged: int
    merged_into_id: int | None
    told: str | None
    told_at: datetime | None
    version: int
    created_at: datetime
    hidden_at: datetime | None
    hidden_reason: str | None


class AnswerRow(NamedTuple):
    """A tip that answers a question, with its title for readers and its latest one."""

    question_id: int
    page_id: int
    slug: str
    theme: str | None
    accepted_title: str | None
    latest_title: str


@dataclass(frozen=True, slots=True)
class QuestionFilter:
    """Which questions are listed."""

    state: State | None = None
    theme: str | None = None
    hall_id: int | None = None
    page_id: int | None = None


SUPPORTS = (
    select(func.count())
    .select_from(QuestionSupport)
    .where(col(QuestionSupport.question_id) == col(Question.id))
    .correlate(Question)
    .scalar_subquery()
)
"""How many people said "me too"."""
_SUPPORTED = exists().where(
    col(QuestionSupport.question_id) == col(Question.id),
    col(QuestionSupport.user_id) == bindparam("me", type_=BigId),
)
_LAST = (
    select(func.max(col(_of_last.id)))
    .where(col(_of_last.question_id) == col(Question.id))
    .correlate(Question)
    .scalar_subquery()
)
_IS_DISPOSED = col(Question.state) != State.OPEN.value
QUESTIONS: Statement = (
    select(
        *(col(Question.id).label("question_id"), col(Question.campaign_id), col(Question.text), col(Question.state)),
        *(col(Theme.slug).label("theme"), col(Hall.place), col(Hall.held_on), col(Question.named)),
        *(col(Question.asker_id), col(User.name).label("asker_name"), col(User.department).label("asker_department")),
        SUPPORTS.label("supports"),
        _SUPPORTED.label("supported"),
        select(func.count())
        .select_from(_merged)
        .where(col(_merged.merged_into_id) == col(Question.id))
        .correlate(Question)
        .scalar_subquery()
        .label("merged"),
        *(col(Question.merged_into_id), col(_last.text).label("told"), col(_last.at).label("told_at")),
        *(col(Question.version), col(Question.created_at), col(Question.hidden_at), col(Question.hidden_reason)),
    )
    .select_from(Question)
    .outerjoin(Theme, col(Theme.id) == col(Question.theme_id))
    .outerjoin(Hall, col(Hall.id) == col(Question.hall_id))
    .outerjoin(User, col(User.id) == col(Question.asker_id))
    .outerjoin(_last, and_(_IS_DISPOSED, col(_last.id) == _LAST))
)
_ANSWERS: Statement = (
    select(
        *(col(QuestionAnswer.question_id), col(QuestionAnswer.page_id), col(Page.slug)),
        *(col(Theme.slug).label("theme"), col(_accepted.title).label("accepted_title")),
        col(_head.title).label("latest_title"),
    )
    .select_from(QuestionAnswer)
    .join(Page, col(Page.id) == col(QuestionAnswer.page_id))
    .join(_head, col(_head.id) == col(Page.head_id))
    .outerjoin(_accepted, col(_accepted.id) == col(Page.accepted_id))
    .outerjoin(Theme, col(Theme.id) == col(Page.theme_id))
    .where(col(Page.hidden_at).is_(None), col(QuestionAnswer.question_id).in_(bindparam("questions", expanding=True)))
    .order_by(col(QuestionAnswer.question_id), col(QuestionAnswer.page_id))
)


def told_to(standing: Standing) -> ColumnElement[bool]:
    """Return the condition that a question exists for the caller: ``rules.is_told``, for lists."""
    is_mine = false() if standing.user_id is None else col(Question.asker_id) == standing.user_id
    if is_at_least(standing.role, Role.EDITOR):
        return true()
    shown = col(Question.hidden_at).is_(None)
    if is_at_least(standing.role, Role.CONTRIBUTOR):
        return or_(shown, is_mine)
    return or_(and_(shown, col(Question.state) == State.ANSWERED.value), is_mine)


def list_questions(
    session: Session,
    standing: Standing,
    listed: QuestionFilter,
    *,
    most: bool,
    after: tuple[int, ...] | None,
    limit: int,
) -> list[QuestionRow]:
    """Return questions that exist for the caller: the newest first, or those that most people share."""
    query = QUESTIONS.where(col(Question.campaign_id) == standing.campaign_id, told_to(standing))
    if listed.state is not None:
        query = query.where(col(Question.state) == listed.state.value)
    if listed.theme is not None:
        query = query.where(col(Theme.slug) == listed.theme)
    if listed.hall_id is not None:
        query = query.where(col(Question.hall_id) == listed.hall_id)
    if listed.page_id is not None:
        linked = select(col(QuestionAnswer.question_id)).where(col(QuestionAnswer.page_id) == listed.page_id)
        query = query.where(col(Question.id).in_(linked))
    if most:
        query = query.order_by(SUPPORTS.desc(), col(Question.id).desc())
        behind = tuple_(SUPPORTS, col(Question.id))
    else:
        query = query.order_by(col(Question.id).desc())
        behind = tuple_(col(Question.id))
    if after is not None:
        query = query.where(behind < tuple_(*after))
    return fetch(session.connection(), QuestionRow, query.limit(limit), _caller(standing))


def every_question(session: Session, standing: Standing) -> list[QuestionRow]:
    """Return all questions that exist for the caller, the oldest first; for what is taken away whole."""
    query = QUESTIONS.where(col(Question.campaign_id) == standing.campaign_id, told_to(standing))
    return fetch(session.connection(), QuestionRow, query.order_by(col(Question.id)), _caller(standing))


def get_question(session: Session, standing: Standing, question_id: int) -> QuestionRow:
    """Return a question that exists for the caller."""
    [row] = fetch(
        session.connection(), QuestionRow, QUESTIONS.where(col(Question.id) == question_id), _caller(standing)
    )
    return row


def answers_of(session: Session, question_ids: Sequence[int]) -> dict[int, list[AnswerRow]]:
    """Return the visible tips that answer questions, by question."""
    found: dict[int, list[AnswerRow]] = {question_id: [] for question_id in question_ids}
    for row in fetch(session.connection(), AnswerRow, _ANSWERS, {"questions": [*question_ids]}):
        found[row.question_id].append(row)
    return found


def question_in(session: Session, actor: Actor, question_id: int) -> tuple[Standing, Question]:
    """Return a question that exists for the caller, and how they stand to its campaign; raises NotFound."""
    question = session.get(Question, question_id, populate_existing=True)
    if question is None:
        raise NoSuchQuestion
    try:
        standing = standing_in(session, actor, question.campaign_id)
    except NotFound:
        # A hidden campaign would be told by another sentence.
        raise NoSuchQuestion from None
    if not is_told(condition_of(question, standing.user_id), standing.role):
        raise NoSuchQuestion
    return standing, question


def locked_question_in(session: Session, actor: Actor, question_id: int) -> tuple[Standing, Question]:
    """Return what ``question_in`` does, read by the clock after the campaign's shared lock and the question's row."""
    query = select(col(Question.campaign_id)).where(col(Question.id) == question_id)
    campaign_id = session.connection().execute(query).scalar_one_or_none()
    if campaign_id is None:
        raise NoSuchQuestion
    lock_campaign(session, campaign_id)
    lock_question(session, question_id)
    return question_in(session, actor, question_id)


def lock_question(session: Session, question_id: int) -> None:
    """Wait for the question's row, alone."""
    row = select(col(Question.id)).where(col(Question.id) == question_id).with_for_update(key_share=True)
    session.connection().execute(row)


def condition_of(question: Question | QuestionRow, user_id: int | None) -> Condition:
    """Return what a question is to an account, None for nobody in particular."""
    return Condition(
        state=State(question.state),
        is_mine=user_id is not None and question.asker_id == user_id,
        is_hidden=question.hidden_at is not None,
    )


def _caller(standing: Standing) -> dict[str, object]:
    return {"me": standing.user_id}


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is told of a question to whoever asked it in a hall."""

    row: QuestionRow
    merged_into: str | None
    """The words of the question that it went into, unless those are hidden."""
    answers: Sequence[AnswerRow]


def read_receipt(session: Session, question: Question) -> Receipt:
    """Return what became of a question, and of the one that it was merged into in the end."""
    assert question.id is not None
    nobody: dict[str, object] = {"me": None}
    into = question
    while into.merged_into_id is not None:
        into = session.get_one(Question, into.merged_into_id)
    [row] = fetch(session.connection(), QuestionRow, QUESTIONS.where(col(Question.id) == question.id), nobody)
    assert into.id is not None
    words = into.text if into is not question and into.hidden_at is None else None
    return Receipt(row, words, answers_of(session, [into.id])[into.id])
