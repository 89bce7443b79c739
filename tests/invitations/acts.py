"""What tests of coming in do again and again."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import httpx2
from sqlalchemy import select
from sqlmodel import col

from app.config import Settings
from app.mail.letters import Letter, Written, written
from app.mail.models import OutboxLetter
from app.words.saying import Language
from tests.world import World

URL = "https://guide.example/bonsens"
MAIL = {"public_url": URL, "smtp_url": "smtps://mail.example", "mail_from": "guide@example.org"}
PASSWORD = "a bicycle in the rain"


def sending_mail(world: World, **more: object) -> None:
    """Let the application of a world send mail; what it would send stays in the outbox."""
    services = world.app.state.services
    kept = services.settings.model_dump()
    world.app.state.services = replace(services, settings=Settings.model_validate({**kept, **MAIL, **more}))


def letters(world: World) -> list[tuple[str, Language, Letter, Written]]:
    """Return what waits in the outbox, oldest first, and how it reads."""
    with world.database.reading() as session:
        rows = list(session.scalars(select(OutboxLetter).order_by(col(OutboxLetter.id))))
        found = [(row.recipient, Language(row.language), Letter.read(row.letter)) for row in rows]
    return [(to, language, letter, written(letter, language)) for to, language, letter in found]


def secret_of(link: str | None) -> str:
    assert link is not None
    return link.partition("#")[2]


def accept(world: World, token: str, *, by: str | None = None, **said: str) -> httpx2.Response:
    return world.as_(by).post("/v1/invitations/accept", json={"token": token, **said})


@contextmanager
def unchanged(world: World) -> Iterator[None]:
    """Check that nobody has come in meanwhile."""

    def people() -> list[str]:
        return [user["username"] for user in world.as_("root").get("/v1/users?limit=100").json()["items"]]

    before = people()
    yield
    assert people() == before
