"""Imports a file of revisions through the one writer: resumable, idempotent, a page whole or not at all."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import islice
from pathlib import Path

from sqlalchemy import select
from sqlmodel import Session, col

from app.archive.lines import Line, Malformed, read_lines, survey, top_folder
from app.campaigns.models import Theme
from app.campaigns.rules import Act
from app.campaigns.service import add_theme
from app.campaigns.standing import Standing, standing_in
from app.clock import database_now
from app.db import Database, lock_campaign_exclusively
from app.digests import text_digest
from app.identity.actor import Actor
from app.identity.models import User
from app.identity.service import USERNAME, create_user
from app.pages.access import locked_page_in
from app.pages.attribution.finding import Attributed, attribute_text
from app.pages.attribution.stored import find_credited
from app.pages.creating import add_page
from app.pages.models import Page, Revision
from app.pages.revisions.appending import Author, NewRevision, append_revision
from app.pages.rules import TITLE_LENGTH, Kind, Origin, checked_title, slug_of

LINES_PER_TRANSACTION = 50
"""An interrupted import loses at most this many lines, and finds them again."""


class Written(Enum):
    IMPORTED = auto()
    PRESENT = auto()


@dataclass(slots=True)
class Summary:
    """What an import did."""

    lines: int = 0
    imported: int = 0
    present: int = 0
    """Lines that were imported before."""
    pages_left_out: int = 0
    """Pages with a malformed line."""
    malformed: list[Malformed] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Target:
    """Where the revisions go; without a theme, one per top folder of the paths."""

    campaign: str
    theme: str | None


def import_revisions(
    database: Database,
    actor: Actor,
    path: Path,
    target: Target,
    *,
    max_text_bytes: int,
    progress: Callable[[int, int], None],
) -> Summary:
    """Import the file into the campaign and return what was done.

    Importing twice adds nothing; an interrupted import goes on where it stopped. A page with a malformed
    line is left as it is, and every such line is in the summary. ``progress`` is told lines done and
    lines in all. Raises Invalid for an unreadable file, and what a lacking right raises.
    """
    found = survey(path, max_text_bytes)
    with database.reading() as session:
        standing_in(session, actor, target.campaign).require(Act.IMPORT)
    summary = Summary(lines=found.lines, malformed=list(found.malformed))
    left_out = found.left_out
    done = 0
    lines = _importable(path, max_text_bytes, left_out)
    while batch := list(islice(lines, LINES_PER_TRANSACTION)):
        with database.writing() as session:
            writer = _Writer(session, actor, target)
            for line in batch:
                _write(summary, left_out, line, writer)
        done += len(batch)
        progress(done, found.lines)
    summary.pages_left_out = len(left_out)
    progress(found.lines, found.lines)
    return summary


def _importable(path: Path, max_text_bytes: int, left_out: set[str]) -> Iterator[Line]:
    for line in read_lines(path, max_text_bytes):
        if isinstance(line, Line) and line.page not in left_out:
            yield line


def _write(summary: Summary, left_out: set[str], line: Line, writer: "_Writer") -> None:
    # The lines of a batch are read before the first of them turns out not to fit what is stored.
    if line.page in left_out:
        return
    match writer.write(line):
        case Malformed() as malformed:
            summary.malformed.append(malformed)
            left_out.add(line.page)
        case Written.IMPORTED:
            summary.imported += 1
        case Written.PRESENT:
            summary.present += 1


class _Writer:
    """Writes the lines of one transaction, remembering what it looked up in it."""

    def __init__(self, session: Session, actor: Actor, target: Target) -> None:
        self.session = session
        self.actor = actor
        self.target = target
        # A batch locks pages and themes after its first entry in the audit chain. Others lock the chain
        # last, and would wait in a circle with this; alone in the campaign, nobody does.
        lock_campaign_exclusively(session, standing_in(session, actor, target.campaign).campaign_id)
        self.standing: Standing = standing_in(session, actor, target.campaign)
        self.standing.require(Act.IMPORT)

    def write(self, line: Line) -> Written | Malformed:
        """Append the line's revision, or tell that it is there already, or that another text is."""
        page_id = self._page(line)
        present = self._present(page_id, line)
        if present is not None:
            if present == text_digest(line.text):
                return Written.PRESENT
            reason = f"another text was imported as seq {line.seq} of page {line.page!r} before"
            return Malformed(line.number, line.page, reason)
        page = locked_page_in(self.session, self.actor, page_id)
        new = NewRevision(
            title=line.title,
            text=line.text,
            attributed=self._attributed(page_id, page.head_id, line),
            author=self._author(line.author),
            summary=line.summary,
            minor=False,
            origin=Origin.IMPORT,
            base=page.head,
            authored_at=line.authored_at,
            source=str(line.seq),
        )
        append_revision(self.session, page, new)
        return Written.IMPORTED

    def _attributed(self, page_id: int, head_id: int | None, line: Line) -> Attributed:
        sources = [] if head_id is None else [find_credited(self.session, [head_id])[head_id]]
        return attribute_text(self.session, self.standing.campaign_id, page_id, line.title, line.text, sources)

    def _present(self, page_id: int, line: Line) -> str | None:
        query = select(col(Revision.content_sha256)).where(
            col(Revision.page_id) == page_id, col(Revision.source) == str(line.seq)
        )
        return self.session.connection().execute(query).scalar_one_or_none()

    def _page(self, line: Line) -> int:
        query = select(col(Page.id)).where(
            col(Page.campaign_id) == self.standing.campaign_id, col(Page.source) == line.page
        )
        found: int | None = self.session.connection().execute(query).scalar_one_or_none()
        if found is not None:
            return found
        theme_id = self._theme(self.target.theme or top_folder(line.path))
        page = add_page(
            self.session,
            self.standing,
            theme_id,
            Kind.TIP,
            slug=None,
            title=line.title,
            source=line.page,
        )
        assert page.id is not None
        return page.id

    def _theme(self, name: str) -> int:
        query = select(col(Theme.id)).where(
            col(Theme.campaign_id) == self.standing.campaign_id, col(Theme.slug) == slug_of(name)
        )
        found: int | None = self.session.connection().execute(query).scalar_one_or_none()
        if found is not None:
            return found
        fields = {"slug": slug_of(name), "question": checked_title(name.replace("_", " ")[:TITLE_LENGTH])}
        theme = add_theme(self.session, self.actor, self.target.campaign, fields)
        assert theme.id is not None
        return theme.id

    def _author(self, name: str) -> Author:
        username = author_username(name)
        query = select(col(User.id), col(User.key)).where(col(User.username) == username)
        found = self.session.connection().execute(query).one_or_none()
        if found is not None:
            return Author(found.id, found.key)
        user = create_user(
            self.session,
            self.actor,
            username,
            name=name,
            can_sign_in=False,
            now=database_now(self.session),
        )
        assert user.id is not None
        return Author(user.id, user.key)


def author_username(name: str) -> str:
    """Return the username of an imported author: the name where it is one, else one made from it."""
    if USERNAME.fullmatch(name):
        return name
    plain = re.sub(r"[^a-z0-9]+", "-", slug_of(name))[:40].strip("-")
    return f"{plain}.{text_digest(name)[:12]}"
