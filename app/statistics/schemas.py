"""Participation on the wire."""

from datetime import date

from app.fields import Wire


class TotalsOut(Wire):
    """The campaign as a whole, without pages that are hidden and texts that were brought from elsewhere."""

    people: int | None
    """How many people wrote or commented; null under five. Votes are secret and make nobody one of them."""
    writers: int | None
    """How many of them saved a text; null where they, or those who did not, are fewer than five."""
    tips: int
    """How many tips there are."""
    accepted: int
    """How many of them have a text that readers see."""
    revisions: int
    """How many texts people saved."""
    comments: int
    """How many comments there are."""
    ballots: int | None
    """How many ballots are told; null while tallies are sealed. While people vote they move in batches of five."""
    supports: int | None
    """How much support for tips is told; null while tallies are sealed. It moves in batches too."""


class ThemeFiguresOut(Wire):
    """A theme."""

    theme: str
    """The slug of the theme."""
    question: str
    """The question that it asks."""
    people: int | None
    """How many people wrote or commented in it; null where they, or all who did not, are fewer than five."""
    tips: int
    """How many tips it has."""
    accepted: int
    """How many of them have a text that readers see."""
    revisions: int
    """How many texts people saved in it."""
    comments: int
    """How many comments there are in it."""


class DepartmentFiguresOut(Wire):
    """A department with five people or more who took part."""

    department: str | None
    """Its name; null for people whose account names none."""
    people: int
    """How many of its people wrote or commented."""
    revisions: int
    """How many texts they saved."""


class OtherDepartmentsOut(Wire):
    """All other departments together, so that no group under five follows from the rest."""

    people: int
    """How many of their people wrote or commented."""
    revisions: int
    """How many texts they saved."""


class DayOut(Wire):
    """A day."""

    day: date
    """The day, UTC."""
    people: int | None
    """How many people wrote or commented; null where they, or all who did not, are fewer than five."""
    revisions: int
    """How many texts people saved."""
    comments: int
    """How many comments they wrote."""


class StatisticsOut(Wire):
    totals: TotalsOut
    """The campaign as a whole."""
    themes: list[ThemeFiguresOut]
    """Its themes, in the order of the guide."""
    departments: list[DepartmentFiguresOut]
    """Departments with five people or more, largest first, as they were when the day ``departments_until`` began."""
    other_departments: OtherDepartmentsOut | None
    """All other departments; null where there are none, or too few people to be told of."""
    departments_until: date
    """What was done before this day (UTC) counts by department: so the figures do not move when one person acts."""
    days: list[DayOut]
    """Each day from the first on which somebody did something to the last."""
