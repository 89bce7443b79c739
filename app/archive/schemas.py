"""Campaigns that are set up after others, on the wire."""

from app.campaigns.schemas import CampaignOut, Line, Slug
from app.fields import In, Wire


class CloneIn(In):
    slug: Slug
    """The name of the new campaign in addresses."""
    title: Line | None = None
    """What the new guide is called; as the old one where it is left out."""
    members: bool = False
    """Whether its members come along, with their roles and how they chose to be named."""
    texts: bool = False
    """Whether the accepted texts come along, with their credit; they are accepted there at once."""


class TakenAlongOut(Wire):
    """What came along, and what was left where it is; 0 where it was not wanted."""

    themes: int
    """How many themes came along."""
    members: int
    """How many members came along, besides the caller."""
    blocked: int
    """How many members did not, because their account is blocked."""
    texts: int
    """How many accepted texts came along."""
    tokens: int
    """How many words and signs they have with their titles, all of them credited to whoever wrote them."""
    authors: int
    """How many people wrote them."""
    unaccepted: int
    """How many pages did not come along, because readers see no text of theirs."""
    hidden: int
    """How many pages did not, because they are hidden."""


class ClonedOut(CampaignOut):
    taken: TakenAlongOut
    """What came along."""
