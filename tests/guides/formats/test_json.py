import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.guides.book import Book, Contributor, Credit, Tip
from app.guides.formats.json import SCHEMA, render
from tests.guides.books import EVERYTHING, book, chapter, passage
from tests.profiles import examples


def test_the_whole_book_is_there_in_declared_order() -> None:
    data = json.loads(render(book()))
    assert list(data)[:4] == ["schema", "kind", "audience", "language"]
    assert list(data)[-1] == "digest"
    assert data["schema"] == SCHEMA
    assert data["chapters"][0]["tips"][0]["passage"]["text"] == EVERYTHING
    assert data["contributors"][0] == {"name": "Idriss Benali", "department": None, "people": 1}
    passage = data["chapters"][0]["tips"][1]["passage"]
    assert passage["credits"][0] == {"name": "Idriss Benali", "department": None, "people": 1}
    assert passage["tokens"] == 4
    assert data["tokens"] == sum(person.tokens for person in book().contributors)


PEOPLE = [("Zoé Aubry", None), ("Ana Zola", "Ventes"), ("Ana Zola", "Achats"), (None, "Ventes"), (None, None)]
FIGURES = st.lists(st.integers(1, 10_000), min_size=len(PEOPLE), max_size=len(PEOPLE))


def written_by(figures: list[int]) -> Book:
    """Return a book whose people wrote so much, most tokens first where a book lists them so."""
    credit = tuple(Credit(*who, 1, tokens) for who, tokens in zip(PEOPLE, figures, strict=True))
    by_tokens = tuple(sorted(credit, key=lambda line: -line.tokens))
    total = sum(figures)
    text = replace(passage("a"), credits=by_tokens, tokens=total)
    contributors = tuple(
        Contributor(line.name, line.department, 1, line.tokens, line.tokens / total, line.tokens, line.tokens)
        for line in by_tokens
    )
    return replace(book(), chapters=(chapter(1, Tip(1, text)),), contributors=contributors)


@pytest.mark.slow
@given(FIGURES, st.permutations(range(len(PEOPLE))))
@examples(100)
def test_the_file_does_not_tell_who_wrote_more(figures: list[int], order: list[int]) -> None:
    # The same total, given out otherwise.
    assert render(written_by(figures)) == render(written_by([figures[place] for place in order]))


def test_people_stand_in_the_order_of_the_alphabet() -> None:
    data = json.loads(render(written_by([1, 2, 3, 4, 5])))
    listed = [("Zoé Aubry", None), ("Ana Zola", "Achats"), ("Ana Zola", "Ventes"), (None, "Ventes"), (None, None)]
    for lines in (data["contributors"], data["chapters"][0]["tips"][0]["passage"]["credits"]):
        assert [(line["name"], line["department"]) for line in lines] == listed
        assert {frozenset(line) for line in lines} == {frozenset({"name", "department", "people"})}


def test_words_stay_readable() -> None:
    assert "Éditorial".encode() in render(book())


def test_anchors_of_headings_and_where_links_lead_are_told() -> None:
    text = "## Détails\n\n[a](#détails) [b](#tip-2) [c](#absent) [d](https://a.fr)"
    tips = (Tip(1, passage("tip-1", "Un titre", text)), Tip(2, passage("tip-2")))
    data = json.loads(render(book(chapters=(chapter(1, *tips),))))
    told = data["chapters"][0]["tips"][0]["passage"]
    assert told["anchors"] == {"détails": "tip-1.détails"}
    assert told["links"] == {"#d%C3%A9tails": "tip-1.détails", "#tip-2": "tip-2", "#absent": None}
