"""Writes the difference of two revisions in each of its formats: large work, which a child process does.

Knows no database and no caller.
"""

from html import escape
from typing import NamedTuple

from app.fields import SpanOut
from app.pages.revisions.schemas import DiffOut, OperationOut
from app.text.diff import Diff, delta, diff
from app.text.diff_views import inline_html, side_by_side_html, unified
from app.text.markdown import to_html
from app.text.rendered_diff import rendered_diff
from app.text.spans import Span
from app.text.typography import typeset_for
from app.words.codes import Word
from app.words.saying import Language, Said, tell


class Side(NamedTuple):
    """One of two revisions."""

    number: int
    title: str
    text: str


def compared(old: Side, new: Side, form: str, page_id: int, reader: Language, language: Language) -> str:
    """Return the body of the answer in a format of the route; ``language`` is that of the texts."""
    if form == "rendered":
        return rendered_diff(_as_it_reads(old, language), _as_it_reads(new, language), reader)
    difference = diff(old.text, new.text)
    match form:
        case "unified":
            return unified(difference, f"revision {old.number}", f"revision {new.number}")
        case "html":
            return inline_html(difference, reader)
        case "side":
            return side_by_side_html(difference, reader)
        case "delta":
            return delta(difference)
        case _:
            out = DiffOut(
                page_id=page_id,
                old_number=old.number,
                new_number=new.number,
                old_title=old.title,
                new_title=new.title,
                coarse=difference.coarse,
                operations=operations_out(difference),
            )
            return out.model_dump_json()


def _as_it_reads(side: Side, language: Language) -> str:
    back = tell(Said.of(Word.VIEW_BACK), language)
    text = to_html(side.text, title=side.title, top=2, typeset=typeset_for(language.value), back=back)
    return f"<h1>{escape(side.title, quote=False)}</h1>\n{text}"


def operations_out(difference: Diff) -> list[OperationOut]:
    return [
        OperationOut(
            kind=operation.kind,
            old=_span(operation.old_span),
            new=_span(operation.new_span),
            old_text=operation.old,
            new_text=operation.new,
            moved=operation.moved,
            changed=operation.changed,
        )
        for operation in difference.operations
    ]


def _span(span: Span) -> SpanOut:
    return SpanOut(start=span.start, end=span.end)
