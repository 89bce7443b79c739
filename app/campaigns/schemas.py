"""Campaigns, themes and members on the wire."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from app.campaigns.rules import (
    COLOUR,
    LANGUAGE,
    SLUG,
    AcceptancePolicy,
    Enrolment,
    Phase,
    Ranking,
    Role,
    Selection,
    Visibility,
)
from app.fields import In, Moment, OneOf, Wire
from app.words.codes import Word

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


class CampaignIn(In):
    slug: Slug
    """The name of the campaign in addresses; it cannot change."""
    title: Line
    """What the guide is called."""
    subtitle: Line | None = None
    """What stands below the title."""
    organisation: Line | None = None
    """The company, as it stands on the cover."""
    language: Language = "fr"
    """The language of the guide, as a BCP 47 tag."""
    time_zone: str = Field(default="Europe/Paris", max_length=64)
    """The IANA time zone in which dates are written for people."""
    visibility: OneOf[Visibility] = Visibility.MEMBERS
    """Whether anybody may read, or members only."""
    enrolment: OneOf[Enrolment] = Enrolment.EVERYONE
    """Whether everybody who is signed in may join, or only those invited."""
    colour: Colour = "#1f4e79"
    """The first colour of the guide, as ``#rrggbb``."""
    accent: Colour = "#c8102e"
    """The second colour of the guide, as ``#rrggbb``."""
    selection: OneOf[Selection] = Selection.ALL
    """Which of the accepted tips go into the guide."""
    acceptance: OneOf[AcceptancePolicy] = AcceptancePolicy.EDITORS
    """Who makes a revision the one that readers see."""
    quorum: Voices = 5
    """How many ballots an acceptance by votes needs."""
    approval_percent: Percent = 66
    """The share of approvals that an acceptance by votes needs."""
    departments_needed: Voices = 1
    """From how many departments approvals must come."""
    editors_needed: Editors = 1
    """How many editors must agree to an acceptance."""
    self_acceptance: bool = True
    """Whether editors may accept what they wrote."""
    editor_override: bool = True
    """Whether editors may accept before the votes do."""
    support_budget: Voices | None = None
    """How many tips one person may support; null for any number."""
    sealed_tallies: bool = False
    """Whether tallies stay closed while people vote."""
    ranked_by: OneOf[Ranking] = Ranking.COUNT
    """By what tips are ranked."""
    same_text_percent: Percent = 90
    """From which similarity on two texts count as materially the same."""
    rewritten_percent: Percent = 50
    """Up to which share a tip may be changed after the vote without a reason."""
    opens_at: Moment | None = None
    """When the window opens."""
    closes_at: Moment | None = None
    """When the window closes."""
    voting_closes_at: Moment | None = None
    """When ballots and support end; with the window where it is null."""


class CampaignPatch(In):
    """Only the fields that are sent change; the window changes here only before it opens."""

    unchangeable: ClassVar[Mapping[str, Word]] = {
        "slug": Word.FIXED_SLUG,
        "phase": Word.FIXED_PHASE,
        **dict.fromkeys(
            (
                *("announced_at", "published_at", "corrections_opened_at", "created_at", "archived_at"),
                *("role", "allowed_actions"),
                *("colour_text", "colour_text_dark", "accent_text", "accent_text_dark"),
            ),
            Word.FIXED_HERE,
        ),
    }

    title: Line | None = None
    """What the guide is called."""
    subtitle: Line | None = None
    """What stands below the title."""
    organisation: Line | None = None
    """The company, as it stands on the cover."""
    language: Language | None = None
    """The language of the guide, as a BCP 47 tag."""
    time_zone: str | None = Field(default=None, max_length=64)
    """The IANA time zone in which dates are written for people."""
    visibility: OneOf[Visibility] | None = None
    """Whether anybody may read, or members only."""
    enrolment: OneOf[Enrolment] | None = None
    """Whether everybody who is signed in may join, or only those invited."""
    colour: Colour | None = None
    """The first colour of the guide, as ``#rrggbb``."""
    accent: Colour | None = None
    """The second colour of the guide, as ``#rrggbb``."""
    selection: OneOf[Selection] | None = None
    """Which of the accepted tips go into the guide."""
    acceptance: OneOf[AcceptancePolicy] | None = None
    """Who makes a revision the one that readers see."""
    quorum: Voices | None = None
    """How many ballots an acceptance by votes needs."""
    approval_percent: Percent | None = None
    """The share of approvals that an acceptance by votes needs."""
    departments_needed: Voices | None = None
    """From how many departments approvals must come."""
    editors_needed: Editors | None = None
    """How many editors must agree to an acceptance."""
    self_acceptance: bool | None = None
    """Whether editors may accept what they wrote."""
    editor_override: bool | None = None
    """Whether editors may accept before the votes do."""
    support_budget: Voices | None = None
    """How many tips one person may support; null for any number."""
    sealed_tallies: bool | None = None
    """Whether tallies stay closed while people vote."""
    ranked_by: OneOf[Ranking] | None = None
    """By what tips are ranked."""
    same_text_percent: Percent | None = None
    """From which similarity on two texts count as materially the same."""
    rewritten_percent: Percent | None = None
    """Up to which share a tip may be changed after the vote without a reason."""
    opens_at: Moment | None = None
    """When the window opens."""
    closes_at: Moment | None = None
    """When the window closes."""
    voting_closes_at: Moment | None = None
    """When ballots and support end; with the window where it is null."""


