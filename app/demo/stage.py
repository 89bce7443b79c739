"""The demo: a fresh database, a real server, the story played on it, the guide fetched from it."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app.clock import database_now, process_now
from app.db import Database
from app.demo.player import CLOSES_IN_DAYS, Player, StoryBroken
from app.demo.story import OPEN, Person, Story, load_story
from app.errors import OperatorError
from app.identity.actor import Actor
from app.identity.service import create_user
from app.migrating import upgrade

HOST = "127.0.0.1"
PASSWORD = "bon sens de démonstration"  # noqa: S105  Invented people on the loopback interface.
PEOPLE = "people.json"
_OTHERS = frozenset({"BONSENS_PUBLIC_URL", "BONSENS_SIGN_ON", "BONSENS_SMTP_URL", "BONSENS_MAIL_FROM"})
START_SECONDS = 30.0
COMPILE_SECONDS = 120.0
FORMATS = ("pdf", "html", "md", "json")
console = Console(stderr=True)


class PortTaken(OperatorError):
    """Somebody else listens where the demo was to be served."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A running server and the way to it."""

    client: httpx.Client
    process: subprocess.Popen[bytes]


def play_demo(folder: Path, *, serve: bool, port: int) -> None:
    """Play both samples in real time and leave the guide of the first in ``folder``; then serve until interrupted.

    Raises PortTaken before anything is done, StoryBroken when the server does not do what the story says.
    """
    if serve:
        _require_free(port)
    story = load_story()
    _clear(folder)
    _write_people(folder / PEOPLE, story)
    environment = _environment(folder)
    database = Database(environment["BONSENS_DATABASE_URL"])
    upgrade(database)
    admin = next(person for person in story.people if person.role == "admin")
    _create_first_admin(database, admin)
    database.dispose()
    with _server(environment, folder, port if serve else _free_port()) as stage:
        try:
            _play(stage.client, story, admin, folder)
        except httpx.HTTPError as error:
            raise StoryBroken(f"{error}; the server's log is {folder / 'server.log'}.") from error
        if serve:
            _serve(stage, admin)


def _play(client: httpx.Client, story: Story, admin: Person, folder: Path) -> None:
    with _progress() as bar:
        tokens = _bring_in(client, story, admin, bar)
        headers = {"Authorization": f"Bearer {tokens[admin.username]}"}
        player = _tell(client, story, tokens, headers, bar, "the two months")
        path = f"/v1/campaigns/{story.campaign['slug']}"
        closing = {"reason": "Les deux mois sont écoulés."}
        client.post(f"{path}/close", json=closing, headers=headers).raise_for_status()
        player.compare_with(story)
        edition = _compile(client, path, headers, bar)
        task = bar.add_task("the guide", total=len(FORMATS))
        for form in FORMATS:
            file = client.get(f"{edition}/artefacts/guide.{form}", headers=headers).raise_for_status()
            (folder / f"guide.{form}").write_bytes(file.content)
            bar.advance(task)
        _tell(client, load_story(OPEN), tokens, headers, bar, "the next one")
    for form in FORMATS:
        console.print(f"  {folder / f'guide.{form}'}", highlight=False)


def _tell(
    client: httpx.Client, story: Story, tokens: dict[str, str], headers: dict[str, str], bar: Progress, name: str
) -> Player:
    """Set up the campaign of a story, open it, and play all that happens."""
    _open(client, story, headers)
    player = Player(client, story.campaign["slug"], tokens)
    task = bar.add_task(name, total=len(story.steps))
    player.play(story.steps, lambda _step: bar.advance(task))
    return player


def _bring_in(client: httpx.Client, story: Story, admin: Person, bar: Progress) -> dict[str, str]:
    """Make an account for everybody; return their tokens."""
    tokens = {admin.username: _token(client, admin.username)}
    headers = {"Authorization": f"Bearer {tokens[admin.username]}"}
    task = bar.add_task("the people", total=len(story.people))
    for person in story.people:
        if person is not admin:
            body = {
                "username": person.username,
                "name": person.name,
                "department": person.department,
                "password": PASSWORD,
            }
            client.post("/v1/users", json=body, headers=headers).raise_for_status()
            tokens[person.username] = _token(client, person.username)
        bar.advance(task)
    return tokens


