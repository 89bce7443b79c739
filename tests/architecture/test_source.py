"""Holds each rule of ``checks.py`` against this project, and against a tree with a planted defect."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.architecture import checks
from tests.architecture.checks import CHECKS, Check

ROOT = Path(__file__).parents[2]

Planted = tuple[Check, str, dict[str, str]]
PLANTED: list[Planted] = [
    (
        checks.web_stays_at_the_edge,
        "imports fastapi.Request",
        {"app/pages/service.py": "from fastapi import Request"},
    ),
    (
        checks.web_stays_at_the_edge,
        "imports app.web.paging",
        {"app/pages/service.py": "import app.web.paging"},
    ),
    (
        checks.web_stays_at_the_edge,
        "imports app.web.paging",
        {"app/pages/service.py": "from ..web import paging"},
    ),
    (checks.pure_modules_do_no_io, "imports os", {"app/text/merge.py": "import os"}),
    (
        checks.pure_modules_do_no_io,
        "imports sqlmodel.Session",
        {"app/pages/rules.py": "from sqlmodel import Session"},
    ),
    (checks.pure_modules_do_no_io, "calls open()", {"app/guides/formats/html.py": "page = open('x')"}),
    (
        checks.pure_modules_do_no_io,
        "calls now()",
        {"app/guides/assemble.py": "import datetime as d\nx = d.datetime.now()"},
    ),
    (
        checks.pure_modules_do_no_io,
        "imports app.pages.service.head",
        {"app/guides/assemble.py": "from app.pages.service import head", "app/pages/service.py": ""},
    ),
    (checks.jose_in_one_module, "imports jose", {"app/identity/sso.py": "from jose import jwt"}),
    (
        checks.migrations_import_nothing_of_app,
        "imports app.text.tokens.tokens",
        {"migrations/versions/a.py": "from app.text.tokens import tokens"},
    ),
    (checks.migrations_import_nothing_of_app, "imports app.db", {"migrations/frozen/a.py": "import app.db"}),
    (
        checks.no_import_in_functions,
        "inside a function",
        {"app/a.py": "def f():\n    if 1:\n        import re"},
    ),
    (
        checks.no_import_in_functions,
        "inside a function",
        {"tests/test_a.py": "async def f():\n    from a import b"},
    ),
    (
        checks.few_late_imports,
        "calls import_module()",
        {"app/cli/people.py": "def f():\n    return importlib.import_module('app.pages')"},
    ),
    (checks.only_db_commits, "commits", {"app/pages/service.py": "def f(session):\n    session.commit()"}),
    (
        checks.one_writer_of_revisions,
        "outside append_revision",
        {"app/archive/service.py": "r = Revision(number=1)"},
    ),
    (
        checks.one_writer_of_revisions,
        "outside append_revision",
        {"app/pages/service.py": "def f(s):\n    s.execute(insert(models.Revision.__table__))"},
    ),
    (
        checks.one_writer_of_revisions,
        "second place",
        {"app/pages/revisions/appending.py": "def append_revision():\n    a = Revision()\n    b = Revision()"},
    ),
    (
        checks.one_writer_of_revisions,
        "outside append_revision",
        {
            "app/pages/revisions/redactions.py": (
                "def purge(s):\n    s.execute(update(Revision))\n    s.execute(delete(Revision))"
            )
        },
    ),
    (
        checks.one_writer_of_revisions,
        "outside append_revision",
        {"app/moderation/redacting.py": "def purge(s):\n    s.execute(update(Revision))"},
    ),
    (
        checks.no_free_acts,
        "spells the act 'page.hidden'",
        {"app/pages/arranging.py": "record_act(session, 1, 2, 'page.hidden', now=now)"},
    ),
    (
        checks.no_free_acts,
        "spells the act 'revision.'",
        {"app/pages/arranging.py": "record_act(session, 1, 2, f'revision.{origin}', now=now)"},
    ),
    (checks.tables_imports_every_models, "not imported", {"app/tables.py": "", "app/pages/models.py": ""}),
    (
        checks.tables_imports_every_models,
        "imports the list",
        {"app/db.py": "from app.tables import metadata"},
    ),
    (
        checks.models_know_no_other_domain,
        "imports app.pages.models.Page",
        {"app/reviews/models.py": "from app.pages.models import Page", "app/pages/models.py": ""},
    ),
    (
        checks.no_router_imports_a_router,
        "imports app.pages.router.answer",
        {"app/reviews/router.py": "from app.pages.router import answer", "app/pages/router.py": ""},
    ),
    (
        checks.pages_are_shallow,
        "chain of 10 imports: app.pages.m0 > app.pages.m1",
        {f"app/pages/m{number}.py": f"import app.pages.m{number + 1}" for number in range(9)} | {"app/pages/m9.py": ""},
    ),
    (
        checks.locks_are_made_where_they_are_taken,
        "makes a LockedPage",
        {"app/reviews/voting.py": "page = access.LockedPage(standing)"},
    ),
    (checks.few_any, "1 times Any in 3 lines", {"app/pages/reading.py": "import typing\n\nrow: typing.Any = None"}),
    (
        checks.rows_stay_at_home,
        "hands on a Row",
        {"app/pages/reading.py": "def read_page(session: Session) -> list[Row[int]]:\n    ..."},
    ),
    (checks.rows_stay_at_home, "hands on a Row", {"app/pages/reading.py": "class Entry:\n    row: Row[int]"}),
    (checks.one_select, "imports sqlmodel.select", {"app/pages/reading.py": "from sqlmodel import col, select"}),
    (
        checks.statements_stand_above,
        "below a function",
        {"app/pages/reading.py": "def f():\n    ...\n\n\n_PAGES: Statement = select(col(Page.id)).where(True)"},
    ),
    (
        checks.functions_are_short,
        "f has 41 lines",
        {"app/pages/reading.py": "class A:\n    async def f():\n" + "        x = 1\n" * 40},
    ),
    (checks.no_vague_module_names, "name a module", {"app/pages/utils.py": ""}),
    (checks.no_leak_of_the_machine, "holds", {"docs/guide.md": "Look into /" + "root/notes"}),
    (checks.no_leak_of_the_machine, "holds", {"a.lock": "--index" + "-url=x"}),
    (checks.no_leak_of_the_machine, "holds", {"app/a.py": "URL = 'postgresql://me:" + "secret@server/db'"}),
]


def plant(root: Path, files: Mapping[str, str]) -> None:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        if path.parts[-2:] != ("app", "__init__.py"):
            (path.parent / "__init__.py").touch()
    (root / "app").mkdir(exist_ok=True)
    (root / "app" / "__init__.py").touch()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_project_keeps_rule(check: Check) -> None:
    assert check(ROOT) == []


@pytest.mark.parametrize(("check", "finding", "files"), PLANTED)
def test_planted_defect_is_found(check: Check, finding: str, files: dict[str, str], tmp_path: Path) -> None:
    plant(tmp_path, files)
    findings = check(tmp_path)
    assert len(findings) == 1
    assert finding in findings[0]


def test_every_rule_has_a_planted_defect() -> None:
    assert {check for check, _, _ in PLANTED} == set(CHECKS)


def test_allowed_places_are_not_found(tmp_path: Path) -> None:
    plant(
        tmp_path,
        {
            "app/pages/router.py": "from fastapi import APIRouter\nfrom app.web.paging import Cursor",
            "app/text/merge.py": "from app.text import tokens\nfrom app.errors import Invalid",
            "app/text/tokens.py": "import re",
            "app/errors.py": "",
            "app/identity/tokens.py": "from jose import jwt",
            "app/db.py": "def f(c):\n    c.commit()",
            "app/main.py": "import app.tables",
            "app/tables.py": "import app.pages.models",
            "app/pages/models.py": "from app.db import BigId",
            "app/pages/revisions/appending.py": "def append_revision():\n    return Revision()",
            "app/pages/revisions/redactions.py": "def purge(s):\n    s.execute(update(Revision))",
            "migrations/env.py": "from app.db import Database",
            "migrations/versions/a.py": "def upgrade():\n" + "    x = 1\n" * 40,
            "app/credits/ledger.py": "def count():\n    ...\n\n_VOTES = select(count())\n\ndef f():\n    ...",
            "app/text/diff.py": "def f():\n" + "    x = 1\n" * 39,
        },
    )
    assert [finding for check in CHECKS for finding in check(tmp_path)] == []


def import_order(root: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo", *more]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


def test_import_order_of_project() -> None:
    result = import_order(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("files", "finding"),
    [
        (
            {"app/text/merge.py": "import app.pages", "app/pages/service.py": ""},
            "app.text is not allowed to import app.pages",
        ),
        (
            {"app/reviews/service.py": "import app.discussions", "app/discussions/service.py": ""},
            "app.reviews is not allowed to import app.discussions",
        ),
        ({"app/surprise.py": ""}, "app.surprise"),
    ],
    ids=["upwards", "sideways", "unplaced"],
)
def test_import_order_finds(files: dict[str, str], finding: str, tmp_path: Path) -> None:
    plant(tmp_path, files)
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    # The orders inside the wings name modules that a planted tree does not have.
    result = import_order(tmp_path, "--contract", "layers")
    assert result.returncode == 1
    assert finding in result.stdout
