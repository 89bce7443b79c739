"""Who wrote the guide, in words: names as chosen, everybody else counted, nobody lost and nobody told."""

import io
import re
from dataclasses import replace

import pytest
from pypdf import PdfReader

from app.guides.book import Contributor, Credit, Tip
from app.guides.formats import FORMATS, render
from app.guides.formats.labels import labels_for
from app.guides.formats.people import not_by_name, signature, thanks
from tests.guides.books import book, chapter, passage, tip
from tests.guides.laid_out import signs

CLAIRE, IDRISS = Credit("Claire Morvan", None, 1, 9), Credit("Idriss B.", None, 1, 4)
CLAIMS, ONE_OF_CLAIMS = Credit(None, "Sinistres", 3, 5), Credit(None, "Sinistres", 1, 5)
NOBODY, ONE_NOBODY = Credit(None, None, 2, 7), Credit(None, None, 1, 7)


@pytest.mark.parametrize(
    ("credit", "french", "english"),
    [
        ((), None, None),
        ((CLAIRE, IDRISS), "Écrit par Claire Morvan, Idriss B.", "Written by Claire Morvan, Idriss B."),
        (
            (CLAIRE, NOBODY, CLAIMS),
            "Écrit par Claire Morvan, Sinistres (3\u00a0personnes), 2\u00a0personnes anonymes",
            "Written by Claire Morvan, Sinistres (3 people), 2 anonymous people",
        ),
        ((ONE_NOBODY,), "Écrit par une personne anonyme", "Written by one anonymous person"),
        ((ONE_OF_CLAIMS,), "Écrit par Sinistres", "Written by Sinistres"),
    ],
)
def test_signatures(credit: tuple[Credit, ...], french: str | None, english: str | None) -> None:
    assert signature(labels_for("fr"), credit) == french
    assert signature(labels_for("en"), credit) == english


def person(name: str | None, department: str | None = None, people: int = 1) -> Contributor:
    return Contributor(name, department, people, 98_765, 0.123987, 1, 1)


def test_who_is_not_named_is_thanked_in_words() -> None:
    french = labels_for("fr")
    people = (person("Claire Morvan"), person(None, "Actuariat"), person(None, "Sinistres", 3), person(None, people=12))
    assert not_by_name(french, people) == [
        "Sous le nom de leur service\u00a0: Actuariat, Sinistres (3\u00a0personnes).",
        "Et 12\u00a0personnes qui n’ont pas souhaité être nommées.",
    ]
    assert not_by_name(french, (person(None),)) == ["Et une personne qui n’a pas souhaité être nommée."]
    assert not_by_name(french, (person("Claire Morvan", "Sinistres"),)) == []
    assert thanks(french, people) == french.thanks
    assert thanks(french, people[1:]) == french.thanks_unnamed
    assert not_by_name(labels_for("ja"), (person(None, people=2),)) == [
        "ほかに、氏名の掲載を希望されなかった方が2名います。"
    ]


def words(form: str, data: bytes) -> str:
    """Return what can be read, without white space and hyphens, which only layout decides."""
    if form == "pdf":
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    else:
        text = data.decode().replace("&nbsp;", "").replace("\\", "")
    return re.sub(r"[\s\u200b\u00ad-]", "", text)


@pytest.mark.slow
@pytest.mark.parametrize("form", [form for form in FORMATS if form != "json"])
def test_every_format_thanks_everybody_and_prints_no_figures(form: str) -> None:
    people = (person("Claire Morvan", "Sinistres"), person(None, "Actuariat", 2), person(None, people=12))
    text = words(form, render(form, book(contributors=people)))
    for snippet in ("ClaireMorvan", "Sinistres", "Actuariat(2personnes)", "Et12personnes"):
        assert snippet in text
    assert "98765" not in text
    assert "123987" not in text
    alone = words(form, render(form, book(contributors=(person(None, people=7),))))
    assert "Mercià" in alone
    assert "Et7personnes" in alone
    assert "Contributeurs" not in words(form, render(form, book(contributors=())))


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, *range(22, 64, 3), 100, 101])
def test_many_names_run_down_the_columns_of_as_many_pages_as_they_take(count: int) -> None:
    people = tuple(person(f"Prénom Nom{number:03}", "Un service" if number % 3 else None) for number in range(count))
    reader = PdfReader(io.BytesIO(render("pdf", book(contributors=(*people, person(None, people=12))))))
    text = "".join(page.extract_text() for page in reader.pages)
    assert re.findall(r"Nom(\d{3})", text) == [f"{number:03}" for number in range(count)]
    (last,) = [page.extract_text() for page in reader.pages if "Et 12" in page.extract_text().replace("\u00a0", " ")]
    assert "Nom" in last
    before = len(PdfReader(io.BytesIO(render("pdf", book(contributors=())))).pages)
    assert len(reader.pages) - before <= 1 + count // 50