def _open(client: httpx.Client, story: Story, headers: dict[str, str]) -> None:
    path = f"/v1/campaigns/{story.campaign['slug']}"
    client.post("/v1/campaigns", json=story.campaign, headers=headers).raise_for_status()
    for theme in story.themes:
        client.post(f"{path}/themes", json=theme, headers=headers).raise_for_status()
    for person in story.people:
        if person.role in ("editor", "admin"):
            member = f"{path}/members/{person.username}"
            client.put(member, json={"role": person.role}, headers=headers).raise_for_status()
    client.post(f"{path}/announce", headers=headers).raise_for_status()
    closes_at = process_now() + timedelta(days=CLOSES_IN_DAYS)
    opening = {"reason": "Ouverture du wiki à tous les salariés.", "closes_at": closes_at.isoformat()}
    client.post(f"{path}/open", json=opening, headers=headers).raise_for_status()


def _token(client: httpx.Client, username: str) -> str:
    body = {"username": username, "password": PASSWORD}
    token: str = client.post("/v1/auth/token", json=body).raise_for_status().json()["access_token"]
    return token


def _compile(client: httpx.Client, path: str, headers: dict[str, str], bar: Progress) -> str:
    order = {"kind": "release", "audience": "public"}
    job = client.post(f"{path}/editions", json=order, headers=headers).raise_for_status().headers["location"]
    task = bar.add_task("the compile", total=100)
    deadline = time.monotonic() + COMPILE_SECONDS
    while time.monotonic() < deadline:
        state = client.get(job, headers=headers).raise_for_status().json()
        bar.update(task, completed=state["progress"])
        if state["state"] == "done":
            edition: str = state["result"]
            return edition
        if state["state"] == "failed":
            raise StoryBroken(f"The compile failed: {state['problem']['detail']}")
        time.sleep(0.2)
    raise StoryBroken(f"The compile took longer than {COMPILE_SECONDS:.0f} seconds.")


def _serve(stage: Stage, admin: Person) -> None:
    base = str(stage.client.base_url).rstrip("/")
    console.print(f"\nThe API: {base}/docs", highlight=False, soft_wrap=True)
    console.print(
        f"Whom you can be: {admin.username} is the admin; everybody’s password is « {PASSWORD} ».",
        highlight=False,
        soft_wrap=True,
    )
    console.print(f"\nOpen {base}/ in a browser. Stop with Ctrl-C.", highlight=False, soft_wrap=True)
    try:
        code = stage.process.wait()
    except KeyboardInterrupt:
        console.print("Stopped.", highlight=False)
    else:
        raise StoryBroken(f"The server ended by itself, with exit code {code}.")


def _clear(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)


def _write_people(file: Path, story: Story) -> None:
    """Write down who can be tried, for the pages of the demo: those who write first, then those who review."""
    shown = [person for role in ("contributor", "editor", "admin") for person in story.people if person.role == role]
    people = [{name: getattr(person, name) for name in ("username", "name", "department", "role")} for person in shown]
    told = {"password": PASSWORD, "campaign": story.campaign["slug"], "people": people}
    file.write_text(json.dumps(told, ensure_ascii=False), "utf-8")


def _environment(folder: Path) -> dict[str, str]:
    return {
        # A demo lies on this machine, sends nothing, and asks no company who somebody is.
        **{name: value for name, value in os.environ.items() if name not in _OTHERS},
        "BONSENS_DEMO_PEOPLE": str(folder / PEOPLE),
        "BONSENS_DATABASE_URL": f"sqlite:///{folder / 'bonsens.sqlite'}",
        "BONSENS_TOKEN_KEYS": f"demo:{secrets.token_urlsafe(48)}",
        "BONSENS_LOG_FORMAT": "json",
    }


def _create_first_admin(database: Database, admin: Person) -> None:
    with database.writing() as session:
        create_user(
            session,
            Actor(None),
            admin.username,
            name=admin.name,
            department=admin.department,
            password=PASSWORD,
            site_admin=True,
            now=database_now(session),
        )


@contextmanager
def _server(environment: dict[str, str], folder: Path, port: int) -> Iterator[Stage]:
    command = [sys.executable, "-m", "app.cli", "run", "--host", HOST, "--port", str(port)]
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)  # noqa: S603
        try:
            with httpx.Client(base_url=f"http://{HOST}:{port}", timeout=60) as client:
                _wait(client, process, folder)
                yield Stage(client, process)
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait(client: httpx.Client, process: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        # At first nobody listens.
        with suppress(httpx.TransportError):
            if client.get("/readyz").is_success:
                return
        time.sleep(0.1)
    raise StoryBroken(f"The server does not start; its log is {folder / 'server.log'}.")


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        # Without it, the remains of connections closed a minute ago would look like a listener.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as error:
            raise PortTaken(f"Port {port} cannot be used: {error}. Choose another: --port 8001") from error


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description:<16}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    )
