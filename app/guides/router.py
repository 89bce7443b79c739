"""Routes of editions and their artefacts."""

import json
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from app.campaigns.standing import standing_in
from app.guides.compiling import Order, require_compilable
from app.guides.formats import FORMATS
from app.guides.models import Edition
from app.guides.reading import get_artefact, get_edition, list_editions
from app.guides.schemas import (
    ArtefactOut,
    ChoiceOut,
    EditionIn,
    EditionItem,
    EditionOut,
    EditionsOut,
    SelectionOut,
    VerifiedOut,
)
from app.guides.selecting import PreviewedTip, preview_selection
from app.guides.verifying import noted, verify_edition
from app.guides.work import COMPILE
from app.identity.actor import CurrentActor
from app.identity.once import OnceOnly
from app.jobs.schemas import JobOut, job_out
from app.jobs.service import enqueue
from app.web.answers import answer, tagged
from app.web.conditional import not_modified
from app.web.services import CurrentDatabase

router = APIRouter(tags=["editions"])

GUIDE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

_FILES: dict[str, object] = {form.media_type.partition(";")[0]: {"schema": {}} for form in FORMATS.values()}
Number = Annotated[int | Literal["latest"], Path(description="An edition's number, or the latest release.")]


@router.post("/campaigns/{c}/editions", status_code=202, response_model=JobOut)
def post_edition(c: str, body: EditionIn, actor: CurrentActor, once: OnceOnly) -> Response:
    """Order an edition (admins); a worker compiles it, the job tells how far it is."""
    order = Order(c, body.kind, body.audience)
    with once.writing() as session:
        standing = require_compilable(session, actor, order)
        arguments = {"campaign": c, "kind": order.kind.value, "audience": order.audience.value}
        job = enqueue(session, actor, standing.campaign_id, COMPILE, arguments)
        return once.keep(session, answer(job_out(job), 202, {"Location": f"/v1/jobs/{job.id}"}))


@router.get("/campaigns/{c}/editions", response_model=EditionsOut)
def get_editions(request: Request, c: str, actor: CurrentActor, database: CurrentDatabase) -> Response:
    """List the editions that the caller may read, newest first; a campaign has few."""
    with database.reading() as session:
        items = [_edition_item(c, edition) for edition in list_editions(session, actor, c)]
    return tagged(request, EditionsOut(items=items, next=None))


@router.get("/campaigns/{c}/editions/{n}", response_model=EditionOut)
def get_one_edition(request: Request, c: str, n: Number, actor: CurrentActor, database: CurrentDatabase) -> Response:
    """Show an edition with its manifest."""
    with database.reading() as session:
        edition = get_edition(session, actor, c, None if n == "latest" else n)
    etag = f'"{edition.digest}"'
    out = EditionOut(**_edition_item(c, edition).model_dump(), manifest=json.loads(edition.manifest))
    return not_modified(request, etag) or answer(out, headers={"ETag": etag})


@router.get(
    "/campaigns/{c}/editions/{n}/artefacts/{name}",
    response_class=Response,
    responses={200: {"content": _FILES, "description": "The file"}},
)
def get_one_artefact(
    request: Request, c: str, n: Number, name: str, actor: CurrentActor, database: CurrentDatabase
) -> Response:
    """Download a file of an edition."""
    with database.reading() as session:
        edition = get_edition(session, actor, c, None if n == "latest" else n)
        artefact = get_artefact(session, edition, name)
    etag = f'"{artefact.sha256}"'
    suffix = name.rpartition(".")[2]
    headers = {"ETag": etag, "Content-Disposition": f'inline; filename="{c}-{edition.number}.{suffix}"'}
    if artefact.media_type.startswith("text/html"):
        # The guide needs no script; whatever a text smuggled in must not find one either.
        headers["Content-Security-Policy"] = GUIDE_POLICY
    return not_modified(request, etag) or Response(artefact.data, media_type=artefact.media_type, headers=headers)


@router.post("/campaigns/{c}/editions/{n}/verify", response_model=VerifiedOut)
def post_verify(c: str, n: Number, actor: CurrentActor, database: CurrentDatabase) -> Response:
    """Prove an edition: digests, revisions, and that it renders to the same bytes."""
    with database.reading() as session:
        actor.signed_in()
        edition = get_edition(session, actor, c, None if n == "latest" else n)
        broken = verify_edition(session, edition)
        notes = [] if broken else noted(session, edition)
    return answer(VerifiedOut(proven=not broken, broken=broken, notes=notes))


@router.get("/campaigns/{c}/selection", response_model=SelectionOut)
def get_selection(request: Request, c: str, actor: CurrentActor, database: CurrentDatabase) -> Response:
    """Show which tips a compile would take now and which not, and why."""
    with database.reading() as session:
        standing = standing_in(session, actor, c)
        items = [_choice_out(tip) for tip in preview_selection(session, standing)]
    return tagged(request, SelectionOut(sealed=standing.tallies_sealed, items=items, next=None))


def _choice_out(tip: PreviewedTip) -> ChoiceOut:
    return ChoiceOut(
        theme=tip.theme,
        page_id=tip.page_id,
        slug=tip.slug,
        title=tip.title,
        taken=tip.taken,
        why=tip.why,
        support=tip.support.all if tip.support else None,
        on_this_text=tip.support.on_this_text if tip.support else None,
        accepted_number=tip.accepted_number,
        head_number=tip.head_number,
    )


def _edition_item(c: str, edition: Edition) -> EditionItem:
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
                path=f"/v1/campaigns/{c}/editions/{edition.number}/artefacts/{name}",
            )
            for name, facts in manifest["artefacts"].items()
        ],
    )
