"""Commands on campaigns: create from a file, list, and the acts on the window."""

import sys
from typing import Annotated

import typer

from app.campaigns.locking import get_campaign
from app.campaigns.models import Campaign
from app.campaigns.service import list_campaigns
from app.campaigns.until import end_of_window, last_day
from app.campaigns.window import (
    close_corrections,
    close_window,
    extend_window,
    open_corrections,
    open_window,
    reopen_voting,
    reopen_window,
)
from app.cli.beginning import create
from app.cli.common import As, acting, opened, say
from app.cli.moderation import undo_account
from app.cli.next_year import Slug, announce, archive, clone, delete, unarchive
from app.clock import in_zone

campaign_commands = typer.Typer(name="campaign", help="Set up campaigns and open or close their windows.")

campaign_commands.command()(create)
campaign_commands.command()(undo_account)
campaign_commands.command()(clone)
campaign_commands.command()(announce)
campaign_commands.command()(archive)
campaign_commands.command()(unarchive)
campaign_commands.command()(delete)

Reason = Annotated[str, typer.Option(help="Why; kept with the act.")]
Until = Annotated[
    str,
    typer.Option(
        help="When the window closes: 2026-12-31T18:00 in the campaign's time zone, or with an offset; "
        "2026-12-31 is the end of that day."
    ),
]


@campaign_commands.command(name="list")
def list_(
    archived: Annotated[bool, typer.Option("--archived", help="List archived campaigns too.")] = False,
    as_: As = None,
) -> None:
    """List the campaigns with their phase and the end of their window."""
    with opened() as database, database.reading() as session:
        found = list_campaigns(session, acting(session, as_), after=None, limit=100_000, archived=archived)
        for campaign, standing in found:
            ends = in_zone(campaign.closes_at, campaign.time_zone) if campaign.closes_at else None
            end = f"{ends:%Y-%m-%d %H:%M} {campaign.time_zone}" if ends else "no window yet"
            sys.stdout.write(f"{campaign.slug}\t{standing.phase}\t{end}\t{campaign.title}\n")


@campaign_commands.command(name="open")
def open_(
    campaign: Slug,
    reason: Reason = "Opened as planned",
    until: Annotated[
        str | None, typer.Option(help="When it closes, as for extend; needed unless the campaign has an end.")
    ] = None,
    as_: As = None,
) -> None:
    """Open the window now."""
    with opened() as database, database.writing() as session:
        actor = acting(session, as_)
        end = end_of_window(until, get_campaign(session, campaign).time_zone) if until else None
        _told(open_window(session, actor, campaign, reason=reason, closes_at=end), "is open")


@campaign_commands.command()
def extend(campaign: Slug, until: Until, reason: Reason, as_: As = None) -> None:
    """Let the open window close later."""
    with opened() as database, database.writing() as session:
        actor = acting(session, as_)
        end = end_of_window(until, get_campaign(session, campaign).time_zone)
        _told(extend_window(session, actor, campaign, reason=reason, closes_at=end), "is open longer")


@campaign_commands.command()
def close(campaign: Slug, reason: Reason = "Closed as planned", as_: As = None) -> None:
    """Close the window now. Every edit admitted before is committed when this ends."""
    with opened() as database, database.writing() as session:
        _told(close_window(session, acting(session, as_), campaign, reason=reason), "is closed")


@campaign_commands.command()
def reopen(campaign: Slug, until: Until, reason: Reason, as_: As = None) -> None:
    """Open a closed window again."""
    with opened() as database, database.writing() as session:
        actor = acting(session, as_)
        end = end_of_window(until, get_campaign(session, campaign).time_zone)
        _told(reopen_window(session, actor, campaign, reason=reason, closes_at=end), "is open again")


@campaign_commands.command(name="reopen-voting")
def vote_again(campaign: Slug, until: Until, reason: Reason, as_: As = None) -> None:
    """Let people vote again, or longer, while the window stays closed."""
    with opened() as database, database.writing() as session:
        actor = acting(session, as_)
        end = end_of_window(until, get_campaign(session, campaign).time_zone)
        made = reopen_voting(session, actor, campaign, reason=reason, voting_closes_at=end)
        say(f"{made.slug}: people can vote until {in_zone(end, made.time_zone):%Y-%m-%d %H:%M:%S} {made.time_zone}.")


@campaign_commands.command(name="open-corrections")
def correct(campaign: Slug, reason: Reason, as_: As = None) -> None:
    """Let editors correct what is published; the next release lists what they changed."""
    with opened() as database, database.writing() as session:
        made = open_corrections(session, acting(session, as_), campaign, reason=reason)
        say(f"{made.slug}: editors can correct what is published.")


@campaign_commands.command(name="close-corrections")
def rest(campaign: Slug, reason: Reason = "Corrected as planned", as_: As = None) -> None:
    """Let what is published rest again."""
    with opened() as database, database.writing() as session:
        made = close_corrections(session, acting(session, as_), campaign, reason=reason)
        say(f"{made.slug}: what is published rests again.")


def _told(campaign: Campaign, state: str) -> None:
    assert campaign.closes_at is not None
    end = in_zone(campaign.closes_at, campaign.time_zone)
    last = last_day(campaign.closes_at, campaign.time_zone)
    whole = f"; {last} is its last day" if last else ""
    say(f"{campaign.slug} {state}: the window ends {end:%Y-%m-%d %H:%M:%S} {campaign.time_zone}{whole}.")
