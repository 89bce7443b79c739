"""Credit is conserved: whatever people chose, the lines of a ledger hold exactly the tokens of the texts."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.credits.lines import Author, People, Written, add_up, count_lines, credit_people, ledger_lines
from app.credits.rules import Naming, shown_as
from app.digests import text_digest
from app.guides.crediting import broken_credit, contributors, page_credit
from app.text.tokens import tokens

DAY = datetime(2026, 3, 1, tzinfo=UTC)
NAMES = ["Claire Morvan", "Claire Moreau", "Zoé", "山田太郎"]


def author(number: int, naming: Naming, name: str = "Claire Morvan", department: str | None = "Sinistres") -> Author:
    return Author(number, name, department, shown_as(naming, name, department))


def revision(number: int, by: Author) -> Written:
    return Written(number, 1, "guide", 1, "page", True, number, "", by, DAY + timedelta(days=number))


AUTHORS = st.builds(
    author, st.integers(1, 12), st.sampled_from(Naming), st.sampled_from(NAMES), st.sampled_from(["Sinistres", None])
)
TITLES = st.sampled_from(["Titre", "Un titre de cinq mots", "…"])
TEXTS = st.lists(st.sampled_from(["un ", "deux ", "3,14 ", "— ", "山"]), max_size=30).map("".join)


@st.composite
def books(draw: st.DrawFn) -> list[tuple[str, str, People]]:
    """Draw titles and texts, each with who is credited with their tokens."""
    by_id = {one.user_id: one for one in draw(st.lists(AUTHORS, min_size=1, max_size=8))}
    revisions = draw(st.lists(st.sampled_from(sorted(by_id)), min_size=1, max_size=12))
    written = {number: revision(number, by_id[user]) for number, user in enumerate(revisions, 1)}
    pages: list[tuple[str, str, People]] = []
    for number, (title, text) in enumerate(draw(st.lists(st.tuples(TITLES, TEXTS), min_size=1, max_size=4))):
        count = credited_tokens(title, text)
        origins = draw(st.lists(st.sampled_from(sorted(written)), min_size=count, max_size=count))
        pages.append((title, text, credit_people(number, origins, written)))
    return pages


def credited_tokens(title: str, text: str) -> int:
    """Return how many tokens somebody is credited with; a redacted title is nobody's."""
    return len(tokens(text)) + (0 if title == "…" else len(tokens(title)))


def facts_of(pages: list[tuple[str, str, People]]) -> tuple[dict[str, Any], dict[str, str]]:
    texts = {text_digest(text): text for _, text, _ in pages}
    facts = {
        "pages": [
            {
                "slug": f"page-{number}",
                "title": title,
                "text_sha256": text_digest(text),
                "tokens": sum(part.tokens for part in people.values()),
                "credits": page_credit(people),
            }
            for number, (title, text, people) in enumerate(pages)
        ],
        "contributors": contributors(add_up(people for _, _, people in pages)),
    }
    return facts, texts


@pytest.mark.slow
@given(books())
def test_lines_hold_exactly_the_tokens_of_the_texts(pages: list[tuple[str, str, People]]) -> None:
    whole = add_up(people for _, _, people in pages)
    held = sum(credited_tokens(title, text) for title, text, _ in pages)
    for apart in (False, True):
        lines = ledger_lines(whole, apart=apart)
        assert sum(line.contribution.tokens for line in lines) == held
        assert sum(len(line.authors) for line in lines) == len(whole)
    facts, texts = facts_of(pages)
    assert broken_credit(facts, texts) == []


@pytest.mark.slow
@given(books(), st.data())
def test_one_token_too_many_or_too_few_is_found(pages: list[tuple[str, str, People]], data: st.DataObject) -> None:
    facts, texts = facts_of(pages)
    lists = [facts["contributors"], *(page["credits"] for page in facts["pages"])]
    filled = [lines for lines in lists if lines]
    if not filled:
        return
    line = data.draw(st.sampled_from(data.draw(st.sampled_from(filled))))
    line["tokens"] += data.draw(st.sampled_from([-1, 1]))
    assert broken_credit(facts, texts) != []


@pytest.mark.slow
@given(books())
def test_nobody_who_hides_is_told(pages: list[tuple[str, str, People]]) -> None:
    whole = add_up(people for _, _, people in pages)
    for line in ledger_lines(whole):
        assert len(line.authors) == 1 or not line.shown.is_by_name
        if line.shown.naming in {Naming.DEPARTMENT, Naming.ANONYMOUS}:
            assert line.shown.name is None
    shared = [line.shown for line in ledger_lines(whole) if not line.shown.is_by_name]
    assert len(shared) == len(set(shared))


def test_people_of_one_department_and_people_without_a_name_share_a_line() -> None:
    people = [
        author(1, Naming.FULL),
        author(2, Naming.DEPARTMENT),
        author(3, Naming.DEPARTMENT),
        author(4, Naming.ANONYMOUS),
        author(5, Naming.DEPARTMENT, department=None),
    ]
    written = {one.user_id: revision(one.user_id, one) for one in people}
    lines = ledger_lines(credit_people(7, [1, 2, 2, 3, 4, 5, 5, 5], written))
    assert [
        (line.shown.name, line.shown.department, len(line.authors), line.contribution.tokens) for line in lines
    ] == [
        (None, None, 2, 4),
        (None, "Sinistres", 2, 3),
        ("Claire Morvan", "Sinistres", 1, 1),
    ]
    unnamed = lines[0].contribution
    assert (unnamed.first_at, unnamed.last_at) == (DAY + timedelta(days=4), DAY + timedelta(days=5))
    assert (len(unnamed.revisions), unnamed.pages) == (2, frozenset({7}))


def test_two_people_of_one_name_are_two_lines_and_reviews_are_grouped_like_them() -> None:
    twins = [author(1, Naming.SHORT), author(2, Naming.SHORT, "Claire Moreau")]
    written = {one.user_id: revision(one.user_id, one) for one in twins}
    lines = ledger_lines(credit_people(1, [1, 2], written))
    assert [line.shown.name for line in lines] == ["Claire M.", "Claire M."]
    counts = {twins[0]: 2, author(3, Naming.ANONYMOUS): 1, author(4, Naming.ANONYMOUS): 3}
    assert [(line.shown.name, len(line.authors), line.count) for line in count_lines(counts)] == [
        (None, 2, 4),
        ("Claire M.", 1, 2),
    ]
    apart = count_lines(counts, apart=True)
    assert [[author.user_id for author in line.authors] for line in apart] == [[4], [1], [3]]


@pytest.mark.parametrize("order", [1, -1])
def test_the_thanks_are_in_alphabetical_order_whatever_anybody_wrote(order: int) -> None:
    people = [
        author(1, Naming.FULL, "Yves Le Goff"),
        author(2, Naming.SHORT, "Zoé Abel"),
        author(3, Naming.FULL, "Élie Évrard", None),
        author(4, Naming.DEPARTMENT, department="Sinistres"),
        author(5, Naming.DEPARTMENT, department="Actuariat"),
        author(6, Naming.ANONYMOUS),
    ][::order]
    written = {place: revision(place, one) for place, one in enumerate(people, 1)}
    origins = [place for place in written for _ in range(place)]
    found = contributors(credit_people(1, origins, written))
    assert [(one["name"], one["department"]) for one in found] == [
        ("Zoé A.", None),
        ("Élie Évrard", None),
        ("Yves Le Goff", "Sinistres"),
        (None, "Actuariat"),
        (None, "Sinistres"),
        (None, None),
    ]
