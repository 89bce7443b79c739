"""Editions on the wire."""

from datetime import datetime

from pydantic import BaseModel

from app.guides.rules import Audience, EditionKind


class EditionIn(BaseModel):
    kind: EditionKind = EditionKind.RELEASE
    audience: Audience = Audience.COMPANY


class ArtefactOut(BaseModel):
    name: str
    media_type: str
    sha256: str
    size: int
    path: str


class EditionItem(BaseModel):
    number: int
    kind: EditionKind
    audience: Audience
    language: str
    digest: str
    sealed_at: datetime
    artefacts: list[ArtefactOut]


class EditionsOut(BaseModel):
    items: list[EditionItem]
    next: str | None


class EditionOut(EditionItem):
    manifest: dict[str, object]
    """What the edition is made of; ``digest`` is the SHA-256 of its canonical JSON form."""


class VerifiedOut(BaseModel):
    proven: bool
    broken: list[str]
    notes: list[str]
    """What could not be tried, and why that is no fault: texts that were redacted since."""


class ChoiceOut(BaseModel):
    """What a compile would do with a tip now; the counts are null while tallies are sealed."""

    theme: str
    page_id: int
    slug: str
    title: str
    taken: bool
    why: str
    support: int | None
    on_this_text: int | None
    """The support that decides: given to materially the accepted text."""
    accepted_number: int | None
    """The revision that a compile would take."""
    head_number: int
    """The latest revision; where it is newer, it waits for a decision."""


class SelectionOut(BaseModel):
    sealed: bool
    items: list[ChoiceOut]
    next: str | None
