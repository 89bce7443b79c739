"""The command that brings a database to this release."""

from app.cli.attributions import rebuild_campaigns
from app.cli.common import opened, say
from app.migrating import upgrade
from app.pages.attribution.rebuilding import campaigns_to_rebuild


def migrate() -> None:
    """Bring the database to this release's tables, and find out who wrote what where nothing is stored of it."""
    with opened() as database:
        upgrade(database)
        with database.reading() as session:
            campaigns = campaigns_to_rebuild(session)
        rebuild_campaigns(database, campaigns)
    say("The database has the tables of this release.")
