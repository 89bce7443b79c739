"""Writes who wrote what in a text: large work, which a child process does. Asks no database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.campaigns.standing import Standing
from app.credits.lines import Line, Written, credit_people
from app.credits.schemas import AttributionOut, CreditOut
from app.credits.tracing import Elsewhere
from app.credits.wire import contributors_out, lines_for, name_for, span_out
from app.pages.attribution.stored import Credited
from app.pages.reading import PageRow
from app.text.attribution import Credit
from app.text.attribution_views import CreditedPassage, Writer, attribution_html
from app.text.spans import Span
from app.words.codes import Word
from app.words.saying import Language, Said, tell


@dataclass(frozen=True, slots=True)
class Origins:
    """Where the words of a text come from, and who is told of it."""

    standing: Standing
    written: Mapping[int, Written]
    elsewhere: Elsewhere


def attribution_json(row: PageRow, credited: Credited, origins: Origins) -> str | None:
    """Return every passage with where it comes from, as JSON; None where nothing is stored that fits the text."""
    attribution = credited.attribution()
    if attribution is None:
        return None
    people = credit_people(row.page_id, attribution.origins, origins.written)
    out = AttributionOut(
        revision_id=row.revision_id,
        page_id=row.page_id,
        tokens=len(attribution.origins),
        title_spans=_spans(attribution.title_credits(), row, origins),
        spans=_spans(attribution.credits(), row, origins),
        contributors=contributors_out(people, origins.standing),
    )
    return out.model_dump_json()


def _spans(credits_: Iterable[Credit], row: PageRow, origins: Origins) -> list[CreditOut]:
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


def attribution_page(row: PageRow, credited: Credited, origins: Origins, language: str, reader: Language) -> str | None:
    """Return the text as an HTML page with its writers, None as above; ``language`` is that of the text."""
    attribution = credited.attribution()
    if attribution is None:
        return None
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
