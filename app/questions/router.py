"""Routes of questions: asking, finding, answering, taking away."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from sqlmodel import Session, col
from starlette.responses import Response

from app.campaigns.errors import AccountBlocked, NoSuchTheme, WindowClosed
from app.campaigns.rules import Act
from app.campaigns.standing import Standing, any_standing_in, standing_in
from app.digests import etag_of
from app.errors import NotFound, TextTooLong, Unfit
from app.identity.asking import CurrentActor
from app.identity.once import OnceOnly
from app.questions.answering import (
    Disposal,
    dispose_question,
    hide_question,
    link_answer,
    unhide_question,
    unlink_answer,
)
from app.questions.asking import NewQuestion, ask_question, find_by_receipt, questions_by
from app.questions.errors import NoSuchReceipt
from app.questions.export import coverage_csv, questions_csv
from app.questions.importing import import_questions
from app.questions.likeness import similar_questions
from app.questions.models import Question
from app.questions.reading import (
    QuestionFilter,
    answers_of,
    every_question,
    get_question,
    list_questions,
    locked_question_in,
    question_in,
    read_receipt,
    told_to,
)
from app.questions.rules import State, checked_question, state_tag
from app.questions.schemas import (
    AllQuestionsOut,
    CoverageOut,
    DisposalIn,
    QuestionHideIn,
    QuestionImportOut,
    QuestionIn,
    QuestionListIn,
    QuestionOut,
    QuestionsOut,
    ReceiptOut,
    SimilarsOut,
)
from app.questions.supporting import support_question
from app.questions.tags import read_tag, state_in
from app.questions.wire import coverage_out, import_out, question_out, receipt_out, similars_out
from app.text.folding import language_of
from app.web.answers import answer, created, tagged
from app.web.conditional import IfMatch, not_modified, require_match
from app.web.paging import Paged
from app.web.parameters import AskedText, CampaignSlug, OfTheme, PageId, QuestionId
from app.web.quotas import Quota, QuotaReached, room
from app.web.services import CurrentDatabase, CurrentSettings
from app.web.stating import Caller, states
from app.words.codes import Word
from app.words.saying import Language

router = APIRouter(tags=["questions"])
RECEIPTS = frozenset({"receipts"})
"""Beside this name, a path has a secret in it."""

Format = Annotated[Literal["json", "csv"], Query(alias="format", description="As JSON, or as a spreadsheet.")]
Receipt = Annotated[str, Path(max_length=100, description="What whoever asked in a hall was given.")]
AS_CSV: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {"schema": {}}}}}


@router.get("/campaigns/{campaign}/questions", **states("list_questions", act=Act.READ), response_model=QuestionsOut)
def get_questions(  # noqa: PLR0913, PLR0917  Each is a parameter of the query.
    campaign: CampaignSlug,
    actor: CurrentActor,
    database: CurrentDatabase,
    paging: Paged,
    theme: OfTheme = None,
    state: Annotated[
        State | None, Query(description="Only those that this became of; `open`, those that wait.")
    ] = None,
    hall: Annotated[int | None, Query(description="Only those of the session with this id.")] = None,
    page: Annotated[int | None, Query(description="Only those that the page with this id answers.")] = None,
    sort: Annotated[
        Literal["newest", "most-supported"], Query(description="Newest first, or what most people share first.")
    ] = "newest",
) -> Response:
    """List the questions that the caller may see, and what became of them."""
    most = sort == "most-supported"
    after = paging.numbers(2 if most else 1)
    with database.reading() as session:
        standing = standing_in(session, actor, campaign)
        listed = QuestionFilter(state, theme, hall, page)
        rows = list_questions(session, standing, listed, most=most, after=after, limit=paging.fetched)
        part = paging.part(rows, lambda row: (row.supports, row.question_id) if most else row.question_id)
        answers = answers_of(session, [row.question_id for row in part.rows])
    items = [question_out(row, answers[row.question_id], standing) for row in part.rows]
    return part.answer(QuestionsOut(items=items, next=part.next))


@router.post(
    "/campaigns/{campaign}/questions",
    **states(
        "ask_question",
        *(WindowClosed, AccountBlocked, NoSuchTheme, TextTooLong, QuotaReached),
        act=Act.ASK,
        tagged=True,
    ),
    status_code=201,
    response_model=QuestionOut,
)
def post_question(
    campaign: CampaignSlug, body: QuestionIn, actor: CurrentActor, settings: CurrentSettings, once: OnceOnly
) -> Response:
    """Ask a question."""
    new = NewQuestion(checked_question(body.text), body.theme, body.named)
    mine = room(Quota.QUESTIONS, settings.quota_questions, questions_by(actor.user_id or 0, campaign))
    with once.within(mine).writing() as session:
        standing, question = ask_question(session, actor, campaign, new)
        assert question.id is not None
        out = _shown(session, standing, question.id)
        return once.keep(session, created(out, f"/v1/questions/{out.id}", {"ETag": out.etag}))


@router.get(
    "/campaigns/{campaign}/questions/similar",
    **states("find_similar_questions", act=Act.READ),
    response_model=SimilarsOut,
)
def get_similar(
    request: Request, campaign: CampaignSlug, actor: CurrentActor, database: CurrentDatabase, text: AskedText
) -> Response:
    """Find questions that ask much the same, while somebody writes one; nothing is stored."""
    with database.reading() as session:
        standing = standing_in(session, actor, campaign)
        shown = col(Question.hidden_at).is_(None)
        there = col(Question.campaign_id) == standing.campaign_id
        found = similar_questions(session, text, language_of(standing.language), there, shown, told_to(standing))
    return tagged(request, similars_out(found))


@router.post(
    "/campaigns/{campaign}/questions/import",
    **states("import_questions", act=Act.ANSWER),
    response_model=QuestionImportOut,
)
def post_list(campaign: CampaignSlug, body: QuestionListIn, actor: CurrentActor, once: OnceOnly) -> Response:
    """Take in the questions of a session from a spreadsheet (editors); again brings nothing twice."""
    with once.writing() as session:
        report = import_questions(session, actor, campaign, body.csv, dry_run=body.dry_run)
        language = actor.hearing.language or Language.ENGLISH
        return once.keep(session, answer(import_out(report, language, dry_run=body.dry_run)))


@router.get(
    "/campaigns/{campaign}/questions/coverage",
    **states("get_coverage", act=Act.READ),
    response_model=CoverageOut,
    responses=AS_CSV,
)
def get_coverage(
    request: Request,
    campaign: CampaignSlug,
    actor: CurrentActor,
    database: CurrentDatabase,
    format_: Format = "json",
) -> Response:
    """Tell which question is answered by which tip, and how many by none."""
    with database.reading() as session:
        standing = standing_in(session, actor, campaign)
        rows = every_question(session, standing)
        out = coverage_out(rows, answers_of(session, [row.question_id for row in rows]), standing)
    if format_ == "json":
        return tagged(request, out)
    return _file(request, coverage_csv(out), f"{campaign}-coverage.csv")


@router.get(
    "/campaigns/{campaign}/questions/export",
    **states("export_questions", act=Act.READ),
    response_model=AllQuestionsOut,
    responses=AS_CSV,
)
def get_export(
    request: Request,
    campaign: CampaignSlug,
    actor: CurrentActor,
    database: CurrentDatabase,
    format_: Format = "json",
) -> Response:
    """Take all questions away that the caller may see, with what became of them."""
    with database.reading() as session:
        standing = standing_in(session, actor, campaign)
        rows = every_question(session, standing)
        answers = answers_of(session, [row.question_id for row in rows])
    items = [question_out(row, answers[row.question_id], standing) for row in rows]
    if format_ == "json":
        return tagged(request, AllQuestionsOut(items=items))
    return _file(request, questions_csv(items), f"{campaign}-questions.csv")


@router.get("/questions/{question_id}", **states("get_question", act=Act.READ), response_model=QuestionOut)
def get_one_question(
    request: Request, question_id: QuestionId, actor: CurrentActor, database: CurrentDatabase
) -> Response:
    """Show one question."""
    with database.reading() as session:
        standing, _ = question_in(session, actor, question_id)
        out = _shown(session, standing, question_id)
    etag = read_tag(out.etag, out.model_dump_json())
    return not_modified(request, etag) or answer(out, headers={"ETag": etag})


@router.put(
    "/questions/{question_id}/support",
    **states("support_question", WindowClosed, AccountBlocked, Unfit, act=Act.ASK),
    response_model=QuestionOut,
)
def put_support(question_id: QuestionId, actor: CurrentActor, once: OnceOnly) -> Response:
    """Say "me too"; nobody is told who did."""
    with once.writing() as session:
        standing = support_question(session, actor, question_id, supported=True)
        return once.keep(session, answer(_shown(session, standing, question_id)))


@router.delete(
    "/questions/{question_id}/support",
    **states("withdraw_question_support", WindowClosed, AccountBlocked, act=Act.ASK),
    response_model=QuestionOut,
)
def delete_support(question_id: QuestionId, actor: CurrentActor, once: OnceOnly) -> Response:
    """Take "me too" back."""
    with once.writing() as session:
        standing = support_question(session, actor, question_id, supported=False)
        return once.keep(session, answer(_shown(session, standing, question_id)))


@router.put(
    "/questions/{question_id}/answers/{page_id}",
    **states("link_answer", WindowClosed, Unfit, act=Act.COMMENT),
    response_model=QuestionOut,
)
def put_answer(question_id: QuestionId, page_id: PageId, actor: CurrentActor, once: OnceOnly) -> Response:
    """Link a tip that answers the question."""
    with once.writing() as session:
        standing = link_answer(session, actor, question_id, page_id)
        return once.keep(session, answer(_shown(session, standing, question_id)))


@router.delete(
    "/questions/{question_id}/answers/{page_id}",
    **states("unlink_answer", WindowClosed, Unfit, act=Act.COMMENT),
    response_model=QuestionOut,
)
def delete_answer(question_id: QuestionId, page_id: PageId, actor: CurrentActor, once: OnceOnly) -> Response:
    """Take a link back (whoever made it, and editors)."""
    with once.writing() as session:
        standing = unlink_answer(session, actor, question_id, page_id)
        return once.keep(session, answer(_shown(session, standing, question_id)))


@router.post(
    "/questions/{question_id}/dispose",
    **states("dispose_question", Unfit, act=Act.ANSWER, tagged=True),
    response_model=QuestionOut,
)
def post_disposal(
    question_id: QuestionId, body: DisposalIn, actor: CurrentActor, once: OnceOnly, if_match: IfMatch = None
) -> Response:
    """Say what became of a question, or take that back (editors); needs ``If-Match``."""
    disposal = Disposal(body.disposition, body.text, body.answers, body.merged_into)
    with once.writing() as session:
        standing, question = locked_question_in(session, actor, question_id)
        standing.require(Act.ANSWER)
        seen = state_in(if_match)
        require_match(seen, state_tag(question_id, question.version), Word.QUESTION_CHANGED)
        dispose_question(session, actor, standing, question, disposal)
        return once.keep(session, _answer(session, standing, question_id))


@router.post(
    "/questions/{question_id}/hide",
    **states("hide_question", Unfit, act=Act.ANSWER, tagged=True),
    response_model=QuestionOut,
)
def post_hide(question_id: QuestionId, body: QuestionHideIn, actor: CurrentActor, once: OnceOnly) -> Response:
    """Take a question from every list and screen but those of editors and of whoever asked (editors)."""
    with once.writing() as session:
        standing, question = locked_question_in(session, actor, question_id)
        standing.require(Act.ANSWER)
        hide_question(session, actor, standing, question, body.reason)
        return once.keep(session, _answer(session, standing, question_id))


@router.post(
    "/questions/{question_id}/unhide",
    **states("unhide_question", Unfit, act=Act.ANSWER, tagged=True),
    response_model=QuestionOut,
)
def post_unhide(question_id: QuestionId, actor: CurrentActor, once: OnceOnly) -> Response:
    """Show a hidden question again (editors)."""
    with once.writing() as session:
        standing, question = locked_question_in(session, actor, question_id)
        standing.require(Act.ANSWER)
        unhide_question(session, actor, standing, question)
        return once.keep(session, _answer(session, standing, question_id))


@router.get(
    "/receipts/{receipt}",
    **states("read_receipt", NoSuchReceipt, act=Caller.ANYONE),
    response_model=ReceiptOut,
)
def get_receipt(request: Request, receipt: Receipt, actor: CurrentActor, database: CurrentDatabase) -> Response:
    """Read what became of a question that was asked in a hall, with the receipt that was given there."""
    with database.reading() as session:
        question = find_by_receipt(session, receipt)
        try:
            standing = any_standing_in(session, actor, question.campaign_id)
        except NotFound:
            raise NoSuchReceipt from None
        out = receipt_out(read_receipt(session, question), standing)
    return tagged(request, out, {"Cache-Control": "private, no-store"})


def _answer(session: Session, standing: Standing, question_id: int) -> Response:
    out = _shown(session, standing, question_id)
    return answer(out, headers={"ETag": out.etag})


def _shown(session: Session, standing: Standing, question_id: int) -> QuestionOut:
    row = get_question(session, standing, question_id)
    return question_out(row, answers_of(session, [question_id])[question_id], standing)


def _file(request: Request, body: bytes, name: str) -> Response:
    etag = etag_of(body)
    headers = {"ETag": etag, "Content-Disposition": f'attachment; filename="{name}"'}
    return not_modified(request, etag) or Response(body, headers=headers, media_type="text/csv; charset=utf-8")
