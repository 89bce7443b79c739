"""What the database itself refuses, whoever asks: changes of history, forks, rows that point elsewhere."""

from contextlib import suppress

import pytest
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from app.db import Database
from app.tables import metadata

pytestmark = pytest.mark.databases

APPEND_ONLY = (
    *("acceptance", "artefact", "audit_entry", "content", "decision", "edition", "redacted_part", "redaction"),
    "revision",
)
NOW = "'2026-03-01 12:00:00.000000'"
DIGEST = "0" * 64


COLUMNS = {
    "user_account": "id, key, username, name, site_admin, can_sign_in, tokens_valid_from, created_at",
    "campaign": "id, slug, title, language, time_zone, visibility, enrolment, colour, accent, selection, created_at",
    "theme": "id, campaign_id, slug, question, position",
    "content": "sha256, text",
    "page": "id, key, campaign_id, theme_id, kind, slug, position, decisions, support_count, pinned, created_at",
    "revision": (
        "id, page_id, number, parent_id, origin, title, content_sha256, author_id, summary, minor, created_at, digest"
    ),
    "acceptance": "id, page_id, number, revision_id, at",
    "decision": "id, page_id, revision_id, number, verdict, reason, editor_id, decided_at",
    "edition": "id, campaign_id, number, kind, audience, language, manifest, digest, sealed_by, sealed_at",
    "artefact": "id, edition_id, name, media_type, sha256, data",
    "audit_entry": "id, chain_id, number, at, act, facts, previous_digest, digest",
    "redaction": "id, campaign_id, revision_id, reason, admin_id, at",
    "redacted_part": "id, redaction_id, part, revision_id, sha256",
}


def fill(connection: Connection) -> None:
    """Put one row into every append-only table that there is, and two pages with two revisions each, by hand."""
    there = set(inspect(connection).get_table_names())
    false = "false" if connection.dialect.name == "postgresql" else "0"
    rows = {
        "user_account": f"(1, 'k', 'ada', 'Ada', {false}, {false}, {NOW}, {NOW})",
        "campaign": f"(1, 'g', 'G', 'fr', 'UTC', 'public', 'invited', '#000000', '#000000', 'all', {NOW})",
        "theme": "(1, 1, 't', '?', 1)",
        "content": f"('{DIGEST}', 'text')",
        "page": ", ".join(f"({page}, 'k{page}', 1, 1, 'tip', 'p{page}', 1, 0, 0, {false}, {NOW})" for page in (1, 2)),
        "revision": ", ".join(
            f"({page}{number}, {page}, {number}, {parent}, 'edit', 'T', '{DIGEST}', 1, '', {false}, {NOW}, 'd')"
            for page in (1, 2)
            for number, parent in ((1, "NULL"), (2, f"{page}1"))
        ),
        "acceptance": f"(1, 1, 1, 11, {NOW})",
        "decision": f"(1, 1, 11, 1, 'accept', 'x', 1, {NOW})",
        "edition": f"(1, 1, 1, 'proof', 'company', 'fr', '{{}}', 'd', 1, {NOW})",
        "artefact": "(1, 1, 'a', 'b', 'c', '')",
        "audit_entry": f"(1, 1, 1, {NOW}, 'a', '{{}}', 'p', 'd')",
        "redaction": f"(1, 1, 11, 'x', 1, {NOW})",
        "redacted_part": f"(1, 1, 'text', NULL, '{DIGEST}')",
    }
    for table, values in rows.items():
        if table in there:
            connection.execute(text(f"INSERT INTO {table} ({COLUMNS[table]}) VALUES {values}"))  # noqa: S608


@pytest.fixture
def filled(database: Database) -> Database:
    with database.writing() as session:
        fill(session.connection())
    return database


def execute(database: Database, statement: str) -> None:
    with database.writing() as session:
        session.connection().execute(text(statement))


