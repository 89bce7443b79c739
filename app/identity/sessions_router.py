"""Routes of sessions: signing a browser in and out, and the list of those that are."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from app.clock import database_now
from app.identity.asking import CurrentActor
from app.identity.errors import (
    NoSuchSession,
    PasswordWrong,
    SecondFactorMissing,
    SecondFactorNeeded,
    SignInBusy,
    TooManyAttempts,
)
from app.identity.models import BrowserSession, OpenedBy, User
from app.identity.schemas import CredentialsIn, SessionListed, SessionOut, SessionsOut
from app.identity.service import get_account, require_user
from app.identity.services import CurrentServices, HashingTurn, Services
from app.identity.sessions import (
    end_own_session,
    end_sessions_of,
    get_session,
    list_sessions,
)
from app.identity.signing_in import prove_identity
from app.identity.wire import address_of, device_of, remember_device, sign_in, sign_out, user_out
from app.web.answers import created, tagged
from app.web.cookies import NAME, drop_cookie, read_cookie, require_secure, set_cookie
from app.web.csrf import csrf_token_of, require_own_page
from app.web.errors import ConnectionInsecure, CookieTwice, CrossSite, DatabaseUnavailable
from app.web.paging import Paged
from app.web.services import CurrentDatabase
from app.web.stating import Caller, states

router = APIRouter(tags=["identity"])

SessionId = Annotated[int, Path(description="The id of the session.")]
"""In a path."""
_UNKEPT = {"Cache-Control": "no-store"}


@router.post(
    "/auth/session",
    **states(
        "open_session",
        *(PasswordWrong, SecondFactorNeeded, SecondFactorMissing, SignInBusy, TooManyAttempts, CookieTwice),
        *(ConnectionInsecure, CrossSite, DatabaseUnavailable),
        act=Caller.ANYONE,
    ),
    status_code=201,
    response_model=SessionOut,
)
def post_session(request: Request, body: CredentialsIn, services: CurrentServices, _turn: HashingTurn) -> Response:
    """Sign a browser in with a username and a password: sets its cookie, and ends the session that it had before."""
    require_own_page(request)
    require_secure(request)
    # Of two cookies one may be somebody else's; nothing is tried then.
    read_cookie(request, NAME)
    device, address = device_of(request, services), address_of(request)
    user_id = prove_identity(services, body.username, body.password, body.code, address=address, device=device)
    with services.database.writing() as session:
        now = database_now(session)
        user = get_account(session, user_id)
        secret = sign_in(session, request, services, user, how=OpenedBy.PASSWORD, now=now)
        opened = get_session(session, secret)
        told = created(_session_out(opened, user, secret, services), "/v1/auth/session", _UNKEPT)
    set_cookie(request, told, NAME, secret, lifetime=services.limits.absolute)
    remember_device(request, told, services, device, body.username)
    return told


@router.get("/auth/session", **states("get_session", NoSuchSession, act=Caller.IN_PERSON), response_model=SessionOut)
def get_own_session(request: Request, actor: CurrentActor, services: CurrentServices) -> Response:
    """Say who is signed in with this browser, and the token that its writes need."""
    with services.database.reading() as session:
        user = require_user(session, actor)
        secret = read_cookie(request, NAME)
        if actor.session_id is None or secret is None:
            raise NoSuchSession
        return tagged(request, _session_out(get_session(session, secret), user, secret, services))


@router.delete(
    "/auth/session",
    **states("end_session", CookieTwice, CrossSite, DatabaseUnavailable, act=Caller.ANYONE),
    status_code=204,
    response_model=None,
)
def delete_session(request: Request, services: CurrentServices) -> Response:
    """Sign this browser out; also where its session has ended already, so that it forgets the cookie."""
    require_own_page(request)
    sign_out(request, services)
    told = Response(status_code=204)
    drop_cookie(request, told, NAME)
    return told


@router.get("/me/sessions", **states("list_sessions", act=Caller.IN_PERSON), response_model=SessionsOut)
def get_sessions(actor: CurrentActor, services: CurrentServices, paging: Paged) -> Response:
    """List the browsers that the caller is signed in with, the latest sign-in first."""
    before = paging.number()
    with services.database.reading() as session:
        user_id = require_user(session, actor).id
        assert user_id is not None
        now = database_now(session)
        found = list_sessions(session, user_id, services.limits, before=before, limit=paging.fetched, now=now)
        part = paging.part([_listed(one, services, actor.session_id) for one in found], lambda one: one.id)
    return part.answer(SessionsOut(items=list(part.rows), next=part.next))


@router.delete(
    "/me/sessions", **states("end_other_sessions", act=Caller.IN_PERSON), status_code=204, response_model=None
)
def delete_sessions(actor: CurrentActor, database: CurrentDatabase) -> Response:
    """Sign the caller out everywhere else; the session that asks stays."""
    with database.writing() as session:
        user_id = require_user(session, actor).id
        assert user_id is not None
        end_sessions_of(session, user_id, but=actor.session_id)
    return Response(status_code=204)


@router.delete(
    "/me/sessions/{session_id}",
    **states("end_one_session", NoSuchSession, act=Caller.IN_PERSON),
    status_code=204,
    response_model=None,
)
def delete_one_session(session_id: SessionId, actor: CurrentActor, database: CurrentDatabase) -> Response:
    """Sign the caller out of one browser."""
    with database.writing() as session:
        user_id = require_user(session, actor).id
        assert user_id is not None
        end_own_session(session, user_id, session_id)
    return Response(status_code=204)


def _session_out(opened: BrowserSession, user: User, secret: str, services: Services) -> SessionOut:
    return SessionOut(
        user=user_out(user),
        csrf_token=csrf_token_of(secret),
        opened_at=opened.opened_at,
        ends_at=opened.opened_at + services.limits.absolute,
    )


def _listed(opened: BrowserSession, services: Services, asked_in: int | None) -> SessionListed:
    assert opened.id is not None
    return SessionListed(
        id=opened.id,
        opened_by=OpenedBy(opened.opened_by),
        provider=opened.provider,
        agent=opened.agent,
        opened_at=opened.opened_at,
        seen_at=opened.seen_at,
        ends_at=services.limits.ends_at(opened.opened_at, opened.seen_at),
        current=opened.id == asked_in,
    )
