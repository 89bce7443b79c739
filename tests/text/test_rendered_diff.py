"""A difference in the text as it reads: each side is left when the other's marks are dropped, and browsers read it."""

import re
from html.parser import HTMLParser
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text import rendered_diff as marking
from app.text.elements import read
from app.text.markdown import to_html
from app.text.rendered_diff import rendered_diff
from app.words.saying import Language
from tests.guides.written import FRAGMENTS, LANGUAGES, SPEC, text_of
from tests.profiles import examples

_EMPTY = {"br", "hr"}


class _Reader(HTMLParser):
    """Collects the letters outside one kind of mark, and refuses elements that do not close in order."""

    def __init__(self, dropped: str) -> None:
        super().__init__()
        self.dropped = dropped
        self.path: list[str] = []
        self.ids: list[str] = []
        self.letters: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value or "" for name, value in attrs if name == "id" and self.dropped not in self.path]
        if tag not in _EMPTY:
            self.path.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.path.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.dropped not in self.path:
            self.letters.append(data)


def read_without(html: str, dropped: str) -> str:
    reader = _Reader(dropped)
    reader.feed(html)
    reader.close()
    assert reader.path == []
    assert len(reader.ids) == len({*reader.ids})
    return "".join("".join(reader.letters).split())


def _laws(old: str, new: str) -> None:
    before, after = to_html(old), to_html(new)
    html = rendered_diff(before, after, Language.FRENCH)
    assert read_without(html, "ins") == read_without(before, "ins")
    assert read_without(html, "del") == read_without(after, "del")
    assert not re.search(r"<(?:tr|tbody|thead|table|ul|ol)(?: [^>]*)?>\s*<(?:ins|del)", html)
    assert not re.search(r"<(?:ins|del) [^>]*>\s*<(?:li|tr|td|th|tbody|thead)\b", html)


@pytest.mark.parametrize(
    ("old", "new", "html"),
    [
        ("Un mot.", "Un autre mot.", "<p>Un <ins>autre </ins>mot.</p>"),
        ("Un *beau* mot.", "Un *grand* mot.", "<p>Un <em><del>beau</del><ins>grand</ins></em> mot.</p>"),
        ("- a b\n- c d", "- a b\n- e f\n- c d", "<ul>\n<li>a b</li>\n<li><ins>e f</ins></li>\n<li>c d</li>\n</ul>"),
        ("Un.\n\nDeux.", "Deux.", "<del><p>Un.</p></del>\n<p>Deux.</p>"),
        ("a <b>", "a <b> &amp;", "<p>a &lt;b&gt;<ins> &amp;</ins></p>"),
    ],
)
def test_changes_stand_in_the_text_as_it_reads(old: str, new: str, html: str) -> None:
    shown = rendered_diff(to_html(old), to_html(new), Language.FRENCH)
    assert re.sub(r' role="group" aria-label="[^"]*"', "", shown).strip() == html


def test_marks_speak_the_language_of_the_reader() -> None:
    assert 'aria-label="ajouté"' in rendered_diff("<p>un mot</p>", "<p>un beau mot</p>", Language.FRENCH)
    assert 'aria-label="inserted"' in rendered_diff("<p>un mot</p>", "<p>un beau mot</p>", Language.ENGLISH)


@pytest.mark.parametrize("language", LANGUAGES)
def test_either_side_is_left_of_what_people_write(language: str) -> None:
    for seed in range(3):
        text = text_of(seed, language)
        _laws(text, _edited(text, Random(seed)))  # noqa: S311  A text is no secret.


def _edited(text: str, chance: Random) -> str:
    lines = text.split("\n")
    for _ in range(3):
        place = chance.randrange(len(lines))
        lines[place : place + chance.randrange(2)] = chance.choice(
            (["mot nouveau"], [lines[place] + " plus"], [""], [])
        )
    return "\n".join(lines)


def test_either_side_is_left_of_every_example_of_the_specifications() -> None:
    for old, new in pairwise(SPEC):
        _laws(old, new)


_PARTS = st.lists(st.sampled_from([*FRAGMENTS, " ", "\n", "\n\n", "mot "]), max_size=8).map("".join)


@examples(100)
@given(_PARTS, _PARTS, _PARTS)
def test_either_side_is_left_whatever_the_marks(kept: str, old: str, new: str) -> None:
    _laws(kept + old, kept + new)
    _laws(old + "\n\n" + kept, new + "\n\n" + kept)


@examples(50)
@given(_PARTS)
def test_html_is_put_together_as_it_was(text: str) -> None:
    html = to_html(text)
    again = read(html).html()
    assert read(again) == read(html)
    assert rendered_diff(html, html, Language.ENGLISH).count("<ins") == 0


def test_a_change_that_is_not_marked_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marking._Marking, "_marked", lambda _marking, _element, html: html)
    with pytest.raises(AssertionError):
        _laws("Un mot.", "Un autre mot.")
