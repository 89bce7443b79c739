"""Reads everything that an edition is made of in one consistent view, as plain facts."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from app.campaigns.locking import Alone
from app.campaigns.models import Campaign, Theme
from app.campaigns.service import list_themes
from app.clock import in_zone
from app.credits.ledger import credit_texts
from app.credits.lines import People, add_up
from app.digests import canonical, sha256
from app.guides.correcting import with_erratum
from app.guides.crediting import contributors, page_credit
from app.guides.rules import EditionKind
from app.guides.selecting import taken_tips
from app.guides.voted import VotedText, voted_texts
from app.pages.accepted import AcceptedRow, accepted_pages
from app.pages.rules import Kind
from app.text.tokens import TOKEN_RULE

FORMAT = "bonsens-edition/7"
"""Changes when a fact goes or changes its meaning, and when the same facts are set otherwise."""

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The facts of an edition, and the texts that its pages name by SHA-256.

    ``facts`` holds JSON values only, no database ids, no edition number and no time of compile: equal
    campaigns give equal snapshots on every database and on every day.
    """

    facts: dict[str, Any]
    texts: dict[str, str]

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical facts, 64 hexadecimal digits."""
        return sha256(canonical(self.facts))


def take_snapshot(session: Session, alone: Alone, kind: EditionKind, audience: str) -> Snapshot:
    """Return the snapshot of a campaign; while its tallies are sealed, support chooses no tip.

    Nothing is admitted meanwhile, so the statements here see one state.
    """
    campaign = alone.campaign
    assert campaign.id is not None
    themes = list_themes(session, campaign.id)
    rows = accepted_pages(session, campaign.id)
    taken, voted = taken_tips(session, alone.standing, campaign), voted_texts(session, alone.standing)
    selected = [row for row in rows if row.kind != Kind.TIP or row.slug in taken]
    people = credit_texts(session, campaign.id, {row.id: row.revision_id for row in selected})
    facts = {
        "format": FORMAT,
        "token_rule": TOKEN_RULE,
        "kind": kind.value,
        "audience": audience,
        "campaign": _campaign_facts(campaign),
        "themes": [_theme_facts(theme) for theme in themes],
        "pages": [_page_facts(row, people[row.id], voted.get(row.id)) for row in selected],
        "contributors": contributors(add_up(people.values())),
    }
    facts, compared = with_erratum(session, alone.standing, facts)
    return Snapshot(facts, {row.content_sha256: row.text for row in selected} | compared)


def _campaign_facts(campaign: Campaign) -> dict[str, object]:
    opened, closed = campaign.opens_at, campaign.closes_at
    return {
        "slug": campaign.slug,
        "title": campaign.title,
        "subtitle": campaign.subtitle,
        "organisation": campaign.organisation,
        "language": campaign.language,
        "colour": campaign.colour.lower(),
        "accent": campaign.accent.lower(),
        "opened_on": in_zone(opened, campaign.time_zone).date().isoformat() if opened else None,
        # The window ends before this moment: midnight belongs to the day that is no longer in it.
        "closed_on": in_zone(closed - _INSTANT, campaign.time_zone).date().isoformat() if closed else None,
    }


def _theme_facts(theme: Theme) -> dict[str, object]:
    return {"slug": theme.slug, "question": theme.question, "video_url": theme.video_url}


def _page_facts(row: AcceptedRow, people: People, voted: VotedText | None) -> dict[str, object]:
    facts: dict[str, object] = {
        "slug": row.slug,
        "kind": row.kind,
        "theme": row.theme,
        "title": row.title,
        "revision": row.number,
        "digest": row.digest,
        "text_sha256": row.content_sha256,
        "tokens": sum(contribution.tokens for contribution in people.values()),
        "credits": page_credit(people),
    }
    if row.kind == Kind.TIP:
        facts["voted"] = _voted_facts(voted) if voted else None
    return facts


def _voted_facts(voted: VotedText) -> dict[str, object]:
    return {"revision": voted.number, "same_percent": voted.same_percent, "reason": voted.reason}
