"""The command that proves everything there is to prove."""

from sqlalchemy import select
from sqlmodel import col

from app.audit.service import verify_chains
from app.campaigns.models import Campaign
from app.cli.common import Refused, opened, progress_bar, say
from app.discussions.counting import verify_comments
from app.guides.models import Edition
from app.guides.verifying import noted, verify_edition
from app.pages.attribution.verifying import count_attributions, verify_attributions
from app.pages.revisions.verifying import count_revisions, verify_revisions
from app.reviews.votes.recount import verify_tallies


def verify() -> None:
    """Verify every revision, attribution, edition, count and audit entry; the first broken link of each is named."""
    broken: list[str] = []
    notes: list[str] = []
    with opened() as database, database.reading() as session, progress_bar() as bar:
        count = count_revisions(session)
        revisions = bar.add_task("revisions", total=count)
        for sentence in verify_revisions(session):
            bar.advance(revisions)
            if sentence is not None:
                broken.append(sentence)
        attributions = bar.add_task("attributions", total=count_attributions(session))
        for sentence in verify_attributions(session):
            bar.advance(attributions)
            if sentence is not None:
                broken.append(sentence)
        editions = session.execute(
            select(Edition, col(Campaign.slug))
            .join(Campaign, col(Campaign.id) == col(Edition.campaign_id))
            .order_by(col(Edition.id))
        ).all()
        task = bar.add_task("editions", total=len(editions))
        for edition, slug in editions:
            found = verify_edition(session, edition)
            broken += [f"{slug}: {sentence}" for sentence in found]
            notes += [] if found else [f"{slug}: {sentence}" for sentence in noted(session, edition)]
            bar.advance(task)
        broken += verify_tallies(session)
        broken += verify_comments(session)
        broken += verify_chains(session)
    for sentence in (*notes, *broken):
        say(sentence)
    if broken:
        raise Refused(f"What does not hold is named above ({len(broken)}).")
    say(f"Everything holds. Revisions: {count}; editions: {len(editions)}; the counts; and the audit chains.")
