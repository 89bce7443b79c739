"""What a campaign refuses: for the role, for the phase, for what is there already."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from app.campaigns.rules import Phase, Role
from app.errors import Conflict, Forbidden, NotFound
from app.words.codes import Word
from app.words.saying import Said


class NoSuchCampaign(NotFound):
    problem = "not-found"
    word = Word.NO_SUCH_CAMPAIGN


@dataclass(eq=False)
class NoSuchTheme(NotFound):
    problem = "not-found"
    theme: str
    """The slug that was asked for."""

    def said(self) -> Said:
        return Said.of(Word.NO_SUCH_THEME, theme=self.theme)


class NoSuchDepartment(NotFound):
    problem = "not-found"
    word = Word.NO_SUCH_DEPARTMENT


@dataclass(eq=False)
class NoSuchMember(NotFound):
    problem = "not-found"
    username: str
    """The username that was asked for."""

    def said(self) -> Said:
        return Said.of(Word.NO_SUCH_MEMBER, username=self.username)


@dataclass(eq=False)
class LastCampaignAdmin(Conflict):
    """Without this member nobody in the campaign could look after it."""

    problem = "last-admin"
    username: str
    """The account that is needed."""

    def said(self) -> Said:
        return Said.of(Word.LAST_CAMPAIGN_ADMIN, username=self.username)


@dataclass(eq=False)
class RightMissing(Forbidden):
    """The caller's role in the campaign is never enough."""

    problem = "forbidden"
    role: Role | None
    """The caller's role in the campaign; null where they have none."""
    reason: Said


class ByInvitation(Forbidden):
    problem = "forbidden"
    word = Word.BY_INVITATION


class AccountBlocked(Forbidden):
    problem = "forbidden"
    word = Word.ACCOUNT_BLOCKED


class Times(TypedDict):
    """What tells a caller how the window stands."""

    phase: Phase
    opens_at: datetime | None
    closes_at: datetime | None
    voting_closes_at: datetime | None
    now: datetime
    """The database's clock, which decides."""


@dataclass(eq=False, kw_only=True)
class OfWindow(Conflict):
    """It is too early or too late."""

    phase: Phase
    """The phase of the campaign."""
    opens_at: datetime | None
    """When the window opens or opened; null where it is not set."""
    closes_at: datetime | None
    """When the window closes or closed; null where it is not set."""
    voting_closes_at: datetime | None
    """When ballots and support end; null where it is not set."""
    now: datetime
    """The database's clock, which decides."""


@dataclass(eq=False, kw_only=True)
class WindowClosed(OfWindow):
    """The caller's role may do this, but not in this phase; ``draft_id`` is where the text that they sent is kept."""

    problem = "window-closed"
    reason: Said
    draft_id: int | None = None
    """The id of the draft that keeps the text; null where no text was sent."""


@dataclass(eq=False, kw_only=True)
class WindowOpen(OfWindow):
    """It can be done only before or after the window."""

    problem = "window-open"
    reason: Said


class VotingClosed(OfWindow):
    problem = "voting-closed"
    word = Word.VOTING_CLOSED


@dataclass(eq=False, kw_only=True)
class TimesUnfit(OfWindow):
    """What was asked for does not fit the window as it stands."""

    problem = "conflict"
    reason: Said


@dataclass(eq=False)
class CampaignNotEmpty(Conflict):
    """There is something in it that would be lost; what, the members count."""

    problem = "campaign-not-empty"
    pages: int
    """Pages, hidden ones too."""
    drafts: int
    """Texts that are kept for their authors."""

    def said(self) -> Said:
        return Said.of(Word.CAMPAIGN_NOT_EMPTY, pages=self.pages, drafts=self.drafts)


class ThemeNotEmpty(Conflict):
    problem = "theme-not-empty"
    word = Word.THEME_NOT_EMPTY
