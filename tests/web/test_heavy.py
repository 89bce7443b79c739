"""Large work waits in lanes: few at once, fairly, a share for each person, and refusals that say when to come back."""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from app.apart import SHORT
from app.web import heavy
from app.web.errors import TooCostly, WorkFull, WorkOfOne
from app.web.heavy import AT_ONCE, TRIFLE, WAITING, Heavy, Lane
from tests.world import World


def in_threads(works: list[Callable[[], object]]) -> list[threading.Thread]:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    return threads


def queue(lane: Lane, people: list[int], told: list[int]) -> list[threading.Thread]:
    """Let people wait for the lane, one after the other."""
    threads = []
    for number, person in enumerate(people, 1):

        def work(person: int = person) -> None:
            with lane.turn(person):
                told.append(person)

        threads += in_threads([work])
        while len(lane._waiting) < number:
            pass
    return threads


def test_whoever_asks_for_much_does_not_keep_others_waiting() -> None:
    lane, told = Lane(), list[int]()
    with lane.turn(1):
        threads = queue(lane, [1, 1, 1, 2, 3], told)
    for thread in threads:
        thread.join()
    assert told[:2] == [2, 3]
    assert sorted(told) == [1, 1, 1, 2, 3]


def test_a_full_lane_refuses_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    lane = Lane()
    with lane.turn(0):
        threads = queue(lane, [*range(WAITING)], [])
        with pytest.raises(WorkFull), lane.turn(99):
            pass
    for thread in threads:
        thread.join()
    monkeypatch.setattr(heavy, "WAIT_SECONDS", 0)
    with lane.turn(0), pytest.raises(WorkFull), lane.turn(1):
        pass
    with lane.turn(1):
        assert lane._waiting == []


class Waited(Exception):
    """Somebody had to wait."""


class Impatient(threading.Condition):
    """Says that somebody would wait, instead of waiting."""

    def wait_for(self, predicate: Callable[[], Any], timeout: float | None = None) -> Any:  # noqa: ARG002
        if not predicate():
            raise Waited
        return True


def one_at_a_time(lane: Lane) -> bool:
    """Tell whether a second person has to wait while a first has their turn."""
    with lane.turn(1), suppress(Waited), lane.turn(2):
        return False
    return True


def full(lane: Lane) -> bool:
    """Tell whether a lane in which as many wait as may refuses one more without letting them wait."""
    lane._busy = True
    lane._waiting += [heavy._Waiter(person, 0.0) for person in range(WAITING)]
    with suppress(Waited), pytest.raises(WorkFull), lane.turn(99):
        pass
    return len(lane._waiting) == WAITING


class Unlimited(Lane):
    """Gives everybody a turn at once."""

    def _next(self) -> heavy._Waiter:
        return self._waiting[-1]


def test_a_lane_without_a_limit_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert one_at_a_time(Lane(Impatient()))
    assert not one_at_a_time(Unlimited(Impatient()))
    assert full(Lane(Impatient()))
    monkeypatch.setattr(heavy, "WAITING", WAITING + 1)
    assert not full(Lane(Impatient()))


def test_one_person_has_a_share() -> None:
    works = Heavy(5)
    done, begun = threading.Event(), threading.Semaphore(0)

    def hold() -> None:
        with works._one_of(1):
            begun.release()
            done.wait(10)

    threads = in_threads([hold] * AT_ONCE)
    for _ in threads:
        begun.acquire()
    with pytest.raises(WorkOfOne), works.here(1):
        pass
    with works.here(2):
        pass
    # What is small does not count.
    with works.here(1, SHORT):
        pass
    assert works.work_out(1, TRIFLE, sum, [1, 2]) == 3
    done.set()
    for thread in threads:
        thread.join()
    with works.here(1):
        pass
    assert not works._under_way


def test_what_many_read_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    works, asked = Heavy(5), list[str]()

    def write(text: str) -> str:
        asked.append(text)
        return text.upper()

    assert [works.written(None, 1, write, text) for text in "aab"] == ["A", "A", "B"]
    assert asked == ["a", "b"]
    monkeypatch.setattr(heavy, "KEPT_CHARACTERS", 3)
    assert [works.written(None, 1, write, text) for text in "cac"] == ["C", "A", "C"]
    assert asked == ["a", "b", "c", "a", "c"]


class Refusing(Heavy):
    """Has no time for anything."""

    def __init__(self, refusal: Exception) -> None:
        super().__init__(5)
        self.refusal = refusal

    def work_out(self, *_: object, **__: object) -> Any:
        raise self.refusal


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_refusal_says_what_to_do(world: World) -> None:
    world.campaign()
    services = world.app.state.services
    told = {}
    for refusal in (TooCostly(5), WorkFull(2), WorkOfOne(2)):
        world.app.state.services = replace(services, heavy=Refusing(refusal))
        answer = world.as_("guide-reader").post("/v1/render", json={"text": "x"})
        told[answer.json()["code"]] = (answer.status_code, answer.headers.get("retry-after"))
    assert told == {"too-costly": (422, None), "work-full": (429, "2"), "work-of-one": (429, "2")}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_long_texts_are_answered_as_short_ones(world: World) -> None:
    world.campaign()
    long = "Ein Wort und noch eins. " * 100
    client = world.as_("guide-contributor")
    rendered = client.post("/v1/render", json={"text": long}).json()["html"]
    assert rendered == f"<p>{long.strip()}</p>\n"
    page = world.page(text=long)
    world.edit(page, long + "\n\nMehr.\n", by="guide-contributor")
    shown = client.get(f"/v1/pages/{page['id']}?state=latest&render=html").json()["html"]
    assert shown == rendered + "<p>Mehr.</p>\n"
    for form in ("json", "unified", "html", "side", "delta"):
        compared = client.get(f"/v1/pages/{page['id']}/diff?from=1&to=2&format={form}")
        assert (compared.status_code, "Mehr." in compared.text) == (200, True)
    revision = client.get(f"/v1/pages/{page['id']}?state=latest").json()["revision"]["id"]
    written = client.get(f"/v1/revisions/{revision}/attribution").json()
    assert {span["number"] for span in written["spans"]} == {1, 2}
    assert client.get(f"/v1/revisions/{revision}/attribution?format=html").text.startswith("<!doctype html>")


def test_what_is_done_with_a_short_text_waits_behind_nothing_long(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.campaign()
    page = world.page(text="Un.\n")
    world.edit(page, "Deux.\n", by="guide-contributor")
    me = world.as_("guide-contributor")
    latest = me.get(f"/v1/pages/{page['id']}?state=latest").json()["revision"]["id"]
    draft = me.put(
        f"/v1/pages/{page['id']}/draft", json={"title": "Titre", "text": "Trois.\n", "base_revision": latest}
    )
    waited: list[object] = []
    monkeypatch.setattr(Lane, "turn", lambda _lane, person: waited.append(person))
    for path in (f"revisions/{latest}/undo", f"revisions/{latest}/restore", f"drafts/{draft.json()['id']}/submit"):
        answer = me.post(f"/v1/{path}", json={})
        assert answer.status_code in {201, 200, 409}, answer.text
    assert waited == []
