"""The ledger to take away: CSV that any spreadsheet reads, and in which nobody's name is calculated."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text.spreadsheet import BYTE_ORDER_MARK, to_csv
from tests.credits.people import PEOPLE, choose, peopled, written_by
from tests.pages.acts import EDITOR, ME, refused
from tests.world import World

CREDITS = "/v1/campaigns/guide/credits"
DANGEROUS = "=+-@\t\r\n\0|%\uff1d\uff0b\uff0d\uff20"


def read(data: bytes) -> list[dict[str, str]]:
    text = data.decode("utf-8")
    assert text.startswith(BYTE_ORDER_MARK)
    return list(csv.DictReader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline=""), strict=True))


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@pytest.mark.slow
@given(st.lists(st.tuples(CELLS, st.integers(), st.floats(0, 1)), max_size=8))
def test_what_is_written_is_read_again(rows: list[tuple[str, int, float]]) -> None:
    data = to_csv(("words", "count", "share"), rows)
    assert data.count(b"\r\n") >= len(rows) + 1
    found = read(data)
    assert [(int(row["count"]), float(row["share"])) for row in found] == [row[1:] for row in rows]
    for row, (words, *_) in zip(found, rows, strict=True):
        assert row["words"] in {words, f"'{words}"}
        assert not row["words"].lstrip(" ").startswith(tuple(DANGEROUS))


@pytest.mark.parametrize(
    "cell", [*(f"{sign}1+1" for sign in DANGEROUS), " =1+1", "\u00a0@SUM(A1)", '=HYPERLINK("x";"y")', "=1,2\r\n=3"]
)
def test_no_cell_begins_a_formula(cell: str) -> None:
    (row,) = read(to_csv(("name",), [(cell,)]))
    assert row["name"] == f"'{cell}"


@pytest.mark.parametrize("cell", ["Claire Morvan", "D’Amato", "a=b", "1+1", 'dit "Zoé"', "山田, 太郎", "", "Marie-Ève"])
def test_other_words_stay_as_they_are(cell: str) -> None:
    (row,) = read(to_csv(("name",), [(cell,)]))
    assert row["name"] == cell


def test_the_ledger_as_csv(world: World) -> None:
    peopled(world)
    written_by(world, ("claire", "Un deux."), ("zoe", "Un deux trois."))
    written_by(world, ("claire", "Quatre."), title="=1+1")
    choose(world, "claire", "short")
    answer = world.as_("guide-reader").get(f"{CREDITS}?format=csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="guide-credits.csv"'
    rows = read(answer.content)
    assert [(row["name"], row["person_name"], row["tokens"], row["share"], row["pages"]) for row in rows] == [
        ("Claire M.", "", "10", "0.909091", "2"),
        ("Zoé Okemba", "", "1", "0.090909", "1"),
    ]
    for_editors = read(world.as_(EDITOR).get(f"{CREDITS}?format=csv").content)
    assert [(row["name"], row["naming"], row["person_name"]) for row in for_editors] == [
        ("Claire M.", "short", "Claire Morvan"),
        ("Zoé Okemba", "full", "Zoé Okemba"),
    ]
    by_page = read(world.as_(ME).get(f"{CREDITS}?format=csv&by=page").content)
    assert [(row["page"], row["title"], row["kind"], row["theme"], row["name"], row["tokens"]) for row in by_page] == [
        ("titre", "Titre", "tip", "t1", "Claire M.", "4"),
        ("titre", "Titre", "tip", "t1", "Zoé Okemba", "1"),
        ("1-1", "'=1+1", "tip", "t1", "Claire M.", "6"),
    ]


@pytest.mark.slow
def test_the_ledger_as_json_adds_up(world: World) -> None:
    peopled(world)
    for number, name in enumerate(PEOPLE):
        written_by(world, ("claire", "Un deux."), (name, "Un deux. " + "mot " * (number + 1)), title=name)
    for name, naming in (("idriss", "department"), ("jean", "department"), ("zoe", "anonymous")):
        choose(world, name, naming)
    for caller in ("guide-reader", ME, EDITOR):
        ledger = world.as_(caller).get(CREDITS).json()
        pages = [sum(line["tokens"] for line in page["contributors"]) for page in ledger["pages"]]
        assert pages == [page["tokens"] for page in ledger["pages"]]
        assert sum(line["tokens"] for line in ledger["contributors"]) == sum(pages) == ledger["tokens"]
        assert abs(sum(line["share"] for line in ledger["contributors"]) - 1) < 1e-5
        assert sum(line["people"] for line in ledger["contributors"]) == len(PEOPLE)


@pytest.mark.slow
def test_nobody_who_hides_is_in_what_readers_take_away(world: World) -> None:
    peopled(world, visibility="public")
    written_by(world, ("claire", "Un."), ("idriss", "Un deux."), ("zoe", "Un deux trois."))
    for name, naming in (("claire", "anonymous"), ("idriss", "department"), ("zoe", "short")):
        choose(world, name, naming)
    hidden = ("Morvan", "Idriss", "Benali", "Okemba")
    for query in ("", "?format=csv", "?format=csv&by=page"):
        for caller in (None, "guide-reader", ME):
            assert not any(name in world.as_(caller).get(CREDITS + query).text for name in hidden)
        told = json.dumps(world.as_(EDITOR).get(CREDITS + query).text, ensure_ascii=False)
        assert all(name in told for name in hidden)


def test_what_is_asked_for_must_exist(world: World) -> None:
    peopled(world)
    for query in ("format=xlsx", "by=theme&format=csv", "state=draft"):
        refused(world.as_(ME).get(f"{CREDITS}?{query}"), 422, "invalid")
    refused(world.as_("guide-reader").get(f"{CREDITS}?format=csv&state=latest"), 403, "forbidden")
    assert read(world.as_(ME).get(f"{CREDITS}?format=csv").content) == []
