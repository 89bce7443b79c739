"""Following a passage: laws on all texts, and what a person would say on small ones."""

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from app.text.following import Comparison, follow, follow_at_once
from app.text.spans import Span
from tests.text.texts import letters, moved_and_reworded, pairs, texts

any_pair = st.one_of(pairs(), st.tuples(letters, letters), st.tuples(st.text(), st.text()))


@st.composite
def spans(draw: st.DrawFn, text: str) -> Span:
    start = draw(st.integers(0, max(0, len(text) - 1)))
    return Span(start, draw(st.integers(min(start + 1, len(text)), len(text))))


@st.composite
def passages(draw: st.DrawFn) -> tuple[str, Span]:
    text = draw(st.one_of(texts(), letters, st.text()))
    return text, draw(spans(text))


@pytest.mark.slow
@given(passages())
def test_in_the_same_text_a_passage_stands_where_it_stood(passage: tuple[str, Span]) -> None:
    text, span = passage
    assert follow(text, text, span) == span


@pytest.mark.slow
@given(st.data(), any_pair)
def test_what_is_found_lies_in_the_new_text_and_is_found_again(data: st.DataObject, pair: tuple[str, str]) -> None:
    old, new = pair
    span = data.draw(spans(old))
    found = follow(old, new, span)
    assert found == follow(old, new, span)
    if found is not None:
        assert 0 <= found.start <= found.end <= len(new)
        assert found.start < found.end or span.start == span.end


@pytest.mark.slow
@given(passages(), st.text(alphabet="@#\n ", min_size=1))
def test_what_is_inserted_before_shifts_it(passage: tuple[str, Span], inserted: str) -> None:
    text, span = passage
    # An insertion that begins like what follows could as well stand further down.
    assume(not text[: span.start + 1].startswith(inserted[0]) and "@" not in text and "#" not in text)
    assume(span.start < span.end)
    found = follow(text, inserted + text, span)
    assert found == Span(span.start + len(inserted), span.end + len(inserted))


@pytest.mark.slow
@given(passages(), st.data())
def test_one_change_elsewhere_leaves_it_to_the_letter(passage: tuple[str, Span], data: st.DataObject) -> None:
    text, span = passage
    assume(span.start < span.end)
    if data.draw(st.booleans()):
        start = data.draw(st.integers(0, span.start))
        end = data.draw(st.integers(start, span.start))
    else:
        start = data.draw(st.integers(span.end, len(text)))
        end = data.draw(st.integers(start, len(text)))
    changed = text[:start] + data.draw(st.one_of(texts(), st.text())) + text[end:]
    found = follow(text, changed, span)
    assert found is not None
    assert found.of(changed) == span.of(text)


@pytest.mark.slow
@given(st.data(), st.lists(st.booleans(), min_size=3, max_size=12))
def test_many_changes_elsewhere_leave_it_to_the_letter(data: st.DataObject, rewritten: list[bool]) -> None:
    sentences = [f"La phrase n{number} parle de sujet{number} et de thème{number}." for number in range(len(rewritten))]
    words = [f"Or rien{number} ne vaut cela{number} !" for number in range(len(rewritten))]
    place = data.draw(st.integers(0, len(rewritten) - 1))
    rewritten[place] = False
    joint = data.draw(st.sampled_from([" ", "\n\n"]))
    old = joint.join(sentences)
    new = joint.join(words[n] if away else sentences[n] for n, away in enumerate(rewritten))
    start = old.index(sentences[place])
    inner = data.draw(spans(sentences[place]))
    span = Span(start + inner.start, start + inner.end)
    assume(span.of(old).strip())
    found = follow(old, new, span)
    assert found is not None
    assert found.of(new) == span.of(old)


@pytest.mark.slow
@given(passages(), st.sampled_from(["", "\n", "  \n\n"]))
def test_where_all_is_deleted_nothing_is_found(passage: tuple[str, Span], left: str) -> None:
    text, span = passage
    assume(span.of(text).strip())
    assert follow(text, left, span) is None


@pytest.mark.slow
@given(st.data(), any_pair)
def test_a_shortcut_finds_no_other_words(data: st.DataObject, pair: tuple[str, str]) -> None:
    old, new = pair
    span = data.draw(spans(old))
    found = follow_at_once(old, new, span)
    assert found is None or found.of(new) == span.of(old)


@pytest.mark.slow
@given(st.one_of(any_pair, moved_and_reworded()))
@example(("le\n\nchat noir le le le le le le chat\n", "le noir le le le le le le chat\nle\n"))
def test_what_stayed_is_the_same_to_the_letter(pair: tuple[str, str]) -> None:
    old, new = pair
    for part in Comparison.of(old, new).parts:
        assert not part.stayed or part.old.of(old) == part.new.of(new) != ""


