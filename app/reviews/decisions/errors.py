"""What a decision meets: somebody else's."""

from dataclasses import dataclass

from app.reviews.decisions.schemas import DecisionOut
from app.web.errors import PreconditionFailed
from app.words.codes import Word


@dataclass(eq=False)
class DecidedMeanwhile(PreconditionFailed):
    """Another decision was made since the caller read the revision."""

    problem = "precondition-failed"
    word = Word.DECIDED_MEANWHILE
    etag: str
    """The ETag of the state as it is now."""
    last_decision: DecisionOut
    """What was decided meanwhile."""
