"""Runs the migrations in one transaction, on SQLite with foreign keys off and checked afterwards.

The only file here that knows the application: it opens the database, and compares new migrations with the models.
"""

from typing import Literal

from alembic import context
from sqlalchemy import Connection, text

from app.config import Settings
from app.db import BigId, Database
from app.migrating import refused_in_words, wait_for_other_migrations
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


def online(database: Database, settings: Settings) -> None:
    with refused_in_words(settings), database.engine.connect() as connection:
        if database.is_sqlite:
            on_sqlite(connection)
        else:
            wait_for_other_migrations(connection, settings)
            run(connection)
            connection.commit()


def on_sqlite(connection: Connection) -> None:
    # SQLite rebuilds a table by copying it; with foreign keys on, dropping the old one would cascade.
    connection.execute(text("PRAGMA foreign_keys = OFF"))
    # The only writer of a file is its lock against other migrations, too.
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
    online(configured, Settings())
else:
    database = Database(Settings().database_url)
    try:
        online(database, Settings())
    finally:
        database.dispose()
