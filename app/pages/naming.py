"""What pages are called in addresses."""

import re
from collections.abc import Collection

from sqlalchemy import select
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act
from app.campaigns.models import Campaign
from app.pages.access import LockedPage
from app.pages.models import Page, Revision
from app.pages.rules import slug_of

_LENGTH = 58
"""How much of a name is left in front of a number."""


def free_slug(session: Session, campaign_id: int, wanted: str) -> str:
    """Return the name, with a number behind it where it is taken in the campaign."""
    taken = set(
        session.scalars(
            select(col(Page.slug)).where(
                col(Page.campaign_id) == campaign_id, col(Page.slug).startswith(wanted[:_LENGTH], autoescape=True)
            )
        )
    )
    candidate, number = wanted, 1
    while candidate in taken:
        number += 1
        candidate = f"{wanted[:_LENGTH]}-{number}"
    return candidate


def rename_for_readers(session: Session, page: LockedPage, revision_id: int, *, editor_id: int | None) -> None:
    """Name a page after the title that readers see first, where its name comes from a title that they never saw.

    A name that somebody chose, and one that says the accepted title already, stays.
    """
    query = select(col(Revision.id), col(Revision.title)).where(col(Revision.page_id) == page.page_id)
    names = {row.id: slug_of(row.title) for row in session.connection().execute(query)}
    wanted = names[revision_id]
    if not says_unread_title(page.slug, wanted, set(names.values())):
        return
    # As new pages do: two must not find the same name free.
    campaign_id = page.standing.campaign_id
    session.scalars(select(col(Campaign.id)).where(col(Campaign.id) == campaign_id).with_for_update(key_share=True))
    session.get_one(Page, page.page_id).slug = free_slug(session, campaign_id, wanted)
    session.flush()
    act = acts.ArrangePage(page.page_id, ["slug"])
    record_act(session, campaign_id, editor_id, act, now=page.standing.now)


def says_unread_title(slug: str, accepted: str, names: Collection[str]) -> bool:
    """Tell whether a page's name was made from a title that nobody accepted.

    ``names`` are those that its titles would give, ``accepted`` is that of the accepted one. Pure.
    """
    if slug == accepted or (slug not in names and _is_numbered(slug, accepted)):
        return False
    return slug in names or any(_is_numbered(slug, name) for name in names)


def _is_numbered(slug: str, name: str) -> bool:
    return re.fullmatch(re.escape(name[:_LENGTH]) + "-[0-9]+", slug) is not None
