"""Lists of people: whatever a spreadsheet makes of them is read, or told by line, and a second time changes nothing."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.campaigns.rules import Role
from app.clock import database_now
from app.config import Settings
from app.errors import Mistake
from app.identity.actor import Actor
from app.invitations.letters import Reach
from app.invitations.listing import Defaults, read_listing
from app.invitations.people import Report, Terms, import_people
from app.text.spreadsheet import to_csv
from app.words.saying import Language
from tests.invitations.acts import MAIL, PASSWORD, accept, letters, secret_of, sending_mail
from tests.world import Json, World

LIST = """name;mail;department;role;campaign
Zoé Petit;zoe@example.org;Sinistres;editor;guide
Élodie Roux;elodie@example.org;IT;;guide
Ben;ben@example.org;;;
"""
REACH = Reach.of(Settings.model_validate(MAIL))


@pytest.fixture
def root(world: World) -> World:
    world.user("root", site_admin=True, name="Rose Root")
    world.campaign()
    sending_mail(world)
    return world


def bring(world: World, text: str = LIST, by: str = "root", **more: object) -> Json:
    answer = world.as_(by).post("/v1/users/import", json={"csv": text, **more})
    assert answer.status_code == 200, answer.text
    told: Json = answer.json()
    return told


def counts(told: Json) -> tuple[int, int, int]:
    return told["created"], told["moved"], told["roles"]


@pytest.mark.slow
def test_a_list_makes_accounts_roles_and_letters_and_its_people_come_in(root: World) -> None:
    told = bring(root, language="fr")
    assert (told["stored"], told["lines"], counts(told), told["links"]) == (True, 3, (3, 0, 2), [])
    sent = letters(root)
    assert [to for to, *_ in sent] == ["zoe@example.org", "elodie@example.org", "ben@example.org"]
    assert "Rose Root vous invite" in sent[0][3].text
    look = root.as_(None).post("/v1/invitations/look", json={"token": secret_of(sent[0][2].link)}).json()
    assert (look["has_account"], look["username"], look["name"]) == (True, "zoe@example.org", "Zoé Petit")
    came = accept(root, secret_of(sent[0][2].link), password=PASSWORD)
    assert came.json()["username"] == "zoe@example.org"
    signed = root.as_(None).post("/v1/auth/token", json={"username": "zoe@example.org", "password": PASSWORD})
    assert signed.status_code == 200
    roles = {
        one["username"]: one["role"]
        for one in root.as_("guide-admin").get("/v1/campaigns/guide/members").json()["items"]
    }
    assert (roles["zoe@example.org"], roles["elodie@example.org"]) == ("editor", "contributor")


def test_the_same_list_again_changes_nothing_and_writes_to_nobody(root: World) -> None:
    bring(root)
    before = root.as_("root").get("/v1/users").json()
    told = bring(root, LIST.replace("zoe@example.org", " ZOE@Example.org"))
    assert (told["stored"], counts(told)) == (True, (0, 0, 0))
    assert root.as_("root").get("/v1/users").json() == before
    assert len(letters(root)) == 3


def test_another_department_is_taken_over_and_a_role_is_never_lowered(root: World) -> None:
    bring(root)
    told = bring(root, LIST.replace("IT", "Ventes").replace("editor", "reader"))
    assert counts(told) == (0, 1, 0)
    told = bring(root, LIST.replace("editor", "Administrateur"))
    assert counts(told) == (0, 1, 1)


def test_a_trial_tells_the_same_and_does_nothing(root: World) -> None:
    told = bring(root, dry_run=True)
    assert (told["stored"], counts(told)) == (False, (3, 0, 2))
    assert letters(root) == []
    assert counts(bring(root)) == (3, 0, 2)


def test_links_are_given_out_where_nobody_is_to_be_written_to(root: World) -> None:
    told = bring(root, send=False)
    assert [link["mail"] for link in told["links"]] == ["zoe@example.org", "elodie@example.org", "ben@example.org"]
    assert letters(root) == []
    assert accept(root, secret_of(told["links"][2]["link"]), password=PASSWORD).status_code == 200


def test_bad_lines_are_told_with_number_and_remedy_and_nothing_is_stored(root: World) -> None:
    world = root
    world.user("taken", mail="other@example.org")
    text = (
        "Name;E-Mail;Rôle;Campagne;Identifiant\n"
        "Ann;ann@example.org;;;\n"
        ";bob@example.org;;;\n"
        "Cy;cy at example.org;;;\n"
        "Di;di@example.org;chief;guide;\n"
        '"E\nva";eva@example.org;;;\n'
        "Flo;flo@example.org;editor;nowhere;\n"
        "Gus;ANN@example.org;;;\n"
        "Hal;hal@example.org;editor;;\n"
        "Ida;ida@example.org;;;taken\n"
        "Jo;jo@example.org;;;Jo Jo\n"
    )
    told = bring(world, text)
    found = {(bad["line"], bad["field"]): bad["code"] for bad in told["bad"]}
    assert found == {
        (3, "name"): "field-missing",
        (4, "mail"): "mail-malformed",
        (5, "role"): "not-offered",
        (6, "name"): "name-unprintable",
        (8, "campaign"): "no-such-campaign-named",
        (9, "mail"): "line-twice",
        (10, "campaign"): "role-without-campaign",
        (11, "username"): "username-of-another",
        (12, "username"): "username-malformed",
    }
    assert not told["stored"]
    assert letters(world) == []
    assert "ann@example.org" not in world.as_("root").get("/v1/users?limit=100").text


def test_usernames_are_made_of_addresses_and_are_never_two_peoples(root: World) -> None:
    root.user("ann@example.org")
    bring(root, f"mail,name\nann@example.org,Ann\no'neil+x@example.org,Neil\n{'z' * 60}@example.org,Zed\n")
    made = {user["mail"]: user["username"] for user in root.as_("root").get("/v1/users?limit=100").json()["items"]}
    assert made["ann@example.org"] == "ann@example.org-2"
    assert made["o'neil+x@example.org"] == "o-neil-x@example.org"
    assert made[f"{'z' * 60}@example.org"] == "z" * 60


def test_only_site_admins_bring_lists_and_mail_that_is_off_is_told(root: World) -> None:
    for who, status in (("guide-admin", 403), (None, 401)):
        assert root.as_(who).post("/v1/users/import", json={"csv": LIST}).status_code == status
    sending_mail(root, smtp_url=None)
    assert root.as_("root").post("/v1/users/import", json={"csv": LIST}).status_code == 409
    assert bring(root, send=False)["stored"]


def test_the_chains_hold_after_a_list(root: World) -> None:
    bring(root)
    for path in ("/v1/audit", "/v1/campaigns/guide/audit"):
        acts = [entry["act"] for entry in root.as_("root").get(path).json().get("items", [])]
        assert acts == [] or {"user.created", "invitation.made"} <= set(acts) or "membership.set" in acts
    with root.database.writing() as session:
        listing = read_listing(LIST.replace("@", "@mail.").encode(), Defaults())
        terms = Terms(Language.ENGLISH, REACH)
        report: Report = import_people(session, Actor(None), listing, terms=terms, now=database_now(session))
    assert (report.created, report.bad) == (3, [])


HABITS = {
    "utf-8": lambda text: text.encode(),
    "byte order mark": lambda text: ("\ufeff" + text).encode(),
    "windows": lambda text: text.encode("cp1252"),
    "windows line ends": lambda text: text.replace("\n", "\r\n").encode(),
    "utf-16": lambda text: text.encode("utf-16"),
    "tabs": lambda text: text.replace(";", "\t").encode(),
    "commas": lambda text: text.replace(";", ",").encode(),
    "empty lines": lambda text: text.replace("\n", "\n;;;;\n").encode(),
    "more cells": lambda text: text.replace("\n", ";;\n").encode(),
}


@pytest.mark.parametrize("habit", HABITS)
def test_whatever_a_spreadsheet_writes_is_read_alike(habit: str) -> None:
    listing = read_listing(HABITS[habit](LIST), Defaults())
    assert [(one.name, one.mail, one.department, one.role) for one in listing.people] == [
        ("Zoé Petit", "zoe@example.org", "Sinistres", Role.EDITOR),
        ("Élodie Roux", "elodie@example.org", "IT", Role.CONTRIBUTOR),
        ("Ben", "ben@example.org", None, None),
    ]
    assert listing.bad == []
    assert listing.encoding == {"windows": "cp1252", "utf-16": "utf-16"}.get(habit, "utf-8")


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "“name” is missing"),
        (b"name\nZoe\n", "“mail” is missing"),
        (b"nme;mail\n", "did you mean"),
        (b"shoe size;mail;name\n", "“shoe size” is unknown"),
        (b"name;mail\n\x81\x8d\n", "no text"),
        (b"PK\x03\x04\x00\x00", "no text"),
    ],
)
def test_a_file_that_is_no_list_is_told(data: bytes, complaint: str) -> None:
    with pytest.raises(Mistake, match=complaint):
        read_listing(data, Defaults())


@pytest.mark.slow
@given(
    st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20), st.emails()), max_size=8), st.binary(max_size=200)
)
def test_no_file_breaks_the_reader(rows: list[tuple[str, str, str]], junk: bytes) -> None:
    written = io.StringIO(newline="")
    csv.writer(written).writerows([("name", "department", "mail"), *rows])
    for data in (written.getvalue().encode(errors="replace"), junk, b"name;mail\n" + junk):
        try:
            listing = read_listing(data, Defaults())
        except Mistake:
            continue
        assert len({bad.line for bad in listing.bad} | {one.line for one in listing.people}) == len(listing.bad) + len(
            listing.people
        )


def test_a_name_that_would_be_a_formula_is_written_so_that_nobody_calculates_it() -> None:
    assert b"'=HYPERLINK" in to_csv(("name", "mail", "link"), [('=HYPERLINK("x")', "a@example.org", "https://x")])
