"""What an author is told of a text: what a guide would not show, and in which line."""

from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it.token import Token

from app.text.legibility import BOX, legible
from app.text.markdown import markdown_tokens, spoken, written_tokens
from app.text.notices import MOST_NOTICES, MOST_READ, notices_in
from app.words.codes import Word
from app.words.saying import Language, tell
from tests.profiles import examples
from tests.text.texts import texts

PIECES = st.sampled_from(
    [
        *("un mot ", "\n", "\n\n", "# ", "> ", "- ", "`", "```\n", "    ", "|a|b|\n|-|-|\n", "*", "\\", "---\n"),
        *("<b>", "</b>", "<!-- x -->", "&#3904;", "&amp;", "\u0f40", "[^1]", "[^1]: note\n"),
        *(
            "![i](a.png)",
            "![](DATA:x)",
            "![i](https://a.fr/i.png)",
            "[l](b.md)",
            "[l](https://a.fr)",
            "[l](#x)",
            "[l][r]",
            "[r]: c.md\n",
        ),
    ]
)
DRESSED = st.lists(PIECES).map("".join)


BLANK = ["", " \n", "#\n", "<!-- seul -->\n", "---\na: b\n---\n", "[r]: x\n"]


def told(text: str) -> list[tuple[int, str]]:
    return [(notice.line, notice.said.word.value) for notice in notices_in(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Un texte.\n", []),
        ("Un texte avec [un lien](https://a.fr), <https://b.fr>, une note[^1].\n\n[^1]: La note.\n", []),
        ("un <b>mot</b>\n\n> et `<i>` <br/>\n", [(1, "notice-html"), (1, "notice-html"), (3, "notice-html")]),
        ("2 < 3 et 5 > 4 <!-- à moi -->\n", []),
        ("Un.\n![Logo](logo.png)\n", [(2, "notice-image")]),
        ("Un ![](data:image/png;base64,AAAA)\n", [(1, "notice-picture")]),
        ("Voir [la suite](suite.md)\net [plus](javascript:x).\n", [(1, "notice-link"), (2, "notice-link")]),
        ("[a][r]\n\n[r]: ../autre\n", [(1, "notice-link")]),
        ("## Détails\n\n[a](#détails), [b](#d%C3%A9tails), [c](#Détails-1)\n", [(3, "notice-page")]),
        ("Un.\n\n\u0f40 et &#3905;\n", [(1, "notice-glyph"), (3, "notice-glyph")]),
        *(
            (blank, [(1, "notice-empty")])
            for blank in ("", " \n", "#\n", "<!-- seul -->\n", "---\na: b\n---\n", "[r]: x\n")
        ),
    ],
)
def test_an_author_is_told(text: str, expected: list[tuple[int, str]]) -> None:
    assert told(text) == expected


def test_a_link_to_no_place_of_the_guide_is_told() -> None:
    text = "## Un\n\n[a](#un) [b](#deux)\n[c](#trois) [d](#deux.titre)\n"
    notices = notices_in(text, {"deux"}.__contains__)
    assert [(notice.line, notice.said.word, *notice.said.parameters.values()) for notice in notices] == [
        (4, Word.NOTICE_PLACE, "#trois"),
        (4, Word.NOTICE_PLACE, "#deux.titre"),
    ]


def test_a_notice_says_what_stands_there() -> None:
    (image,) = notices_in(f"![{'long ' * 40}](a.png)\n")
    assert tell(image.said, Language.ENGLISH).endswith("long…")
    (link,) = notices_in("[a](b.md)")
    assert tell(link.said, Language.FRENCH).endswith(": b.md")
    (glyph,) = notices_in("\u0f40")
    assert "\u0f40 (U+0F40)" in tell(glyph.said, Language.ENGLISH)


@pytest.mark.slow
def test_a_hostile_text_is_told_little_of() -> None:
    assert len(notices_in("<b>\n" * (MOST_READ // 4))) == MOST_NOTICES
    assert told("<b>" * MOST_READ + "\n\u0f40") == [(2, "notice-glyph")]
    assert told("<b>" * MOST_READ + "&#3904;") == [(1, "notice-glyph")]
    assert told("<b>\n" * MOST_NOTICES + "\u0f40")[-1] == (MOST_NOTICES + 1, "notice-glyph")


@pytest.mark.slow
@given(DRESSED | texts())
@example("1.\n")
@example("``` le\n")
@example("> ~~~le")
@examples(200)
def test_nothing_is_left_out_in_silence(text: str) -> None:
    """The law: something is told exactly where a link, an image, a character or all words are not in the guide."""
    notices = notices_in(text)
    assert all(1 <= notice.line <= len(text.splitlines()) + 1 for notice in notices)
    words, said = {notice.said.word for notice in notices}, spoken(text)
    printed_otherwise = any(legible(character) == BOX != character for character in said)
    assert (Word.NOTICE_GLYPH in words) == printed_otherwise
    assert (Word.NOTICE_EMPTY in words) == (not said.strip())
    leads = addresses(markdown_tokens(text)) == addresses(written_tokens(text))
    assert words.isdisjoint({Word.NOTICE_LINK, Word.NOTICE_IMAGE, Word.NOTICE_PICTURE}) == leads


def addresses(tokens: Sequence[Token]) -> list[str]:
    """Return where a text leads, and what it shows."""
    inline = [child for token in tokens for child in token.children or ()]
    return [str(child.attrs) for child in inline if child.type in {"link_open", "image"}]
