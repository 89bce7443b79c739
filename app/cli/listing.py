"""The command that brings many people in, and the way in which newcomers get their links."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from app.campaigns.rules import Role
from app.cli.common import NO_ADDRESS, Refused, opened, say
from app.clock import database_now
from app.config import Settings
from app.errors import Mistake
from app.identity.actor import Actor
from app.invitations.letters import Reach
from app.invitations.listing import Defaults, read_listing
from app.invitations.people import Link, Report, Terms, import_people
from app.text.spreadsheet import to_csv
from app.words.saying import Language, tell

SHOWN_AT_MOST = 50
"""Bad lines in one report."""


@dataclass(frozen=True, slots=True)
class Way:
    """How newcomers get their links."""

    terms: Terms
    links: Path | None
    """The new file that their links go to."""

    def write(self, links: Sequence[Link]) -> None:
        """Write the links, within the transaction that makes them: nothing is stored where the file cannot be."""
        if self.links is not None and not self.terms.dry_run:
            with os.fdopen(_private(self.links), "wb") as file:
                file.write(to_csv(("name", "mail", "link"), links))


def people(
    file: Annotated[Path, typer.Argument(help="The list as CSV; docs/administration.md has one.", exists=True)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    links: Annotated[
        Path | None, typer.Option(help="Write the links of newcomers to this file, in the place of mails.")
    ] = None,
    campaign: Annotated[str | None, typer.Option(help="The campaign of lines that name none.")] = None,
    role: Annotated[Role | None, typer.Option(help="The role of lines that name none; contributor by default.")] = None,
    language: Annotated[Language, typer.Option(help="In which language newcomers are written to.")] = Language.ENGLISH,
) -> None:
    """Make the accounts of a list, give roles, and invite the newcomers; a list can be brought in again."""
    settings = Settings()
    try:
        listing = read_listing(file.read_bytes(), Defaults(campaign, role))
    except Mistake as mistake:
        raise Refused(f"{file}: {mistake}") from mistake
    way = way_of(settings, language, links, dry_run=dry_run, needed=True)
    with opened(settings) as database, database.writing() as session:
        report = import_people(session, Actor(None), listing, terms=way.terms, now=database_now(session))
        if report.stored:
            way.write(report.links)
    tell_bad_lines(report, file)
    told = f"new accounts: {report.created}; other department: {report.moved}; roles given: {report.roles}"
    if dry_run:
        say(f"Would do for {report.lines} lines: {told}.")
        return
    say(f"Done for {report.lines} lines: {told}.")
    if report.created:
        say(f"Their links are in {links}." if links else "The newcomers are written to by whatever runs jobs.")


def way_of(settings: Settings, language: Language, links: Path | None, *, dry_run: bool, needed: bool) -> Way:
    """Return how newcomers get their links; raises Refused where ``needed`` and there is no way."""
    reach = Reach.of(settings)
    terms = Terms(language, reach, dry_run=dry_run, by_mail=links is None)
    if dry_run or not needed:
        return Way(terms, None)
    if reach.public_url is None:
        raise Refused(NO_ADDRESS)
    if links is None and not reach.sends_mail:
        raise Refused("Mail is off. Set BONSENS_SMTP_URL, or have the links written to a file: --links FILE.csv.")
    return Way(terms, links)


def tell_bad_lines(report: Report, file: Path) -> None:
    """Say how a list was read, and which of its lines cannot be used; raises Refused where there are any."""
    if report.encoding != "utf-8":
        say(f"{file} was read as {report.encoding}. Look whether accents are right, or save it as CSV UTF-8.")
    for bad in report.bad[:SHOWN_AT_MOST]:
        say(f"{file}:{bad.line}: {bad.field}: {tell(bad.reason, Language.ENGLISH)}")
    if report.bad:
        raise Refused(f"Lines that cannot be used: {len(report.bad)} of {report.lines}. Nothing was stored.")


def _private(path: Path) -> int:
    """Open a new file that nobody but its owner reads; raises Refused for one that is there."""
    try:
        return os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError as error:
        raise Refused(f"{path} is there already. Name a new file.") from error
