"""Imports: complete, resumable, idempotent, byte for byte; a page with a fault is left as it was."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.archive import importing
from app.archive.importing import Summary, Target, author_username, import_revisions
from app.campaigns.rules import Phase
from app.clock import database_now
from app.errors import Conflict, DomainError, Forbidden, NotAuthenticated, NotFound
from app.identity.service import authenticate
from app.pages.revisions.verifying import verify_revisions
from tests.archive.files import row, written
from tests.world import World

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
    progress: Callable[[int, int], None] = nothing_told,
) -> Summary:
    actor = world.actor(by)
    target = Target("guide", theme)
    return import_revisions(world.database, actor, path, target, max_text_bytes=4096, progress=progress)


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
        ("a.md", 3, "securite/a.md", "", "zoe", "securite"),
        ("b.md", 1, "b.md", "Deux\r", "zoe", "general"),
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
        authenticate(session, username, "")
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
