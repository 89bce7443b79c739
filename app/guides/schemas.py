"""Editions on the wire."""

from datetime import datetime
from typing import Literal

from app.campaigns.schemas import Reason
from app.fields import In, OneOf, Wire
from app.guides.preflight import Severity
from app.guides.rules import Audience, EditionKind


class EditionIn(In):
    kind: OneOf[EditionKind] = EditionKind.RELEASE
    """A proof, which can be compiled at any time, or a release."""
    audience: OneOf[Audience] = Audience.COMPANY
    """Whom the edition is for."""
    override: Reason | None = None
    """Why a release is made in spite of the pre-flight's errors; it goes into the manifest, if there are any."""


class ArtefactOut(Wire):
    name: str
    """The name of the file."""
    media_type: str
    """The media type of the file."""
    sha256: str
    """The SHA-256 of the file, in hexadecimal."""
    size: int
    """The size of the file in bytes."""
    path: str
    """Where the file is found."""


class EditionItem(Wire):
    number: int
    """The number of the edition in its campaign."""
    kind: EditionKind
    """Whether it is a proof or a release."""
    audience: Audience
    """Whom the edition is for."""
    language: str
    """The language, as a BCP 47 tag."""
    digest: str
    """The SHA-256 of the manifest, in hexadecimal."""
    sealed_at: datetime
    """When the edition was sealed; it has not changed since."""
    artefacts: list[ArtefactOut]
    """The files of the edition."""
    allowed_actions: list[Literal["download", "verify"]]
    """What the caller may do with it; what may be compiled is told by the campaign."""


class EditionsOut(Wire):
    items: list[EditionItem]
    """What is listed, in the order of the list."""
    next: str | None
    """For ``after`` in the next request; null where nothing follows."""


class EditionOut(EditionItem):
    manifest: dict[str, object]
    """What the edition is made of; ``digest`` is the SHA-256 of its canonical JSON form.

    Those who may not read the campaign's ledger are told who wrote, and not how much; the digest covers that too.
    """


class ChoiceOut(Wire):
    """What a compile would do with a tip now; the counts are null while tallies are sealed."""

    theme: str
    """The slug of the theme."""
    page_id: int
    """The id of the page."""
    slug: str
    """The name of the page in addresses."""
    title: str
    """The title."""
    taken: bool
    """Whether a compile would take the tip now."""
    why: str
    """Why, in a sentence, with what waits for a decision."""
    why_code: str
    """Names the sentence, for a front end that words it itself."""
    why_parameters: dict[str, str | int]
    """What the sentence is said of."""
    support: int | None
    """How many people support it."""
    on_this_text: int | None
    """The support that decides: given to materially the accepted text."""
    accepted_number: int | None
    """The revision that a compile would take."""
    head_number: int
    """The latest revision; where it is newer, it waits for a decision."""
    voted_number: int | None
    """The revision that the votes count for, once voting has ended; null for a tip that came later."""
    same_percent: int | None
    """How much of it and of the accepted text is the same; null where there are not both, or one was redacted."""


class SelectionOut(Wire):
    sealed: bool
    """Whether tallies are kept closed while people vote."""
    items: list[ChoiceOut]
    """The tips, in the order of the guide."""
    next: str | None
    """For ``after`` in the next request; null where nothing follows."""


class FindingOut(Wire):
    """Something to look at before a release."""

    severity: Severity
    """A release is refused for an error, a warning surprises readers, a note may want an act."""
    page: str | None
    """The page, by its name in addresses; null for the campaign and its themes."""
    line: int | None
    """The line of the accepted text, from 1; null for a title or a whole page."""
    detail: str
    """What it is and what to do, in a sentence."""
    code: str
    """Names the sentence, for a front end that words it itself."""
    parameters: dict[str, str | int]
    """What the sentence is said of."""


class PreflightOut(Wire):
    errors: int
    """How many findings are errors."""
    warnings: int
    """How many findings are warnings."""
    items: list[FindingOut]
    """The findings: errors first, each kind in the order of the guide."""
    next: str | None
    """For ``after`` in the next request; null where nothing follows."""
