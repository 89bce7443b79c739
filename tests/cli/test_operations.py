"""Settings, the database, the documents and the help: what an operator meets first."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from typer._click import Command
from typer.core import TyperGroup

from app.cli.root import COMMANDS, load_command
from app.db import Database
from app.main import create_app
from app.migrating import is_current
from app.web.openapi import openapi_text
from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_migrate_makes_a_database(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'new' / 'bonsens.sqlite'}"
    monkeypatch.setenv("BONSENS_DATABASE_URL", url)
    empty = run("user", "list")
    assert empty.code == 2
    assert empty.err.startswith("The database cannot be used: ")
    assert "no such table" in empty.err
    assert empty.err.endswith("Check BONSENS_DATABASE_URL, and run: bonsens migrate\n")
    refused = run("run")
    assert refused.err.endswith(
        "Refused: The database does not have the tables of this release. Run: bonsens migrate\n"
    )
    for _ in range(2):
        assert run("migrate").err.endswith("The database has the tables of this release.\n")
    database = Database(url)
    assert is_current(database)
    database.dispose()
    assert run("user", "list").out == b""


@pytest.mark.parametrize(
    ("url", "code", "begins"),
    [
        ("postgresql+psycopg://localhost:1/none", 2, "The database cannot be used: "),
        ("nonsense", 2, "The database cannot be used: "),
        ("oracle9://x", 2, "The database cannot be used: "),
        ("sqlite:////proc/none/x.sqlite", 1, "Refused: /proc/none: "),
    ],
)
def test_a_database_that_is_not_there(
    run: Run, monkeypatch: pytest.MonkeyPatch, url: str, code: int, begins: str
) -> None:
    monkeypatch.setenv("BONSENS_DATABASE_URL", url)
    ended = run("user", "list")
    assert ended.code == code, ended.err
    assert ended.err.startswith(begins)


def test_a_postgresql_without_tables(run: Run, monkeypatch: pytest.MonkeyPatch, postgresql_url: str) -> None:
    database = Database(postgresql_url)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    database.dispose()
    monkeypatch.setenv("BONSENS_DATABASE_URL", postgresql_url)
    ended = run("user", "list")
    assert (ended.code, ended.err.splitlines()[-1]) == (2, "Check BONSENS_DATABASE_URL, and run: bonsens migrate")


@pytest.mark.usefixtures("configured")
def test_a_setting_that_cannot_be_used_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("TOKEN_HOURS", "many"), ("LOG_FORMAT", "xml"), ("CORS_ORIGINS", "no list")):
        with monkeypatch.context() as patched:
            patched.setenv(f"BONSENS_{name}", value)
            ended = run("user", "list")
        assert (ended.code, ended.err.count("\n")) == (2, 1)
        assert ended.err.startswith("A setting cannot be used: ")
        assert name.lower() in ended.err.lower()
    monkeypatch.setenv("BONSENS_TOKEN_KEYS", "short:secret")
    assert run("user", "create", "a", "--name", "A").code == 0
    ended = run("token", "a")
    assert (ended.code, ended.err) == (
        1,
        "Refused: The secret of token key 'short' is shorter than 32 characters.\n",
    )


@pytest.mark.slow
@pytest.mark.usefixtures("configured")
def test_openapi_is_the_document_that_is_served(run: Run, tmp_path: Path) -> None:
    assert run("openapi", "--out", "openapi.json").code == 0
    text = (tmp_path / "openapi.json").read_text("utf-8")
    assert text == openapi_text(create_app())
    assert json.loads(text)["info"]["title"] == "bonsens"
    assert run("openapi", "--out", "missing/openapi.json").err == (
        "Refused: missing/openapi.json: No such file or directory.\n"
    )


def leaves(commands: Mapping[str, Command], path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Command]:
    found: dict[tuple[str, ...], Command] = {}
    for name, command in commands.items():
        if isinstance(command, TyperGroup):
            found |= leaves(command.commands, (*path, name))
        else:
            found[*path, name] = command
    return found


def test_every_command_says_what_it_does_and_every_option_what_for(run: Run) -> None:
    commands = {name: load_command(name) for name in COMMANDS}
    found = leaves(commands)
    assert len(found) == 48
    for path, command in found.items():
        assert command.help, path
        for parameter in command.params:
            assert getattr(parameter, "help", None), (path, parameter.name)
    helped = run("--help")
    assert helped.code == 0
    for name in commands:
        assert f" {name} " in helped.out.decode()


def test_the_table_of_commands_says_what_each_command_says() -> None:
    for name, (_, sentence) in COMMANDS.items():
        assert (load_command(name).help or "").partition("\n")[0] == sentence, name


ASKED_FOR = {
    ("--help",): {"app.cli.common", "app.db", "sqlalchemy", "pydantic"},
    ("user", "list"): {"app.main", "app.guides", "app.pages.router", "fastapi", "alembic"},
}
"""Command lines, with what none of them has a use for."""


@pytest.mark.slow
@pytest.mark.usefixtures("configured")
@pytest.mark.parametrize("line", ASKED_FOR)
def test_a_command_loads_what_it_needs(line: tuple[str, ...]) -> None:
    told = "import sys; from app.cli import main; main(standalone_mode=False); print(*sys.modules)"
    command = [sys.executable, "-c", told, *line]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60, cwd=ROOT)
    loaded = set(ended.stdout.splitlines()[-1].split())
    assert "app.cli.root" in loaded
    assert loaded & ASKED_FOR[line] == set()
