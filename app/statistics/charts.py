"""Participation as pictures that stand alone: SVG with a name, a description, and every figure as text.

Drawn by attributes alone, so that they need no style and no script where they are embedded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from app.statistics.rules import By
from app.statistics.schemas import StatisticsOut
from app.text.xml import without_forbidden
from app.words.codes import Word
from app.words.saying import Language, Said, tell

WIDTH, ROW, TOP, BAR = 720, 28, 64, 18
NAME_WIDTH, FIGURE_WIDTH = 260, 64
HEIGHT_OF_DAYS, BOTTOM = 200, 40
INK, FAINT, PAPER = "#1b1b1f", "#5c5c66", "#ffffff"
LETTERS = 36
"""How much of a name is drawn; the whole is its ``title``."""
_FONT = "system-ui, sans-serif"


@dataclass(frozen=True, slots=True)
class Bar:
    name: str
    value: int

    @property
    def words(self) -> str:
        return f"{self.name}: {self.value}"


def statistics_svg(told: StatisticsOut, by: By, colour: str, language: Language) -> str:
    """Return texts saved each day, or people for each theme or department, in the campaign's colour."""
    match by:
        case By.DAY:
            days = [Bar(row.day.isoformat(), row.revisions) for row in told.days]
            return _columns(tell(Said.of(Word.CHART_DAYS), language), days, colour, language)
        case By.THEME:
            # A theme of which the people are not told has no bar to draw; its texts are told in the spreadsheet.
            themes = [Bar(row.question, row.people) for row in told.themes if row.people is not None]
            return _bars(tell(Said.of(Word.CHART_THEMES), language), themes, colour, language)
        case By.DEPARTMENT:
            none = tell(Said.of(Word.CHART_NO_DEPARTMENT), language)
            bars = [Bar(row.department or none, row.people) for row in told.departments]
            if told.other_departments:
                bars.append(Bar(tell(Said.of(Word.CHART_OTHERS), language), told.other_departments.people))
            return _bars(tell(Said.of(Word.CHART_DEPARTMENTS), language), bars, colour, language)


def _bars(title: str, bars: Sequence[Bar], colour: str, language: Language) -> str:
    """Draw a line for each bar: its name, its length, its figure."""
    svg = _picture(title, bars, TOP + ROW * max(1, len(bars)) + ROW, language)
    most = max((bar.value for bar in bars), default=0)
    room = WIDTH - NAME_WIDTH - FIGURE_WIDTH
    for number, bar in enumerate(bars):
        y = TOP + ROW * number
        line = ET.SubElement(svg, "g")
        ET.SubElement(line, "title").text = bar.words
        _write(line, _short(bar.name), 16, y + 14)
        long = max(2, room * bar.value // most) if most else 0
        _draw(line, NAME_WIDTH, y, long, BAR, colour)
        _write(line, str(bar.value), NAME_WIDTH + long + 8, y + 14)
    return _written(svg)


def _columns(title: str, bars: Sequence[Bar], colour: str, language: Language) -> str:
    """Draw a column for each day, with the first and the last day below and the highest figure beside."""
    svg = _picture(title, bars, TOP + HEIGHT_OF_DAYS + BOTTOM, language)
    most = max((bar.value for bar in bars), default=0)
    if not most:
        return _written(svg)
    foot, room = TOP + HEIGHT_OF_DAYS, WIDTH - 32 - FIGURE_WIDTH
    for number, bar in enumerate(bars):
        left, right = (16 + room * place // len(bars) for place in (number, number + 1))
        high = HEIGHT_OF_DAYS * bar.value // most
        column = ET.SubElement(svg, "g")
        ET.SubElement(column, "title").text = bar.words
        _draw(column, left, foot - high, max(1, right - left - 1), high, colour)
    _draw(svg, 16, foot, room, 1, FAINT)
    _write(svg, str(most), 16 + room + 8, TOP + 12)
    _write(svg, bars[0].name, 16, foot + 22)
    if len(bars) > 1:
        _write(svg, bars[-1].name, 16 + room, foot + 22, anchor="end")
    return _written(svg)


def _picture(title: str, bars: Sequence[Bar], height: int, language: Language) -> ET.Element:
    svg = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {WIDTH} {height}",
            "role": "img",
            "aria-labelledby": "name figures",
            "lang": language.value,
            "font-family": _FONT,
            "font-size": "14",
        },
    )
    ET.SubElement(svg, "title", {"id": "name"}).text = title
    figures = "; ".join(bar.words for bar in bars)
    nothing = tell(Said.of(Word.CHART_NOTHING), language)
    ET.SubElement(svg, "desc", {"id": "figures"}).text = figures or nothing
    _draw(svg, 0, 0, WIDTH, height, PAPER)
    _write(svg, title, 16, 32, size=18)
    if not bars:
        _write(svg, nothing, 16, TOP + 14)
    return svg


def _draw(parent: ET.Element, x: int, y: int, width: int, height: int, colour: str) -> None:
    at = {"x": x, "y": y, "width": width, "height": height}
    ET.SubElement(parent, "rect", {name: str(value) for name, value in at.items()} | {"fill": colour})


def _write(parent: ET.Element, text: str, x: int, y: int, *, size: int = 14, anchor: str = "start") -> None:
    at = {"x": str(x), "y": str(y), "fill": INK, "font-size": str(size), "text-anchor": anchor}
    ET.SubElement(parent, "text", at).text = text


def _short(name: str) -> str:
    return name if len(name) <= LETTERS else f"{name[: LETTERS - 1].rstrip()}…"


def _written(svg: ET.Element) -> str:
    return without_forbidden(ET.tostring(svg, encoding="unicode"))
