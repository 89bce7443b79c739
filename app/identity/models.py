"""Tables of the users, of their sessions, and of those who try to be one."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from app.db import BigId, one_of


class User(SQLModel, table=True):
    """A person, or the author of an imported text who cannot sign in."""

    __tablename__ = "user_account"
    __table_args__ = (Index("uq_user_account_mail", "mail", unique=True),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    key: str = Field(max_length=32, unique=True)
    """Opaque and random: stands for the author in digests, so a name can go without breaking a chain."""
    username: str = Field(max_length=64, unique=True)
    name: str = Field(max_length=200)
    department: str | None = Field(default=None, max_length=200)
    mail: str | None = Field(default=None, max_length=254)
    """Where letters go, in the one form of ``app.mail.addresses``."""
    password_hash: str | None = Field(default=None, max_length=200)
    site_admin: bool = False
    can_sign_in: bool = True
    language: str | None = Field(default=None, max_length=35)
    """BCP 47: in which language sentences are told to this person; None leaves it to the browser and the campaign."""
    blocked_at: datetime | None = None
    disabled_at: datetime | None = None
    """Since when the account signs in nowhere and reads nothing, because its owner left; what they wrote stays."""
    tokens_valid_from: datetime
    """Bearer tokens issued before this moment are refused."""
    created_at: datetime

    @property
    def is_let_in(self) -> bool:
        """Whether its owner may sign in, and stays signed in."""
        return self.can_sign_in and self.disabled_at is None


class SignInAttempt(SQLModel, table=True):
    """Wrong passwords in a row for one account from one place."""

    __tablename__ = "sign_in_attempt"

    place: str = Field(primary_key=True, max_length=64)
    """A keyed digest of the username that was typed and the address that it came from."""
    failures: int
    last_at: datetime = Field(index=True)


class OpenedBy(StrEnum):
    """How somebody proved who they are."""

    PASSWORD = "password"  # noqa: S105  A way in, not a secret.
    PROVIDER = "provider"
    PROXY = "proxy"
    LINK = "link"


class BrowserSession(SQLModel, table=True):
    """A browser that is signed in; one that has ended has no row."""

    __tablename__ = "session"
    __table_args__ = (one_of("opened_by", OpenedBy), Index(None, "provider", "provider_sid"))

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    token_sha256: str = Field(max_length=64, unique=True)
    """Of the cookie's value, which only the browser has."""
    user_id: int = Field(foreign_key="user_account.id", sa_type=BigId, index=True)
    opened_by: str = Field(max_length=16)
    provider: str | None = Field(default=None, max_length=64)
    """The provider that somebody came from, None for other ways."""
    provider_sid: str | None = Field(default=None, max_length=255)
    """The provider's own name of its session (OpenID Connect Back-Channel Logout 1.0, ``sid``)."""
    agent: str | None = Field(default=None, max_length=200)
    """What the browser says it is."""
    opened_at: datetime = Field(index=True)
    seen_at: datetime = Field(index=True)
    """When it was used, to within some minutes."""


class PersonalToken(SQLModel, table=True):
    """What somebody made for a script; one that was revoked has no row."""

    __tablename__ = "personal_token"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    user_id: int = Field(foreign_key="user_account.id", sa_type=BigId, index=True)
    name: str = Field(max_length=100)
    """What it is for, in its owner's words."""
    token_sha256: str = Field(max_length=64, unique=True)
    scopes: str = Field(max_length=100)
    """In the order of ``Scope``, with spaces between."""
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    """When it was used last, to within a minute."""


class PasswordReset(SQLModel, table=True):
    """A link to choose a new password, good once; without an account where the address belongs to nobody."""

    __tablename__ = "password_reset"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    token_sha256: str = Field(max_length=64, unique=True)
    user_id: int | None = Field(default=None, foreign_key="user_account.id", index=True, sa_type=BigId)
    expires_at: datetime = Field(index=True)
    used_at: datetime | None = None


class MailChange(SQLModel, table=True):
    """An address that somebody asked for and has not confirmed; one that counts, or came too late, has no row."""

    __tablename__ = "mail_change"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    token_sha256: str = Field(max_length=64, unique=True)
    user_id: int = Field(foreign_key="user_account.id", index=True, sa_type=BigId)
    mail: str = Field(max_length=254)
    created_at: datetime
    expires_at: datetime = Field(index=True)


class SecondFactor(SQLModel, table=True):
    """What an app on somebody's phone makes codes of."""

    __tablename__ = "second_factor"

    user_id: int | None = Field(default=None, primary_key=True, foreign_key="user_account.id", sa_type=BigId)
    secret: str = Field(max_length=64)
    """In base 32, as it is needed to make the same codes."""
    made_at: datetime
    confirmed_at: datetime | None = None
    """Since when it counts; None until a code was shown for it."""
    last_step: int | None = Field(default=None, sa_type=BigId)
    """The time step of the last code that was accepted (RFC 6238)."""


class RecoveryCode(SQLModel, table=True):
    """A code for a lost phone; one that was used has no row."""

    __tablename__ = "recovery_code"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    user_id: int = Field(foreign_key="user_account.id", sa_type=BigId, index=True)
    code_sha256: str = Field(max_length=64)
