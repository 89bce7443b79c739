"""What votes and decisions refuse."""

from dataclasses import dataclass

from app.errors import Conflict, Mistake
from app.pages.rules import Kind
from app.words.codes import Word
from app.words.saying import Said


@dataclass(eq=False)
class NoTip(Mistake):
    """Only tips can be supported."""

    kind: Kind
    """The kind of page."""


@dataclass(eq=False)
class SupportBudget(Conflict):
    problem = "support-budget"
    used: int
    """How many tips the caller supports."""
    budget: int
    """How many tips one person may support."""

    def said(self) -> Said:
        return Said.of(Word.SUPPORT_BUDGET, used=self.used, budget=self.budget)


@dataclass(eq=False)
class VerdictUnfit(Conflict):
    """The verdict does not fit what is accepted now."""

    problem = "conflict"
    accepted_revision: int | None
    """The id of the revision that readers see; null where they see none."""
    reason: Said


@dataclass(eq=False, kw_only=True)
class OlderRevision(Conflict):
    problem = "older-revision"
    head_revision: int
    """The id of the latest revision."""
    head_number: int
    """The number of the latest revision."""
    accepted_revision: int | None
    """The id of the revision that readers see; null where they see none."""
    accepted_number: int | None
    """The number of the revision that readers see; null where they see none."""

    def said(self) -> Said:
        return Said.of(Word.OLDER_REVISION, head=self.head_number)


@dataclass(eq=False)
class AnotherEditor(Conflict):
    """This editor's acceptance is not enough, or not wanted."""

    problem = "another-editor"
    reason: Said


class VotesDecide(Conflict):
    problem = "votes-decide"
    word = Word.VOTES_DECIDE
