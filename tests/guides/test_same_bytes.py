"""Same input, same bytes: on another day, in another process, on the other database."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text

from app.campaigns.rules import Phase, Role
from app.clock import shifted
from app.db import Database
from app.guides.compiling import Compiled, Order, compile_edition
from app.guides.formats import FORMATS
from app.guides.rules import Audience, EditionKind
from app.identity.actor import Actor
from app.tables import metadata
from tests.guides.books import EVERYTHING
from tests.guides.compiles import accepted_page, edition
from tests.world import Json, World

pytestmark = pytest.mark.databases

ROOT = Path(__file__).parents[2]
ORDER = Order("guide", EditionKind.RELEASE, Audience.COMPANY)

ELSEWHERE = """
import sys
from datetime import timedelta
import app.tables
from app.clock import shifted
from app.db import Database
from app.guides.compiling import Order, compile_edition
from app.guides.rules import Audience, EditionKind
from app.identity.actor import Actor

with shifted(timedelta(days=400)):
    order = Order("guide", EditionKind.RELEASE, Audience.COMPANY)
    compiled = compile_edition(Database(sys.argv[1]), Actor(int(sys.argv[2])), order, progress=lambda *_: None)
print(compiled.is_new, compiled.digest)
"""


def rich_campaign(world: World) -> int:
    """Make a campaign with every kind of page and several authors, and return its admin's id."""
    world.campaign(subtitle="Un sous-titre", organisation="Assurances Beaurivage")
    world.theme("guide", "t2", video_url="https://video.exemple.fr/regarder")
    for kind in ("editorial", "foreword", "notion", "conclusion", "glossary", "bibliography"):
        accepted_page(world, f"Le texte « {kind} ».\n", kind=kind, theme=None, title=kind.title())
    accepted_page(world, "On commence.\n", kind="introduction", title="Introduction")
    page = world.page(text=EVERYTHING, title="Tout")
    for number, author in enumerate(["zoe", "aude", "bob"]):
        world.user(author, name="Même Nom" if number else "Zoé", department="Sinistres")
        world.member("guide", author, Role.CONTRIBUTOR)
        saved = world.edit(page, EVERYTHING + f"\nAjout {number}.\n", by=author)
        page = {"id": page["id"], "revision": saved["revision"]}
    world.accept(page["revision"]["id"], by="guide-editor")
    accepted_page(world, "Un second conseil.\r\nSans fin de ligne", title="Second", theme="t2")
    world.phase("guide", Phase.REVIEW)
    return world.actor("guide-admin").signed_in()


def copy_rows(source: Engine, target: Engine) -> None:
    """Copy every row of one database to an empty one."""
    with source.connect() as reading, target.begin() as writing:
        sqlite = target.dialect.name == "sqlite"
        writing.execute(text("PRAGMA defer_foreign_keys = ON" if sqlite else "SET session_replication_role = replica"))
        for table in metadata.sorted_tables:
            writing.execute(table.delete())
            if rows := [dict(row._mapping) for row in reading.execute(select(table))]:
                writing.execute(table.insert(), rows)


def recompiled(database: Database, admin_id: int) -> Compiled:
    return compile_edition(database, Actor(admin_id), ORDER, progress=lambda _percent, _stage: None)


def unchanged(first: Json) -> Compiled:
    return Compiled(first["number"], first["digest"], is_new=False, failed={}, boxed=None)


@pytest.mark.slow
def test_another_day_gives_the_same_edition(world: World) -> None:
    admin_id = rich_campaign(world)
    first = edition(world, kind="release", audience="company")
    assert {item["name"] for item in first["artefacts"]} == {f"guide.{name}" for name in FORMATS}
    with shifted(timedelta(days=400, hours=7)):
        assert recompiled(world.database, admin_id) == unchanged(first)


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_another_process_and_the_other_database_give_the_same_edition(world: World, postgresql_url: str) -> None:
    admin_id = rich_campaign(world)
    first = edition(world, kind="release", audience="company")
    url = world.database.url.render_as_string(hide_password=False)
    elsewhere = os.environ | {"TZ": "Asia/Tokyo", "LANG": "C", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-c", ELSEWHERE, url, str(admin_id)]
    told = subprocess.run(command, env=elsewhere, cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", first["digest"]]
    other = Database(postgresql_url)
    copy_rows(world.database.engine, other.engine)
    # The same manifest, and in it the digest of every file, rendered from what PostgreSQL holds.
    assert recompiled(other, admin_id) == unchanged(first)
    other.dispose()


@pytest.mark.slow
def test_one_changed_word_gives_another_edition(world: World) -> None:
    admin_id = rich_campaign(world)
    first = edition(world, kind="release", audience="company")
    with world.database.writing() as session:
        session.connection().execute(text("UPDATE theme SET question = 'Une autre ?' WHERE slug = 't2'"))
    assert recompiled(world.database, admin_id).number == first["number"] + 1
