"""Many at once, with real threads: nothing that was answered is lost, and the chain has no gap."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import httpx2
import pytest

from app.campaigns.rules import Role
from tests.client import ApiClient
from tests.pages.acts import EDITOR, ME, chain, latest, refused, save
from tests.world import World

pytestmark = pytest.mark.databases

T = TypeVar("T")
WRITERS, EDITS = 8, 10


def together(clients: Sequence[ApiClient], act: Callable[[int, ApiClient], T]) -> list[T]:
    """Run an act for every client at the same time and return the results in order."""
    barrier = Barrier(len(clients))

    def run(number: int) -> T:
        barrier.wait(timeout=30)
        return act(number, clients[number])

    with ThreadPoolExecutor(len(clients)) as pool:
        return list(pool.map(run, range(len(clients))))


def _writers(world: World, count: int) -> list[ApiClient]:
    for number in range(count):
        world.member("guide", world.user(f"writer-{number}"), Role.CONTRIBUTOR)
    return [world.as_(f"writer-{number}") for number in range(count)]


@pytest.mark.slow
def test_writers_of_different_paragraphs_are_all_merged(world: World) -> None:
    world.campaign()
    writers = _writers(world, WRITERS)
    paragraphs = [f"Paragraphe {number}, version 0." for number in range(WRITERS)]
    page = world.page(text="\n\n".join(paragraphs))["id"]

    def write(number: int, client: ApiClient) -> None:
        for edit in range(EDITS):
            head = latest(client, page)["revision"]
            text = head["text"].replace(f"{number}, version {edit}.", f"{number}, version {edit + 1}.")
            saved = save(client, page, head["id"], text)
            assert saved.status_code == 201, saved.text

    together(writers, write)
    revisions = chain(world, page)
    assert len(revisions) == WRITERS * EDITS + 1
    assert revisions[-1][1] == "\n\n".join(f"Paragraphe {number}, version {EDITS}." for number in range(WRITERS))


@pytest.mark.slow
def test_writers_of_one_sentence_keep_what_is_refused(world: World) -> None:
    world.campaign()
    writers = _writers(world, 4)
    page = world.page(text="Avant.\n\nLa phrase.\n\nAprès.\n")
    rounds = 5

    def rewrite(number: int, client: ApiClient) -> list[tuple[str, httpx2.Response]]:
        answers = []
        for turn in range(rounds):
            text = f"Avant.\n\nLa phrase {number}-{turn}.\n\nAprès.\n"
            answers.append((text, save(client, page["id"], page["revision"]["id"], text)))
        return answers

    results = together(writers, rewrite)
    texts = [text for _, text in chain(world, page["id"])]
    saved = [text for answers in results for text, answer in answers if answer.status_code == 201]
    assert texts[1:] == saved
    assert len(saved) == 1
    for client, answers in zip(writers, results, strict=True):
        kept = {draft["id"]: draft["text"] for draft in client.get("/v1/me/drafts").json()["items"]}
        lost = [(text, answer) for text, answer in answers if answer.status_code != 201]
        assert {refused(answer, 409, "edit-conflict")["draft_id"]: text for text, answer in lost} == kept


def test_of_two_editors_at_once_one_learns_what_the_other_decided(world: World) -> None:
    world.campaign()
    page = world.page()
    revisions = [page["revision"]["id"], world.edit(page, "Deux.", by=ME)["revision"]["id"]]
    world.member("guide", world.user("editor-2"), Role.EDITOR)
    editors = [world.as_(EDITOR), world.as_("editor-2")]
    tags = [world.as_(EDITOR).get(f"/v1/revisions/{revision}").headers["etag"] for revision in revisions]

    def accept(number: int, client: ApiClient) -> httpx2.Response:
        path = f"/v1/revisions/{revisions[number]}/accept"
        body = {"reason": f"Raison {number}", "older": True}
        return client.post(path, json=body, headers={"If-Match": tags[number]})

    answers = together(editors, accept)
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    won, lost = sorted(answers, key=lambda answer: answer.status_code)
    assert won.json().items() >= refused(lost, 412, "precondition-failed")["last_decision"].items()
    shown = world.as_("guide-reader").get(f"/v1/pages/{page['id']}").json()
    assert shown["revision"]["id"] == won.json()["revision_id"]
    assert len(world.as_(ME).get(f"/v1/pages/{page['id']}/decisions").json()["items"]) == 1


def test_of_two_editors_who_arrange_at_once_one_must_look_again(world: World) -> None:
    world.campaign()
    page = f"/v1/pages/{world.page()['id']}"
    tag = world.as_(EDITOR).get(f"{page}?state=latest").headers["etag"]
    editors = [world.as_(EDITOR) for _ in range(4)]
    answers = together(
        editors,
        lambda number, client: client.patch(page, json={"position": number + 10}, headers={"If-Match": tag}),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]


@pytest.mark.slow
def test_pages_of_one_title_get_names_and_places_of_their_own(world: World) -> None:
    world.campaign()
    writers = [world.as_(ME) for _ in range(8)]

    def create(number: int, client: ApiClient) -> list[httpx2.Response]:
        titles = (f"Titre {turn}" for turn in range(4))
        body = {"kind": "tip", "theme": "t1", "text": f"De {number}."}
        return [client.post("/v1/campaigns/guide/pages", json={**body, "title": title}) for title in titles]

    answers = [answer for made in together(writers, create) for answer in made]
    assert {answer.status_code for answer in answers} == {201}
    names = {f"titre-{turn}{behind}" for turn in range(4) for behind in ("", *(f"-{number}" for number in range(2, 9)))}
    assert {answer.json()["slug"] for answer in answers} == names
    assert {answer.json()["position"] for answer in answers} == {*range(1, 33)}


def test_windows_that_autosave_at_once_overwrite_nothing(world: World) -> None:
    world.campaign()
    page = world.page()
    path, base = f"/v1/pages/{page['id']}/draft", page["revision"]["id"]
    windows = [world.as_(ME) for _ in range(6)]

    def autosave(headers: dict[str, str]) -> list[httpx2.Response]:
        def put(number: int, client: ApiClient) -> httpx2.Response:
            body = {"base_revision": base, "title": "T", "text": f"Fenêtre {number}"}
            return client.put(path, json=body, headers=headers)

        return together(windows, put)

    first = autosave({})
    assert [answer.status_code for answer in first].count(201) == 1
    assert {answer.status_code for answer in first} <= {201, 409, 428}
    (made,) = (answer for answer in first if answer.status_code == 201)
    second = autosave({"If-Match": made.headers["etag"]})
    assert sorted(answer.status_code for answer in second) == [200] + [412] * 5
    (changed,) = (answer for answer in second if answer.status_code == 200)
    assert [draft["text"] for draft in windows[0].get("/v1/me/drafts").json()["items"]] == [changed.json()["text"]]


@pytest.mark.slow
@pytest.mark.usefixtures("told_at_once")
def test_ballots_and_support_of_one_person_at_once_count_once(world: World) -> None:
    world.campaign()
    page = world.page()
    ballot, support = f"/v1/revisions/{page['revision']['id']}", f"/v1/pages/{page['id']}"
    clients = [world.as_(ME) for _ in range(16)]

    def vote(number: int, client: ApiClient) -> int:
        choice = {"choice": ("approve", "oppose")[number % 2]}
        return client.put(f"{ballot}/ballot", json=choice).status_code + client.put(f"{support}/support").status_code

    assert set(together(clients, vote)) == {400}
    tally = clients[0].get(f"{ballot}/tally").json()
    assert sorted((tally["approve"], tally["oppose"])) == [0, 1]
    assert tally[tally["my_choice"]] == 1
    assert clients[0].get(f"{support}/tally").json()["support"] == 1
    assert latest(clients[0], page["id"])["support_count"] == 1
