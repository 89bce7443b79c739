"""The command that brings a database to this release."""

from app.cli.attributions import rebuild_campaigns
from app.cli.common import opened, say
from app.cli.first import welcome_first_admin
from app.config import Settings
from app.migrating import upgrade
from app.pages.attribution.rebuilding import campaigns_to_rebuild, earliest_rule
from app.reviews.votes.recut import pages_counted_otherwise
from app.text.tokens import TOKEN_RULE


def migrate() -> None:
    """Bring the database to this release's tables, and find out who wrote what where nothing is stored of it."""
    with opened() as database:
        upgrade(database)
        with database.reading() as session:
            campaigns = campaigns_to_rebuild(session)
            rules = {campaign_id: earliest_rule(session, campaign_id) for campaign_id, _ in campaigns}
            counted = {
                campaign_id: pages_counted_otherwise(session, campaign_id, rule)
                for campaign_id, rule in rules.items()
                if rule != TOKEN_RULE
            }
        rebuild_campaigns(database, campaigns)
    for campaign_id, slug in campaigns:
        if pages := counted.get(campaign_id):
            say(
                f"{slug}: votes count for other texts than before on {', '.join(pages)}, because texts are cut into "
                "words and signs otherwise. Look at their tallies."
            )
    with opened() as database:
        welcome_first_admin(database, Settings(), otherwise="http://127.0.0.1:8000")
    say("The database has the tables of this release.")
