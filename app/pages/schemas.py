"""Pages and drafts on the wire."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from app.campaigns.schemas import Language, Reason, Slug
from app.fields import In, OneOf, Sent, ShortReason, Wire
from app.pages.revisions.schemas import NoticeOut, RevisionOut
from app.pages.rules import DraftReason, Kind
from app.words.codes import Word


class PageOut(Wire):
    """A page with the text of one of its revisions."""

    id: int
    """The id of the page."""
    campaign: str
    """The slug of the campaign."""
    theme: str | None
    """The slug of the theme; null for a page of the campaign as a whole."""
    kind: Kind
    """What kind of page it is."""
    slug: str
    """The name of the page in addresses."""
    position: int
    """The place in the order of the guide; lower comes first."""
    pinned: bool
    """Whether it goes into the guide whatever its support."""
    pinned_reason: str | None
    """Why it was pinned; null where it is not, or nobody said."""
    excluded_reason: str | None
    """Why it is kept out of the guide; null where it is not."""
    rewritten_reason: str | None
    """Why the accepted text differs much from the one that was voted on; null where nobody said."""
    hidden: bool
    """Whether the page is hidden from all but editors."""
    merged_into: int | None
    """The id of the page that this one has gone into; null where it stands for itself."""
    state: Literal["accepted", "latest", "as-of"]
    """Which of its texts this is."""
    support_count: int | None
    """Null while tallies are sealed."""
    comment_count: int | None
    """Null for a caller who may read accepted text only; so is ``head_number``."""
    head_number: int | None
    """The number of the latest revision."""
    accepted_number: int | None
    """The number of the revision that readers see; null where they see none."""
    revision: RevisionOut
    """The revision whose text is shown."""
    html: str | None
    """The text as safe HTML, when ``render=html`` or ``positions=true`` asked for it."""
    allowed_actions: list[str]
    """What the caller may do on the page now."""


class CreatedPageOut(PageOut):
    """A page that was just made."""

    notices: list[NoticeOut] | None
    """What a guide does not show of the text as it was sent; null where the request sent no text."""


class PageIn(In):
    kind: OneOf[Kind]
    """What kind of page it is."""
    theme: Slug | None = None
    """The slug of the theme, for a kind that belongs to one."""
    slug: Slug | None = None
    """The name in addresses; made from the title where it is left out."""
    title: Sent
    """The title."""
    text: Sent
    """The text, in Markdown."""
    summary: Sent = ""
    """What there is to say about the first revision."""


class PagePatch(In):
    """Only the fields that are sent change."""

    unchangeable: ClassVar[Mapping[str, Word]] = {
        "kind": Word.FIXED_KIND,
        "campaign": Word.FIXED_CAMPAIGN,
        **dict.fromkeys(("title", "text", "revision"), Word.FIXED_TEXT),
        **dict.fromkeys(("hidden", "merged_into"), Word.FIXED_HIDDEN),
        "accepted_number": Word.FIXED_ACCEPTED,
        **dict.fromkeys(
            ("id", "state", "support_count", "comment_count", "head_number", "html", "allowed_actions"), Word.FIXED_HERE
        ),
    }

    theme: Slug | None = None
    """The slug of the theme to move the page to."""
    slug: Slug | None = None
    """The new name in addresses."""
    position: int | None = Field(default=None, ge=1, le=1_000_000)
    """The place in the order of the guide; lower comes first."""
    pinned: bool | None = None
    """Whether it goes into the guide whatever its support."""
    pinned_reason: ShortReason | None = None
    """Why it is pinned."""
    excluded_reason: ShortReason | None = None
    """Why it is kept out of the guide; null takes it in again."""
    rewritten_reason: ShortReason | None = None
    """Why the accepted text differs much from the one that was voted on; it goes when another text is accepted."""


class HidePageIn(In):
    reason: Reason
    """Why; the authors of the page are told."""


class MergeIn(In):
    page: int
    """The id of the tip that is to go into this one."""
    reason: Reason
    """Why; the authors of that tip and whoever supports it are told once it has gone."""


class DraftIn(In):
    base_revision: int | None = None
    """The id of the revision on which the text is written."""
    title: Sent
    """The title."""
    text: Sent
    """The text, in Markdown."""
    summary: Sent = ""
    """What there is to say about the change."""
    minor: bool = False
    """Whether its author calls the change a small one."""


class NewDraftIn(In):
    """What somebody writes before there is a page."""

    kind: OneOf[Kind]
    """What kind of page it is to be."""
    theme: Slug | None = None
    """The slug of the theme, for a kind that belongs to one."""
    title: Sent = ""
    """The title, as far as there is one."""
    text: Sent
    """The text, in Markdown."""
    summary: Sent = ""
    """What there is to say about the page."""
    minor: bool = False
    """Whether its author calls it a small one."""


class DraftOut(Wire):
    id: int
    """The id of the draft."""
    campaign: str
    """The slug of the campaign."""
    page_id: int | None
    """The id of the page; null before there is one."""
    page: str | None
    """The slug of the page; null before there is one."""
    theme: str | None
    """The slug of the theme; null without one."""
    kind: Kind | None
    """What kind of page it is to be; null where there is a page."""
    base_revision: int | None
    """The id of the revision on which the text was written; null for a new page."""
    reason: DraftReason
    """Why the text is a draft."""
    title: str
    """The title."""
    text: str
    """The text, in Markdown."""
    summary: str
    """What there is to say about the change."""
    minor: bool
    """Whether its author calls the change a small one."""
    version: int
    """How often it was changed, counting from one."""
    etag: str
    """For the ``If-Match`` of what changes or deletes the draft."""
    allowed_actions: list[Literal["change", "delete", "submit"]]
    """What its author may do with it now; it can be submitted while they may edit the campaign's pages."""
    created_at: datetime
    """When it was made."""
    updated_at: datetime
    """When it was last changed."""


class DraftsOut(Wire):
    items: list[DraftOut]
    """What is listed, in the order of the list."""
    next: str | None
    """For ``after`` in the next request; null where nothing follows."""


class SubmitIn(In):
    """What changes on the way: the base after resolving a conflict, and the summary."""

    base_revision: int | None = None
    """The id of the revision on which its author resolved a conflict."""
    summary: Sent | None = None
    """What there is to say about the change; that of the draft where it is left out."""
    on_conflict: Literal["merge", "fail"] = "merge"
    """Whether to merge what others wrote meanwhile, or to refuse at once."""


class RenderIn(In):
    text: Sent
    """The text, in Markdown."""
    language: Language | None = None
    """The language of the text, as a BCP 47 tag: words in another script then say theirs, as they do in a guide."""


class RenderOut(Wire):
    html: str
    """The text as safe HTML."""
    notices: list[NoticeOut]
    """What a guide does not show of the text, or shows otherwise than one may expect, line by line."""
