"""What is told of who took part: counts, cut so that nobody stands alone in one."""

from collections import defaultdict
from datetime import date

from sqlmodel import Session

from app.campaigns.standing import Standing
from app.statistics.counting import (
    Deeds,
    ThemeRow,
    Votes,
    by_day,
    count_deeds,
    count_themes,
    count_votes,
    departments_of,
    people_of,
    total,
)
from app.statistics.rules import Group, Parted, every_day, part, told_people
from app.statistics.schemas import (
    DayOut,
    DepartmentFiguresOut,
    OtherDepartmentsOut,
    StatisticsOut,
    ThemeFiguresOut,
    TotalsOut,
)


def tell_statistics(session: Session, standing: Standing) -> StatisticsOut:
    """Return the participation in a campaign as everybody who may read its latest texts is told it."""
    deeds, themes = count_deeds(session, standing.campaign_id), count_themes(session, standing.campaign_id)
    today = standing.now.date()
    departments = _departments(session, deeds.before(today))
    others = departments.others
    return StatisticsOut(
        totals=_totals(deeds, themes, count_votes(session, standing)),
        themes=[_theme(row, deeds.in_theme(row.theme_id), len(deeds.people)) for row in themes],
        departments=[
            DepartmentFiguresOut(department=group.name, people=group.people, revisions=group.revisions)
            for group in departments.told
        ],
        other_departments=OtherDepartmentsOut(people=others.people, revisions=others.revisions) if others else None,
        departments_until=today,
        days=_days(deeds),
    )


def _totals(deeds: Deeds, themes: list[ThemeRow], votes: Votes | None) -> TotalsOut:
    people = len(deeds.people)
    return TotalsOut(
        people=told_people(people, people),
        writers=told_people(len(people_of(deeds.revisions)), people),
        tips=sum(theme.tips for theme in themes),
        accepted=sum(theme.accepted for theme in themes),
        revisions=total(deeds.revisions),
        comments=total(deeds.comments),
        ballots=votes.ballots if votes else None,
        supports=votes.supports if votes else None,
    )


def _theme(row: ThemeRow, deeds: Deeds, everybody: int) -> ThemeFiguresOut:
    return ThemeFiguresOut(
        theme=row.slug,
        question=row.question,
        people=told_people(len(deeds.people), everybody),
        tips=row.tips,
        accepted=row.accepted,
        revisions=total(deeds.revisions),
        comments=total(deeds.comments),
    )


def _departments(session: Session, deeds: Deeds) -> Parted:
    departments = departments_of(session, deeds.people)
    people, revisions = defaultdict[str | None, int](int), defaultdict[str | None, int](int)
    for department in departments.values():
        people[department] += 1
    for row in deeds.revisions:
        revisions[departments[row.user_id]] += row.deeds
    return part(Group(name, count, revisions[name]) for name, count in people.items())


def _days(deeds: Deeds) -> list[DayOut]:
    revisions, comments = by_day(deeds.revisions), by_day(deeds.comments)
    if not (revisions or comments):
        return []
    people = defaultdict[date, set[int]](set)
    for row in (*deeds.revisions, *deeds.comments):
        people[row.day].add(row.user_id)
    everybody = len(deeds.people)
    return [
        DayOut(
            day=day,
            people=told_people(len(people[day]), everybody),
            revisions=revisions[day],
            comments=comments[day],
        )
        for day in every_day(min(people), max(people))
    ]
