"""How people are named: what is short is never the whole name, and the order tells no more than the names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.credits.rules import UNNAMED, Naming, Shown, alphabetical, share_of, short_name, shown_as


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Claire Morvan", "Claire M."),
        ("Jean-Marc Moreau", "Jean-Marc M."),
        ("Élodie Évrard", "Élodie É."),
        ("Anne-Lise Dupont-Aignan", "Anne-Lise D."),
        # Particles in small letters are passed over, those in capitals begin the name.
        ("Yves Le Goff", "Yves L."),
        ("Paulo Da Silva", "Paulo D."),
        ("Charles de Gaulle", "Charles G."),
        ("Ursula von der Leyen", "Ursula L."),
        ("Anne d'Ornano", "Anne O."),
        ("Anne d’Ornano", "Anne O."),
        ("Gerard 't Hooft", "Gerard H."),
        ("Vincenzo D'Amato", "Vincenzo D."),
        ("María García López", "María G."),
        # Initials between the names are passed over.
        ("John F. Kennedy", "John K."),
        ("J. R. R. Tolkien", "J. T."),
        ("Mary J Smith", "Mary S."),
        # As directories write them.
        ("MORVAN Claire", "Claire M."),
        ("LE GOFF Yves", "Yves L."),
        ("Claire MORVAN", "Claire M."),
        ("Morvan, Claire", "Claire M."),
        ("De Luca, Maria Grazia", "Maria Grazia D."),
        ("JP Martin", "JP M."),
        ("CLAIRE MORVAN", "CLAIRE M."),
        # Single names, and small letters alone.
        ("Zoé", "Zoé"),
        ("bell hooks", "bell H."),
        ("Claire (externe)", "Claire E."),
        ("Agent 007", "Agent 0."),
        ("Straße ßtern", "Straße SS."),
        # Family name first.
        ("山田 太郎", "山. 太郎"),
        ("山田太郎", "山."),
        ("김 민준", "김. 민준"),
        ("김민준", "김."),
        ("マリア・ロッシ", "マリア・ロ."),
        ("やまだ　たろう", "や. たろう"),
        # Written decomposed, as some systems do.
        ("Eve E\u0301vrard", "Eve E\u0301."),
    ],
)
def test_short_names(name: str, short: str) -> None:
    assert short_name(name) == short


LATIN = st.text("abcdefghijéèü", min_size=2, max_size=8).map(str.title)
OTHER = st.text("klmnopqrstuvwxyz", min_size=2, max_size=8).map(str.title)


@pytest.mark.slow
@given(LATIN, st.lists(OTHER, min_size=1, max_size=3), st.sampled_from(["", "de ", "van der ", "d'"]))
def test_a_short_name_keeps_the_first_name_and_one_letter_of_the_last(
    first: str, last: list[str], particle: str
) -> None:
    family = particle + " ".join(last)
    for written in (f"{first} {family}", f"{family}, {first}"):
        assert short_name(written) == f"{first} {last[0][0]}."


@given(st.text(st.characters(categories=["L", "M", "N", "P", "Zs", "S"]), min_size=1, max_size=40))
def test_whatever_an_account_is_called_has_a_short_name_and_a_place(name: str) -> None:
    trimmed = name.strip()
    if not trimmed:
        return
    short = short_name(trimmed)
    assert short.strip()
    assert len(short) <= len(trimmed) + len("SSS. ")
    assert all(isinstance(part, str) for part in alphabetical(trimmed))


@pytest.mark.parametrize(
    ("naming", "department", "shown"),
    [
        (Naming.FULL, "Sinistres", Shown(Naming.FULL, "Claire Morvan", "Sinistres")),
        (Naming.FULL, None, Shown(Naming.FULL, "Claire Morvan", None)),
        (Naming.SHORT, "Sinistres", Shown(Naming.SHORT, "Claire M.", None)),
        (Naming.DEPARTMENT, "Sinistres", Shown(Naming.DEPARTMENT, None, "Sinistres")),
        (Naming.DEPARTMENT, None, UNNAMED),
        (Naming.ANONYMOUS, "Sinistres", UNNAMED),
    ],
)
def test_everybody_appears_as_they_chose(naming: Naming, department: str | None, shown: Shown) -> None:
    assert shown_as(naming, "Claire Morvan", department) == shown


def test_names_stand_under_the_last_name() -> None:
    names = ["Zoé", "Yves Le Goff", "Claire Morvan", "Charles de Gaulle", "Élie Évrard", "Anne Ermont", "Claire M."]
    assert sorted(names, key=alphabetical) == [
        "Anne Ermont",
        "Élie Évrard",
        "Charles de Gaulle",
        "Yves Le Goff",
        "Claire M.",
        "Claire Morvan",
        "Zoé",
    ]


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_shares_add_up_as_far_as_rounding_allows(parts: list[int]) -> None:
    total = sum(parts)
    shares = [share_of(part, total) for part in parts]
    assert all(0 <= share <= 1 for share in shares)
    assert abs(sum(shares) - (1 if total else 0)) <= len(parts) * 1e-6


def test_shares_are_rounded_once_from_exact_numbers() -> None:
    assert share_of(1, 3) == 0.333333
    assert share_of(2, 3) == 0.666667
    assert share_of(1, 2_000_000) == 0.0
    assert share_of(3, 2_000_000) == 0.000002
    assert share_of(0, 0) == 0.0
