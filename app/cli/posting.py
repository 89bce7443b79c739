"""Sends mail beside the jobs of a worker, so that neither waits for the other."""

import threading
import time

import structlog

from app.cli.common import opened
from app.clock import database_now
from app.config import Settings
from app.db import UNAVAILABLE, Database
from app.mail.outbox import purge_letters
from app.mail.relay import Relay
from app.mail.sending import Pace, send_due

IDLE_SECONDS = 1.0
UNREACHABLE_SECONDS = 15.0
PURGE_SECONDS = 3600.0


class Sender(threading.Thread):
    """Sends mail until it is stopped, or the process ends."""

    def __init__(self, settings: Settings, relay: Relay) -> None:
        super().__init__(name="bonsens-mail", daemon=True)
        self._settings = settings
        self._relay = relay
        self._stopped = threading.Event()

    def run(self) -> None:
        pace = Pace(self._settings.mail_batch, self._settings.mail_tries)
        purged, rest = -PURGE_SECONDS, 0.0
        with opened(self._settings) as database:
            while not self._stopped.wait(rest):
                try:
                    if time.monotonic() - purged > PURGE_SECONDS:
                        _purge(database)
                        purged = time.monotonic()
                    rest = rest_after_batch(database, self._relay, pace, self._settings.mail_pause_seconds)
                except UNAVAILABLE:
                    structlog.get_logger().exception("database unavailable")
                    rest = UNREACHABLE_SECONDS

    def stop(self) -> None:
        """End after the batch that is being sent."""
        self._stopped.set()
        self.join()


def send_mail_beside(settings: Settings) -> Sender | None:
    """Send mail in a thread of its own; None where mail is off."""
    relay = Relay.of(settings)
    if relay is None:
        return None
    sender = Sender(settings, relay)
    sender.start()
    return sender


def rest_after_batch(database: Database, relay: Relay, pace: Pace, pause: float) -> float:
    """Send a batch and return for how many seconds to rest."""
    batch = send_due(database, relay, pace)
    if not batch.reached:
        return max(pause, UNREACHABLE_SECONDS)
    return pause if batch.taken else max(pause, IDLE_SECONDS)


def _purge(database: Database) -> None:
    with database.writing() as session:
        purge_letters(session, database_now(session))
