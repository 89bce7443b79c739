"""The command that sets a campaign up from a file: its settings, its themes, and its people."""

import tomllib
from pathlib import Path
from typing import Annotated

import typer
from pydantic import Field, ValidationError
from sqlmodel import Session

from app.campaigns.departments import declare_department
from app.campaigns.rules import Role
from app.campaigns.schemas import CampaignIn, ThemeIn
from app.campaigns.service import add_theme, create_campaign
from app.cli.common import As, Refused, acting, opened, say
from app.cli.listing import Way, tell_bad_lines, way_of
from app.clock import database_now
from app.config import Settings
from app.errors import DomainError, Invalid, Mistake, SlugTaken
from app.fields import In, OneOf
from app.identity.actor import Actor
from app.invitations.listing import BadLine, Defaults, Listing, Person, read_listing
from app.invitations.people import Report, import_people
from app.mail.addresses import checked_address
from app.words.hearing import find_language
from app.words.saying import Language


class MemberLine(In):
    """Somebody who is to take part."""

    name: str = Field(max_length=200)
    mail: str = Field(max_length=254)
    department: str | None = Field(default=None, max_length=200)
    role: OneOf[Role] = Role.CONTRIBUTOR


class DepartmentLine(In):
    """A department whose people take part, now or later."""

    department: str = Field(min_length=1, max_length=200)
    role: OneOf[Role] = Role.CONTRIBUTOR


class CampaignFile(CampaignIn):
    """A campaign with its themes and its people, as a TOML file."""

    themes: list[ThemeIn] = Field(default=[])
    members: list[MemberLine] = Field(default=[])
    departments: list[DepartmentLine] = Field(default=[])
    people: str | None = None
    """The path of a list of people as CSV, seen from the file."""

    def settings(self) -> dict[str, object]:
        """Return what the campaign itself is made of."""
        return self.model_dump(exclude={"themes", "members", "departments", "people"})


class _OnTrial(Exception):
    """Takes back what was done to see whether it can be."""


def create(
    file: Annotated[
        Path, typer.Argument(help="The campaign in TOML; docs/administration.md has one.", exists=True, dir_okay=False)
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    links: Annotated[
        Path | None, typer.Option(help="Write the links of newcomers to this file, in the place of mails.")
    ] = None,
    as_: As = None,
) -> None:
    """Create a campaign with its themes and its people from a TOML file."""
    described = read_campaign_file(file)
    listing = _listing(described, file)
    spoken = find_language(described.language) or Language.ENGLISH
    way = way_of(Settings(), spoken, links, dry_run=dry_run, needed=bool(listing.people))
    report = None
    try:
        with opened() as database, database.writing() as session:
            report = _create(session, acting(session, as_), described, listing, way, file)
            _require_stored(report)
            way.write(report.links)
    except _OnTrial:
        assert report is not None
    tell_bad_lines(report, file if described.people is None else file.parent / described.people)
    people = f" and {len(listing.people)} people (new accounts: {report.created})" if listing.people else ""
    told = f"{described.slug} with {len(described.themes)} themes{people}."
    if dry_run:
        say(f"Would create {told}")
        return
    say(f"Created {told} Open it with: bonsens campaign open {described.slug}")


def _require_stored(report: Report) -> None:
    if not report.stored:
        raise _OnTrial


def read_campaign_file(file: Path) -> CampaignFile:
    """Return the campaign that a file describes; raises Refused naming file, field and reason."""
    try:
        return CampaignFile.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused(f"{file} is not valid TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise Refused(f"{file}: {field}: {first['msg']}") from error


def _listing(described: CampaignFile, file: Path) -> Listing:
    """Return the people of a file: those in it, and those of the list that it names."""
    people = [
        Person(number, one.name, _address(one.mail, number, file), None, one.department, described.slug, one.role)
        for number, one in enumerate(described.members, 1)
    ]
    bad: list[BadLine] = []
    encoding = "utf-8"
    if described.people is not None:
        path = file.parent / described.people
        try:
            listed = read_listing(path.read_bytes(), Defaults(campaign=described.slug))
        except Mistake as mistake:
            raise Refused(f"{path}: {mistake}") from mistake
        people, bad, encoding = [*people, *listed.people], [*listed.bad], listed.encoding
    return Listing(people, bad, encoding)


def _address(mail: str, number: int, file: Path) -> str:
    try:
        return checked_address(mail)
    except Mistake as mistake:
        raise Refused(f"{file}: members.{number - 1}.mail: {mistake}") from mistake


def _create(session: Session, actor: Actor, described: CampaignFile, listing: Listing, way: Way, file: Path) -> Report:
    try:
        campaign = create_campaign(session, actor, described.settings())
        for theme in described.themes:
            add_theme(session, actor, campaign.slug, theme.model_dump())
        report = import_people(session, actor, listing, terms=way.terms, now=database_now(session))
        # After the people, whose own roles stand above those of their departments.
        for one in described.departments:
            declare_department(session, actor, campaign.slug, one.department, one.role)
    except (Invalid, SlugTaken) as refusal:
        raise Refused(": ".join([str(file), *_fields(refusal), str(refusal)])) from refusal
    return report


def _fields(refusal: DomainError) -> list[str]:
    if isinstance(refusal, SlugTaken):
        return [refusal.field]
    return [field for field, _ in refusal.mistakes()] if isinstance(refusal, Invalid) else []
