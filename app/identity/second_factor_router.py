"""Routes of one's own second factor."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.clock import database_now
from app.config import site_names
from app.errors import Mistake
from app.identity.asking import CurrentActor
from app.identity.errors import PROVING, NoSecondFactor, SecondFactorSet
from app.identity.models import SecondFactor
from app.identity.passwords import LEAST, SITE
from app.identity.schemas import CodeIn, PasswordAgainIn, ProofIn, RecoveryCodesOut, SecondFactorMade, SecondFactorOut
from app.identity.second_factor import (
    begin_second_factor,
    confirm_second_factor,
    count_recovery_codes,
    remove_second_factor,
)
from app.identity.service import locked_user, require_user
from app.identity.services import CurrentServices, HashingTurn
from app.identity.wire import prove_again
from app.web.answers import answer, created, tagged
from app.web.services import CurrentDatabase
from app.web.stating import Caller, states
from app.words.codes import Word
from app.words.saying import Said

router = APIRouter(tags=["identity"])
_UNKEPT = {"Cache-Control": "no-store"}


@router.get("/me/second-factor", **states("get_second_factor", act=Caller.IN_PERSON), response_model=SecondFactorOut)
def get_second_factor(request: Request, actor: CurrentActor, database: CurrentDatabase) -> Response:
    """Say whether signing in needs a second factor, and how many recovery codes are left."""
    with database.reading() as session:
        require_user(session, actor)
        found, left = session.get(SecondFactor, actor.signed_in()), count_recovery_codes(session, actor.signed_in())
    since = None if found is None else found.confirmed_at
    return tagged(request, SecondFactorOut(confirmed_at=since, recovery_codes_left=left))


@router.post(
    "/me/second-factor",
    **states("begin_second_factor", *PROVING, SecondFactorSet, act=Caller.IN_PERSON),
    status_code=201,
    response_model=SecondFactorMade,
)
def post_second_factor(
    request: Request, body: PasswordAgainIn, actor: CurrentActor, services: CurrentServices, _turn: HashingTurn
) -> Response:
    """Make a secret for an app on a phone; it counts once a code of it was confirmed."""
    prove_again(request, services, actor, body.password)
    with services.database.writing() as session:
        site = next(iter(site_names(services.settings)), SITE)
        user, now = locked_user(session, actor), database_now(session)
        secret, uri = begin_second_factor(session, user, site=site, now=now)
    return created(SecondFactorMade(secret=secret, uri=uri), "/v1/me/second-factor", _UNKEPT)


@router.post(
    "/me/second-factor/confirm",
    **states("confirm_second_factor", NoSecondFactor, SecondFactorSet, act=Caller.IN_PERSON),
    response_model=RecoveryCodesOut,
)
def post_confirm(body: CodeIn, actor: CurrentActor, database: CurrentDatabase) -> Response:
    """Show a code of the app: from now on signing in needs one. Answers with recovery codes, once."""
    with database.writing() as session:
        user = locked_user(session, actor)
        codes = confirm_second_factor(session, actor, user, body.code, now=database_now(session))
    return answer(RecoveryCodesOut(recovery_codes=codes), headers=_UNKEPT)


@router.post(
    "/me/second-factor/remove",
    **states("remove_second_factor", *PROVING, NoSecondFactor, act=Caller.IN_PERSON),
    status_code=204,
    response_model=None,
)
def post_remove(
    request: Request, body: ProofIn, actor: CurrentActor, services: CurrentServices, _turn: HashingTurn
) -> Response:
    """Let the password be enough again; it must be long enough for that."""
    prove_again(request, services, actor, body.password, body.code)
    if len(body.password) < LEAST:
        raise Mistake("password", Said.of(Word.PASSWORD_SHORT, least=LEAST))
    with services.database.writing() as session:
        remove_second_factor(session, actor, locked_user(session, actor), now=database_now(session))
    return Response(status_code=204)
