"""Commands that bring histories in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from app.archive.authors import read_accounts
from app.archive.importing import Summary, import_revisions
from app.archive.titles import TitleFrom
from app.archive.writing import Target
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
    author: Annotated[
        list[str] | None,
        typer.Option(help="NAME=USERNAME: whose account an author is; NAME= for somebody without one. Repeatable."),
    ] = None,
    authors: Annotated[Path | None, typer.Option(help="A file of such lines.", exists=True, dir_okay=False)] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace characters that cannot be stored, and say where.")
    ] = False,
    as_: As = None,
) -> None:
    """Import a file of revisions. Importing twice adds nothing; an interrupted import goes on."""
    settings = Settings()
    target = Target(campaign, theme, read_accounts(author or (), authors))
    with opened(settings) as database, progress_bar() as bar:
        with database.reading() as session:
            actor = acting(session, as_)
        task = bar.add_task("importing", total=None)
        summary = import_revisions(
            database,
            actor,
            file,
            target,
            max_text_bytes=settings.max_text_bytes,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
            replace=replace,
        )
    for sentence in _told(file, summary):
        say(sentence)
    if summary.malformed:
        raise Refused("Fix the lines named above and import the file again; what was imported stays.")


def _told(file: Path, summary: Summary) -> Iterator[str]:
    for line in summary.malformed[:SHOWN]:
        yield f"{file}:{line.number}: {line.reason}"
    replaced = [(number, one) for number, found in summary.replaced.items() for one in found]
    for number, one in replaced[:SHOWN]:
        yield (
            f"{file}:{number}: {one.member}: characters replaced: {one.characters}, "
            f"the first in line {one.line}, column {one.column}"
        )
    if len(replaced) > SHOWN:
        yield f"… and in {len(replaced) - SHOWN} more places."
    if guessed := summary.guessed():
        yield (
            f"Titles guessed: {guessed.total()} of {len(summary.titles)} pages; from a heading: "
            f"{guessed[TitleFrom.HEADING]}, from the name of the file: {guessed[TitleFrom.NAME]}."
        )
    if summary.deleted:
        yield f"Pages that are hidden, because their last line says that they were deleted: {len(summary.deleted)}."
    if summary.unused:
        yield f"These authors wrote no line: {', '.join(summary.unused)}."
    yield (
        f"{summary.lines} lines: {summary.imported} imported, {summary.present} there already, "
        f"{len(summary.malformed)} malformed; pages left as they were: {summary.pages_left_out}."
    )
