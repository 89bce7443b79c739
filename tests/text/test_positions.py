"""Rendered text says where it stands in its source, and reads as it would without saying so."""

import re
import sys
from html import unescape
from itertools import pairwise
from pathlib import Path
from types import FrameType
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text.markdown import ALERT, TASK, to_html
from app.text.placing import Piece
from app.text.positions import placed_html
from app.text.typography import typeset_for
from tests.guides.written import FRAGMENTS, LANGUAGES, SPEC, text_of
from tests.profiles import examples
from tests.text.test_markdown import HOSTILE

FRENCH = typeset_for("fr")
SAMPLE = sorted(Path("app/sample/fr").rglob("*.md"))
_RUN = re.compile(r'<span data-from="(\d+)" data-to="(\d+)">(.*?)</span>', re.DOTALL)
_NOBODYS = re.compile(
    r'<sup class="footnote-ref">.*?</sup>|<a [^>]*class="footnote-backref"[^>]*>.*?</a>|<[^>]*>', re.DOTALL
)
_SET = str.maketrans("\u00a0\u202f’\n", "  ' ")


def _without_places(html: str) -> str:
    return re.sub(r"</?span>", "", re.sub(r' data-(?:from|to)="\d+"', "", html))


def _runs(html: str) -> list[tuple[int, int, str]]:
    return [(int(start), int(end), unescape(letters)) for start, end, letters in _RUN.findall(html)]


def faults(text: str, *, french: bool = False) -> list[str]:
    """Return what is wrong with the places that are said of a text."""
    html = placed_html(text, typeset=FRENCH if french else str)
    found = [] if _without_places(html) == to_html(text, typeset=FRENCH if french else str) else ["reads otherwise"]
    outside = unescape(_NOBODYS.sub("", _RUN.sub("", html)))
    found += [f"no place: {word!r}" for word in outside.split()]
    runs = _runs(html)
    for start, end, letters in runs:
        if not _reads_as(text[start:end], letters):
            found.append(f"{letters!r} is said to stand at {text[start:end]!r}")
    for one, other in pairwise(sorted(runs)):
        if one[1] > other[0]:
            found.append(f"{one} and {other} overlap")
    return found


def _reads_as(source: str, letters: str) -> bool:
    source = source.replace("\0", "\ufffd")
    if len(source) == len(letters):
        return source.translate(_SET) == letters.translate(_SET)
    if TASK.match(source) or ALERT.fullmatch(source):
        return letters[0] in "☐☑ℹ💡❗⚠⛔"
    plain = unquote(unescape(re.sub(r"\\(?=[!-/:-@\[-`{-~])", "", source)))
    ahead = iter("".join(plain.split()).translate(_SET) + source)
    return all(letter in ahead for letter in "".join(letters.translate(_SET).split()))


@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: path.stem)
def test_the_sample_says_where_it_stands(path: Path) -> None:
    text = path.read_text("utf-8")
    assert faults(text, french=True) == []


def test_the_specifications_say_where_they_stand() -> None:
    assert {text: found for text in SPEC if (found := faults(text))} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_write_says_where_it_stands(language: str) -> None:
    for seed in range(2):
        text = text_of(seed, language)
        assert faults(text, french=language == "fr") == [], text
        assert faults(text.replace("\n", "\r\n")) == [], text


@examples(100)
@given(
    st.lists(st.sampled_from([*FRAGMENTS, " ", "\n", "\r\n", "« a ? »", "l'a ", "---\n"]), max_size=12), st.booleans()
)
def test_whatever_is_put_together_says_where_it_stands(parts: list[str], french: bool) -> None:  # noqa: FBT001
    assert faults("".join(parts), french=french) == []


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_text_says_where_it_stands(text: str) -> None:
    assert faults(text) == []


def test_spaces_that_are_set_stand_in_no_run() -> None:
    html = placed_html("«Où ?» l'eau", typeset=FRENCH)
    assert [letters for *_, letters in _runs(html)] == ["«", "Où\u202f?", "» l’eau"]
    assert "</span>\u00a0<span" in unescape(html)


def test_blocks_say_where_they_stand_behind_a_head_of_metadata() -> None:
    text = "\ufeff---\ntitle: x\n---\n\n## Un\n\n- deux\n- trois\n\nfin\n"
    html = placed_html(text)
    places = re.findall(r'<(h\d|li|p) data-from="(\d+)" data-to="(\d+)">', html)
    assert [(tag, text[int(start) : int(end)]) for tag, start, end in places] == [
        ("h1", "## Un"),
        ("li", "- deux"),
        ("li", "- trois"),
        ("p", "fin"),
    ]


def test_a_place_that_is_one_off_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Piece, "cut", lambda piece, begin, end: piece._replace(letters=piece.letters[begin:end]))
    assert faults("un https://a.example/ deux") != []


def _calls(text: str) -> int:
    """Return how many calls of functions of this product it takes to place a text."""
    calls = 0

    def count(frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call" and frame.f_code.co_filename.endswith(("placing.py", "positions.py"))

    sys.setprofile(count)
    try:
        placed_html(text)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE.keys())
def test_twice_the_text_takes_twice_the_work(unit: str) -> None:
    short, long = (_calls(unit * (size // len(unit))) for size in (400, 800))
    assert long <= 2.3 * short + 200
