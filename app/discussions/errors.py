"""What a discussion refuses."""

from dataclasses import dataclass

from app.errors import Conflict, NotFound
from app.words.codes import Word
from app.words.saying import Said


class NoDiscussion(NotFound):
    problem = "not-found"
    word = Word.NO_DISCUSSION


class NoSuchComment(NotFound):
    problem = "not-found"
    word = Word.NO_SUCH_COMMENT


@dataclass(eq=False)
class ThreadFull(Conflict):
    problem = "conflict"
    limit: int
    """How many replies a thread may have."""

    def said(self) -> Said:
        return Said.of(Word.THREAD_FULL, limit=self.limit)
