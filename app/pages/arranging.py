"""What editors do to a page as a whole: move, order, pin, exclude, name, hide."""

from collections.abc import Mapping

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act
from app.campaigns.rules import Act
from app.campaigns.service import get_theme
from app.db import Statement
from app.errors import Mistake
from app.identity.actor import Actor
from app.identity.models import User
from app.pages.access import LockedPage, locked_page_in
from app.pages.creating import taken
from app.pages.decisions import write_decision
from app.pages.drafts import DraftPlace, DraftText, keep_draft
from app.pages.merging import separate
from app.pages.models import Content, Page, Revision
from app.pages.rules import IN_THEME, REDACTED_TITLE, DraftReason, Verdict
from app.words.codes import Word
from app.words.saying import Said

_later = aliased(Revision)
_LAST_TEXTS: Statement = (
    select(col(Revision.author_id), col(Revision.title), col(Revision.summary), col(Revision.minor), col(Content.text))
    .join(Content, col(Content.sha256) == col(Revision.content_sha256))
    .join(User, col(User.id) == col(Revision.author_id))
    .where(
        col(Revision.page_id) == bindparam("page"),
        col(Revision.author_id) != bindparam("caller"),
        col(Revision.title) != REDACTED_TITLE,
        col(Content.redacted_at).is_(None),
        col(User.can_sign_in).is_(True),
        ~select(col(_later.id))
        .where(
            col(_later.page_id) == col(Revision.page_id),
            col(_later.author_id) == col(Revision.author_id),
            col(_later.number) > col(Revision.number),
        )
        .exists(),
    )
    .order_by(col(Revision.author_id))
)
_REASONS = frozenset({"pinned_reason", "excluded_reason", "rewritten_reason"})


def locked_for_arranging(session: Session, actor: Actor, page_id: int, act: Act = Act.ARRANGE) -> LockedPage:
    """Return the page, locked, with the right to arrange it, or to do another act, checked after the locks."""
    page = locked_page_in(session, actor, page_id)
    page.standing.require(act)
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


def hide_page(session: Session, access: LockedPage, *, reason: str | Said | None = None) -> None:
    """Hide a page from all but editors; with a reason, its authors are told and keep its text as a draft."""
    page, standing = session.get_one(Page, access.page_id, populate_existing=True), access.standing
    page.hidden_at = standing.now
    session.flush()
    act = acts.HidePage(access.page_id)
    if reason is not None and page.head_id is not None:
        decision_id = write_decision(
            session,
            page,
            page.head_id,
            Verdict.HIDE,
            reason,
            editor_id=standing.user_id,
            standing=standing,
        )
        act = acts.HidePage(access.page_id, decision_id, _kept_by_authors(session, page, access))
    record_act(session, page.campaign_id, standing.user_id, act, now=standing.now)


def show_page(session: Session, access: LockedPage) -> None:
    """Show a hidden page again; one that had gone into another stands for itself."""
    page = session.get_one(Page, access.page_id, populate_existing=True)
    page.hidden_at = None
    session.flush()
    separate(session, access.page_id)
    record_act(
        session, page.campaign_id, access.standing.user_id, acts.ShowPage(access.page_id), now=access.standing.now
    )


def _kept_by_authors(session: Session, page: Page, access: LockedPage) -> list[int]:
    """Keep for each author, the caller excepted, what they wrote last on the page; return the ids of the drafts."""
    place = DraftPlace(page.campaign_id, None, None, page.theme_id, page.kind)
    rows = session.connection().execute(_LAST_TEXTS, {"page": page.id, "caller": access.standing.user_id}).all()
    return [
        keep_draft(
            session,
            row.author_id,
            place,
            DraftText(row.title, row.text, row.summary, row.minor),
            DraftReason.HIDDEN,
            now=access.standing.now,
        )
        for row in rows
    ]
