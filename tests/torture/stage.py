"""What a scenario plays on: a fresh migrated database with people and an open campaign.

Set up through the services, because a thousand requests of preparation would prove nothing more.
"""

import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import insert
from sqlmodel import Session, col

from app.campaigns.rules import Role
from app.campaigns.service import add_theme, create_campaign, set_member
from app.campaigns.window import open_window
from app.clock import database_now, process_now
from app.config import Settings, token_keys
from app.db import Database
from app.identity.actor import Actor
from app.identity.models import User
from app.identity.passwords import hash_password
from app.identity.service import create_user
from app.identity.tokens import Tokens
from app.migrating import upgrade
from app.pages.creating import NewPage, create_page
from app.pages.revisions.outcomes import Created
from app.pages.rules import Kind, Verdict
from app.reviews.decisions.deciding import decide, locked_for_decision
from app.settling import KeepsNothing, outcome_itself
from tests.postgres import Cluster
from tests.torture.servers import TOKEN_KEYS

SLUG, THEME, ADMIN = "guide", "t1", "admin"
BACKENDS = ("sqlite", "postgresql")
Fresh = Callable[[str], AbstractContextManager[str]]
"""Yields the URL of a fresh migrated database on the named backend."""


@dataclass(frozen=True, slots=True)
class Start:
    """A page and the text and revision that every writer starts from."""

    page_id: int
    revision_id: int
    text: str


@dataclass(frozen=True, slots=True)
class Stage:
    """A database with a campaign in it, and a bearer token and an id for each of its people."""

    database: Database
    url: str
    folder: Path
    tokens: dict[str, str]
    people: dict[str, int]

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def contributors(self) -> list[str]:
        return [name for name in self.people if name.startswith(Role.CONTRIBUTOR)]

    def page(self, text: str, title: str = "Titre", campaign: str = SLUG, *, accepted: bool = False) -> Start:
        """Add a tip by the admin and return where its writers start."""
        admin = Actor(self.people[ADMIN])
        new = NewPage(Kind.TIP, THEME, None, title, text, "")
        saved = create_page(self.database, admin, campaign, new, keeper=KeepsNothing(), answer=outcome_itself)
        assert isinstance(saved, Created)
        if accepted:
            with self.database.writing() as session:
                page = locked_for_decision(session, admin, saved.revision.id)
                decide(session, page, saved.revision.id, Verdict.ACCEPT, "")
        return Start(saved.page_id, saved.revision.id, text)

    def campaign(self, slug: str, **settings: object) -> None:
        """Add a campaign with everybody in it, not open yet."""
        admin = Actor(self.people[ADMIN])
        fields = {
            "slug": slug,
            "title": "Guide",
            "language": "fr",
            "time_zone": "Europe/Paris",
            "visibility": "members",
            "enrolment": "invited",
            "colour": "#1f4e79",
            "accent": "#c8102e",
            "selection": "all",
            **settings,
        }
        with self.database.writing() as session:
            create_campaign(session, admin, fields)
            add_theme(session, admin, slug, {"slug": THEME, "question": "Pourquoi ?"})
            for name in self.people:
                if name != ADMIN:
                    set_member(session, admin, slug, name, Role(name.partition("-")[0]))

    def open(self, slug: str, *, lasting: timedelta) -> datetime:
        """Open a campaign's window from now on for a while and return its end."""
        with self.database.writing() as session:
            ends_at = database_now(session) + lasting
            open_window(session, Actor(self.people[ADMIN]), slug, reason="Now", closes_at=ends_at)
        return ends_at


def add_people(session: Session, people: int, password: str, now: datetime) -> list[int]:
    """Add ``person-0`` and on, who all sign in with this password, and return their ids."""
    # One hash for all: making it is what takes time, and checking it takes the same.
    secret = hash_password(password, known=[])
    rows = [
        {
            "key": f"{number:032x}",
            "username": f"person-{number}",
            "name": f"Person {number}",
            "password_hash": secret,
            "site_admin": False,
            "can_sign_in": True,
            "tokens_valid_from": now,
            "created_at": now,
        }
        for number in range(people)
    ]
    made = session.connection().execute(insert(User).returning(col(User.id)), rows).scalars()
    return [user_id for user_id in made if user_id is not None]


@contextmanager
def staged(
    url: str, folder: Path, *, contributors: int, editors: int = 2, of_departments: bool = False
) -> Iterator[Stage]:
    """Yield a campaign in the empty migrated database at ``url``; logs go to ``folder``.

    With ``of_departments`` everybody has a department of their own.
    """
    database = Database(url)
    names = [ADMIN]
    names += [f"{Role.EDITOR}-{number}" for number in range(editors)]
    names += [f"{Role.CONTRIBUTOR}-{number}" for number in range(contributors)]
    tokens = Tokens(token_keys(Settings(token_keys=TOKEN_KEYS)))
    people: dict[str, int] = {}
    with database.writing() as session:
        for name in names:
            now = database_now(session)
            department, is_admin = name if of_departments else None, name == ADMIN
            user = create_user(
                session, Actor(None), name, name=name.title(), department=department, site_admin=is_admin, now=now
            )
            assert user.id is not None
            people[name] = user.id
    lifetime = timedelta(hours=2)
    issued = {name: tokens.issue(user_id, now=process_now(), lifetime=lifetime) for name, user_id in people.items()}
    stage = Stage(database, url, folder, issued, people)
    stage.campaign(SLUG)
    stage.open(SLUG, lasting=timedelta(days=1))
    try:
        yield stage
    finally:
        database.dispose()


def fresh_databases(cluster: Cluster, folder: Path) -> Fresh:
    """Return what makes databases: copies of a migrated file, and of a migrated database of the cluster."""
    file, name = folder / "template.sqlite", f"torture_{uuid.uuid4().hex[:12]}"
    migrate(f"sqlite:///{file}")
    migrate(cluster.create_database(name))

    @contextmanager
    def fresh(backend: str) -> Iterator[str]:
        own = f"{name}_{uuid.uuid4().hex[:12]}"
        if backend == "postgresql":
            yield cluster.create_database(own, template=name)
            cluster.drop_database(own)
        else:
            copy = folder / f"{own}.sqlite"
            shutil.copyfile(file, copy)
            yield f"sqlite:///{copy}"
            for part in folder.glob(f"{own}.sqlite*"):
                part.unlink()

    return fresh


def migrate(url: str) -> None:
    """Give an empty database the tables of this release."""
    database = Database(url)
    upgrade(database)
    database.dispose()
