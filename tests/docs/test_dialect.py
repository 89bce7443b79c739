"""Every example of the page on the dialect is read as the page says, and its author is told what the page says."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from app.text.markdown import to_html
from app.text.notices import notices_in
from app.words.saying import Language, tell

PAGE = Path(__file__).parents[2] / "docs" / "dialect.md"


def vectors() -> Iterator[tuple[int, str, str, str]]:
    """Yield the line of each example, what is written, what a browser gets, and what the author is told."""
    blocks = [(token.info, token.content, token.map) for token in MarkdownIt().parse(PAGE.read_text("utf-8"))]
    fences = [(info, content, lines) for info, content, lines in blocks if info]
    for number, (info, content, lines) in enumerate(fences):
        if info == "markdown":
            assert lines
            told = fences[number + 2] if number + 2 < len(fences) else ("", "", None)
            assert fences[number + 1][0] == "html"
            yield lines[0] + 1, content, fences[number + 1][1], told[1] if told[0] == "text" else ""


VECTORS = [*vectors()]


@pytest.mark.parametrize(("line", "written", "html", "told"), VECTORS, ids=[f"line {vector[0]}" for vector in VECTORS])
def test_a_text_is_read_as_the_page_says(line: int, written: str, html: str, told: str) -> None:
    assert to_html(written).rstrip("\n") == html.rstrip("\n"), line
    notices = [f"{notice.line}: {tell(notice.said, Language.ENGLISH)}\n" for notice in notices_in(written)]
    assert "".join(notices) == told


def test_the_page_has_an_example_of_each_addition() -> None:
    assert len(VECTORS) >= 16
    assert sum(bool(told) for _, _, _, told in VECTORS) >= 5
