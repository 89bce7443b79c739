"""A small campaign in which everything is voted on, and how it is played while others watch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from app.campaigns.locking import get_campaign
from app.clock import database_now
from tests.client import ApiClient
from tests.guides.compiles import accepted_page, edition
from tests.pages.acts import ME
from tests.reviews.acts import FIRST, OTHER, TYPO, voters
from tests.reviews.conftest import Fork
from tests.reviews.watching import Place, Seen, seen_of, timeless, watch
from tests.scan import NO_QUESTIONS, Known
from tests.world import World

ONE, TWO, BESIDE = "voter-0", "voter-1", "voter-2"
KEY = {"Idempotency-Key": "once-only"}

Vote = tuple[str, int, str]
"""What is done, with which text or tip of the scene, and the choice of a ballot."""
LEFT: Sequence[Vote] = [
    ("ballot", 0, "approve"),
    ("ballot", 1, "oppose"),
    ("ballot", 2, "oppose"),
    ("ballot", 3, "approve"),
    ("no-ballot", 3, ""),
    ("support", 0, ""),
    ("support", 1, ""),
    ("no-support", 0, ""),
    ("reconfirm", 1, ""),
]
RIGHT: Sequence[Vote] = [
    ("ballot", 0, "oppose"),
    ("ballot", 1, "approve"),
    ("ballot", 2, "oppose"),
    ("ballot", 3, "approve"),
    ("no-ballot", 1, ""),
    ("support", 1, ""),
    ("support", 0, ""),
    ("no-support", 1, ""),
    ("reconfirm", 0, ""),
]
"""As many acts of each kind as on the left: that somebody votes is no secret, and stands in the audit log."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A campaign before the first vote."""

    world: World
    tips: list[int]
    texts: list[int]
    known: Known


@dataclass(frozen=True, slots=True)
class Play:
    """What the watchers got to see while voting went on and after it, and what the server logged."""

    during: dict[Place, Seen]
    after: dict[Place, Seen]
    replayed: Seen
    """The answer to somebody else who came with a voter's Idempotency-Key."""
    log: bytes


def build(world: World, **settings: Any) -> Scene:
    """Make a campaign whose window has closed and whose voting goes on, with two tips of two texts each."""
    world.campaign(visibility="public", selection="most-supported", **settings)
    world.user("root", site_admin=True)
    voters(world, 3)
    world.theme("guide", "t2", target=1)
    pages = [accepted_page(world, FIRST, title=title, theme="t2") for title in ("Une", "Autre")]
    later = [world.edit(page, text, by=ME) for page, text in zip(pages, (TYPO, OTHER), strict=True)]
    with world.database.writing() as session:
        campaign, now = get_campaign(session, "guide"), database_now(session)
        campaign.opens_at, campaign.closes_at = now - timedelta(days=60), now - timedelta(hours=1)
        campaign.voting_closes_at = now + timedelta(minutes=30)
    tips, texts = [page["id"] for page in pages], [page["revision"]["id"] for page in [*pages, *later]]
    known = {
        "campaign": ["guide"],
        "theme": ["t2"],
        "page_id": tips,
        "page": tips,
        "revision_id": texts,
        "draft_id": [1],
        "comment_id": [1],
        "job_id": [1, 2],
        **NO_QUESTIONS,
        "edition": [1, 2],
        "artefact": ["guide.pdf", "guide.html", "guide.md", "guide.json"],
        "user": [ONE],
        "kind": [],
        "sort": ["position"],
        "render": [],
        "format": ["json"],
    }
    return Scene(world, tips, texts, known)


def vote_all(world: World, scene: Scene, who: str, votes: Sequence[Vote]) -> None:
    """Let a person cast all these votes."""
    for vote in votes:
        _vote(world.as_(who), scene, *vote)


def play(
    scene: Scene,
    fork: Fork,
    votes: tuple[Sequence[Vote], Sequence[Vote]],
    watchers: Sequence[str | None],
    capsys: pytest.CaptureFixture[str],
) -> Play:
    """Play a copy of the scene with these votes of two people, a proof while they vote and a release afterwards."""
    with fork(scene.world) as world:
        capsys.readouterr()
        for who, own in zip((ONE, TWO), votes, strict=True):
            vote_all(world, scene, who, own)
        vote_all(world, scene, BESIDE, [("ballot", 0, "oppose"), ("support", 0, "")])
        edition(world, kind="proof", audience="members")
        during = watch(world, watchers, scene.known)
        path = f"/v1/revisions/{scene.texts[0]}/ballot"
        replayed = seen_of(world.as_(ME).put(path, json={"choice": "approve"}, headers=KEY))
        end_voting(world)
        edition(world, kind="release", audience="public")
        after = watch(world, watchers, scene.known)
        return Play(during, after, replayed, timeless(capsys.readouterr().out.encode()))


def end_voting(world: World) -> None:
    with world.database.writing() as session:
        campaign = get_campaign(session, "guide")
        campaign.voting_closes_at = campaign.closes_at


def _vote(client: ApiClient, scene: Scene, kind: str, place: int, choice: str) -> None:
    ballot, tip = f"/v1/revisions/{scene.texts[place]}/ballot", f"/v1/pages/{scene.tips[place % 2]}/support"
    match kind:
        case "ballot":
            answer = client.put(ballot, json={"choice": choice}, headers=KEY)
        case "no-ballot":
            answer = client.delete(ballot)
        case "support":
            answer = client.put(tip, headers=KEY)
        case "no-support":
            answer = client.delete(tip)
        case _:
            answer = client.post(f"{tip}/reconfirm")
    assert answer.status_code == 200, answer.text
