"""The command that counts votes and comments anew."""

from sqlalchemy import select
from sqlmodel import col

from app.campaigns.models import Campaign
from app.cli.common import As, acting, opened, say
from app.discussions.counting import recount_comments
from app.reviews.votes.recount import recount_tallies


def recount(as_: As = None) -> None:
    """Count ballots, support and comments anew, put right what was counted wrong, and name the pages.

    No figure is told.
    """
    wrong: list[str] = []
    with opened() as database:
        with database.reading() as session:
            actor = acting(session, as_)
            campaigns = session.execute(select(col(Campaign.id), col(Campaign.slug)).order_by(col(Campaign.slug))).all()
        for campaign_id, slug in campaigns:
            assert campaign_id is not None
            with database.writing() as session:
                found = recount_tallies(session, actor, campaign_id) + recount_comments(session, actor, campaign_id)
            wrong += [f"{slug}: {sentence}" for sentence in found]
    for sentence in wrong:
        say(sentence)
    say(f"Recounted. Put right: {len(wrong)}.")
