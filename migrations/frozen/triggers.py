"""The triggers that keep tables append-only, on SQLite and on PostgreSQL; knows no table.

Frozen: databases were made by exactly these statements. A rule that changes is a new function beside them.
"""

from collections.abc import Sequence

from alembic import op


def prepare_refusals() -> None:
    """Create what the other functions need; the first migration did."""
    if not _on_sqlite():
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"
        )


def refuse_changes(tables: Sequence[str]) -> None:
    """Let rows of the tables be added only."""
    for table in tables:
        if _on_sqlite():
            _refuse_on_sqlite(table, ("UPDATE", "DELETE"))
            continue
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def refuse_changes_again(tables: Sequence[str]) -> None:
    """Give tables that were rebuilt their triggers back; only SQLite rebuilds tables, and loses them."""
    if _on_sqlite():
        refuse_changes(tables)


def refuse_changes_but(table: str, condition: str, *, same: Sequence[str] = ()) -> None:
    """Let an append-only table take updates for which the condition on NEW and OLD holds, of no column in ``same``."""
    equal = "IS" if _on_sqlite() else "IS NOT DISTINCT FROM"
    allowed = " AND ".join([condition, *(f"NEW.{column} {equal} OLD.{column}" for column in same)])
    if _on_sqlite():
        op.execute(f"DROP TRIGGER {table}_no_update")
        _refuse_on_sqlite(table, ("UPDATE",), f"WHEN ({allowed}) IS NOT TRUE ")
        return
    op.execute(
        f"CREATE FUNCTION refuse_change_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'UPDATE' THEN IF {allowed} THEN RETURN NEW; END IF; END IF; "
        "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"
    )
    op.execute(f"DROP TRIGGER {table}_no_change ON {table}")
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION refuse_change_of_{table}()"
    )


def refuse_changes_but_again(table: str, condition: str, *, same: Sequence[str] = ()) -> None:
    """Give a table that was altered the triggers of ``refuse_changes_but`` anew, which know its columns of now."""
    equal = "IS" if _on_sqlite() else "IS NOT DISTINCT FROM"
    allowed = " AND ".join([condition, *(f"NEW.{column} {equal} OLD.{column}" for column in same)])
    if _on_sqlite():
        _refuse_on_sqlite(table, ("UPDATE",), f"WHEN ({allowed}) IS NOT TRUE ")
        _refuse_on_sqlite(table, ("DELETE",))
        return
    op.execute(
        f"CREATE OR REPLACE FUNCTION refuse_change_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'UPDATE' THEN IF {allowed} THEN RETURN NEW; END IF; END IF; "
        "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"
    )


def _refuse_on_sqlite(table: str, verbs: Sequence[str], when: str = "") -> None:
    for verb in verbs:
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} {when}"
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
