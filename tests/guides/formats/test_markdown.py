import re
from itertools import pairwise

from app.guides.formats.markdown import render
from app.text.markdown import markdown_tokens, to_html
from tests.guides.books import book, book_of, chapter, tip


def test_one_document_with_one_outline() -> None:
    levels = [int(token.tag[1]) for token in markdown_tokens(render(book()).decode()) if token.type == "heading_open"]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_contents_are_linked_and_tips_numbered() -> None:
    text = render(book()).decode()
    assert "  - [1. Choisir une phrase](#1-choisir-une-phrase)" in text
    assert "\n### 2. Choisir une phrase\n" in text
    assert "- **Claire Morvan**, Sinistres\n" in text


def test_a_repeated_heading_is_linked_by_its_number() -> None:
    text = render(book_of("## Glossaire\n\nx\n")).decode()
    assert "- [Glossaire](#glossaire-1)" in text


def test_equal_labels_of_two_tips_stay_apart() -> None:
    one = "Un[^1], [ici][site] et [site].\n\n[^1]: Note une.\n\n[site]: https://un.fr\n"
    two = "Deux[^1] et [site], `[site]`.\n\n[^1]: Note deux.\n\n[site]: https://deux.fr\n\n```\n[site]\n```\n"
    html = to_html(render(book(chapters=(chapter(1, tip(1, one), tip(2, two)),))).decode())
    assert html.count('href="https://un.fr"') == 2
    assert html.count('href="https://deux.fr"') == 1
    assert "Note une" in html
    assert "Note deux" in html
    assert html.count("<code>[site]") == 2


def test_an_open_code_block_does_not_swallow_the_rest() -> None:
    html = to_html(render(book_of("```\ncode")).decode())
    assert '<h2 id="text.conclusion">Conclusion</h2>' in html


def test_titles_are_words_not_markup() -> None:
    html = to_html(render(book(title="*a* <b> [c](d) #", organisation="_x_")).decode())
    assert "<h1>*a* &lt;b&gt; [c](d) #</h1>" in html
    assert "<p>_x_</p>" in html


def test_a_proof_says_so() -> None:
    assert re.search(r"^> \*\*Épreuve\*\*", render(book(kind="proof")).decode(), re.MULTILINE)


INNER = """## Détails

Voir [ici](#détails), [là](#détails-1), [le glossaire](#glossaire), [ailleurs](#tip-2), [plus loin](#tip-2.détails)
et [nulle part](#absent), [x]: #glossaire, `[code](#tip-2)` \\[pas un lien](#tip-2).

## Détails

[un][r]

[r]: #tip-2
"""


def test_links_within_and_between_pages_lead_to_what_viewers_make_of_headings() -> None:
    tips = (tip(1, INNER), tip(2, "## Détails\n\n#### Détails\n"))
    text = render(book(chapters=(chapter(1, *tips),))).decode()
    assert "Voir [ici](#détails), [là](#détails-1), [le glossaire](#glossaire)," in text
    assert "[ailleurs](#2-choisir-une-phrase)" in text
    assert "[plus loin](#détails-2)\net [nulle part](#absent), [x]: #glossaire, `[code](#tip-2)`" in text
    assert "\\[pas un lien](#tip-2)" in text
    assert "[r]: #2-choisir-une-phrase" in text


def test_what_only_looks_like_a_link_is_left_as_it_is() -> None:
    assert "a](#glossaire) b" in render(book_of("a](#glossaire) b")).decode()
