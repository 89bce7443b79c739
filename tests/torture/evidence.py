"""What a database holds after a scenario, read from its tables past the API, as plain records.

Judges nothing.
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, func, select

from app.audit.models import AuditChain, AuditEntry
from app.audit.service import verify_chains
from app.campaigns.locking import get_campaign
from app.campaigns.models import Campaign
from app.db import Database
from app.pages.attribution.rebuilding import rebuild_attribution
from app.pages.attribution.verifying import verify_attributions
from app.pages.models import Content, Decision, Draft, Page, Revision
from app.pages.revisions.verifying import verify_revisions
from app.reviews.models import Ballot
from app.reviews.votes.recount import verify_tallies
from tests.torture.stage import SLUG

ADMITTED = frozenset({"revision.edit", "revision.create", "ballot.changed"})
"""What contributors do, and nobody but editors after the close."""
MARKER = re.compile(r"⟦([^⟧]+)⟧")


@dataclass(frozen=True, slots=True)
class Link:
    """One revision; ``brought`` are the markers that its parent does not have."""

    id: int
    number: int
    parent_id: int | None
    author_id: int
    created_at: datetime
    brought: frozenset[str]


@dataclass(frozen=True, slots=True)
class Kept:
    """One draft."""

    user_id: int
    text: str


@dataclass(frozen=True, slots=True)
class Held:
    """Whose text a place holds, what it says (a draft: all of it; a revision: the marker that it brought), and why."""

    user_id: int
    says: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ruled:
    """One decision on a page; without an editor, the policy's."""

    revision_id: int
    verdict: str
    editor_id: int | None


@dataclass(frozen=True, slots=True)
class Act:
    """One audit entry; ``at`` is the time on the row that it is about, where it names one."""

    number: int
    kind: str
    at: datetime
    closes_at: datetime | None = None


def read_chain(database: Database, page_id: int) -> list[Link]:
    """Return the revisions of a page by number."""
    query = (
        select(Revision, Content.text)
        .join(Content, col(Content.sha256) == col(Revision.content_sha256))
        .where(Revision.page_id == page_id)
        .order_by(col(Revision.number))
        .execution_options(yield_per=200)
    )
    links: list[Link] = []
    before: frozenset[str] = frozenset()
    with database.reading() as session:
        for row, text in session.exec(query):
            markers = frozenset(MARKER.findall(text))
            assert row.id is not None
            link = Link(row.id, row.number, row.parent_id, row.author_id, row.created_at, markers - before)
            links.append(link)
            before = markers
            session.expunge(row)
    return links


def read_drafts(database: Database) -> dict[int, Kept]:
    """Return all drafts by id."""
    with database.reading() as session:
        return {row.id: Kept(row.user_id, row.text) for row in session.exec(select(Draft)) if row.id is not None}


def read_held(database: Database) -> dict[tuple[str, int], Held]:
    """Return all drafts, and all revisions that brought a marker."""
    with database.reading() as session:
        drafts = {
            ("draft", row.id): Held(row.user_id, row.text, row.reason)
            for row in session.exec(select(Draft))
            if row.id is not None
        }
        pages = session.exec(select(Page.id)).all()
    links = [link for page_id in pages if page_id is not None for link in read_chain(database, page_id)]
    return drafts | {
        ("revision", link.id): Held(link.author_id, ", ".join(sorted(link.brought)), "")
        for link in links
        if link.brought
    }


def read_decisions(database: Database, page_id: int, *, after: int) -> tuple[list[Ruled], int | None]:
    """Return the decisions on a page beyond the first so many, in order, and the revision that readers see."""
    query = select(Decision).where(Decision.page_id == page_id, Decision.number > after).order_by(col(Decision.number))
    with database.reading() as session:
        decisions = [Ruled(row.revision_id, row.verdict, row.editor_id) for row in session.exec(query)]
        return decisions, session.get_one(Page, page_id).accepted_id


def read_acts(database: Database, campaign: str = SLUG) -> list[Act]:
    """Return the audit entries of a campaign, its votes among them, in the order in which they were written.

    Each is written under a lock that a close waits for, so that order tells what came before a close.
    """
    with database.reading() as session:
        revisions = dict(session.exec(select(Revision.id, Revision.created_at)).all())
        decisions = dict(session.exec(select(Decision.id, Decision.decided_at)).all())
        entries = (
            select(AuditEntry)
            .join(AuditChain, col(AuditChain.id) == col(AuditEntry.chain_id))
            .where(_chains_of(get_campaign(session, campaign).id))
            .order_by(col(AuditEntry.id))
        )
        return [_act(entry, revisions, decisions) for entry in session.exec(entries)]


def count_admitted(session: Session, campaign: str) -> int:
    """Return how many acts that the window must admit a campaign has seen."""
    query = (
        select(func.count())
        .select_from(AuditEntry)
        .join(AuditChain, col(AuditChain.id) == col(AuditEntry.chain_id))
        .where(_chains_of(get_campaign(session, campaign).id), col(AuditEntry.act).in_(sorted(ADMITTED)))
    )
    return session.exec(query).one()


def _chains_of(campaign_id: int | None) -> ColumnElement[bool]:
    return or_(col(AuditChain.campaign_id) == campaign_id, col(AuditChain.votes_of) == campaign_id)


def read_cast_times(database: Database) -> list[datetime]:
    """Return when each ballot that counts was cast."""
    with database.reading() as session:
        return list(session.exec(select(Ballot.cast_at)))


def read_accepted(database: Database, campaign: str) -> dict[str, int]:
    """Return the number of the accepted revision by the slug of its page."""
    with database.reading() as session:
        query = (
            select(Page.slug, Revision.number)
            .join(Revision, col(Revision.id) == col(Page.accepted_id))
            .where(Page.campaign_id == get_campaign(session, campaign).id)
        )
        return dict(session.exec(query).all())


def verified(database: Database) -> list[str]:
    """Return what ``bonsens verify`` finds broken, editions apart, and what a rebuild of attribution changes."""
    with database.reading() as session:
        found = [*verify_revisions(session), *verify_attributions(session), *verify_chains(session)]
        found += verify_tallies(session)
        campaigns = session.exec(select(Campaign.id, Campaign.slug)).all()
    for campaign_id, slug in campaigns:
        assert campaign_id is not None
        rebuilt = rebuild_attribution(database, campaign_id, progress=lambda _done, _total: None)
        found.append(f"{slug}: a rebuild changes {rebuilt.changed} rows." if rebuilt.changed else None)
    return [sentence for sentence in found if sentence is not None]


def _act(entry: AuditEntry, revisions: dict[int | None, datetime], decisions: dict[int | None, datetime]) -> Act:
    facts = json.loads(entry.facts)
    at = entry.at
    if "decision" in facts:
        at = decisions[facts["decision"]]
    elif entry.act.startswith("revision."):
        at = revisions[facts["revision"]]
    closes_at = datetime.fromisoformat(facts["closes_at"]) if "closes_at" in facts else None
    return Act(entry.number, entry.act, at, closes_at)
