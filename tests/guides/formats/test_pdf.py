import io
import re

import pytest
from pypdf import PageObject, PdfReader
from pypdf.generic import StreamObject

from app.guides.formats import labels
from app.guides.formats.pdf import render
from tests.guides.books import EVERYTHING, book, book_of

HOSTILE = r"""#let x = 1; #panic("no") $a^2$ @ref \#x // commentaire /* bloc */ <label> ~ -- --- ... 'a' "b"

= titre typst

`#raw` ``un ` accent`` \ #{1 + 1} #[x] [y] {z} %d é ñ ß 日本語 ✓ → 😀
"""
A5 = (420, 595)
LONGEST_LINE = 100
"""Characters that fit between the margins in the smallest type."""


def pages(pdf: bytes) -> list[PageObject]:
    return list(PdfReader(io.BytesIO(pdf)).pages)


def words(pdf: bytes) -> str:
    """All text of a PDF without white space, soft breaks and hyphens, which only layout decides."""
    text = "".join(page.extract_text() for page in pages(pdf))
    return re.sub(r"[\s\u200b\u00ad-]", "", text)


@pytest.mark.slow
def test_the_book_is_a5_tagged_titled_and_in_its_language() -> None:
    reader = PdfReader(io.BytesIO(render(book(language="fr-CA"))))
    catalogue = reader.root_object
    assert str(catalogue["/Lang"]) == "fr-CA"
    assert "'/Marked': True" in str(catalogue["/MarkInfo"].get_object())
    metadata = catalogue["/Metadata"].get_object()
    assert isinstance(metadata, StreamObject)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in metadata.get_data()
    assert reader.metadata is not None
    assert reader.metadata.title == "Le guide du bon sens"
    assert reader.metadata.creation_date is None
    assert all((round(page.mediabox.width), round(page.mediabox.height)) == A5 for page in reader.pages)


@pytest.mark.slow
def test_hostile_text_is_set_as_words() -> None:
    set_in_type = words(render(book_of(HOSTILE)))
    for snippet in ("#letx=1;", '#panic("no")', "$a^2$", "@ref", "//commentaire/*bloc*/", "<label>",
                    "=titretypst", "#raw", "un`accent", "#{1+1}", "日本語"):  # fmt: skip
        assert snippet in set_in_type


@pytest.mark.slow
def test_a_title_is_no_instruction_either() -> None:
    hostile = book(title="#panic() $x$ @y", subtitle="*a* _b_", organisation="<l> // x")
    set_in_type = words(render(hostile))
    assert "#panic()$x$@y" in set_in_type
    assert "*a*_b_" in set_in_type


@pytest.mark.slow
def test_every_kind_of_markup_is_set() -> None:
    set_in_type = words(render(book_of(EVERYTHING)))
    for snippet in ("Troisgestes", "untroisième", "KeePassXC", "Moiaussi", "doubleauthentification",
                    "sans_sortir", "schéma", "Unsecondparagraphe", "autre=encore"):  # fmt: skip
        assert snippet in set_in_type


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "x" * 3000,
        "`" + "y" * 3000 + "`",
        "```\n" + "z" * 3000 + "\n```",
        "https://exemple.fr/" + "chemin/" * 300,
        "|" + "colonne_sans_fin|" * 9 + "\n|" + "-|" * 9 + "\n|" + "abcdefghijklmnopqrstuvwxyz|" * 9,
        "> " * 12 + "w" * 500,
        "".join(f"{'  ' * level}- niveau{level}{'v' * 90}\n" for level in range(12)),
    ],
    ids=["word", "code", "block", "address", "table", "quotes", "lists"],
)
def test_nothing_leaves_the_page(text: str) -> None:
    strays = []

    def look(run: str, _cm: object, matrix: list[float], _font: object, _size: float) -> None:
        if run.strip() and not 0 <= matrix[4] <= A5[0]:
            strays.append((run, matrix[4]))

    for page in pages(render(book_of(text))):
        lines = page.extract_text(visitor_text=look).replace("\u200b", "").splitlines()
        assert all(len(line) <= LONGEST_LINE for line in lines)
    assert not strays


