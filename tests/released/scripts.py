"""The campaign that is played on a release beside its demo: texts in many scripts, and every kind of row.

Speaks to a running server only, over HTTP and as the people of the demo; knows no database and no code of the release.
"""

import time
from dataclasses import dataclass, field
from typing import Any

import httpx

Json = dict[str, Any]

SLUG = "toutes-nos-langues"
ADMIN, EDITOR = "nbelkacem", "tguerin"
AUTHOR, VOTERS, VANDAL = "kbenali", ("lroussel", "cnguyen", "jmoreau"), "sokemba"
SAVED_ONCE = "kept-for-the-next-release"
COMPILE_SECONDS = 120
UNLAWFUL = "Son numéro privé est le 06 00 00 00 00."

SCRIPTS = (
    "# नमस्ते, สวัสดี, bonjour 👋🏽\r\n"
    "\r\n"
    "अपना पासवर्ड किसी को न बताएँ, अपने मित्र को भी नहीं। एक लंबा वाक्य याद रखना आसान है।\r\n"
    "\r\n"
    "อย่าบอกรหัสผ่านของคุณกับใคร แม้แต่เพื่อนร่วมงานที่คุณไว้ใจ ประโยคยาวจำง่ายกว่าคำสั้น\r\n"
    "\r\n"
    "- 🇫🇷 France, 🇮🇳 Inde, 🇹🇭 Thaïlande, 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f Écosse\r\n"
    "- 👨\u200d👩\u200d👧\u200d👦 une famille, 👩🏽\u200d💻 une collègue,\r\n"
    "  🏳\ufe0f\u200d🌈 un drapeau, 1\ufe0f\u20e3 une touche\r\n"
    "\r\n"
    "Un e\u0301te\u0301 décomposé, une espace\u202ffine\u00a0!  \r\n"
    "\r\n"
    "| mot | เขียน | लिखें |\r\n"
    "|---|---|---|\r\n"
    "| clé | กุญแจ | कुंजी |\r\n"
)
ADDED = "\r\nपूछने में शर्म नहीं। ถามได้เสมอ Demander n’est pas une honte. 🙏🏾\r\n"
CHANGES = (
    ("आसान है।", "आसान है, और सुरक्षित भी।"),
    ("👩🏽\u200d💻 une collègue", "👩🏽\u200d💻 une collègue, 👨🏿\u200d🔧 un collègue"),
    ("ประโยคยาว", "ประโยคที่ยาว"),
)


class PlayRefused(Exception):
    """The release answered otherwise than the play expects."""


@dataclass(slots=True)
class People:
    """Whoever signs in to the served release."""

    client: httpx.Client
    password: str
    tokens: dict[str, str] = field(default_factory=dict)

    def send(
        self, person: str, method: str, path: str, body: Json | None = None, *, expect: int = 200, **headers: str
    ) -> httpx.Response:
        """Send a request in a person's name; raises PlayRefused unless it is answered as expected."""
        if person not in self.tokens:
            credentials = {"username": person, "password": self.password}
            self.tokens[person] = self.client.post("/v1/auth/token", json=credentials).json()["access_token"]
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named["Authorization"] = f"Bearer {self.tokens[person]}"
        answer = self.client.request(method, path, json=body, headers=named)
        if answer.status_code != expect:
            raise PlayRefused(f"{method} {path} by {person}: {answer.status_code}, not {expect}: {answer.text}")
        return answer

    def make(self, person: str, path: str, body: Json, **headers: str) -> Json:
        made: Json = self.send(person, "POST", path, body, expect=201, **headers).json()
        return made

    def act(self, person: str, path: str, body: Json, *, preview: httpx.Response) -> Json:
        """Do what a preview or an earlier answer was about, and nothing that came meanwhile."""
        done: Json = self.send(person, "POST", path, body, If_Match=preview.headers["etag"]).json()
        return done


def play(people: People) -> None:
    """Play the campaign from its opening to a sealed release."""
    _open(people)
    page = _write(people)
    _discuss(people, page)
    _vote(people, page)
    _support_tips(people)
    _redact(people)
    _undo_account(people)
    _exclude(people, page)
    _compile(people, "proof", "company")
    path = f"/v1/campaigns/{SLUG}"
    people.send(ADMIN, "POST", f"{path}/close", {"reason": "Les textes sont là."})
    late = {"base_revision": page["revision"]["id"], "text": SCRIPTS + "\r\nTrop tard. สายเกินไป\r\n"}
    people.send(AUTHOR, "POST", f"/v1/pages/{page['id']}/revisions", late, expect=409)
    _compile(people, "release", "public")


