"""Lists of people at a shell, and the first site admin of a new installation."""

from pathlib import Path

import pytest

from app.cli import serving
from app.config import Settings
from app.main import create_app
from tests.cli.conftest import Run
from tests.client import ApiClient
from tests.contract import Contract

STAFF = "name;mail;department;role\n=Zoé;zoe@example.org;IT;editor\nBen;ben@example.org;;\n"


def test_a_list_is_tried_brought_in_and_brought_in_again(
    guide: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "staff.csv").write_text(STAFF, "utf-8")
    asked = ("people", "staff.csv", "--campaign", "guide", "--links")
    told = "2 lines: new accounts: 2; other department: 0; roles given: 2.\n"
    assert guide(*asked, "links.csv", "--dry-run").err == f"Would do for {told}"
    assert guide(*asked, "links.csv").err.startswith("Refused: Set BONSENS_PUBLIC_URL")
    monkeypatch.setenv("BONSENS_PUBLIC_URL", "https://guide.example")
    assert guide("people", "staff.csv").err.startswith("Refused: Mail is off.")
    assert guide(*asked, "links.csv").err == f"Done for {told}Their links are in links.csv.\n"
    links = (tmp_path / "links.csv").read_text("utf-8-sig")
    assert '"\'=Zoé"' in links
    assert guide(*asked, "links.csv").err == "Refused: links.csv is there already. Name a new file.\n"
    again = guide(*asked, "more.csv").err
    assert again == "Done for 2 lines: new accounts: 0; other department: 0; roles given: 0.\n"
    assert guide("verify").code == 0


def test_bad_lines_are_named_and_nothing_is_stored(guide: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BONSENS_PUBLIC_URL", "https://guide.example")
    (tmp_path / "staff.csv").write_text(STAFF + "Cy;cy\n", "utf-8")
    refused = guide("people", "staff.csv", "--campaign", "guide", "--links", "links.csv").err.splitlines()
    assert refused[0].startswith("staff.csv:4: mail: ")
    assert refused[1] == "Refused: Lines that cannot be used: 1 of 3. Nothing was stored."
    assert not (tmp_path / "links.csv").exists()
    (tmp_path / "staff.csv").write_bytes(b"PK\x03\x04\x00")
    assert guide("people", "staff.csv", "--dry-run").err.startswith("Refused: staff.csv: The file is no text.")


@pytest.mark.slow
@pytest.mark.usefixtures("configured")
def test_the_first_admin_comes_in_by_one_link(run: Run, contract: Contract, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "_serve", lambda *_: None)
    shown = [run("migrate").err, run("run", "--no-work", "--port", "8123").err]
    links = [line.strip() for told in shown for line in told.splitlines() if "/invitation#" in line]
    assert ["no longer works" in told for told in shown] == [False, True], "the second says what became of the first"
    assert [link.partition("#")[0] for link in links] == [
        "http://127.0.0.1:8000/invitation",
        "http://127.0.0.1:8123/invitation",
    ]
    dead, good = (
        {"token": link.partition("#")[2], "username": "ana", "name": "Ana", "password": "a bicycle in the rain"}
        for link in links
    )
    with ApiClient(create_app(Settings()), contract) as client:
        assert client.post("/v1/invitations/accept", json=dead).status_code == 409
        assert client.post("/v1/invitations/accept", json=good).status_code == 200
    assert b"ana\tAna\t\tadmin" in run("user", "list").out
    assert "invitation#" not in run("migrate").err
