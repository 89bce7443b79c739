"""A new password by mail: for the owner alone, once, and nobody learns who has an account."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.clock import shifted
from app.identity.models import PasswordReset
from app.identity.resetting import FREE, GOOD_FOR
from app.mail.models import OutboxLetter
from tests.invitations.acts import URL, letters, secret_of, sending_mail
from tests.world import World

OLD, NEW = "correct horse battery", "a bicycle in the rain"
ADA = "ada@example.org"


@pytest.fixture(autouse=True)
def ada(world: World) -> None:
    sending_mail(world)
    world.user("ada", password=OLD, mail=ADA)


def ask(world: World, mail: str = ADA) -> int:
    return world.as_(None).post("/v1/auth/reset", json={"mail": mail}).status_code


def choose(world: World, secret: str, password: str = NEW) -> int:
    return world.as_(None).post("/v1/auth/reset/confirm", json={"token": secret, "password": password}).status_code


def signs_in(world: World, password: str) -> bool:
    answer = world.as_(None).post("/v1/auth/token", json={"username": "ada", "password": password})
    return answer.status_code == 200


def asked(world: World) -> str:
    assert ask(world) == 204
    return secret_of(letters(world)[-1][2].link)


def test_the_owner_chooses_a_new_password_once(world: World) -> None:
    before, secret = world.as_("ada"), asked(world)
    [(to, _, letter, read)] = letters(world)
    assert to == ADA
    assert (letter.link or "").startswith(f"{URL}/reset#")
    assert "60 minutes" in read.text
    assert choose(world, secret, "short") == 422
    assert before.get("/v1/me").status_code == 200
    assert choose(world, secret) == 204
    assert (signs_in(world, OLD), signs_in(world, NEW)) == (False, True)
    assert before.get("/v1/me").status_code == 401
    assert choose(world, secret, "another password still") == 404
    assert letters(world)[-1][3].subject == "Your password for guide.example was changed"


def test_a_link_ends_with_its_hour_and_with_the_next_password(world: World) -> None:
    first, second = asked(world), asked(world)
    with shifted(GOOD_FOR + timedelta(seconds=1)):
        assert choose(world, first) == 404
    assert choose(world, second) == 204
    assert choose(world, first) == 404


def test_an_address_that_nobody_has_is_answered_alike(world: World) -> None:
    answers = []
    for mail in (ADA, " ADA@example.org ", "nobody@example.org", "no address"):
        answer = world.as_(None).post("/v1/auth/reset", json={"mail": mail})
        telling = {name: value for name, value in answer.headers.items() if name != "x-request-id"}
        answers.append((answer.status_code, answer.content, telling))
    assert answers == [answers[0]] * 4
    assert [to for to, *_ in letters(world)] == [ADA] * 2
    # Both cost the same: a row for each, with an account or without one.
    with world.database.reading() as session:
        assert session.scalars(select(func.count()).select_from(PasswordReset)).one() == 4


def test_who_cannot_sign_in_gets_no_letter(world: World) -> None:
    world.user("author", mail="author@example.org", can_sign_in=False)
    assert ask(world, "author@example.org") == 204
    assert letters(world) == []


@pytest.mark.parametrize("mail", [ADA, "nobody@example.org"])
def test_one_address_is_not_written_to_again_and_again(world: World, mail: str) -> None:
    assert [ask(world, mail) for _ in range(FREE + 2)] == [204] * FREE + [429] * 2
    assert ask(world, "somebody-else@example.org") == 204


def test_a_wrong_link_makes_nobody_hash_and_the_database_alone_signs_nobody_in(world: World) -> None:
    secret = asked(world)
    assert choose(world, "wrong-link") == 404
    with world.database.reading() as session:
        row = session.scalars(select(PasswordReset)).one()
        assert secret not in repr(row.model_dump())
        digest = row.token_sha256
    assert choose(world, digest) == 404


def test_without_mail_somebody_is_told_whom_to_ask(world: World) -> None:
    sending_mail(world, smtp_url=None)
    answer = world.as_(None).post("/v1/auth/reset", json={"mail": ADA})
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:bonsens:problem:mail-off")
    with world.database.reading() as session:
        assert session.scalars(select(func.count()).select_from(OutboxLetter)).one() == 0


def test_addresses_are_set_by_site_admins_and_belong_to_one_account(world: World) -> None:
    world.user("root", site_admin=True)
    world.user("bob")
    root = world.as_("root")
    taken = root.put("/v1/users/bob/mail", json={"mail": "ADA@example.org"})
    assert (taken.status_code, taken.json()["field"]) == (409, "mail")
    assert root.put("/v1/users/bob/mail", json={"mail": "bob"}).json()["errors"][0]["field"] == "mail"
    assert root.put("/v1/users/bob/mail", json={"mail": "Bob@example.org"}).json()["mail"] == "bob@example.org"
    assert root.put("/v1/users/ada/mail", json={"mail": ADA}).status_code == 200
    assert root.put("/v1/users/bob/mail", json={"mail": None}).json()["mail"] is None
    assert world.as_("bob").put("/v1/users/bob/mail", json={"mail": None}).status_code == 403
    again = {"username": "eve", "name": "Eve", "mail": ADA}
    assert root.post("/v1/users", json=again).json()["field"] == "mail"
