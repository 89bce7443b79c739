"""Routes of the caller's own drafts."""

from fastapi import APIRouter, Request
from sqlalchemy import select
from sqlmodel import Session, col
from starlette.responses import Response

from app.campaigns.errors import WindowClosed
from app.campaigns.models import Campaign, Theme
from app.campaigns.rules import Act
from app.campaigns.standing import any_standing_in, standing_in
from app.clock import database_now
from app.db import lock_campaign
from app.digests import etag_of
from app.errors import Mistake, SlugTaken, TextTooLong
from app.identity.actor import Actor
from app.identity.asking import CurrentActor
from app.identity.once import OnceOnly
from app.pages.access import page_in
from app.pages.arranging import locked_for_arranging
from app.pages.creating import find_theme
from app.pages.drafts import (
    DraftPlace,
    DraftText,
    add_draft,
    begin_autosave,
    change_draft,
    drafts_of,
    find_autosaved,
    list_own_drafts,
    own_draft,
)
from app.pages.errors import DraftStale, NoSuchDraft, PlaceTaken, TextRedacted
from app.pages.lengths import length_of_draft
from app.pages.merging import begin_merging
from app.pages.models import Draft, Page
from app.pages.revisions.errors import EditConflict
from app.pages.revisions.schemas import EditOut
from app.pages.revisions.states import state_of
from app.pages.rules import DraftReason, Kind, checked_summary, checked_text, checked_title
from app.pages.schemas import CreatedPageOut, DraftIn, DraftOut, DraftsOut, MergeIn, NewDraftIn, SubmitIn
from app.pages.submitting import Submission, require_base, submit_draft
from app.pages.wire import submission_answering
from app.web.answers import answer, created
from app.web.conditional import IfMatch, IfMatchWhereNeeded, not_modified, require_match
from app.web.errors import HERE
from app.web.paging import Paged
from app.web.parameters import CampaignSlug, DraftId, PageId
from app.web.quotas import Quota, QuotaReached, room
from app.web.services import CurrentDatabase, CurrentSettings, HeavyWork, TextLimit
from app.web.stating import Caller, states
from app.words.codes import Word
from app.words.saying import Said

router = APIRouter(tags=["drafts"])


@router.get("/me/drafts", **states("list_drafts", act=Caller.SIGNED_IN), response_model=DraftsOut)
def get_drafts(actor: CurrentActor, database: CurrentDatabase, paging: Paged) -> Response:
    """List the caller's drafts, newest first: autosaved, in conflict, or too late."""
    before = paging.number()
    with database.reading() as session:
        drafts = list_own_drafts(session, actor, before=before, limit=paging.fetched)
        slugs = {row[1] for row in drafts}
        may_submit = {slug: any_standing_in(session, actor, slug).may(Act.EDIT) for slug in slugs}
        shown = [_draft_out(*row, may_submit=may_submit[row[1]]) for row in drafts]
        part = paging.part(shown, lambda draft: draft.id)
    return part.answer(DraftsOut(items=list(part.rows), next=part.next))


@router.post(
    "/campaigns/{campaign}/drafts",
    **states("create_draft", WindowClosed, TextTooLong, QuotaReached, act=Act.READ_LATEST, tagged=True),
    status_code=201,
    response_model=DraftOut,
)
def post_draft(
    campaign: CampaignSlug,
    body: NewDraftIn,
    actor: CurrentActor,
    limit: TextLimit,
    settings: CurrentSettings,
    once: OnceOnly,
) -> Response:
    """Keep what the caller begins to write before there is a page; ``PUT`` on the draft goes on with it."""
    written = _written(body, limit)
    user_id = actor.signed_in()
    drafts = room(Quota.DRAFTS, settings.quota_drafts, drafts_of(user_id))
    with once.within(drafts).writing() as session:
        # Under the lock: a deletion of the campaign counts its drafts.
        lock_campaign(session, standing_in(session, actor, campaign).campaign_id)
        standing = standing_in(session, actor, campaign)
        standing.require(Act.READ_LATEST)
        theme = find_theme(session, standing.campaign_id, body.kind, body.theme)
        place = DraftPlace(standing.campaign_id, None, None, theme.id if theme else None, body.kind.value)
        draft = add_draft(session, user_id, place, written, DraftReason.AUTOSAVED, now=standing.now)
        headers = {"ETag": _etag(draft)}
        return once.keep(session, created(_shown(session, actor, draft), f"/v1/drafts/{draft.id}", headers))


