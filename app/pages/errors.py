"""What pages, their revisions and drafts refuse."""

from dataclasses import dataclass

from app.errors import Conflict, Mistake, NotFound
from app.pages.rules import Kind
from app.words.codes import Word
from app.words.saying import Said


class NoSuchPage(NotFound):
    problem = "not-found"
    word = Word.NO_SUCH_PAGE


@dataclass(eq=False)
class PageMerged(NotFound):
    """The page has gone into another one, where its words are read now."""

    problem = "page-merged"
    word = Word.PAGE_MERGED
    merged_into: int
    """The id of the page that took it in."""


class NoSuchRevision(NotFound):
    problem = "not-found"
    word = Word.NO_SUCH_REVISION


@dataclass(eq=False)
class NoSuchNumber(NotFound):
    """The page has no revision of this number or name."""

    problem = "not-found"
    name: str
    """The name that was asked for."""

    def said(self) -> Said:
        return Said.of(Word.NO_SUCH_NUMBER, name=self.name)


class NoSuchDraft(NotFound):
    problem = "not-found"
    word = Word.NO_SUCH_DRAFT


@dataclass(eq=False)
class NotAcceptedYet(NotFound):
    problem = "not-accepted-yet"
    word = Word.NOT_ACCEPTED_YET
    head_number: int
    """The number of the latest revision."""


class NoTextThen(NotFound):
    """At the time that was asked for the page had no text to show."""

    problem = "not-accepted-yet"
    word = Word.NO_TEXT_THEN


@dataclass(eq=False)
class ForeignRevision(Mistake):
    """The revision belongs to another page than this."""

    page: int
    """The id of the page to which it belongs."""


class DraftStale(Conflict):
    problem = "draft-stale"
    word = Word.DRAFT_STALE


@dataclass(eq=False)
class PlaceTaken(Conflict):
    """There can be one page of this kind, and there is."""

    problem = "conflict"
    field: str
    """The field that is wrong."""
    kind: Kind
    """The kind of page."""

    def said(self) -> Said:
        return Said.of(Word.PLACE_TAKEN, kind=self.kind)


@dataclass(eq=False)
class AttributionMissing(Conflict):
    problem = "attribution-missing"
    word = Word.ATTRIBUTION_MISSING
    revision: int
    """The id of the revision."""


@dataclass(eq=False)
class RevisionRedacted(Conflict):
    """What was asked for takes a text that was redacted."""

    problem = "redacted"
    revision_id: int
    """The id of the revision."""
    reason: Said


class TextRedacted(Conflict):
    """The very text was redacted before."""

    problem = "redacted"
    word = Word.TEXT_REDACTED
