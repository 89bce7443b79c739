"""What is refused to those who ask, and to those who answer."""

from dataclasses import dataclass

from app.errors import Conflict, NotFound, TooMany
from app.words.codes import Word
from app.words.saying import Said


class NoSuchQuestion(NotFound):
    problem = "not-found"
    word = Word.NO_SUCH_QUESTION


class NoSuchHall(NotFound):
    problem = "not-found"
    word = Word.NO_SUCH_HALL


class NoSuchReceipt(NotFound):
    problem = "not-found"
    word = Word.NO_SUCH_RECEIPT


@dataclass(eq=False)
class HallFull(Conflict):
    """There is no room for one more question: of this device, or in this hall."""

    problem = "conflict"
    limit: int
    """How many there may be."""
    reason: Said


class HallBusy(TooMany):
    problem = "too-many"

    def said(self) -> Said:
        return Said.of(Word.HALL_BUSY, seconds=self.retry_after)
