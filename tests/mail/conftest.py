"""Fixtures for tests of mail."""

from collections.abc import Iterator

import pytest

from app.mail.relay import Relay
from tests.mail.servers import MailServer, listening, relay_to


@pytest.fixture
def server() -> Iterator[MailServer]:
    """Yield a mail server that takes everything until it is told otherwise."""
    with listening() as running:
        yield running


@pytest.fixture
def relay(server: MailServer) -> Relay:
    return relay_to(server.port)
