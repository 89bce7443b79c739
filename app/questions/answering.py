"""Contributors link tips that answer a question; editors say what became of it, and take that back."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act
from app.campaigns.errors import RightMissing
from app.campaigns.rules import Act, Role, is_at_least
from app.campaigns.standing import Standing
from app.errors import Mistake, NotFound, Unfit
from app.identity.actor import Actor
from app.pages.access import page_in
from app.pages.rules import Kind
from app.questions.models import Question, QuestionAnswer, QuestionDisposition
from app.questions.reading import locked_question_in
from app.questions.rules import MOST_ANSWERS, Disposition, State
from app.words.codes import Word
from app.words.saying import Said


@dataclass(frozen=True, slots=True)
class Disposal:
    """What an editor says of a question."""

    disposition: Disposition
    text: str
    answers: Sequence[int]
    merged_into: int | None


def link_answer(session: Session, actor: Actor, question_id: int, page_id: int) -> Standing:
    """Link a tip that answers a question; again changes nothing. Raises Invalid for a page that is no tip here."""
    standing, question = locked_question_in(session, actor, question_id)
    standing.require(Act.COMMENT)
    if question.hidden_at is not None:
        raise Unfit(Said.of(Word.QUESTION_HIDDEN))
    _link(session, actor, question, page_id, standing)
    return standing


def unlink_answer(session: Session, actor: Actor, question_id: int, page_id: int) -> Standing:
    """Take a link back (whoever made it, and editors); raises Conflict for the last one of an answered question."""
    standing, question = locked_question_in(session, actor, question_id)
    standing.require(Act.COMMENT)
    link = session.get(QuestionAnswer, (question_id, page_id))
    if link is None:
        raise Unfit(Said.of(Word.ANSWER_NOT_LINKED))
    if link.linked_by != actor.user_id and not is_at_least(standing.role, Role.EDITOR):
        raise RightMissing(standing.role, Said.of(Word.ANSWER_OF_ANOTHER))
    if question.state == State.ANSWERED.value and _linked(session, question_id) == 1:
        raise Unfit(Said.of(Word.ANSWER_LAST))
    row = col(QuestionAnswer.question_id) == question_id, col(QuestionAnswer.page_id) == page_id
    session.connection().execute(delete(QuestionAnswer).where(*row))
    act = acts.UnlinkAnswer(question_id, page_id)
    record_act(session, question.campaign_id, actor.user_id, act, now=standing.now)
    return standing


def dispose_question(
    session: Session, actor: Actor, standing: Standing, question: Question, disposal: Disposal
) -> None:
    """Say what became of an open question; ``reopened`` takes that back.

    Raises Invalid for a disposition that says nothing, lacks its tip or names a wrong question; Conflict for one that
    does not fit how the question stands.
    """
    assert question.id is not None
    is_open, reopens = question.state == State.OPEN.value, disposal.disposition is Disposition.REOPENED
    if is_open and reopens:
        raise Unfit(Said.of(Word.QUESTION_OPEN))
    if not is_open and not reopens:
        raise Unfit(Said.of(Word.QUESTION_NOT_OPEN))
    if not disposal.text and not reopens:
        raise Mistake("text", Said.of(Word.DISPOSITION_SILENT))
    into = _checked_into(session, question, disposal)
    for page_id in disposal.answers:
        _link(session, actor, question, page_id, standing)
    if disposal.disposition is Disposition.ANSWERED and _linked(session, question.id) == 0:
        raise Mistake("answers", Said.of(Word.DISPOSITION_TIPLESS))
    row = QuestionDisposition(
        question_id=question.id,
        disposition=disposal.disposition.value,
        text=disposal.text,
        merged_into_id=into,
        editor_id=actor.signed_in(),
        at=standing.now,
    )
    session.add(row)
    question.state = State.OPEN.value if reopens else disposal.disposition.value
    question.merged_into_id = into
    question.version += 1
    session.flush()
    assert row.id is not None
    act = acts.DisposeQuestion(question.id, row.id, question.state, into)
    record_act(session, question.campaign_id, actor.user_id, act, now=standing.now)


def hide_question(session: Session, actor: Actor, standing: Standing, question: Question, reason: str) -> None:
    """Show a question to editors and whoever asked only; raises Invalid without a reason."""
    if not reason:
        raise Mistake("reason", Said.of(Word.REASON_MISSING))
    if question.hidden_at is not None:
        raise Unfit(Said.of(Word.QUESTION_HIDDEN))
    question.hidden_at, question.hidden_by, question.hidden_reason = standing.now, actor.user_id, reason
    _changed(session, actor, standing, question, acts.HideQuestion)


def unhide_question(session: Session, actor: Actor, standing: Standing, question: Question) -> None:
    """Show a hidden question again."""
    if question.hidden_at is None:
        raise Unfit(Said.of(Word.QUESTION_NOT_HIDDEN))
    question.hidden_at, question.hidden_by, question.hidden_reason = None, None, None
    _changed(session, actor, standing, question, acts.ShowQuestion)


def _changed(
    session: Session,
    actor: Actor,
    standing: Standing,
    question: Question,
    act: type[acts.HideQuestion | acts.ShowQuestion],
) -> None:
    assert question.id is not None
    question.version += 1
    session.flush()
    record_act(session, question.campaign_id, actor.user_id, act(question.id), now=standing.now)


def _checked_into(session: Session, question: Question, disposal: Disposal) -> int | None:
    """Return the question that this one goes into, None where it goes into none; no merging leads back to itself."""
    if disposal.disposition is not Disposition.MERGED:
        if disposal.merged_into is not None:
            raise Mistake("merged_into", Said.of(Word.DISPOSITION_INTO_SURPLUS))
        return None
    if disposal.merged_into is None:
        raise Mistake("merged_into", Said.of(Word.DISPOSITION_INTO_MISSING))
    query = select(Question).where(col(Question.id) == disposal.merged_into)
    # Its row stays as it is until this is done: two that go into each other would be answered by nobody.
    into = session.scalars(query.with_for_update(key_share=True)).one_or_none()
    if (
        into is None
        or into.id == question.id
        or into.campaign_id != question.campaign_id
        or into.hidden_at is not None
        or into.state == State.MERGED.value
    ):
        raise Mistake("merged_into", Said.of(Word.DISPOSITION_INTO_UNFIT, question=disposal.merged_into))
    return into.id


def _link(session: Session, actor: Actor, question: Question, page_id: int, standing: Standing) -> None:
    assert question.id is not None
    no_tip = Mistake("page_id", Said.of(Word.ANSWER_NO_TIP, page=page_id))
    try:
        page = page_in(session, actor, page_id)
    except NotFound:
        raise no_tip from None
    if page.standing.campaign_id != question.campaign_id or page.kind != Kind.TIP.value:
        raise no_tip
    if session.get(QuestionAnswer, (question.id, page_id)) is not None:
        return
    if _linked(session, question.id) >= MOST_ANSWERS:
        raise Unfit(Said.of(Word.ANSWERS_MANY, most=MOST_ANSWERS))
    session.add(QuestionAnswer(question_id=question.id, page_id=page_id, linked_by=actor.signed_in()))
    session.flush()
    act = acts.LinkAnswer(question.id, page_id)
    record_act(session, question.campaign_id, actor.user_id, act, now=standing.now)


def _linked(session: Session, question_id: int) -> int:
    query = select(func.count()).select_from(QuestionAnswer).where(col(QuestionAnswer.question_id) == question_id)
    return session.scalar(query) or 0
