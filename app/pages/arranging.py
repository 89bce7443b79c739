"""What editors do to a page as a whole: move, order, pin, exclude, name, hide."""

from collections.abc import Mapping

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app.audit import acts
from app.audit.service import record_act
from app.campaigns.rules import Act
from app.campaigns.service import get_theme
from app.errors import Mistake
from app.identity.actor import Actor
from app.pages.access import LockedPage, locked_page_in
from app.pages.creating import taken
from app.pages.models import Page
from app.pages.rules import IN_THEME
from app.words.codes import Word
from app.words.saying import Said

_REASONS = frozenset({"pinned_reason", "excluded_reason", "rewritten_reason"})


def locked_for_arranging(session: Session, actor: Actor, page_id: int) -> LockedPage:
    """Return the page, locked, with the right to arrange it checked after the locks."""
    page = locked_page_in(session, actor, page_id)
    page.standing.require(Act.REVIEW)
    return page


def arrange_page(session: Session, access: LockedPage, fields: Mapping[str, object]) -> None:
    """Change theme, position, slug, pin or exclusion of a page, or say why it was rewritten.

    The reason of a pin goes with the pin. Raises Invalid for a theme that the kind does not allow, for a reason
    without a pin and for one of rewriting without an accepted text, Conflict for a place or a name that is taken.
    """
    page = session.get_one(Page, access.page_id, populate_existing=True)
    for name, value in fields.items():
        if name == "theme":
            if (value is not None) != (page.kind in IN_THEME):
                misplaced = Word.THEME_NEEDED if value is None else Word.THEME_UNWANTED
                raise Mistake("theme", Said.of(misplaced, kind=page.kind))
            page.theme_id = get_theme(session, page.campaign_id, str(value)).id if value is not None else None
        elif name in _REASONS:
            setattr(page, name, value or None)
        elif value is None:
            raise Mistake(name, Said.of(Word.FIELD_EMPTY))
        else:
            setattr(page, name, value)
    if not page.pinned:
        if fields.get("pinned_reason"):
            raise Mistake("pinned_reason", Said.of(Word.PIN_REASON_WITHOUT_PIN))
        page.pinned_reason = None
    if fields.get("rewritten_reason") and page.accepted_id is None:
        raise Mistake("rewritten_reason", Said.of(Word.NOTHING_REWRITTEN))
    kind, slug = page.kind, page.slug
    try:
        session.flush()
    except IntegrityError as error:
        raise taken(error, kind, slug) from error
    act = acts.ArrangePage(access.page_id, sorted(fields))
    record_act(session, page.campaign_id, access.standing.user_id, act, now=access.standing.now)


def hide_page(session: Session, access: LockedPage, *, hidden: bool) -> None:
    """Hide a page from all but editors, or show it again."""
    page = session.get_one(Page, access.page_id, populate_existing=True)
    page.hidden_at = access.standing.now if hidden else None
    session.flush()
    act = acts.HidePage(access.page_id) if hidden else acts.ShowPage(access.page_id)
    record_act(session, page.campaign_id, access.standing.user_id, act, now=access.standing.now)
