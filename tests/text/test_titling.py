"""What a text calls itself: told by its lines alone, and always what reading it as Markdown tells."""

import re

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from app.text import titling
from app.text.markdown import without_front_matter
from app.text.titling import front_matter_title, read_heading, top_heading
from tests.profiles import examples

LINES = st.sampled_from(
    [
        *(
            "# One",
            "#",
            "# *Two* `words`",
            "  # Indented",
            "    # Code",
            "\t# Code",
            "## Lower",
            "# [Ref]",
            "# [a](/b)",
        ),
        *(
            "One",
            "===",
            "  =",
            "---",
            "",
            "",
            "   ",
            "- item",
            "- # In a list",
            "  more",
            "1. one",
            "> quote",
            "> # Quoted",
        ),
        *(
            "```",
            "```sh",
            "  ```",
            "    ```",
            "~~~",
            "~~~~",
            "``` a`b",
            "- ```",
            "> ```",
            "# shell",
            "<!-- note",
            "-->",
        ),
        *(
            "<!-- # note -->",
            "[Ref]: https://a.fr",
            "[^n]: a note",
            "    # In a note",
            "| a |",
            "|---|",
            "# &amp;",
            "# \\#",
        ),
        *(
            "text # not",
            "#not",
            "# closed #",
            "***",
            "* * *",
            "text `",
            "\ufeff# One",
            "---\ntitle: a\n---",
            "+",
            "\u00a0# One",
        ),
    ]
)
ENDS = st.sampled_from(["\n", "\n", "\r\n", "\r"])
TEXTS = st.lists(st.tuples(LINES, ENDS), max_size=12).map(lambda lines: "".join(line + end for line, end in lines))


@pytest.mark.slow
@given(TEXTS)
@example("- item\n\n  # In the item\n")
@example("```\n# Code\n```\n")
@example("One\n===\n")
@examples(600)
def test_the_lines_tell_what_reading_tells(text: str) -> None:
    assert top_heading(text) == read_heading(without_front_matter(text).replace("\r\n", "\n").replace("\r", "\n"))


@pytest.mark.parametrize(
    ("name", "never"), [("_FENCE", r"(?P<indent>(?P<fence>(?!)))"), ("_NESTS", r"(?!)"), ("_UNDERLINE", r"(?!)")]
)
def test_a_look_that_misses_something_is_caught(monkeypatch: pytest.MonkeyPatch, name: str, never: str) -> None:
    monkeypatch.setattr(titling, name, re.compile(never))
    with pytest.raises((AssertionError, BaseExceptionGroup)):
        test_the_lines_tell_what_reading_tells()


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("texte\n\n## Un rang plus bas\n\n# Le *vrai* `titre`\n", "Le vrai titre"),
        ("## Références\n\ntexte", None),
        ("Titre\n=====\n", "Titre"),
        ("#\n\n# b", "b"),
        ("---\npermalink: /a\ntags:\n  - b\n---\n\n# Titre", "Titre"),
        ("\ufeff# Titre", "Titre"),
        ("\ufeff---\na: b\n---\n# Titre", "Titre"),
        ("```sh\n# un commentaire\n```\n\n# Titre", "Titre"),
        ("<!-- # licence -->\n# Titre", "Titre"),
        ("> # cité", None),
        ("- # dans une liste", None),
        ("# [1.0.0]\n\n[1.0.0]: https://a.fr", "1.0.0"),
        ("texte seul", None),
        ("", None),
    ],
)
def test_the_heading_of_a_text(text: str, heading: str | None) -> None:
    assert top_heading(text) == heading


def test_a_text_is_not_read_as_markdown_for_its_heading(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def noted(text: str) -> str | None:
        read.append(text)
        return read_heading(text)

    monkeypatch.setattr(titling, "read_heading", noted)
    assert top_heading("- a\n\n```\n# b\n```\n\n# Titre\n\n" + "texte\n\n- [a](b)\n" * 1000) == "Titre"
    assert top_heading("## Pas de titre\n\n" + "texte\n\n" * 1000) is None
    assert read == ["# Titre"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("entries", "title"),
    [
        ("title: Titre", "Titre"),
        ("layout: page\nTitle:   Titre  \npermalink: /a", "Titre"),
        ('title: "L’été : \\u00e9"', "L’été : é"),
        ("title: 'L''été'  # saison", "L'été"),
        ("title: Titre # saison", "Titre"),
        ("title: C# pour tous", "C# pour tous"),
        ("title: >-\n  Un titre\n  plié\nb: c", "Un titre plié"),
        ("title: Un titre\n  qui continue", "Un titre qui continue"),
        ("title: 2024", "2024"),
        ("title: yes", "yes"),
        # No YAML, and in use all the same.
        ("title: Guide : le début", "Guide : le début"),
        ("title: Guide: le début", "Guide: le début"),
        ("title: @moi", "@moi"),
        ("title: [a, b", "[a, b"),
        ("title: {{ page }}", "{{ page }}"),
        ("title:\nb: c", None),
        ("title: ~", None),
        ("subtitle: b\nmenu:\n  title: c", None),
        ("title: " + "[" * 1500, "[" * 1500),
        ("title: " + "[" * 100_000, None),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_the_title_in_the_head_of_metadata(entries: str, title: str | None, end: str, mark: str) -> None:
    text = f"{mark}---\n{entries}\n---\n\n# Autre\n".replace("\n", end)
    assert front_matter_title(text) == title


def test_a_title_in_the_text_is_none_of_a_head() -> None:
    assert front_matter_title("title: a\n") is None
    assert front_matter_title("# a\n\n---\ntitle: a\n---\n") is None


@pytest.mark.slow
@given(
    st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40), st.sampled_from(["'", '"', None])
)
@examples(200)
def test_whatever_yaml_writes_is_read(title: str, style: str | None) -> None:
    dumped = yaml.dump({"title": title}, allow_unicode=True, default_style=style, width=1000)
    entry = dumped.replace('"title":', "title:").replace("'title':", "title:")
    assert front_matter_title(f"---\n{entry}---\n") == title