@pytest.mark.slow
@pytest.mark.parametrize(("language", "mark"), [("fr", "ÉPREUVE"), ("en", "PROOF"), ("ja", "校正刷"), ("xx", "PROOF")])
def test_a_proof_says_so_on_every_page_and_a_release_on_none(language: str, mark: str) -> None:
    proof = pages(render(book(kind="proof", language=language)))
    assert all(mark in re.sub(r"[\s\u200b]", "", page.extract_text()) for page in proof)
    assert mark not in words(render(book(language=language)))


@pytest.mark.slow
def test_contents_bookmarks_and_imprint() -> None:
    reader = PdfReader(io.BytesIO(render(book())))
    bookmarks = str(reader.outline)
    assert "Qui répond de la question 1" in bookmarks
    assert "Choisir une phrase" in bookmarks
    assert "Trois gestes" not in bookmarks
    set_in_type = words(render(book()))
    assert "Écritdu1erseptembre2026au31octobre2026" in set_in_type.replace("ᵉʳ", "er")
    assert "0123456789abcdef" * 4 in set_in_type
    assert labels.FRENCH.contents in set_in_type


@pytest.mark.slow
def test_emphasis_in_a_script_without_italics_is_a_row_of_dots() -> None:
    def set_in(text: str) -> bytes:
        return render(book_of(text, language="ja"))

    def rows_of_dots(text: str) -> int:
        drawn = [page.get_contents() for page in pages(set_in(text))]
        return sum(len(re.findall(rb"\[0 [\d.]+\][\d.]+ d", page.get_data())) for page in drawn if page is not None)

    assert rows_of_dots("必ず持つ。") == 0
    assert rows_of_dots("*always* and **必ず**持つ。") == 0
    # One for each run of one font: kanji, kana, and a bold one.
    assert rows_of_dots("*必ず*持つ。**_今_**も。") == 3
    assert "必ず持つ" in words(set_in("*必ず*持つ。"))


def test_a_footnote_named_twice_and_one_that_names_itself_are_set_once() -> None:
    set_in_type = words(render(book_of("a[^1] b[^1]\n\n[^1]: Voir[^1] et[^2].\n\n[^2]: Autre[^1].")))
    assert set_in_type.count("Voir") == set_in_type.count("Autre") == 1


def test_a_note_that_only_a_note_names_is_set_behind_it() -> None:
    set_in_type = words(render(book_of("a[^1]\n\n[^1]: Voir[^2] et[^3].\n\n[^2]: Autre[^3].\n\n[^3]: - Encore[^1]\n")))
    assert "Voir[2]et[3].[2]Autre[3].[3]Encore[1]" in set_in_type


@pytest.mark.slow
def test_links_lead_to_the_web_and_to_places_that_exist() -> None:
    pdf = render(book_of("## Ici\n\n[là](#glossaire) [ici](#ici) [nulle part](#absent) [web](https://exemple.fr/x)"))
    assert "làp.13)" in words(pdf).replace("(", "")
    assert "icinullepart" in words(pdf)
    assert b"https://exemple.fr/x" in pdf


def test_what_a_link_does_not_say_stands_at_the_foot_once() -> None:
    named = "[le site](https://exemple.fr/a-b?c=d) et [encore](https://exemple.fr/a-b?c=d), [nous](mailto:a@exemple.fr)"
    said = words(render(book_of(f"{named}\n\nhttps://nu.fr/x [www.nu.fr](https://www.nu.fr/)")))
    assert said.count("https://exemple.fr/ab?c=d") == 1
    assert said.count("a@exemple.fr") == 1
    assert said.count("https://nu.fr/x") == said.count("www.nu.fr") == 1


@pytest.mark.slow
def test_of_very_many_addresses_the_last_stand_behind_their_words() -> None:
    said = words(render(book_of(" ".join(f"[mot](https://exemple.fr/{number})" for number in range(120)))))
    assert "mot(https://exemple.fr/119)" in said
    assert len(set(re.findall(r"exemple.fr/(\d+)", said))) >= 119
