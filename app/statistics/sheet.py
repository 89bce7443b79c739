"""Participation as a spreadsheet."""

from app.statistics.rules import By
from app.statistics.schemas import StatisticsOut
from app.text.spreadsheet import to_csv

_DONE = ("people", "revisions", "comments")


def statistics_csv(told: StatisticsOut, by: By) -> bytes:
    """Return one row for each day, theme or department; what is not told is an empty cell."""
    match by:
        case By.DAY:
            days = ((row.day.isoformat(), row.people, row.revisions, row.comments) for row in told.days)
            return to_csv(("day", *_DONE), days)
        case By.THEME:
            themes = (
                (row.theme, row.question, row.tips, row.accepted, row.people, row.revisions, row.comments)
                for row in told.themes
            )
            return to_csv(("theme", "question", "tips", "accepted", *_DONE), themes)
        case By.DEPARTMENT:
            others = told.other_departments
            departments = [("department", row.department, row.people, row.revisions) for row in told.departments]
            rest = [("others", None, others.people, others.revisions)] if others else []
            return to_csv(("group", "department", "people", "revisions"), [*departments, *rest])
