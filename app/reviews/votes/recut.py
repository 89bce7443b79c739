"""Whether votes count for other texts since texts are cut into tokens by another rule; asked once, by a migration."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from sqlalchemy import bindparam, or_, select
from sqlmodel import Session, col

from app.campaigns.models import Campaign
from app.db import Statement
from app.pages.models import Content, Decision, Page, Revision
from app.pages.rules import Verdict
from app.reviews.models import Ballot, Support
from app.text.similarity import is_same_text
from app.text.tokens import TOKEN_RULE, tokens

_ACCEPTED = select(col(Decision.revision_id)).where(col(Decision.verdict) == Verdict.ACCEPT.value)
_VOTED: Statement = (
    select(col(Page.slug), col(Content.text), col(Campaign.same_text_percent).label("percent"))
    .distinct()
    .select_from(Revision)
    .join(Page, col(Page.id) == col(Revision.page_id))
    .join(Campaign, col(Campaign.id) == col(Page.campaign_id))
    .join(Content, col(Content.sha256) == col(Revision.content_sha256))
    .where(
        col(Page.campaign_id) == bindparam("campaign"),
        col(Content.redacted_at).is_(None),
        or_(
            col(Revision.id).in_(select(col(Ballot.revision_id))),
            col(Revision.id).in_(select(col(Support.revision_id))),
            # One of them stood when voting ended.
            col(Revision.id).in_(_ACCEPTED),
            col(Revision.id) == col(Page.head_id),
        ),
    )
)


def pages_counted_otherwise(session: Session, campaign_id: int, rule: int) -> list[str]:
    """Return the slugs of pages with two texts that an earlier rule found materially the same and the present one not.

    Or the other way round. Looked at are the texts that somebody voted on, that were ever accepted, and the latest.
    """
    texts: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for row in session.connection().execute(_VOTED, {"campaign": campaign_id}):
        texts[row.slug, row.percent].append(row.text)
    return sorted(slug for (slug, percent), those in texts.items() if any(_told_apart(those, percent, rule)))


def _told_apart(texts: list[str], percent: int, rule: int) -> Iterator[bool]:
    cut_otherwise = {text for text in texts if tokens(text, rule) != tokens(text)}
    for one, other in combinations(texts, 2):
        if not cut_otherwise.isdisjoint((one, other)):
            yield is_same_text(one, other, percent, rule) != is_same_text(one, other, percent, TOKEN_RULE)
