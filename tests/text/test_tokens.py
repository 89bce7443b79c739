import unicodedata
from itertools import product
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.text import tokens as cutting
from app.text.tokens import tokens
from tests.profiles import examples
from tests.text.texts import texts

KINDS: dict[str, set[str]] = {}
for line in (Path(cutting.__file__).parent / "clusters.txt").read_text().splitlines():
    kind, *runs = line.split()
    ends = [[int(end, 16) for end in run.split("-")] for run in runs]
    KINDS.setdefault(kind, set()).update(chr(code) for run in ends for code in range(run[0], run[-1] + 1))
JOINER, FLAGS = "\u200d", {chr(code) for code in range(0x1F1E6, 0x1F200)}
OF_EACH_KIND = (
    *"a1.,_* \n\u00a0\u200b\u2028日ー가\u1100\u1161\u11a8",
    *"\u0301\u0903\u093f\u094d\u0e33\u0e48\u3099\uff9e\ufe0f\u20e3\u200d🏽\U000e0067\U000e007f",
    *"\u0600\u06dd\u0d4e\U000110bd👩👨🏴❤©ℹ🇫🇷कक़ไ",
)
"""A character of each kind that Unicode Standard Annex 29 tells apart, and of each script that was cut badly."""


def is_one(text: str, place: int) -> bool:
    """Tell whether the characters before and behind a place are one to a reader (UAX 29, rules GB3 to GB13)."""
    before, after = text[place - 1], text[place]
    if before + after == "\r\n":
        return True
    controls = ("Cc", "Zl", "Zp", "Cf")
    if any(
        unicodedata.category(one) in controls and one not in KINDS["joined"] | KINDS["prepended"]
        for one in (before, after)
    ):
        return False
    if after in KINDS["joined"] or before in KINDS["prepended"]:
        return True
    if before == JOINER and after in KINDS["pictographs"]:
        return text[: place - 1].rstrip("".join(KINDS["joined"] - {JOINER}))[-1:] in KINDS["pictographs"]
    flags = len(text[:place]) - len(text[:place].rstrip("".join(FLAGS)))
    return after in FLAGS and flags % 2 == 1


def cut_within_characters(text: str, rule: int = cutting.TOKEN_RULE) -> list[int]:
    """Return the places where a token ends within what a reader takes for one character."""
    place, places = 0, []
    for part in tokens(text, rule)[:-1]:
        place += len(part)
        places += [place] if is_one(text, place) else []
    return places


@pytest.mark.slow
def test_no_token_ends_within_a_character() -> None:
    for length in (2, 3):
        for characters in product(OF_EACH_KIND, repeat=length):
            text = "".join(characters)
            assert cut_within_characters(text) == [], ascii(text)


@pytest.mark.slow
@given(st.one_of(st.text(), st.text(alphabet=OF_EACH_KIND, max_size=12)))
@examples(300)
def test_no_token_ends_within_a_character_of_any_text(text: str) -> None:
    assert cut_within_characters(text) == []


@pytest.mark.parametrize("text", ["हिन्दी", "ที่นี่", "🇫🇷🇩🇪", "👨\u200d👩\u200d👧", "क्ष", "\u06dd12"])
def test_the_first_rule_cut_within_characters(text: str) -> None:
    assert cut_within_characters(text, rule=1)


@pytest.mark.slow
@given(st.one_of(texts(), st.text(alphabet="aé1.,_ \n-*日ー’« »한")))
@examples(200)
def test_both_rules_cut_plain_texts_alike(text: str) -> None:
    assume(not KINDS["pictographs"] & set(text))
    assert tokens(text, 1) == tokens(text)


PLAIN_CHARACTERS = [*"a1.,_*- \n\t\u00a0\u2003\u2028éßЖω’«…–§²½ªµ‼ⅷ①→√\u200b\u00ad\u0301\u0378\u0530"]


def by_the_long_rule(text: str) -> list[str]:
    return [match[0] for match in cutting._pattern(cutting.TOKEN_RULE).finditer(text)]


@pytest.mark.slow
def test_the_short_rule_cuts_as_the_long_one() -> None:
    plain, _ = cutting._plain_patterns()
    parts = ["a", "1", ".", " ", "\n"]
    for one in map(chr, range(0x3000)):
        for text in (one, one * 2, *(f"{part}{one}{part}{one}{one}" for part in parts)):
            assert tokens(text) == by_the_long_rule(text), text
    assert sum(plain.fullmatch(chr(code)) is not None for code in range(0x3000)) > 10_000


@examples(50)
@given(st.text(st.sampled_from(PLAIN_CHARACTERS) | st.characters(max_codepoint=0x3000), max_size=30))
def test_the_short_rule_cuts_any_text_as_the_long_one(text: str) -> None:
    assert tokens(text) == by_the_long_rule(text)


def test_letters_are_those_of_the_data() -> None:
    """What Python calls a letter or a number, and the data does not, is a pictograph or belongs to what follows."""
    ours = KINDS["letters"] | KINDS["pictographs"] | KINDS["prepended"]
    assert {chr(code) for code in range(0x110000) if chr(code).isalnum()} - ours == set()


@pytest.mark.slow
@given(st.one_of(st.text(), texts(), st.text(alphabet="a1.,_ \n\u0301\u200d日é*")))
@examples(300)
def test_tokens_tile_the_text(text: str) -> None:
    parts = tokens(text)
    assert "".join(parts) == text
    assert all(parts)
    assert not any(part[0].isspace() for part in parts[1:])


@pytest.mark.slow
@given(st.one_of(st.text(), texts()), st.one_of(st.text(), texts()))
@examples(200)
def test_beside_white_space_a_text_is_cut_alike_whatever_stands_around(left: str, right: str) -> None:
    # What is joined to the white space belongs to it.
    assume(right.lstrip()[:1] not in KINDS["joined"])
    assert tokens(f"{left} {right.lstrip()}") == tokens(f"{left} ") + tokens(right.lstrip())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("  un", ["  ", "un"]),
        ("L’été, à 3,14 €…", ["L", "’", "été", ", ", "à ", "3,14 ", "€", "…"]),
        ("1.000.000 fois 3.", ["1.000.000 ", "fois ", "3", "."]),
        ("**gras**\r\n\r\nfin", ["**", "gras", "**\r\n\r\n", "fin"]),
        ("日本語カード。", ["日", "本", "語", "カ", "ー", "ド", "。"]),
        ("e\u0301te\u0301 ok", ["e\u0301te\u0301 ", "ok"]),
        ("Oui\u202f!", ["Oui\u202f", "!"]),
        ("snake_case", ["snake", "_", "case"]),
        ("한국어 말", ["한국어 ", "말"]),
        ("हिन्दी में", ["हिन्दी ", "में"]),
        ("ที่นี่ครับ", ["ที่นี่ครับ"]),
        ("🇫🇷🇩🇪 🎉🎉", ["🇫🇷", "🇩🇪 ", "🎉🎉"]),
        ("👨\u200d👩\u200d👧👍🏽 1️⃣.", ["👨\u200d👩\u200d👧", "👍🏽 ", "1️⃣", "."]),
        ("שָׁלוֹם", ["שָׁלוֹם"]),
        ("a \u0301b", ["a \u0301", "b"]),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected
