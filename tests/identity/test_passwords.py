"""Which passwords are taken, what each refusal says, and that a right one is right however it was typed or hashed."""

import unicodedata
from typing import Literal

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from app.errors import Mistake
from app.identity import passwords
from app.identity.models import User
from app.identity.passwords import LEAST, LEAST_WITH_SECOND_FACTOR, MOST, hash_password, is_right, renewed
from tests.world import World

KNOWN = ["ada", "Ada Lovelace-Byron", "Sinistres Évreux", "guide.example.org"]
GOOD = "correct horse battery"
FORMS: tuple[Literal["NFC", "NFD", "NFKC", "NFKD"], ...] = ("NFC", "NFD", "NFKC", "NFKD")
characters = st.characters(codec="utf-8", exclude_characters="\0")


def refusal(password: str, **more: int) -> str:
    """Return the code of the refusal, nothing for a password that is taken."""
    try:
        hash_password(password, known=KNOWN, **more)
    except Mistake as mistake:
        return f"{mistake.reason.word}" if mistake.field == "password" else mistake.field
    return ""


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "quatre mots sans rapport",
        "x7Kq!pR2$mV9zLw",
        "ada aime les vélos verts",
        "パスワードではない長い言葉です",
        "0918273645546372819",
        "a" + "\u0301" * 3 + " lettre très accentuée",
        "vélo 🚲 pluie 🌧 matin",
    ],
)
def test_what_nobody_guesses_early_is_taken_whatever_it_is_made_of(password: str) -> None:
    assert refusal(password) == ""


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("x" * (LEAST - 1), "password-short"),
        ("ｘ７Ｋｑ!pR2$mV9z", "password-short"),
        ("é́" * 6, "password-short"),
        (GOOD * 13, "password-long"),
        ("passwordpassword", "password-common"),
        ("P@ssw0rdP@ssw0rd", "password-common"),
        ("password12345678", "password-common"),
        ("motdepassemotdepasse", "password-common"),
        ("azertyuiopqsdfghjklm", "password-common"),
        ("aaaaaaaaaaaaaaaaaaaa", "password-common"),
        ("1234567890123456", "password-common"),
        ("qwertyuiopasdfgh", "password-common"),
        ("abcdefghijklmnopq", "password-common"),
        ("ada.lovelace.2026", "password-of-names"),
        ("Lovelace-Byron-1815", "password-of-names"),
        ("BonsensBonsens2026", "password-of-names"),
        ("sinistres evreux", "password-of-names"),
        ("guide.example.org!!", "password-of-names"),
    ],
)
def test_each_refusal_says_what_to_do(password: str, code: str) -> None:
    assert refusal(password) == code


def test_beside_a_second_factor_a_short_one_will_do() -> None:
    assert refusal("xkqv-zjw4", least=LEAST_WITH_SECOND_FACTOR) == ""
    assert refusal("xkqvzjw", least=LEAST_WITH_SECOND_FACTOR) == "password-short"
    assert refusal("password1", least=LEAST_WITH_SECOND_FACTOR) == "password-common"
    assert refusal("ada-1815", least=LEAST_WITH_SECOND_FACTOR) == "password-of-names"


@given(st.text(characters, min_size=0, max_size=MOST + 20))
def test_every_password_is_taken_or_refused_by_its_length_in_one_form(password: str) -> None:
    length = len(unicodedata.normalize("NFKC", password))
    code = refusal(password)
    assert (code == "password-short") == (length < LEAST)
    assert (code == "password-long") == (length > MOST)


def test_a_right_password_is_right_from_every_keyboard() -> None:
    typed = "Œuvre ﬁnie à l’été, ½ litre"
    stored = hash_password(typed)
    for form in (typed, *(unicodedata.normalize(form, typed) for form in FORMS)):
        assert is_right(form, stored), form
    assert not is_right(typed + " ", stored)
    assert not is_right(typed, None)


def test_what_was_hashed_as_typed_or_cheaper_is_right_and_is_hashed_anew() -> None:
    typed = "ﬁnie à l’été, ½ litre"
    stored = passwords._hasher.hash(typed)
    assert is_right(typed, stored)
    anew = renewed(typed, stored)
    assert anew is not None
    assert is_right(typed, anew)
    assert renewed(typed, anew) is None
    cheaper = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1).hash(GOOD)
    assert renewed(GOOD, cheaper) is not None
    assert renewed(GOOD, hash_password(GOOD)) is None


def test_signing_in_hashes_anew_what_was_hashed_otherwise(world: World) -> None:
    world.user("ada", password=GOOD)
    cheaper = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1).hash(GOOD)
    with world.database.writing() as session:
        session.exec(select(User).where(col(User.username) == "ada")).one().password_hash = cheaper
    for _ in range(2):
        answer = world.client.post("/v1/auth/token", json={"username": "ada", "password": GOOD})
        assert answer.status_code == 200
        with world.database.reading() as session:
            stored = session.exec(select(User).where(col(User.username) == "ada")).one().password_hash
        assert stored is not None
        assert stored != cheaper
        assert not passwords._hasher.check_needs_rehash(stored)


def test_an_account_is_refused_a_password_of_its_own_names(world: World) -> None:
    world.user("root", site_admin=True)
    body = {"username": "grace", "name": "Grace Hopper", "password": "grace.hopper.1906"}
    answer = world.as_("root").post("/v1/users", json=body)
    assert answer.status_code == 422
    assert [(one["field"], one["code"]) for one in answer.json()["errors"]] == [("password", "password-of-names")]
