"""Tells what a text may link to: the pages of its campaign. Asks only once a text has such a link.

What a guide will take is known later; the pre-flight of a guide tells of links to what it leaves out.
"""

from functools import cache

from sqlalchemy import select
from sqlmodel import col

from app.campaigns.models import Campaign
from app.db import Database, Statement
from app.pages.models import Page
from app.text.anchors import Leads


def beside_page(database: Database, page_id: int) -> Leads:
    """Return what tells whether an anchor is that of a page in the campaign of this one."""
    campaign = select(col(Page.campaign_id)).where(col(Page.id) == page_id).scalar_subquery()
    return _leads(database, _slugs().where(col(Page.campaign_id) == campaign))


def in_campaign(database: Database, slug: str) -> Leads:
    """Return what tells whether an anchor is that of a page in the campaign with this slug."""
    campaign = select(col(Campaign.id)).where(col(Campaign.slug) == slug).scalar_subquery()
    return _leads(database, _slugs().where(col(Page.campaign_id) == campaign))


def _slugs() -> Statement:
    return select(col(Page.slug)).where(col(Page.hidden_at).is_(None))


def _leads(database: Database, slugs: Statement) -> Leads:
    @cache
    def known() -> frozenset[str]:
        with database.reading() as session:
            return frozenset(session.scalars(slugs))

    # Of a heading on another page, which its authors may change meanwhile, only the page is looked for.
    return lambda anchor: anchor.partition(".")[0] in known()
