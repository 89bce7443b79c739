"""Turns accounts into what goes over the wire; tells who asks from where, and signs browsers in and out."""

import secrets
from datetime import datetime, timedelta

from fastapi import Request
from sqlmodel import Session
from starlette.responses import Response

from app.clock import process_now
from app.identity.actor import Actor
from app.identity.models import OpenedBy, User
from app.identity.schemas import UserOut
from app.identity.service import require_user
from app.identity.services import Services
from app.identity.sessions import Ended, end_session, find_session, forget_outlived, open_session
from app.identity.signing_in import Device, prove_identity
from app.web.cookies import NAME, read_cookie, set_cookie
from app.web.csrf import require_csrf_token
from app.words.hearing import find_language

DEVICE_GOOD_FOR = timedelta(days=365)
_DEVICE = f"{NAME}-device"
_PURPOSE = "device"


def address_of(request: Request) -> str:
    """Return the address that a request comes from, as the proxy in front tells it."""
    return request.client.host if request.client else "unknown"


def device_of(request: Request, services: Services) -> Device:
    """Return the device that a cookie tells of, a new one where it tells of none."""
    told = services.signer.read(_PURPOSE, read_cookie(request, _DEVICE), now=process_now())
    name, *accounts = (told or secrets.token_urlsafe(16)).split(" ")
    return Device(name, tuple(accounts))


def remember_device(request: Request, response: Response, services: Services, device: Device, username: str) -> None:
    """Let a browser keep that the right password of an account came from it."""
    known = device.knowing(device.place(services.attempts, username))
    value = " ".join((known.name, *known.accounts))
    signed = services.signer.sign(_PURPOSE, value, until=process_now() + DEVICE_GOOD_FOR)
    set_cookie(request, response, _DEVICE, signed, lifetime=DEVICE_GOOD_FOR)


def user_out(user: User) -> UserOut:
    assert user.id is not None
    return UserOut(
        id=user.id,
        username=user.username,
        name=user.name,
        department=user.department,
        mail=user.mail,
        language=find_language(user.language),
        site_admin=user.site_admin,
        blocked=user.blocked_at is not None,
        disabled=user.disabled_at is not None,
        created_at=user.created_at,
    )


def sign_in(
    session: Session,
    request: Request,
    services: Services,
    user: User,
    *,
    how: OpenedBy,
    now: datetime,
    provider: str | None = None,
    provider_sid: str | None = None,
) -> str:
    """Return the secret of a new session for the cookie; the one that the browser had before ends."""
    before = read_cookie(request, NAME)
    forget_outlived(session, services.limits, now=now)
    if before is not None:
        end_session(session, before)
    agent = request.headers.get("user-agent")
    return open_session(session, user, how=how, now=now, provider=provider, provider_sid=provider_sid, agent=agent)


def sign_out(request: Request, services: Services) -> Ended | None:
    """End the session of the browser where it has one still; raises CrossSite where no page of ours asks for it."""
    secret = read_cookie(request, NAME)
    if secret is None or find_session(services.database, secret, services.limits) is None:
        return None
    require_csrf_token(request, secret)
    with services.database.writing() as session:
        return end_session(session, secret)


def prove_again(request: Request, services: Services, actor: Actor, password: str, code: str | None = None) -> None:
    """Let the caller prove who they are, as at sign-in: somebody else may sit at their desk."""
    with services.database.reading() as session:
        username = require_user(session, actor).username
    prove_identity(services, username, password, code, address=address_of(request), again=True)
