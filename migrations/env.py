"""Runs the migrations, on SQLite with foreign keys off and checked afterwards."""

from typing import Literal

from alembic import context
from sqlalchemy import Connection, text

from app.config import Settings
from app.db import BigId, Database
from app.tables import metadata


def run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=metadata, compare_type=True, render_item=render_item)
    with context.begin_transaction():
        context.run_migrations()


def render_item(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write ids into new migrations as what they are in the database, not as a class that may change."""
    if kind == "type" and isinstance(item, type(BigId)):
        return 'sa.BigInteger().with_variant(sa.Integer(), "sqlite")'
    return False


def online(database: Database) -> None:
    with database.engine.connect() as connection:
        if not database.is_sqlite:
            run(connection)
            connection.commit()
            return
        # SQLite rebuilds a table by copying it; with foreign keys on, dropping the old one would cascade.
        connection.execute(text("PRAGMA foreign_keys = OFF"))
        connection.execute(text("BEGIN IMMEDIATE"))
        run(connection)
        broken = connection.execute(text("PRAGMA foreign_key_check")).all()
        if broken:
            connection.execute(text("ROLLBACK"))
            raise RuntimeError(
                f"The migration broke {len(broken)} foreign keys, first {tuple(broken[0])}; nothing was changed."
            )
        connection.execute(text("COMMIT"))
        connection.execute(text("PRAGMA foreign_keys = ON"))


if context.is_offline_mode():
    raise SystemExit("Offline migrations are not supported: the triggers depend on the database that answers.")

configured = context.config.attributes.get("database")
if configured is not None:
    online(configured)
else:
    database = Database(Settings().database_url)
    try:
        online(database)
    finally:
        database.dispose()
