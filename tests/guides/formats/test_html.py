import base64
import hashlib
import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from app.guides.formats.html import render
from app.text.colours import NIGHT, PAPER, READABLE, contrast
from tests.guides.books import EVERYTHING, book, book_of, chapter, tip

VOID = {"meta", "br", "hr"}


class Page(HTMLParser):
    """Reads a page strictly: every element that opens has to close in its place."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def attributes(self, name: str) -> list[str]:
        return [value for _, attrs in self.elements if (value := attrs.get(name)) is not None]


def page(**overrides: object) -> tuple[str, Page]:
    html = render(book(**overrides)).decode()
    return html, Page(html)


def test_the_file_stands_alone_without_script_or_remote_part() -> None:
    html, parsed = page()
    assert {tag for tag, _ in parsed.elements}.isdisjoint({"script", "link", "img", "iframe", "object", "base"})
    assert parsed.attributes("src") == parsed.attributes("style") == []
    assert "url(" not in html
    assert "@import" not in html


def test_the_content_policy_allows_exactly_the_style_sheet() -> None:
    html, parsed = page()
    policy = next(attrs["content"] for _, attrs in parsed.elements if attrs.get("http-equiv"))
    style = re.search(r"<style>(.*)</style>", html, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy is not None
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'")


def test_identifiers_are_unique_and_inner_links_lead_somewhere() -> None:
    _, parsed = page()
    identifiers = parsed.attributes("id")
    assert len(identifiers) == len(set(identifiers))
    inner = {href[1:] for href in parsed.attributes("href") if href.startswith("#")}
    assert inner <= set(identifiers)
    assert set(parsed.attributes("aria-labelledby")) <= set(identifiers)


def test_headings_make_an_outline_without_holes_and_landmarks_exist() -> None:
    html, parsed = page()
    levels = [int(tag[1]) for tag, _ in parsed.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert {"main", "nav", "header", "footer"} <= {tag for tag, _ in parsed.elements}
    assert '<html lang="fr">' in html
    assert html.index('class="skip"') < html.index("<header")


def test_tips_are_numbered_and_texts_escaped() -> None:
    html = render(book_of(EVERYTHING, title="<b>&", organisation='"><script>')).decode()
    assert '<span class="number">1</span>' in html
    assert "<script" not in html
    assert "&lt;b&gt;&amp;" in html


def test_a_proof_says_so_and_a_release_does_not() -> None:
    assert "Épreuve de travail" in page(kind="proof")[0]
    assert "Épreuve" not in page()[0]


def test_french_never_breaks_a_line_before_its_punctuation() -> None:
    html = render(book_of("Vraiment ? « Oui » : c'est sûr !")).decode()
    assert "Vraiment\u202f? «&nbsp;Oui&nbsp;»&nbsp;: c’est sûr\u202f!" in html


@pytest.mark.parametrize("colour", ["#ffff00", "#000000", "#ffffff", "#808080", "#1f4e79", "#e0812c"])
def test_every_colour_of_a_campaign_ends_up_readable(colour: str) -> None:
    style = render(book(colour=colour, accent=colour)).decode()
    light = dict(re.findall(r"--([\w-]+): (#\w{6});", style[: style.index("@media")]))
    dark = dict(re.findall(r"--([\w-]+): (#\w{6});", style[style.index("@media") : style.index("* {")]))
    assert (light["paper"], dark["paper"]) == (PAPER, NIGHT)
    assert contrast(light["cover"], light["on-cover"]) >= READABLE
    for palette in (light, dark):
        for text in ("primary", "ink", "quiet"):
            assert contrast(palette[text], palette["paper"]) >= READABLE
        assert contrast(palette["ink"], palette["shade"]) >= READABLE


def test_links_within_and_between_pages_lead_somewhere_and_of_others_the_words_stay() -> None:
    links = "[a](#détails) [b](#tip-2.détails) [c](#glossaire) [d](#absent) [e](#choisir-une-phrase)"
    one = f"# Choisir une phrase\n\n## Détails\n\n{links}"
    html = render(book(chapters=(chapter(1, tip(1, one), tip(2, "## Détails\n")),))).decode()
    assert re.findall(r'<a href="(#[^"]+)" rel="noopener noreferrer">([a-e])</a>', html) == [
        ("#tip-1.détails", "a"), ("#tip-2.détails", "b"), ("#glossaire", "c"), ("#tip-1", "e"),
    ]  # fmt: skip
    identifiers = Page(html).attributes("id")
    assert {"tip-1.détails", "tip-2.détails", "glossaire", "tip-1"} <= set(identifiers)
    assert " d " in html
