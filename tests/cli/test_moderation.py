"""Undoing an account at a shell: shown, asked, done."""

import json
from pathlib import Path

import pytest
import typer

from app.archive.importing import import_revisions
from app.archive.writing import Target
from app.cli.common import opened
from app.identity.actor import Actor
from tests.cli.conftest import Run

LINES = [
    {"page": "une", "seq": 1, "author": "Ana", "text": "# Une\n\nUn.\n\nDeux.\n"},
    {"page": "une", "seq": 2, "author": "Bob", "text": "# Une\n\nUn, moi.\n\nDeux.\n"},
    {"page": "une", "seq": 3, "author": "Bob", "text": "# Une\n\nUn, moi.\n\nDeux, moi.\n"},
    {"page": "une", "seq": 4, "author": "Ana", "text": "# Une\n\nUn, moi.\n\nDeux, non.\n"},
    {"page": "deux", "seq": 1, "author": "Bob", "text": "# Deux\n\nRien.\n"},
]


@pytest.fixture
def bob(guide: Run, tmp_path: Path) -> str:
    """Import what Bob wrote and return his username."""
    (tmp_path / "lines.jsonl").write_text("".join(json.dumps(line) + "\n" for line in LINES), "utf-8")
    assert guide("import", "revisions", "lines.jsonl", "--campaign", "guide", "--theme", "t1").code == 0
    names = [line.split("\t")[0] for line in guide("user", "list").out.decode().splitlines()]
    return next(name for name in names if name.startswith("bob"))


@pytest.mark.slow
def test_it_is_shown_and_asked_before_it_is_done(guide: Run, bob: str) -> None:
    refused = guide("campaign", "undo-account", "guide", bob, stdin="n\n")
    assert (refused.code, refused.err.endswith("Refused: Nothing was changed.\n")) == (1, True)
    assert refused.out.decode().strip().splitlines() == [
        "1\tUne\tclean 1, conflicting 1",
        "2\tDeux\tcreated 1\thidden with it",
    ]
    assert "Bob: 2 pages. Taken back: 1; left, because others changed the same place: 1;" in refused.err
    done = guide("campaign", "undo-account", "guide", bob, stdin="y\n")
    assert done.code == 0
    assert done.err.endswith("Appended 1 revisions. Readers see them when they are accepted.\n")
    again = guide("campaign", "undo-account", "guide", bob, "--yes", "--keep-created")
    assert again.out.decode().splitlines() == ["1\tUne\tconflicting 1, gone 1", "2\tDeux\tcreated 1"]
    assert guide("verify").err.splitlines()[-1].startswith("Everything holds. Revisions: 6;")


def test_what_was_changed_since_it_was_shown_is_not_undone(
    guide: Run, bob: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def confirm(_question: str, *, err: bool) -> bool:
        longer = [*LINES, {**LINES[3], "seq": 5, "text": "Autre."}]
        (tmp_path / "more.jsonl").write_text("".join(json.dumps(line) + "\n" for line in longer), "utf-8")
        target = Target("guide", "t1")
        with opened() as database:
            admin = Actor(1)
            import_revisions(
                database, admin, tmp_path / "more.jsonl", target, max_text_bytes=1000, progress=lambda *_: None
            )
        return err

    monkeypatch.setattr(typer, "confirm", confirm)
    refused = guide("campaign", "undo-account", "guide", bob)
    assert (refused.code, "Run the command again; nothing was changed." in refused.err) == (1, True)
    assert guide("campaign", "undo-account", "guide", "nobody", "--yes").err.startswith("Refused: “nobody” is no")
