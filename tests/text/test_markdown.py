import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text.anchors import Place
from app.text.markdown import defined_labels, markdown_tokens, outline, to_html, tree

SIZE = 256 * 1024


def filled(unit: str) -> str:
    return unit * (SIZE // len(unit))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*a* **b** ~~c~~ `d`", "<p><em>a</em> <strong>b</strong> <s>c</s> <code>d</code></p>\n"),
        ("a<b onclick=x>c</b>", "<p>a&lt;b onclick=x&gt;c&lt;/b&gt;</p>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("[a](javascript:alert(1))", "<p>a</p>\n"),
        ("[a](data:text/html,x) [b](//evil.example)", "<p>a b</p>\n"),
        ("[a](../other.md)", "<p>a</p>\n"),
        ("[a](#there)", '<p><a href="#there" rel="noopener noreferrer">a</a></p>\n'),
        ("<mailto:a@b.fr>", '<p><a href="mailto:a@b.fr" rel="noopener noreferrer">mailto:a@b.fr</a></p>\n'),
        (
            "![alt](https://x.fr/y.png)",
            '<p><a href="https://x.fr/y.png" rel="noopener noreferrer">alt</a></p>\n',
        ),
        ("![](img/a.png)", "<p>img/a.png</p>\n"),
        (
            "[![alt](https://x.fr/y.png)](https://z.fr)",
            '<p><a href="https://z.fr" rel="noopener noreferrer">alt</a></p>\n',
        ),
    ],
)
def test_markup_is_read_and_everything_dangerous_becomes_words(text: str, html: str) -> None:
    assert to_html(text) == html


def test_tables_are_aligned_by_classes_for_a_strict_content_policy() -> None:
    html = to_html("|a|b|\n|:-|-:|\n|1|2|\n")
    assert '<td class="right">2</td>' in html
    assert "style=" not in html


def test_footnotes_of_two_texts_do_not_collide() -> None:
    text = "a[^1] b[^1]\n\n[^1]: Note."
    html = to_html(text, place=Place("tip-1"), back="Retour")
    assert 'id="fn-tip-1-1"' in html
    assert html.count('aria-label="Retour"') == 2
    assert html.count(">1</a></sup>") == 2
    assert not set(re.findall(r'id="[^"]+"', html)) & set(
        re.findall(r'id="[^"]+"', to_html(text, place=Place("tip-2")))
    )


def test_words_are_typeset_and_code_is_not() -> None:
    assert to_html("a `a`", typeset=str.upper) == "<p>A <code>a</code></p>\n"


def test_headings_begin_at_the_level_asked_for_and_leave_no_hole() -> None:
    html = to_html("## a\n\n#### b\n\n# c\n\nd\n===\n", top=3)
    assert re.findall(r"<h(\d)>", html) == ["3", "4", "3", "3"]


def test_a_first_heading_that_repeats_the_title_is_left_out() -> None:
    assert to_html("# Le  titre\n\ntexte", title="Le titre") == "<p>texte</p>\n"
    assert "<h1>" in to_html("# Le titre\n", title="Un autre")


@given(st.lists(st.integers(1, 6)), st.integers(1, 6))
def test_an_outline_never_skips_a_level(levels: list[int], top: int) -> None:
    closed_up = outline(levels, top)
    assert len(closed_up) == len(levels)
    assert all(top <= level <= 6 for level in closed_up)
    assert all(after <= before + 1 for before, after in zip([top - 1, *closed_up], closed_up, strict=False))


def test_a_head_of_metadata_is_not_shown_but_a_rule_and_prose_are() -> None:
    assert to_html("---\na: b\n---\nc") == "<p>c</p>\n"
    assert "prose" in to_html("---\n\nprose, pas de clés\n\n---\n")


