"""What is refused to whoever comes in, or lets others in."""

from dataclasses import dataclass

from app.errors import Conflict, NotFound, TooMany
from app.words.codes import Word
from app.words.saying import Said


class NoSuchInvitation(NotFound):
    problem = "not-found"
    word = Word.NO_SUCH_INVITATION


class NoSuchJoinCode(NotFound):
    problem = "not-found"
    word = Word.NO_SUCH_JOIN_CODE


@dataclass(eq=False)
class InvitationOver(Conflict):
    """It was accepted, revoked, or has expired."""

    problem = "invitation-over"
    reason: Said


@dataclass(eq=False)
class AccountExpected(Conflict):
    """Whoever accepts it is somebody else than it was meant for."""

    problem = "conflict"
    reason: Said


@dataclass(eq=False)
class TooManyGuesses(TooMany):
    problem = "too-many"

    def said(self) -> Said:
        return Said.of(Word.TOO_MANY_GUESSES, seconds=self.retry_after)