@pytest.mark.slow
@pytest.mark.parametrize("form", [form for form in FORMATS if form != "json"])
def test_very_many_names_are_run_in_and_each_is_there_once_in_order(form: str) -> None:
    people = tuple(person(f"Ada Nom{number:03}", "Sinistres" if number % 3 else None) for number in range(500))
    written = render(form, book(contributors=(*people, person(None, people=12))))
    text = words(form, written)
    assert re.findall(r"Nom(\d{3})", text) == [f"{number:03}" for number in range(500)]
    assert "Nom499,Sinistres" in text or "Nom499<span>Sinistres" in text or "Nom499**,Sinistres" in text
    assert "Et12personnes" in text
    marks = {"pdf": "Nom000·AdaNom001", "html": 'class="peoplerunin"', "md": "Nom000**·**AdaNom001**"}
    few = words(form, render(form, book(contributors=people[:100])))
    assert marks[form] in text
    assert marks[form] not in few
    if form == "pdf":
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(written)).pages]
        assert sum("Ada Nom" in page for page in pages) <= 5
        assert "Nom499" in next(page for page in pages if "Et 12" in page.replace("\u00a0", " "))


@pytest.mark.slow
def test_a_name_without_end_stays_in_its_column() -> None:
    longest = person("W" * 200, "w" * 200)
    strays = []

    def look(run: str, _cm: object, matrix: list[float], _font: object, _size: float) -> None:
        if run.strip() and not 0 <= matrix[4] <= 420:
            strays.append(run)

    for page in PdfReader(io.BytesIO(render("pdf", book(contributors=(longest,) * 30)))).pages:
        page.extract_text(visitor_text=look)
    assert strays == []


@pytest.mark.parametrize("form", FORMATS)
def test_names_are_words_not_markup(form: str) -> None:
    hostile = "<b>#let x = *1* [y](z)"
    signed = chapter(1, tip(1))
    data = render(form, book(chapters=(signed,), conclusion=passage("fin", "Fin", "Fin.", hostile)))
    assert "<b>" not in data.decode(errors="replace") or form in {"json", "pdf"}
    data = render(form, book(contributors=(person(hostile, hostile), person(None, hostile))))
    text = words(form, data)
    assert text.replace("&lt;", "<").replace("&gt;", ">").count("<b>#letx=*1*[y](z)") >= 3


@pytest.mark.slow
@pytest.mark.parametrize("count", [0, 200], ids=["signature", "run in"])
def test_names_from_right_to_left_stand_in_their_order(count: int) -> None:
    """On paper, where a reader sees the first one first: together they would be one run, and swapped."""
    first, second = "נועה", "דוד"
    others = [person(f"Name {number}") for number in range(count)]
    signed = tuple(Credit(name, None, 1, 9) for name in (first, second)) if not others else ()
    people = (person(first), person(second), *others)
    written = passage("tip-1", "Un titre", "Un texte.")
    told = chapter(1, Tip(1, replace(written, credits=signed)))
    pdf = render("pdf", book(contributors=people if others else (), chapters=(told,)))
    left = {sign.text: sign.left for sign in reversed(signs(pdf)) if sign.text in {first[0], second[0]}}
    assert left[first[0]] < left[second[0]]


@pytest.mark.parametrize("turning", ["\u202e", "\u202d", "\u202b", "\u2067", "\u2066"])
def test_no_name_turns_what_follows_it(turning: str) -> None:
    named = (Credit(f"Ana{turning}", None, 1, 9), CLAIRE)
    assert signature(labels_for("en"), named) == "Written by Ana, Claire Morvan"
    people = tuple(person(f"Nom {number}{turning}") for number in range(120))
    printed = render("md", replace(book(), contributors=people)).decode()
    assert turning not in printed
    assert printed.count(" · ") == 119
