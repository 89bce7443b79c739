import html
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.guides.formats.splice import fit, literal, shared_labels
from app.text.markdown import markdown_tokens, outline, to_html

LINES = st.sampled_from(
    [
        *("", "a", "# b", "## c #", "d\n===", "e\nf\n---", "> # g", "> h\n> ---", "- # i", "1. j\n   ==="),
        *(
            "    # k",
            "`# l`",
            "```",
            "~~~",
            "[m]: https://m.fr",
            "[m]",
            "[^n]: o",
            "p[^n]",
            "#",
            "*a\nb*\n===",
        ),
        *("`[m]`", "[t][m]", "[m][]", "[M][m]", "[t](https://x.fr)[m]", "\\[m]", "![m]"),
        *("|a|b|\n|-|-|\n|# x|y|", "a #\n=", "\t# t", "> ```", "- ~~~", "---\nq: r\n---"),
    ]
)
TEXTS = st.lists(LINES).map("\n".join)


def shown(text: str, top: int) -> list[str]:
    """Return what readers see; line ends in paragraphs and empty lines at the end of code are not seen."""
    return re.sub(r"\s+</code>", "</code>", to_html(text, top=top)).split()


@pytest.mark.slow
@given(TEXTS, st.integers(1, 6))
@example("[^n]: o\n\n    # in the note\n\np[^n]\n\n# b", 2)
@example("\n---\nq: r\n---\n#\n## c #", 1)
def test_only_the_levels_of_headings_change(text: str, top: int) -> None:
    fitted = fit(text, top=top)
    assert shown(fitted, top) == shown(text, top)
    levels = [int(token.tag[1]) for token in markdown_tokens(fitted) if token.type == "heading_open"]
    assert levels == outline(levels, top)


@pytest.mark.slow
@given(TEXTS)
def test_what_follows_is_never_swallowed(text: str) -> None:
    assert to_html(f"{fit(text, top=3)}\n\n## Suite").count(">Suite</h") == 1


@pytest.mark.slow
@given(TEXTS, TEXTS)
def test_links_and_notes_of_two_texts_lead_where_they_led(one: str, two: str) -> None:
    # Addresses tell the texts apart; labels do not.
    two = two.replace("https://m.fr", "https://two.fr").replace("]: o", "]: two")
    shared = shared_labels([one, two])
    fitted = [fit(text, top=1, suffix=suffix, shared=shared) for text, suffix in ((one, "1"), (two, "2"))]
    both = "\n\n".join(fitted)
    assert links(to_html(both)) == sorted(links(to_html(one)) + links(to_html(two)))


def links(html: str) -> list[str]:
    return sorted(re.findall(r'href="(https[^"]+)"|<li id="fn[^>]+>\s*(?:<p>)?(\w+)', html))


@given(st.text(alphabet=st.characters(exclude_categories=["C"]), min_size=1))
def test_literal_words_read_as_themselves(words: str) -> None:
    read = to_html(f"x {literal(words)} x").removeprefix("<p>x ").removesuffix(" x</p>\n")
    assert html.unescape(read).split() == words.split()


@pytest.mark.parametrize(
    ("texts", "shared"),
    [
        (["a[^1]\n\n[^1]: b", "[^1]"], {"^1"}),
        (["[x]: https://a.fr", "y"], set()),
        (["[x]: https://a.fr", "[X]"], {"x"}),
    ],
)
def test_shared_labels(texts: list[str], shared: set[str]) -> None:
    assert shared_labels(texts) == shared
