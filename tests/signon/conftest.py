"""A service that people sign in to with two providers on this machine."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from app.config import Settings
from app.main import create_app
from tests.client import ApiClient
from tests.conftest import equip_anew
from tests.contract import Contract
from tests.identity.provider import TestProvider, provider, written
from tests.identity.signing import Signer
from tests.signon.browser import PUBLIC, Company
from tests.world import World

TOKEN_KEYS = "test:vT3qYx9mKe7RwZ2hLc8NbJ5sPd4GfA6u"
"""Not to be guessed: a service that others reach refuses what is."""


@pytest.fixture(scope="session")
def public_application(application: FastAPI) -> FastAPI:
    made = create_app(Settings(database_url="sqlite://", token_keys=TOKEN_KEYS, public_url=PUBLIC))
    made.openapi_schema = application.openapi_schema
    return made


@pytest.fixture
def providers() -> Iterator[dict[str, TestProvider]]:
    """Yield two providers, which sign with different keys."""
    with provider() as one, provider(client_id="guide", signer=Signer("rsa-2", "RS256")) as two:
        yield {"one": one, "two": two}


@pytest.fixture
def company(
    public_application: FastAPI,
    providers: dict[str, TestProvider],
    database_url: str,
    contract: Contract,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Company]:
    """Yield the service of a company with both; what the file of sign-on says more, a test writes itself."""
    monkeypatch.setenv("TEST_SECRET", providers["one"].client_secret)
    file = tmp_path / "sign-on.toml"

    def equip(more: dict[str, str] | None = None, end: str = "") -> None:
        file.write_text(written(providers, more) + end, encoding="utf-8")
        settings = Settings(database_url=database_url, token_keys=TOKEN_KEYS, public_url=PUBLIC, sign_on=file)
        equip_anew(public_application, settings)

    equip()
    with ApiClient(public_application, contract) as client:
        world = World(public_application, public_application.state.services.database, client)
        yield Company(world, providers, equip)
