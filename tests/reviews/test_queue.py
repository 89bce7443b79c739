"""The review queue: what waits, oldest first, with all that an editor needs to decide at once."""

import pytest

from app.campaigns.rules import Phase
from app.reviews.decisions import queue
from app.text.diff import Diff, Operation, OperationKind, apply
from app.text.spans import Span
from tests.counting import counted
from tests.pages.acts import EDITOR, ME, latest, refused, save
from tests.reviews.deciding import accepted_id, decide, decided, editors, vote, voters
from tests.world import Json, World

pytestmark = [pytest.mark.usefixtures("told_at_once"), pytest.mark.databases]

QUEUE = "/v1/campaigns/guide/review-queue"


def _queue(world: World, query: str = "", *, by: str = EDITOR) -> list[Json]:
    answer = world.as_(by).get(f"{QUEUE}?{query}")
    assert answer.status_code == 200, answer.text
    items: list[Json] = answer.json()["items"]
    return items


def _titles(items: list[Json]) -> list[str]:
    return [item["head"]["title"] for item in items]


def test_what_readers_do_not_see_yet_waits_oldest_first(world: World) -> None:
    world.campaign()
    pages = [world.page(title=f"Astuce {number}") for number in range(4)]
    assert _titles(_queue(world)) == [f"Astuce {number}" for number in range(4)]
    decided(world, EDITOR, pages[1]["revision"]["id"], "accept")
    assert _titles(_queue(world)) == ["Astuce 0", "Astuce 2", "Astuce 3"]
    # A new text waits from the moment at which it was saved.
    world.edit(pages[0], "Autre.", by=ME)
    world.edit(pages[1], "Autre.", by=ME)
    assert _titles(_queue(world)) == ["Astuce 2", "Astuce 3", "Astuce 0", "Astuce 1"]
    world.as_(EDITOR).delete(f"/v1/pages/{pages[2]['id']}", headers={"If-Match": "*"})
    assert _titles(_queue(world)) == ["Astuce 3", "Astuce 0", "Astuce 1"]


