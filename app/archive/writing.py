"""Writes lines of an import into a campaign, within one transaction, through the one writer of revisions.

Knows no file, and remembers nothing from one transaction to the next.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from sqlalchemy import select
from sqlmodel import Session, col

from app.archive.authors import Accounts, username_of
from app.archive.lines import Line, Malformed, top_folder
from app.archive.titles import Titled, TitleFrom
from app.campaigns.models import Theme
from app.campaigns.rules import Act
from app.campaigns.service import add_theme
from app.campaigns.standing import Standing, standing_in
from app.clock import database_now
from app.db import lock_campaign_exclusively
from app.digests import text_digest
from app.identity.actor import Actor
from app.identity.models import User
from app.identity.service import create_user
from app.pages.access import LockedPage, locked_page_in
from app.pages.arranging import hide_page, show_page
from app.pages.attribution.finding import Attributed, attribute_text
from app.pages.attribution.stored import find_credited
from app.pages.creating import add_page
from app.pages.models import Page, Revision
from app.pages.revisions.appending import Author, NewRevision, append_revision
from app.pages.rules import TITLE_LENGTH, Kind, Origin, checked_title, slug_of


class Written(Enum):
    """What is there already of a line that was imported before."""

    PRESENT = auto()


@dataclass(frozen=True, slots=True)
class Target:
    """Where the revisions go; without a theme, one per top folder of the paths."""

    campaign: str
    theme: str | None
    accounts: Accounts = field(default_factory=dict)
    """Whose accounts authors stand for, where that is known."""


def find_present(session: Session, campaign_id: int, lines: Sequence[Line]) -> dict[tuple[str, int], str]:
    """Return the SHA-256 of the texts that were imported as these lines before, by page and seq."""
    query = (
        select(col(Page.source), col(Revision.source), col(Revision.content_sha256))
        .join(Revision, col(Revision.page_id) == col(Page.id))
        .where(
            col(Page.campaign_id) == campaign_id,
            col(Page.source).in_({line.page for line in lines}),
            col(Revision.source).in_({str(line.seq) for line in lines}),
        )
    )
    return {(str(page), int(seq or 0)): sha256 for page, seq, sha256 in session.execute(query)}


def compared(line: Line, present: str | None) -> Written | Malformed | None:
    """Tell whether a line is there already, or another text is; None where nothing is."""
    if present is None:
        return None
    if present == text_digest(line.text):
        return Written.PRESENT
    return Malformed(
        line.number, line.page, f"another text was imported as seq {line.seq} of page {line.page!r} before"
    )


class Writer:
    """Writes the lines of one transaction, which has the campaign to itself."""

    def __init__(self, session: Session, actor: Actor, target: Target) -> None:
        self.session = session
        self.actor = actor
        self.target = target
        # A batch locks pages and themes after its first entry in the audit chain. Others lock the chain
        # last, and would wait in a circle with this; alone in the campaign, nobody does.
        lock_campaign_exclusively(session, standing_in(session, actor, target.campaign).campaign_id)
        self.standing: Standing = standing_in(session, actor, target.campaign)
        self.standing.require(Act.IMPORT)

    def write(self, line: Line) -> TitleFrom | Written | Malformed:
        """Append the line's revision and tell where its title was found, or that a text is there already."""
        present = find_present(self.session, self.standing.campaign_id, [line]).get((line.page, line.seq))
        found = compared(line, present)
        if found is not None:
            return found
        titled = line.titled
        page = locked_page_in(self.session, self.actor, self._page(line, titled))
        if line.deleted and line.given_title is None and page.head_id is not None:
            titled = Titled(self._title_of(page.head_id), TitleFrom.LINE)
        self._append(page, line, titled.title)
        if line.deleted:
            hide_page(self.session, page)
        elif line.revived:
            show_page(self.session, page)
        return titled.found_in

    def _append(self, page: LockedPage, line: Line, title: str) -> None:
        new = NewRevision(
            title=title,
            text=line.text,
            attributed=self._attributed(page, title, line.text),
            author=self._author(line.author),
            summary=line.summary,
            minor=False,
            origin=Origin.IMPORT,
            base=page.head,
            authored_at=line.authored_at,
            source=str(line.seq),
        )
        append_revision(self.session, page, new)

    def _attributed(self, page: LockedPage, title: str, text: str) -> Attributed:
        sources = [] if page.head_id is None else [find_credited(self.session, [page.head_id])[page.head_id]]
        return attribute_text(self.session, self.standing.campaign_id, page.page_id, title, text, sources)

    def _title_of(self, revision_id: int) -> str:
        return self.session.scalars(select(col(Revision.title)).where(col(Revision.id) == revision_id)).one()

    def _page(self, line: Line, titled: Titled) -> int:
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
            title=titled.title,
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
        username = username_of(name, self.target.accounts)
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
