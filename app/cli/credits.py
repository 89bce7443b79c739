"""The command that takes the ledger away."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.campaigns.standing import standing_in
from app.cli.common import As, acting, opened, say, write_file
from app.credits.comments import campaign_commenters
from app.credits.export import Rows, credits_csv
from app.credits.ledger import campaign_ledger
from app.credits.wire import credits_out
from app.pages.rules import TextState


class Format(StrEnum):
    CSV = "csv"
    JSON = "json"


def credits_(
    campaign: Annotated[str, typer.Argument(help="The campaign's slug.")],
    out: Annotated[Path, typer.Option(help="Where to write; - for standard output.")],
    format: Annotated[Format, typer.Option(help="A spreadsheet, or everything.")] = Format.CSV,  # noqa: A002  The option's name.
    by: Annotated[Rows, typer.Option(help="What the rows of a CSV are.")] = Rows.CONTRIBUTOR,
    latest: Annotated[bool, typer.Option("--latest", help="Of the latest texts, not of the accepted ones.")] = False,
    as_: As = None,
) -> None:
    """Write who wrote what: the ledger, with real names beside the names that people chose."""
    with opened() as database, database.reading() as session:
        standing = standing_in(session, acting(session, as_), campaign)
        state: TextState = "latest" if latest else "accepted"
        ledger, comments = campaign_ledger(session, standing, state), campaign_commenters(session, standing)
    told = credits_out(ledger, comments, standing, state)
    data = credits_csv(told, by) if format is Format.CSV else told.model_dump_json(indent=2).encode() + b"\n"
    if str(out) == "-":
        sys.stdout.buffer.write(data)
        return
    write_file(out, data)
    people = sum(line.people for line in told.contributors)
    say(f"Wrote {out}. People: {people}; tokens: {told.tokens:,}.")
