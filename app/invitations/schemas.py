"""Invitations and codes on the wire."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from app.campaigns.rules import Role
from app.fields import In, Moment, OneOf, Wire
from app.invitations.rules import InvitationState
from app.words.saying import Language

Secret = Annotated[str, StringConstraints(min_length=8, max_length=200, pattern=r"^[^\x00]*$")]


class GuestIn(In):
    mail: str | None = Field(default=None, max_length=254)
    """Where the invitation is sent; without it, hand the link over yourself."""
    name: str | None = Field(default=None, max_length=200)
    """The full name, which the person may change."""
    department: str | None = Field(default=None, max_length=200)
    """The department, where it is known."""
    language: OneOf[Language] | None = None
    """In which language the letter is written; null for that of the campaign, or of whoever invites."""


class SiteInvitationIn(GuestIn):
    site_admin: bool = False
    """Whether the account may set up campaigns and accounts."""


class CampaignInvitationIn(GuestIn):
    role: OneOf[Role] = Role.CONTRIBUTOR
    """The role in the campaign."""


class InvitationOut(Wire):
    id: int
    """The id of the invitation."""
    mail: str | None
    """Where it was sent; null for a link that is handed over."""
    name: str | None
    """The full name, where it is known."""
    department: str | None
    """The department, where it is known."""
    role: Role | None
    """The role in the campaign; null for an invitation to the site."""
    site_admin: bool
    """Whether the account is to be a site admin."""
    state: InvitationState
    """Whether it still lets somebody in, and what became of it."""
    created_at: datetime
    """When it was made."""
    expires_at: datetime
    """Until when it is good."""


class InvitationMadeOut(InvitationOut):
    link: str | None
    """What lets the person in, shown this once; null where the service does not know its own address."""
    token: str
    """The secret of the link, shown this once."""


class InvitationsOut(Wire):
    items: list[InvitationOut]
    """What is listed, in the order of the list."""
    next: str | None
    """For ``after`` in the next request; null where nothing follows."""


class TokenIn(In):
    token: Secret
    """The secret of the link: what stands behind its ``#``."""


class InvitedOut(Wire):
    """What an invitation is, told to whoever has its link."""

    inviter: str | None
    """Who invites; null where nobody is named."""
    campaign: str | None
    """The slug of the campaign; null for an invitation to the site."""
    campaign_title: str | None
    """The title of the campaign."""
    role: Role | None
    """The role in the campaign."""
    name: str | None
    """The full name, as whoever invites wrote it."""
    mail: str | None
    """The mail address that it was sent to."""
    username: str | None
    """The name to sign in with that is proposed, or that the waiting account has."""
    has_account: bool
    """Whether an account waits for the person, so that a password is all that is chosen."""
    language: Language
    """In which language the person was written to."""
    expires_at: datetime
    """Until when the invitation is good."""


class InvitationAcceptIn(TokenIn):
    username: str | None = Field(default=None, max_length=64)
    """The name to sign in with; the mail address where it is left out and can be one."""
    name: str | None = Field(default=None, max_length=200)
    """The full name; as it stands in the invitation where it is left out."""
    password: str | None = Field(default=None, max_length=1000)
    """The password; left out by somebody who is signed in."""


class AcceptedOut(Wire):
    username: str
    """The name to sign in with."""
    campaign: str | None
    """The slug of the campaign, where the way in leads to one."""
    role: Role | None
    """The role there."""


class PeopleIn(In):
    csv: str = Field(max_length=16 * 1024 * 1024)
    """The list as CSV: a line that names the columns, then a line for each person."""
    dry_run: bool = False
    """Tell what would be done, and do nothing."""
    send: bool = True
    """Whether newcomers are written to; else the answer has their links."""
    campaign: str | None = Field(default=None, max_length=64)
    """The campaign of lines that name none."""
    role: OneOf[Role] | None = None
    """The role of lines that name none; contributor where it is left out."""
    language: OneOf[Language] = Language.ENGLISH
    """In which language newcomers are written to."""


class BadLineOut(Wire):
    line: int
    """The number of the line in the file."""
    field: str
    """The column that is wrong."""
    reason: str
    """What is wrong with it, and what to do."""
    code: str
    """Names the sentence of ``reason``."""
    parameters: dict[str, str | int]
    """What the sentence is said of."""


class LinkOut(Wire):
    name: str
    """The full name."""
    mail: str
    """The mail address."""
    link: str
    """What lets the person in, shown this once."""


class PeopleOut(Wire):
    stored: bool
    """Whether it was done: not on trial, and not while a line is bad."""
    lines: int
    """How many lines the list has."""
    created: int
    """Accounts that are new."""
    moved: int
    """Accounts whose department is another one now."""
    roles: int
    """Roles that were given or raised."""
    bad: list[BadLineOut]
    """The lines that cannot be used."""
    links: list[LinkOut]
    """The links of newcomers who were not written to."""


class DepartmentIn(In):
    department: str = Field(min_length=1, max_length=200)
    """The department, as accounts name it; capitals make no difference."""
    role: OneOf[Role] = Role.CONTRIBUTOR
    """The role that its people are to have at least."""


class AdmittedOut(Wire):
    admitted: int
    """How many people have got a role, or a higher one."""


class TakingPartOut(Wire):
    id: int
    """By which it is taken back."""
    department: str
    """The department, as it was declared."""
    role: Role
    """The role of whoever becomes a member by it."""
    declared_at: datetime
    """Since when it takes part."""


class DeclaredOut(TakingPartOut):
    admitted: int
    """How many people became members at once; 0 where nobody is of it yet, or all are members already."""


class DepartmentsOut(Wire):
    items: list[TakingPartOut]
    """The departments that take part, in the order in which they were declared."""


class JoinCodeIn(In):
    uses: int = Field(default=500, ge=1, le=100_000)
    """How many people may come in by it."""
    expires_at: Moment
    """Until when it is good."""
    department: str | None = Field(default=None, min_length=1, max_length=200)
    """Whose people alone it lets in, with the accounts that they have; null for anybody."""


class JoinCodeOut(Wire):
    id: int
    """The id of the code."""
    uses: int
    """How many people may come in by it."""
    used: int
    """How many have."""
    department: str | None
    """Whose people alone it lets in; null for anybody."""
    open: bool
    """Whether it lets somebody in now."""
    created_at: datetime
    """When it was made."""
    expires_at: datetime
    """Until when it is good."""
    disabled_at: datetime | None
    """When it was disabled; null where it was not."""


class JoinCodeMadeOut(JoinCodeOut):
    join_code: str
    """The code, shown this once. Capitals, spaces and hyphens make no difference."""


class JoinCodesOut(Wire):
    items: list[JoinCodeOut]
    """What is listed, in the order of the list."""
    next: str | None
    """For ``after`` in the next request; null where nothing follows."""


class JoinIn(In):
    join_code: Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00]*$")]
    """The code, however it is written."""
    username: str | None = Field(default=None, max_length=64)
    """The name to sign in with, of a new account."""
    name: str | None = Field(default=None, max_length=200)
    """The full name."""
    password: str | None = Field(default=None, max_length=1000)
    """The password; left out, as the other two, by somebody who is signed in."""
