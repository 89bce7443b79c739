"""Routes of halls: editors prepare them, and everybody in one asks without signing in."""

import secrets

from fastapi import APIRouter, Request
from sqlmodel import col
from starlette.responses import Response

from app.campaigns.rules import Act
from app.campaigns.standing import standing_in
from app.clock import process_now
from app.errors import TextTooLong, Unfit
from app.identity.asking import CurrentActor
from app.identity.once import OnceOnly
from app.identity.services import CurrentServices
from app.questions.asking import ask_in_hall
from app.questions.devices import DEVICE_FOR, Device
from app.questions.errors import HallBusy, HallFull, NoSuchHall, NoSuchQuestion
from app.questions.halls import (
    NewHall,
    change_hall,
    enter_hall,
    get_hall,
    hall_by_code,
    list_halls,
    locked_hall,
    prepare_hall,
)
from app.questions.likeness import similar_questions
from app.questions.models import Question
from app.questions.room import hall_question_out, room_out
from app.questions.rules import checked_question, state_tag
from app.questions.schemas import (
    HallAskedOut,
    HallIn,
    HallOut,
    HallPatch,
    HallQuestionIn,
    HallQuestionOut,
    HallsOut,
    RoomOut,
    SimilarsOut,
)
from app.questions.supporting import support_in_hall
from app.questions.tags import read_tag, state_in
from app.questions.wire import hall_out, similars_out
from app.text.folding import language_of
from app.web.answers import answer, created, tagged
from app.web.conditional import IfMatch, not_modified, require_match
from app.web.cookies import read_cookie, require_secure, set_cookie
from app.web.csrf import require_own_page
from app.web.errors import ConnectionInsecure, CrossSite
from app.web.paging import Paged
from app.web.parameters import AskedText, CampaignSlug, HallCode, HallId, QuestionId
from app.web.services import CurrentDatabase
from app.web.stating import Caller, states
from app.words.codes import Word

router = APIRouter(tags=["questions"])
_NAMES = {"open": "is_open"}
_COOKIE, _PURPOSE, _NAME_BYTES = "bonsens-hall", "device in a hall", 16


@router.get("/campaigns/{campaign}/halls", **states("list_halls", act=Act.ANSWER), response_model=HallsOut)
def get_halls(campaign: CampaignSlug, actor: CurrentActor, database: CurrentDatabase, paging: Paged) -> Response:
    """List the sessions of a campaign, the newest first (editors)."""
    before = paging.number()
    with database.reading() as session:
        standing = standing_in(session, actor, campaign)
        standing.require(Act.ANSWER)
        rows = list_halls(session, standing.campaign_id, before=before, limit=paging.fetched)
        part = paging.part(rows, lambda row: row.hall_id)
    return part.answer(HallsOut(items=[hall_out(row) for row in part.rows], next=part.next))


@router.post(
    "/campaigns/{campaign}/halls",
    **states("prepare_hall", act=Act.ANSWER, tagged=True),
    status_code=201,
    response_model=HallOut,
)
def post_hall(campaign: CampaignSlug, body: HallIn, actor: CurrentActor, once: OnceOnly) -> Response:
    """Prepare a session in which people ask without signing in (editors)."""
    new = NewHall(body.place, body.held_on, body.code, body.open)
    with once.writing() as session:
        hall = prepare_hall(session, actor, campaign, new)
        out = hall_out(get_hall(session, hall.id or 0))
        return once.keep(session, created(out, f"/v1/campaigns/{campaign}/halls/{out.id}", {"ETag": out.etag}))


@router.get(
    "/campaigns/{campaign}/halls/{hall_id}",
    **states("get_hall", NoSuchHall, act=Act.ANSWER, tagged=True),
    response_model=HallOut,
)
def get_one_hall(
    request: Request, campaign: CampaignSlug, hall_id: HallId, actor: CurrentActor, database: CurrentDatabase
) -> Response:
    """Show one session (editors)."""
    with database.reading() as session:
        standing = standing_in(session, actor, campaign)
        standing.require(Act.ANSWER)
        out = hall_out(get_hall(session, hall_id, campaign_id=standing.campaign_id))
    etag = read_tag(out.etag, out.model_dump_json())
    return not_modified(request, etag) or answer(out, headers={"ETag": etag})


@router.patch(
    "/campaigns/{campaign}/halls/{hall_id}",
    **states("change_hall", NoSuchHall, act=Act.ANSWER, tagged=True),
    response_model=HallOut,
)
def patch_hall(
    campaign: CampaignSlug,
    hall_id: HallId,
    body: HallPatch,
    actor: CurrentActor,
    once: OnceOnly,
    if_match: IfMatch = None,
) -> Response:
    """Open, close or mend a session (editors); needs ``If-Match``. Closing forgets the devices of those who asked."""
    given = body.model_dump(exclude_none=True)
    with once.writing() as session:
        hall = locked_hall(session, actor, campaign, hall_id)
        require_match(state_in(if_match), state_tag(hall_id, hall.version), Word.HALL_CHANGED)
        change_hall(session, actor, hall, {_NAMES.get(name, name): value for name, value in given.items()})
        out = hall_out(get_hall(session, hall_id))
        return once.keep(session, answer(out, headers={"ETag": out.etag}))


