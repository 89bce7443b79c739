"""Commands that bring histories in."""

from pathlib import Path
from typing import Annotated

import typer

from app.archive.importing import Target, import_revisions
from app.cli.common import As, Refused, acting, opened, progress_bar, say
from app.config import Settings

import_commands = typer.Typer(name="import", help="Bring histories in.")

SHOWN = 20


@import_commands.callback()
def import_() -> None:
    """Bring histories in."""


@import_commands.command()
def revisions(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="JSON Lines, plain or .xz")],
    campaign: Annotated[str, typer.Option(help="The campaign's slug.")],
    theme: Annotated[str | None, typer.Option(help="One theme for all; default: one per top folder.")] = None,
    as_: As = None,
) -> None:
    """Import a file of revisions. Importing twice adds nothing; an interrupted import goes on."""
    settings = Settings()
    with opened(settings) as database, progress_bar() as bar:
        with database.reading() as session:
            actor = acting(session, as_)
        task = bar.add_task("importing", total=None)
        summary = import_revisions(
            database,
            actor,
            file,
            Target(campaign, theme),
            max_text_bytes=settings.max_text_bytes,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    for line in summary.malformed[:SHOWN]:
        say(f"{file}:{line.number}: {line.reason}")
    say(
        f"{summary.lines} lines: {summary.imported} imported, {summary.present} there already, "
        f"{len(summary.malformed)} malformed; pages left as they were: {summary.pages_left_out}."
    )
    if summary.malformed:
        raise Refused("Fix the lines named above and import the file again; what was imported stays.")
