"""Turns accounts into what goes over the wire, and tells from where somebody asks."""

from fastapi import Request

from app.identity.models import User
from app.identity.schemas import UserOut
from app.words.hearing import find_language


def address_of(request: Request) -> str:
    """Return the address that a request comes from, as the proxy in front tells it."""
    return request.client.host if request.client else "unknown"


def user_out(user: User) -> UserOut:
    assert user.id is not None
    return UserOut(
        id=user.id,
        username=user.username,
        name=user.name,
        department=user.department,
        language=find_language(user.language),
        site_admin=user.site_admin,
        blocked=user.blocked_at is not None,
        created_at=user.created_at,
    )
