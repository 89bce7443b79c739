import base64
import hashlib
import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text.attribution_views import LINES, PALETTE, POLICY, STYLE, CreditedPassage, Writer, attribution_html
from app.text.colours import READABLE, contrast
from app.words.saying import Language

AT = datetime(2026, 3, 4, 15, 6, tzinfo=UTC)
WRITERS = [Writer("Ana <b>", "R&D", 6, 0.75), Writer("Ben", None, 2, 0.25)]
PIECES = [
    CreditedPassage("Un <script>\n", 0, 1, None, AT),
    CreditedPassage("deux & ", 0, 2, "autre-page", AT),
    CreditedPassage("trois", 1, None, None, AT),
]


class Reader(HTMLParser):
    """Reads the text of the article, the names and titles of its passages, and what the page is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.text = self.legend = ""
        self.runs: list[tuple[str, str, str]] = []
        self.titles: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.elements.add(tag)
        self.attributes.update(found)
        if tag not in {"meta", "rect"}:
            self.open.append(tag)
        if "role" in found:
            self.runs.append((found["class"] or "", found["data-number"] or "", found["aria-label"] or ""))
        if "title" in found:
            self.titles.append(found["title"] or "")

    def handle_endtag(self, tag: str) -> None:
        if tag not in {"meta", "rect"}:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "article" in self.open:
            self.text += data
        if "section" in self.open:
            self.legend += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


def shown(pieces: list[CreditedPassage], writers: list[Writer]) -> Reader:
    return read(attribution_html(("Un titre <i>", 7), ([], pieces), writers, language="fr", reader=Language.ENGLISH))


def test_the_text_stands_as_it_is_and_each_passage_says_who_and_when() -> None:
    reader = shown(PIECES, WRITERS)
    assert reader.text == "Un <script>\ndeux & trois"
    assert reader.runs == [("run c0 solid", "1", "1: Ana <b>"), ("run c1 solid", "2", "2: Ben")]
    assert reader.titles == [
        "Revision 1 · 2026-03-04 15:06",
        "Revision 2 of autre-page · 2026-03-04 15:06",
        "2026-03-04 15:06",
    ]
    assert re.findall(r"[^\s].*", reader.legend) == [
        "Contributors",
        "1Ana <b>75\u202f%R&DTokens: 6",
        "2Ben25\u202f%Tokens: 2",
    ]


def test_a_title_says_who_wrote_it_too() -> None:
    title = [CreditedPassage("Un titre ", 0, 1, None, AT), CreditedPassage("<i>", 1, 3, None, AT)]
    html = attribution_html(("Un titre <i>", 7), (title, PIECES), WRITERS, language="fr", reader=Language.ENGLISH)
    heading = html.partition('<h1 lang="fr">')[2].partition("</h1>")[0]
    assert re.sub("<[^>]*>", "", heading) == "Un titre &lt;i&gt;"
    assert re.findall('aria-label="([^"]*)"', heading) == ["1: Ana &lt;b&gt;", "2: Ben"]
    assert 'title="Revision 3 · 2026-03-04 15:06"' in heading
    assert read(html).runs[:2] == [("run c0 solid", "1", "1: Ana <b>"), ("run c1 solid", "2", "2: Ben")]


def test_nothing_runs_and_nothing_is_fetched() -> None:
    reader = shown(PIECES, WRITERS)
    assert not reader.elements & {"script", "link", "img", "a", "i", "iframe", "form"}
    assert not {name for name in reader.attributes if name.startswith("on") or name in {"src", "href", "style"}}
    assert "url(" not in STYLE
    assert "<" not in STYLE
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in POLICY
    assert f"<style>{STYLE}</style>" in attribution_html(
        ("T", 1), ([], PIECES), WRITERS, language="fr", reader=Language.ENGLISH
    )


@pytest.mark.slow
@given(st.lists(st.tuples(st.text(min_size=1), st.integers(0, 1)), max_size=8))
def test_every_text_comes_through(parts: list[tuple[str, int]]) -> None:
    pieces = [CreditedPassage(text, writer, 1, None, AT) for text, writer in parts]
    reader = shown(pieces, WRITERS)

    assert reader.text == "".join(text for text, _ in parts) or not parts


def test_an_empty_text_says_so() -> None:
    reader = shown([], [])
    assert (reader.text, reader.legend, reader.runs) == ("There is no text.", "", [])


def test_colours_can_be_read_on_light_and_dark_screens() -> None:
    light, dark = (
        dict(re.findall(r"--(paper|ink|faint): (#[0-9a-f]{6})", root)) for root in re.findall(r":root {(.*)}", STYLE)
    )
    for screen, places in ((light, (0, 1)), (dark, (2, 3))):
        assert contrast(screen["ink"], screen["paper"]) >= READABLE
        assert contrast(screen["faint"], screen["paper"]) >= READABLE
        for colours in PALETTE:
            back, line = (colours[place] for place in places)
            assert contrast(screen["ink"], back) >= READABLE, back
            assert contrast(line, back) >= READABLE, line
            assert contrast(screen["paper"], line) >= READABLE, line
            assert f"--back: {back}; --line: {line};" in STYLE


def test_forty_writers_are_told_apart_without_their_numbers() -> None:
    writers = [Writer(f"N{number}", None, 1, 1 / 41) for number in range(41)]
    reader = shown([CreditedPassage("x ", number, 1, None, AT) for number in range(41)], writers)
    looks = [look for look, _, _ in reader.runs]
    assert len(set(looks)) == len(PALETTE) * len(LINES) == 40
    assert looks[40] == looks[0]
    assert [number for _, number, _ in reader.runs] == [str(number) for number in range(1, 42)]


@pytest.mark.parametrize(
    ("share", "tokens", "expected"),
    [
        (0.004, 12, "<1\u202f%Tokens: 12"),
        (0.666, 1234567, "67\u202f%Tokens: 1\u202f234\u202f567"),
        (0.0, 0, "0\u202f%"),
    ],
)
def test_figures_as_people_read_them(share: float, tokens: int, expected: str) -> None:
    assert expected in shown(PIECES, [Writer("Ana", None, tokens, share), WRITERS[1]]).legend


def test_the_words_around_the_text_can_be_in_another_language() -> None:
    html = attribution_html(("Titre", 7), ([], PIECES), WRITERS, language="de", reader=Language.FRENCH)
    assert '<html lang="fr">' in html
    assert '<article lang="de">' in html
    assert "Version 7 · Mots et signes\u00a0: 8" in html
    assert "Revision" not in html
