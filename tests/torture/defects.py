"""Defects to plant into a server process, so that each judge is seen to catch what it is there for.

Knows the seams of the application where such a defect would sit; refuses to run outside a process of its own.
"""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlmodel import Session
from starlette.responses import Response

import app.db
import app.identity.attempts
import app.pages.access
import app.pages.draft_router
import app.pages.revisions.proposals
import app.pages.revisions.saving
import app.reviews.decisions.policy
import app.reviews.decisions.router
import app.reviews.decisions.rules
import app.reviews.votes.counters
import app.reviews.votes.voting
import app.web.idempotency
from app.db import Database
from app.pages.access import page_of
from app.reviews.arithmetic import HeldBallots
from app.text.merge import Merged
from app.turns import Turns
from app.web.idempotency import Once
from tests.torture.caller import CHANCE

LATE_SECONDS = 0.1
_SHARED_LOCK = "SELECT pg_advisory_xact_lock_shared("


def drop_text() -> None:
    """A merge that keeps what came in and loses what was sent."""
    _plant(app.pages.revisions.proposals, "three_way", lambda _base, _ours, theirs: Merged(theirs + " ", (), ()))


def keep_no_draft() -> None:
    """A refusal that names a draft which nobody wrote."""
    _plant(app.pages.revisions.saving, "keep_draft", lambda *_arguments, **_options: 1)


def forget_keystrokes() -> None:
    """A text that is said to be kept while its author writes, and was so the first time alone."""
    _plant(app.pages.draft_router, "change_draft", lambda _session, draft, *_arguments, **_options: draft)


def let_nobody_wait() -> None:
    """A service that sends away whoever signs in while somebody else does."""
    _plant(app.identity.attempts, "Turns", lambda _at_once, _waiting: Turns(1, 0))


def answer_early() -> None:
    """A server that answers first and commits a little later."""
    committed = Database.writing

    @contextmanager
    def writing(self: Database) -> Iterator[Session]:
        stack = ExitStack()
        session = stack.enter_context(committed(self))
        try:
            yield session
        except BaseException:
            if not stack.__exit__(*sys.exc_info()):
                raise
        else:
            session.flush()
            threading.Timer(LATE_SECONDS, stack.close).start()

    _plant(app.db.Database, "writing", writing)


def lock_nothing() -> None:
    """Acts that do not take the campaign's shared lock, and take their time between check and commit (PostgreSQL)."""
    _rewrite(_SHARED_LOCK, "SELECT abs(")
    _dawdle_before("INSERT INTO revision ")


def read_the_clock_early() -> None:
    """Acts that are judged by the clock as it was before the lock: ``now()`` on PostgreSQL."""
    _rewrite("clock_timestamp()", "now()")
    _dawdle_before(_SHARED_LOCK)
    began, clock, committed = threading.local(), app.db._sqlite_clock, Database.writing

    @contextmanager
    def writing(self: Database) -> Iterator[Session]:
        began.at = clock()
        if self.is_sqlite:
            time.sleep(CHANCE.uniform(0, LATE_SECONDS))
        with committed(self) as session:
            yield session
        began.at = None

    _plant(app.db.Database, "writing", writing)
    _plant(app.db, "_sqlite_clock", lambda: str(getattr(began, "at", None) or clock()))


def forget_keys() -> None:
    """Answers that are not kept for a retry."""

    def keep(_self: Once, _session: Session, response: Response) -> Response:
        return response

    _plant(app.web.idempotency.Once, "keep", keep)


def match_anything() -> None:
    """Decisions that do not ask which state the editor saw."""
    _plant(app.reviews.decisions.router, "_require_same_decisions", lambda *_arguments, **_members: None)


def count_at_once() -> None:
    """Ballots that count what is there without waiting for each other (PostgreSQL)."""
    _plant(app.reviews.votes.voting, "locked_page_of", page_of)
    _dawdle_before("SELECT audit_chain.")


def forget_vetoes() -> None:
    """Votes that accept what an editor has rejected."""
    stand = app.reviews.decisions.rules.editors_stand
    _plant(app.reviews.decisions.policy, "editors_stand", lambda said, settled: (stand(said, settled)[0], frozenset()))


def count_without_the_lock() -> None:
    """Votes that do not queue behind their page (PostgreSQL)."""
    _plant(app.pages.access, "_lock_page", lambda *_arguments: None)
    _dawdle_before("INSERT INTO ballot ")


def count_every_ballot() -> None:
    """A ballot that is counted again each time it is changed."""
    move = app.reviews.votes.counters.move_ballots
    _plant(
        app.reviews.votes.voting,
        "move_ballots",
        lambda session, page, _before, after: move(session, page, HeldBallots(), after),
    )


def spend_freely() -> None:
    """Support that is counted before its turn has come (PostgreSQL)."""
    _rewrite("FROM user_account \nWHERE user_account.id = %(id_1)s::BIGINT FOR NO KEY UPDATE", "")
    _dawdle_before("INSERT INTO support ")


Defect = Callable[[], None]


def _plant(owner: object, name: str, planted: object) -> None:
    """Put a defect in the place of what is there; raises AttributeError where nothing is: it would be no defect."""
    getattr(owner, name)
    setattr(owner, name, planted)


def _dawdle_before(beginning: str) -> None:
    # A defect that shows once in a thousand races is no proof of a judge in ten.
    @event.listens_for(Engine, "before_cursor_execute")
    def dawdle(  # SQLAlchemy's signature.
        _connection: Any,
        _cursor: Any,
        statement: str,
        _parameters: Any,
        _context: Any,
        _many: bool,  # noqa: FBT001
    ) -> None:
        if statement.startswith(beginning):
            time.sleep(CHANCE.uniform(0, LATE_SECONDS))


def _rewrite(said: str, instead: str) -> None:
    @event.listens_for(Engine, "before_cursor_execute", retval=True)
    def rewrite(  # SQLAlchemy's signature.
        connection: Connection,
        _cursor: Any,
        statement: str,
        parameters: Any,
        _context: Any,
        _many: bool,  # noqa: FBT001
    ) -> tuple[str, Any]:
        return statement.replace(said, instead) if connection.dialect.name == "postgresql" else statement, parameters
