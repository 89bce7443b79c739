"""What stands in the way of a good release, before anybody compiles one.

Knows what a compile takes and what its formats do with a text; judges no text by its content.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session

from app.campaigns.locking import get_campaign
from app.campaigns.models import Campaign, Theme
from app.campaigns.rules import Role
from app.campaigns.service import list_themes
from app.campaigns.standing import Standing
from app.guides.anchors import Linked, leads_among
from app.guides.selecting import PreviewedTip, preview_selection
from app.pages.accepted import AcceptedRow, accepted_pages
from app.pages.rules import Kind
from app.text.anchors import Leads
from app.text.legibility import missing_glyphs
from app.text.notices import notices_in
from app.words.codes import Word
from app.words.saying import Said


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    """A release is refused: a file of it cannot be made, or people voted on another text and nobody says why."""
    WARNING = "warning"
    """Readers get something else than the author may expect."""
    NOTE = "note"
    """Somebody may want to act before the release."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at; ``line`` is one of the accepted text, from 1, None for its title or the whole page."""

    severity: Severity
    page: str | None
    """The slug of the page; None for the campaign and its themes."""
    line: int | None
    said: Said


_ERRORS = {Word.NOTICE_GLYPH}


def preflight(session: Session, standing: Standing) -> list[Finding]:
    """Return what is to be told of the guide as a compile would make it now: errors first, then in its order.

    Raises what a caller is told who is no editor.
    """
    guide = _read(session, standing)
    leads = leads_among(Linked(row.slug, row.title, row.text) for row in guide.pages)
    found = [
        *_settings(guide),
        *(finding for row in guide.pages for finding in _page(row, leads)),
        *_targets(guide),
        *_rewritten(guide),
        *(Finding(Severity.NOTE, tip.slug, None, tip.waiting) for tip in guide.tips if tip.taken and tip.waiting),
    ]
    return sorted(found, key=lambda finding: list(Severity).index(finding.severity))


def preflight_errors(session: Session, standing: Standing) -> list[Finding]:
    """Return the errors of ``preflight`` alone, of thousands of pages in a moment: everybody who saves waits for it."""
    guide = _read(session, standing)
    # A reference to a character may say one that no line has.
    looked_at = (row for row in guide.pages if "&" in row.text or missing_glyphs(f"{row.title}\n{row.text}"))
    found = [*_settings(guide), *(finding for row in looked_at for finding in _page(row, None)), *_rewritten(guide)]
    return [finding for finding in found if finding.severity is Severity.ERROR]


@dataclass(frozen=True, slots=True)
class _Guide:
    """What a compile would make a guide of now."""

    campaign: Campaign
    themes: list[Theme]
    tips: list[PreviewedTip]
    """Those that are not taken too."""
    pages: list[AcceptedRow]


def _read(session: Session, standing: Standing) -> _Guide:
    standing.require_role(Role.EDITOR)
    tips = preview_selection(session, standing)
    taken = {tip.slug for tip in tips if tip.taken}
    rows = accepted_pages(session, standing.campaign_id)
    return _Guide(
        get_campaign(session, standing.campaign_slug),
        list_themes(session, standing.campaign_id),
        tips,
        [row for row in rows if row.kind != Kind.TIP or row.slug in taken],
    )


def _settings(guide: _Guide) -> Iterator[Finding]:
    campaign = guide.campaign
    written = [campaign.title, campaign.subtitle, campaign.organisation, *(theme.question for theme in guide.themes)]
    for words in written:
        yield from _unprintable(None, words or "")


def _page(row: AcceptedRow, leads: Leads | None) -> Iterator[Finding]:
    yield from _unprintable(row.slug, row.title)
    for notice in notices_in(row.text, leads):
        severity = Severity.ERROR if notice.said.word in _ERRORS else Severity.WARNING
        yield Finding(severity, row.slug, notice.line, notice.said)


def _unprintable(page: str | None, words: str) -> Iterator[Finding]:
    for character in missing_glyphs(words):
        named = f"{character} (U+{ord(character):04X})"
        yield Finding(Severity.ERROR, page, None, Said.of(Word.NOTICE_GLYPH, character=named))


def _targets(guide: _Guide) -> Iterator[Finding]:
    taken = Counter(tip.theme for tip in guide.tips if tip.taken)
    for theme in guide.themes:
        if theme.target is not None and taken[theme.slug] < theme.target:
            said = Said.of(Word.BELOW_TARGET, theme=theme.slug, taken=taken[theme.slug], target=theme.target)
            yield Finding(Severity.WARNING, None, None, said)


def _rewritten(guide: _Guide) -> Iterator[Finding]:
    for tip in guide.tips:
        voted = tip.voted if tip.taken else None
        if voted and voted.reason is None and voted.changed_percent > guide.campaign.rewritten_percent:
            said = Said.of(Word.TIP_REWRITTEN, changed=voted.changed_percent, voted=voted.number)
            yield Finding(Severity.ERROR, tip.slug, None, said)