@router.get("/halls/{code}", **states("enter_hall", NoSuchHall, act=Caller.ANYONE), response_model=RoomOut)
def get_room(
    request: Request, code: HallCode, actor: CurrentActor, services: CurrentServices, database: CurrentDatabase
) -> Response:
    """Show what is asked in a session, for those in it and for the big screen, which asks again with the ETag."""
    with database.reading() as session:
        hall, campaign = hall_by_code(session, actor, code)
        out = room_out(session, hall, campaign, _device_of(request, services))
    return tagged(request, out)


@router.get(
    "/halls/{code}/similar", **states("find_similar_in_hall", NoSuchHall, act=Caller.ANYONE), response_model=SimilarsOut
)
def get_similar_in_hall(
    request: Request, code: HallCode, actor: CurrentActor, database: CurrentDatabase, text: AskedText
) -> Response:
    """Find questions of the session that ask much the same, while somebody writes one; nothing is stored."""
    with database.reading() as session:
        hall, campaign = hall_by_code(session, actor, code)
        shown = col(Question.hidden_at).is_(None)
        there = col(Question.hall_id) == hall.id
        found = similar_questions(session, text, language_of(campaign.language), there, shown) if hall.is_open else []
    return tagged(request, similars_out(found))


@router.post(
    "/halls/{code}/questions",
    **states(
        "ask_in_hall",
        *(NoSuchHall, Unfit, HallFull, HallBusy, TextTooLong, ConnectionInsecure, CrossSite),
        act=Caller.ANYONE,
    ),
    status_code=201,
    response_model=HallAskedOut,
)
def post_in_hall(
    request: Request, code: HallCode, body: HallQuestionIn, actor: CurrentActor, services: CurrentServices
) -> Response:
    """Ask in a session without signing in; the receipt in the answer is shown this once."""
    text, device = checked_question(body.text), _with_device(request, services)
    with services.database.writing() as session:
        hall = enter_hall(session, actor, code)
        question, receipt = ask_in_hall(session, hall, device, text)
        shown = hall_question_out(session, hall.hall_id, question.id or 0, device)
    made = created(HallAskedOut(question=shown, receipt=receipt), f"/v1/receipts/{receipt}")
    _remember_device(request, made, services, device)
    return made


@router.put(
    "/halls/{code}/questions/{question_id}/support",
    **states(
        "support_in_hall",
        *(NoSuchHall, NoSuchQuestion, Unfit, ConnectionInsecure, CrossSite),
        act=Caller.ANYONE,
    ),
    response_model=HallQuestionOut,
)
def put_support_in_hall(
    request: Request, code: HallCode, question_id: QuestionId, actor: CurrentActor, services: CurrentServices
) -> Response:
    """Say "me too" in a session, without signing in."""
    return _support(request, code, question_id, actor, services, supported=True)


@router.delete(
    "/halls/{code}/questions/{question_id}/support",
    **states(
        "withdraw_support_in_hall",
        *(NoSuchHall, NoSuchQuestion, Unfit, ConnectionInsecure, CrossSite),
        act=Caller.ANYONE,
    ),
    response_model=HallQuestionOut,
)
def delete_support_in_hall(
    request: Request, code: HallCode, question_id: QuestionId, actor: CurrentActor, services: CurrentServices
) -> Response:
    """Take "me too" back."""
    return _support(request, code, question_id, actor, services, supported=False)


def _support(
    request: Request, code: str, question_id: int, actor: CurrentActor, services: CurrentServices, *, supported: bool
) -> Response:
    device = _with_device(request, services)
    with services.database.writing() as session:
        hall = enter_hall(session, actor, code)
        support_in_hall(session, hall, device, question_id, supported=supported)
        shown = hall_question_out(session, hall.hall_id, question_id, device)
    told = answer(shown)
    _remember_device(request, told, services, device)
    return told


def _device_of(request: Request, services: CurrentServices) -> Device | None:
    """Return the device that a cookie of this service names, None where there is none."""
    name = services.signer.read(_PURPOSE, read_cookie(request, _COOKIE), now=process_now())
    return None if name is None else Device(name)


def _with_device(request: Request, services: CurrentServices) -> Device:
    """Return the device that writes, a new one where it has no cookie.

    Raises ConnectionInsecure where it could not keep one, CrossSite where another site's page may make it write.
    """
    require_secure(request)
    device = _device_of(request, services)
    if device is not None:
        require_own_page(request)
    return device or Device(secrets.token_urlsafe(_NAME_BYTES))


def _remember_device(request: Request, response: Response, services: CurrentServices, device: Device) -> None:
    """Let the browser keep which device it is."""
    signed = services.signer.sign(_PURPOSE, device.name, until=process_now() + DEVICE_FOR)
    set_cookie(request, response, _COOKIE, signed, lifetime=DEVICE_FOR)
