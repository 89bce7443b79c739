"""What a queue of jobs refuses, and how a job fails that no rule refused."""

from app.errors import NotFound
from app.words.codes import Word


class NoSuchJob(NotFound):
    problem = "not-found"
    word = Word.NO_SUCH_JOB
