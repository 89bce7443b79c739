"""Tells what a text may link to: the pages of its campaign. Asks only once a text has such a link.

What a guide will take is known later; the pre-flight of a guide tells of links to what it leaves out.
"""

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlmodel import col

from app.apart import SHORT, WorkOut
from app.campaigns.models import Campaign
from app.db import Database, Statement
from app.pages.models import Page
from app.text.notices import Notice, notices_in


@dataclass(frozen=True, slots=True)
class Pages:
    """Tells whether an anchor is that of a page, of those that are known already."""

    slugs: frozenset[str]

    def __call__(self, anchor: str) -> bool:
        # Of a heading on another page, which its authors may change meanwhile, only the page is looked for.
        return anchor.partition(".")[0] in self.slugs


@dataclass(slots=True)
class PagesOf:
    """Asks for the pages once an anchor is looked for."""

    database: Database
    query: Statement
    _known: Pages | None = field(default=None, init=False)

    def __call__(self, anchor: str) -> bool:
        return self.known()(anchor)

    def known(self) -> Pages:
        if self._known is None:
            with self.database.reading() as session:
                self._known = Pages(frozenset(session.scalars(self.query)))
        return self._known


def beside_page(database: Database, page_id: int) -> PagesOf:
    """Return what tells whether an anchor is that of a page in the campaign of this one."""
    campaign = select(col(Page.campaign_id)).where(col(Page.id) == page_id).scalar_subquery()
    return PagesOf(database, _slugs().where(col(Page.campaign_id) == campaign))


def in_campaign(database: Database, slug: str) -> PagesOf:
    """Return what tells whether an anchor is that of a page in the campaign with this slug."""
    campaign = select(col(Campaign.id)).where(col(Campaign.slug) == slug).scalar_subquery()
    return PagesOf(database, _slugs().where(col(Page.campaign_id) == campaign))


def noticed(text: str, pages: PagesOf, work_out: WorkOut) -> tuple[Notice, ...]:
    """Return what a guide would not show of a text."""
    if len(text) > SHORT:
        return work_out(notices_in, text, pages.known())
    return notices_in(text, pages)


def _slugs() -> Statement:
    return select(col(Page.slug)).where(col(Page.hidden_at).is_(None))
