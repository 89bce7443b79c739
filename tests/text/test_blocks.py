import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text.blocks import lines, verbatim
from tests.profiles import examples
from tests.text.texts import texts


@pytest.mark.slow
@given(st.one_of(st.text(alphabet="a\r\n\x0b\u2028 "), texts()))
@examples(200)
def test_lines_tile_the_text_and_each_ends_where_markdown_ends_it(text: str) -> None:
    parts = lines(text)
    assert "".join(parts) == text
    assert all(part.rstrip("\r\n") == part.replace("\r", "").replace("\n", "") for part in parts)
    assert len(parts) == len(text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")) - (not text)


@pytest.mark.slow
@given(texts())
@examples(100)
def test_every_line_is_judged(text: str) -> None:
    assert len(verbatim(lines(text))) == len(lines(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n```\nb\n```\nc\n", ".xxx."),
        ("~~~ py\n```\n~~~~\nc", "xxx."),
        ("```\nnever closed\n\nstill", "xxxx"),
        ("``` a`b ```\nprose", ".."),
        ("> ```\n> b\nprose", "xx."),
        ("- ```\n  b\n  ```\n- c", "xxx."),
        ("    code\n    more\n\nprose\n    lazy", "xx..."),
        ("prose\n\n    code\n\n    code\nprose", "..x.x."),
        ("\tcode", "x"),
        ("- item\n\n    still the item\n\n     and this\n", "....."),
        ("- item\n\n      code in the item\n", "..x"),
        ("1. item\n\nprose\n\n    code", "....x"),
        ("| a | b |\n|:--|--:|\n| c |\n\nprose", "xxx.."),
        ("a | b\n--- | ---\nc | d\n", "xxx"),
        ("a\n---\nb | c", "..."),
        ("---\ntitle: x\n---\nprose", "xxx."),
        ("---\nnot closed\n", ".."),
        ("prose\n\n---\nx\n---\n", "....."),
        ("```\r\nb\r\n```\r\nc", "xxx."),
    ],
)
def test_code_tables_and_front_matter_are_verbatim(text: str, expected: str) -> None:
    assert "".join("x" if flag else "." for flag in verbatim(lines(text))) == expected
