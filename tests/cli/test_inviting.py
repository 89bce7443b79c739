"""Invitations, addresses and links to choose a password, at a shell."""

import pytest

from app.config import Settings
from app.main import create_app
from tests.cli.conftest import Run
from tests.client import ApiClient
from tests.contract import Contract

PASSWORD = "a bicycle in the rain"


@pytest.fixture
def public(guide: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("BONSENS_PUBLIC_URL", "https://guide.example")
    return guide


@pytest.mark.slow
def test_links_of_a_shell_let_people_in_once(public: Run, contract: Contract) -> None:
    shown = [
        public("invite", "--admin", "--name", "Zoé"),
        public("invite", "--campaign", "guide", "--role", "editor", "--language", "en"),
    ]
    links = [ended.out.decode().splitlines()[-1] for ended in shown]
    assert all(link.startswith("https://guide.example/invitation#") for link in links)
    assert shown[0].err == "Good once, for 14 days.\n"
    with ApiClient(create_app(Settings()), contract) as client:
        for number, link in enumerate(links):
            body = {"token": link.partition("#")[2], "username": f"z{number}", "name": "Zoé", "password": PASSWORD}
            came = client.post("/v1/invitations/accept", json=body)
            assert (came.status_code, came.json()["role"]) == (200, [None, "editor"][number])
        link = public("user", "reset", "z1").out.decode().splitlines()[-1]
        assert link.startswith("https://guide.example/reset#")
        new = {"token": link.partition("#")[2], "password": "another bicycle in the rain"}
        assert client.post("/v1/auth/reset/confirm", json=new).status_code == 204
        assert client.post("/v1/auth/reset/confirm", json=new).status_code == 404
    assert b"z0\tZo\xc3\xa9\t\tadmin" in public("user", "list").out


def test_addresses_are_set_and_taken_away(public: Run) -> None:
    assert public("user", "create", "zoe", "--name", "Zoé", "--mail", "zoe@example.org").code == 0
    assert public("user", "mail", "chef", "zoe@example.org").err == (
        "Refused: The mail address “zoe@example.org” belongs to another account.\n"
    )
    assert public("user", "mail", "zoe").err == "zoe has no mail address.\n"
    assert public("user", "mail", "chef", "Zoe@Example.org").err == "Letters to chef go to zoe@example.org.\n"


def test_what_cannot_be_is_one_sentence(guide: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for arguments in (("invite",), ("user", "reset", "chef")):
        assert guide(*arguments).err.startswith("Refused: Set BONSENS_PUBLIC_URL")
    monkeypatch.setenv("BONSENS_PUBLIC_URL", "https://guide.example")
    assert guide("invite", "--mail", "zoe@example.org").err.startswith("Refused: This service sends no mail.")
    assert guide("invite", "--campaign", "guide", "--admin").err.startswith("Refused: Invite to a campaign or as")
    assert guide("invite", "--campaign", "none").err == "Refused: There is no such campaign.\n"
