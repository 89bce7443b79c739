"""Questions as files that people take away."""

from collections.abc import Sequence

from app.questions.schemas import CoverageOut, QuestionOut
from app.text.spreadsheet import to_csv

_QUESTION = ("id", "text", "state", "supports", "theme", "place", "date", "asker", "answers", "told", "merged_into")
YES = "×"


def questions_csv(questions: Sequence[QuestionOut]) -> bytes:
    """Return one row for each question, the titles of its tips with semicolons between."""
    return to_csv(
        _QUESTION,
        (
            (
                *(asked.id, asked.text, asked.state.value, asked.supports, asked.theme, asked.place),
                None if asked.held_on is None else asked.held_on.isoformat(),
                None if asked.asker is None else asked.asker.name,
                "; ".join(answer.title for answer in asked.answers) or None,
                *(asked.told, asked.merged_into),
            )
            for asked in questions
        ),
    )


def coverage_csv(coverage: CoverageOut) -> bytes:
    """Return the matrix: a row for each question, a column for each tip, and a cross where the one answers the other.

    Tips are named by their slugs, of which none begins a formula.
    """
    header = ("id", "question", "state", "supports", *(tip.slug for tip in coverage.tips))
    return to_csv(
        header,
        (
            (
                *(row.id, row.text, row.state.value, row.supports),
                *(YES if tip.page_id in row.tips else None for tip in coverage.tips),
            )
            for row in coverage.questions
        ),
    )
