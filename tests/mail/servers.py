"""A real SMTP server on this machine, which takes letters, or behaves as badly as a test wants."""

from asyncio import Server, WriteTransport
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pydantic import SecretStr

from app.config import Settings
from app.mail.relay import Relay

TAKEN = "250 Taken"


@dataclass(slots=True)
class MailServer:
    """A mail server with all that it took, and with what it answers; None breaks the connection instead."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    at_recipient: Callable[[str], str | None] = lambda _recipient: "250 Known"
    at_end: Callable[[], str | None] = lambda: TAKEN

    async def handle_RCPT(  # noqa: N802  The hook of aiosmtpd.
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.at_recipient(address)
        if answer is None:
            _hang_up(server)
            return ""
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.at_end()
        if answer is None or answer == TAKEN:
            content = envelope.content
            assert isinstance(content, bytes)
            self.letters.append(message_from_bytes(content, _class=EmailMessage, policy=policy.default))
            self.to += envelope.rcpt_tos
        if answer is None:
            _hang_up(server)
            return ""
        return answer


def _hang_up(server: SMTP) -> None:
    assert isinstance(server.transport, WriteTransport)
    server.transport.abort()


class AtAnyPort(Controller):
    """Listens at a port that the machine chooses."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def listening() -> Iterator[MailServer]:
    """Yield a server at a free port."""
    server = MailServer()
    controller = AtAnyPort(server, hostname="127.0.0.1", port=0, ready_timeout=20)
    controller.start()
    server.port = controller.port
    try:
        yield server
    finally:
        controller.stop()


def relay_to(port: int, sender: str = "Le guide <guide@example.org>") -> Relay:
    """Return the way to a server of this machine, by the settings of an operator."""
    settings = Settings(
        token_keys=f"test:{'x' * 32}",
        public_url="https://guide.example/bonsens",
        smtp_url=SecretStr(f"smtp://127.0.0.1:{port}"),
        mail_from=sender,
    )
    relay = Relay.of(settings)
    assert relay is not None
    return relay
