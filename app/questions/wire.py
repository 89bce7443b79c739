"""Turns questions into what goes over the wire; the one place that keeps a nameless asker nameless."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from app.campaigns.rules import Act, Role, is_at_least
from app.campaigns.standing import Standing
from app.identity.schemas import PersonOut
from app.questions.halls import HallRow
from app.questions.importing import Report
from app.questions.likeness import SimilarRow
from app.questions.reading import AnswerRow, QuestionRow, Receipt, condition_of
from app.questions.rules import State, deeds, state_tag
from app.questions.schemas import (
    AnswerOut,
    CoverageOut,
    CoverageQuestionOut,
    CoverageTipOut,
    HallOut,
    QuestionImportOut,
    QuestionLineOut,
    QuestionOut,
    ReceiptOut,
    SimilarOut,
    SimilarsOut,
)
from app.words.saying import Language, tell


def question_out(row: QuestionRow, answers: Sequence[AnswerRow], standing: Standing) -> QuestionOut:
    condition = condition_of(row, standing.user_id)
    is_editor = is_at_least(standing.role, Role.EDITOR)
    sees_asker = row.named and (condition.is_mine or is_at_least(standing.role, Role.CONTRIBUTOR))
    return QuestionOut(
        id=row.question_id,
        text=row.text,
        state=condition.state,
        theme=row.theme,
        place=row.place,
        held_on=row.held_on,
        asker=_person(row) if sees_asker else None,
        mine=condition.is_mine,
        supports=row.supports,
        supported=row.supported,
        merged=row.merged,
        merged_into=row.merged_into_id,
        told=row.told,
        told_at=row.told_at,
        answers=answers_out(answers, latest=standing.may(Act.READ_LATEST)),
        hidden=condition.is_hidden,
        hidden_reason=row.hidden_reason if is_editor or condition.is_mine else None,
        version=row.version,
        etag=state_tag(row.question_id, row.version),
        created_at=row.created_at,
        allowed_actions=deeds(
            condition,
            may_ask=standing.may(Act.ASK),
            may_comment=standing.may(Act.COMMENT),
            may_answer=standing.may(Act.ANSWER),
        ),
    )


def answers_out(answers: Iterable[AnswerRow], *, latest: bool) -> list[AnswerOut]:
    """Return the answers that somebody may read, who may read the latest texts or the accepted ones."""
    return [
        AnswerOut(page_id=row.page_id, slug=row.slug, theme=row.theme, title=title)
        for row in answers
        if (title := row.latest_title if latest else row.accepted_title) is not None
    ]


def similars_out(found: Iterable[tuple[SimilarRow, int]]) -> SimilarsOut:
    items = [
        SimilarOut(id=row.question_id, text=row.text, state=State(row.state), supports=row.supports, likeness=likeness)
        for row, likeness in found
    ]
    return SimilarsOut(items=items)


def coverage_out(
    rows: Sequence[QuestionRow], answers: Mapping[int, Sequence[AnswerRow]], standing: Standing
) -> CoverageOut:
    """Return which question is answered by which tip, as far as the caller may read both."""
    latest = standing.may(Act.READ_LATEST)
    counts = Counter(row.state for row in rows)
    told = {row.question_id: answers_out(answers[row.question_id], latest=latest) for row in rows}
    tips: dict[int, CoverageTipOut] = {}
    shown = [row for row in rows if row.state != State.MERGED.value]
    for row in shown:
        for answer in told[row.question_id]:
            tip = CoverageTipOut(**answer.model_dump(), questions=[])
            tips.setdefault(answer.page_id, tip).questions.append(row.question_id)
    questions = [
        CoverageQuestionOut(
            id=row.question_id,
            text=row.text,
            state=State(row.state),
            supports=row.supports,
            tips=[answer.page_id for answer in told[row.question_id]],
        )
        for row in sorted(shown, key=lambda row: (-row.supports, row.question_id))
    ]
    return CoverageOut(
        questions=questions,
        tips=[tips[page_id] for page_id in sorted(tips)],
        by_state={state: counts[state.value] for state in State},
        unanswered=sum(question.state is State.OPEN and not question.tips for question in questions),
    )


def import_out(report: Report, language: Language, *, dry_run: bool) -> QuestionImportOut:
    bad = [
        QuestionLineOut(line=line, field=field, reason=tell(reason, language))
        for line, field, reason in report.listing.bad
    ]
    return QuestionImportOut(new=report.new, known=report.known, halls=report.halls, bad=bad, dry_run=dry_run)


def hall_out(row: HallRow) -> HallOut:
    return HallOut(
        id=row.hall_id,
        code=row.code,
        place=row.place,
        held_on=row.held_on,
        open=row.is_open,
        questions=row.questions,
        version=row.version,
        etag=state_tag(row.hall_id, row.version),
        created_at=row.created_at,
    )


def _person(row: QuestionRow) -> PersonOut | None:
    if row.asker_id is None or row.asker_name is None:
        return None
    return PersonOut(id=row.asker_id, name=row.asker_name, department=row.asker_department)


def receipt_out(receipt: Receipt, standing: Standing) -> ReceiptOut:
    """Return what whoever asked in a hall is told; of tips, the accepted ones to those who may read the campaign."""
    row = receipt.row
    return ReceiptOut(
        text=row.text,
        place=row.place,
        held_on=row.held_on,
        state=State(row.state),
        told=row.told,
        told_at=row.told_at,
        supports=row.supports,
        merged_into=receipt.merged_into,
        answers=[] if standing.role is None else answers_out(receipt.answers, latest=False),
        hidden=row.hidden_at is not None,
        hidden_reason=row.hidden_reason,
    )
