"""Attacks on sessions: none succeeds, and each would if what stops it were not there."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from fastapi import Request
from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.clock import database_now
from app.config import Settings
from app.identity import asking, service, sessions_router, wire
from app.identity.models import BrowserSession, OpenedBy
from app.identity.service import get_user
from app.identity.sessions import Limits, find_session, open_session
from app.web import csrf, strict
from app.web.csrf import csrf_token_of
from app.web.middleware import Around
from app.words.hearing import Hearing
from tests.identity import session_attacks as attacks
from tests.identity.session_attacks import HOST, PASSWORD, Attack, Scene
from tests.planting import on_one_database
from tests.world import World

Plant = Callable[[pytest.MonkeyPatch, Scene], None]


@pytest.fixture
def scene(world: World) -> Scene:
    world.campaign(enrolment="everyone")
    for name in ("victim", "attacker"):
        world.user(name, password=PASSWORD)
    with world.database.writing() as session:
        user, now = get_user(session, "victim"), database_now(session)
        sid = {"provider": "acme", "provider_sid": "s1"}
        secret = open_session(session, user, how=OpenedBy.PROVIDER, now=now, **sid)
    attackers = world.browser("attacker").cookies[HOST]
    return Scene(world, secret, csrf_token_of(secret), attackers, csrf_token_of(attackers))


GROUPS: Mapping[str, Mapping[str, Attack]] = {
    "cross-site": attacks.CROSS_SITE,
    "not from here": attacks.NOT_FROM_HERE,
    "reading": attacks.READING,
    "login": {**attacks.LOGIN, "a sign-in by a form": attacks.as_form},
    "tossed": attacks.TOSSED,
    "misnamed": attacks.MISNAMED,
    "elsewhere": attacks.ELSEWHERE,
    "outlived": attacks.OUTLIVED,
    "others": {"ending another's": attacks.ends_anothers, "listing another's": attacks.lists_anothers},
}
ALONE: Mapping[str, Attack] = {
    **attacks.REPLAYED,
    "a planted secret": attacks.keeps_what_was_planted,
    "the attacker's own": attacks.keeps_the_attackers,
}
"""Attacks that leave another scene behind."""


def succeeding(scene: Scene, group: Mapping[str, Attack]) -> Iterator[str]:
    for name, attack in group.items():
        if attack(scene):
            yield name
        scene.leave()


@pytest.mark.parametrize("group", GROUPS)
def test_no_attack_succeeds(scene: Scene, group: str) -> None:
    assert [*succeeding(scene, GROUPS[group])] == []


@pytest.mark.parametrize("name", ALONE)
def test_no_attack_on_a_session_that_ends_succeeds(scene: Scene, name: str) -> None:
    assert not ALONE[name](scene)


def test_there_are_many_attacks() -> None:
    assert sum(map(len, GROUPS.values())) + len(ALONE) >= 70


def nothing(*_given: object) -> None:
    """Stand in for a check."""


def unasked(monkeypatch: pytest.MonkeyPatch, _scene: Scene) -> None:
    """No write in a session is asked where it comes from."""
    for module in (asking, wire):
        monkeypatch.setattr(module, "require_csrf_token", nothing)
    monkeypatch.setattr(sessions_router, "require_own_page", nothing)
    monkeypatch.setattr(strict, "_has_body", no_body)


async def no_body(_request: Request) -> bool:
    return False


def anywhere(monkeypatch: pytest.MonkeyPatch, _scene: Scene) -> None:
    """The page that asks may lie anywhere."""
    monkeypatch.setattr(csrf, "require_own_page", nothing)


def overridden(monkeypatch: pytest.MonkeyPatch, scene: Scene) -> None:
    """What only reads is done as if it wrote."""
    unasked(monkeypatch, scene)
    understood = Around._understood

    def as_post(self: Around, scope: dict[str, object]) -> object:
        joins = str(scope["path"]).endswith("/join")
        return understood(self, {**scope, "method": "POST", "query_string": b""} if joins else scope)

    monkeypatch.setattr(Around, "_understood", as_post)


def reading_cookies(wanted: str, place: int) -> Plant:
    """Cookies are found by a pattern, and of several one is taken."""

    def plant(monkeypatch: pytest.MonkeyPatch, _scene: Scene) -> None:
        def read(request: Request, _name: str) -> str | None:
            header = "; ".join(request.headers.getlist("cookie"))
            found = re.findall(wanted, f"{header}; {request.url.query}")
            return found[place] if found else None

        monkeypatch.setattr(asking, "read_cookie", read)

    return plant


def first_of_two(monkeypatch: pytest.MonkeyPatch, scene: Scene) -> None:
    reading_cookies(r"__Host-bonsens=([\w-]+)", 0)(monkeypatch, scene)


def last_of_two(monkeypatch: pytest.MonkeyPatch, scene: Scene) -> None:
    reading_cookies(r"__Host-bonsens=([\w-]+)", -1)(monkeypatch, scene)


def taken_for_the_victim(monkeypatch: pytest.MonkeyPatch, scene: Scene) -> None:
    """Whatever looks like something is taken for the victim's session."""
    remembered(monkeypatch, scene)
    monkeypatch.setattr(asking, "read_cookie", lambda *_given: scene.secret)
    actor = scene.world.actor("victim")

    async def by_token(*_given: object) -> asking.Asking:
        return asking.Asking(replace(actor, hearing=Hearing()))

    monkeypatch.setattr(asking, "_by_token", by_token)


