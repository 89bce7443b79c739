"""How a passage is taken out, and what becomes of the revisions of an account that is undone. Pure."""

from enum import StrEnum

from app.errors import Invalid
from app.pages.rules import REDACTED_TITLE, checked_title, slug_of


class Fate(StrEnum):
    """What becomes of one revision when its account is undone."""

    CLEAN = "clean"
    """It is taken back."""
    CONFLICTING = "conflicting"
    """Others changed the same place afterwards; it is left as it is."""
    GONE = "gone"
    """Nothing of it is left to take back."""
    CREATED = "created"
    """It made the page, which can be hidden."""
    REDACTED = "redacted"
    """A text was purged, so nobody can tell any more what it changed; it is left as it is."""


def without(text: str, passage: str) -> str:
    """Return the text with every occurrence of a passage taken out, those too that taking out makes."""
    while passage in text:
        text = text.replace(passage, "")
    return text


def title_without(title: str, passage: str) -> str:
    """Return the title without a passage, ``…`` where nothing is left of it."""
    if passage not in title:
        return title
    try:
        return without(checked_title(without(title, passage)), passage) or REDACTED_TITLE
    except Invalid:
        return REDACTED_TITLE


def is_named_after(slug: str, passage: str) -> bool:
    """Tell whether a page's name in the address was made from a title with this passage."""
    words = slug_of(passage)
    # A passage without letters of the alphabet leaves the name of a page without a name.
    return words != slug_of("") and words in slug


def is_hidden_with(*, hide_created: bool | None, made_page: bool, wrote_alone: bool) -> bool:
    """Tell whether a page is hidden when the account is undone; by default one that nobody else wrote on."""
    return made_page and (wrote_alone if hide_created is None else hide_created)
