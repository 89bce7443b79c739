"""The states of a job. Pure."""

from enum import StrEnum

MOST_TRIES = 3
"""How often a job is taken whose worker dies, or which needs more memory than it may."""


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
