"""Imports: complete, resumable, idempotent, byte for byte; a page with a fault is left as it was."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.archive import importing, lines
from app.archive.authors import author_username
from app.archive.importing import Summary, import_revisions
from app.archive.lines import Replaced
from app.archive.titles import TitleFrom
from app.archive.writing import Target
from app.campaigns.rules import Phase
from app.clock import database_now
from app.errors import Conflict, DomainError, Forbidden, Invalid, NotAuthenticated, NotFound
from app.identity.service import authenticate, find_secret
from app.pages.revisions.verifying import verify_revisions
from tests.archive.files import row, written
from tests.world import World

PAGES = "/v1/campaigns/guide/pages?state=latest"

ROWS = [
    row("a.md", 1, "# Titre A\r\n\r\nUn.", author="Zoé Martin", date="2021-03-04T05:06:07+01:00"),
    row("b.md", 1, "Deux\r", path="b.md", author="zoe", date=None),
    row("a.md", 2, "# Autre titre\r\n\r\nUn, puis deux.", author="Zoé Martin", date="2019-01-01T00:00:00Z"),
    row("a.md", 3, "", author="zoe", date="1969-12-31T23:59:59Z"),
]


def nothing_told(_done: int, _total: int) -> None:
    """Stand in for a progress display."""


def imported(
    world: World,
    path: Path,
    *,
    by: str = "guide-admin",
    theme: str | None = None,
    accounts: Mapping[str, str] | None = None,
    replace: bool = False,
    progress: Callable[[int, int], None] = nothing_told,
) -> Summary:
    actor = world.actor(by)
    target = Target("guide", theme, accounts or {})
    return import_revisions(
        world.database, actor, path, target, max_text_bytes=4096, progress=progress, replace=replace
    )


def stored(world: World) -> list[Any]:
    query = """
        SELECT page.source AS page, revision.number, revision.title, content.text, user_account.username,
            theme.slug AS theme
        FROM revision JOIN page ON page.id = revision.page_id JOIN content ON content.sha256 = revision.content_sha256
        JOIN user_account ON user_account.id = revision.author_id JOIN theme ON theme.id = page.theme_id
        ORDER BY page.source, revision.number
    """
    with world.database.reading() as session:
        return [tuple(found) for found in session.connection().execute(text(query))]


@pytest.mark.parametrize("name", ["history.jsonl", "history.jsonl.xz"])
def test_an_import_keeps_every_byte_and_a_second_one_adds_nothing(world: World, tmp_path: Path, name: str) -> None:
    world.campaign(phase=Phase.DRAFT)
    path = written(tmp_path / name, *ROWS)
    told: list[tuple[int, int]] = []
    summary = imported(world, path, progress=lambda done, total: told.append((done, total)))
    assert summary == Summary(lines=4, imported=4)
    assert told[-1] == (4, 4)
    zoe = author_username("Zoé Martin")
    assert stored(world) == [
        ("a.md", 1, "Titre A", "# Titre A\r\n\r\nUn.", zoe, "securite"),
        ("a.md", 2, "Autre titre", "# Autre titre\r\n\r\nUn, puis deux.", zoe, "securite"),
        ("a.md", 3, "a", "", "zoe", "securite"),
        ("b.md", 1, "b", "Deux\r", "zoe", "general"),
    ]
    before = stored(world)
    assert imported(world, path) == Summary(lines=4, present=4)
    assert stored(world) == before
    with world.database.reading() as session:
        assert [broken for broken in verify_revisions(session) if broken] == []


def test_dates_are_the_sources_and_the_databases(world: World, tmp_path: Path) -> None:
    world.campaign()
    with world.database.reading() as session:
        before = database_now(session)
    imported(world, written(tmp_path / "history.jsonl", *ROWS))
    pages = world.as_("guide-contributor").get("/v1/campaigns/guide/pages?state=latest").json()["items"]
    page_id = next(page["id"] for page in pages if page["theme"] == "securite")
    history = world.as_("guide-contributor").get(f"/v1/pages/{page_id}/revisions").json()["items"]
    by_number = {item["number"]: item for item in history}
    authored = [datetime.fromisoformat(by_number[number]["authored_at"]) for number in (1, 2, 3)]
    assert authored == [
        datetime(2021, 3, 4, 4, 6, 7, tzinfo=UTC),
        datetime(2019, 1, 1, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC),
    ]
    created = [datetime.fromisoformat(by_number[number]["created_at"]) for number in (1, 2, 3)]
    assert before <= created[0] <= created[1] <= created[2] <= before + timedelta(minutes=5)
    assert by_number[1]["summary"] == "état 1"


def test_authors_cannot_sign_in(world: World, tmp_path: Path) -> None:
    world.campaign()
    imported(world, written(tmp_path / "history.jsonl", *ROWS))
    username = author_username("Zoé Martin")
    with world.database.reading() as session, pytest.raises(NotAuthenticated):
        authenticate(find_secret(session, username), "")
    with world.database.reading() as session:
        query = text("SELECT name, can_sign_in, password_hash FROM user_account WHERE username = :username")
        row_of_zoe = session.connection().execute(query, {"username": username}).one()
    assert (row_of_zoe.name, bool(row_of_zoe.can_sign_in), row_of_zoe.password_hash) == ("Zoé Martin", False, None)


def test_one_theme_for_all(world: World, tmp_path: Path) -> None:
    world.campaign()
    imported(world, written(tmp_path / "one.jsonl", row("a.md", 1)), theme="t1")
    imported(world, written(tmp_path / "two.jsonl", row("b.md", 1)), theme="Vie_privée en ligne")
    assert [(line[0], line[5]) for line in stored(world)] == [("a.md", "t1"), ("b.md", "vie-privee-en-ligne")]
    themes = world.as_("guide-reader").get("/v1/campaigns/guide/themes").json()["items"]
    assert themes[1]["question"] == "Vie privée en ligne"


def test_an_interrupted_import_goes_on(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "LINES_PER_TRANSACTION", 4)
    world.campaign()
    path = written(tmp_path / "history.jsonl", *(row(page, seq) for seq in range(1, 6) for page in ("a.md", "b.md")))

    class Interrupted(Exception):
        """Somebody pressed Ctrl-C."""

    def interrupt(done: int, _total: int) -> None:
        if done == 8:
            raise Interrupted

    with pytest.raises(Interrupted):
        imported(world, path, progress=interrupt)
    assert len(stored(world)) == 8
    assert imported(world, path) == Summary(lines=10, imported=2, present=8)
    assert [line[1] for line in stored(world)] == [1, 2, 3, 4, 5] * 2


def test_a_longer_history_adds_what_is_new(world: World, tmp_path: Path) -> None:
    world.campaign()
    imported(world, written(tmp_path / "history.jsonl", *ROWS))
    longer = written(tmp_path / "history.jsonl", *ROWS, row("a.md", 4, "Nouveau.\n"))
    assert imported(world, longer) == Summary(lines=5, imported=1, present=4)


def test_a_page_with_a_malformed_line_is_left_as_it_was(world: World, tmp_path: Path) -> None:
    world.campaign()
    imported(world, written(tmp_path / "one.jsonl", row("b.md", 1)))
    rows = [row("a.md", 1), row("b.md", 1), row("a.md", 2, "\0"), row("b.md", 2), row("c.md", 2), row("a.md", 3)]
    summary = imported(world, written(tmp_path / "two.jsonl", *rows, "nonsense"))
    counts = (summary.lines, summary.imported, summary.present, summary.pages_left_out)
    assert counts == (7, 1, 1, 2)
    assert [(line.number, line.page) for line in summary.malformed] == [(3, "a.md"), (5, "c.md"), (7, None)]
    assert [line[:2] for line in stored(world)] == [("b.md", 1), ("b.md", 2)]


@pytest.mark.parametrize("batch", [1, 50])
def test_another_text_for_an_imported_line_stops_its_page(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(importing, "LINES_PER_TRANSACTION", batch)
    world.campaign()
    imported(world, written(tmp_path / "one.jsonl", row("a.md", 1), row("a.md", 2)))
    rows = [row("a.md", 1), row("a.md", 2, "Changé."), row("a.md", 3), row("b.md", 1)]
    summary = imported(world, written(tmp_path / "two.jsonl", *rows))
    assert (summary.imported, summary.present, summary.pages_left_out) == (1, 1, 1)
    assert [line.reason for line in summary.malformed] == ["another text was imported as seq 2 of page 'a.md' before"]
    assert [line[:2] for line in stored(world)] == [("a.md", 1), ("a.md", 2), ("b.md", 1)]


def test_only_an_admin_imports_and_not_into_what_is_published(world: World, tmp_path: Path) -> None:
    world.campaign()
    world.user("outsider")
    path = written(tmp_path / "history.jsonl", row("a.md", 1))
    refusals: dict[str, type[DomainError]] = {
        "guide-editor": Forbidden,
        "guide-contributor": Forbidden,
        "guide-reader": Forbidden,
        "outsider": NotFound,
    }
    for username, refusal in refusals.items():
        with pytest.raises(refusal):
            imported(world, path, by=username)
    for phase in (Phase.PUBLISHED, Phase.REVIEW):
        world.phase("guide", phase)
        if phase is Phase.PUBLISHED:
            with pytest.raises(Conflict):
                imported(world, path)
        else:
            assert imported(world, path).imported == 1


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("anssi-rust-a001", r"anssi-rust-a001"),
        ("Zoé Martin", r"zoe-martin\.[0-9a-f]{12}"),
        ("李", r"page\.[0-9a-f]{12}"),
        ("A" * 200, r"a{40}\.[0-9a-f]{12}"),
    ],
)
def test_author_usernames(name: str, pattern: str) -> None:
    assert re.fullmatch(pattern, author_username(name))


def hidden(world: World) -> dict[str, bool]:
    with world.database.reading() as session:
        rows = session.connection().execute(text("SELECT source, hidden_at IS NOT NULL FROM page ORDER BY source"))
        return {source: bool(is_hidden) for source, is_hidden in rows}


@pytest.mark.parametrize("batch", [1, 50])
def test_a_deleted_page_is_hidden_until_a_later_line_brings_it_back(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(importing, "LINES_PER_TRANSACTION", batch)
    world.campaign()
    gone = {"page": "a.md", "seq": 2, "author": "Zoé", "deleted": True}
    rows = [row("a.md", 1, "# Titre A"), gone, row("b.md", 1)]
    path = written(tmp_path / "one.jsonl", *rows)
    summary = imported(world, path)
    assert (summary.imported, summary.deleted) == (3, {"a.md"})
    assert hidden(world) == {"a.md": True, "b.md": False}
    # The page keeps the title under which it was known.
    assert [line[1:4] for line in stored(world)][:2] == [(1, "Titre A", "# Titre A"), (2, "Titre A", "")]
    assert [tip["title"] for tip in world.as_("guide-contributor").get(PAGES).json()["items"]] == ["b.md"]
    # What an editor does afterwards is not undone by importing the same again.
    with world.database.writing() as session:
        session.connection().execute(text("UPDATE page SET hidden_at = NULL"))
    assert imported(world, path) == Summary(lines=3, present=3)
    assert hidden(world) == {"a.md": False, "b.md": False}
    back = written(tmp_path / "two.jsonl", *rows, {**gone, "seq": 3}, row("a.md", 4, "# De retour"))
    assert imported(world, back).deleted == set()
    assert hidden(world) == {"a.md": False, "b.md": False}
    with world.database.reading() as session:
        assert [broken for broken in verify_revisions(session) if broken] == []


def test_guessed_titles_are_counted_by_page(world: World, tmp_path: Path) -> None:
    world.campaign()
    head = "---\ntitle: Dit\n---\n"
    rows = [
        row("a.md", 1, head),
        row("b.md", 1, "x"),
        row("b.md", 2, "# Trouvé"),
        row("c.md", 1, "", title="Donné"),
        row("d.md", 1, "## Références"),
    ]
    summary = imported(world, written(tmp_path / "history.jsonl", *rows))
    assert summary.guessed() == {TitleFrom.HEADING: 1, TitleFrom.NAME: 1}
    assert [line[2] for line in stored(world)] == ["Dit", "b", "Trouvé", "Donné", "d"]


def test_what_was_imported_is_neither_titled_nor_locked_again(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.campaign()
    path = written(tmp_path / "history.jsonl", *ROWS)
    imported(world, path)

    def asked(*_arguments: object) -> None:
        raise AssertionError("Nothing is new.")

    monkeypatch.setattr(lines, "title_of", asked)
    monkeypatch.setattr(importing, "Writer", asked)
    assert imported(world, path) == Summary(lines=4, present=4)


def test_an_author_can_be_an_account_and_is_thanked_once(world: World, tmp_path: Path) -> None:
    world.campaign()
    world.user("ben", name="Ben Okoye")
    path = written(
        tmp_path / "history.jsonl",
        row("a.md", 1, author="Ben  okoye"),
        row("a.md", 2, author="B. Okoye"),
        row("b.md", 1, author="Cleo"),
    )
    with pytest.raises(Invalid, match=r"Ben  okoye \(ben\).*“Ben  okoye=ben”"):
        imported(world, path)
    assert stored(world) == []
    accounts = {"Ben  okoye": "ben", "B. Okoye": "ben", "Dan": "ben"}
    summary = imported(world, path, accounts=accounts)
    assert (summary.imported, summary.unused) == (3, ["Dan"])
    assert [line[4] for line in stored(world)] == ["ben", "ben", author_username("Cleo")]
    # What is there already needs no answer any more, and nobody new is made of it.
    assert imported(world, path) == Summary(lines=3, present=3)
    longer = written(tmp_path / "longer.jsonl", row("b.md", 1, author="Cleo"), row("b.md", 2, author="Ben Okoye"))
    with pytest.raises(Invalid, match="thank them twice"):
        imported(world, longer)


def test_somebody_else_of_the_same_name_gets_an_account_of_their_own(world: World, tmp_path: Path) -> None:
    world.campaign()
    world.user("ben", name="ben")
    path = written(tmp_path / "history.jsonl", row("a.md", 1, author="ben"), row("a.md", 2, author="Ben"))
    imported(world, path, accounts={"ben": "", "Ben": ""})
    usernames = [line[4] for line in stored(world)]
    assert len({*usernames, "ben"}) == 3


def test_an_account_that_does_not_exist_stops_the_import(world: World, tmp_path: Path) -> None:
    world.campaign()
    path = written(tmp_path / "history.jsonl", row("a.md", 1, author="Ben"))
    with pytest.raises(Invalid, match="There is no account “bem” to credit with what “Ben” wrote"):
        imported(world, path, accounts={"Ben": "bem"})
    assert stored(world) == []


def test_what_cannot_be_stored_is_replaced_and_told(world: World, tmp_path: Path) -> None:
    world.campaign()
    path = written(tmp_path / "history.jsonl", row("a.md", 1, "Un\0"), row("a.md", 2, "Deux"))
    assert imported(world, path).pages_left_out == 1
    summary = imported(world, path, replace=True)
    assert (summary.imported, summary.replaced) == (2, {1: (Replaced("text", 1, 1, 3),)})
    assert stored(world)[0][3] == "Un\ufffd"
    assert imported(world, path, replace=True) == Summary(lines=2, present=2)
