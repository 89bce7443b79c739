"""Every operation of the OpenAPI document, asked by everybody in every phase; what is expected comes from the table.

The table is the one written out in ``test_rules``, not that of the program. A cell is one operation, one caller and one
phase. Asked is what must be refused, and every GET; so nothing changes that another cell relies on.
"""

import itertools
import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx2

from app.campaigns.locking import get_campaign
from app.campaigns.rules import Phase, Role
from app.clock import process_now
from app.identity.tokens import Tokens
from app.web.stating import ACT
from tests.campaigns.test_hidden_ids import ABSENT, IDS, made
from tests.campaigns.test_rules import TABLE
from tests.world import Json, World

GUIDE, OTHER = "guide", "autre"
RANKS: dict[str | None, int] = {None: 0, "reader": 1, "contributor": 2, "editor": 3, "admin": 4, "–": 9}
OUT = ("disabled", "expired")
"""Callers whose token stands for nobody."""
STRANGERS = ("anonymous", "stranger")
"""Callers for whom the campaign does not exist."""
ROLES: dict[str, str | None] = {
    **dict.fromkeys((*STRANGERS, *OUT), None),
    **{str(role): str(role) for role in Role},
    "blocked": "reader",
    "scoped": "admin",
}
"""What each caller is in the campaign: ``blocked`` was an editor, ``scoped`` has an admin's token that only reads."""
NAMES = {"campaign": GUIDE, "theme": "t1", "user": f"{GUIDE}-reader", "edition": "1", "artefact": "guide.pdf"}
_NAMED = re.compile(r"{(\w+)}")
_ABSENT = {**dict.fromkeys(IDS, ABSENT), **dict.fromkeys(NAMES, "absent"), "edition": ABSENT, "other": ABSENT}
AUTHOR = "contributor"
OWN = "/v1/drafts/{draft_id}/submit"
"""Answered to the author of a draft, who is shown it, by what became of its campaign."""
LISTS = ("get /v1/campaigns", "head /v1/campaigns")
"""Answered to anybody, with what exists for them."""


@dataclass(frozen=True, slots=True)
class Operation:
    method: str
    path: str
    act: str
    body: Json | None
    query: str

    def at(self, ids: Json) -> str:
        named = {name: ids.get(name, ids["other"]) for name in _NAMED.findall(self.path)}
        return f"{self.path.format(**named)}{self.query}"

    @property
    def is_write(self) -> bool:
        return self.method not in ("get", "head")


@dataclass
class Found:
    """What the cells that were asked tell."""

    cells: int = 0
    unexpected: list[str] = field(default_factory=list)
    """Cells that were answered although the table refuses them."""
    told_apart: list[str] = field(default_factory=list)
    """Cells in which what is hidden is answered otherwise than what is absent."""

    @property
    def faults(self) -> list[str]:
        return [*self.unexpected, *self.told_apart]


