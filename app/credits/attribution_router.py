"""The route that tells who wrote what in a revision."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.campaigns.locking import get_campaign
from app.campaigns.rules import Act
from app.credits.ledger import find_written
from app.credits.schemas import AttributionOut
from app.credits.showing import Origins, attribution_json, attribution_page
from app.credits.tracing import standings_elsewhere
from app.identity.asking import CurrentActor
from app.identity.sharing import OwnWork
from app.pages.attribution.stored import credited_of
from app.pages.errors import AttributionMissing, NotAcceptedYet
from app.pages.lengths import length_of_revision
from app.pages.reading import read_revision
from app.text.attribution_views import POLICY
from app.web.answers import tagged_body
from app.web.errors import HEAVY
from app.web.hearing import told_in
from app.web.parameters import RevisionId
from app.web.services import CurrentDatabase
from app.web.stating import states

router = APIRouter(tags=["revisions"])

Format = Annotated[Literal["json", "html"], Query(description="Places and people, or a page to look at.")]


@router.get(
    "/revisions/{revision_id}/attribution",
    **states("get_attribution", AttributionMissing, NotAcceptedYet, *HEAVY, act=Act.READ),
    response_model=AttributionOut,
    responses={200: {"content": {"text/html": {}}}},
)
def get_attribution(
    request: Request,
    revision_id: RevisionId,
    actor: CurrentActor,
    database: CurrentDatabase,
    heavy: OwnWork,
    format: Format = "json",  # noqa: A002  The name on the wire.
) -> Response:
    """Tell who wrote what in a revision: every passage with the revision and the person that it comes from."""
    long = length_of_revision(database, revision_id)
    with heavy.here(actor.user_id, long), database.reading() as session:
        row, standing = read_revision(session, actor, revision_id)
        credited = credited_of(session, revision_id)
        # The text is not cut for this: that takes long.
        written = find_written(session, standing.campaign_id, set(credited.token_origins() or ()))
        origins = Origins(standing, written, standings_elsewhere(session, actor, standing, written.values()))
        language = get_campaign(session, standing.campaign_slug).language
    person, cost = actor.user_id, len(row.text)
    if format == "json":
        body = _known(revision_id, heavy.work_out(person, cost, attribution_json, row, credited, origins))
        return tagged_body(request, body, "application/json")
    reader = actor.hearing.language
    shown = heavy.work_out(person, cost, attribution_page, row, credited, origins, language, reader)
    page = _known(revision_id, shown)
    headers = {"Content-Security-Policy": POLICY, **told_in(actor.hearing)}
    return tagged_body(request, page, "text/html", headers)


def _known(revision_id: int, shown: str | None) -> str:
    if shown is None:
        raise AttributionMissing(revision_id)
    return shown
