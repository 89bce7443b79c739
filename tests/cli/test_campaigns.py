"""Campaigns at a shell: from a file, through their window, to the clone."""

import os
from pathlib import Path

import pytest

from app.campaigns.locking import get_campaign
from app.clock import database_now
from app.db import Database
from tests.cli.conftest import CAMPAIGN, Run

PLAIN = 'slug = "autre"\ntitle = "Autre"\n'


@pytest.mark.slow
def test_the_window_from_opening_to_reopening(guide: Run, tmp_path: Path) -> None:
    (tmp_path / "autre.toml").write_text(PLAIN, "utf-8")
    assert guide("campaign", "create", "autre.toml").err == (
        "Created autre with 0 themes. Open it with: bonsens campaign open autre\n"
    )
    assert guide("campaign", "open", "autre").err == "Refused: Say when the window closes.\n"
    opened = guide("campaign", "open", "autre", "--until", "2998-06-01T18:00")
    assert opened.err == "autre is open: the window ends 2998-06-01 18:00:00 Europe/Paris.\n"
    extended = guide("campaign", "extend", "autre", "--until", "2998-07-01T18:00+00:00", "--reason", "Congés")
    assert extended.err == "autre is open longer: the window ends 2998-07-01 20:00:00 Europe/Paris.\n"
    assert guide("campaign", "close", "autre").err.startswith("autre is closed: the window ends 2")
    voting = guide("campaign", "reopen-voting", "autre", "--until", "2998-07-31", "--reason", "Textes changés")
    assert voting.err == "autre: people can vote until 2998-08-01 00:00:00 Europe/Paris.\n"
    reopened = guide("campaign", "reopen", "autre", "--until", "2998-08-01", "--reason", "Erreur")
    assert reopened.err == (
        "autre is open again: the window ends 2998-08-02 00:00:00 Europe/Paris; 2998-08-01 is its last day.\n"
    )
    assert guide("campaign", "clone", "guide", "suite").err == "Created suite: Guide. Themes: 1.\n"
    listed = guide("campaign", "list").out.decode().splitlines()
    assert "autre\topen\t2998-08-02 00:00 Europe/Paris\tAutre" in listed
    assert "suite\tdraft\tno window yet\tGuide" in listed
    for arguments in (("open", "autre", "--until", "demain"), ("open", "guide"), ("clone", "guide", "autre")):
        refused = guide("campaign", *arguments)
        assert (refused.code, refused.err.count("\n")) == (1, 1)
        assert refused.err.startswith("Refused: ")


@pytest.mark.slow
def test_next_year_is_looked_at_before_it_is_made_and_a_slip_is_deleted(guide: Run) -> None:
    asked = ("clone", "guide", "suite", "--title", "Saison 2", "--members", "--texts")
    told = guide("campaign", *asked, "--dry-run").err.replace("Would create ", "")
    assert told == (
        "suite: Saison 2. Themes: 1. Members: 0. Texts: 0, of 0 tokens by 0 people "
        "(left out, because not accepted: 0; because hidden: 0).\n"
    )
    assert b"suite" not in guide("campaign", "list").out
    assert guide("campaign", *asked).err == f"Created {told}"
    assert guide("campaign", "archive", "suite").err == (
        "suite is archived. See it with: bonsens campaign list --archived\n"
    )
    assert b"suite" not in guide("campaign", "list").out
    assert b"suite\tdraft" in guide("campaign", "list", "--archived").out
    assert guide("campaign", "unarchive", "suite").err == "suite is in the list again.\n"
    assert guide("campaign", "delete", "suite").err == "suite is deleted, and its slug is free.\n"
    assert b"suite" not in guide("campaign", "list", "--archived").out
    assert guide("verify").code == 0
    assert guide("campaign", *asked).code == 0


def test_corrections_are_opened_and_closed_after_the_release(guide: Run) -> None:
    for command in ("open-corrections", "close-corrections"):
        early = guide("campaign", command, "guide", "--reason", "Une coquille")
        assert early.err == "Refused: This is not possible while the campaign is open.\n"
    database = Database(os.environ["BONSENS_DATABASE_URL"])
    with database.writing() as session:
        get_campaign(session, "guide").published_at = database_now(session)
    database.dispose()
    opened = guide("campaign", "open-corrections", "guide", "--reason", "Une coquille")
    assert opened.err == "guide: editors can correct what is published.\n"
    twice = guide("campaign", "open-corrections", "guide", "--reason", "Une coquille")
    assert twice.err == "Refused: Corrections are open already.\n"
    assert guide("campaign", "close-corrections", "guide").err == "guide: what is published rests again.\n"


