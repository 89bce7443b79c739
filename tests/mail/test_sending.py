"""Letters over a real SMTP server: each arrives once, whatever breaks, and what does not arrive has a reason."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.clock import database_now, shifted
from app.db import Database
from app.mail import sending
from app.mail.letters import Letter
from app.mail.models import OutboxLetter
from app.mail.outbox import KEPT_FOR, Addressed, enqueue_all, purge_letters, send_again
from app.mail.relay import Relay
from app.mail.rules import LONGEST_WAIT, wait_after
from app.mail.sending import LEASE, Pace, send_due
from app.words.codes import Word
from app.words.saying import Language, Said
from tests.mail.servers import MailServer, relay_to
from tests.planting import on_one_database

pytestmark = pytest.mark.databases

PACE = Pace(batch=10, tries=3)
LATER = LONGEST_WAIT + timedelta(seconds=1)
LETTER = Letter(
    Said.of(Word.LETTER_TRIAL_SUBJECT, site="guide.example"),
    (Said.of(Word.LETTER_TRIAL, site="guide.example"),),
    link="https://guide.example/#secret",
)
TO = tuple(f"person-{number}@example.org" for number in range(3))


def put(database: Database, *recipients: str) -> None:
    with database.writing() as session:
        letters = [Addressed(recipient, Language.FRENCH, LETTER) for recipient in recipients]
        enqueue_all(session, letters, now=database_now(session))


def rows(database: Database) -> list[OutboxLetter]:
    with database.reading() as session:
        found = list(session.scalars(select(OutboxLetter).order_by(col(OutboxLetter.id))))
        session.expunge_all()
    return found


def states(database: Database) -> list[str]:
    return [row.state for row in rows(database)]


def test_what_is_sent_arrives_once_and_its_link_is_forgotten(
    database: Database, server: MailServer, relay: Relay
) -> None:
    put(database, *TO)
    assert "secret" in rows(database)[0].letter
    for _ in range(2):
        send_due(database, relay, PACE)
    assert server.to == list(TO)
    assert [(row.state, row.letter) for row in rows(database)] == [("sent", "")] * 3
    assert [letter["message-id"] for letter in server.letters] == [
        f"<{row.key}@guide.example>" for row in rows(database)
    ]
    with shifted(KEPT_FOR + timedelta(minutes=1)), database.writing() as session:
        purge_letters(session, database_now(session))
    assert rows(database) == []


def test_batches_are_no_larger_than_they_may_be(database: Database, server: MailServer, relay: Relay) -> None:
    put(database, *TO)
    taken = [send_due(database, relay, Pace(batch=2, tries=3)).taken for _ in range(3)]
    assert (taken, server.to) == ([2, 1, 0], list(TO))


@pytest.mark.parametrize("place", ["at_recipient", "at_end"])
def test_a_refusal_for_good_is_kept_with_the_words_of_the_server(
    database: Database, server: MailServer, relay: Relay, place: str
) -> None:
    put(database, *TO)
    answers = iter(["550 5.1.1 Nobody of that name"])
    setattr(server, place, lambda *_: next(answers, "250 Taken"))
    assert send_due(database, relay, PACE).reached
    assert states(database) == ["failed", "sent", "sent"]
    assert rows(database)[0].reason == "550 5.1.1 Nobody of that name"
    with shifted(LATER):
        send_due(database, relay, PACE)
        assert server.to == list(TO[1:])
        with database.writing() as session:
            assert send_again(session, now=database_now(session)) == 1
        send_due(database, relay, PACE)
    assert states(database) == ["sent"] * 3


@pytest.mark.parametrize("place", ["at_recipient", "at_end"])
def test_a_temporary_refusal_is_tried_again_later_and_given_up_in_the_end(
    database: Database, server: MailServer, relay: Relay, place: str
) -> None:
    put(database, TO[0])
    setattr(server, place, lambda *_: "451 4.7.1 Greylisted, come back")
    send_due(database, relay, PACE)
    # Not at once.
    assert send_due(database, relay, PACE).taken == 0
    assert (states(database), rows(database)[0].reason) == (["waiting"], "451 4.7.1 Greylisted, come back")
    for again in (1, 2):
        with shifted(again * LATER):
            send_due(database, relay, PACE)
    assert (states(database), rows(database)[0].tries, server.to) == (["failed"], 3, [])


def test_a_connection_that_breaks_before_the_end_loses_and_doubles_nothing(
    database: Database, server: MailServer, relay: Relay
) -> None:
    put(database, *TO)
    answers = iter(["250 Known", None])
    server.at_recipient = lambda _recipient: next(answers, "250 Known")
    assert not send_due(database, relay, PACE).reached
    assert states(database) == ["sent", "waiting", "waiting"]
    # Only the letter that was being sent was tried.
    assert [row.tries for row in rows(database)] == [1, 1, 0]
    with shifted(LATER):
        send_due(database, relay, PACE)
    assert sorted(server.to) == list(TO)


def test_a_letter_that_was_taken_without_an_answer_is_not_sent_twice(
    database: Database, server: MailServer, relay: Relay
) -> None:
    put(database, *TO)
    server.at_end = iter([None, "250 Taken", "250 Taken", "250 Taken"]).__next__
    send_due(database, relay, PACE)
    assert states(database) == ["unclear", "waiting", "waiting"]
    assert (rows(database)[0].reason or "").startswith("The server took the letter and did not answer.")
    with shifted(LATER):
        send_due(database, relay, PACE)
    assert sorted(server.to) == list(TO)


class Killed(BaseException):
    """The process ends."""


@pytest.mark.parametrize("moment", ["_send", "_mark_handed", "_end"])
def test_a_worker_that_is_killed_in_the_middle_leaves_every_letter_to_be_sent_once(
    database: Database, server: MailServer, relay: Relay, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    put(database, *TO)
    do: Callable[..., object] = getattr(sending, moment)
    calls: list[object] = []

    def killed(*given: object, **more: object) -> object:
        calls.append(given)
        if len(calls) == 2:
            raise Killed
        return do(*given, **more)

    with monkeypatch.context() as patched:
        patched.setattr(sending, moment, killed)
        with pytest.raises(Killed):
            send_due(database, relay, PACE)
    # Another worker has nothing to do while the lease of the first one runs.
    assert send_due(database, relay, PACE).taken == 0
    with shifted(LEASE + timedelta(seconds=1)):
        send_due(database, relay, PACE)
    assert sorted(server.to) == list(TO)
    # Where it ended between the last byte and its own note, nobody knows; it arrived, and is not sent again.
    assert states(database) == ["sent", "unclear" if moment == "_end" else "sent", "sent"]


def test_two_workers_send_each_letter_once(database: Database, server: MailServer, relay: Relay) -> None:
    """One that is so slow that its lease ended finds its letter taken."""
    put(database, TO[0])
    [slow] = sending._claim(database, 1)
    with shifted(LEASE + timedelta(seconds=1)):
        send_due(database, relay, PACE)
    with relay.connected() as connection:
        sending._send(database, relay, connection, slow, PACE)
    assert (server.to, states(database)) == ([TO[0]], ["sent"])


@on_one_database
def test_a_worker_that_marks_nothing_is_found(
    database: Database, server: MailServer, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(database, TO[0])
    monkeypatch.setattr(sending, "_mark_handed", lambda *_: True)
    [slow] = sending._claim(database, 1)
    with shifted(LEASE + timedelta(seconds=1)):
        send_due(database, relay, PACE)
    with relay.connected() as connection:
        sending._send(database, relay, connection, slow, PACE)
    assert server.to == [TO[0]] * 2


def test_a_server_that_is_away_is_waited_for(database: Database, server: MailServer) -> None:
    put(database, *TO)
    assert not send_due(database, relay_to(1), PACE).reached
    assert states(database) == ["waiting"] * 3
    with shifted(LATER):
        send_due(database, relay_to(server.port), PACE)
    assert server.to == list(TO)


def test_a_letter_that_no_release_can_write_fails_and_holds_up_nobody(
    database: Database, server: MailServer, relay: Relay
) -> None:
    put(database, *TO[:2])
    with database.writing() as session:
        first = session.scalars(select(OutboxLetter).order_by(col(OutboxLetter.id)).limit(1)).one()
        first.letter = first.letter.replace("letter-trial-subject", "gone")
    send_due(database, relay, PACE)
    assert (states(database), server.to) == (["failed", "sent"], [TO[1]])


def test_waits_grow_and_end() -> None:
    minutes = [wait_after(tries).total_seconds() / 60 for tries in range(1, 8)]
    assert minutes == [1, 4, 16, 64, 256, 360, 360]
    assert wait_after(10**6) == LONGEST_WAIT


def test_a_deed_that_is_rolled_back_sends_nothing(database: Database, server: MailServer, relay: Relay) -> None:
    def fail() -> None:
        with database.writing() as session:
            enqueue_all(session, [Addressed(TO[0], Language.ENGLISH, LETTER)], now=database_now(session))
            raise Killed

    with pytest.raises(Killed):
        fail()
    send_due(database, relay, PACE)
    assert (rows(database), server.to) == ([], [])
