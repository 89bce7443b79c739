"""Nobody does what the table refuses them, and what is hidden looks absent: each operation, caller and phase."""

from collections.abc import Callable

import pytest

from app.campaigns import rules, standing
from app.campaigns.rules import Act, Phase, Role
from app.campaigns.standing import Standing
from app.identity.errors import SignInNeeded
from tests.campaigns.matrix import ROLES, Stage, ask, people
from tests.planting import on_one_database
from tests.world import World

FEW = ("anonymous", "stranger", "contributor", "blocked", "disabled")


@pytest.mark.slow
@on_one_database
def test_nobody_does_what_the_table_refuses_them(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    found = ask(world, people(world), [Stage(Phase.REVIEW)], FEW)
    assert found.faults == []
    with capsys.disabled():
        print(f" {found.cells} cells;", end="")


def readers_see_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(rules.RIGHTS, Act.READ_LATEST, (Role.READER,) * 4)


def tokens_outlive_their_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing, "_require_account", lambda _row, _actor: None)


def strangers_are_told_of_a_campaign(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Standing, "require_visible", _tell_strangers)


def _tell_strangers(self: Standing) -> None:
    if self.role is None:
        raise SignInNeeded


@pytest.mark.slow
@on_one_database
@pytest.mark.parametrize(
    ("plant", "callers", "found_by"),
    [
        (readers_see_all, ("blocked",), "get /v1/campaigns/{campaign}/ranking by blocked in review: 200"),
        (tokens_outlive_their_account, ("disabled",), "get /v1/campaigns/{campaign} by disabled in review: 200"),
        (
            strangers_are_told_of_a_campaign,
            ("stranger",),
            "get /v1/campaigns/{campaign} by stranger in review: 401, absent 404",
        ),
    ],
)
def test_a_planted_hole_is_found(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    plant: Callable[[pytest.MonkeyPatch], None],
    callers: tuple[str, ...],
    found_by: str,
) -> None:
    ids = people(world)
    plant(monkeypatch)
    assert found_by in ask(world, ids, [Stage(Phase.REVIEW)], callers, methods=["get"]).faults


def test_every_caller_has_a_role() -> None:
    assert set(ROLES.values()) == {None, *map(str, Role)}
