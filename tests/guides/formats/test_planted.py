"""Old faults of the formats, planted once more: the tests see them."""

import re

import pytest
from markdown_it.parser_inline import ParserInline

from app.guides.formats.html import render
from app.text import markdown
from tests.guides.books import book_of
from tests.text.test_flanking import test_every_format_has_it as every_format_has_flanking

_RULE = re.compile(r"([^{}]*)\{[^{}]*text-emphasis: filled dot;[^{}]*\}")


def dotted(html: str) -> set[str]:
    """Return the selectors whose words have a dot above each character."""
    return {selector.strip() for rule in _RULE.findall(html) for selector in rule.split(",")}


def test_japanese_emphasis_is_seen_in_a_browser() -> None:
    """Also where the words stand in a guide of another language."""
    for language in ("ja", "fr"):
        assert {"em:lang(ja)", "em :lang(ja)"} <= dotted(render(book_of("*今*です", language=language)).decode())


def test_a_style_without_dots_is_seen() -> None:
    html = render(book_of("*今*です", language="ja")).decode()
    assert dotted(html.replace("text-emphasis", "font-emphasis")) == set()


def test_emphasis_read_as_in_languages_with_spaces_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown._READER, "inline", ParserInline())
    with pytest.raises(AssertionError):
        every_format_has_flanking("html")
