"""How much of something one person may have, so that nobody fills what all share. Knows nothing that is counted."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import Session

from app.errors import Conflict
from app.words.codes import Word
from app.words.saying import Said


class Quota(StrEnum):
    """What is counted."""

    PAGES = "pages"
    DRAFTS = "drafts"
    COMMENTS = "comments"
    QUESTIONS = "questions"
    JOBS = "jobs"
    ANSWERS = "answers"


_SENTENCES = {
    Quota.PAGES: Word.QUOTA_PAGES,
    Quota.DRAFTS: Word.QUOTA_DRAFTS,
    Quota.COMMENTS: Word.QUOTA_COMMENTS,
    Quota.QUESTIONS: Word.QUOTA_QUESTIONS,
    Quota.JOBS: Word.QUOTA_JOBS,
    Quota.ANSWERS: Word.QUOTA_ANSWERS,
}


@dataclass(eq=False)
class QuotaReached(Conflict):
    """The caller has as many as one person may."""

    problem = "quota-reached"
    quota: Quota
    """What was counted."""
    most: int
    """How many one person may have."""

    def said(self) -> Said:
        return Said.of(_SENTENCES[self.quota], most=self.most)


Room = Callable[[Session], None]
"""Raises QuotaReached where there is no room for one more."""


def room(quota: Quota, most: int, rows: Select[Any]) -> Room:
    """Return what counts the rows that somebody has already."""

    def require(session: Session) -> None:
        found = session.scalar(select(func.count()).select_from(rows.limit(most).subquery()))
        if found is not None and found >= most:
            raise QuotaReached(quota, most)

    return require
