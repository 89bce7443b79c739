"""Turns accounts into what goes over the wire, and tells from where somebody asks, and by which device."""

import secrets
from datetime import timedelta

from fastapi import Request
from starlette.responses import Response

from app.clock import process_now
from app.identity.models import User
from app.identity.schemas import UserOut
from app.identity.services import Services
from app.identity.signing_in import Device
from app.web.cookies import NAME, read_cookie, set_cookie
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
