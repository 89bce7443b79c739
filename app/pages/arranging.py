"""What editors do to a page as a whole: move, order, pin, exclude, hide."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from app.audit.service import record_act
from app.campaigns.rules import Act
from app.campaigns.service import get_theme
from app.db import lock_campaign
from app.errors import Invalid
from app.identity.actor import Actor
from app.pages.access import lock_page, page_in
from app.pages.models import Page
from app.pages.rules import IN_THEME


def arrange_page(session: Session, actor: Actor, page_id: int, fields: Mapping[str, object]) -> None:
    """Change theme, position, pin or exclusion; raises Invalid for a theme that the kind does not allow."""
    page, now = _locked(session, actor, page_id)
    for name, value in fields.items():
        if name == "theme":
            if (value is not None) != (page.kind in IN_THEME):
                raise Invalid(f"A page of kind {page.kind} cannot stand there.", field="theme")
            page.theme_id = get_theme(session, page.campaign_id, str(value)).id if value is not None else None
        elif name == "excluded_reason":
            page.excluded_reason = str(value) if value else None
        elif value is None:
            raise Invalid(f"{name} cannot be empty.", field=name)
        else:
            setattr(page, name, value)
    session.flush()
    facts = {"page": page_id, "fields": sorted(fields)}
    record_act(session, page.campaign_id, actor.user_id, "page.arranged", facts, now=now)


def hide_page(session: Session, actor: Actor, page_id: int, *, hidden: bool) -> None:
    """Hide a page from all but editors, or show it again."""
    page, now = _locked(session, actor, page_id)
    page.hidden_at = now if hidden else None
    session.flush()
    act = "page.hidden" if hidden else "page.shown"
    record_act(session, page.campaign_id, actor.user_id, act, {"page": page_id}, now=now)


def _locked(session: Session, actor: Actor, page_id: int) -> tuple[Page, datetime]:
    lock_campaign(session, page_in(session, actor, page_id).standing.campaign_id)
    lock_page(session, page_id)
    standing = page_in(session, actor, page_id).standing
    standing.require(Act.REVIEW)
    return session.get_one(Page, page_id, populate_existing=True), standing.now
