"""Routes of pages: texts, creation and order."""

from datetime import datetime
from typing import Literal

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from app.campaigns.errors import WindowClosed
from app.campaigns.rules import Act
from app.campaigns.standing import Standing
from app.errors import SlugTaken, TextTooLong, Unfit
from app.identity.actor import Actor
from app.identity.asking import CurrentActor
from app.identity.once import OnceOnly
from app.identity.service import require_user
from app.identity.sharing import OwnWork
from app.pages.accepted import accepted_at
from app.pages.access import PageAccess, page_in
from app.pages.arranging import arrange_page, hide_page, locked_for_arranging, show_page
from app.pages.creating import NewPage, create_page, pages_by
from app.pages.errors import NotAcceptedYet, NoTextThen, PageMerged, PlaceTaken, TextRedacted
from app.pages.linking import in_campaign, noticed
from app.pages.reading import PageRow, read_page, revision_as_of
from app.pages.revisions.wire import notices_out
from app.pages.rules import TextState, checked_summary, checked_text, checked_title
from app.pages.schemas import CreatedPageOut, HidePageIn, PageIn, PageOut, PagePatch, RenderIn, RenderOut
from app.pages.wire import creation_answering, page_etag, page_out
from app.text.markdown import to_html
from app.text.positions import html_below
from app.text.showing import shown
from app.web.answers import answer
from app.web.conditional import IfMatch, not_modified, require_match
from app.web.errors import HEAVY, HERE
from app.web.hearing import told_in
from app.web.heavy import Heavy
from app.web.parameters import AsOf, CampaignSlug, PageId, Positions, Render, StateAsked
from app.web.quotas import Quota, QuotaReached, room
from app.web.services import CurrentDatabase, CurrentSettings, HeavyWork, TextLimit
from app.web.stating import Caller, states
from app.words.codes import Word
from app.words.saying import Said, tell

router = APIRouter(tags=["pages"])

Form = Literal["html", "positions"] | None
"""What HTML an answer holds."""


@router.post(
    "/campaigns/{campaign}/pages",
    **states(
        "create_page",
        WindowClosed,
        PlaceTaken,
        SlugTaken,
        TextTooLong,
        TextRedacted,
        QuotaReached,
        *HERE,
        act=Act.EDIT,
        tagged=True,
    ),
    status_code=201,
    response_model=CreatedPageOut,
)
def post_page(
    request: Request,
    campaign: CampaignSlug,
    body: PageIn,
    actor: CurrentActor,
    limit: TextLimit,
    heavy: OwnWork,
    settings: CurrentSettings,
    once: OnceOnly,
) -> Response:
    """Create a page with its first revision."""
    new = NewPage(
        kind=body.kind,
        theme=body.theme,
        slug=body.slug,
        title=checked_title(body.title),
        text=checked_text(body.text, limit),
        summary=checked_summary(body.summary),
    )
    with heavy.here(actor.user_id, len(new.text)):
        work_out = heavy.parts_for(actor.user_id)
        finish = creation_answering(request, actor, noticed(new.text, in_campaign(once.database, campaign), work_out))
        pages = room(Quota.PAGES, settings.quota_pages, pages_by(actor.user_id or 0, campaign))
        keeper = once.within(pages)
        return create_page(once.database, actor, campaign, new, keeper=keeper, answer=finish, work_out=work_out)


@router.get(
    "/pages/{page_id}",
    **states("get_page", NotAcceptedYet, PageMerged, WindowClosed, *HEAVY, act=Act.READ),
    response_model=PageOut,
)
def get_page(  # noqa: PLR0913, PLR0917  Each is a parameter of the query.
    request: Request,
    page_id: PageId,
    actor: CurrentActor,
    database: CurrentDatabase,
    heavy: HeavyWork,
    state: StateAsked = "accepted",
    as_of: AsOf = None,
    render: Render = None,
    positions: Positions = False,  # noqa: FBT002
) -> Response:
    """Show a page: its accepted text, the latest, or either as it was at a time."""
    form: Form = "positions" if positions else render
    if as_of is not None:
        return _page_as_of(request, database, heavy, actor, page_id, state, as_of, form)
    with database.fetching() as connection:
        if "if-none-match" in request.headers:
            row, standing = read_page(connection, actor, page_id, state, text=False)
            etag = page_etag(row, standing, form)
            unchanged = not_modified(request, etag)
            if unchanged is not None:
                return unchanged
        row, standing = read_page(connection, actor, page_id, state)
    etag = page_etag(row, standing, form)
    html = _html(heavy, actor, row, standing, form)
    return answer(page_out(row, standing, state, html), headers={"ETag": etag})


@router.patch(
    "/pages/{page_id}",
    **states("arrange_page", WindowClosed, SlugTaken, Unfit, act=Act.ARRANGE, tagged=True),
    response_model=PageOut,
)
def patch_page(
    page_id: PageId, body: PagePatch, actor: CurrentActor, once: OnceOnly, if_match: IfMatch = None
) -> Response:
    """Move or rename a page, pin it, or exclude it with a reason (editors); needs ``If-Match``."""
    with once.writing() as session:
        page = locked_for_arranging(session, actor, page_id)
        _require_same_page(session, actor, page_id, if_match)
        arrange_page(session, page, body.model_dump(exclude_unset=True))
        return once.keep(session, _shown_latest(session, actor, page_id))


