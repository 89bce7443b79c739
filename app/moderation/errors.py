"""What moderation refuses."""

from dataclasses import dataclass

from app.campaigns.rules import Role
from app.errors import Conflict, Forbidden
from app.words.codes import Word
from app.words.saying import Said


@dataclass(eq=False)
class StandsElsewhere(Forbidden):
    """A redaction would reach a campaign of which the caller is no admin; None for one that they cannot see."""

    problem = "forbidden"
    role: Role | None
    """The caller's role in the campaign; null where they have none."""
    campaign: str | None
    """The slug of the other campaign; null where the caller may not know it."""

    def said(self) -> Said:
        if self.campaign is None:
            return Said.of(Word.STANDS_ELSEWHERE)
        return Said.of(Word.STANDS_IN_CAMPAIGN, campaign=self.campaign)


class RedactedAlready(Conflict):
    problem = "redacted"
    word = Word.REDACTED_ALREADY


class AnswerRedacted(Conflict):
    """An answer that was kept for a repetition held words that were redacted since."""

    problem = "redacted"
    word = Word.ANSWER_REDACTED
