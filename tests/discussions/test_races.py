"""Many who comment at once: everything answered is there, in order, and counted."""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import httpx2
import pytest
from sqlmodel import Session

from app.campaigns.rules import Role
from app.discussions.commenting import edit_comment
from app.discussions.counting import move_count
from app.discussions.models import Comment
from app.pages.access import LockedPage
from tests.client import ApiClient
from tests.discussions.acts import WHY, count_of, say, threads
from tests.moderation.test_races import somebody_waits
from tests.pages.acts import EDITOR, ME, broken, latest, save
from tests.pages.test_concurrency import together
from tests.world import Json, World

pytestmark = pytest.mark.databases


def wait_for(world: World, other: Future[Any]) -> None:
    """Wait until another request waits for a lock, or was answered because it did not have to."""
    while not (somebody_waits(world) or other.done()):
        pass


def _talkers(world: World, count: int) -> list[ApiClient]:
    for number in range(count):
        world.member("guide", world.user(f"talker-{number}"), Role.CONTRIBUTOR)
    return [world.as_(f"talker-{number}") for number in range(count)]


def test_of_two_who_mend_one_comment_from_one_state_one_must_look_again(world: World) -> None:
    world.campaign()
    page = world.page()
    comment = say(world, page)
    path, headers = f"/v1/comments/{comment['id']}", {"If-Match": comment["etag"]}
    windows = [world.as_(ME), world.as_(ME)]
    answers = together(windows, lambda n, client: client.patch(path, json={"text": f"Texte {n}"}, headers=headers))
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    saved = next(answer.json() for answer in answers if answer.status_code == 200)
    assert world.as_(ME).get(path).json() == saved
    assert saved["version"] == 2


def test_who_comes_second_waits_until_the_first_is_answered(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.campaign()
    page = world.page()
    comment = say(world, page)
    path, headers = f"/v1/comments/{comment['id']}", {"If-Match": comment["etag"]}
    second: list[Future[httpx2.Response]] = []

    def held(session: Session, locked: LockedPage, mended: Comment, text: str) -> None:
        if not second:
            second.append(pool.submit(world.as_(ME).patch, path, json={"text": "Deux"}, headers=headers))
            wait_for(world, second[0])
        edit_comment(session, locked, mended, text)

    monkeypatch.setattr("app.discussions.router.edit_comment", held)
    with ThreadPoolExecutor(1) as pool:
        first = world.as_(ME).patch(path, json={"text": "Un"}, headers=headers)
        assert (first.status_code, second[0].result(timeout=30).status_code) == (200, 412)
    assert world.as_(ME).get(path).json()["text"] == "Un"


def test_what_is_told_first_stands_first(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cursor that was given out leaves nothing behind it: ids are given in the order in which they appear."""
    world.campaign()
    page = world.page()
    second: list[Future[Json]] = []

    def held(session: Session, locked: LockedPage, by: int) -> None:
        if not second:
            second.append(pool.submit(say, world, page, "Deux", by=EDITOR))
            wait_for(world, second[0])
            assert threads(world, page) == []
        move_count(session, locked, by)

    monkeypatch.setattr("app.discussions.commenting.move_count", held)
    with ThreadPoolExecutor(1) as pool:
        say(world, page, "Un")
        second[0].result(timeout=30)
    assert [thread["text"] for thread in threads(world, page)] == ["Un", "Deux"]
    assert count_of(world, page) == 2


@pytest.mark.slow
def test_the_count_is_right_while_all_comment_hide_and_take_back(world: World) -> None:
    world.campaign()
    page, top = world.page(), None
    top = say(world, page, "Un fil")
    path, talkers = f"/v1/pages/{page['id']}/comments", _talkers(world, 4)
    editor = world.as_(EDITOR)

    def talk(number: int, client: ApiClient) -> int:
        left = 0
        for turn in range(5):
            body = {"text": f"{number}-{turn}", "parent_id": top["id"] if turn % 2 else None}
            said = client.post(path, json=body)
            assert said.status_code == 201, said.text
            comment = f"/v1/comments/{said.json()['id']}"
            match turn:
                case 1:
                    assert client.delete(comment, headers={"If-Match": said.headers["etag"]}).status_code == 204
                case 2:
                    assert editor.post(f"{comment}/hide", json={"reason": WHY}).status_code == 200
                case _:
                    left += 1
        return left

    visible = sum(together(talkers, talk)) + 1
    assert count_of(world, page) == visible == 13
    said = [reply["text"] for thread in threads(world, page, by=EDITOR) for reply in (thread, *thread["replies"])]
    assert len(said) == visible + 4


@pytest.mark.slow
def test_a_reader_of_the_list_misses_nothing_that_comes_meanwhile(world: World) -> None:
    """What is told later stands later: a cursor that was given out leaves nothing behind it."""
    world.campaign()
    page = world.page()
    path, talkers = f"/v1/pages/{page['id']}/comments", _talkers(world, 4)
    seen: list[int] = []

    def act(number: int, client: ApiClient) -> None:
        if number < 4:
            for turn in range(6):
                assert client.post(path, json={"text": f"{number}-{turn}"}).status_code == 201
            return
        url = f"{path}?limit=1"
        for _ in range(40):
            answer = client.get(url).json()
            seen.extend(item["id"] for item in answer["items"])
            if answer["next"]:
                url = f"{path}?limit=1&after={answer['next']}"
            elif answer["items"]:
                seen.pop()

    together([*talkers, world.as_(ME)], act)
    url = f"{path}?limit=100"
    whole = [item["id"] for item in world.as_(ME).get(url).json()["items"]]
    assert len(whole) == 24
    assert seen == whole[: len(seen)]


@pytest.mark.slow
def test_writers_and_talkers_do_not_wait_for_each_other_for_ever(world: World) -> None:
    world.campaign()
    page = world.page(text="Un.\n\nDeux.\n\nTrois.\n")
    path, talkers = f"/v1/pages/{page['id']}/comments", _talkers(world, 3)

    def act(number: int, client: ApiClient) -> None:
        for turn in range(6):
            if number == 0:
                head = latest(client, page["id"])["revision"]
                assert save(client, page["id"], head["id"], head["text"] + f"\nEt {turn}.\n").status_code == 201
            else:
                body = {"text": f"{number}-{turn}", "start": 0, "end": 3}
                assert client.post(path, json=body).status_code == 201

    together(talkers, act)
    assert count_of(world, page) == 12
    assert broken(world) == []
    assert all(thread["now"] == {"start": 0, "end": 3} for thread in threads(world, page))
