"""Every writing route done once with an ``Idempotency-Key``, and the law that what was answered is answered again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import httpx2
from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.routing import Match

from app.campaigns.rules import Phase
from app.main import ROUTERS
from tests.pages.acts import EDITOR, ME
from tests.world import Json, World, older

ADMIN, ROOT, TROLL = "guide-admin", "root", "troll"
# What these routes answer has no effect that a repetition could have twice.
WITHOUT_EFFECT = {
    *("post_token", "post_render", "post_verify"),
    *("post_session", "delete_session", "delete_sessions", "delete_one_session", "delete_token"),
    # They show a secret, or use one up.
    *("post_invitation", "post_campaign_invitation", "post_send_again", "post_look", "post_accept", "post_own_token"),
    *("delete_invitation", "post_people", "post_join_code", "post_join_by_code", "post_reset", "post_confirm"),
    *("put_own_mail", "post_confirm_address"),
    *("post_second_factor", "post_remove"),
    # They are for those who have no account to keep an answer for.
    *("post_in_hall", "put_support_in_hall", "delete_support_in_hall"),
    *("post_logout", "post_backchannel_logout"),
}
Events = dict[str, Callable[[World], None]]


@dataclass(slots=True)
class Done:
    """A request and its first answer."""

    who: str
    method: str
    path: str
    body: Json | None
    headers: dict[str, str]
    answer: httpx2.Response


@dataclass(slots=True)
class Deeds:
    """Does things, each with a key of its own, and remembers how."""

    world: World
    done: list[Done] = field(default_factory=list)

    def do(self, who: str, method: str, path: str, body: Json | None = None, tag: str | None = None) -> httpx2.Response:
        """Do a deed for the first time; ``tag`` is the path whose ETag it names."""
        headers = {"Idempotency-Key": f"deed-{len(self.done)}"}
        if tag is not None:
            client = self.world.as_(who)
            seen = client.post(tag, json=body) if "preview" in tag else client.get(tag)
            headers["If-Match"] = seen.headers["etag"]
        answer = self.world.as_(who).request(method, path, json=body, headers=headers)
        assert answer.is_success, answer.text
        self.done.append(Done(who, method, path, body, headers, answer))
        return answer

    def post(self, who: str, path: str, body: Json | None = None, tag: str | None = None) -> Json:
        made: Json = self.do(who, "POST", path, body, tag).json()
        return made


def every_deed(world: World) -> Deeds:
    """Do everything that the API can do, once."""
    world.user(ROOT, site_admin=True, department="Sinistres")
    world.campaign(enrolment="everyone")
    deeds = Deeds(world)
    page = write(deeds)
    vote_and_decide(deeds, page)
    discuss(deeds, page)
    arrange(deeds, page)
    run_campaigns(deeds)
    correct(deeds)
    moderate(deeds)
    return deeds


def write(deeds: Deeds) -> Json:
    body = {"kind": "tip", "theme": "t1", "title": "Titre", "text": "Un.\n\nDeux.\n"}
    deeds.post(ME, "/v1/campaigns/guide/drafts", body)
    page = deeds.post(ME, "/v1/campaigns/guide/pages", body)
    edit = {"base_revision": page["revision"]["id"], "text": "Un, moi.\n\nDeux.\n"}
    saved = deeds.post(ME, f"/v1/pages/{page['id']}/revisions", edit)["revision"]["id"]
    deeds.post(ME, f"/v1/revisions/{saved}/undo", {})
    deeds.post(ME, f"/v1/revisions/{saved}/restore", {})
    draft = {"base_revision": saved, "title": "Titre", "text": "Un, toi.\n\nDeux.\n"}
    for ending in ("submit", "delete"):
        kept = deeds.do(ME, "PUT", f"/v1/pages/{page['id']}/draft", draft).json()
        path = f"/v1/drafts/{kept['id']}"
        deeds.do(ME, "PUT", path, {**draft, "text": f"Un, {ending}.\n\nDeux.\n"}, tag=path)
        if ending == "submit":
            deeds.post(ME, f"{path}/submit", {})
        else:
            deeds.do(ME, "DELETE", path, tag=path)
    return page


def vote_and_decide(deeds: Deeds, page: Json) -> None:
    revision = f"/v1/revisions/{page['revision']['id']}"
    deeds.do(ME, "PUT", f"{revision}/ballot", {"choice": "approve"})
    deeds.do(ME, "DELETE", f"{revision}/ballot")
    deeds.do(ME, "PUT", f"/v1/pages/{page['id']}/support")
    deeds.do(ME, "POST", f"/v1/pages/{page['id']}/support/reconfirm")
    deeds.do(ME, "DELETE", f"/v1/pages/{page['id']}/support")
    for verdict in ("request-changes", "reject", "accept", "unaccept", "accept"):
        body = {"reason": "Oui.", **older(verdict)}
        deeds.post(EDITOR, f"{revision}/{verdict}", body, tag=revision)
    deeds.do(ME, "PUT", "/v1/me/credit/guide", {"naming": "anonymous"})
    deeds.do(ME, "PATCH", "/v1/me", {"language": "en"}, tag="/v1/me")


def discuss(deeds: Deeds, page: Json) -> None:
    written = deeds.post(ME, f"/v1/pages/{page['id']}/comments", {"text": "Oui."})
    comment = f"/v1/comments/{written['id']}"
    deeds.do(ME, "PATCH", comment, {"text": "Non."}, tag=comment)
    deeds.post(ME, f"{comment}/resolve")
    deeds.post(ME, f"{comment}/reopen")
    deeds.post(EDITOR, f"{comment}/hide", {"reason": "Non."})
    deeds.post(EDITOR, f"{comment}/unhide")
    deeds.do(ME, "DELETE", comment, tag=comment)
    question(deeds, page["id"])


def question(deeds: Deeds, tip: int) -> None:
    asked = [deeds.post(ME, "/v1/campaigns/guide/questions", {"text": text})["id"] for text in ("Qui ?", "Quoi ?")]
    path = f"/v1/questions/{asked[0]}"
    deeds.do(ME, "PUT", f"{path}/support")
    deeds.do(ME, "DELETE", f"{path}/support")
    deeds.do(ME, "PUT", f"{path}/answers/{tip}")
    deeds.do(ME, "DELETE", f"{path}/answers/{tip}")
    deeds.post(EDITOR, f"{path}/hide", {"reason": "Non."})
    deeds.post(EDITOR, f"{path}/unhide")
    merged = {"disposition": "merged", "text": "Voir l’autre.", "merged_into": asked[1]}
    deeds.post(EDITOR, f"{path}/dispose", merged, tag=path)
    deeds.post(EDITOR, "/v1/campaigns/guide/questions/import", {"csv": "place,date,text\nLyon,2026-12-01,Où ?\n"})
    hall = deeds.post(EDITOR, "/v1/campaigns/guide/halls", {"place": "Lyon", "held_on": "2026-12-01"})["id"]
    deeds.do(
        EDITOR, "PATCH", f"/v1/campaigns/guide/halls/{hall}", {"open": True}, tag=f"/v1/campaigns/guide/halls/{hall}"
    )


def arrange(deeds: Deeds, page: Json) -> None:
    path = f"/v1/pages/{page['id']}"
    latest = f"{path}?state=latest"
    deeds.do(EDITOR, "PATCH", path, {"pinned": True}, tag=latest)
    deeds.do(EDITOR, "DELETE", path, tag=latest)
    deeds.post(EDITOR, f"{path}/unhide")
    deeds.post(EDITOR, f"{path}/hide", {"reason": "Non."}, tag=latest)
    deeds.post(EDITOR, f"{path}/unhide")
    other = deeds.post(
        ME, "/v1/campaigns/guide/pages", {"kind": "tip", "theme": "t1", "title": "Autre", "text": "Oui."}
    )
    deeds.post(EDITOR, f"{path}/merge", {"page": other["id"], "reason": "Oui."})
    deeds.post(ADMIN, "/v1/campaigns/guide/editions", {"kind": "proof"})


def run_campaigns(deeds: Deeds) -> None:
    year, later = ("2098-01-01T00:00:00Z", "2099-01-01T00:00:00Z")
    made = "/v1/campaigns/autre"
    deeds.post(ROOT, "/v1/campaigns", {"slug": "autre", "title": "Autre"})
    deeds.do(ROOT, "PATCH", made, {"title": "Autre guide"}, tag=made)
    deeds.post(ROOT, f"{made}/clone", {"slug": "suite"})
    deeds.do(ROOT, "PUT", "/v1/campaigns/suite/archived")
    deeds.do(ROOT, "DELETE", "/v1/campaigns/suite/archived")
    deeds.do(ROOT, "DELETE", "/v1/campaigns/suite", tag="/v1/campaigns/suite")
    deeds.post(ROOT, f"{made}/announce")
    deeds.post(ROOT, f"{made}/open", {"reason": "Oui.", "closes_at": year})
    deeds.post(ROOT, f"{made}/extend", {"reason": "Oui.", "closes_at": later})
    deeds.post(ROOT, f"{made}/close", {"reason": "Oui."})
    deeds.post(ROOT, f"{made}/reopen-voting", {"reason": "Oui.", "voting_closes_at": year})
    deeds.post(ROOT, f"{made}/reopen", {"reason": "Oui.", "closes_at": later})
    theme = f"{made}/themes/t2"
    deeds.post(ROOT, f"{made}/themes", {"slug": "t2", "question": "Quoi ?"})
    deeds.do(ROOT, "PATCH", theme, {"question": "Qui ?"}, tag=theme)
    deeds.do(ROOT, "DELETE", theme, tag=theme)
    deeds.post(ROOT, "/v1/users", {"username": "ada", "name": "Ada"})
    deeds.do(ROOT, "PUT", "/v1/users/ada/mail", {"mail": "ada@example.org"})
    deeds.post(ROOT, "/v1/users/ada/block")
    deeds.post(ROOT, "/v1/users/ada/disable")
    deeds.do(ADMIN, "PUT", "/v1/campaigns/guide/members/ada", {"role": "contributor"})
    deeds.do(ADMIN, "DELETE", "/v1/campaigns/guide/members/ada")
    deeds.post(ADMIN, "/v1/campaigns/guide/members/department", {"department": "Sinistres"})
    declared = deeds.post(ADMIN, "/v1/campaigns/guide/departments", {"department": "Sinistres"})
    codes = "/v1/campaigns/guide/join-codes"
    deeds.do(ADMIN, "DELETE", f"/v1/campaigns/guide/departments/{declared['id']}")
    code = deeds.world.as_(ADMIN).post(codes, json={"expires_at": later}).json()
    deeds.do(ADMIN, "DELETE", f"{codes}/{code['id']}")


def correct(deeds: Deeds) -> None:
    made = f"/v1/campaigns/{deeds.world.campaign('paru', phase=Phase.PUBLISHED)}"
    for turn in ("open", "close"):
        deeds.post("paru-admin", f"{made}/{turn}-corrections", {"reason": "Oui."})


def moderate(deeds: Deeds) -> None:
    world = deeds.world
    world.user(TROLL)
    deeds.post(TROLL, "/v1/campaigns/guide/join")
    page = world.page(text="Un.\n\nHorreur.\n", by=TROLL)
    redact = f"/v1/revisions/{page['revision']['id']}/redact"
    body = {"reason": "La loi.", "passage": "Horreur"}
    deeds.post(ADMIN, redact, body, tag=f"{redact}?preview=true")
    undo = f"/v1/campaigns/guide/members/{TROLL}/undo"
    deeds.post(ADMIN, undo, {"summary": ""}, tag=undo)


def _sql(*statements: str) -> Callable[[World], None]:
    def run(world: World) -> None:
        with world.database.writing() as session:
            for statement in statements:
                session.connection().exec_driver_sql(statement)

    return run


EVENTS: Events = {
    "hidden": _sql(
        "UPDATE page SET hidden_at = created_at",
        "UPDATE comment SET hidden_at = created_at, hidden_by = author_id, hidden_reason = 'Non.'",
    ),
    "closed": _sql(
        "UPDATE campaign SET opens_at = '2020-01-01 00:00:00.000000', closes_at = created_at, voting_closes_at = NULL",
        "UPDATE campaign SET published_at = created_at",
    ),
    "role changed": _sql("UPDATE membership SET role = 'reader'", "UPDATE user_account SET site_admin = false"),
    "removed": _sql("DELETE FROM membership", "UPDATE campaign SET visibility = 'members', enrolment = 'invited'"),
    "blocked": _sql("UPDATE user_account SET blocked_at = created_at"),
}
"""What may happen between two equal requests."""
WITHDRAWALS: Events = {
    "disabled": _sql("UPDATE user_account SET can_sign_in = false"),
    "left": _sql("UPDATE user_account SET can_sign_in = true, disabled_at = created_at"),
    "withdrawn": _sql("UPDATE user_account SET can_sign_in = true, tokens_valid_from = '2999-01-01 00:00:00.000000'"),
}
"""What ends an account or its tokens."""


def unlike(deeds: Deeds, events: Events) -> list[str]:
    """Return a line for each request that is not answered as at first, after all that happens."""
    findings = []
    for event, happen in events.items():
        happen(deeds.world)
        findings += [
            f"{event}: {done.method} {done.path}: {again.status_code}"
            for done, again in _repeated(deeds)
            if (again.status_code, again.content) != (done.answer.status_code, done.answer.content)
            or again.headers.get("idempotency-replayed") != "true"
        ]
    return findings


def answered(deeds: Deeds, events: Events) -> list[str]:
    """Return a line for each request that is answered otherwise than by 401, after what withdraws its credential."""
    findings = []
    for event, happen in events.items():
        happen(deeds.world)
        findings += [
            f"{event}: {done.method} {done.path}: {again.status_code}"
            for done, again in _repeated(deeds)
            if again.status_code != 401
        ]
    return findings


def forgotten(deeds: Deeds, *more: APIRouter) -> list[str]:
    """Return the writing routes of the application that no deed was done with."""
    routes = [route for router in (*ROUTERS, *more) for route in router.routes if isinstance(route, APIRoute)]
    return [
        f"{method} {route.path}"
        for route in routes
        for method in sorted({*(route.methods or ())} - {"GET", "HEAD"})
        if route.name not in WITHOUT_EFFECT
        if not any(_is_of(route, method, done) for done in deeds.done)
    ]


def _is_of(route: APIRoute, method: str, done: Done) -> bool:
    scope = {"type": "http", "method": done.method, "path": done.path.removeprefix("/v1"), "root_path": ""}
    return done.method == method and route.matches(scope)[0] is Match.FULL


def _repeated(deeds: Deeds) -> Iterator[tuple[Done, httpx2.Response]]:
    for done in deeds.done:
        client = deeds.world.as_(done.who)
        yield done, client.request(done.method, done.path, json=done.body, headers=done.headers)
