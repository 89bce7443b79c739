"""People change their own mail address: by a letter to the new one, once, and whoever had the old one is told."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from app.audit.models import AuditEntry
from app.clock import shifted
from app.identity import readdressing
from app.identity.models import User
from app.identity.readdressing import FREE, GOOD_FOR
from app.identity.service import find_by_mail
from tests.invitations.acts import URL, letters, secret_of, sending_mail
from tests.planting import on_one_database
from tests.world import World

PASSWORD, NEW = "correct horse battery", "a bicycle in the rain"
OLD_MAIL, NEW_MAIL = "ada@example.org", "ada@home.example"


@pytest.fixture(autouse=True)
def ada(world: World) -> None:
    sending_mail(world)
    world.user("ada", password=PASSWORD, mail=OLD_MAIL)


def ask(world: World, mail: str = NEW_MAIL, password: str | None = PASSWORD, who: str = "ada") -> int:
    return world.as_(who).put("/v1/me/mail", json={"mail": mail, "password": password}).status_code


def confirm(world: World, secret: str) -> int:
    return world.as_(None).post("/v1/auth/address/confirm", json={"token": secret}).status_code


def address(world: World, who: str = "ada") -> str | None:
    mail: str | None = world.as_(who).get("/v1/me").json()["mail"]
    return mail


def asked(world: World, mail: str = NEW_MAIL) -> str:
    assert ask(world, mail) == 204
    return secret_of(letters(world)[-1][2].link)


def test_the_new_address_counts_once_it_is_confirmed(world: World) -> None:
    secret = asked(world, " Ada@Home.example ")
    [(to, _, letter, read)] = letters(world)
    assert (to, address(world)) == (NEW_MAIL, OLD_MAIL)
    assert (letter.link or "").startswith(f"{URL}/address#")
    assert "24 hours" in read.text
    assert (confirm(world, secret), confirm(world, secret)) == (204, 404)
    assert address(world) == NEW_MAIL
    (told, _, _, notice) = letters(world)[-1]
    assert (told, notice.subject) == (OLD_MAIL, "Your mail address on guide.example was changed")
    assert NEW_MAIL not in notice.text
    with world.database.reading() as session:
        names = session.scalars(select(col(AuditEntry.act)).order_by(col(AuditEntry.id).desc()).limit(2)).all()
    assert [*names] == ["user.mail-set", "user.address-asked"]


def test_a_link_ends_with_its_day_and_with_the_next_wish(world: World) -> None:
    first, second = asked(world), asked(world, "ada@other.example")
    assert confirm(world, first) == 404
    with shifted(GOOD_FOR + timedelta(seconds=1)):
        assert confirm(world, second) == 404
    assert address(world) == OLD_MAIL


@on_one_database
def test_whoever_sits_at_the_desk_needs_the_password(world: World) -> None:
    assert [ask(world, password=given) for given in ("a wrong password", None)] == [401, 401]
    assert letters(world) == []
    world.user("eve", mail="eve@example.org")
    assert ask(world, "eve@home.example", None, "eve") == 204


@on_one_database
def test_an_address_of_another_account_is_answered_alike_and_stays(world: World) -> None:
    world.user("bob", mail="bob@example.org", name="Bob")
    asking = world.as_("ada")
    wishes = [{"mail": mail, "password": PASSWORD} for mail in (NEW_MAIL, "bob@example.org")]
    answers = [asking.put("/v1/me/mail", json=wish) for wish in wishes]
    assert {(answer.status_code, answer.content) for answer in answers} == {(204, b"")}
    (to, _, letter, read) = letters(world)[-1]
    assert (to, letter.link) == ("bob@example.org", None)
    assert "belongs to your account “bob” already" in read.text
    assert "ada" not in read.text
    assert address(world, "bob") == "bob@example.org"


@on_one_database
def test_an_address_that_was_taken_meanwhile_is_refused(world: World) -> None:
    secret = asked(world)
    world.user("bob", mail=NEW_MAIL)
    assert confirm(world, secret) == 409
    assert (address(world), address(world, "bob")) == (OLD_MAIL, NEW_MAIL)


@on_one_database
def test_links_to_the_address_before_end(world: World) -> None:
    world.as_(None).post("/v1/auth/reset", json={"mail": OLD_MAIL})
    reset = secret_of(letters(world)[-1][2].link)
    assert confirm(world, asked(world)) == 204
    chosen = world.as_(None).post("/v1/auth/reset/confirm", json={"token": reset, "password": NEW})
    assert chosen.status_code == 404


@on_one_database
def test_nobody_is_written_to_again_and_again(world: World) -> None:
    assert [ask(world, f"ada{number}@home.example") for number in range(FREE + 2)] == [204] * FREE + [429] * 2
    for name in ("eve", "bob", "kim", "lou"):
        world.user(name)
    assert [ask(world, NEW_MAIL, None, who) for who in ("eve", "bob", "kim", "lou")] == [204] * FREE + [429]


@on_one_database
def test_whoever_has_left_confirms_nothing(world: World) -> None:
    secret = asked(world)
    with world.database.writing() as session:
        user = session.scalars(select(User).where(col(User.username) == "ada")).one()
        user.disabled_at = user.created_at
    assert confirm(world, secret) == 404


@on_one_database
def test_without_mail_somebody_is_told_whom_to_ask(world: World) -> None:
    sending_mail(world, smtp_url=None)
    answer = world.as_("ada").put("/v1/me/mail", json={"mail": NEW_MAIL, "password": PASSWORD})
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:bonsens:problem:mail-off")


@on_one_database
def test_an_address_that_counts_unconfirmed_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check that nothing changes before the link was followed can fail."""

    def planted(session: Session, mail: str) -> User | None:
        session.scalars(select(User).where(col(User.username) == "ada")).one().mail = mail
        return find_by_mail(session, mail)

    monkeypatch.setattr(readdressing, "find_by_mail", planted)
    asked(world)
    assert address(world) != OLD_MAIL