@pytest.mark.parametrize("text", ["# a\n", "---\na: b\n---\nc", "- a", "[a][b]\n\n[b]: https://a.fr"])
def test_a_byte_order_mark_hides_nothing_behind_it(text: str) -> None:
    assert to_html("\ufeff" + text) == to_html(text)


def test_labels_are_found_folded() -> None:
    assert defined_labels("a[^N] [x][Ref]\n\n[^N]: b\n\n[Ref]: https://a.fr\n") == {"^n", "ref"}


HOSTILE = {
    "quotes": "> ",
    "lists": "- ",
    "quotes and lists": "> 1. ",
    "brackets": "[",
    "images": "![",
    "open links": "[a](",
    "stars": "*a **b ",
    "underscores": "*_",
    "strikes": "~~a ",
    "ticks": "`a``",
    "angles": "<",
    "comments": "<!--",
    "comments on lines": "<!--\n",
    "schemes": "://",
    "short schemes": "a://",
    "addresses": "http://",
    "whole addresses": "http://a.fr/b ",
    "mail": "a@b ",
    "notes": "[^a]",
    "definitions": "[a]: b\n",
    "rules": "* ",
    "backslashes": "\\",
    "rows": "|a",
}


@pytest.mark.slow
@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_end_and_lose_nothing(unit: str) -> None:
    """A quadratic or recursive reader would not come back from a quarter of the largest text either."""
    assert to_html(filled(unit)[: SIZE // 4] + "\n\nla fin").endswith("<p>la fin</p>\n")


def test_what_lies_too_deep_is_kept_as_words() -> None:
    html = to_html("> " * 200 + "au fond")
    assert "au fond" in html
    nested_lists = "".join(f"{'  ' * level}- niveau {level}\n" for level in range(60))
    html = to_html(nested_lists)
    assert all(f"niveau {level}" in html for level in range(60))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_text_gives_html_without_scripts_and_a_tree(text: str) -> None:
    html = to_html(text)
    assert not re.search(r"<(?!/?(a|br|code|em|s|strong|sup|blockquote|hr|li|ol|p|pre|section|ul|h[1-6]|t\w+)\b)", html)
    assert tree(text).type == "root"
    assert all(token.type not in {"html_block", "html_inline", "image"} for token in markdown_tokens(text))


WEB = 'rel="noopener noreferrer"'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("see https://a.example/x_y.", f'<p>see <a href="https://a.example/x_y" {WEB}>https://a.example/x_y</a>.</p>'),
        ("ask help@a.fr.", f'<p>ask <a href="mailto:help@a.fr" {WEB}>help@a.fr</a>.</p>'),
        ("README.md and a.b are none", "<p>README.md and a.b are none</p>"),
        ("`https://a.example`", "<p><code>https://a.example</code></p>"),
        ("- [ ] a\n- [x] b\n- [y] c", "<ul>\n<li>☐ a</li>\n<li>☑ b</li>\n<li>[y] c</li>\n</ul>"),
        ("<!-- ask first -->\n\ntext <!-- so -->here", "<p>text here</p>"),
        ("<!-- two\n\nlines -->\ntext", "<p>text</p>"),
        ("<!-- without an end\n\ntext", "<p>&lt;!-- without an end</p>\n<p>text</p>"),
        ("`<!-- code -->`", "<p><code>&lt;!-- code --&gt;</code></p>"),
        ("日本語の\n文章です。\n**強い**\n言葉", "<p>日本語の文章です。<strong>強い</strong>言葉</p>"),
        ("> [!NOTE]\n> read this", '<blockquote class="note">\n<p>ℹ&nbsp;read this</p>\n</blockquote>'),
        ("a![](data:image/png;base64,AAAA) b", "<p>a b</p>"),
        ("日本\nEnglish\n한국\n사람", "<p>日本\nEnglish\n한국\n사람</p>"),
    ],
)  # fmt: skip
def test_what_staff_write_is_read_as_they_mean_it(text: str, html: str) -> None:
    assert to_html(text).strip() == html