@router.delete(
    "/pages/{page_id}", **states("hide_page", WindowClosed, act=Act.ARRANGE), status_code=204, deprecated=True
)
def delete_page(page_id: PageId, actor: CurrentActor, once: OnceOnly, if_match: IfMatch = None) -> Response:
    """Hide a page as ``POST …/hide`` does, without a word to its authors why (editors); needs ``If-Match``."""
    with once.writing() as session:
        page = locked_for_arranging(session, actor, page_id)
        _require_same_page(session, actor, page_id, if_match)
        hide_page(session, page, reason=Said.of(Word.HIDDEN_WITHOUT_REASON))
        return once.keep(session, Response(status_code=204))


@router.post(
    "/pages/{page_id}/hide",
    **states("hide_page_with_reason", WindowClosed, act=Act.REVIEW, tagged=True),
    response_model=PageOut,
)
def post_hide(
    page_id: PageId, body: HidePageIn, actor: CurrentActor, once: OnceOnly, if_match: IfMatch = None
) -> Response:
    """Hide a page from everybody but editors, reversibly, and tell its authors why (editors); needs ``If-Match``."""
    with once.writing() as session:
        page = locked_for_arranging(session, actor, page_id, Act.REVIEW)
        _require_same_page(session, actor, page_id, if_match)
        hide_page(session, page, reason=body.reason)
        return once.keep(session, _shown_latest(session, actor, page_id))


@router.post(
    "/pages/{page_id}/unhide",
    **states("unhide_page", WindowClosed, act=Act.REVIEW, tagged=True),
    response_model=PageOut,
)
def post_unhide(page_id: PageId, actor: CurrentActor, once: OnceOnly) -> Response:
    """Show a hidden page again (editors)."""
    with once.writing() as session:
        show_page(session, locked_for_arranging(session, actor, page_id, Act.REVIEW))
        return once.keep(session, _shown_latest(session, actor, page_id))


@router.post(
    "/render", **states("render_markdown", TextTooLong, *HEAVY, act=Caller.SIGNED_IN), response_model=RenderOut
)
def post_render(
    body: RenderIn, actor: CurrentActor, database: CurrentDatabase, limit: TextLimit, heavy: OwnWork
) -> Response:
    """Turn Markdown into safe HTML, and tell what a guide would not show; nothing is stored."""
    with database.reading() as session:
        require_user(session, actor)
    text = checked_text(body.text, limit)
    language = body.language and body.language.partition("-")[0].casefold()
    html, notices = heavy.work_out(actor.user_id, len(text), shown, text, language)
    return answer(
        RenderOut(html=html, notices=notices_out(notices, actor.hearing.language)), headers=told_in(actor.hearing)
    )


def _page_as_of(
    request: Request,
    database: CurrentDatabase,
    heavy: Heavy,
    actor: Actor,
    page_id: int,
    state: TextState,
    moment: datetime,
    form: Form,
) -> Response:
    with database.reading() as session:
        page = page_in(session, actor, page_id)
        revision_id = _revision_at(session, page, state, moment)
        if revision_id is None:
            raise NoTextThen
        row, standing = read_page(session.connection(), actor, page_id, "revision", revision_id=revision_id)
    etag = page_etag(row, standing, form)
    html = _html(heavy, actor, row, standing, form)
    return not_modified(request, etag) or answer(page_out(row, standing, "as-of", html), headers={"ETag": etag})


def _html(heavy: Heavy, actor: Actor, row: PageRow, standing: Standing, form: Form) -> str | None:
    cost = len(row.text)
    match form:
        case "positions":
            language = standing.language
            words = row.title, row.text, language.value, tell(Said.of(Word.VIEW_BACK), language)
            return heavy.written(actor.user_id, cost, html_below, *words)
        case "html":
            return heavy.written(actor.user_id, cost, to_html, row.text)
        case _:
            return None


def _revision_at(session: Session, page: PageAccess, state: TextState, moment: datetime) -> int | None:
    if state == "accepted":
        return accepted_at(session, page.page_id, moment)
    page.standing.require(Act.READ_LATEST)
    return revision_as_of(session, page.page_id, moment)


def _require_same_page(session: Session, actor: Actor, page_id: int, if_match: str | None) -> None:
    row, standing = read_page(session.connection(), actor, page_id, "latest", text=False)
    require_match(if_match, page_etag(row, standing, None), Word.PAGE_CHANGED)


def _shown_latest(session: Session, actor: Actor, page_id: int) -> Response:
    row, standing = read_page(session.connection(), actor, page_id, "latest")
    return answer(page_out(row, standing, "latest", None), headers={"ETag": page_etag(row, standing, None)})
