"""Users and tokens on the wire."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from pydantic import Field

from app.fields import In, OneOf, Wire
from app.words.codes import Word
from app.words.saying import Language


class UserIn(In):
    username: str = Field(max_length=64)
    """The name to sign in with."""
    name: str = Field(max_length=200)
    """The full name."""
    department: str | None = Field(default=None, max_length=200)
    """The department, where it is known."""
    password: str | None = Field(default=None, max_length=1000)
    """The password; without one the account cannot sign in with one."""
    site_admin: bool = False
    """Whether the account may set up campaigns and accounts."""


class MePatch(In):
    """What people set for themselves."""

    unchangeable: ClassVar[Mapping[str, Word]] = dict.fromkeys(
        ("id", "username", "name", "department", "site_admin", "blocked", "created_at"), Word.FIXED_HERE
    )

    language: OneOf[Language] | None
    """In which language sentences are told; null leaves it to the browser and the campaign."""


class UserOut(Wire):
    id: int
    """The id of the account."""
    username: str
    """The name to sign in with."""
    name: str
    """The full name."""
    department: str | None
    """The department; null where none is known."""
    language: Language | None
    """In which language sentences are told to this person; null leaves it to the browser and the campaign."""
    site_admin: bool
    """Whether the account may set up campaigns and accounts."""
    blocked: bool
    """Whether the account may only read."""
    created_at: datetime
    """When the account was made."""


class UsersOut(Wire):
    items: list[UserOut]
    """What is listed, in the order of the list."""
    next: str | None
    """For ``after`` in the next request; null where nothing follows."""


class CredentialsIn(In):
    username: str = Field(max_length=64, pattern=r"^[^\x00]*$")
    """The name to sign in with."""
    password: str = Field(max_length=1000)
    """The password."""


class TokenOut(Wire):
    access_token: str
    """The token, to be sent as ``Authorization: Bearer …``."""
    token_type: str
    """Always ``bearer``."""
    expires_at: datetime
    """Until when the token is good."""


class PersonOut(Wire):
    id: int
    """The id of the account."""
    name: str
    """The full name."""
    department: str | None
    """The department; null where none is known."""