def _open(people: People) -> None:
    policy = {"acceptance": "votes", "quorum": 3, "approval_percent": 60, "visibility": "public"}
    campaign = {"slug": SLUG, "title": "Toutes nos langues", "language": "fr", "enrolment": "everyone", **policy}
    people.make(ADMIN, "/v1/campaigns", campaign)
    path = f"/v1/campaigns/{SLUG}"
    people.make(ADMIN, f"{path}/themes", {"slug": "ecrire", "question": "Dans quelle langue écrire\u202f?"})
    people.send(ADMIN, "PUT", f"{path}/members/{EDITOR}", {"role": "editor"})
    people.send(ADMIN, "POST", f"{path}/open", {"reason": "Ouverture.", "closes_at": "2999-01-01T00:00:00Z"})
    for person in (AUTHOR, *VOTERS, VANDAL):
        people.send(person, "POST", f"{path}/join")


def _tip(people: People, person: str, slug: str, title: str, text: str) -> Json:
    body = {"kind": "tip", "theme": "ecrire", "slug": slug, "title": title, "text": text}
    return people.make(person, f"/v1/campaigns/{SLUG}/pages", body)


def _write(people: People) -> Json:
    """Write the page of many scripts: saved once with a kept answer, merged once, once in conflict; one draft."""
    page = _tip(people, AUTHOR, "scripts", "देवनागरी, ไทย, 🇫🇷", SCRIPTS)
    path, first = f"/v1/pages/{page['id']}/revisions", page["revision"]["id"]
    edit = {"base_revision": first, "text": SCRIPTS + ADDED, "summary": "एक वाक्य · หนึ่งประโยค"}
    kept = [people.make(AUTHOR, path, edit, Idempotency_Key=SAVED_ONCE) for _ in range(2)]
    if kept[0] != kept[1]:
        raise PlayRefused("A repeated request was answered in another way.")
    for person, (old, new) in zip(VOTERS, CHANGES, strict=True):
        saved = people.make(person, path, {"base_revision": first, "text": SCRIPTS.replace(old, new), "minor": True})
        if not saved["merged"]:
            raise PlayRefused(f"The edit of {person} was not merged.")
    conflict = {"base_revision": first, "text": SCRIPTS.replace("आसान है।", "कठिन नहीं।")}
    people.send(EDITOR, "POST", path, conflict, expect=409)
    draft = {"base_revision": first, "title": "ร่าง", "text": SCRIPTS + "\r\nEncore à écrire… ยังไม่เสร็จ\r\n"}
    people.send(VOTERS[0], "PUT", f"/v1/pages/{page['id']}/draft", draft, expect=201)
    latest: Json = people.send(AUTHOR, "GET", f"/v1/pages/{page['id']}?state=latest").json()
    return latest


def _discuss(people: People, page: Json) -> None:
    """Leave a thread on a passage, resolved, a comment that is hidden and one that was taken back."""
    path, text = f"/v1/pages/{page['id']}/comments", page["revision"]["text"]
    words = "อย่าบอกรหัสผ่าน"
    start = text.index(words)
    about = {"revision_id": page["revision"]["id"], "start": start, "end": start + len(words)}
    thread = people.make(VOTERS[0], path, {"text": "คำนี้สุภาพพอไหม 🤔", **about})
    people.make(AUTHOR, path, {"text": "हाँ, बिल्कुल। 👍🏾\r\nOui.", "parent_id": thread["id"]})
    people.send(EDITOR, "POST", f"/v1/comments/{thread['id']}/resolve")
    hidden = people.make(VANDAL, path, {"text": "Personne ne lira cela."})
    people.send(EDITOR, "POST", f"/v1/comments/{hidden['id']}/hide", {"reason": "Hors sujet."})
    gone = people.make(VOTERS[1], path, {"text": "Je me suis trompé de page."})
    seen = people.send(VOTERS[1], "GET", f"/v1/comments/{gone['id']}").headers["etag"]
    people.send(VOTERS[1], "DELETE", f"/v1/comments/{gone['id']}", expect=204, If_Match=seen)


def _vote(people: People, page: Json) -> None:
    """Let the policy accept the latest text by votes, and an editor decide on another page."""
    revision = page["revision"]["id"]
    people.send(VANDAL, "PUT", f"/v1/revisions/{revision}/ballot", {"choice": "oppose"})
    for person in VOTERS:
        people.send(person, "PUT", f"/v1/revisions/{revision}/ballot", {"choice": "approve"})
    accepted = people.send(AUTHOR, "GET", f"/v1/pages/{page['id']}").json()
    if accepted["revision"]["id"] != revision:
        raise PlayRefused("The votes accepted nothing.")


