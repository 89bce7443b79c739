"""Ballots, support and decisions on the wire. Only tallies and the caller's own choice."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, StringConstraints

from app.pages.schemas import NO_NUL, PersonOut
from app.reviews.rules import Choice, Verdict

ReasonText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000, pattern=NO_NUL)]


class BallotIn(BaseModel):
    choice: Choice


class BallotTallyOut(BaseModel):
    revision_id: int
    approve: int
    oppose: int
    my_choice: Choice | None


class SupportTallyOut(BaseModel):
    page_id: int
    support: int
    supported_by_me: bool
    my_revision_id: int | None
    """The revision to which the caller gave their support."""


class RankedTipOut(BaseModel):
    rank: int
    page_id: int
    theme: str | None
    slug: str
    title: str
    support: int
    supported_by_me: bool
    accepted: bool


class RankingOut(BaseModel):
    ordered_by: str
    items: list[RankedTipOut]
    next: str | None


class DecisionIn(BaseModel):
    reason: ReasonText = ""


class DecisionOut(BaseModel):
    number: int
    revision_id: int
    verdict: Verdict
    reason: str
    editor: PersonOut
    decided_at: datetime


class DecisionsOut(BaseModel):
    items: list[DecisionOut]
    next: str | None
