"""Routes of one's own mail address, and of the link that confirms it."""

from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.clock import database_now
from app.config import Settings
from app.identity.asking import CurrentActor
from app.identity.errors import PROVING, AddressTooOften, MailOff, MailTaken, NoSuchReset
from app.identity.readdressing import Site, ask_for_address, confirm_address
from app.identity.schemas import AddressIn, ConfirmIn
from app.identity.service import locked_user, require_user
from app.identity.services import CurrentServices, HashingTurn
from app.identity.wire import prove_again
from app.web.errors import DatabaseUnavailable, OutcomeUnknown
from app.web.stating import Caller, states

router = APIRouter(tags=["identity"])


@router.put(
    "/me/mail",
    **states("ask_for_address", *PROVING, MailOff, AddressTooOften, act=Caller.IN_PERSON),
    status_code=204,
    response_model=None,
)
def put_own_mail(
    request: Request, body: AddressIn, actor: CurrentActor, services: CurrentServices, _turn: HashingTurn
) -> Response:
    """Ask for another mail address: a link goes there, and it counts once that was followed."""
    with services.database.reading() as session:
        has_password = require_user(session, actor).password_hash is not None
    site = _site(services.settings)
    if site is None:
        raise MailOff
    if has_password:
        prove_again(request, services, actor, body.password or "", body.code)
    with services.database.writing() as session:
        user = locked_user(session, actor)
        ask_for_address(session, services.attempts, user, body.mail, site=site, now=database_now(session))
    return Response(status_code=204)


@router.post(
    "/auth/address/confirm",
    **states("confirm_address", NoSuchReset, MailTaken, DatabaseUnavailable, OutcomeUnknown, act=Caller.ANYONE),
    status_code=204,
)
def post_confirm_address(body: ConfirmIn, services: CurrentServices) -> Response:
    """Let the address count that a link was sent to, once; the one before is told."""
    with services.database.writing() as session:
        confirm_address(session, body.token, site=_site(services.settings), now=database_now(session))
    return Response(status_code=204)


def _site(settings: Settings) -> Site | None:
    """Return what letters say of this service; None where none are sent."""
    if not settings.sends_mail or settings.public_url is None:
        return None
    return Site(settings.public_url, urlsplit(settings.public_url).hostname or "")
