"""What is measured on: a campaign with pages, played in over HTTP, and what the connections then send.

Knows no clock and no server but its address.
"""

import json
import random
import secrets
from dataclasses import dataclass, field
from datetime import timedelta

import httpx

from app.clock import database_now, process_now
from app.db import Database
from app.identity.actor import Actor
from app.identity.service import create_user
from app.identity.tokens import Tokens
from benchmarks.load import HOST, Script, request
from benchmarks.text_diff_merge import edit, write_text

TEXT_CHARACTERS = 5_700
"""About 6,000 bytes of UTF-8."""
REVISIONS = 25
CAMPAIGN = "mesure"
TOKEN_KEYS = {"bench": secrets.token_urlsafe(48)}


def page_text(seed: int = 0) -> str:
    """Return about 6 KB of Markdown: a heading, a list, paragraphs of prose."""
    rng = random.Random(seed)  # noqa: S311 - repeatable on purpose
    listed = "".join(f"- {write_text(rng, 60)}\n" for _ in range(5))
    return f"## Pourquoi\n\n{listed}\n{write_text(rng, TEXT_CHARACTERS - len(listed) - 15)}\n"


@dataclass(slots=True)
class Tip:
    """A page that connections edit: the revision and text they saw last."""

    page_id: int
    revision: int
    text: str


@dataclass(slots=True)
class Scene:
    """An open campaign with one page of 25 revisions, the last accepted, and pages to edit."""

    token: str
    page_id: int
    etag: str
    tips: list[Tip]
    edits: int = field(default=0)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def edits_of(self, tips: list[Tip], paragraph: int, count: int) -> Script:
        """Save ``count`` edits of one paragraph, each from the revision that the answer before showed."""
        seen = [Tip(tip.page_id, tip.revision, tip.text) for tip in tips]
        for number in range(count):
            tip = seen[number % len(seen)]
            self.edits += 1
            body = {"base_revision": tip.revision, "text": _changed(tip.text, paragraph, self.edits)}
            path = f"/v1/pages/{tip.page_id}/revisions"
            answered = yield request("POST", path, self.headers, json.dumps(body).encode())
            revision = json.loads(answered)["revision"]
            tip.revision, tip.text = revision["id"], revision["text"]
        for tip, now in zip(tips, seen, strict=True):
            if now.revision > tip.revision:
                tip.revision, tip.text = now.revision, now.text


def build_scene(database: Database, port: int, connections: int, pages: int) -> Scene:
    """Play the campaign in; ``pages`` tips for each of ``connections``, and one more that all share, the last."""
    with client_of(port, add_user(database, "mesureur", site_admin=True)) as admin:
        open_campaign(admin)
        token = add_user(database, "contributrice", site_admin=False)
        with client_of(port, token) as client:
            client.post(f"/v1/campaigns/{CAMPAIGN}/join").raise_for_status()
            read = create_page(client)
            for number in range(REVISIONS - 1):
                text = edit(random.Random(number), read.text, 3, 4, "nous")  # noqa: S311 - repeatable on purpose
                read = save(client, read, text)
            _accept(admin, read)
            etag = client.get(f"/v1/pages/{read.page_id}").raise_for_status().headers["etag"]
            tips = [create_page(client) for _ in range(connections * pages + 1)]
    return Scene(token, read.page_id, etag, tips)


def add_user(database: Database, username: str, *, site_admin: bool) -> str:
    """Add an account and return a token for it."""
    with database.writing() as session:
        now = database_now(session)
        user = create_user(session, Actor(None), username, name=username.title(), site_admin=site_admin, now=now)
        assert user.id is not None
        return Tokens(TOKEN_KEYS).issue(user.id, now=process_now(), lifetime=timedelta(hours=1))


def client_of(port: int, token: str) -> httpx.Client:
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.Client(base_url=f"http://{HOST}:{port}", headers=headers, timeout=60)


def _accept(admin: httpx.Client, tip: Tip) -> None:
    path = f"/v1/revisions/{tip.revision}"
    headers = {"If-Match": admin.get(path).raise_for_status().headers["etag"]}
    admin.post(f"{path}/accept", json={}, headers=headers).raise_for_status()


def open_campaign(client: httpx.Client, campaign: str = CAMPAIGN) -> None:
    client.post("/v1/campaigns", json={"slug": campaign, "title": "Mesure"}).raise_for_status()
    theme = {"slug": "theme", "question": "Combien ?"}
    client.post(f"/v1/campaigns/{campaign}/themes", json=theme).raise_for_status()
    closes_at = (process_now() + timedelta(days=1)).isoformat()
    opening = {"reason": "Mesure.", "closes_at": closes_at}
    client.post(f"/v1/campaigns/{campaign}/open", json=opening).raise_for_status()


def create_page(client: httpx.Client, campaign: str = CAMPAIGN) -> Tip:
    body = {"kind": "tip", "theme": "theme", "title": "Le bon sens", "text": page_text()}
    made = client.post(f"/v1/campaigns/{campaign}/pages", json=body).raise_for_status().json()
    return Tip(made["id"], made["revision"]["id"], made["revision"]["text"])


def save(client: httpx.Client, tip: Tip, text: str) -> Tip:
    body = {"base_revision": tip.revision, "text": text}
    made = client.post(f"/v1/pages/{tip.page_id}/revisions", json=body).raise_for_status().json()["revision"]
    return Tip(tip.page_id, made["id"], made["text"])


def _changed(text: str, paragraph: int, number: int) -> str:
    """Return the text with the end of one paragraph replaced by a number."""
    paragraphs = text.split("\n\n")
    prose = paragraphs[paragraph].partition(" Modifié")[0]
    paragraphs[paragraph] = f"{prose} Modifié {number} fois."
    return "\n\n".join(paragraphs)
