"""The server that takes our letters: where it is, how it is spoken to, and how a letter is handed over to it.

Knows SMTP and no table.
"""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, parseaddr
from typing import Self
from urllib.parse import unquote, urlsplit

from app.clock import process_now
from app.config import Settings
from app.mail.letters import Written

SECONDS = 30
"""How long an answer of the server is waited for."""
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_GO_AHEAD = 354
_DONE = 250
_WILL_FORWARD = 251
_LEADING_DOT = re.compile(rb"(?m)^\.")


class Taken(Exception):
    """Another process sends this letter; nothing of it was handed over here."""


class Unanswered(Exception):
    """The whole letter was handed over and no answer came: nobody knows whether it is on its way."""


@dataclass(frozen=True, slots=True)
class Relay:
    """A server, and from whom letters come."""

    scheme: str
    host: str
    port: int
    user: str | None
    password: str
    sender: Address
    domain: str
    """Stands behind the names of letters, in their Message-ID."""

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        """Return the server of the settings, None where mail is off."""
        if settings.smtp_url is None:
            return None
        assert settings.mail_from is not None
        assert settings.public_url is not None
        parts = urlsplit(settings.smtp_url.get_secret_value())
        name, address = parseaddr(settings.mail_from)
        return cls(
            scheme=parts.scheme,
            host=parts.hostname or "",
            port=parts.port or _PORTS[parts.scheme],
            user=None if parts.username is None else unquote(parts.username),
            password=unquote(parts.password or ""),
            sender=Address(name, addr_spec=address),
            domain=urlsplit(settings.public_url).hostname or "localhost",
        )

    @contextmanager
    def connected(self) -> Iterator[smtplib.SMTP]:
        """Yield a connection that is ready for letters; raises what smtplib raises, or OSError."""
        context = None if self.scheme == "smtp" else ssl.create_default_context()
        if self.scheme == "smtps":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, self.domain, timeout=SECONDS, context=context
            )
        else:
            connection = smtplib.SMTP(self.host, self.port, self.domain, timeout=SECONDS)
        try:
            if self.scheme == "smtp+starttls":
                connection.starttls(context=context)
            connection.ehlo_or_helo_if_needed()
            if connection.sock is not None:
                # The dot goes apart from its letter, and would wait 40 ms for the server to acknowledge the letter.
                connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.user is not None:
                connection.login(self.user, self.password)
            yield connection
        finally:
            # What is sent is sent; a server that answers no farewell changes nothing.
            with suppress(smtplib.SMTPException, OSError):
                connection.quit()
            connection.close()

    def message(self, key: str, recipient: str, written: Written) -> bytes:
        """Return a letter as it travels; the policy refuses a header of more than one line."""
        message = EmailMessage(policy=SMTP_POLICY)
        message["From"] = self.sender
        message["To"] = Address(addr_spec=recipient)
        message["Subject"] = written.subject
        message["Date"] = format_datetime(process_now())
        message["Message-ID"] = f"<{key}@{self.domain}>"
        # No answer of a machine is wanted to what a machine has written (RFC 3834).
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(written.text, cte="quoted-printable")
        message.add_alternative(written.html, subtype="html", cte="quoted-printable")
        return message.as_bytes()

    def hand_over(
        self, connection: smtplib.SMTP, recipient: str, message: bytes, *, before_end: Callable[[], bool]
    ) -> None:
        """Give the server a letter; ``before_end`` is asked when only the dot is missing that makes it theirs.

        Until then nothing is sent, whatever breaks. Raises Taken where it says no, Unanswered where no answer comes
        to the dot, and what smtplib raises for a refusal.
        """
        code, words = connection.mail(self.sender.addr_spec)
        if code != _DONE:
            # That is about the settings, not about this letter.
            raise smtplib.SMTPSenderRefused(code, words, self.sender.addr_spec)
        _expect(connection.rcpt(recipient), _DONE, _WILL_FORWARD)
        _expect(connection.docmd("DATA"), _GO_AHEAD)
        connection.send(_LEADING_DOT.sub(b"..", message))
        ours = False
        try:
            ours = before_end()
        finally:
            if not ours:
                # Only a broken connection takes back what was said.
                connection.close()
        if not ours:
            raise Taken
        try:
            connection.send(b".\r\n")
            answer = connection.getreply()
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            connection.close()
            raise Unanswered(str(error)) from error
        _expect(answer, _DONE)


def _expect(answer: tuple[int, bytes], *codes: int) -> None:
    if answer[0] not in codes:
        raise smtplib.SMTPResponseException(*answer)
