"""The command that invites people, and the links that let them in."""

import sys
from typing import Annotated

import typer

from app.campaigns.locking import get_campaign
from app.campaigns.rules import Role
from app.cli.common import NO_ADDRESS, As, Refused, acting, opened, say
from app.clock import database_now
from app.config import Settings
from app.identity.actor import Actor
from app.invitations.inviting import Guest, invite_to_campaign, invite_to_site
from app.invitations.letters import Reach
from app.words.hearing import find_language
from app.words.saying import Language


def invite(
    mail: Annotated[str | None, typer.Option(help="Where to send it; without it, hand the link over.")] = None,
    name: Annotated[str | None, typer.Option(help="Full name, which the person may change.")] = None,
    department: Annotated[str | None, typer.Option(help="Where in the company.")] = None,
    campaign: Annotated[str | None, typer.Option(help="Invite to this campaign; default: to the site.")] = None,
    role: Annotated[Role, typer.Option(help="What the person may do in the campaign.")] = Role.CONTRIBUTOR,
    admin: Annotated[bool, typer.Option("--admin", help="Make the person a site admin.")] = False,
    language: Annotated[
        Language | None, typer.Option(help="In which language; default: the campaign's, or English.")
    ] = None,
    as_: As = None,
) -> None:
    """Invite somebody to the site or to a campaign, and print the link, which is good once."""
    settings = Settings()
    reach = Reach.of(settings)
    if reach.public_url is None:
        raise Refused(NO_ADDRESS)
    if campaign is not None and admin:
        raise Refused("Invite to a campaign or as a site admin, not both.")
    with opened(settings) as database, database.writing() as session:
        now = database_now(session)
        if campaign is None:
            guest = Guest(mail, name, department, language or Language.ENGLISH)
            made = invite_to_site(session, Actor(None), guest, site_admin=admin, reach=reach, now=now)
        else:
            spoken = find_language(get_campaign(session, campaign).language)
            guest = Guest(mail, name, department, language or spoken or Language.ENGLISH)
            actor = acting(session, as_)
            made = invite_to_campaign(session, actor, campaign, guest, role=role, reach=reach, now=now)
    sys.stdout.write(f"{made.link}\n")
    sent = "" if mail is None else f"It is sent to {mail}. "
    say(f"{sent}Good once, for {reach.days} days.")
