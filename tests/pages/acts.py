"""What testers of pages do again and again: save, read, and hold the chain against what was saved."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx2
from sqlmodel import Session, col, select

from app.db import Database
from app.identity.models import User
from app.pages.attribution.stored import attribution_of
from app.pages.models import Content, Page, Revision
from app.pages.revisions.verifying import verify_revisions
from tests.client import ApiClient
from tests.world import Json, World

ME = "guide-contributor"
EDITOR = "guide-editor"


def save(client: ApiClient, page_id: int, base: int, text: str, **fields: object) -> httpx2.Response:
    body = {"base_revision": base, "text": text, **fields}
    return client.post(f"/v1/pages/{page_id}/revisions", json=body)


def latest(client: ApiClient, page_id: int) -> Json:
    answer = client.get(f"/v1/pages/{page_id}?state=latest")
    assert answer.status_code == 200, answer.text
    page: Json = answer.json()
    return page


def refused(answer: httpx2.Response, status: int, problem: str) -> Json:
    """Check that a request was refused in this way and return the problem."""
    body: Json = answer.json()
    assert (answer.status_code, body["type"]) == (status, f"urn:bonsens:problem:{problem}"), answer.text
    return body


def chain(world: World, page_id: int) -> list[tuple[str, str]]:
    """Return title and text of a page's revisions in order, after proving that they form one dense chain."""
    with world.database.reading() as session:
        rows = session.exec(
            select(Revision, Content.text)
            .join(Content, col(Content.sha256) == Revision.content_sha256)
            .where(Revision.page_id == page_id)
            .order_by(col(Revision.number))
        ).all()
        head_id = session.get_one(Page, page_id).head_id
        assert broken(world) == []
    revisions = [revision for revision, _ in rows]
    assert [revision.number for revision in revisions] == list(range(1, len(rows) + 1))
    assert [revision.parent_id for revision in revisions] == [None, *(revision.id for revision in revisions[:-1])]
    assert revisions[-1].id == head_id
    assert [revision.created_at for revision in revisions] == sorted(revision.created_at for revision in revisions)
    return [(revision.title, text) for revision, text in rows]


def written_by(world: World, revision_id: int) -> dict[str, list[str]]:
    """Return the words of a text by the username of whoever is credited with them, in the order of the text."""
    return words_by(world, revision_id)[1]


def titled_by(world: World, revision_id: int) -> dict[str, list[str]]:
    """Return the words of a title in the same way."""
    return words_by(world, revision_id)[0]


def words_by(world: World, revision_id: int) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    with world.database.reading() as session:
        found = attribution_of(session, revision_id)
        query = select(Revision.id, User.username).join(User, col(User.id) == col(Revision.author_id))
        authors = dict(session.exec(query).all())
    length = found.text.title_length
    parts: tuple[dict[str, list[str]], dict[str, list[str]]] = {}, {}
    for place, (word, origin) in enumerate(zip(found.text.words, found.origins, strict=True)):
        parts[place >= length].setdefault(authors[origin], []).append(word)
    return parts


def broken(world: World) -> list[str]:
    with world.database.reading() as session:
        return [problem for problem in verify_revisions(session) if problem is not None]


class Interrupted(Database):
    """A database in which something else happens before each writing: between the thinking of a deed and its lock."""

    def __init__(self, database: Database, meanwhile: Callable[[], object]) -> None:
        vars(self).update(vars(database))
        self.meanwhile = meanwhile
        self.begun = 0

    @contextmanager
    def writing(self) -> Iterator[Session]:
        self.begun += 1
        if self.begun == 1:
            self.meanwhile()
        with super().writing() as session:
            yield session
