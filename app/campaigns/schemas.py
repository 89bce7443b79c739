"""Campaigns, themes and members on the wire."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from app.campaigns.rules import (
    COLOUR,
    LANGUAGE,
    SLUG,
    Acceptance,
    Enrolment,
    Phase,
    Ranking,
    Role,
    Selection,
    Visibility,
)
from app.fields import Moment

Slug = Annotated[str, StringConstraints(pattern=f"^{SLUG.pattern}$")]
Colour = Annotated[str, StringConstraints(pattern=f"^{COLOUR.pattern}$")]
Language = Annotated[str, StringConstraints(pattern=f"^{LANGUAGE.pattern}$", max_length=35)]
Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")
]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000, pattern=r"^[^\x00]*$")]
Target = Annotated[int, Field(ge=1, le=1000)]
Percent = Annotated[int, Field(ge=1, le=100)]
Voices = Annotated[int, Field(ge=1, le=100_000)]
Editors = Annotated[int, Field(ge=1, le=2)]
VideoUrl = Annotated[str, StringConstraints(pattern=r"^https://[^\s\x00-\x1f<>\"]+$", max_length=2000)]


class CampaignIn(BaseModel):
    slug: Slug
    title: Line
    subtitle: Line | None = None
    organisation: Line | None = None
    language: Language = "fr"
    time_zone: str = Field(default="Europe/Paris", max_length=64)
    visibility: Visibility = Visibility.MEMBERS
    enrolment: Enrolment = Enrolment.EVERYONE
    colour: Colour = "#1f4e79"
    accent: Colour = "#c8102e"
    selection: Selection = Selection.ALL
    acceptance: Acceptance = Acceptance.EDITORS
    quorum: Voices = 5
    approval_percent: Percent = 66
    departments_needed: Voices = 1
    editors_needed: Editors = 1
    self_acceptance: bool = True
    editor_override: bool = True
    support_budget: Voices | None = None
    sealed_tallies: bool = False
    ranked_by: Ranking = Ranking.COUNT
    same_text_percent: Percent = 90
    opens_at: Moment | None = None
    closes_at: Moment | None = None
    voting_closes_at: Moment | None = None


class CampaignPatch(BaseModel):
    """Only the fields that are sent change; the window changes here only before it opens."""

    title: Line | None = None
    subtitle: Line | None = None
    organisation: Line | None = None
    language: Language | None = None
    time_zone: str | None = Field(default=None, max_length=64)
    visibility: Visibility | None = None
    enrolment: Enrolment | None = None
    colour: Colour | None = None
    accent: Colour | None = None
    selection: Selection | None = None
    acceptance: Acceptance | None = None
    quorum: Voices | None = None
    approval_percent: Percent | None = None
    departments_needed: Voices | None = None
    editors_needed: Editors | None = None
    self_acceptance: bool | None = None
    editor_override: bool | None = None
    support_budget: Voices | None = None
    sealed_tallies: bool | None = None
    ranked_by: Ranking | None = None
    same_text_percent: Percent | None = None
    opens_at: Moment | None = None
    closes_at: Moment | None = None
    voting_closes_at: Moment | None = None


class CampaignOut(BaseModel):
    slug: str
    title: str
    subtitle: str | None
    organisation: str | None
    language: str
    time_zone: str
    visibility: Visibility
    enrolment: Enrolment
    colour: str
    accent: str
    selection: Selection
    acceptance: Acceptance
    quorum: int
    approval_percent: int
    departments_needed: int
    editors_needed: int
    self_acceptance: bool
    editor_override: bool
    support_budget: int | None
    sealed_tallies: bool
    ranked_by: Ranking
    same_text_percent: int
    phase: Phase
    opens_at: datetime | None
    closes_at: datetime | None
    voting_closes_at: datetime | None
    published_at: datetime | None
    created_at: datetime
    role: Role
    allowed_actions: list[str]


class CampaignsOut(BaseModel):
    items: list[CampaignOut]
    next: str | None


class ReasonIn(BaseModel):
    reason: Reason


class OpenIn(ReasonIn):
    """Opens now; ``closes_at`` is needed unless the campaign has one."""

    closes_at: Moment | None = None


class UntilIn(ReasonIn):
    closes_at: Moment


class WindowActOut(BaseModel):
    act: str
    reason: str
    closes_at: datetime
    at: datetime


class WindowActsOut(BaseModel):
    items: list[WindowActOut]
    next: str | None


class CloneIn(BaseModel):
    slug: Slug
    title: Line | None = None


class ThemeIn(BaseModel):
    slug: Slug
    question: Line
    position: int | None = Field(default=None, ge=1, le=10_000)
    target: Target | None = None
    video_url: VideoUrl | None = None


class ThemePatch(BaseModel):
    """Only the fields that are sent change."""

    question: Line | None = None
    position: int | None = Field(default=None, ge=1, le=10_000)
    target: Target | None = None
    video_url: VideoUrl | None = None


class ThemeOut(BaseModel):
    slug: str
    question: str
    position: int
    target: int | None
    video_url: str | None


class ThemesOut(BaseModel):
    items: list[ThemeOut]
    next: str | None


class MemberIn(BaseModel):
    role: Role


class MemberOut(BaseModel):
    username: str
    name: str
    department: str | None
    role: Role
    joined_at: datetime


class MembersOut(BaseModel):
    items: list[MemberOut]
    next: str | None
