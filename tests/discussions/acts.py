"""What testers of discussions do again and again: comment, reply, list, hold the count against the rows."""

from typing import Any

from app.campaigns.rules import Role
from app.discussions.counting import verify_comments
from tests.pages.acts import EDITOR, ME
from tests.world import Json, World

TEXT = "Fermez la porte le soir.\n\nÉteignez la lumière en sortant.\n\nRangez 😀 la cuisine.\n"
WHY = "Hors sujet."
OTHER = "other"
MATCH = {"If-Match": "*"}


def span_of(words: str, text: str = TEXT) -> Json:
    start = text.index(words)
    return {"start": start, "end": start + len(words)}


def opened(world: World, **fields: Any) -> Json:
    """Make a campaign with two contributors and return a page of it that readers see, too."""
    world.campaign(**fields)
    world.member("guide", world.user(OTHER, name="Anne Autre", department="Achats"), Role.CONTRIBUTOR)
    page = world.page(text=TEXT)
    world.accept(page["revision"]["id"], by=EDITOR)
    return page


def say(world: World, page: Json, text: str = "Est-ce bien sûr ?", *, by: str = ME, **fields: Any) -> Json:
    """Comment on a page and return the comment."""
    answer = world.as_(by).post(f"/v1/pages/{page['id']}/comments", json={"text": text, **fields})
    assert answer.status_code == 201, answer.text
    comment: Json = answer.json()
    return comment


def act(world: World, comment: Json, verb: str, *, by: str = EDITOR, **body: Any) -> Json:
    """Resolve, reopen, hide or unhide a comment and return it."""
    path = f"/v1/comments/{comment['id']}/{verb}"
    answer = world.as_(by).post(path, json=body) if body else world.as_(by).post(path)
    assert answer.status_code == 200, answer.text
    changed: Json = answer.json()
    return changed


def hide(world: World, comment: Json, *, by: str = EDITOR) -> Json:
    return act(world, comment, "hide", by=by, reason=WHY)


def take_back(world: World, comment: Json, *, by: str = ME) -> None:
    answer = world.as_(by).delete(f"/v1/comments/{comment['id']}", headers={"If-Match": "*"})
    assert answer.status_code == 204, answer.text


def threads(world: World, page: Json, *, by: str | None = ME, **asked: Any) -> list[Json]:
    answer = world.as_(by).get(f"/v1/pages/{page['id']}/comments", params=asked)
    assert answer.status_code == 200, answer.text
    items: list[Json] = answer.json()["items"]
    return items


def count_of(world: World, page: Json, *, by: str | None = ME, state: str = "latest") -> int | None:
    """Return how many comments the page says it has, after proving that it has as many."""
    with world.database.reading() as session:
        assert list(verify_comments(session)) == []
    count: int | None = world.as_(by).get(f"/v1/pages/{page['id']}?state={state}").json()["comment_count"]
    return count
