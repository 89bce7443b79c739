"""What testers of reviews do again and again: vote, decide, and ask how a revision stands."""

import httpx2

from app.campaigns.rules import Role
from tests.world import Json, World

MATCH = {"If-Match": "*"}
WHY = "Parce que."


def voters(world: World, count: int, *, departments: tuple[str | None, ...] = (None,)) -> list[str]:
    """Add contributors, department by department in turn, and return their names."""
    names = []
    for number in range(count):
        name = world.user(f"voter-{number}", department=departments[number % len(departments)])
        world.member("guide", name, Role.CONTRIBUTOR)
        names.append(name)
    return names


def editors(world: World, *names: str) -> None:
    for name in names:
        world.member("guide", world.user(name), Role.EDITOR)


def vote(world: World, who: str, revision: int, choice: str | None) -> None:
    """Cast a ballot, or withdraw it for None."""
    path, client = f"/v1/revisions/{revision}/ballot", world.as_(who)
    answer = client.put(path, json={"choice": choice}) if choice else client.delete(path)
    assert answer.status_code == 200, answer.text


def decide(world: World, who: str, revision: int, verdict: str, reason: str = WHY, **more: object) -> httpx2.Response:
    """Decide on a revision, whatever was decided on its page before."""
    body = {"reason": reason, **more}
    return world.as_(who).post(f"/v1/revisions/{revision}/{verdict}", json=body, headers=MATCH)


def decided(world: World, who: str, revision: int, verdict: str, reason: str = WHY, **more: object) -> Json:
    """Decide on a revision; it must be taken."""
    answer = decide(world, who, revision, verdict, reason, **more)
    assert answer.status_code == 200, answer.text
    body: Json = answer.json()
    return body


def acceptance(world: World, revision: int, *, by: str = "guide-contributor") -> Json:
    answer = world.as_(by).get(f"/v1/revisions/{revision}/acceptance")
    assert answer.status_code == 200, answer.text
    report: Json = answer.json()
    return report


def failing(report: Json) -> list[str]:
    """Return the names of the rules that a report says are not met."""
    return [rule["name"] for rule in report["rules"] if not rule["passed"]]


def accepted_id(world: World, page: Json) -> int | None:
    """Return the revision that readers see of a page, None where they see none."""
    answer = world.as_("guide-reader").get(f"/v1/pages/{page['id']}")
    return int(answer.json()["revision"]["id"]) if answer.status_code == 200 else None
