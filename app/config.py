"""Settings, read once from the environment (``BONSENS_*``).

Knows names, types and defaults; opens nothing but the key file it owns.
"""

import os
import re
import secrets
import tempfile
from contextlib import suppress
from email.utils import parseaddr
from itertools import pairwise
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.errors import OperatorError

MINIMUM_SECRET_LENGTH = 32
LEAST_CHARACTERS = 8
"""Different characters of a secret; one that was drawn has more."""
LEAST_STEPS = 6
"""Different distances between a character of a secret and the next one."""
EXAMPLES = ("change", "secret", "password", "example", "default", "insecure", "bonsens")
SMTP_SCHEMES = ("smtp", "smtp+starttls", "smtps")
REDIS_SCHEMES = ("redis", "rediss")
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?|https?://\[[0-9a-f:]+\](:[0-9]{1,5})?")
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_IN_URL = re.compile(r"[A-Za-z0-9._~:/\[\]@!$&'()*+,;=%-]+")


def _public_url(given: str) -> str:
    parts = urlsplit(given)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
        raise ValueError("must be an address such as https://guide.example or https://example.com/guide")
    if parts.query or parts.fragment or "?" in given or "#" in given:
        raise ValueError("ends with its path, without a query or a fragment")
    if _IN_URL.fullmatch(given) is None:
        raise ValueError("holds only what may stand in an address; write anything else in its encoded form")
    _ = parts.port
    return given.rstrip("/")


PublicUrl = Annotated[str, AfterValidator(_public_url)]


def _origin(given: str) -> str:
    # Whoever asks with the origin of everybody, or of no page at all, is not one of those that are meant.
    if _ORIGIN.fullmatch(given) is None:
        raise ValueError("must be an origin such as https://intranet.example, in small letters and without a path")
    return given


Origin = Annotated[str, AfterValidator(_origin)]


def _host(given: str) -> str:
    # It stands in a policy of the browser, where a space or a semicolon would begin another rule.
    if _HOST.fullmatch(given) is None:
        raise ValueError("must be a host such as video.example.org, without a scheme, a port or a path")
    return given


Host = Annotated[str, AfterValidator(_host)]


def _smtp_url(given: SecretStr) -> SecretStr:
    parts = urlsplit(given.get_secret_value())
    if parts.scheme not in SMTP_SCHEMES or not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("must be an address such as smtp+starttls://user:password@example.org:587")
    if parts.username is not None and parts.scheme == "smtp" and parts.hostname not in LOOPBACK:
        raise ValueError("would send the password in the clear; begin it with smtp+starttls:// or smtps://")
    _ = parts.port
    return given


def _mail_from(given: str) -> str:
    name, address = parseaddr(given)
    local, _, domain = address.rpartition("@")
    if not (local and domain) or not address.isascii() or not name.isprintable() or not given.isprintable():
        raise ValueError("must be an address such as guide@example.org, or: Our guide <guide@example.org>")
    return given


def _redis_url(given: SecretStr) -> SecretStr:
    parts = urlsplit(given.get_secret_value())
    if parts.scheme not in REDIS_SCHEMES or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("must be an address such as rediss://:password@redis.example.org:6379/0")
    _ = parts.port
    return given


RedisUrl = Annotated[SecretStr, AfterValidator(_redis_url)]
SmtpUrl = Annotated[SecretStr, AfterValidator(_smtp_url)]
MailFrom = Annotated[str, AfterValidator(_mail_from)]


