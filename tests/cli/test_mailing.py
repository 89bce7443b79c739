"""Mail at a shell, and the worker that sends it."""

import time

import pytest

from app.cli import posting
from app.clock import database_now
from app.config import Settings
from app.db import Database
from app.mail.letters import Letter
from app.mail.outbox import Addressed, enqueue
from app.mail.relay import Relay
from app.mail.sending import Pace
from app.words.codes import Word
from app.words.saying import Language, Said
from tests.cli.conftest import Run
from tests.mail.servers import listening

SUBJECT = Said.of(Word.LETTER_TRIAL_SUBJECT, site="guide.example")


@pytest.fixture
def sends_mail(configured: None, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:  # noqa: ARG001  Set before.
    monkeypatch.setenv("BONSENS_PUBLIC_URL", "https://guide.example")
    monkeypatch.setenv("BONSENS_MAIL_FROM", "guide@example.org")
    monkeypatch.setenv("BONSENS_SMTP_URL", "smtp://127.0.0.1:1")
    return monkeypatch


@pytest.mark.usefixtures("configured")
def test_without_a_server_nothing_is_sent_and_a_trial_says_what_to_set(run: Run) -> None:
    assert posting.send_mail_beside(Settings()) is None
    assert run("mail", "test", "zoe@example.org").err.startswith("Refused: Mail is off. Set BONSENS_SMTP_URL")


@pytest.mark.usefixtures("configured")
def test_nothing_starts_without_what_links_begin_with(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BONSENS_SMTP_URL", "smtps://mail.example")
    monkeypatch.setenv("BONSENS_MAIL_FROM", "guide@example.org")
    for command in ("run", "worker"):
        refused = run(command)
        assert refused.code == 2
        assert refused.err.startswith("A setting cannot be used: BONSENS_SMTP_URL")
        assert "needs BONSENS_PUBLIC_URL" in refused.err


def test_a_trial_says_what_the_server_answers(run: Run, sends_mail: pytest.MonkeyPatch) -> None:
    assert run("mail", "test", "zoe@example.org").err.startswith("Refused: 127.0.0.1:1 did not take it: ")
    with listening() as server:
        sends_mail.setenv("BONSENS_SMTP_URL", f"smtp://127.0.0.1:{server.port}")
        took = run("mail", "test", "Zoe@example.org").err
        assert took == f"127.0.0.1:{server.port} took a letter to zoe@example.org. Look whether it arrived.\n"
        assert server.letters[0]["subject"] == "Mail from guide.example arrives"
        server.at_recipient = lambda _: "550 Nobody"
        assert "did not take it: (550" in run("mail", "test", "zoe@example.org").err
    assert run("mail", "test", "zoe").err.startswith("Refused: A mail address has one @")


@pytest.mark.usefixtures("sends_mail")
def test_what_waits_and_what_failed_is_listed_and_tried_again(run: Run) -> None:
    settings = Settings()
    database = Database(settings.database_url)
    with database.writing() as session:
        to = Addressed("zoe@example.org", Language.FRENCH, Letter(SUBJECT, ()))
        enqueue(session, to, now=database_now(session))
    relay = Relay.of(settings)
    assert relay is not None
    assert posting.rest_after_batch(database, relay, Pace(10, 1), 0) == posting.UNREACHABLE_SECONDS
    listed = run("mail", "list").out.decode().splitlines()[-1].split("\t")
    assert (listed[0], listed[1], listed[3]) == ("1", "failed", "zoe@example.org")
    assert "refused" in listed[4]
    assert run("mail", "send-again").err == "Letters that are tried again: 1.\n"
    assert run("mail", "list").out.decode().split("\t")[1] == "waiting"
    database.dispose()


def test_a_worker_sends_what_waits(sends_mail: pytest.MonkeyPatch) -> None:
    with listening() as server:
        sends_mail.setenv("BONSENS_SMTP_URL", f"smtp://127.0.0.1:{server.port}")
        sends_mail.setattr(posting, "IDLE_SECONDS", 0.01)
        settings = Settings()
        database = Database(settings.database_url)
        relay = Relay.of(settings)
        assert relay is not None
        assert posting.rest_after_batch(database, relay, Pace(10, 1), 2.5) == 2.5
        with database.writing() as session:
            to = Addressed("zoe@example.org", Language.FRENCH, Letter(SUBJECT, ()))
            enqueue(session, to, now=database_now(session))
        sender = posting.send_mail_beside(settings)
        assert sender is not None
        until = time.monotonic() + 20
        while not server.letters and time.monotonic() < until:
            time.sleep(0.01)
        assert [letter["subject"] for letter in server.letters] == ["Les courriels de guide.example arrivent"]
        sender.stop()
        database.dispose()
