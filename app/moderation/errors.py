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
    campaign: str | None

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
