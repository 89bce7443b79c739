"""Routes of undoing an account."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlmodel import Session
from starlette.responses import Response

from app.campaigns.errors import WindowClosed
from app.campaigns.rules import Act, Role
from app.digests import etag_of
from app.fields import Flag
from app.identity.asking import CurrentActor
from app.identity.once import OnceOnly
from app.identity.schemas import PersonOut
from app.moderation.accounts import Account, account_in
from app.moderation.schemas import (
    AccountDecisionOut,
    AccountUndoIn,
    AccountUndoneOut,
    AppendedOut,
    TakenOut,
    UndonePageOut,
)
from app.moderation.undoing import PagePlan, Undone, Wanted, fates_of, is_hidden, plan_undo, undo_account
from app.pages.access import Link
from app.pages.revisions.wire import hunks_out
from app.pages.rules import checked_summary
from app.web.answers import answer
from app.web.conditional import IfMatch, not_modified, require_match
from app.web.parameters import CampaignSlug, Username
from app.web.services import CurrentDatabase
from app.web.stating import states
from app.words.codes import Word

router = APIRouter(tags=["moderation"])

HideCreated = Annotated[Flag | None, Query(description="As in the body of the POST.")]


@router.get(
    "/campaigns/{campaign}/members/{user}/undo",
    **states("preview_account_undo", act=Role.ADMIN),
    response_model=AccountUndoneOut,
)
def get_account_undo(
    request: Request,
    campaign: CampaignSlug,
    user: Username,
    actor: CurrentActor,
    database: CurrentDatabase,
    hide_created: HideCreated = None,
) -> Response:
    """Preview what undoing an account would do (admins); its ``ETag`` is for the ``If-Match`` of doing it."""
    with database.reading() as session:
        account = account_in(session, actor, campaign, user)
        etag = _etag(account)
        unchanged = not_modified(request, etag)
        if unchanged is not None:
            return unchanged
        plans = plan_undo(session, account, attributing=False)
    return answer(_undone_out(Undone(account, plans, {}), hide_created=hide_created), headers={"ETag": etag})


@router.post(
    "/campaigns/{campaign}/members/{user}/undo",
    **states("undo_account", WindowClosed, act=Act.UNDO_ACCOUNT),
    response_model=AccountUndoneOut,
)
def post_account_undo(
    campaign: CampaignSlug,
    user: Username,
    body: AccountUndoIn,
    actor: CurrentActor,
    once: OnceOnly,
    if_match: IfMatch = None,
) -> Response:
    """Take back what an account did to the pages of a campaign (admins); needs ``If-Match`` of the preview."""

    def require_same(account: Account) -> None:
        require_match(if_match, _etag(account), Word.ACCOUNT_CHANGED)

    def finish(_session: Session, undone: Undone) -> Response:
        return answer(_undone_out(undone, hide_created=body.hide_created))

    wanted = Wanted(body.hide_created, checked_summary(body.summary))
    return undo_account(
        once.database, actor, campaign, user, wanted, require_same=require_same, keeper=once, answer=finish
    )


def _etag(account: Account) -> str:
    return etag_of("undo", *account.state)


def _undone_out(undone: Undone, *, hide_created: bool | None) -> AccountUndoneOut:
    account, plans, appended = undone.account, undone.plans, undone.appended
    user = account.user
    return AccountUndoneOut(
        user=PersonOut(id=user.id, name=user.name, department=user.department),
        pages=[_page_out(plan, appended.get(plan.trace.page_id), hide_created=hide_created) for plan in plans],
        fates=fates_of(plans),
        comments=len(account.comments),
        decisions=[AccountDecisionOut(**row._asdict()) for row in account.decisions],
    )


def _page_out(plan: PagePlan, link: Link | None, *, hide_created: bool | None) -> UndonePageOut:
    trace = plan.trace
    return UndonePageOut(
        page_id=trace.page_id,
        title=plan.head.title,
        head_number=plan.head.link.number,
        created=trace.created,
        alone=trace.alone,
        hidden=trace.hidden,
        hide=is_hidden(trace, hide_created=hide_created),
        accepted_number=trace.accepted_number,
        accepted_holds=plan.accepted_holds,
        revisions=[
            TakenOut(
                revision_id=taken.step.state.link.id,
                number=taken.step.state.link.number,
                fate=taken.fate,
                hunks=hunks_out(taken.clashes, None),
            )
            for taken in plan.back.taken
        ],
        appended=AppendedOut(page_id=trace.page_id, revision_id=link.id, number=link.number) if link else None,
    )
