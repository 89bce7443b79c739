"""Finds questions that ask the same, while somebody writes one. Knows not how likeness is told."""

from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from app.db import Statement, fetch
from app.questions.models import Question
from app.questions.reading import SUPPORTS
from app.questions.rules import State
from app.text.likeness import gist, most_alike

MOST_COMPARED = 2_000
"""The latest questions of a campaign, or of a hall, with which one is compared."""
MOST_SHOWN = 5
_gist = lru_cache(4 * MOST_COMPARED)(gist)


class SimilarRow(NamedTuple):
    """A question that may be meant."""

    question_id: int
    text: str
    state: str
    supports: int


_QUERY: Statement = (
    select(col(Question.id).label("question_id"), col(Question.text), col(Question.state), SUPPORTS.label("supports"))
    .where(col(Question.state) != State.MERGED.value)
    .order_by(col(Question.id).desc())
    .limit(MOST_COMPARED)
)


def similar_questions(
    session: Session, text: str, language: str, *where: ColumnElement[bool]
) -> list[tuple[SimilarRow, int]]:
    """Return the questions most like a text with their likeness in percent; none that were merged into others."""
    rows = fetch(session.connection(), SimilarRow, _QUERY.where(*where))
    known = ((row, _gist(row.text, language)) for row in rows)
    return most_alike(gist(text, language), known, limit=MOST_SHOWN)
