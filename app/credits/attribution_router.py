"""The route that tells who wrote what in a revision."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, Response

from app.campaigns.locking import get_campaign
from app.campaigns.rules import Act
from app.campaigns.standing import Standing
from app.credits.ledger import find_written
from app.credits.lines import Line, Written, credit_people
from app.credits.schemas import AttributionOut, CreditOut
from app.credits.tracing import Elsewhere, standings_elsewhere
from app.credits.wire import contributors_out, lines_for, name_for, span_out
from app.digests import etag_of
from app.identity.asking import CurrentActor
from app.pages.attribution.stored import attribution_of
from app.pages.errors import AttributionMissing, NotAcceptedYet
from app.pages.reading import PageRow, read_revision
from app.text.attribution import Attribution, Credit
from app.text.attribution_views import POLICY, CreditedPassage, Writer, attribution_html
from app.text.spans import Span
from app.web.answers import tagged
from app.web.conditional import not_modified
from app.web.hearing import told_in
from app.web.parameters import RevisionId
from app.web.services import CurrentDatabase
from app.web.stating import states
from app.words.codes import Word
from app.words.saying import Language, Said, tell

router = APIRouter(tags=["revisions"])

Format = Annotated[Literal["json", "html"], Query(description="Places and people, or a page to look at.")]


@router.get(
    "/revisions/{revision_id}/attribution",
    **states("get_attribution", AttributionMissing, NotAcceptedYet, act=Act.READ),
    response_model=AttributionOut,
    responses={200: {"content": {"text/html": {}}}},
)
def get_attribution(
    request: Request,
    revision_id: RevisionId,
    actor: CurrentActor,
    database: CurrentDatabase,
    format: Format = "json",  # noqa: A002  The name on the wire.
) -> Response:
    """Tell who wrote what in a revision: every passage with the revision and the person that it comes from."""
    with database.reading() as session:
        row, standing = read_revision(session, actor, revision_id)
        attribution = attribution_of(session, revision_id)
        written = find_written(session, standing.campaign_id, set(attribution.origins))
        origins = _Origins(standing, written, standings_elsewhere(session, actor, standing, written.values()))
        if format == "json":
            return tagged(request, _attribution_out(row, attribution, origins))
        language = get_campaign(session, standing.campaign_slug).language
    html = _html(row, attribution, origins, language, actor.hearing.language)
    headers = {"ETag": etag_of(html), "Content-Security-Policy": POLICY, **told_in(actor.hearing)}
    return not_modified(request, headers["ETag"], told_in(actor.hearing)) or HTMLResponse(html, headers=headers)


@dataclass(frozen=True, slots=True)
class _Origins:
    """Where the words of a text come from, and who is told of it."""

    standing: Standing
    written: Mapping[int, Written]
    elsewhere: Elsewhere


def _attribution_out(row: PageRow, attribution: Attribution, origins: _Origins) -> AttributionOut:
    people = credit_people(row.page_id, attribution.origins, origins.written)
    return AttributionOut(
        revision_id=row.revision_id,
        page_id=row.page_id,
        tokens=len(attribution.origins),
        title_spans=_spans(attribution.title_credits(), row, origins),
        spans=_spans(attribution.credits(), row, origins),
        contributors=contributors_out(people, origins.standing),
    )


def _spans(credits_: Iterable[Credit], row: PageRow, origins: _Origins) -> list[CreditOut]:
    return [
        span_out(
            Span(credit.start, credit.end),
            origins.written[credit.origin],
            row.page_id,
            origins.standing,
            origins.elsewhere,
        )
        for credit in credits_
    ]


def _html(row: PageRow, attribution: Attribution, origins: _Origins, language: str, reader: Language) -> str:
    standing = origins.standing
    lines = lines_for(credit_people(row.page_id, attribution.origins, origins.written), standing)
    places = {author: place for place, line in enumerate(lines) for author in line.authors}

    def pieces(words: str, credits_: Iterable[Credit]) -> list[CreditedPassage]:
        return [
            CreditedPassage(
                words[told.start : told.end],
                places[origins.written[told.origin].author],
                revision=told.number,
                page=told.page.slug if told.page and told.page.id != row.page_id else None,
                at=told.at,
                campaign=told.campaign if told.campaign != standing.campaign_slug else None,
            )
            for told in _spans(credits_, row, origins)
        ]

    both = pieces(row.title, attribution.title_credits()), pieces(row.text, attribution.credits())
    writers = [_writer(line, standing, len(attribution.origins), reader) for line in lines]
    return attribution_html((row.title, row.number), both, writers, language=language, reader=reader)


def _writer(line: Line, standing: Standing, total: int, reader: Language) -> Writer:
    tokens, people = line.contribution.tokens, len(line.authors)
    name = name_for(line, standing) or tell(Said.of(Word.VIEW_NOT_NAMED), reader)
    several = f" ({people})" if people > 1 else ""
    return Writer(f"{name}{several}", line.shown.name and line.shown.department, tokens, tokens / total)
