"""Routes of mail addresses, and of the link by which a new password is chosen."""

from urllib.parse import urlsplit

from fastapi import APIRouter
from sqlmodel import Session
from starlette.responses import Response

from app.clock import database_now
from app.config import Settings
from app.identity.asking import CurrentActor
from app.identity.choosing import Chosen, choose
from app.identity.errors import MailOff, MailTaken, NoSuchReset, ResetTooOften, SignInBusy
from app.identity.once import OnceOnly
from app.identity.resetting import ask_for_reset, reset_password
from app.identity.schemas import MailIn, NewPasswordIn, ResetIn, UserOut
from app.identity.service import get_user, require_site_admin, set_mail
from app.identity.services import CurrentServices, HashingTurn
from app.identity.wire import user_out
from app.web.answers import answer
from app.web.parameters import Username
from app.web.stating import Caller, states

router = APIRouter(tags=["identity"])


@router.put("/users/{user}/mail", **states("set_mail", MailTaken, act=Caller.SITE_ADMIN), response_model=UserOut)
def put_mail(user: Username, body: MailIn, actor: CurrentActor, once: OnceOnly) -> Response:
    """Set where letters to an account go (site admins)."""
    with once.writing() as session:
        require_site_admin(session, actor)
        account = get_user(session, user)
        set_mail(session, actor, account, body.mail, now=database_now(session))
        return once.keep(session, answer(user_out(account)))


@router.post("/auth/reset", **states("ask_for_reset", MailOff, ResetTooOften, act=Caller.ANYONE), status_code=204)
def post_reset(body: ResetIn, services: CurrentServices) -> Response:
    """Ask for a link to choose a new password, by mail; the answer is the same for an address that nobody has."""
    settings = services.settings
    if not settings.sends_mail or settings.public_url is None:
        raise MailOff
    with services.database.writing() as session:
        now, url = database_now(session), settings.public_url
        ask_for_reset(session, services.attempts, body.mail, public_url=url, site=_site(settings) or "", now=now)
    return Response(status_code=204)


@router.post(
    "/auth/reset/confirm",
    **states("confirm_reset", NoSuchReset, SignInBusy, act=Caller.ANYONE),
    status_code=204,
)
def post_confirm(body: NewPasswordIn, services: CurrentServices, _turn: HashingTurn) -> Response:
    """Choose a new password by the link of a mail, once; everything that signed the account in before stops working."""
    password, site, writes = Chosen(body.password), _site(services.settings), services.settings.sends_mail

    def confirm(session: Session) -> None:
        reset_password(session, body.token, password, site=site, writes=writes, now=database_now(session))

    choose(services.hashing, services.database.writing, confirm)
    return Response(status_code=204)


def _site(settings: Settings) -> str | None:
    """Return what people know this service by."""
    return urlsplit(settings.public_url or "").hostname
