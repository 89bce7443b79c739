"""Settings, read once from the environment (``BONSENS_*``).

Knows names, types and defaults; opens nothing but the key file it owns.
"""

import os
import re
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.errors import OperatorError

MINIMUM_SECRET_LENGTH = 32
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


class Settings(BaseSettings):
    """Every setting has a default that is right for one machine with SQLite."""

    model_config = SettingsConfigDict(env_prefix="BONSENS_", frozen=True)

    database_url: str = "sqlite:///var/bonsens.sqlite"
    """SQLAlchemy URL; ``sqlite:///path`` or ``postgresql+psycopg://user:password@host/name``."""
    token_keys: str | None = None
    """``kid:secret[,kid:secret]``: the first signs, all verify. Unset: made once in ``token_key_file``."""
    token_key_file: Path = Path("var/token-keys")
    token_hours: int = Field(default=12, ge=1, le=24 * 366)
    """How long a bearer token from ``POST /v1/auth/token`` is good for."""
    public_url: PublicUrl | None = None
    """Where callers reach this service, as in ``https://guide.example/bonsens``: what links are made from."""
    cors_origins: list[str] = []
    """Origins whose browsers may call the API, as a JSON list."""
    max_text_bytes: int = Field(default=256 * 1024, ge=1024)
    """Largest text of a page, in UTF-8 bytes."""
    max_body_bytes: int = Field(default=2 * 1024 * 1024, ge=4096)
    """Largest request body, in bytes."""
    shutdown_seconds: int = Field(default=10, ge=1, le=600)
    """How long requests that are being answered may take once the server is to end."""
    work_seconds: int = Field(default=5, ge=1, le=60)
    """How long one computation for a request, such as a comparison of long texts, may take in seconds of computing."""
    sign_in_attempts: int = Field(default=5, ge=1, le=100)
    """Wrong passwords in a row for an account from one address before each further one doubles the wait."""
    migration_lock_seconds: int = Field(default=10, ge=1, le=86_400)
    """How long a migration waits on PostgreSQL for a table that is in use, while requests queue behind it."""
    migration_statement_seconds: int = Field(default=900, ge=0, le=86_400)
    """How long one statement of a migration, or the wait for another migration, may take on PostgreSQL; 0: no limit."""
    log_format: str = Field(default="json", pattern="^(json|console)$")


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
        keys[kid] = secret
    return keys


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