@router.get(
    "/pages/{page_id}/draft",
    **states("get_page_draft", WindowClosed, act=Act.READ_LATEST),
    response_model=DraftOut,
)
def get_page_draft(request: Request, page_id: PageId, actor: CurrentActor, database: CurrentDatabase) -> Response:
    """Show what the caller is writing on a page."""
    user_id = actor.signed_in()
    with database.reading() as session:
        page_in(session, actor, page_id).standing.require(Act.READ_LATEST)
        draft = find_autosaved(session, user_id, page_id, lock=False)
        if draft is None:
            raise NoSuchDraft
        out = _shown(session, actor, draft)
    return not_modified(request, out.etag) or answer(out, headers={"ETag": out.etag})


@router.put(
    "/pages/{page_id}/draft",
    **states("save_page_draft", DraftStale, WindowClosed, TextTooLong, act=Act.READ_LATEST, tagged=True),
    response_model=DraftOut,
    responses={201: {"model": DraftOut}},
)
def put_page_draft(
    page_id: PageId,
    body: DraftIn,
    actor: CurrentActor,
    limit: TextLimit,
    once: OnceOnly,
    if_match: IfMatchWhereNeeded = None,
) -> Response:
    """Keep what the caller is writing on a page; one such draft per page. Needs ``If-Match`` once there is one."""
    written = _written(body, limit)
    user_id = actor.signed_in()
    with once.writing() as session:
        standing = page_in(session, actor, page_id).standing
        standing.require(Act.READ_LATEST)
        if body.base_revision is not None:
            state_of(session, page_id, body.base_revision)
        draft = find_autosaved(session, user_id, page_id)
        if draft is not None:
            require_match(if_match, _etag(draft), Word.DRAFT_STALE)
            change_draft(session, draft, body.base_revision, written, now=standing.now)
            return once.keep(session, answer(_shown(session, actor, draft), headers={"ETag": _etag(draft)}))
        if body.base_revision is None:
            # The head may be another one than the author saw; taking it for the base would undo what came between.
            raise Mistake("base_revision", Said.of(Word.BASE_MISSING))
        place = DraftPlace(standing.campaign_id, page_id, body.base_revision)
        draft = begin_autosave(session, user_id, place, written, now=standing.now)
        headers = {"ETag": _etag(draft)}
        return once.keep(session, created(_shown(session, actor, draft), f"/v1/drafts/{draft.id}", headers))


@router.post(
    "/pages/{page_id}/merge",
    **states("merge_page", WindowClosed, TextTooLong, act=Act.ARRANGE, tagged=True),
    status_code=201,
    response_model=DraftOut,
)
def post_merge(page_id: PageId, body: MergeIn, actor: CurrentActor, limit: TextLimit, once: OnceOnly) -> Response:
    """Begin to merge another tip into this one: a draft holds both texts, for the caller to work on (editors)."""
    with once.writing() as session:
        page = locked_for_arranging(session, actor, page_id)
        merged = page_in(session, actor, body.page)
        draft = begin_merging(session, page, merged, body.reason, max_text_bytes=limit)
        headers = {"ETag": _etag(draft)}
        return once.keep(session, created(_shown(session, actor, draft), f"/v1/drafts/{draft.id}", headers))


@router.get("/drafts/{draft_id}", **states("get_draft", act=Caller.SIGNED_IN), response_model=DraftOut)
def get_draft(request: Request, draft_id: DraftId, actor: CurrentActor, database: CurrentDatabase) -> Response:
    """Show one of the caller's drafts."""
    with database.reading() as session:
        draft = own_draft(session, actor, draft_id)
        out = _shown(session, actor, draft)
    etag = _etag(draft)
    return not_modified(request, etag) or answer(out, headers={"ETag": etag})


