"""Fifteen thousand people by a list, and their letters over a real SMTP server on this machine, each once."""

import tempfile
import time
from asyncio import Server as Listening
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as Connection
from sqlalchemy import func, select

from app.clock import database_now
from app.config import Settings
from app.db import Database
from app.identity.actor import Actor
from app.identity.models import User
from app.invitations.letters import Reach
from app.invitations.listing import Defaults, read_listing
from app.invitations.people import Terms, import_people
from app.mail.relay import Relay
from app.mail.sending import Pace, send_due
from app.migrating import upgrade
from app.words.saying import Language

PEOPLE = 15_000
BATCH = 50


class Taker:
    """Takes every letter and counts to whom it went."""

    def __init__(self) -> None:
        self.to: Counter[str] = Counter()

    async def handle_DATA(self, _server: SMTP, _connection: Connection, envelope: Envelope) -> str:  # noqa: N802
        self.to.update(envelope.rcpt_tos)
        return "250 Taken"


class AtAnyPort(Controller):
    """Listens at a port that the machine chooses."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, Listening)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def _listening(taker: Taker) -> Iterator[int]:
    controller = AtAnyPort(taker, hostname="127.0.0.1", port=0, ready_timeout=20)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def measure(people: int = PEOPLE) -> None:
    """Print how long a list takes, a second time too, and how long its letters."""
    lines = [f"Person {number};person-{number}@example.org;Department {number % 40}" for number in range(people)]
    data = "\n".join(["name;mail;department", *lines]).encode()
    taker = Taker()
    with tempfile.TemporaryDirectory() as folder, _listening(taker) as port:
        settings = Settings.model_validate(
            {
                "database_url": f"sqlite:///{Path(folder) / 'bonsens.sqlite'}",
                "public_url": "https://guide.example",
                "smtp_url": f"smtp://127.0.0.1:{port}",
                "mail_from": "guide@example.org",
            }
        )
        database = Database(settings.database_url)
        upgrade(database)
        for time_ in ("new", "again"):
            print(f"{people} people, {time_}: {_bring(database, settings, data):.1f} s")
        relay = Relay.of(settings)
        assert relay is not None
        began, batches = time.perf_counter(), 0
        while send_due(database, relay, Pace(BATCH, 20)).taken:
            batches += 1
        took = time.perf_counter() - began
        print(f"letters: {sum(taker.to.values())} in {batches} batches, {took:.1f} s without pauses")
        once = sum(count == 1 for count in taker.to.values())
        print(f"people with one letter: {once}, with more: {len(taker.to) - once}")
        with database.reading() as session:
            print(f"accounts: {session.scalars(select(func.count()).select_from(User)).one()}")
        database.dispose()


def _bring(database: Database, settings: Settings, data: bytes) -> float:
    began = time.perf_counter()
    with database.writing() as session:
        terms = Terms(Language.FRENCH, Reach.of(settings))
        report = import_people(
            session, Actor(None), read_listing(data, Defaults()), terms=terms, now=database_now(session)
        )
        assert report.stored
    return time.perf_counter() - began
