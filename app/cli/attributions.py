"""Commands on who wrote what."""

from collections.abc import Iterable
from typing import Annotated

import typer
from sqlalchemy import select
from sqlmodel import col

from app.campaigns.locking import get_campaign
from app.campaigns.models import Campaign
from app.campaigns.standing import EXISTS
from app.cli.common import opened, progress_bar, say
from app.db import Database
from app.pages.attribution.rebuilding import rebuild_attribution

attribution_commands = typer.Typer(name="attribution", help="Look after who wrote what.")


@attribution_commands.callback()
def attribution() -> None:
    """Look after who wrote what."""


@attribution_commands.command()
def rebuild(
    campaign: Annotated[str | None, typer.Option(help="The slug of one campaign; default: all of them.")] = None,
) -> None:
    """Find out anew who wrote what, and put right what is stored otherwise; people may read and write meanwhile."""
    with opened() as database:
        with database.reading() as session:
            if campaign is not None:
                found = [get_campaign(session, campaign)]
            else:
                # By age: what was cloned is credited as its original is.
                found = list(session.scalars(select(Campaign).where(EXISTS).order_by(col(Campaign.id))))
            campaigns = [(one.id, one.slug) for one in found if one.id is not None]
        rebuild_campaigns(database, campaigns)


def rebuild_campaigns(database: Database, campaigns: Iterable[tuple[int, str]]) -> None:
    """Rebuild the attributions of campaigns, given by id and slug, and say what that changed."""
    for campaign_id, slug in campaigns:
        with progress_bar() as bar:
            task = bar.add_task(slug, total=None)
            rebuilt = rebuild_attribution(
                database,
                campaign_id,
                progress=lambda done, total: bar.update(task, completed=done, total=total),  # noqa: B023  Called at once.
            )
        say(f"{slug}: who wrote what in {rebuilt.revisions} revisions; {rebuilt.changed} stored rows put right.")
        if rebuilt.kept:
            say(f"{slug}: pages left as they are, because a text or title of theirs was redacted: {rebuilt.kept}.")
