"""Users, tokens and sessions on the wire."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from pydantic import Field

from app.fields import NO_NUL, In, OneOf, Wire
from app.identity.models import OpenedBy
from app.identity.scopes import Scope
from app.words.codes import Word
from app.words.saying import Language


class UserIn(In):
    username: str = Field(max_length=64)
    """The name to sign in with."""
    name: str = Field(max_length=200)
    """The full name."""
    department: str | None = Field(default=None, max_length=200)
    """The department, where it is known."""
    mail: str | None = Field(default=None, max_length=254)
    """The mail address, which no other account has."""
    password: str | None = Field(default=None, max_length=1000)
    """The password; without one the account cannot sign in with one."""
    site_admin: bool = False
    """Whether the account may set up campaigns and accounts."""


class MePatch(In):
    """What people set for themselves."""

    unchangeable: ClassVar[Mapping[str, Word]] = dict.fromkeys(
        ("id", "username", "name", "department", "mail", "site_admin", "blocked", "disabled", "created_at"),
        Word.FIXED_HERE,
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
    mail: str | None
    """The mail address; null where none is known."""
    language: Language | None
    """In which language sentences are told to this person; null leaves it to the browser and the campaign."""
    site_admin: bool
    """Whether the account may set up campaigns and accounts."""
    blocked: bool
    """Whether the account may only read."""
    disabled: bool
    """Whether its owner has left, and signs in and reads no more."""
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
    code: str | None = Field(default=None, max_length=40)
    """The code of the second factor, or a recovery code; needed where the account has one."""


class MailIn(In):
    mail: str | None = Field(max_length=254)
    """The mail address, which no other account has; null for none."""


class AddressIn(In):
    mail: str = Field(max_length=254)
    """The mail address that the caller is to have."""
    password: str | None = Field(default=None, max_length=1000)
    """The caller's password, once more; needed where the account has one."""
    code: str | None = Field(default=None, max_length=40)
    """The code of the second factor; needed where the account has one."""


class ConfirmIn(In):
    token: str = Field(min_length=8, max_length=200, pattern=r"^[^\x00]*$")
    """The secret of the link: what stands behind its ``#``."""


class ResetIn(In):
    mail: str = Field(max_length=254)
    """The mail address of the account."""


class NewPasswordIn(In):
    token: str = Field(min_length=8, max_length=200, pattern=r"^[^\x00]*$")
    """The secret of the link: what stands behind its ``#``."""
    password: str = Field(max_length=1000)
    """The new password."""


class TokenOut(Wire):
    access_token: str
    """The token, to be sent as ``Authorization: Bearer …``."""
    token_type: str
    """Always ``bearer``."""
    expires_at: datetime
    """Until when the token is good."""


class SessionOut(Wire):
    user: UserOut
    """Who is signed in."""
    csrf_token: str
    """To be sent as ``X-CSRF-Token`` with every request of this session that writes."""
    opened_at: datetime
    """When this browser signed in."""
    ends_at: datetime
    """When the session ends at the latest; it ends earlier when it is not used."""


class SessionListed(Wire):
    id: int
    """The id of the session."""
    opened_by: OpenedBy
    """How the caller proved who they are."""
    provider: str | None
    """The provider that the caller came from; null for other ways."""
    agent: str | None
    """What the browser says it is."""
    opened_at: datetime
    """When this browser signed in."""
    seen_at: datetime
    """When it was used last, to within five minutes."""
    ends_at: datetime
    """When it ends if it is not used any more."""
    current: bool
    """Whether it is the session that asks."""


class SessionsOut(Wire):
    items: list[SessionListed]
    """What is listed, in the order of the list."""
    next: str | None
    """For ``after`` in the next request; null where nothing follows."""


class PasswordAgainIn(In):
    password: str = Field(max_length=1000)
    """The caller's password, once more."""


class CodeIn(In):
    code: str = Field(max_length=40)
    """The code that the app shows."""


class ProofIn(PasswordAgainIn):
    code: str = Field(max_length=40)
    """The code that the app shows, or a recovery code."""


class SecondFactorOut(Wire):
    confirmed_at: datetime | None
    """Since when signing in with a password needs a code; null where it does not."""
    recovery_codes_left: int
    """How many recovery codes are left."""


class SecondFactorMade(Wire):
    secret: str
    """What the app makes codes of, to be typed where nothing can be scanned."""
    uri: str
    """The same as an address (``otpauth://``), to be shown as a code that the app scans."""


class RecoveryCodesOut(Wire):
    recovery_codes: list[str]
    """Codes for a lost phone, each good once; shown here and nowhere else."""


class PersonalTokenIn(In):
    name: str = Field(min_length=1, max_length=100, pattern=NO_NUL)
    """What it is for, in the caller's words."""
    scopes: list[OneOf[Scope]] = Field(min_length=1, max_length=len(Scope))
    """What it may be used for; it never does more than its owner may."""
    days: int = Field(default=90, ge=1, le=366)
    """How long it is good for."""


class PersonalTokenOut(Wire):
    id: int
    """The id of the token."""
    name: str
    """What it is for."""
    scopes: list[Scope]
    """What it may be used for."""
    made_at: datetime
    """When it was made."""
    expires_at: datetime
    """Until when it is good."""
    used_at: datetime | None
    """When it was used last, to within a minute; null where it never was."""


class PersonalTokenMade(PersonalTokenOut):
    token: str
    """The token, to be sent as ``Authorization: Bearer …``; shown here and nowhere else."""


class PersonalTokensOut(Wire):
    items: list[PersonalTokenOut]
    """What is listed, in the order of the list."""
    next: str | None
    """For ``after`` in the next request; null where nothing follows."""


class PersonOut(Wire):
    id: int
    """The id of the account."""
    name: str
    """The full name."""
    department: str | None
    """The department; null where none is known."""
