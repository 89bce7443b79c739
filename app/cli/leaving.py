"""The command that disables the accounts of people who have left."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.cli.common import As, Refused, acting, opened, say
from app.identity.actor import Actor
from app.signon.leaving import disable_leavers


def leavers(
    file: Annotated[Path, typer.Argument(help="One username a line; - is standard input.", allow_dash=True)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    as_: As = None,
) -> None:
    """Disable the accounts of people who have left, from a list of usernames."""
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{file} cannot be read: {error}.") from error
    usernames = [line.strip().lower() for line in text.splitlines() if line.strip()]
    with opened() as database, database.writing() as session:
        actor = Actor(None) if as_ is None else acting(session, as_)
        found = disable_leavers(session, actor, usernames)
        if dry_run:
            session.rollback()
    for username in found.unknown:
        say(f"There is no account {username}.", begins="Unknown:")
    done = "would be disabled" if dry_run else "disabled"
    before, unknown = len(found.disabled_before), len(found.unknown)
    say(f"{len(found.disabled)} {done}, {before} were disabled before, {unknown} are unknown.")
