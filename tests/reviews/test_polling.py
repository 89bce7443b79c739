"""An admin who polls everything while people vote one by one guesses no better than from the final tallies.

For each of 200 votes the admin says how its voter chose: from what moved at that moment and who was named beside it,
else what most people chose on that text. The advantage is how many more of these guesses are right than those of
somebody who sees the final tallies alone.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from statistics import mean, stdev

import pytest

from app.audit.acts import ChangeBallot
from app.campaigns.rules import Phase
from app.reviews import batches
from tests.planting import on_one_database
from tests.reviews.acts import vote, voters
from tests.world import Json, World

ADMIN = "guide-admin"
PAGES, PEOPLE = 10, 20
VOTES = PAGES * PEOPLE
TOLD = ("/v1/campaigns/guide/ranking", "/v1/campaigns/guide/audit?limit=3")
"""Where figures of all pages and names of those who act would show; that nothing else moves is a test of its own."""
Key = tuple[int, int]
"""A voter's account and a page."""


@dataclass
class Admin:
    """Polls, and notes who chose what."""

    world: World
    guesses: dict[Key, str] = field(default_factory=dict)
    tallies: dict[int, tuple[int, int]] = field(default_factory=dict)
    seen: int = 0
    moves: int = 0
    log: str = ""

    def poll(self, logged: str) -> None:
        """Look at everything once; ``logged`` is what the server has written since."""
        ranked, audit = (self.world.as_(ADMIN).get(path).json() for path in TOLD)
        named = [entry["actor_id"] for entry in audit["items"] if entry["number"] > self.seen and entry["actor_id"]]
        self.seen = audit["items"][0]["number"]
        before, self.tallies = self.tallies, _tallies(ranked)
        moved = {page: (now, before.get(page, (0, 0))) for page, now in self.tallies.items() if now != before.get(page)}
        self.moves += bool(before) and bool(moved)
        self.log += logged
        for page, ((approve, oppose), (approved, opposed)) in moved.items():
            if before and named:
                choice = "approve" if approve - approved >= oppose - opposed else "oppose"
                self.guesses.update({(voter, page): choice for voter in named})


def _tallies(ranked: Json) -> dict[int, tuple[int, int]]:
    return {tip["page_id"]: (tip["ballots"]["approve"], tip["ballots"]["oppose"]) for tip in ranked["items"]}


def advantage(world: World, capsys: pytest.CaptureFixture[str]) -> tuple[float, float, Admin]:
    """Play the votes one by one under the eyes of an admin; return the advantage, half its interval, and the admin."""
    world.campaign(ranked_by="wilson", same_text_percent=100)
    pages = [world.page(title=f"Tip {number}", text=f"Numéro {number}.\n") for number in range(PAGES)]
    names, choose = voters(world, PEOPLE), Random(12)  # noqa: S311  Any sequence will do.
    admin, chosen = Admin(world), {}
    admin.poll("")
    order = [(name, page) for name in names for page in pages]
    choose.shuffle(order)
    for name, page in order:
        choice = "approve" if choose.random() < 0.5 + page["id"] / 40 else "oppose"
        vote(world, name, page["revision"]["id"], choice)
        chosen[world.actor(name).signed_in(), page["id"]] = choice
        admin.poll(capsys.readouterr().out)
    world.phase("guide", Phase.REVIEW)
    final = _tallies(world.as_(ADMIN).get(TOLD[0]).json())
    gains = [
        _right(admin.guesses, final, key, choice) - _right({}, final, key, choice) for key, choice in chosen.items()
    ]
    assert len(gains) == VOTES
    return mean(gains), 1.96 * stdev(gains) / math.sqrt(VOTES), admin


def _right(guesses: Mapping[Key, str], final: Mapping[int, tuple[int, int]], key: Key, choice: str) -> int:
    approve, oppose = final[key[1]]
    return guesses.get(key, "approve" if approve >= oppose else "oppose") == choice


@pytest.mark.slow
@on_one_database
def test_a_polling_admin_has_no_advantage(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    gain, half, admin = advantage(world, capsys)
    assert abs(gain) <= half
    # The admin did see figures move, once a batch, and nobody beside them.
    assert admin.moves == VOTES // batches.BATCH
    assert admin.guesses == {}
    assert not any(name in admin.log for name in ("voter-", "approve", "oppose"))


@pytest.mark.slow
@on_one_database
def test_figures_that_move_beside_a_log_that_names_voters_are_found(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "BATCH", 1)
    monkeypatch.setattr(ChangeBallot, "secret", False)
    gain, half, admin = advantage(world, capsys)
    assert gain > half
    assert len(admin.guesses) == VOTES