def snapshot(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.reading() as session:
        connection = session.connection()
        return {
            table: sorted(tuple(row) for row in connection.execute(text(f"SELECT * FROM {table}")))  # noqa: S608
            for table in APPEND_ONLY
        }


def test_history_is_append_only(filled: Database) -> None:
    before = snapshot(filled)
    assert all(before.values())
    for table in APPEND_ONLY:
        key = COLUMNS[table].partition(",")[0]
        columns = ", ".join(column["name"] for column in inspect(filled.engine).get_columns(table))
        statements = [
            f"UPDATE {table} SET {key} = {key}",  # noqa: S608
            f"DELETE FROM {table}",  # noqa: S608
        ]
        if filled.is_sqlite:
            statements.append(f"INSERT OR REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table}")  # noqa: S608
        else:
            statements += [f"TRUNCATE {table}", f"TRUNCATE {table} CASCADE"]
        for statement in statements:
            with pytest.raises(DatabaseError, match=r"append-only|cannot truncate"):
                execute(filled, statement)
    assert snapshot(filled) == before


PURGED = f"UPDATE content SET text = '', redacted_at = {NOW}"  # noqa: S608
BLANKED = "UPDATE revision SET title = '…', summary = ''"


def test_a_text_can_be_purged_once_and_for_good(filled: Database) -> None:
    for change in (
        f"UPDATE content SET redacted_at = {NOW}",  # noqa: S608
        "UPDATE content SET text = ''",
        f"UPDATE content SET text = 'x', redacted_at = {NOW}",  # noqa: S608
        PURGED + ", sha256 = 'x'",
        PURGED.replace(NOW, "NULL"),
    ):
        with pytest.raises(DatabaseError, match="append-only"):
            execute(filled, change)
    execute(filled, PURGED)
    for change in ("UPDATE content SET text = 'text'", "UPDATE content SET redacted_at = NULL", PURGED):
        with pytest.raises(DatabaseError, match="append-only"):
            execute(filled, change)
    assert [row[1] for row in snapshot(filled)["content"]] == [""]


def test_the_words_of_a_revision_can_be_blanked_and_nothing_else(filled: Database) -> None:
    first = "WHERE id = 11"
    for change in ("title = ''", "title = 'x'", "summary = 'x'", "title = NULL", "summary = NULL"):
        with pytest.raises(DatabaseError, match="append-only"):
            execute(filled, f"UPDATE revision SET {change} {first}")  # noqa: S608
    for column in inspect(filled.engine).get_columns("revision"):
        if column["name"] not in {"title", "summary"}:
            other = {"created_at": "'2027-01-01 00:00:00'", "authored_at": NOW, "minor": "(1 = 1)"}.get(
                column["name"], "'7'" if "VARCHAR" in str(column["type"]) else "7"
            )
            with pytest.raises(DatabaseError, match="append-only"):
                execute(filled, f"{BLANKED}, {column['name']} = {other} {first}")
    execute(filled, f"{BLANKED} {first}")
    with pytest.raises(DatabaseError, match="append-only"):
        execute(filled, f"{BLANKED} {first}")
    with pytest.raises(DatabaseError, match="append-only"):
        execute(filled, f"UPDATE revision SET title = 'T' {first}")  # noqa: S608


def revision(**fields: object) -> str:
    row = {
        "id": "(SELECT max(id) + 1 FROM revision)",
        "page_id": 1,
        "number": 3,
        "parent_id": 12,
        "base_id": "NULL",
        "origin": "'edit'",
        "title": "'T'",
        "content_sha256": f"'{DIGEST}'",
        "author_id": 1,
        "summary": "''",
        "minor": "(1 = 0)",
        "created_at": NOW,
        "digest": "'d'",
        **fields,
    }
    return f"INSERT INTO revision ({', '.join(row)}) VALUES ({', '.join(map(str, row.values()))})"  # noqa: S608


def page(**fields: object) -> str:
    row = {
        "id": "(SELECT max(id) + 1 FROM page)",
        "key": "'k3'",
        "campaign_id": 1,
        "theme_id": 1,
        "kind": "'tip'",
        "slug": "'p3'",
        "position": 1,
        "decisions": 0,
        "support_count": 0,
        "pinned": "(1 = 0)",
        "created_at": NOW,
        **fields,
    }
    return f"INSERT INTO page ({', '.join(row)}) VALUES ({', '.join(map(str, row.values()))})"  # noqa: S608


INTRODUCTION = page(kind="'introduction'")
FOREWORD = page(kind="'foreword'", theme_id="NULL")
MEMBER = f"INSERT INTO membership (campaign_id, user_id, role, joined_at) VALUES (1, 1, 'editor', {NOW})"  # noqa: S608
PARTS = COLUMNS["redacted_part"]
PART = f"INSERT INTO redacted_part ({PARTS}) SELECT max(id) + 1, 1, 'title', 11, '{DIGEST}' FROM redacted_part"  # noqa: S608
BALLOT = f"INSERT INTO ballot (user_id, revision_id, choice, cast_at) VALUES (1, 11, 'approve', {NOW})"  # noqa: S608
SUPPORT = f"INSERT INTO support (user_id, page_id, revision_id, cast_at) VALUES (1, 1, 11, {NOW})"  # noqa: S608


def comment(**fields: object) -> str:
    row = {
        "id": "(SELECT coalesce(max(id), 0) + 1 FROM comment)",
        "page_id": 1,
        "revision_id": 11,
        "author_id": 1,
        "text": "'Oui'",
        "version": 1,
        "created_at": NOW,
        "updated_at": NOW,
        **fields,
    }
    return f"INSERT INTO comment ({', '.join(row)}) VALUES ({', '.join(map(str, row.values()))})"  # noqa: S608


COMMENT = comment(passage_start=0, passage_end=4)
LAST = "(SELECT max(id) FROM comment)"
REPLY = comment(parent_id=LAST)
HIDDEN = {"hidden_at": NOW, "hidden_by": 1, "hidden_reason": "'x'"}
RESOLVED = {"resolved_at": NOW, "resolved_by": 1}


TAKEN = [
    revision(),
    page(),
    INTRODUCTION,
    FOREWORD,
    MEMBER,
    BALLOT,
    SUPPORT,
    PART,
    COMMENT,
    comment(text="''", deleted_at=NOW, **HIDDEN, **RESOLVED),
    "UPDATE page SET head_id = 12, accepted_id = 11 WHERE id = 1",
]
REFUSED = {
    "fork": [revision(parent_id=11)],
    "number twice": [revision(number=2)],
    "second beginning": [revision(number=1, parent_id="NULL")],
    "no parent": [revision(parent_id="NULL")],
    "first with a parent": [revision(page_id=2, number=1)],
    "parent of another page": [revision(parent_id=22)],
    "base of another page": [revision(base_id=21)],
    "no such parent": [revision(parent_id=99)],
    "no such text": [revision(content_sha256="'none'")],
    "no such author": [revision(author_id=99)],
    "empty title": [revision(title="''")],
    "unknown origin": [revision(origin="'guess'")],
    "head of another page": ["UPDATE page SET head_id = 22 WHERE id = 1"],
    "accepted of another page": ["UPDATE page SET accepted_id = 21 WHERE id = 1"],
    "page without its theme": [page(theme_id="NULL")],
    "foreword in a theme": [page(kind="'foreword'")],
    "theme of no campaign": [page(theme_id=99)],
    "slug twice": [page(slug="'p1'")],
    "two introductions": [INTRODUCTION, page(kind="'introduction'", key="'k4'", slug="'p4'")],
    "two forewords": [FOREWORD, page(kind="'foreword'", theme_id="NULL", key="'k4'", slug="'p4'")],
    "member twice": [MEMBER, MEMBER],
    "no such role": [MEMBER.replace("editor", "owner")],
    "ballot twice": [BALLOT, BALLOT.replace("approve", "oppose")],
    "third choice": [BALLOT.replace("approve", "abstain")],
    "support twice": [SUPPORT, SUPPORT.replace("11", "12")],
    "support of another page's text": [SUPPORT.replace("11", "21")],
    "title redacted twice": [PART, PART],
    "text redacted twice": [PART.replace("'title', 11", "'text', NULL")],
    "text of one revision": [PART.replace("title", "text")],
    "title of no revision": [PART.replace("11", "NULL")],
    "comment on another page's text": [comment(revision_id=21)],
    "comment of nobody": [comment(author_id=99)],
    "reply to another page's comment": [COMMENT, comment(page_id=2, revision_id=21, parent_id=LAST)],
    "reply to nothing": [comment(parent_id=99)],
    "comment without words": [comment(text="''")],
    "deleted comment with words": [comment(deleted_at=NOW)],
    "passage without an end": [comment(passage_start=0)],
    "passage that ends before it starts": [comment(passage_start=4, passage_end=4)],
    "passage before the text": [comment(passage_start=-1, passage_end=4)],
    "resolved by nobody": [comment(resolved_at=NOW)],
    "resolved reply": [COMMENT, comment(parent_id=LAST, **RESOLVED)],
    "hidden without a reason": [comment(hidden_at=NOW, hidden_by=1)],
    "hidden by nobody": [comment(hidden_at=NOW, hidden_reason="'x'")],
    "comment with replies deleted": [COMMENT, REPLY, "DELETE FROM comment WHERE parent_id IS NULL"],
    "no such part": [PART.replace("title", "digest")],
    "half a window": [f"UPDATE campaign SET opens_at = {NOW}"],  # noqa: S608
    "window of no length": [f"UPDATE campaign SET opens_at = {NOW}, closes_at = {NOW}"],  # noqa: S608
    "campaign with members deleted": ["DELETE FROM campaign"],
    "theme with pages deleted": ["DELETE FROM theme"],
}


class Undone(Exception):
    """Ends a trial, so that the next begins with the same rows."""


def test_what_is_right_is_taken(filled: Database) -> None:
    for statement in TAKEN:
        with suppress(Undone), filled.writing() as session:
            session.connection().execute(text(statement))
            raise Undone


def test_what_is_wrong_is_refused(filled: Database) -> None:
    for name, (*before, last) in REFUSED.items():
        with suppress(Undone), filled.writing() as session:
            for statement in before:
                session.connection().execute(text(statement))
            try:
                session.connection().execute(text(last))
            except IntegrityError:
                raise Undone from None
            pytest.fail(f"{name}: taken")


def test_each_foreign_key_is_indexed(database: Database) -> None:
    inspector = inspect(database.engine)
    for table in metadata.tables:
        leading = [[*index["column_names"]] for index in inspector.get_indexes(table)]
        leading += [[*unique["column_names"]] for unique in inspector.get_unique_constraints(table)]
        leading.append([*inspector.get_pk_constraint(table)["constrained_columns"]])
        for key in inspector.get_foreign_keys(table):
            columns = key["constrained_columns"]
            # The first column suffices: ids are nearly unique, and the rest filters a handful of rows.
            assert any(index[:1] == columns[:1] or index[:1] == columns[-1:] for index in leading), (table, columns)