def remembered(monkeypatch: pytest.MonkeyPatch, scene: Scene) -> None:
    """A session that was found once is open for ever."""
    found = find_session(scene.world.database, scene.secret, Limits.of(Settings()))
    monkeypatch.setattr(asking, "find_session", lambda *_given: found)
    monkeypatch.setattr(service, "is_open", lambda *_given: True)
    monkeypatch.setattr(service, "token_is_stale", lambda *_given: False)


def lasting(monkeypatch: pytest.MonkeyPatch, _scene: Scene) -> None:
    monkeypatch.setattr(Limits, "ends_at", lambda *_given: datetime.max.replace(tzinfo=UTC))


def nobodys(monkeypatch: pytest.MonkeyPatch, _scene: Scene) -> None:
    """Whose session it is, is not asked."""

    def end(session: Session, _user: int, number: int) -> None:
        session.exec(delete(BrowserSession).where(col(BrowserSession.id) == number))

    def listed(session: Session, *_given: object, **_more: object) -> list[BrowserSession]:
        return list(session.exec(select(BrowserSession)))

    monkeypatch.setattr(sessions_router, "list_sessions", listed)
    monkeypatch.setattr(sessions_router, "end_own_session", end)


def adopted(value: str) -> Plant:
    """The secret that a browser brings is the one that it gets."""

    def plant(monkeypatch: pytest.MonkeyPatch, scene: Scene) -> None:
        drawn = "app.identity.sessions.secrets.token_urlsafe"
        monkeypatch.setattr(drawn, lambda _bytes: value or scene.attackers)

    return plant


STOPPED_TWICE = {"JSON as a form sends it", "a sign-in by a form", "in a query"}
"""Stopped anyway: the framework reads no JSON out of plain text, and no route takes such a parameter."""
PLANTS: Mapping[str, list[Plant]] = {
    "cross-site": [unasked],
    "not from here": [anywhere],
    "reading": [overridden],
    "login": [unasked],
    "tossed": [first_of_two, last_of_two],
    "misnamed": [reading_cookies(r"(?i)bonsens\"?=([\w-]+)", 0)],
    "elsewhere": [taken_for_the_victim],
    "outlived": [lasting],
}


@pytest.mark.slow
@on_one_database
@pytest.mark.parametrize("group", PLANTS)
def test_each_attack_succeeds_where_what_stops_it_is_gone(
    scene: Scene, group: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    succeeded: set[str] = set()
    for plant in PLANTS[group]:
        with monkeypatch.context() as planted:
            plant(planted, scene)
            succeeded |= {*succeeding(scene, GROUPS[group])}
    assert GROUPS[group].keys() - succeeded <= STOPPED_TWICE


PLANTED_ALONE: Mapping[str, Plant] = {
    **dict.fromkeys(attacks.REPLAYED, remembered),
    "a planted secret": adopted("A" * 43),
    "the attacker's own": adopted(""),
}


@on_one_database
@pytest.mark.parametrize("name", PLANTED_ALONE)
def test_an_attack_on_a_session_that_ends_succeeds_where_it_does_not(
    scene: Scene, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    PLANTED_ALONE[name](monkeypatch, scene)
    assert ALONE[name](scene)


@on_one_database
@pytest.mark.parametrize("name", GROUPS["others"])
def test_a_list_of_everybodys_sessions_is_found(scene: Scene, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    nobodys(monkeypatch, scene)
    assert GROUPS["others"][name](scene)
