"""Where unlawful words stand besides revisions: drafts, sealed editions, what editors wrote about pages.

Looks, and changes nothing.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import Session, col

from app.campaigns.models import Campaign
from app.db import holds
from app.guides.erratum import named_texts
from app.guides.models import Edition
from app.pages.models import Decision, Draft, Page


@dataclass(frozen=True, slots=True)
class Words:
    """What is looked for, and in which campaigns."""

    campaign_id: int
    """Where the words were pointed out, and where a passage is looked for."""
    campaigns: frozenset[int]
    """That one, and every other that has one of the texts."""
    passage: str | None
    text: str
    """The whole text that was pointed out; what is looked for where there is no passage."""
    texts: frozenset[str]
    """SHA-256 of every text that holds them."""


@dataclass(frozen=True, slots=True)
class Carrier:
    """An edition that carries the words; it is sealed, so it goes on carrying them."""

    campaign: str
    edition: Edition
    artefacts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remaining:
    """What an editor wrote about a page that holds the passage; a redaction does not touch it."""

    page_id: int
    what: str
    number: int | None
    """Of a decision."""


def in_draft(session: Session, words: Words) -> ColumnElement[bool]:
    """Return the condition on a draft that it holds the words, in its text, title or summary."""
    where = col(Draft.campaign_id).in_(words.campaigns)
    if words.passage is None:
        return where & (col(Draft.text) == words.text)
    columns = (col(Draft.text), col(Draft.title), col(Draft.summary))
    return where & or_(*(holds(session, column, words.passage) for column in columns))


def find_editions(session: Session, words: Words) -> Iterator[Carrier]:
    """Yield the editions whose pages or errata have one of the texts, or whose manifest says the passage."""
    query = (
        select(col(Campaign.slug), Edition)
        .join(Edition, col(Edition.campaign_id) == col(Campaign.id))
        .where(col(Edition.campaign_id).in_(words.campaigns))
        .order_by(col(Edition.campaign_id), col(Edition.number))
    )
    for slug, edition in session.execute(query):
        manifest = json.loads(edition.manifest)
        if named_texts(manifest) & words.texts or (words.passage is not None and _says(manifest, words.passage)):
            yield Carrier(slug, edition, tuple(sorted(manifest["artefacts"])))


def _says(value: object, passage: str) -> bool:
    if isinstance(value, dict):
        return any(_says(inner, passage) for inner in value.values())
    if isinstance(value, list):
        return any(_says(inner, passage) for inner in value)
    return isinstance(value, str) and passage in value


def find_remaining(session: Session, words: Words) -> Iterator[Remaining]:
    """Yield decisions, exclusions, pins and rewritings of the campaign's pages whose reasons hold the passage."""
    if words.passage is None:
        return
    mine = col(Page.campaign_id) == words.campaign_id
    decisions = (
        select(col(Decision.page_id), col(Decision.number))
        .join(Page, col(Page.id) == col(Decision.page_id))
        .where(mine, holds(session, col(Decision.reason), words.passage))
        .order_by(col(Decision.page_id), col(Decision.number))
    )
    for page_id, number in session.execute(decisions):
        yield Remaining(page_id, "decision", number)
    reasons = {
        "exclusion": col(Page.excluded_reason),
        "pin": col(Page.pinned_reason),
        "rewriting": col(Page.rewritten_reason),
    }
    for what, reason in reasons.items():
        pages = select(col(Page.id)).where(mine, holds(session, reason, words.passage)).order_by(col(Page.id))
        yield from (Remaining(page_id, what, None) for page_id in session.scalars(pages) if page_id is not None)