def _support_tips(people: People) -> None:
    tip = _tip(
        people, VOTERS[0], "dessins", "Un dessin vaut mieux", "Dessinez.\r\n\r\nUn e\u0301te\u0301 se montre.\r\n"
    )
    for person in (AUTHOR, *VOTERS[1:]):
        people.send(person, "PUT", f"/v1/pages/{tip['id']}/support")
    _decide(people, tip, "request-changes", "Il manque un exemple. ขอตัวอย่าง")
    changed = {"base_revision": tip["revision"]["id"], "text": tip["revision"]["text"] + "\r\nUne flèche → suffit.\r\n"}
    saved = people.make(VOTERS[0], f"/v1/pages/{tip['id']}/revisions", changed)
    _decide(people, saved, "accept", "ठीक है।")
    people.send(AUTHOR, "POST", f"/v1/pages/{tip['id']}/support/reconfirm")
    refused = _tip(people, AUTHOR, "majuscules", "TOUT EN MAJUSCULES", "CRIER AIDE.\n")
    _decide(people, refused, "reject", "Crier n’aide pas.")


def _decide(people: People, page: Json, verdict: str, reason: str) -> None:
    path = f"/v1/revisions/{page['revision']['id']}"
    people.act(EDITOR, f"{path}/{verdict}", {"reason": reason}, preview=people.send(EDITOR, "GET", path))


def _redact(people: People) -> None:
    page = _tip(
        people,
        VOTERS[1],
        "annuaire",
        "Qui parle quoi\u202f?",
        f"Demandez à Léa.\r\n\r\n{UNLAWFUL} Elle parle thaï.\r\n",
    )
    longer = {"base_revision": page["revision"]["id"], "text": page["revision"]["text"] + "\r\nEt hindi.\r\n"}
    people.make(AUTHOR, f"/v1/pages/{page['id']}/revisions", longer)
    path = f"/v1/revisions/{page['revision']['id']}/redact"
    preview = people.send(ADMIN, "POST", f"{path}?preview=true", {"passage": UNLAWFUL})
    body = {"passage": UNLAWFUL, "reason": "À la demande de la personne."}
    if len(people.act(ADMIN, path, body, preview=preview)["revisions"]) != len(("as created", "as edited")):
        raise PlayRefused("The redaction did not touch both revisions.")


def _undo_account(people: People) -> None:
    tip = _tip(people, AUTHOR, "traduire", "Traduire, puis relire", "Traduisez.\r\n\r\nRelisez.\r\n")
    spoilt = {"base_revision": tip["revision"]["id"], "text": "N’importe quoi.\r\n"}
    people.make(VANDAL, f"/v1/pages/{tip['id']}/revisions", spoilt)
    _tip(people, VANDAL, "reclame", "Achetez", "Achetez mes cartes. 🃏\r\n")
    path = f"/v1/campaigns/{SLUG}/members/{VANDAL}/undo"
    body = {"summary": "Compte détourné", "hide_created": True}
    people.act(ADMIN, path, body, preview=people.send(ADMIN, "GET", path))


def _exclude(people: People, page: Json) -> None:
    """Leave a page out of the guide for which it has no fonts, after a compile that said so."""
    if _ended(people, "proof", "company")["state"] != "failed":
        raise PlayRefused("The guide has fonts for every script: leave the page in, and this step out.")
    path = f"/v1/pages/{page['id']}?state=latest"
    seen = people.send(EDITOR, "GET", path).headers["etag"]
    people.send(EDITOR, "PATCH", path, {"excluded_reason": "ไม่มีแบบอักษร · pas de police"}, If_Match=seen)


def _compile(people: People, kind: str, audience: str) -> None:
    state = _ended(people, kind, audience)
    if state["state"] != "done":
        raise PlayRefused(f"The compile failed: {state['problem']}")


def _ended(people: People, kind: str, audience: str) -> Json:
    order = {"kind": kind, "audience": audience}
    job = people.send(ADMIN, "POST", f"/v1/campaigns/{SLUG}/editions", order, expect=202).headers["location"]
    deadline = time.monotonic() + COMPILE_SECONDS
    while time.monotonic() < deadline:
        state: Json = people.send(ADMIN, "GET", job).json()
        if state["state"] in {"done", "failed"}:
            return state
        time.sleep(0.2)
    raise PlayRefused(f"The compile took longer than {COMPILE_SECONDS} seconds.")
