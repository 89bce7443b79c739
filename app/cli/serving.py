"""Commands that serve: the API, and the worker."""

import secrets
import signal
import time
from contextlib import closing, suppress
from typing import Annotated

import structlog
import typer
import uvicorn

from app.cli.common import Refused, opened
from app.cli.first import welcome_first_admin
from app.cli.posting import send_mail_beside
from app.cli.working import Apart, Keeper, Presence, end_with_server
from app.clock import database_now
from app.config import Settings
from app.db import UNAVAILABLE, Database
from app.jobs.service import run_next_job
from app.logs import configure_logs
from app.migrating import is_current
from app.web.idempotency import purge_kept_answers

IDLE_SECONDS = 1.0
PURGE_SECONDS = 3600.0
UNAVAILABLE_SECONDS = 5.0


def run(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="Processes that serve.")] = 1,
    work: Annotated[bool, typer.Option(help="Also run jobs here; turn off where `bonsens worker` runs.")] = True,
) -> None:
    """Serve the API."""
    settings = Settings()
    _require_current(settings)
    with opened(settings) as database:
        welcome_first_admin(database, settings, otherwise=f"http://{host}:{port}")
    configure_logs(settings.log_format)
    keeper = Keeper(_work_beside)
    if work:
        keeper.start()
    with closing(keeper):
        _serve(settings, host, port, workers)


def _serve(settings: Settings, host: str, port: int, workers: int) -> None:
    uvicorn.run(
        "app.serve:application",
        host=host,
        port=port,
        workers=workers,
        access_log=False,
        log_level="warning",
        server_header=False,
        http="app.web.connections:Bounded",
        timeout_graceful_shutdown=settings.shutdown_seconds,
        # See app.serve.
        proxy_headers=False,
    )


def worker() -> None:
    """Run queued jobs, and send mail, until stopped."""
    settings = Settings()
    configure_logs(settings.log_format)
    _require_current(settings)
    send_mail_beside(settings)
    with opened(settings) as database:
        purged = 0.0
        presence = Presence(database, secrets.token_hex(8))

        def alive() -> None:
            end_with_server()
            with suppress(*UNAVAILABLE):
                presence.note()

        while True:
            end_with_server()
            try:
                presence.note()
                if time.monotonic() - purged > PURGE_SECONDS or not purged:
                    _purge(database)
                    purged = time.monotonic()
                if not run_next_job(database, Apart(settings, alive)):
                    time.sleep(IDLE_SECONDS)
            except UNAVAILABLE:
                # A restart of the database must not end the worker: nobody would start it again.
                structlog.get_logger().exception("database unavailable")
                time.sleep(UNAVAILABLE_SECONDS)


def _work_beside() -> None:
    # Ctrl-C reaches every process of the terminal; the server ends this one when it has ended itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    worker()


def _require_current(settings: Settings) -> None:
    with opened(settings) as database:
        if not is_current(database):
            raise Refused("The database does not have the tables of this release. Run: bonsens migrate")


def _purge(database: Database) -> None:
    with database.writing() as session:
        purge_kept_answers(session, database_now(session))