class CampaignOut(Wire):
    slug: str
    """The name of the campaign in addresses; it cannot change."""
    title: str
    """What the guide is called."""
    subtitle: str | None
    """What stands below the title."""
    organisation: str | None
    """The company, as it stands on the cover."""
    language: str
    """The language of the guide, as a BCP 47 tag."""
    time_zone: str
    """The IANA time zone in which dates are written for people."""
    visibility: Visibility
    """Whether anybody may read, or members only."""
    enrolment: Enrolment
    """Whether everybody who is signed in may join, or only those invited."""
    colour: str
    """The first colour of the guide, as ``#rrggbb``."""
    accent: str
    """The second colour of the guide, as ``#rrggbb``."""
    colour_text: str
    """The first colour as text is readable in it on white, with a contrast of 4.5 or more."""
    colour_text_dark: str
    """The first colour as text is readable in it on dark screens."""
    accent_text: str
    """The second colour as text is readable in it on white."""
    accent_text_dark: str
    """The second colour as text is readable in it on dark screens."""
    selection: Selection
    """Which of the accepted tips go into the guide."""
    acceptance: AcceptancePolicy
    """Who makes a revision the one that readers see."""
    quorum: int
    """How many ballots an acceptance by votes needs."""
    approval_percent: int
    """The share of approvals that an acceptance by votes needs."""
    departments_needed: int
    """From how many departments approvals must come."""
    editors_needed: int
    """How many editors must agree to an acceptance."""
    self_acceptance: bool
    """Whether editors may accept what they wrote."""
    editor_override: bool
    """Whether editors may accept before the votes do."""
    support_budget: int | None
    """How many tips one person may support; null for any number."""
    sealed_tallies: bool
    """Whether tallies stay closed while people vote."""
    ranked_by: Ranking
    """By what tips are ranked."""
    same_text_percent: int
    """From which similarity on two texts count as materially the same."""
    rewritten_percent: int
    """Up to which share a tip may be changed after the vote without a reason."""
    phase: Phase
    """The phase, as the database's clock has it now."""
    opens_at: datetime | None
    """When the window opens."""
    closes_at: datetime | None
    """When the window closes."""
    voting_closes_at: datetime | None
    """When ballots and support end; with the window where it is null."""
    published_at: datetime | None
    """When the first release was sealed; null before."""
    corrections_opened_at: datetime | None
    """Since when editors may correct what is published; null while they may not."""
    created_at: datetime
    """When the campaign was set up."""
    announced_at: datetime | None
    """When its draft was shown to others than those who prepare it; null where it was not."""
    archived_at: datetime | None
    """When it was taken out of the list of campaigns; null where it stands there."""
    role: Role
    """The role of the caller."""
    allowed_actions: list[str]
    """What the caller may do now; ``join`` where a click makes them a contributor."""


class CampaignsOut(Wire):
    items: list[CampaignOut]
    """What is listed, in the order of the list."""
    next: str | None
    """For ``after`` in the next request; null where nothing follows."""


class ReasonIn(In):
    reason: Reason
    """Why; the reason is kept with the act."""


class OpenIn(ReasonIn):
    """Opens now; ``closes_at`` is needed unless the campaign has one."""

    closes_at: Moment | None = None
    """When the window is to close."""


class UntilIn(ReasonIn):
    closes_at: Moment
    """When the window is to close now."""


class VotingUntilIn(ReasonIn):
    voting_closes_at: Moment
    """When voting is to end now."""


class WindowActOut(Wire):
    act: str
    """What was done to the window, with ``voting-reopened`` to voting alone, after the release to corrections."""
    reason: str
    """Why it was done."""
    closes_at: datetime
    """When the window was to close from then on; with ``voting-reopened``, when voting was to end."""
    at: datetime
    """When it was done."""


class WindowActsOut(Wire):
    items: list[WindowActOut]
    """What is listed, in the order of the list."""
    next: str | None
    """For ``after`` in the next request; null where nothing follows."""


class ThemeIn(In):
    slug: Slug
    """The name of the theme in addresses; it cannot change."""
    question: Line
    """The question that the theme asks."""
    position: int | None = Field(default=None, ge=1, le=10_000)
    """The place among the themes; the last where it is left out."""
    target: Target | None = None
    """How many tips the theme is to have; null for any number."""
    video_url: VideoUrl | None = None
    """The address of a video that introduces the theme."""


class ThemePatch(In):
    """Only the fields that are sent change."""

    unchangeable: ClassVar[Mapping[str, Word]] = {"slug": Word.FIXED_SLUG}

    question: Line | None = None
    """The question that the theme asks."""
    position: int | None = Field(default=None, ge=1, le=10_000)
    """The place among the themes; lower comes first."""
    target: Target | None = None
    """How many tips the theme is to have; null for any number."""
    video_url: VideoUrl | None = None
    """The address of a video that introduces the theme."""


class ThemeOut(Wire):
    slug: str
    """The name of the theme in addresses; it cannot change."""
    question: str
    """The question that the theme asks."""
    position: int
    """The place among the themes; lower comes first."""
    target: int | None
    """How many tips the theme is to have; null for any number."""
    video_url: str | None
    """The address of a video that introduces the theme."""


class MemberIn(In):
    role: OneOf[Role]
    """The role that the user is to have."""


class MemberOut(Wire):
    username: str
    """The name to sign in with."""
    name: str
    """The full name."""
    department: str | None
    """The department; null where none is known."""
    role: Role
    """The role in the campaign."""
    joined_at: datetime
    """When the role was first given."""


class MembersOut(Wire):
    items: list[MemberOut]
    """What is listed, in the order of the list."""
    next: str | None
    """For ``after`` in the next request; null where nothing follows."""
