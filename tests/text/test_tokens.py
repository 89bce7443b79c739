import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text.tokens import tokens
from tests.profiles import examples
from tests.text.texts import texts


@given(st.one_of(st.text(), texts(), st.text(alphabet="a1.,_ \n\u0301\u200d日é*")))
@examples(300)
def test_tokens_tile_the_text(text: str) -> None:
    parts = tokens(text)
    assert "".join(parts) == text
    assert all(parts)
    assert not any(part[0].isspace() for part in parts[1:])


@given(st.one_of(st.text(), texts()), st.one_of(st.text(), texts()))
@examples(200)
def test_beside_white_space_a_text_is_cut_alike_whatever_stands_around(left: str, right: str) -> None:
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
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected
