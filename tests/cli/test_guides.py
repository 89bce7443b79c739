"""From an imported history to a guide on the disk, and its proof."""

import json
import re
import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from app.campaigns.service import configure_campaign
from app.config import Settings
from app.db import Database
from app.guides import formats
from app.identity.actor import Actor
from tests.archive.files import row, written
from tests.cli.conftest import Run
from tests.guides.compiles import unguard

IMPORT = ("import", "revisions", "history.jsonl", "--campaign", "guide", "--theme", "t1")


@pytest.fixture
def sealed(guide: Run, tmp_path: Path) -> Run:
    """Return ``run`` after a release of two imported tips was compiled with it."""
    written(tmp_path / "history.jsonl", row("a.md", 1), row("a.md", 2, "# A\n\nLe texte."), row("b.md", 1))
    assert guide(*IMPORT).err.endswith(
        "3 lines: 3 imported, 0 there already, 0 malformed; pages left as they were: 0.\n"
    )
    assert guide("accept", "guide").err.endswith("Accepted: 2 revisions.\n")
    assert guide("campaign", "close", "guide").code == 0
    compiled = guide("compile", "guide", "--audience", "public")
    assert compiled.code == 0
    assert re.search(r"Sealed edition 1 \(release\)\. Digest [0-9a-f]{64}\n", compiled.err)
    return guide


@pytest.mark.slow
def test_the_guide_is_exported_and_proven(sealed: Run, tmp_path: Path) -> None:
    again = sealed("compile", "guide", "--audience", "public")
    assert "Nothing has changed since edition 1; it stands. Digest " in again.err
    assert sealed("accept", "guide").err.endswith("Accepted: 0 revisions.\n")
    wrote = sealed("export", "guide", "--out", "guide.pdf")
    data = (tmp_path / "guide.pdf").read_bytes()
    assert wrote.err == f"Wrote guide.pdf: edition 1, {len(data):,} bytes.\n"
    assert data.startswith(b"%PDF-")
    for form in ("md", "html", "json"):
        piped = sealed("export", "guide", "--format", form, "--edition", "1", "--out", "-")
        assert (piped.code, piped.err) == (0, "")
        assert "Le texte." in piped.out.decode()
    assert json.loads(piped.out)["title"] == "Guide"
    proven = sealed("verify")
    assert proven.code == 0
    assert proven.err.endswith("Everything holds. Revisions: 3; editions: 1; the counts; and the audit chains.\n")


@pytest.mark.slow
def test_an_export_that_fails_leaves_nothing(sealed: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    before = sorted(tmp_path.iterdir())
    refusals = {
        ("--format", "docx", "--out", "x"): "There is no format 'docx'; choose one of pdf, html, md, json.",
        ("--out", "missing/guide.pdf"): "missing/guide.pdf cannot be written: No such file or directory.",
        ("--out", "file/guide.pdf"): "file/guide.pdf cannot be written: Not a directory.",
        ("--out", "."): ". cannot be written: ",
        ("--out", ""): ". cannot be written: ",
        ("--out", "x", "--edition", "9"): "There is no such edition.",
    }
    for options, sentence in refusals.items():
        refused = sealed("export", "guide", *options)
        assert (refused.code, refused.err.count("\n")) == (1, 1), options
        assert refused.err.startswith(f"Refused: {sentence}"), options
    assert sorted(tmp_path.iterdir()) == before


TAMPERINGS = {
    "UPDATE artefact SET data = zeroblob(3) WHERE name = 'guide.pdf'": "guide: Edition 1: guide.pdf is not the file",
    "UPDATE content SET text = 'Autre.' WHERE text LIKE '%Le texte.'": "Page 1, revision 2: its text was changed.",
    "UPDATE revision SET title = 'Autre' WHERE number = 2": "Page 1, revision 2: its digest does not follow",
    "UPDATE audit_entry SET facts = '{}' WHERE act = 'window.closed'": "does not follow from the entry before",
    "UPDATE edition SET digest = '00'": "guide: Edition 1: the manifest does not have",
}


@pytest.mark.slow
def test_verify_names_the_broken_link(sealed: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    intact = Path(str(Database(Settings().database_url).url.database))
    for change, sentence in TAMPERINGS.items():
        copy = tmp_path / "tampered.sqlite"
        shutil.copyfile(intact, copy)
        monkeypatch.setenv("BONSENS_DATABASE_URL", f"sqlite:///{copy}")
        database = Database(Settings().database_url)
        with database.writing() as session:
            unguard(session)
            assert session.connection().execute(text(change)).rowcount == 1
        database.dispose()
        broken = sealed("verify")
        assert broken.code == 1, change
        assert sentence in broken.err, change
        assert broken.err.splitlines()[-1].startswith("Refused: What does not hold is named above")


def test_what_an_editor_rejected_is_not_accepted_in_bulk(guide: Run, tmp_path: Path) -> None:
    written(tmp_path / "history.jsonl", row("a.md", 1), row("b.md", 1))
    assert guide(*IMPORT).code == 0
    database = Database(Settings().database_url)
    with database.writing() as session:
        decision = "INSERT INTO decision (page_id, revision_id, number, verdict, reason, editor_id, decided_at) "
        values = "VALUES (1, 1, 1, 'reject', 'Faux', 1, '2026-01-01 00:00:00.000000')"
        session.connection().execute(text(decision + values))
        session.connection().execute(text("UPDATE page SET decisions = 1 WHERE id = 1"))
    database.dispose()
    assert guide("accept", "guide").err.endswith("Accepted: 1 revision.\n")


def test_malformed_lines_are_named_by_file_and_number(guide: Run, tmp_path: Path) -> None:
    written(tmp_path / "history.jsonl", row("a.md", 1), row("b.md", 1, "\0"), "[")
    refused = guide(*IMPORT)
    assert refused.code == 1
    assert refused.err.splitlines()[-5:] == [
        "history.jsonl:2: The text contains a NUL character, which cannot be stored. Remove it.",
        "history.jsonl:3: not JSON: Expecting value at column 2",
        "Titles guessed: 1 of 1 pages; from a heading: 1, from the name of the file: 0.",
        "3 lines: 1 imported, 0 there already, 2 malformed; pages left as they were: 1.",
        "Refused: Fix the lines named above and import the file again; what was imported stays.",
    ]


def test_no_release_while_the_window_is_open(guide: Run, tmp_path: Path) -> None:
    written(tmp_path / "history.jsonl", row("a.md", 1, "# A\n\n\u0f40"))
    assert guide(*IMPORT).code == 0
    assert "No text has been accepted yet" in guide("compile", "guide", "--proof").err
    assert guide("accept", "guide").code == 0
    refused = guide("compile", "guide")
    assert (refused.code, refused.err.splitlines()[-1][:30]) == (1, "Refused: Close the window and ")
    # A proof prints boxes where a release is refused.
    assert "Sealed edition 1 (proof)." in guide("compile", "guide", "--proof").err


def test_what_stands_in_the_way_of_a_release_is_told(guide: Run, tmp_path: Path) -> None:
    written(tmp_path / "history.jsonl", row("a.md", 1, "# A\n\nUn \u0f40.\n"), row("b.md", 1, "# B\n\n[c](c.md)\n"))
    assert guide(*IMPORT).code == 0
    assert guide("accept", "guide").code == 0
    told = guide("check", "guide")
    assert told.code == 1
    assert "Refused: A release is refused without --override: errors: 1, warnings: 1, notes: 0." in told.err
    first, second = told.out.decode().splitlines()
    assert first.startswith("error: a:3: No font of the guide has the character")
    assert second.startswith("warning: b:3: This address leads nowhere")


@pytest.mark.slow
def test_a_release_with_errors_takes_a_reason(guide: Run, tmp_path: Path) -> None:
    written(tmp_path / "history.jsonl", row("a.md", 1, "# A\n\nUn \u0f40.\n"))
    for command in (IMPORT, ("accept", "guide"), ("campaign", "close", "guide")):
        assert guide(*command).code == 0
    for override in ((), ("--override", " ")):
        refused = guide("compile", "guide", *override)
        assert refused.code == 1
        assert refused.err.splitlines()[-1].startswith("Refused: The pre-flight found 1 error; look at: a. Fix what it")
    overridden = guide("compile", "guide", "--override", "Le papier attendra.")
    assert overridden.code == 0
    assert "Sealed edition 1 (release)." in overridden.err
    assert "The PDF has boxes in their place. Replace these characters in: a." in overridden.err
    made = guide("export", "guide", "--format", "json", "--out", "-")
    assert json.loads(made.out)["overridden"] == "Le papier attendra."
    assert guide("verify").code == 0


def test_a_format_that_cannot_be_made_is_told(guide: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path / "history.jsonl", row("a.md", 1))
    for command in (IMPORT, ("accept", "guide"), ("campaign", "close", "guide")):
        assert guide(*command).code == 0
    monkeypatch.setitem(formats.FORMATS, "pdf", formats.Format("pdf", "application/pdf", "app.guides.anchors"))
    compiled = guide("compile", "guide")
    assert compiled.code == 1
    assert "Refused: The edition is not whole, so it publishes nothing. guide.pdf: " in compiled.err


def _configured(**settings: object) -> None:
    database = Database(Settings().database_url)
    with database.writing() as session:
        configure_campaign(session, Actor(1), "guide", settings)
    database.dispose()


def test_accepting_in_bulk_keeps_to_the_policy(guide: Run, tmp_path: Path) -> None:
    written(tmp_path / "history.jsonl", row("a.md", 1), row("b.md", 1), row("c.md", 1, author="chef"))
    assert guide(*IMPORT).code == 0
    assert guide("user", "create", "ben", "--name", "Ben", "--admin").code == 0
    _configured(editors_needed=2, self_acceptance=False)
    half = "Accepted by you, and waiting for another editor: "
    others = "Left to another editor, because you wrote or accepted them: "
    told = guide("accept", "guide", "--as", "chef").err
    assert told.endswith(f"Accepted: 0 revisions.\n{half}2 revisions.\n{others}1 revision.\n")
    assert guide("accept", "guide", "--as", "chef").err.endswith(f"Accepted: 0 revisions.\n{others}3 revisions.\n")
    assert guide("accept", "guide", "--as", "ben").err.endswith(f"Accepted: 2 revisions.\n{half}1 revision.\n")


def test_accepting_in_bulk_overrules_votes_only_with_a_reason(guide: Run, tmp_path: Path) -> None:
    written(tmp_path / "history.jsonl", row("a.md", 1))
    assert guide(*IMPORT).code == 0
    _configured(acceptance="votes")
    refused = guide("accept", "guide")
    assert (refused.code, refused.err.splitlines()[-1]) == (
        1,
        "Refused: Votes have not accepted this revision. Say why you accept it.",
    )
    _configured(editor_override=False)
    refused = guide("accept", "guide", "--reason", "Il est tard.")
    assert refused.err.splitlines()[-1] == "Refused: In this campaign votes accept, and editors cannot overrule them."
    _configured(editor_override=True)
    assert guide("accept", "guide", "--reason", "Il est tard.").err.endswith("Accepted: 1 revision.\n")
