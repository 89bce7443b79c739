"""The route that tells who wrote what in a revision."""

from collections import Counter
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from sqlalchemy import Row
from starlette.responses import HTMLResponse, Response

from app.campaigns.rules import Act, Role, is_at_least
from app.campaigns.service import get_campaign
from app.campaigns.standing import Standing
from app.identity.actor import CurrentActor, CurrentDatabase
from app.pages.access import page_of_revision
from app.pages.attribution import attribution_of, origins_of
from app.pages.reading import read_page
from app.pages.schemas import AttributionOut, CreditedOut, CreditOut, PersonOut, PlaceOut
from app.text.attribution import Attribution
from app.text.attribution_views import POLICY, Piece, Writer, attribution_html
from app.web.answers import tagged
from app.web.conditional import etag_of, not_modified

router = APIRouter(tags=["revisions"])

Format = Annotated[Literal["json", "html"], Query(description="Places and people, or a page to look at.")]


@router.get(
    "/revisions/{revision_id}/attribution",
    response_model=AttributionOut,
    responses={200: {"content": {"text/html": {}}}},
)
def get_attribution(
    request: Request,
    revision_id: int,
    actor: CurrentActor,
    database: CurrentDatabase,
    format: Format = "json",  # noqa: A002  The name on the wire.
) -> Response:
    """Tell who wrote what in a revision: every passage with the revision and the person that it comes from."""
    with database.reading() as session:
        page_id = page_of_revision(session, revision_id)
        row, standing = read_page(session.connection(), actor, page_id, "revision", revision_id=revision_id)
        attribution = attribution_of(session, revision_id)
        out = _attribution_out(row, standing, attribution, origins_of(session, attribution))
        if format == "json":
            return tagged(request, out)
        language = get_campaign(session, standing.campaign_slug).language
    html = _html(row, out, language)
    headers = {"ETag": etag_of(html), "Content-Security-Policy": POLICY}
    return not_modified(request, headers["ETag"]) or HTMLResponse(html, headers=headers)


def _attribution_out(
    row: Row[Any], standing: Standing, attribution: Attribution, origins: dict[int, Row[Any]]
) -> AttributionOut:
    people = {origin.author_id: _person(origin) for origin in origins.values()}
    counts = Counter(origins[origin].author_id for origin in attribution.origins)
    total = len(attribution.origins)
    return AttributionOut(
        revision_id=row.revision_id,
        page_id=row.page_id,
        tokens=total,
        spans=[
            _credit_out(credit.start, credit.end, origins[credit.origin], row, standing)
            for credit in attribution.credits()
        ],
        contributors=[
            CreditedOut(contributor=people[user_id], tokens=tokens, share=tokens / total)
            for user_id, tokens in sorted(counts.items(), key=lambda item: (-item[1], people[item[0]].name, item[0]))
        ],
    )


def _credit_out(start: int, end: int, origin: Row[Any], row: Row[Any], standing: Standing) -> CreditOut:
    is_hidden = origin.hidden_at is not None and not is_at_least(standing.role, Role.EDITOR)
    is_shown = origin.page_id == row.page_id or (standing.may(Act.READ_LATEST) and not is_hidden)
    return CreditOut(
        start=start,
        end=end,
        origin=origin.revision_id,
        number=origin.number if is_shown else None,
        page=PlaceOut(id=origin.page_id, slug=origin.page_slug) if is_shown else None,
        contributor=_person(origin),
        at=origin.at,
    )


def _person(origin: Row[Any]) -> PersonOut:
    return PersonOut(id=origin.author_id, name=origin.author_name, department=origin.author_department)


def _html(row: Row[Any], out: AttributionOut, language: str) -> str:
    places = {credited.contributor.id: place for place, credited in enumerate(out.contributors)}
    pieces = [
        Piece(
            text=row.text[span.start : span.end],
            writer=places[span.contributor.id],
            revision=span.number,
            page=span.page.slug if span.page and span.page.id != out.page_id else None,
            at=span.at,
        )
        for span in out.spans
    ]
    writers = [
        Writer(credited.contributor.name, credited.contributor.department, credited.tokens, credited.share)
        for credited in out.contributors
    ]
    return attribution_html((row.title, row.number), pieces, writers, language=language)
