"""Routes of personal tokens, which no personal token may call."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from app.clock import database_now
from app.identity.asking import CurrentActor
from app.identity.errors import NoSuchToken, TooManyTokens
from app.identity.models import PersonalToken
from app.identity.personal import list_tokens, make_token, revoke_token
from app.identity.schemas import PersonalTokenIn, PersonalTokenMade, PersonalTokenOut, PersonalTokensOut
from app.identity.scopes import Scope
from app.identity.service import require_user
from app.web.answers import created
from app.web.paging import Paged
from app.web.services import CurrentDatabase
from app.web.stating import Caller, states

router = APIRouter(tags=["identity"])

TokenId = Annotated[int, Path(description="The id of the personal token.")]


@router.get("/me/tokens", **states("list_tokens", act=Caller.IN_PERSON), response_model=PersonalTokensOut)
def get_tokens(actor: CurrentActor, database: CurrentDatabase, paging: Paged) -> Response:
    """List the caller's personal tokens, the newest first; none is shown."""
    before = paging.number()
    with database.reading() as session:
        require_user(session, actor)
        found = list_tokens(session, actor.signed_in(), before=before, limit=paging.fetched)
        part = paging.part([_told(token) for token in found], lambda token: token.id)
    return part.answer(PersonalTokensOut(items=list(part.rows), next=part.next))


@router.post(
    "/me/tokens",
    **states("make_token", TooManyTokens, act=Caller.IN_PERSON),
    status_code=201,
    response_model=PersonalTokenMade,
)
def post_own_token(body: PersonalTokenIn, actor: CurrentActor, database: CurrentDatabase) -> Response:
    """Make a personal token for a script; this answer alone shows it."""
    with database.writing() as session:
        require_user(session, actor)
        now = database_now(session)
        token, secret = make_token(session, actor.signed_in(), body.name, scopes=body.scopes, days=body.days, now=now)
        told = PersonalTokenMade(**_told(token).model_dump(), token=secret)
    return created(told, "/v1/me/tokens", {"Cache-Control": "no-store"})


@router.delete(
    "/me/tokens/{token_id}",
    **states("revoke_token", NoSuchToken, act=Caller.IN_PERSON),
    status_code=204,
    response_model=None,
)
def delete_token(token_id: TokenId, actor: CurrentActor, database: CurrentDatabase) -> Response:
    """Revoke a personal token, at once."""
    with database.writing() as session:
        require_user(session, actor)
        revoke_token(session, actor.signed_in(), token_id, now=database_now(session))
    return Response(status_code=204)


def _told(token: PersonalToken) -> PersonalTokenOut:
    assert token.id is not None
    return PersonalTokenOut(
        id=token.id,
        name=token.name,
        scopes=[Scope(scope) for scope in token.scopes.split(" ")],
        made_at=token.made_at,
        expires_at=token.expires_at,
        used_at=token.used_at,
    )
