"""Routes of users and sign-on."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.clock import database_now, process_now
from app.digests import etag_of
from app.fields import Flag
from app.identity.asking import CurrentActor
from app.identity.errors import (
    LastSiteAdmin,
    PasswordWrong,
    SecondFactorMissing,
    SecondFactorNeeded,
    SignInBusy,
    TooManyAttempts,
)
from app.identity.once import OnceOnly
from app.identity.schemas import CredentialsIn, MePatch, TokenOut, UserOut, UsersOut
from app.identity.service import (
    block_user,
    disable_user,
    get_user,
    list_users,
    locked_user,
    require_site_admin,
    require_user,
    set_language,
)
from app.identity.services import CurrentServices, HashingTurn
from app.identity.signing_in import prove_identity
from app.identity.wire import address_of, user_out
from app.web.answers import answer, tagged
from app.web.conditional import IfMatch, require_match
from app.web.errors import DatabaseUnavailable, OutcomeUnknown
from app.web.paging import Paged
from app.web.parameters import Username
from app.web.services import CurrentDatabase
from app.web.stating import Caller, states
from app.words.codes import Word

router = APIRouter(tags=["identity"])


@router.post(
    "/auth/token",
    **states(
        "issue_token",
        PasswordWrong,
        SecondFactorNeeded,
        SecondFactorMissing,
        SignInBusy,
        TooManyAttempts,
        DatabaseUnavailable,
        OutcomeUnknown,
        act=Caller.ANYONE,
    ),
    response_model=TokenOut,
)
def post_token(request: Request, body: CredentialsIn, services: CurrentServices, _turn: HashingTurn) -> Response:
    """Exchange a username and a password for a bearer token."""
    user_id = prove_identity(services, body.username, body.password, body.code, address=address_of(request))
    lifetime = timedelta(hours=services.settings.token_hours)
    now = process_now()
    token = services.tokens.issue(user_id, now=now, lifetime=lifetime)
    return answer(TokenOut(access_token=token, token_type="bearer", expires_at=now + lifetime))  # noqa: S106  A scheme, not a secret.


@router.get("/me", **states("get_me", act=Caller.SIGNED_IN), response_model=UserOut)
def get_me(request: Request, actor: CurrentActor, database: CurrentDatabase) -> Response:
    """Say who the token belongs to."""
    with database.reading() as session:
        return tagged(request, user_out(require_user(session, actor)))


@router.patch("/me", **states("change_me", act=Caller.SIGNED_IN, tagged=True), response_model=UserOut)
def patch_me(body: MePatch, actor: CurrentActor, once: OnceOnly, if_match: IfMatch = None) -> Response:
    """Say in which language sentences are told to the caller; needs ``If-Match``."""
    with once.writing() as session:
        user = locked_user(session, actor)
        require_match(if_match, etag_of(user_out(user).model_dump_json()), Word.ME_CHANGED)
        set_language(session, user, body.language)
        changed = user_out(user)
        return once.keep(session, answer(changed, headers={"ETag": etag_of(changed.model_dump_json())}))


@router.get("/users", **states("list_users", act=Caller.SITE_ADMIN), response_model=UsersOut)
def get_users(actor: CurrentActor, database: CurrentDatabase, paging: Paged) -> Response:
    """List accounts by username (site admins)."""
    after = paging.name()
    with database.reading() as session:
        require_site_admin(session, actor)
        part = paging.part(list_users(session, after=after, limit=paging.fetched), lambda user: user.username)
        items = [user_out(user) for user in part.rows]
    return part.answer(UsersOut(items=items, next=part.next))


@router.get("/users/{user}", **states("get_user", act=Caller.SITE_ADMIN), response_model=UserOut)
def get_one_user(request: Request, user: Username, actor: CurrentActor, database: CurrentDatabase) -> Response:
    """Show one account (site admins)."""
    with database.reading() as session:
        require_site_admin(session, actor)
        return tagged(request, user_out(get_user(session, user)))


@router.post(
    "/users/{user}/block", **states("block_user", LastSiteAdmin, act=Caller.SITE_ADMIN), response_model=UserOut
)
def post_block(
    user: Username,
    actor: CurrentActor,
    once: OnceOnly,
    blocked: Annotated[Flag, Query(description="False lets the account act again.")] = True,  # noqa: FBT002
) -> Response:
    """Make an account a reader everywhere, or lift that with ``blocked=false`` (site admins)."""
    with once.writing() as session:
        require_site_admin(session, actor)
        account = get_user(session, user)
        block_user(session, actor, account, blocked=blocked, now=database_now(session))
        return once.keep(session, answer(user_out(account)))


@router.post(
    "/users/{user}/disable", **states("disable_user", LastSiteAdmin, act=Caller.SITE_ADMIN), response_model=UserOut
)
def post_disable(
    user: Username,
    actor: CurrentActor,
    once: OnceOnly,
    disabled: Annotated[Flag, Query(description="False lets its owner sign in anew.")] = True,  # noqa: FBT002
) -> Response:
    """End every way in of somebody who leaves, or lift that with ``disabled=false`` (site admins)."""
    with once.writing() as session:
        require_site_admin(session, actor)
        account = get_user(session, user)
        disable_user(session, actor, account, disabled=disabled, now=database_now(session))
        return once.keep(session, answer(user_out(account)))
