"""Plays a release with its own code and keeps what comes of it: ``python -m tests.released.make v0.1.0``.

The tag is cloned into ``build/released/``, set up there by its own ``make setup``, and serves its demo and the campaign
of many scripts, once on SQLite and once on PostgreSQL. Knows of the release what its API and its commands say.
"""

import argparse
import json
import lzma
import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
from sqlalchemy import URL, make_url

from tests.postgres import cluster, find_binaries
from tests.released import scripts
from tests.released.scripts import People, PlayRefused
from tests.released.telling import Json, told_of

ROOT = Path(__file__).parents[2]
SAMPLES = Path(__file__).parent
HOST = "127.0.0.1"
START_SECONDS = 60
KEYS = "released:" + "0123456789abcdef" * 3

# The demo brings its own SQLite file; here it plays on the database that is to be kept.
DEMO = """
import sys
from pathlib import Path
from app.demo import stage

make_environment = stage._environment
stage._environment = lambda folder: make_environment(folder) | {"BONSENS_DATABASE_URL": sys.argv[1]}
stage.play_demo(Path(sys.argv[2]), serve=False, port=0)
print(stage.PASSWORD, stage.load_story().campaign["slug"], sep="\\n")
"""

# psql alone understands these lines; what is loaded is SQL.
FOR_PSQL_ALONE = re.compile(rb"^\\(?:un)?restrict [A-Za-z0-9]+\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Release:
    """A checkout of a tag with its own environment."""

    folder: Path

    def run(self, command: str, *arguments: str, url: str) -> str:
        executable = str(self.folder / ".venv" / "bin" / command)
        ended = subprocess.run(
            [executable, *arguments],
            cwd=self.folder,
            env=environment(url),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return ended.stdout


def environment(url: str) -> dict[str, str]:
    return {**os.environ, "BONSENS_DATABASE_URL": url, "BONSENS_TOKEN_KEYS": KEYS}


def checked_out(tag: str) -> Release:
    """Return the release of a tag, cloned and set up where it is not yet."""
    folder = ROOT / "build" / "released" / tag
    if not folder.exists():
        subprocess.run(["git", "clone", "--quiet", "--branch", tag, ROOT, folder], check=True)
    subprocess.run(["make", "--no-print-directory", "setup"], cwd=folder, check=True)
    return Release(folder)


@contextmanager
def served(release: Release, url: str) -> Iterator[httpx.Client]:
    """Serve a release on a database and yield a client of it."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    command = [str(release.folder / ".venv" / "bin" / "bonsens"), "run", "--host", HOST, "--port", str(port)]
    server = subprocess.Popen(command, cwd=release.folder, env=environment(url), stdout=subprocess.DEVNULL)
    try:
        with httpx.Client(base_url=f"http://{HOST}:{port}", timeout=60) as client:
            wait_for(client, server)
            yield client
    finally:
        server.terminate()
        server.wait()


def wait_for(client: httpx.Client, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        # At first nobody listens.
        with suppress(httpx.TransportError):
            if client.get("/readyz").is_success:
                return
        time.sleep(0.1)
    raise PlayRefused("The release does not start.")


def play(release: Release, url: str) -> Json:
    """Play the demo and the campaign of many scripts on an empty database; return what the release tells of both."""
    folder = release.folder / "var" / "released"
    password, demo = release.run("python", "-c", DEMO, url, str(folder), url=url).splitlines()[-2:]
    with served(release, url) as client:
        people = People(client, password)
        scripts.play(people)
        told = {
            campaign: told_of(campaign, lambda path: people.send(scripts.ADMIN, "GET", path).json())
            for campaign in (demo, scripts.SLUG)
        }
    release.run("bonsens", "verify", url=url)
    return told


def keep(sample: Path, kind: str, database: bytes, told: Json) -> None:
    (sample / f"{kind}.xz").write_bytes(lzma.compress(database, preset=9 | lzma.PRESET_EXTREME))
    text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)
    (sample / f"{kind}.told.json").write_text(f"{text}\n", "utf-8", newline="\n")
    print(f"{sample / kind}: {len(database):,} bytes, {(sample / f'{kind}.xz').stat().st_size:,} kept")


def dumped(url: URL) -> bytes:
    """Return a PostgreSQL database as one script of plain SQL, without psql's own commands."""
    command = [str(find_binaries() / "pg_dump"), "--inserts", "--rows-per-insert=200", "--no-owner", "--no-privileges"]
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    written = subprocess.run([*command, f"--dbname={address}"], stdout=subprocess.PIPE, check=True).stdout
    return FOR_PSQL_ALONE.sub(b"", written)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tag", help="the release, for example v0.1.0")
    tag = parser.parse_args().tag
    sample = SAMPLES / tag
    if sample.exists():
        parser.error(f"{sample} is there already, and what a release left is never made again.")
    release = checked_out(tag)
    sample.mkdir()
    file = release.folder / "var" / "released.sqlite"
    for part in file.parent.glob(f"{file.name}*"):
        part.unlink()
    told = play(release, f"sqlite:///{file}")
    keep(sample, "bonsens.sqlite", file.read_bytes(), told)
    with cluster() as server:
        url = server.create_database("released")
        told = play(release, url)
        keep(sample, "postgresql.sql", dumped(make_url(url)), told)


if __name__ == "__main__":
    main()