@pytest.mark.parametrize("command", ["open", "extend", "reopen", "reopen-voting"])
def test_a_time_that_no_clock_shows_moves_no_window(guide: Run, command: str) -> None:
    before = guide("campaign", "list").out
    refused = guide("campaign", command, "guide", "--until", "2999-03-31T02:30", "--reason", "Nuit")
    assert refused.code == 1
    assert refused.err == (
        "Refused: There is no 2999-03-31T02:30 in Europe/Paris: the clocks are put forward then. "
        "Give another time, such as 2999-03-31T03:30.\n"
    )
    assert guide("campaign", "list").out == before


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("slug = ", "Invalid value"),
        (b"title = '\xff'", "utf-8"),
        (PLAIN + "colour = 'blue'\n", "colour: String should match pattern '^#[0-9a-fA-F]{6}$'"),
        (PLAIN + "color = '#000000'\n", 'color: is unknown; did you mean "colour"?'),
        ('title = "Autre"\n', "slug: Field required"),
        (PLAIN + "opens_at = 2026-01-01T00:00:00\n", "opens_at: Input should have timezone info"),
        (PLAIN + "time_zone = 'Europe/Lutece'\n", "time_zone: “Europe/Lutece” is not a time zone"),
        (PLAIN + "opens_at = 2026-01-01T00:00:00Z\n", "closes_at: Give both the opening"),
        (PLAIN + "[[themes]]\nslug = 'T 1'\nquestion = 'x'\n", "themes.0.slug: String should match pattern"),
        (PLAIN + 2 * "[[themes]]\nslug = 't'\nquestion = 'x'\n", "slug: The name “t” is taken"),
        (CAMPAIGN, "slug: The name “guide” is taken"),
    ],
)
def test_a_mistake_in_the_file_is_named(guide: Run, tmp_path: Path, content: str | bytes, complaint: str) -> None:
    (tmp_path / "autre.toml").write_bytes(content if isinstance(content, bytes) else content.encode())
    refused = guide("campaign", "create", "autre.toml")
    assert (refused.code, refused.err.count("\n")) == (1, 1)
    assert refused.err.startswith("Refused: autre.toml")
    assert complaint in refused.err
    # Nothing of it was stored.
    assert guide("campaign", "close", "autre").err == "Refused: There is no such campaign.\n"


WITH_PEOPLE = (
    PLAIN
    + """people = "staff.csv"

[[themes]]
slug = "t"
question = "Quoi ?"

[[members]]
name = "Zoé"
mail = "zoe@example.org"
role = "editor"
"""
)


def test_a_campaign_begins_with_its_people_in_one_command(
    guide: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "autre.toml").write_text(WITH_PEOPLE, "utf-8")
    (tmp_path / "staff.csv").write_text("nom;courriel\nÉlodie;elodie@example.org\n", "cp1252")
    tried = guide("campaign", "create", "autre.toml", "--dry-run").err
    assert tried.endswith("Would create autre with 1 themes and 2 people (new accounts: 2).\n")
    assert tried.startswith("staff.csv was read as cp1252.")
    assert guide("campaign", "create", "autre.toml", "--links", "links.csv").err.startswith(
        "Refused: Set BONSENS_PUBLIC_URL"
    )
    monkeypatch.setenv("BONSENS_PUBLIC_URL", "https://guide.example")
    assert guide("campaign", "create", "autre.toml").err.startswith("Refused: Mail is off.")
    assert b"autre" not in guide("campaign", "list").out
    made = guide("campaign", "create", "autre.toml", "--links", "links.csv")
    assert (made.code, made.err.splitlines()[-1]) == (
        0,
        "Created autre with 1 themes and 2 people (new accounts: 2). Open it with: bonsens campaign open autre",
    )
    written = (tmp_path / "links.csv").read_text("utf-8-sig").splitlines()
    assert len(written) == 3
    assert written[1].startswith('"Zoé","zoe@example.org","https://guide.example/invitation#')
    assert (tmp_path / "links.csv").stat().st_mode & 0o777 == 0o600
    again = guide("campaign", "create", "autre.toml", "--links", "more.csv").err
    assert "slug: The name “autre” is taken" in again
    assert not (tmp_path / "more.csv").exists()


def test_a_bad_line_of_its_people_makes_no_campaign(guide: Run, tmp_path: Path) -> None:
    (tmp_path / "autre.toml").write_text(WITH_PEOPLE, "utf-8")
    (tmp_path / "staff.csv").write_text("name;mail\nBen;ben at example.org\n", "utf-8")
    refused = guide("campaign", "create", "autre.toml", "--dry-run").err.splitlines()
    assert refused[0].startswith("staff.csv:2: mail: A mail address has one @")
    assert refused[1] == "Refused: Lines that cannot be used: 1 of 2. Nothing was stored."
    assert b"autre" not in guide("campaign", "list").out
    (tmp_path / "autre.toml").write_text(WITH_PEOPLE.replace("zoe@", "zoe "), "utf-8")
    assert "autre.toml: members.0.mail: A mail address" in guide("campaign", "create", "autre.toml").err
