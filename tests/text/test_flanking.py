"""Emphasis beside Chinese, Japanese and Korean characters, and beside all others as CommonMark reads it."""

import io
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from pypdf import PdfReader

from app.guides.formats import FORMATS, render
from app.text.flanking import FlankingParser
from tests.guides.books import book, passage
from tests.guides.written import SPEC


def reader(*, amended: bool) -> MarkdownIt:
    plain = MarkdownIt("commonmark")
    if amended:
        plain.inline = FlankingParser()
        plain.configure("commonmark")
    return plain.enable(["table", "strikethrough"])


AMENDED, COMMONMARK = reader(amended=True), reader(amended=False)


@pytest.mark.parametrize(
    ("before", "stressed", "after"),
    [
        ("", "「重要」", "です"),
        ("電話は", "（必ず）", "かける"),
        ("これは", "今すぐ。", "だからする"),
        ("正解は", "④", "です"),
        ("", "C#", "や"),
        ("税込", "¥10,000", "で"),
        ("", "“紧急”", "时拨打"),
        ("真", "【她】", "她"),
        ("", "긴급(119)", "으로"),
        ("葛\U000e0100", "(こちら)", "城市"),
        ("大塚\ufe00", "(U+585A)", "に"),
        ("", "“\ufe01Git”\ufe01", "Hub"),
        ("Git", "（注）", "x"),
        ("𰻞𰻞", "(ビャンビャン)", "麺"),
        ("", "https://bonsens.fr/", "を"),
    ],
)
def test_a_delimiter_beside_cjk_opens_and_closes_also_at_punctuation(before: str, stressed: str, after: str) -> None:
    for mark, tag in (("*", "em"), ("**", "strong"), ("~~", "s")):
        read = AMENDED.render(f"{before}{mark}{stressed}{mark}{after}")
        assert read == f"<p>{before}<{tag}>{stressed}</{tag}>{after}</p>\n"


@pytest.mark.slow
def test_bold_holds_whatever_stands_beside_it_in_japanese() -> None:
    sides = ("", "語", "ー", "。", "「", "）", "％", "1")
    for before, first, last, after in product(sides, repeat=4):
        read = AMENDED.render(f"あ{before}**{first}重{last}**{after}い")
        assert read == f"<p>あ{before}<strong>{first}重{last}</strong>{after}い</p>\n"


def test_underscores_part_no_word_and_emoji_are_no_cjk() -> None:
    assert AMENDED.render("正_体_字") == "<p>正_体_字</p>\n"
    assert AMENDED.render("注意：__注意事項__") == "<p>注意：<strong>注意事項</strong></p>\n"
    assert AMENDED.render("a**✅**b") == "<p>a**✅**b</p>\n"


def test_every_example_of_commonmark_and_gfm_is_read_as_before() -> None:
    assert len(SPEC) > 600
    for example in SPEC:
        assert AMENDED.render(example) == COMMONMARK.render(example)


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_has_it(form: str) -> None:
    told = passage("n", "重要", "電話は**「重要」**です。")
    written = render(form, book(notions=(told,), language="ja"))
    if form == "pdf":
        said = "".join(page.extract_text() for page in PdfReader(io.BytesIO(written)).pages)
        assert "「重要」です" in said
    else:
        says = {"html": "は<strong>「重要」</strong>で", "json": "**「重要」**で", "md": "**「重要」**で"}[form]
        assert says in written.decode()


@given(st.text(alphabet="*_~ab \n.\"'«»“”é☎\ufe0e\ufe0f✅ع[](`\\!", max_size=40))
def test_text_without_cjk_is_read_as_commonmark_says(text: str) -> None:
    assert AMENDED.render(text) == COMMONMARK.render(text)
