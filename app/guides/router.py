"""Routes of editions and their artefacts."""

import json
from collections import Counter

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.campaigns.errors import WindowClosed, WindowOpen
from app.campaigns.rules import Act, Role
from app.campaigns.standing import standing_in
from app.config import Settings
from app.errors import Unfit
from app.guides.compiling import Order, require_compilable
from app.guides.errors import ReleaseRefused
from app.guides.formats import FORMATS
from app.guides.models import Edition
from app.guides.preflight import Finding, Severity, preflight
from app.guides.reading import get_artefact, get_edition, get_manifest, list_editions
from app.guides.schemas import (
    ArtefactOut,
    ChoiceOut,
    EditionIn,
    EditionItem,
    EditionOut,
    EditionsOut,
    FindingOut,
    PreflightOut,
    SelectionOut,
)
from app.guides.selecting import PreviewedTip, preview_selection
from app.guides.work import COMPILE, VERIFY, written
from app.identity.actor import Actor
from app.identity.asking import CurrentActor
from app.identity.once import OnceOnly
from app.identity.sharing import OwnWork
from app.jobs.schemas import JobOut, job_out
from app.jobs.service import enqueue, unfinished_jobs_of
from app.web.answers import answer, tagged
from app.web.conditional import not_modified
from app.web.errors import HERE
from app.web.hearing import told_in
from app.web.links import origin_of
from app.web.parameters import ArtefactName, CampaignSlug, EditionNumber
from app.web.quotas import Quota, QuotaReached, Room, room
from app.web.services import CurrentDatabase, CurrentSettings
from app.web.stating import Caller, states
from app.words.saying import Language, tell

router = APIRouter(tags=["editions"])

GUIDE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

_FILES: dict[str, object] = {form.media_type.partition(";")[0]: {"schema": {}} for form in FORMATS.values()}


@router.post(
    "/campaigns/{campaign}/editions",
    **states(
        "compile_edition", WindowClosed, WindowOpen, Unfit, ReleaseRefused, QuotaReached, *HERE, act=Act.COMPILE_PROOF
    ),
    status_code=202,
    response_model=JobOut,
)
def post_edition(
    campaign: CampaignSlug,
    body: EditionIn,
    actor: CurrentActor,
    heavy: OwnWork,
    settings: CurrentSettings,
    once: OnceOnly,
) -> Response:
    """Order an edition (admins); a worker compiles it, the job tells how far it is."""
    order = Order(campaign, body.kind, body.audience, body.override)
    with heavy.here(actor.user_id), once.within(_room_for_jobs(actor, settings)).writing() as session:
        standing = require_compilable(session, actor, order)
        job = enqueue(session, actor, standing.campaign_id, COMPILE, written(order))
        return once.keep(session, answer(job_out(job, actor.hearing.language), 202, {"Location": f"/v1/jobs/{job.id}"}))


@router.get("/campaigns/{campaign}/editions", **states("list_editions", act=Act.READ), response_model=EditionsOut)
def get_editions(request: Request, campaign: CampaignSlug, actor: CurrentActor, database: CurrentDatabase) -> Response:
    """List the editions that the caller may read, newest first; a campaign has few."""
    with database.reading() as session:
        editions = list_editions(session, actor, campaign)
        items = [_edition_item(origin_of(request), campaign, edition, actor) for edition in editions]
    return tagged(request, EditionsOut(items=items, next=None))


@router.get(
    "/campaigns/{campaign}/editions/{edition}", **states("get_edition", act=Act.READ), response_model=EditionOut
)
def get_one_edition(
    request: Request, campaign: CampaignSlug, edition: EditionNumber, actor: CurrentActor, database: CurrentDatabase
) -> Response:
    """Show an edition with its manifest; how many tokens are whose, to those who may read the ledger."""
    with database.reading() as session:
        found = get_edition(session, actor, campaign, None if edition == "latest" else edition)
        manifest, etag = get_manifest(session, actor, found)
    item = _edition_item(origin_of(request), campaign, found, actor)
    out = EditionOut(**item.model_dump(), manifest=manifest)
    return not_modified(request, etag) or answer(out, headers={"ETag": etag})


@router.get(
    "/campaigns/{campaign}/editions/{edition}/artefacts/{artefact}",
    **states("get_artefact", act=Act.READ),
    response_class=Response,
    responses={200: {"content": _FILES, "description": "The file"}},
)
def get_one_artefact(
    request: Request,
    campaign: CampaignSlug,
    edition: EditionNumber,
    artefact: ArtefactName,
    actor: CurrentActor,
    database: CurrentDatabase,
) -> Response:
    """Download a file of an edition."""
    with database.reading() as session:
        found = get_edition(session, actor, campaign, None if edition == "latest" else edition)
        file = get_artefact(session, found, artefact)
    etag = f'"{file.sha256}"'
    suffix = artefact.rpartition(".")[2]
    headers = {"ETag": etag, "Content-Disposition": f'inline; filename="{campaign}-{found.number}.{suffix}"'}
    if file.media_type.startswith("text/html"):
        # The guide needs no script; whatever a text smuggled in must not find one either.
        headers["Content-Security-Policy"] = GUIDE_POLICY
    return not_modified(request, etag) or Response(file.data, media_type=file.media_type, headers=headers)


