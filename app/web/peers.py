"""Who is at the other end of the connection, whatever a header says of who stands behind them. Knows no route."""

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

_KEY = "bonsens_peer"


class KeepPeer:
    """Stands in front of all that believes ``X-Forwarded-For``, and keeps the address that the connection has."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        peer = scope.get("client")
        await self.app({**scope, _KEY: peer[0] if peer else None}, receive, send)


def peer_of(request: Request) -> str | None:
    """Return the address at the other end of the connection, None where nobody kept it."""
    peer: str | None = request.scope.get(_KEY)
    return peer
