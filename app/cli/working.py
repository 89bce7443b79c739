"""Does jobs in child processes, each with limits, and keeps a worker beside a server alive."""

import multiprocessing
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from app.apart import Child, Failed, Overrun, Tell, TookTooLong
from app.config import Settings
from app.db import Database
from app.guides.work import HANDLERS
from app.jobs.ending import Ending, Progress, broken, carry_out, given_up
from app.jobs.presence import note_worker
from app.jobs.rules import MOST_TRIES
from app.jobs.service import Beat, GivenUp, Taken
from app.logs import configure_logs
from app.words.codes import Word
from app.words.saying import Said

RESTART_SECONDS = 2.0
NOTE_SECONDS = 15.0


@dataclass(slots=True)
class Presence:
    """Tells the database now and then that this worker is there."""

    database: Database
    name: str
    _noted: float = field(default=-NOTE_SECONDS)

    def note(self) -> None:
        if time.monotonic() - self._noted < NOTE_SECONDS:
            return
        self._noted = time.monotonic()
        with self.database.writing() as session:
            note_worker(session, self.name)


@dataclass(frozen=True, slots=True)
class Apart:
    """Does each job in a process of its own."""

    settings: Settings
    alive: Callable[[], None]
    """Called about once a second while a job is at work."""

    def __call__(self, taken: Taken, progress: Progress, beat: Beat) -> Ending:
        """Do a job and return how it ended; raises GivenUp where it went beyond its limits."""
        seconds, megabytes = self.settings.job_seconds, self.settings.job_megabytes

        def told(step: object) -> None:
            assert isinstance(step, tuple)
            progress(*step)

        def lives() -> None:
            beat()
            self.alive()

        child = Child(seconds, megabytes)
        job = (self.settings.database_url, self.settings.log_format, taken)
        try:
            return child.work_out(do_apart, *job, told=told, beat=lives)
        except Overrun as overrun:
            structlog.get_logger().error("job given up", job_id=taken.job_id, why=type(overrun).__name__)
            if isinstance(overrun, TookTooLong):
                # It would take as long the next time.
                raise GivenUp(given_up(Said.of(Word.JOB_TOO_LONG, seconds=seconds), budget=seconds)) from overrun
            said = Said.of(Word.JOB_TOO_MUCH, megabytes=megabytes)
            raise GivenUp(given_up(said, budget=seconds) if taken.tries >= MOST_TRIES else None) from overrun
        except Failed:
            structlog.get_logger().exception("job failed", job_id=taken.job_id, kind=taken.kind)
            raise GivenUp(broken(taken.job_id)) from None
        finally:
            child.close()


def do_apart(tell: Tell, url: str, log_format: str, taken: Taken) -> Ending:
    """Do a job in this process, which is a child."""
    configure_logs(log_format)
    database = Database(url)
    try:
        return carry_out(
            HANDLERS,
            database,
            taken.job_id,
            taken.kind,
            taken.user_id,
            taken.arguments,
            lambda percent, stage: tell((percent, stage)),
        )
    finally:
        database.dispose()


class Keeper(threading.Thread):
    """Keeps a worker process alive beside a server, and says so when one has ended."""

    def __init__(self, target: Callable[[], None]) -> None:
        super().__init__(name="bonsens-keeper", daemon=True)
        self._target = target
        self._ending = threading.Event()

    def run(self) -> None:
        while not self._ending.is_set():
            process = multiprocessing.get_context("spawn").Process(
                target=self._target, daemon=True, name="bonsens-worker"
            )
            process.start()
            process.join()
            if not self._ending.wait(RESTART_SECONDS):
                structlog.get_logger().error("worker ended, started again", exit_code=process.exitcode)

    def close(self) -> None:
        """Let the worker end with this process."""
        self._ending.set()


def end_with_server() -> None:
    """End this process, a worker beside a server, where the server has ended."""
    server = multiprocessing.parent_process()
    if server is not None and not server.is_alive():
        sys.exit()
