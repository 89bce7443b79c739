"""What a new installation says: how its first site admin comes in."""

from dataclasses import replace

from app.cli.common import say
from app.clock import database_now
from app.config import Settings
from app.db import Database
from app.invitations.first import invite_first_admin
from app.invitations.letters import Reach


def welcome_first_admin(database: Database, settings: Settings, *, otherwise: str) -> None:
    """Print a link for the first site admin where nobody has an account yet.

    ``otherwise`` is where the service can be reached by whoever sits at this shell, for a service without an address.
    """
    reach = Reach.of(settings)
    if reach.public_url is None:
        reach = replace(reach, public_url=otherwise)
    with database.writing() as session:
        first = invite_first_admin(session, reach=reach, now=database_now(session))
    if first is not None:
        say(f"Nobody has an account yet. The first site admin comes in by this link, once, for {reach.days} days:")
        say(f"  {first.made.link}")
        if first.replaces:
            say("The link that was printed before no longer works.")