@router.put(
    "/drafts/{draft_id}",
    **states("save_draft", TextTooLong, act=Caller.SIGNED_IN, tagged=True),
    response_model=DraftOut,
)
def put_draft(
    draft_id: DraftId,
    body: DraftIn,
    actor: CurrentActor,
    limit: TextLimit,
    once: OnceOnly,
    if_match: IfMatch = None,
) -> Response:
    """Change a draft, for example to resolve its conflict; needs ``If-Match``."""
    written = _written(body, limit)
    with once.writing() as session:
        draft = own_draft(session, actor, draft_id, lock=True)
        require_match(if_match, _etag(draft), Word.DRAFT_STALE)
        require_base(session, draft, body.base_revision)
        change_draft(session, draft, body.base_revision, written, now=database_now(session))
        return once.keep(session, answer(_shown(session, actor, draft), headers={"ETag": _etag(draft)}))


@router.delete("/drafts/{draft_id}", **states("delete_draft", act=Caller.SIGNED_IN), status_code=204)
def delete_draft(draft_id: DraftId, actor: CurrentActor, once: OnceOnly, if_match: IfMatch = None) -> Response:
    """Throw a draft away; needs ``If-Match``."""
    with once.writing() as session:
        draft = own_draft(session, actor, draft_id, lock=True)
        require_match(if_match, _etag(draft), Word.DRAFT_STALE)
        session.delete(draft)
        return once.keep(session, Response(status_code=204))


@router.post(
    "/drafts/{draft_id}/submit",
    **states(
        "submit_draft",
        EditConflict,
        WindowClosed,
        PlaceTaken,
        SlugTaken,
        TextTooLong,
        TextRedacted,
        DraftStale,
        *HERE,
        act=Act.EDIT,
        tagged=True,
    ),
    status_code=201,
    response_model=EditOut | CreatedPageOut,
    responses={200: {"model": EditOut}},
)
def post_submit(
    request: Request,
    draft_id: DraftId,
    body: SubmitIn,
    actor: CurrentActor,
    limit: TextLimit,
    heavy: HeavyWork,
    once: OnceOnly,
) -> Response:
    """Save a draft as an edit of its page, or create its page; the draft goes when its text is a revision.

    After a conflict, ``base_revision`` is the head on which the author resolved it.
    """
    submission = Submission(body.base_revision, body.summary, body.on_conflict == "merge", limit)
    finish = submission_answering(request, actor)
    with heavy.here(actor.user_id, length_of_draft(once.database, draft_id)):
        work_out = heavy.parts_for(actor.user_id)
        return submit_draft(once.database, actor, draft_id, submission, keeper=once, answer=finish, work_out=work_out)


def _written(body: DraftIn | NewDraftIn, limit: int) -> DraftText:
    text, summary = checked_text(body.text, limit), checked_summary(body.summary)
    # The title may come last; until the draft is submitted, nobody misses it.
    title = checked_title(body.title) if body.title.strip() else ""
    return DraftText(title, text, summary, body.minor)


def _etag(draft: Draft) -> str:
    return etag_of("draft", draft.id, draft.version)


def _shown(session: Session, actor: Actor, draft: Draft) -> DraftOut:
    campaign = session.scalars(select(col(Campaign.slug)).where(col(Campaign.id) == draft.campaign_id)).one()
    theme = session.scalars(select(col(Theme.slug)).where(col(Theme.id) == draft.theme_id)).one_or_none()
    page = session.scalars(select(col(Page.slug)).where(col(Page.id) == draft.page_id)).one_or_none()
    may_submit = any_standing_in(session, actor, draft.campaign_id).may(Act.EDIT)
    return _draft_out(draft, campaign, theme, page, may_submit=may_submit)


def _draft_out(draft: Draft, campaign: str, theme: str | None, page: str | None, *, may_submit: bool) -> DraftOut:
    assert draft.id is not None
    return DraftOut(
        id=draft.id,
        campaign=campaign,
        page_id=draft.page_id,
        page=page,
        theme=theme,
        kind=Kind(draft.kind) if draft.kind else None,
        base_revision=draft.base_id,
        reason=draft.reason,
        title=draft.title,
        text=draft.text,
        summary=draft.summary,
        minor=draft.minor,
        version=draft.version,
        etag=_etag(draft),
        allowed_actions=["change", "delete", "submit"] if may_submit else ["change", "delete"],
        created_at=draft.created_at,
        updated_at=draft.updated_at,
    )
