"""Commands on a campaign as a whole: announcing it, cloning it, archiving it, deleting one that was a mistake."""

from typing import Annotated

import typer

from app.archive.cloning import Cloned, Wanted, clone_campaign
from app.archive.deleting import delete_campaign
from app.campaigns.announcing import announce_campaign
from app.campaigns.archiving import archive_campaign, unarchive_campaign
from app.campaigns.locking import alone_in
from app.cli.common import As, acting, opened, say

Slug = Annotated[str, typer.Argument(help="The campaign's slug.")]


def clone(
    campaign: Slug,
    slug: Annotated[str, typer.Argument(help="The new campaign's slug.")],
    title: Annotated[str | None, typer.Option(help="Its title; default: the same.")] = None,
    members: Annotated[
        bool, typer.Option("--members", help="Take the members along, with roles and how they are named.")
    ] = False,
    texts: Annotated[
        bool, typer.Option("--texts", help="Take the accepted texts along, credited to whoever wrote them.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would come along, and change nothing.")] = False,
    as_: As = None,
) -> None:
    """Set up another campaign with the same settings and themes, and if wanted with members and accepted texts."""
    wanted = Wanted(slug, title, members, texts)
    with opened() as database, database.writing() as session:
        made = clone_campaign(session, acting(session, as_), campaign, wanted)
        told = _summary(made, wanted)
        begin = f"{'Would create' if dry_run else 'Created'} {made.campaign.slug}: {made.campaign.title}."
        if dry_run:
            session.rollback()
    say(f"{begin} {told}")


def announce(campaign: Slug, as_: As = None) -> None:
    """Show a draft to everybody whom the campaign is for, before its window opens."""
    with opened() as database, database.writing() as session:
        announce_campaign(session, acting(session, as_), campaign)
    say(f"{campaign} is announced. Its members see the themes; the window opens as planned.")


def archive(campaign: Slug, as_: As = None) -> None:
    """Take a campaign out of everybody's list; it can be read by its address all the same."""
    with opened() as database, database.writing() as session:
        archive_campaign(session, acting(session, as_), campaign)
    say(f"{campaign} is archived. See it with: bonsens campaign list --archived")


def unarchive(campaign: Slug, as_: As = None) -> None:
    """Bring an archived campaign back into the list."""
    with opened() as database, database.writing() as session:
        unarchive_campaign(session, acting(session, as_), campaign)
    say(f"{campaign} is in the list again.")


def delete(campaign: Slug, as_: As = None) -> None:
    """Delete a campaign that was a mistake and free its slug; refused where it has a page or a draft."""
    with opened() as database, database.writing() as session:
        actor = acting(session, as_)
        delete_campaign(session, actor, alone_in(session, actor, campaign))
    say(f"{campaign} is deleted, and its slug is free.")


def _summary(made: Cloned, wanted: Wanted) -> str:
    taken = made.taken
    parts = [f"Themes: {taken.themes}."]
    if wanted.members:
        blocked = f" (left out, because blocked: {taken.blocked})" if taken.blocked else ""
        parts.append(f"Members: {taken.members}{blocked}.")
    if wanted.texts:
        parts.append(
            f"Texts: {taken.texts}, of {taken.tokens} tokens by {taken.authors} people "
            f"(left out, because not accepted: {taken.unaccepted}; because hidden: {taken.hidden})."
        )
    return " ".join(parts)
