"""People write in a real browser on a real server, whatever stands in their way: a part of ``make test-web``."""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.campaigns.rules import Role
from app.campaigns.service import set_member
from app.clock import database_now
from app.identity.actor import Actor
from app.identity.service import create_user
from tests.payloads import payloads
from tests.torture.servers import serving
from tests.torture.stage import ADMIN, SLUG, THEME, Stage, migrate, staged
from tests.web_clients.signing_on import find_chromium
from tests.web_clients.texts import REALDATA, written

ROOT = Path(__file__).parents[2]
PLACES = (ROOT / "ui", ROOT / "build" / "web_clients" / "site" / "ui")
"""Where the packages of the pages may be installed: by whoever works on them, or by this run."""
ESCAPE = re.compile(r"\x1b\[\d+m")
PASSWORD = "quatre mots pour écrire"
WRITERS = {"anna": "Anna Weber", "benoit": "Benoît Simon"}
TEXT = """Un QR code est un lien que l’œil ne sait pas lire.

Avant d’y entrer :

- **Touchez** le support : un autocollant par-dessus un autre est un aveu.
- **Lisez** l’adresse que le téléphone affiche.
- **Renoncez** si la page demande un mot de passe.

Pour payer un parking, passez par l’application officielle.

| Signe | Que faire |
| --- | --- |
| un autocollant | partir |

Dites-le à votre voisin.[^1]

[^1]: Il l’a peut-être vu aussi.
"""


def play(step: Callable[[str], None], shots: Path | None = None) -> None:
    """Play every scene; end with what a browser saw where one fails."""
    chromium = find_chromium()
    sources = next((place for place in PLACES if (place / "node_modules").is_dir()), None)
    if sources is None:
        sys.exit("The packages of the pages are not installed: run npm ci in ui.")
    _edit_real_texts(sources, step)
    with tempfile.TemporaryDirectory(prefix="bonsens-writing-") as name, on_stage(Path(name)) as told:
        config = Path(name) / "config.json"
        config.write_text(json.dumps({**told, "chromium": chromium, "shots": str(shots) if shots else None}), "utf-8")
        command = ["node", "tests/browser/writing.mjs", str(config)]
        with subprocess.Popen(command, cwd=sources, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            for line in process.stdout:
                step(line.rstrip())
        if process.returncode:
            sys.exit(f"{' '.join(command)} ends with {process.returncode}.")


def _edit_real_texts(sources: Path, step: Callable[[str], None]) -> None:
    """Try the editor with what people wrote elsewhere, where that is; the pages' own tests have the sample alone."""
    if not REALDATA.is_dir():
        step("the editor with the sample alone: there are no real histories here")
        return
    step("the editor with the last text of every page of the real histories")
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(written(), file)
        file.flush()
        command = ["npx", "vitest", "run", "tests/editor.test.ts"]
        environment = {**os.environ, "BONSENS_EDITOR_TEXTS": file.name}
        done = subprocess.run(command, cwd=sources, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} fails:\n{done.stdout}{done.stderr}")
    for line in done.stdout.splitlines():
        if " edits" in line or "one token in" in line:
            step(ESCAPE.sub("", line))


@contextmanager
def on_stage(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield what the scenes need of a running server: its address, its people, its pages."""
    url = f"sqlite:///{folder / 'bonsens.sqlite'}"
    migrate(url)
    with staged(url, folder, contributors=0) as stage, serving(url, stage.log, 1) as (server,):
        _cast(stage)
        pages = {
            scene: stage.page(TEXT, title=f"Regardez où mène un QR code ({scene})").page_id
            for scene in ("typing", "conflict", "network", "killed", "windows", "session", "closing", "source")
        }
        hostile = "\n\n".join(payload for payload in payloads() if "\x00" not in payload)
        pages["payloads"] = stage.page(hostile, title="<img src=x onerror=document.title='RAN'>").page_id
        yield {
            "base": f"http://127.0.0.1:{server.port}",
            "campaign": SLUG,
            "theme": THEME,
            "password": PASSWORD,
            "admin": stage.tokens[ADMIN],
            "pages": pages,
        }


def _cast(stage: Stage) -> None:
    admin = Actor(stage.people[ADMIN])
    with stage.database.writing() as session:
        for username, name in WRITERS.items():
            now = database_now(session)
            create_user(session, Actor(None), username, name=name, password=PASSWORD, site_admin=False, now=now)
            set_member(session, admin, SLUG, username, Role.CONTRIBUTOR)


if __name__ == "__main__":
    play(lambda words: print(f"== writing: {words}", flush=True), Path(sys.argv[1]) if len(sys.argv) > 1 else None)