def test_the_queue_goes_on_where_it_stopped(world: World) -> None:
    world.campaign()
    pages = [world.page(title=f"Astuce {number}") for number in range(5)]
    answer = world.as_(EDITOR).get(f"{QUEUE}?limit=2")
    found = answer.json()["items"]
    # What leaves the queue meanwhile shifts nothing.
    decided(world, EDITOR, pages[0]["revision"]["id"], "accept")
    while answer.json()["next"]:
        answer = world.as_(EDITOR).get(answer.links["next"]["url"])
        found += answer.json()["items"]
    assert _titles(found) == [f"Astuce {number}" for number in range(5)]
    for cursor in ("x", "WzEsMV0x", "WzkyMjMzNzIwMzY4NTQ3NzU4MDcsMV0", "WyJhIiwxXQ"):
        refused(world.as_(EDITOR).get(f"{QUEUE}?after={cursor}"), 422, "invalid")
    tag = world.as_(EDITOR).get(QUEUE).headers["etag"]
    assert world.as_(EDITOR).get(QUEUE, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.slow
def test_what_an_editor_decided_on_waits_no_more_unless_asked_for(world: World) -> None:
    world.campaign(editors_needed=2)
    editors(world, "ana")
    names = ("new", "reject", "request-changes", "accept", "unaccept")
    heads = {name: world.page(title=name)["revision"]["id"] for name in names}
    for verdict in ("reject", "request-changes", "accept"):
        decided(world, EDITOR, heads[verdict], verdict)
    for who in ("ana", EDITOR):
        decided(world, who, heads["unaccept"], "accept")
    decided(world, EDITOR, heads["unaccept"], "unaccept")
    # What one of two editors accepted waits for the other.
    assert _titles(_queue(world)) == _titles(_queue(world, "waiting=undecided")) == ["new", "accept"]
    assert _titles(_queue(world, "waiting=all")) == list(names)
    refused(world.as_(EDITOR).get(f"{QUEUE}?waiting=mine"), 422, "invalid")
    # Another text is another matter.
    page = latest(world.as_(ME), 2)
    world.edit(page, "Mieux.", by=ME)
    assert _titles(_queue(world)) == ["new", "accept", "reject"]


@pytest.mark.slow
def test_an_entry_has_all_that_it_takes_to_decide(world: World) -> None:
    world.campaign(acceptance="votes", quorum=50, self_acceptance=False)
    editors(world, "ana")
    page = world.page(title="Titre", text="Un.\n\nDeux.\n")
    decided(world, EDITOR, page["revision"]["id"], "accept")
    second = world.edit(page, "Un.\n\nTrois.\n", by="ana", title="Autre")["revision"]
    third = save(world.as_(ME), page["id"], second["id"], "Un.\n\nTrois, enfin.\n").json()["revision"]
    last = save(world.as_("ana"), page["id"], third["id"], "Un.\n\nQuatre.\n", summary="Mieux").json()["revision"]
    for name, choice in zip(voters(world, 3), ("approve", "approve", "oppose"), strict=True):
        vote(world, name, last["id"], choice)
    remark = decided(world, EDITOR, last["id"], "request-changes")
    (item,) = _queue(world, "waiting=all&include=diff")
    place = (item["page_id"], item["kind"], item["theme"], item["slug"], item["accepted_number"])
    assert place == (page["id"], "tip", "t1", "titre", 1)
    assert item["head"] == {name: value for name, value in last.items() if name in item["head"]}
    assert [author["name"] for author in item["authors"]] == ["Ana", "Guide-Contributor"]
    assert item["tally"] == {"approve": 2, "oppose": 1}
    report = world.as_(ME).get(f"/v1/revisions/{last['id']}/acceptance").json()
    assert item["acceptance"].items() <= report.items()
    assert item["decisions"] == report["decisions"] == [{name: remark[name] for name in report["decisions"][0]}]
    assert item["diff_url"] == f"/v1/pages/{page['id']}/diff?from=1&to=4"
    whole = world.as_(EDITOR).get(item["diff_url"]).json()
    assert item["diff"] == {name: whole[name] for name in item["diff"]}
    assert (item["diff"]["old_title"], item["diff"]["new_title"]) == ("Titre", "Autre")
    assert _queue(world, "waiting=all")[0]["diff"] is None
    # Who may not accept it is told why, before they try.
    assert item["barred"] is None
    barred = _queue(world, "waiting=all", by="ana")[0]["barred"]
    assert barred == "You wrote this revision. In this campaign another editor has to accept it."
    entry = _queue(world, "waiting=all", by="ana")[0]
    assert (entry["barred_code"], entry["barred_parameters"]) == ("own-revision", {})
    path, tag = f"/v1/revisions/{last['id']}/accept", {"If-Match": item["etag"]}
    assert world.as_(EDITOR).post(path, json={"reason": "Bien."}, headers=tag).status_code == 200
    assert accepted_id(world, page) == last["id"]


def test_a_page_that_readers_do_not_know_is_shown_whole(world: World) -> None:
    world.campaign()
    world.page(title="Titre", text="Un.\r\nDeux.")
    (item,) = _queue(world, "include=diff")
    assert (item["accepted_number"], item["diff_url"], item["diff"]["old_title"]) == (None, None, None)
    operations = [
        Operation(
            OperationKind(one["kind"]),
            Span(**one["old"]),
            Span(**one["new"]),
            one["old_text"],
            one["new_text"],
            one["moved"],
            one["changed"],
        )
        for one in item["diff"]["operations"]
    ]
    assert apply(Diff(tuple(operations), coarse=False), "") == "Un.\r\nDeux."


def test_long_texts_are_left_to_the_diff_route(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.campaign()
    monkeypatch.setattr(queue, "TEXT_BOUND", 40)
    monkeypatch.setattr(queue, "ANSWER_BOUND", 90)
    texts = ("é" * 40, "é" * 41, "c" * 40, "d" * 20, "e" * 10)
    for text in texts:
        world.page(text=text)
    diffs = [item["diff"] for item in _queue(world, "include=diff")]
    shown = [diff and "".join(one["new_text"] for one in diff["operations"]) for diff in diffs]
    assert shown == [texts[0], None, texts[2], None, texts[4]]


@pytest.mark.slow
def test_a_long_queue_takes_no_more_statements_than_a_short_one(world: World) -> None:
    world.campaign(acceptance="votes", quorum=50)
    counts = []
    for number in range(6):
        page = world.page(title=f"Astuce {number}")
        decided(world, EDITOR, page["revision"]["id"], "accept")
        later = world.edit(page, f"Autre {number}.", by=ME)["revision"]["id"]
        vote(world, ME, later, "approve")
        decided(world, EDITOR, later, "request-changes")
        with counted(world) as statements:
            assert len(_queue(world, "waiting=all&include=diff")) == number + 1
        counts.append(len(statements))
    assert len(set(counts)) == 1, counts


def test_the_queue_is_for_editors(world: World) -> None:
    world.campaign(visibility="public")
    world.page()
    for who, status, problem in (
        (None, 401, "not-authenticated"),
        (world.user("passer-by"), 403, "forbidden"),
        ("guide-reader", 403, "forbidden"),
        (ME, 403, "forbidden"),
    ):
        refused(world.as_(who).get(QUEUE), status, problem)
    assert [len(_queue(world, by=who)) for who in (EDITOR, "guide-admin")] == [1, 1]
    refused(world.as_(EDITOR).get("/v1/campaigns/none/review-queue"), 404, "not-found")


@pytest.mark.parametrize(
    "policy",
    [
        {},
        {"self_acceptance": False},
        {"acceptance": "votes"},
        {"acceptance": "votes", "editor_override": False},
    ],
)
def test_a_verdict_is_offered_exactly_where_it_is_not_refused(world: World, policy: Json) -> None:
    world.campaign(**policy)
    for by in (ME, EDITOR):
        verdicts = ("accept", "request-changes", "reject")
        pages = {verdict: world.page(title=f"{verdict} {by}", by=by) for verdict in verdicts}
        offered = {item["page_id"]: item["allowed_actions"] for item in _queue(world)}
        for verdict, page in pages.items():
            status = decide(world, EDITOR, page["revision"]["id"], verdict).status_code
            assert status in (200, 403, 409), verdict
            assert (verdict in offered[page["id"]]) == (status < 400), (verdict, by)


def test_no_verdict_is_offered_once_the_guide_is_out(world: World) -> None:
    world.campaign()
    world.page()
    world.phase("guide", Phase.PUBLISHED)
    assert [item["allowed_actions"] for item in _queue(world)] == [[]]
