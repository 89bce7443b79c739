"""What the commands share: the console, the database, and who acts at a shell."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text
from sqlalchemy import select
from sqlmodel import Session, col

from app.config import Settings
from app.db import Database
from app.errors import OperatorError
from app.identity.actor import Actor
from app.identity.models import User
from app.identity.service import get_user

console = Console(stderr=True)
"""Progress and messages; results go to standard output."""

As = Annotated[
    str | None,
    typer.Option("--as", envvar="BONSENS_AS", help="Username in whose name to act; default: the only site admin."),
]

NO_ADDRESS = "Set BONSENS_PUBLIC_URL to the address by which people reach the service: links begin with it."


class Refused(OperatorError):
    """The command cannot be carried out as given."""


@contextmanager
def opened(settings: Settings | None = None) -> Iterator[Database]:
    database = Database((settings or Settings()).database_url)
    try:
        yield database
    finally:
        database.dispose()


def acting(session: Session, username: str | None) -> Actor:
    """Return who acts: the user named, else the only site admin; raises Refused when that is not clear."""
    if username is not None:
        return Actor(get_user(session, username).id)
    admins = session.scalars(select(col(User.id)).where(col(User.site_admin))).all()
    if len(admins) != 1:
        raise Refused(f"There are {len(admins)} site admins. Say in whose name to act: --as USERNAME.")
    return Actor(admins[0])


def progress_bar() -> Progress:
    return Progress(
        TextColumn("{task.description:<24}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    )


def say(sentence: str, *, begins: str = "") -> None:
    """Print a sentence as it is: unwrapped, so that a digest or a path can be copied; what begins it is red."""
    start = Text(f"{begins} ", "bold red") if begins else Text()
    console.print(start.append(sentence, "not bold default"), highlight=False, soft_wrap=True)


def write_file(out: Path, data: bytes) -> None:
    """Write a file; raises Refused where that is not possible."""
    # A full disk must not leave half a guide under the name that a script waits for.
    partial = out.parent / f".{out.name}.partial"
    try:
        partial.write_bytes(data)
        partial.replace(out)
    except OSError as error:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise Refused(f"{out} cannot be written: {error.strerror}.") from error
