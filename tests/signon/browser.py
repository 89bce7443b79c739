"""A browser that follows a sign-in from the service to a provider and back; knows no rule that judges it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import httpx2
from sqlmodel import col, select

from app.audit.models import AuditEntry
from app.identity.models import User
from tests.client import ApiClient
from tests.identity.provider import TestProvider
from tests.world import World

PUBLIC = "https://guide.example"
SESSION, FLOW = "__Host-bonsens", "__Host-bonsens-sign-on"
Json = dict[str, Any]


@dataclass(slots=True)
class Company:
    """The service with its providers; ``equip`` starts it anew with more in the file, by provider, and at its end."""

    world: World
    providers: dict[str, TestProvider]
    equip: Callable[..., None]

    def again(self, *args: Any, **named: Any) -> None:
        self.world.database.dispose()
        self.equip(*args, **named)
        self.world.database = self.world.app.state.services.database

    def browser(self) -> ApiClient:
        return self.world.client.browser()

    def user(self, username: str) -> User:
        with self.world.database.reading() as session:
            found = session.exec(select(User).where(col(User.username) == username)).one()
            session.expunge_all()
            return found

    def users(self) -> list[str]:
        with self.world.database.reading() as session:
            return sorted(session.exec(select(User.username)))

    def acts(self) -> list[str]:
        with self.world.database.reading() as session:
            return list(session.exec(select(AuditEntry.act).order_by(col(AuditEntry.id))))


def begin(browser: ApiClient, provider: str = "one", then: str | None = None) -> httpx2.Response:
    query = "" if then is None else "?" + urlencode({"next": then})
    return browser.get(f"/v1/auth/providers/{provider}/login{query}", follow_redirects=False)


def visit(address: str) -> str:
    """Sign in at the provider, and return where it sends the browser back to."""
    answer = httpx.get(address)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def come_back(browser: ApiClient, address: str) -> httpx2.Response:
    assert address.startswith(f"{PUBLIC}/v1/auth/providers/")
    return browser.get(address.removeprefix(PUBLIC), follow_redirects=False)


def sign_in(browser: ApiClient, provider: str = "one", then: str | None = None) -> httpx2.Response:
    """Sign in with a provider, and return the answer to whoever comes back."""
    return come_back(browser, visit(begin(browser, provider, then).headers["location"]))


def who(browser: ApiClient) -> str | None:
    """Return who is signed in with a browser."""
    answer = browser.get("/v1/me")
    return answer.json()["username"] if answer.status_code == 200 else None


def asked(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def changed(address: str, **parameters: str | None) -> str:
    """Return an address with other parameters; None takes one away."""
    parts = urlsplit(address)
    query = {**asked(address), **parameters}
    return parts._replace(query=urlencode({name: value for name, value in query.items() if value is not None})).geturl()