def operations(document: Json) -> Iterator[Operation]:
    """Yield what the document promises, but what anybody may ask for."""
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            if told[ACT] == "anyone":
                continue
            needed = [p for p in told.get("parameters", []) if p.get("in") == "query" and p.get("required")]
            query = "?" + "&".join(f"{parameter['name']}=1" for parameter in needed) if needed else ""
            body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")
            yield Operation(method, path, told[ACT], body, query)


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the campaign stands."""

    phase: Phase
    announced: bool = True

    def rank(self, caller: str) -> int:
        """Return what the caller is in the campaign, 0 where it does not exist for them."""
        rank = RANKS[ROLES[caller]]
        hidden = self.phase is Phase.DRAFT and not self.announced and rank < RANKS["editor"]
        return 0 if hidden else rank

    def set(self, world: World) -> None:
        world.phase(GUIDE, self.phase)
        with world.database.writing() as session:
            campaign = get_campaign(session, GUIDE)
            campaign.announced_at = campaign.created_at if self.announced else None

    def __str__(self) -> str:
        return f"{self.phase}{'' if self.announced else ', not announced'}"


STAGES = (Stage(Phase.DRAFT, announced=False), *map(Stage, Phase))


def is_refused(operation: Operation, caller: str, stage: Stage) -> bool:
    """Tell whether the table refuses an operation to a caller where the campaign stands."""
    if caller in OUT or (caller == "anonymous" and operation.act in ("signed-in", "in-person")):
        return True
    if caller == "scoped" and (operation.is_write or operation.act == "in-person"):
        return True
    if operation.act in ("signed-in", "in-person"):
        return False
    if operation.act == "site-admin":
        return True
    if f"{operation.method} {operation.path}" in LISTS:
        return False
    least = operation.act if operation.act in RANKS else _least(operation.act, stage.phase)
    return stage.rank(caller) < RANKS[least]


def _least(act: str, phase: Phase) -> str:
    return dict(zip(Phase, next(row for name, row in TABLE.items() if name == act).split(), strict=True))[phase]


def people(world: World) -> Json:
    """Make the campaign, another one, and everybody who asks; return the ids of what is in it."""
    world.campaign(GUIDE)
    ids = made(world)
    world.campaign(OTHER)
    for name in ("blocked", "disabled", "expired"):
        world.user(name)
        world.member(GUIDE, name, Role.EDITOR)
    root = world.as_(world.user("root", site_admin=True))
    made_token = world.as_(f"{GUIDE}-admin").post("/v1/me/tokens", json={"name": "Script", "scopes": ["read"]})
    world.tokens["scoped"] = made_token.json()["token"]
    world.tokens["expired"] = _expired(world)
    assert root.post("/v1/users/blocked/block").is_success
    assert root.post("/v1/users/disabled/disable").is_success
    return {**NAMES, "other": "1", **ids}


def clients(world: World) -> dict[str, Any]:
    """Return a client for each caller, by name."""
    named = {str(role): f"{GUIDE}-{role}" for role in Role}
    named |= {"stranger": f"{OTHER}-admin", **{name: name for name in (*OUT, "blocked", "scoped")}}
    found = {caller: world.as_(username) for caller, username in named.items()}
    return found | {"anonymous": world.as_(None)}


def ask(
    world: World,
    ids: Json,
    stages: Iterable[Stage],
    callers: Iterable[str],
    *,
    methods: Container[str] = ("get", "post", "put", "patch", "delete"),
) -> Found:
    """Ask all cells of these stages, callers and methods."""
    found, asking = Found(), clients(world)
    asked = [one for one in operations(world.app.openapi()) if one.method in methods]
    for stage in stages:
        stage.set(world)
        for caller, operation in itertools.product(callers, asked):
            refused = is_refused(operation, caller, stage)
            if refused or not operation.is_write:
                _ask(found, Cell(operation, caller, stage), asking[caller], ids, refused=refused)
    return found


@dataclass(frozen=True, slots=True)
class Cell:
    operation: Operation
    caller: str
    stage: Stage

    def __str__(self) -> str:
        return f"{self.operation.method} {self.operation.path} by {self.caller} in {self.stage}"


def _ask(found: Found, cell: Cell, client: Any, ids: Json, *, refused: bool) -> None:
    found.cells += 1
    answer = _send(client, cell.operation, ids)
    if refused and answer.is_success and not _names_nothing(answer):
        found.unexpected.append(f"{cell}: {answer.status_code}")
    is_hidden = cell.caller not in OUT and cell.stage.rank(cell.caller) == 0
    if refused and is_hidden and "{" in cell.operation.path and (cell.operation.path, cell.caller) != (OWN, AUTHOR):
        absent = _send(client, cell.operation, _ABSENT)
        if _told(answer) != _told(absent):
            found.told_apart.append(f"{cell}: {answer.status_code}, absent {absent.status_code}")


def _send(client: Any, operation: Operation, ids: Json) -> httpx2.Response:
    answer: httpx2.Response = client.request(
        operation.method, operation.at(ids), json=operation.body, headers={"If-Match": "*"}
    )
    return answer


def _names_nothing(answer: httpx2.Response) -> bool:
    return answer.status_code == 200 and answer.content == b'{"items":[],"next":null}'


def _told(answer: httpx2.Response) -> tuple[int, Json | None]:
    is_json = answer.content and "json" in answer.headers.get("content-type", "")
    return answer.status_code, {**answer.json(), "request_id": None} if is_json else None


def _expired(world: World) -> str:
    """Return a token of an account that has run out."""
    tokens: Tokens = world.app.state.services.tokens
    ago = process_now() - timedelta(days=2)
    return tokens.issue(world.actor("expired").signed_in(), now=ago, lifetime=timedelta(days=1))
