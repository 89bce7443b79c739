"""News on the wire."""

from datetime import datetime

from app.fields import Wire
from app.identity.schemas import PersonOut
from app.news.rules import NewsKind


class ChangedPageOut(Wire):
    """The page that something happened to."""

    id: int
    """The id of the page."""
    slug: str
    """Its name in addresses."""
    title: str
    """The title that the caller may read now: of the accepted text, for contributors of the latest."""


class ChangeLinksOut(Wire):
    """Where to read on; null where there is nothing to read, or not for the caller."""

    page: str | None
    """The page."""
    diff: str | None
    """What the revision changed, against the one before it."""
    comment: str | None
    """The comment."""
    question: str | None
    """The question."""
    edition: str | None
    """The edition."""


class NewsItem(Wire):
    """Something that happened."""

    at: datetime
    """When it was done."""
    kind: NewsKind
    """What it is about."""
    code: str
    """The stable name of the sentence."""
    parameters: dict[str, str | int]
    """What the sentence is said of."""
    sentence: str
    """What happened, in the language of the request."""
    actor: PersonOut | None
    """Who did it, for contributors; null for readers, for a policy and for an act at a shell."""
    page: ChangedPageOut | None
    """The page that it is about; null for what is about the campaign, and for a page that the caller may not read."""
    theme: str | None
    """The slug of the theme that it is about."""
    number: int | None
    """The number of the revision, for contributors, or of the edition."""
    links: ChangeLinksOut
    """Where to read on."""


class ChangesOut(Wire):
    items: list[NewsItem]
    """What is listed, in the order of the list."""
    next: str | None
    """For ``after`` in the next request; null where nothing follows."""