@router.post(
    "/campaigns/{campaign}/editions/{edition}/verify",
    **states("verify_edition", QuotaReached, act=Caller.SIGNED_IN),
    status_code=202,
    response_model=JobOut,
)
def post_verify(
    campaign: CampaignSlug, edition: EditionNumber, actor: CurrentActor, settings: CurrentSettings, once: OnceOnly
) -> Response:
    """Order the proof of an edition: digests, revisions, and that it renders to the same bytes.

    The `outcome` of the job says what was found.
    """
    actor.signed_in()
    with once.within(_room_for_jobs(actor, settings)).writing() as session:
        found = get_edition(session, actor, campaign, None if edition == "latest" else edition)
        arguments = {"campaign": campaign, "edition": str(found.number)}
        job = enqueue(session, actor, found.campaign_id, VERIFY, arguments)
        return once.keep(session, answer(job_out(job, actor.hearing.language), 202, {"Location": f"/v1/jobs/{job.id}"}))


@router.get(
    "/campaigns/{campaign}/selection",
    **states("get_selection", WindowClosed, act=Act.READ_LATEST),
    response_model=SelectionOut,
)
def get_selection(request: Request, campaign: CampaignSlug, actor: CurrentActor, database: CurrentDatabase) -> Response:
    """Show which tips a compile would take now and which not, and why."""
    with database.reading() as session:
        standing = standing_in(session, actor, campaign)
        items = [_choice_out(tip, actor.hearing.language) for tip in preview_selection(session, standing)]
    selection = SelectionOut(sealed=standing.tallies_sealed, items=items, next=None)
    return tagged(request, selection, told_in(actor.hearing))


@router.get(
    "/campaigns/{campaign}/preflight", **states("get_preflight", *HERE, act=Role.EDITOR), response_model=PreflightOut
)
def get_preflight(
    request: Request, campaign: CampaignSlug, actor: CurrentActor, database: CurrentDatabase, heavy: OwnWork
) -> Response:
    """Show what stands in the way of a good release: what a compile now would not print, or print otherwise."""
    with heavy.here(actor.user_id), database.reading() as session:
        found = preflight(session, standing_in(session, actor, campaign))
    severities = Counter(finding.severity for finding in found)
    out = PreflightOut(
        errors=severities[Severity.ERROR],
        warnings=severities[Severity.WARNING],
        items=[_finding_out(finding, actor.hearing.language) for finding in found],
        next=None,
    )
    return tagged(request, out, told_in(actor.hearing))


def _room_for_jobs(actor: Actor, settings: Settings) -> Room:
    return room(Quota.JOBS, settings.quota_jobs, unfinished_jobs_of(actor.user_id or 0))


def _finding_out(finding: Finding, language: Language) -> FindingOut:
    return FindingOut(
        severity=finding.severity,
        page=finding.page,
        line=finding.line,
        detail=tell(finding.said, language),
        code=finding.said.word.value,
        parameters=dict(finding.said.parameters),
    )


BETWEEN = {Language.ENGLISH: "; ", Language.FRENCH: "\u202f; "}
"""What stands between two clauses."""


def _choice_out(tip: PreviewedTip, language: Language) -> ChoiceOut:
    return ChoiceOut(
        theme=tip.theme,
        page_id=tip.page_id,
        slug=tip.slug,
        title=tip.title,
        taken=tip.taken,
        why=BETWEEN[language].join(tell(said, language) for said in (tip.why, tip.waiting) if said),
        why_code=tip.why.word.value,
        why_parameters=dict(tip.why.parameters),
        support=tip.support.all if tip.support else None,
        on_this_text=tip.support.on_this_text if tip.support else None,
        accepted_number=tip.accepted_number,
        head_number=tip.head_number,
        voted_number=tip.voted.number if tip.voted else None,
        same_percent=tip.voted.same_percent if tip.voted else None,
    )


def _edition_item(origin: str, campaign: str, edition: Edition, actor: Actor) -> EditionItem:
    manifest = json.loads(edition.manifest)
    return EditionItem(
        number=edition.number,
        kind=edition.kind,
        audience=edition.audience,
        language=edition.language,
        digest=edition.digest,
        sealed_at=edition.sealed_at,
        artefacts=[
            ArtefactOut(
                name=name,
                media_type=facts["media_type"],
                sha256=facts["sha256"],
                size=facts["size"],
                path=f"{origin}/v1/campaigns/{campaign}/editions/{edition.number}/artefacts/{name}",
            )
            for name, facts in manifest["artefacts"].items()
        ],
        allowed_actions=["download"] if actor.user_id is None else ["download", "verify"],
    )
