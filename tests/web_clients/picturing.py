"""Makes the pictures of the README on a real server: ``make pictures`` (needs node, Chromium, ffmpeg and pdftoppm).

The texts are invented for this; nothing else is drawn than what a browser shows.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx

from app.clock import database_now, process_now
from app.db import Database
from app.demo.player import Player
from app.demo.story import Person, load_story, person_of
from app.identity.actor import Actor
from app.identity.service import create_user
from tests.torture.servers import TOKEN_KEYS, serving_as_people_do
from tests.torture.stage import migrate
from tests.web_clients.signing_on import find_chromium

ROOT = Path(__file__).parents[2]
STORY = Path(__file__).parent / "bicycle"
KEPT = ROOT / "docs" / "pictures"
PASSWORD = "a bell, two brakes, three lights"
TOOLS = ("node", "ffmpeg", "pdftoppm")
WIDTH, SMALL, QUALITY = 960, 240, "72"
MOST_BYTES = 1_500_000
"""Of the moving picture: it is what a reader waits for."""


def main() -> int:
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        sys.exit(f"make pictures needs {', '.join(missing)}: apt-get install ffmpeg poppler-utils, and node 20.")
    with tempfile.TemporaryDirectory(prefix="bonsens-pictures-") as name:
        folder = Path(name)
        database = f"sqlite:///{folder / 'bonsens.sqlite'}"
        migrate(database)
        people = [person_of(person) for person in tomllib.loads((STORY / "people.toml").read_text())["people"]]
        _bring_in(database, people)
        with serving_as_people_do(database, folder / "server.log", 1) as port, _working(database):
            _tell(f"http://127.0.0.1:{port}", people)
            _play(folder, port)
        _keep(folder)
    return 0


@contextmanager
def _working(url: str) -> Iterator[None]:
    """Let a worker compile while the context lasts."""
    environment = {**os.environ, "BONSENS_DATABASE_URL": url, "BONSENS_TOKEN_KEYS": TOKEN_KEYS}
    with subprocess.Popen(
        [sys.executable, "-m", "app.cli", "worker"], env=environment, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield
        finally:
            process.terminate()


def _bring_in(url: str, people: list[Person]) -> None:
    database = Database(url)
    with database.writing() as session:
        for person in people:
            create_user(
                session,
                Actor(None),
                person.username,
                name=person.name,
                department=person.department,
                password=PASSWORD,
                site_admin=person.role == "admin",
                now=database_now(session),
            )
    database.dispose()


def _tell(base: str, people: list[Person]) -> None:
    """Play what was written before the pictures begin."""
    story = load_story(STORY)
    closes_at = process_now() + timedelta(days=12)
    path = f"/v1/campaigns/{story.campaign['slug']}"
    with httpx.Client(base_url=base, timeout=60) as client:
        tokens = {person.username: _token(client, person.username) for person in people}
        client.headers["Authorization"] = f"Bearer {tokens[people[0].username]}"
        _send(client, "POST", "/v1/campaigns", story.campaign)
        for theme in story.themes:
            _send(client, "POST", f"{path}/themes", theme)
        for person in people:
            if person.role == "editor":
                _send(client, "PUT", f"{path}/members/{person.username}", {"role": person.role})
        _send(client, "POST", f"{path}/announce")
        _send(client, "POST", f"{path}/open", {"reason": "Spring is here", "closes_at": closes_at.isoformat()})
        Player(client, story.campaign["slug"], tokens).play(story.steps, lambda _step: None)


def _token(client: httpx.Client, username: str) -> str:
    answer = client.post("/v1/auth/token", json={"username": username, "password": PASSWORD})
    token: str = answer.raise_for_status().json()["access_token"]
    return token


def _send(client: httpx.Client, method: str, path: str, body: object = None) -> None:
    answer = client.request(method, path, json=body) if body else client.request(method, path)
    assert answer.is_success, f"{method} {path}: {answer.text}"


def _play(folder: Path, port: int) -> None:
    told = {
        "base": f"http://127.0.0.1:{port}",
        "password": PASSWORD,
        "chromium": find_chromium(),
        "folder": str(folder),
    }
    (folder / "config.json").write_text(json.dumps(told), "utf-8")
    _run(["node", "tests/browser/picturing.mjs", str(folder / "config.json")], ROOT / "ui")


def _keep(folder: Path) -> None:
    """Pack what was played, each picture once to be looked at and once for a row of four."""
    KEPT.mkdir(exist_ok=True)
    frames = json.loads((folder / "frames.json").read_text("utf-8"))
    listed = "".join(f"file '{frame['file']}'\nduration {frame['seconds']}\n" for frame in frames)
    # The last duration counts only where a file follows.
    (folder / "frames.txt").write_text(listed + f"file '{frames[-1]['file']}'\n", "utf-8")
    moving = KEPT / "story.webp"
    pack = ["-c:v", "libwebp_anim", "-quality", QUALITY, "-compression_level", "6", "-loop", "0"]
    _run([*_FFMPEG, "-f", "concat", "-safe", "0", "-i", "frames.txt", "-fps_mode", "vfr", *pack, str(moving)], folder)
    for name in ("theme", "who", "conflict", "book"):
        for width, file in ((WIDTH, f"{name}.webp"), (SMALL, f"{name}-small.webp")):
            scaled = ["-vf", f"scale={width}:-2:flags=lanczos", "-c:v", "libwebp", "-quality", "84"]
            _run([*_FFMPEG, "-i", f"{name}.png", *scaled, str(KEPT / file)], folder)
    seconds = sum(frame["seconds"] for frame in frames)
    size = moving.stat().st_size
    sys.stdout.write(f"{moving.relative_to(ROOT)}: {len(frames)} pictures, {seconds:.1f} s, {size / 1e3:.0f} kB\n")
    if size > MOST_BYTES:
        sys.exit(f"It may have {MOST_BYTES / 1e3:.0f} kB.")


_FFMPEG = ("ffmpeg", "-loglevel", "error", "-y")


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, env=os.environ, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} fails:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    sys.exit(main())
