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
    standing.require_role(Role.EDITOR)
    campaign = get_campaign(session, standing.campaign_slug)
    themes = list_themes(session, standing.campaign_id)
    tips = preview_selection(session, standing)
    taken = {tip.slug for tip in tips if tip.taken}
    pages = [row for row in accepted_pages(session, standing.campaign_id) if row.kind != Kind.TIP or row.slug in taken]
    leads = leads_among(Linked(row.slug, row.title, row.text) for row in pages)
    found = [
        *_settings(campaign, themes),
        *(finding for row in pages for finding in _page(row, leads)),
        *_targets(themes, tips),
        *_rewritten(campaign, tips),
        *(Finding(Severity.NOTE, tip.slug, None, tip.waiting) for tip in tips if tip.taken and tip.waiting),
    ]
    return sorted(found, key=lambda finding: list(Severity).index(finding.severity))


def _settings(campaign: Campaign, themes: list[Theme]) -> Iterator[Finding]:
    written = [campaign.title, campaign.subtitle, campaign.organisation, *(theme.question for theme in themes)]
    for words in written:
        yield from _unprintable(None, words or "")


def _page(row: AcceptedRow, leads: Leads) -> Iterator[Finding]:
    yield from _unprintable(row.slug, row.title)
    for notice in notices_in(row.text, leads):
        severity = Severity.ERROR if notice.said.word in _ERRORS else Severity.WARNING
        yield Finding(severity, row.slug, notice.line, notice.said)


def _unprintable(page: str | None, words: str) -> Iterator[Finding]:
    for character in missing_glyphs(words):
        named = f"{character} (U+{ord(character):04X})"
        yield Finding(Severity.ERROR, page, None, Said.of(Word.NOTICE_GLYPH, character=named))


def _targets(themes: list[Theme], tips: list[PreviewedTip]) -> Iterator[Finding]:
    taken = Counter(tip.theme for tip in tips if tip.taken)
    for theme in themes:
        if theme.target is not None and taken[theme.slug] < theme.target:
            said = Said.of(Word.BELOW_TARGET, theme=theme.slug, taken=taken[theme.slug], target=theme.target)
            yield Finding(Severity.WARNING, None, None, said)


def _rewritten(campaign: Campaign, tips: list[PreviewedTip]) -> Iterator[Finding]:
    for tip in tips:
        voted = tip.voted if tip.taken else None
        if voted and voted.reason is None and voted.changed_percent > campaign.rewritten_percent:
            said = Said.of(Word.TIP_REWRITTEN, changed=voted.changed_percent, voted=voted.number)
            yield Finding(Severity.ERROR, tip.slug, None, said)