class Settings(BaseSettings):
    """Every setting has a default that is right for one machine with SQLite."""

    model_config = SettingsConfigDict(env_prefix="BONSENS_", frozen=True)

    database_url: str = "sqlite:///var/bonsens.sqlite"
    """SQLAlchemy URL; ``sqlite:///path`` or ``postgresql+psycopg://user:password@host/name``."""
    database_seconds: int = Field(default=4, ge=1, le=600)
    """How long PostgreSQL may take for a statement of a request before the connection is closed."""
    token_keys: str | None = None
    """``kid:secret[,kid:secret]``: the first signs, all verify. Unset: made once in ``token_key_file``."""
    token_key_file: Path = Path("var/token-keys")
    token_hours: int = Field(default=12, ge=1, le=24 * 366)
    """How long a bearer token from ``POST /v1/auth/token`` is good for."""
    session_idle_hours: int = Field(default=12, ge=1, le=24 * 90)
    """How long a browser stays signed in without being used."""
    session_days: int = Field(default=7, ge=1, le=366)
    """How long a browser stays signed in at most, however much it is used."""
    admins_need_second_factor: bool = False
    """Whether site admins sign in with a password only when they have a second factor."""
    public_url: PublicUrl | None = None
    """Where callers reach this service, as in ``https://guide.example/bonsens``: what links are made from."""
    smtp_url: SmtpUrl | None = None
    """``smtp+starttls://user:password@example.org:587``, ``smtps://…`` or ``smtp://…``. Unset: no mail is sent."""
    mail_from: MailFrom | None = Field(default=None, validate_default=True)
    """From whom mail comes, as in ``Our guide <guide@example.org>``."""
    invitation_days: int = Field(default=14, ge=1, le=366)
    """How long an invitation is good."""
    mail_batch: int = Field(default=50, ge=1, le=1000)
    """Letters that are sent in a row, over one connection."""
    mail_pause_seconds: float = Field(default=1.0, ge=0, le=3600)
    """How long the worker rests after each of them."""
    mail_tries: int = Field(default=20, ge=1, le=100)
    """How often a letter is tried before it is given up; twenty take four days."""
    sign_on: Path | None = None
    """The TOML file of the providers that people sign in with; needs ``public_url``."""
    cors_origins: list[Origin] = []
    """Origins whose browsers may call the API, as a JSON list."""
    site: bool = True
    """Whether the pages for browsers are served; turn it off where another front end is."""
    media_hosts: list[Host] = []
    """Hosts whose videos the pages may show in place, as a JSON list."""
    demo_people: Path | None = None
    """The invented people of ``bonsens demo``, with their password for anybody to read; never beside ``public_url``."""
    max_text_bytes: int = Field(default=256 * 1024, ge=1024)
    """Largest text of a page, in UTF-8 bytes."""
    max_body_bytes: int = Field(default=2 * 1024 * 1024, ge=4096)
    """Largest request body, in bytes."""
    shutdown_seconds: int = Field(default=10, ge=1, le=600)
    """How long requests that are being answered may take once the server is to end."""
    quota_pages: int = Field(default=1000, ge=1)
    """How many pages one person may create in a campaign."""
    quota_drafts: int = Field(default=500, ge=1)
    """How many drafts one person may begin."""
    quota_comments: int = Field(default=10_000, ge=1)
    """How many comments one person may write in a campaign."""
    quota_questions: int = Field(default=200, ge=1)
    """How many questions one person may ask in a campaign."""
    quota_jobs: int = Field(default=10, ge=1)
    """How many jobs of one person may wait or run."""
    quota_answers: int = Field(default=50_000, ge=1)
    """How many answers are kept for repetitions of one person's requests, for 48 hours each."""
    job_seconds: int = Field(default=600, ge=10, le=86_400)
    """How long a job, such as a compile, may compute."""
    job_megabytes: int = Field(default=2048, ge=512)
    """How much memory a job may take."""
    work_seconds: int = Field(default=5, ge=1, le=60)
    """How long one computation for a request, such as a comparison of long texts, may take in seconds of computing."""
    sign_in_attempts: int = Field(default=5, ge=1, le=100)
    """Wrong passwords in a row for an account from one address before each further one doubles the wait."""
    rate_limit_account: int = Field(default=6000, ge=0)
    """How many requests of one account are answered within a minute; 0: no limit."""
    rate_limit_address: int = Field(default=30_000, ge=0)
    """How many requests of one address are answered within a minute where nobody has signed in; 0: no limit."""
    rate_limit_storage: RedisUrl | None = None
    """The Redis in which all processes count requests together. Unset: each counts for itself."""
    migration_lock_seconds: int = Field(default=10, ge=1, le=86_400)
    """How long a migration waits on PostgreSQL for a table that is in use, while requests queue behind it."""
    migration_statement_seconds: int = Field(default=900, ge=0, le=86_400)
    """How long one statement of a migration, or the wait for another migration, may take on PostgreSQL; 0: no limit."""
    log_format: str = Field(default="json", pattern="^(json|console)$")

    @field_validator("smtp_url")
    @classmethod
    def _links_have_a_start(cls, given: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if given is not None and info.data.get("public_url") is None:
            raise ValueError("needs BONSENS_PUBLIC_URL too: the links in mails start there")
        return given

    @field_validator("mail_from")
    @classmethod
    def _mail_has_a_sender(cls, given: str | None, info: ValidationInfo) -> str | None:
        if given is None and info.data.get("smtp_url") is not None:
            raise ValueError("is needed where BONSENS_SMTP_URL is set: say from whom mail comes")
        return given

    @field_validator("demo_people")
    @classmethod
    def _a_demo_is_for_this_machine(cls, given: Path | None, info: ValidationInfo) -> Path | None:
        if given is not None and info.data.get("public_url") is not None:
            raise ValueError("is for bonsens demo alone: it tells everybody a password; unset it")
        return given

    @property
    def sends_mail(self) -> bool:
        """Whether there is a way out for mail."""
        return self.smtp_url is not None


def site_names(settings: Settings) -> list[str]:
    """Return the names of this site that people take for a password."""
    return [] if settings.public_url is None else [urlsplit(settings.public_url).hostname or ""]


class KeysInvalid(OperatorError):
    """The token keys cannot be used; the message says which and why."""


def token_keys(settings: Settings) -> dict[str, str]:
    """Return the signing secrets by key id, the signing one first.

    Without ``BONSENS_TOKEN_KEYS`` a secret is drawn once and kept in ``token_key_file``
    with permissions 0600. Raises KeysInvalid for a short secret or a key id given twice.
    """
    listed = settings.token_keys or _key_file(settings.token_key_file)
    keys: dict[str, str] = {}
    for entry in listed.strip().split(","):
        kid, separator, secret = entry.strip().partition(":")
        if not separator or not kid:
            raise KeysInvalid("BONSENS_TOKEN_KEYS must read kid:secret[,kid:secret].")
        if kid in keys:
            raise KeysInvalid(f"The token key id {kid!r} is given twice.")
        if len(secret) < MINIMUM_SECRET_LENGTH:
            raise KeysInvalid(f"The secret of token key {kid!r} is shorter than {MINIMUM_SECRET_LENGTH} characters.")
        if _is_public(settings) and _is_guessable(secret):
            raise KeysInvalid(
                f"The secret of token key {kid!r} is easily guessed, and this service is reached by others. Draw one: "
                "openssl rand -hex 32"
            )
        keys[kid] = secret
    return keys


def _is_public(settings: Settings) -> bool:
    """Tell whether others than this machine reach the service."""
    if settings.public_url is None:
        return False
    return urlsplit(settings.public_url).hostname not in {"localhost", "127.0.0.1", "::1"}


def _is_guessable(secret: str) -> bool:
    """Tell whether a secret repeats itself, counts up, or is one of those that stand in examples."""
    folded = secret.casefold()
    if len(set(folded)) < LEAST_CHARACTERS or any(word in folded for word in EXAMPLES):
        return True
    steps = {ord(after) - ord(before) for before, after in pairwise(folded)}
    return len(steps) < LEAST_STEPS or any(
        folded.startswith(folded[:size] * 2) for size in range(1, len(folded) // 2 + 1)
    )


def _key_file(path: Path) -> str:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        # Written aside and linked when whole: of several workers starting together exactly one draws the
        # secret, and none reads half of it. mkstemp makes the file readable for its owner alone.
        handle, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w") as file:
            file.write(f"local:{secrets.token_urlsafe(48)}\n")
        with suppress(FileExistsError):
            path.hardlink_to(aside)
        Path(aside).unlink()
    return path.read_text()
