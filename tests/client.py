"""A client for tests that holds every response against ``app.openapi()``; knows no route."""

from typing import Self

import httpx2
from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.contract import Contract
from tests.transport import OneVisit


class ApiClient(TestClient):
    """Starlette's test client; each response, redirects included, must be what the document promises.

    ``contract`` is ``contract_of(app)``, made once for all applications with the same routes.
    Raises ContractBroken where it is not. ``raise_server_exceptions=False`` shows the 500
    that a user would get instead of the exception behind it.
    """

    __test__ = False

    def __init__(
        self,
        app: FastAPI,
        contract: Contract,
        *,
        token: str | None = None,
        raise_server_exceptions: bool = True,
        at: str = "http://testserver",
    ) -> None:
        headers = {"accept-language": "en"} | ({} if token is None else {"authorization": f"Bearer {token}"})
        super().__init__(app, base_url=at, headers=headers, raise_server_exceptions=raise_server_exceptions)
        self._transport = OneVisit(app, raises=raise_server_exceptions)
        self._api = app
        self._contract = contract
        self._raises = raise_server_exceptions
        self.event_hooks = {"response": [self._check]}

    def as_(self, token: str | None) -> Self:
        """Return a client of the same application that carries this bearer token, or none."""
        return type(self)(self._api, self._contract, token=token, raise_server_exceptions=self._raises)

    def browser(self, at: str = "https://testserver") -> Self:
        """Return a client of the same application that keeps cookies, at an address where it is given some."""
        return type(self)(self._api, self._contract, at=at, raise_server_exceptions=self._raises)

    def unchecked(self) -> Self:
        """Return this client with another judge in its place: it checks nothing, and shows the 500 of a failure."""
        self._transport = OneVisit(self._api, raises=False)
        self.event_hooks = {}
        return self

    def _check(self, response: httpx2.Response) -> None:
        response.read()
        self._contract.check(response.request.method, response.request.url.path, response)
