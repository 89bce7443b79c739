import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text.markdown import to_html
from app.text.scripts import in_languages

MIXED = st.text(alphabet="ab1 ,.שלאخعпрαβωน안今のカ漢\u05b8\u064b-'")


@given(MIXED, st.sampled_from(["fr", "ja", "he", "ru", "ar", None]))
def test_the_parts_are_the_text(words: str, language: str | None) -> None:
    parts = list(in_languages(words, language))
    assert "".join(part for part, _ in parts) == words
    assert all(part for part, _ in parts)
    assert all(other is None or (language and other != language) for _, other in parts)


@pytest.mark.parametrize(
    ("words", "language", "told"),
    [
        ("le mot שלום עולם, ici", "fr", [("שלום עולם", "he")]),
        ("נעים", "he", []),
        ("the word السلامة، نعم", "en", [("السلامة، نعم", "und-Arab")]),
        ("سلام", "ar", []),
        ("今日は。 and 漢字", "en", [("今日は", "ja"), ("漢字", "und-Hani")]),
        ("漢字 and 안전", "ja", [("안전", "ko")]),
        ("α = 3 µm, Ασφάλεια", "en", [("Ασφάλεια", "el")]),
        ("Привет", "de", [("Привет", "und-Cyrl")]),
        ("Привет", None, []),
    ],
)
def test_words_in_another_script_say_their_language(words: str, language: str, told: list[tuple[str, str]]) -> None:
    assert [part for part in in_languages(words, language) if part[1]] == told


def test_a_browser_hears_of_it_and_code_says_nothing() -> None:
    html = to_html("**שלום** et `שלום`\n", language="fr")
    assert html == '<p><strong><span lang="he">שלום</span></strong> et <code>שלום</code></p>\n'
    assert to_html("**שלום**\n") == "<p><strong>שלום</strong></p>\n"