TEXT = "Fermez la porte. Éteignez la lumière le soir. Rangez tout.\n\nLe chat 😀 dort.\n"


@pytest.mark.parametrize(
    ("passage", "new", "found"),
    [
        ("lumière", TEXT.replace("lumière", "lumiere"), "lumiere"),
        ("la lumière le soir", TEXT.replace("lumière", "lampe"), "la lampe le soir"),
        ("Éteignez la lumière", TEXT.replace("lumière", "petite lampe"), "Éteignez la petite lampe"),
        ("la lumière", TEXT.replace("la lumière le soir", "la belle lumière dès le soir"), "la belle lumière"),
        ("Éteignez la lumière le soir.", TEXT.replace(" Éteignez la lumière le soir.", ""), None),
        ("Rangez tout.", TEXT.replace("Rangez tout.", "Merci beaucoup."), None),
        ("Rangez tout.", "Merci.\n", None),
        ("Le chat 😀 dort.", "Le chat 😀 dort.\n\n" + TEXT.replace("Le chat 😀 dort.\n", ""), "Le chat 😀 dort."),
        ("😀", f"Avant 😀😀.\n\n{TEXT}", "😀"),
        ("Le chat", "Fermez la porte.\n", None),
        ("la lumière", "Éteignez la petite lumière le soir.\n\nMerci beaucoup !\n", "la petite lumière"),
        ("Fermez la porte.", "Poussez la table, le banc, la chaise et tout ce qui gêne.\n", None),
        ("porte. Éteignez", TEXT.replace("Fermez la porte. ", ""), "Éteignez"),
    ],
)
def test_as_a_person_would_say(passage: str, new: str, found: str | None) -> None:
    start = TEXT.index(passage)
    span = follow(TEXT, new, Span(start, start + len(passage)))
    assert (span and span.of(new)) == found


def test_what_moved_together_is_followed_together() -> None:
    paragraphs = [f"Le paragraphe numéro {number} parle de son sujet." for number in range(6)]
    old = "\n\n".join(paragraphs)
    new = "\n\n".join([*paragraphs[4:], "Et une phrase nouvelle.", *paragraphs[:2], *paragraphs[2:4]])
    start = old.index("numéro 4")
    found = Comparison.of(old, new).follow(Span(start, len(old)))
    assert found is not None
    assert found.of(new) == "\n\n".join(paragraphs[4:])[len("Le paragraphe ") :]


def test_what_moved_and_was_reworded_is_followed() -> None:
    paragraphs = [f"Le paragraphe numéro {n} parle longuement de sujet{n} et de thème{n}." for n in range(4)]
    reworded = paragraphs[0].replace("longuement", "brièvement")
    old, new = "\n\n".join(paragraphs), "\n\n".join([*paragraphs[1:3], reworded, paragraphs[3]])
    for passage, found in (("numéro 0", "numéro 0"), ("parle longuement de sujet0", "parle brièvement de sujet0")):
        start = old.index(passage)
        followed = follow(old, new, Span(start, start + len(passage)))
        assert followed is not None
        assert followed.of(new) == found


def test_a_place_behind_the_text_is_nowhere() -> None:
    assert follow("", "Un texte.", Span(3, 9)) is None
    assert follow("Un", "Un texte.", Span(3, 9)) is None


def test_a_blank_line_holds_nothing_in_place() -> None:
    """One paragraph went, one was mended, one is another: the blank lines do not say which is which."""
    old = "Fermez la porte le soir.\n\nÉteignez la lumière en sortant.\n\nRangez la cuisine.\n"
    new = "Éteignez la petite lumière en sortant.\n\nMerci beaucoup !\n"
    start = old.index("la lumière")
    found = follow(old, new, Span(start, start + len("la lumière")))
    assert found is not None
    assert found.of(new) == "la petite lumière"


def test_a_sentence_that_stayed_alone_among_new_ones_is_found() -> None:
    """A diff that reads well gives all of this line as replaced."""
    old = " ".join(f"La phrase n{n} parle de sujet{n} et de thème{n}." for n in range(5))
    new = " ".join(f"La phrase n{n} parle de sujet{n} et de thème{n}." if n == 2 else f"Or rien{n} !" for n in range(5))
    start = old.index("parle de sujet2")
    found = follow(old, new, Span(start, start + 5))
    assert found is not None
    assert found == Span(new.index("parle"), new.index("parle") + 5)
