"""Writes the difference of two revisions in each of its formats: large work, which a child process does.

Knows no database and no caller.
"""

from typing import NamedTuple

from app.fields import SpanOut
from app.pages.revisions.schemas import DiffOut, OperationOut
from app.text.diff import Diff, delta, diff
from app.text.diff_views import inline_html, side_by_side_html, unified
from app.text.spans import Span
from app.words.saying import Language


class Side(NamedTuple):
    """One of two revisions."""

    number: int
    title: str
    text: str


def compared(old: Side, new: Side, form: str, page_id: int, reader: Language) -> str:
    """Return the body of the answer in a format of the route."""
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
