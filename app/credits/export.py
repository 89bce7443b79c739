"""The ledger as a file that people take away."""

from collections.abc import Iterator
from enum import StrEnum

from app.credits.schemas import CommenterOut, ContributorOut, CreditsOut
from app.text.spreadsheet import Cell, to_csv


class Rows(StrEnum):
    """One row for each line of the whole ledger, one for each line of each page, or one for each who commented."""

    CONTRIBUTOR = "contributor"
    PAGE = "page"
    COMMENTER = "commenter"


_PAGE = ("page", "kind", "theme", "title")
_SHOWN = ("name", "department", "naming", "people", "person_name", "person_department")
_LINE = (
    *_SHOWN,
    *("tokens", "share", "revisions", "pages", "first_at", "last_at"),
)


def credits_csv(ledger: CreditsOut, rows: Rows) -> bytes:
    """Return the ledger as CSV; ``person_name`` and ``person_department`` are filled in for editors."""
    match rows:
        case Rows.CONTRIBUTOR:
            return to_csv(_LINE, map(_cells, ledger.contributors))
        case Rows.PAGE:
            return to_csv((*_PAGE, *_LINE), _page_rows(ledger))
        case Rows.COMMENTER:
            commenters = ledger.commenters or []
            return to_csv((*_SHOWN, "comments"), ((*_person(line), line.comments) for line in commenters))


def _page_rows(ledger: CreditsOut) -> Iterator[tuple[Cell, ...]]:
    for page in ledger.pages:
        for line in page.contributors:
            yield page.slug, page.kind.value, page.theme, page.title, *_cells(line)


def _cells(line: ContributorOut) -> tuple[Cell, ...]:
    return (
        *_person(line),
        line.tokens,
        line.share,
        line.revisions,
        line.pages,
        line.first_at.isoformat(),
        line.last_at.isoformat(),
    )


def _person(line: ContributorOut | CommenterOut) -> tuple[Cell, ...]:
    person = line.person
    return (
        line.name,
        line.department,
        line.naming.value,
        line.people,
        person.name if person else None,
        person.department if person else None,
    )
