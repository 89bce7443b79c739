"""Pictures of participation: whole XML whatever people wrote, every figure told as text, nothing that runs."""

from datetime import date
from xml.etree import ElementTree as ET

import pytest

from app.statistics.charts import statistics_svg
from app.statistics.rules import By
from app.statistics.schemas import (
    DayOut,
    DepartmentFiguresOut,
    OtherDepartmentsOut,
    StatisticsOut,
    ThemeFiguresOut,
    TotalsOut,
)
from app.words.saying import Language
from tests.payloads import payloads

SVG = "{http://www.w3.org/2000/svg}"
DRAWN = {f"{SVG}{name}" for name in ("svg", "title", "desc", "g", "rect", "text")}
TOTALS = TotalsOut(people=9, writers=9, tips=2, accepted=1, revisions=14, comments=3, ballots=None, supports=None)


def _told(name: str = "Quand répondre ?") -> StatisticsOut:
    return StatisticsOut(
        totals=TOTALS,
        themes=[
            ThemeFiguresOut(
                theme="mail", question=name, people=people, tips=1, accepted=1, revisions=7, comments=people or 0
            )
            for people in (9, None)
        ],
        departments=[DepartmentFiguresOut(department=name, people=71, revisions=4)],
        other_departments=OtherDepartmentsOut(people=6, revisions=2),
        departments_until=date(2027, 3, 4),
        days=[DayOut(day=date(2027, 3, day), people=None, revisions=day * 10, comments=0) for day in (1, 2, 3)],
    )


@pytest.mark.parametrize(
    ("by", "figures"),
    [
        (By.DAY, "2027-03-01: 10; 2027-03-02: 20; 2027-03-03: 30"),
        (By.THEME, "Quand répondre ?: 9"),
        (By.DEPARTMENT, "Quand répondre ?: 71; Tous les autres: 6"),
    ],
    ids=list(By),
)
def test_a_picture_says_its_figures(by: By, figures: str) -> None:
    root = ET.fromstring(statistics_svg(_told(), by, "#8a1c3a", Language.FRENCH))  # noqa: S314  Our own.
    assert (root.get("role"), root.get("aria-labelledby"), root.get("lang")) == ("img", "name figures", "fr")
    assert root.findtext(f"{SVG}desc") == figures
    drawn = [bar.findtext(f"{SVG}title") for bar in root.iter(f"{SVG}g")]
    assert "; ".join(map(str, drawn)) == figures
    assert {bar.find(f"{SVG}rect").get("fill") for bar in root.iter(f"{SVG}g")} == {"#8a1c3a"}  # type: ignore[union-attr]


@pytest.mark.parametrize("by", By)
def test_a_picture_of_nothing_says_so(by: By) -> None:
    nothing = StatisticsOut(
        totals=TOTALS, themes=[], departments=[], other_departments=None, departments_until=date(2027, 3, 4), days=[]
    )
    told = statistics_svg(nothing, by, "#8a1c3a", Language.ENGLISH)
    assert "fewer than five people" in told


def test_what_people_named_things_is_text_in_a_picture() -> None:
    for name in (*payloads(), "a\x01b\ufffe"):
        if not name or "\x00" in name:
            continue
        root = ET.fromstring(statistics_svg(_told(name), By.DEPARTMENT, "#8a1c3a", Language.ENGLISH))  # noqa: S314
        assert {element.tag for element in root.iter()} <= DRAWN, name
        assert all("href" not in key and not key.startswith("on") for one in root.iter() for key in one.attrib), name
