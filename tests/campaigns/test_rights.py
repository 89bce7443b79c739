"""The table of rights over HTTP: every act of identity and campaigns × role × phase."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app.campaigns.rules import RIGHTS, Act, Phase, Role, least_role, may, may_ever
from tests.world import Json, World

ROLES = ["admin", "editor", "contributor", "reader", "outsider", None]
"""Who asks: the campaign's people, somebody signed in without a role, and nobody; most rights first."""

LATER = "2999-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Request:
    """One act as HTTP; ``allowed`` tells the roles for the phase, ``refused`` the status of the others."""

    method: str
    path: str
    body: Json | None
    status: int
    least: Callable[[Phase], Role | None]
    act: Act | None = None


def always(role: Role) -> Callable[[Phase], Role | None]:
    return lambda _phase: role


def by(act: Act) -> Callable[[Phase], Role | None]:
    return lambda phase: least_role(act, phase)


BECAUSE = {"reason": "Comme prévu."}
GUIDE = "/v1/campaigns/guide"
REQUESTS = {
    "read": Request("GET", GUIDE, None, 200, always(Role.READER)),
    "window": Request("GET", f"{GUIDE}/window", None, 200, always(Role.READER)),
    "themes": Request("GET", f"{GUIDE}/themes", None, 200, always(Role.READER)),
    "theme": Request("GET", f"{GUIDE}/themes/t1", None, 200, always(Role.READER)),
    "members": Request("GET", f"{GUIDE}/members", None, 200, always(Role.EDITOR)),
    "audit": Request("GET", f"{GUIDE}/audit", None, 200, always(Role.ADMIN)),
    "configure": Request("PATCH", GUIDE, {"title": "Autre"}, 200, by(Act.CONFIGURE), Act.CONFIGURE),
    "add theme": Request(
        "POST", f"{GUIDE}/themes", {"slug": "t2", "question": "?"}, 201, by(Act.CONFIGURE), Act.CONFIGURE
    ),
    "change theme": Request("PATCH", f"{GUIDE}/themes/t1", {"question": "Et ?"}, 200, by(Act.CONFIGURE), Act.CONFIGURE),
    "delete theme": Request("DELETE", f"{GUIDE}/themes/t1", None, 204, by(Act.CONFIGURE), Act.CONFIGURE),
    "archive": Request("PUT", f"{GUIDE}/archived", None, 200, by(Act.ARCHIVE), Act.ARCHIVE),
    "unarchive": Request("DELETE", f"{GUIDE}/archived", None, 200, by(Act.CONFIGURE), Act.CONFIGURE),
    "set member": Request("PUT", f"{GUIDE}/members/guide-reader", {"role": "contributor"}, 200, always(Role.ADMIN)),
    "remove member": Request("DELETE", f"{GUIDE}/members/guide-reader", None, 204, always(Role.ADMIN)),
    "open": Request("POST", f"{GUIDE}/open", {**BECAUSE, "closes_at": LATER}, 200, by(Act.OPEN), Act.OPEN),
    "extend": Request("POST", f"{GUIDE}/extend", {**BECAUSE, "closes_at": LATER}, 200, by(Act.EXTEND), Act.EXTEND),
    "close": Request("POST", f"{GUIDE}/close", BECAUSE, 200, by(Act.CLOSE), Act.CLOSE),
    "reopen": Request("POST", f"{GUIDE}/reopen", {**BECAUSE, "closes_at": LATER}, 200, by(Act.REOPEN), Act.REOPEN),
    "reopen-voting": Request(
        "POST",
        f"{GUIDE}/reopen-voting",
        {**BECAUSE, "voting_closes_at": LATER},
        200,
        by(Act.REOPEN_VOTING),
        Act.REOPEN_VOTING,
    ),
    "open-corrections": Request(
        "POST", f"{GUIDE}/open-corrections", BECAUSE, 200, by(Act.OPEN_CORRECTIONS), Act.OPEN_CORRECTIONS
    ),
    "close-corrections": Request(
        "POST", f"{GUIDE}/close-corrections", BECAUSE, 200, by(Act.CLOSE_CORRECTIONS), Act.CLOSE_CORRECTIONS
    ),
}


def expected(request: Request, who: str | None, phase: Phase) -> int:
    """Return the status that the table of rights asks for in a campaign that anybody may read."""
    role = Role(who) if who in set(Role) else Role.READER
    least = request.least(phase)
    if least is not None and [*Role].index(role) >= [*Role].index(least):
        return request.status
    if request.act is not None and may_ever(request.act, role):
        return 409
    return 401 if who is None else 403


@pytest.mark.slow
@pytest.mark.parametrize("phase", Phase)
def test_every_act_by_every_role_in_every_phase(world: World, phase: Phase) -> None:
    world.campaign(visibility="public", phase=phase)
    names = {who: who and f"guide-{who}" for who in ROLES}
    names["outsider"] = world.user("outsider")
    # From the least rights up, so that each refused act meets the state it would have changed.
    for name, request in REQUESTS.items():
        for who in reversed(ROLES):
            answer = world.as_(names[who]).request(
                request.method, request.path, json=request.body, headers={"If-Match": "*"}
            )
            assert answer.status_code == expected(request, who, phase), (name, who, answer.text)
            if answer.status_code == 409:
                assert answer.json()["type"] == "urn:bonsens:problem:window-closed"
                assert answer.json()["phase"] == phase
        if request.method != "GET":
            restore(world, phase)


def restore(world: World, phase: Phase) -> None:
    world.phase("guide", phase)
    world.member("guide", "guide-reader", Role.READER)
    themes = world.as_("guide-admin").get(f"{GUIDE}/themes").json()["items"]
    if all(theme["slug"] != "t1" for theme in themes):
        world.theme("guide", "t1")


@pytest.mark.parametrize("phase", Phase)
def test_allowed_actions_are_the_table(world: World, phase: Phase) -> None:
    world.campaign(phase=phase)
    world.user("root", site_admin=True)
    for role in Role:
        shown = world.as_(f"guide-{role}").get(GUIDE).json()
        allowed = {act for act in Act if may(act, role, phase)}
        # It is announced; ``test_announcing`` has those that are not.
        allowed -= {Act.ANNOUNCE}
        # The window and the voting of this campaign end together.
        allowed -= {Act.VOTE} if phase is not Phase.OPEN else {Act.COMPILE_RELEASE}
        assert (shown["role"], shown["phase"]) == (role, phase)
        assert set(shown["allowed_actions"]) == allowed
    assert world.as_("root").get(GUIDE).json()["role"] == "admin"


def test_the_acts_of_the_table_have_a_request_here_or_elsewhere() -> None:
    """The others are tried with the pages, reviews, guides and accounts that they act on."""
    elsewhere = {
        Act.ANNOUNCE,
        Act.READ,
        Act.READ_LATEST,
        Act.EDIT,
        Act.VOTE,
        Act.COMMENT,
        Act.ASK,
        Act.ANSWER,
        Act.REVIEW,
        Act.ARRANGE,
        Act.IMPORT,
        Act.COMPILE_PROOF,
        Act.COMPILE_RELEASE,
        Act.REDACT,
        Act.UNDO_ACCOUNT,
    }
    assert {request.act for request in REQUESTS.values() if request.act} | elsewhere == set(RIGHTS)
