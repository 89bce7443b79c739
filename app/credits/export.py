"""The ledger as a file that people take away."""

from collections.abc import Iterator
from enum import StrEnum

from app.credits.schemas import ContributorOut, CreditsOut
from app.credits.spreadsheet import Cell, to_csv


class Rows(StrEnum):
    """One row for each line of the whole ledger, or one for each line of each page."""

    CONTRIBUTOR = "contributor"
    PAGE = "page"


_PAGE = ("page", "kind", "theme", "title")
_LINE = (
    *("name", "department", "naming", "people", "person_name", "person_department"),
    *("tokens", "share", "revisions", "pages", "first_at", "last_at"),
)


def credits_csv(ledger: CreditsOut, rows: Rows) -> bytes:
    """Return the ledger as CSV; ``person_name`` and ``person_department`` are filled in for editors."""
    if rows is Rows.CONTRIBUTOR:
        return to_csv(_LINE, map(_cells, ledger.contributors))
    return to_csv((*_PAGE, *_LINE), _page_rows(ledger))


def _page_rows(ledger: CreditsOut) -> Iterator[tuple[Cell, ...]]:
    for page in ledger.pages:
        for line in page.contributors:
            yield page.slug, page.kind.value, page.theme, page.title, *_cells(line)


def _cells(line: ContributorOut) -> tuple[Cell, ...]:
    person = line.person
    return (
        line.name,
        line.department,
        line.naming.value,
        line.people,
        person.name if person else None,
        person.department if person else None,
        line.tokens,
        line.share,
        line.revisions,
        line.pages,
        line.first_at.isoformat(),
        line.last_at.isoformat(),
    )
