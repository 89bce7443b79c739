"""Proves what is stored of who wrote what: readable, as long as the text, and of revisions that exist.

Whether it is also what saving found out is shown by a rebuild, which then changes nothing.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from sqlalchemy import Row, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.audit.models import AuditChain
from app.db import Statement
from app.digests import text_digest
from app.pages.attribution.models import AttributionRow, PassageRow
from app.pages.attribution.stored import PACKED, absolute
from app.pages.models import Content, Page, Revision
from app.pages.rules import credited_title
from app.text.packing import unpack
from app.text.passages import Text
from app.text.tokens import TOKEN_RULE

_KEY_BYTES = 16
_original = aliased(AttributionRow)


class _Known(NamedTuple):
    page_id: int
    campaign_id: int


Brought = Mapping[int, frozenset[int]]
"""The revisions of other campaigns to which a campaign may credit words, because its clones brought these along."""


_KNOWN: Statement = select(col(Revision.id).label("revision_id"), col(Revision.page_id), col(Page.campaign_id)).join(
    Page, col(Page.id) == col(Revision.page_id)
)
_BROUGHT: Statement = (
    select(col(Page.campaign_id), col(Revision.original_id), *PACKED)
    .join(Page, col(Page.id) == col(Revision.page_id))
    .join(AttributionRow, col(AttributionRow.revision_id) == col(Revision.original_id))
    .where(col(Revision.original_id).is_not(None))
)
_ROWS: Statement = (
    select(
        col(Revision.id).label("revision_id"),
        col(Revision.number),
        col(Page.id).label("page_id"),
        col(Page.campaign_id),
        col(Revision.title),
        col(Content.sha256),
        col(Content.text),
        *PACKED,
        col(AttributionRow.lost_id),
        col(AttributionRow.seen),
        col(AuditChain.number).label("entries"),
        col(Revision.original_id),
        col(_original.title_origins).label("original_title_origins"),
        col(_original.origins).label("original_origins"),
        col(_original.token_rule).label("original_rule"),
    )
    .join(Page, col(Page.id) == col(Revision.page_id))
    .join(AuditChain, col(AuditChain.campaign_id) == col(Page.campaign_id))
    .join(Content, col(Content.sha256) == col(Revision.content_sha256))
    .outerjoin(AttributionRow, col(AttributionRow.revision_id) == col(Revision.id))
    .outerjoin(_original, col(_original.revision_id) == col(Revision.original_id))
    .order_by(col(Page.id), col(Revision.number))
    .execution_options(yield_per=200)
)
_PASSAGES: Statement = select(
    col(PassageRow.campaign_id),
    col(PassageRow.key),
    col(PassageRow.page_id),
    col(PassageRow.revision_id),
    col(PassageRow.origins),
).execution_options(yield_per=2000)


def count_attributions(session: Session) -> int:
    """Return how many results ``verify_attributions`` yields."""
    counts = (select(func.count()).select_from(table) for table in (Revision, PassageRow))
    return sum(session.connection().execute(count).scalar_one() for count in counts)


def verify_attributions(session: Session) -> Iterator[str | None]:
    """Yield for each revision, and for each passage that a page remembers, None or a sentence.

    Of each page the first revision and the first passage that do not hold are told.
    """
    known = {row.revision_id: _Known(row.page_id, row.campaign_id) for row in session.connection().execute(_KNOWN)}
    brought = _brought(session)
    yield from _first_of_each_page((row.page_id, problem) for row, problem in _verified_rows(session, known, brought))
    yield from _first_of_each_page(
        (row.page_id, _broken_passage(row, known, brought)) for row in session.connection().execute(_PASSAGES)
    )


def _brought(session: Session) -> Brought:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for row in session.connection().execute(_BROUGHT):
        for packed in (row.title_origins, row.origins):
            # What cannot be read is told of the original itself.
            with suppress(ValueError):
                found[row.campaign_id].update(absolute(packed, row.original_id))
    return {campaign_id: frozenset(origins) for campaign_id, origins in found.items()}


def _first_of_each_page(results: Iterator[tuple[int, str | None]]) -> Iterator[str | None]:
    told: set[int] = set()
    for page_id, problem in results:
        yield None if page_id in told else problem
        if problem is not None:
            told.add(page_id)


def _verified_rows(
    session: Session, known: dict[int, _Known], brought: Brought
) -> Iterator[tuple[Row[Any], str | None]]:
    before = Text.cut("")
    for row in session.connection().execute(_ROWS):
        # Most paragraphs are those of the revision before, and need not be cut into tokens again.
        before = before.cut_next(row.text, credited_title(row.title))
        problem = _broken_row(row, before, known, brought)
        yield row, problem and f"Page {row.page_id}, revision {row.number}: {problem}"


def _broken_row(row: Row[Any], text: Text, known: dict[int, _Known], brought: Brought) -> str | None:
    if row.origins is None:
        return "nothing is stored of who wrote it."
    for packed in (row.title_origins, row.origins):
        unreadable = _unreadable(packed, row, known, brought)
        if unreadable is not None:
            return unreadable
    miscounted = _miscounted(row, text)
    if miscounted is not None:
        return miscounted
    if row.lost_id is not None and known[row.lost_id].page_id != row.page_id:
        return "what was lost before it is not of its page."
    if not 0 <= row.seen <= row.entries:
        return "it saw more of the audit log than there is."
    return None


def _is_credited_otherwise(row: Row[Any], *, titled: bool, has_text: bool) -> bool:
    """Tell whether a clone's credit is not its original's, as far as it stands and one rule cut both into tokens."""
    if row.original_rule != row.token_rule:
        return False
    pairs = [(row.title_origins, row.original_title_origins)] if titled else []
    pairs += [(row.origins, row.original_origins)] if has_text else []
    return any(absolute(own, row.revision_id) != absolute(old, row.original_id) for own, old in pairs)


def _miscounted(row: Row[Any], text: Text) -> str | None:
    """Return where other tokens are credited than there are, or otherwise; what was redacted has none left."""
    if row.token_rule != TOKEN_RULE:
        return f"its tokens were cut by rule {row.token_rule}, and this release has rule {TOKEN_RULE}: bonsens migrate."
    tokens, credited = len(text) - text.title_length, len(unpack(row.origins))
    is_redacted = not row.text and row.sha256 != text_digest("")
    if tokens != credited and not is_redacted:
        return f"its text has {tokens} tokens, and {credited} are credited."
    tokens, credited = text.title_length, len(unpack(row.title_origins))
    if tokens != credited and text.is_titled:
        return f"its title has {tokens} tokens, and {credited} are credited."
    if row.original_id is not None and _is_credited_otherwise(row, titled=text.is_titled, has_text=not is_redacted):
        return "it is credited otherwise than what it was cloned from: bonsens attribution rebuild."
    return None


def _broken_passage(row: Row[Any], known: dict[int, _Known], brought: Brought) -> str | None:
    problem = _unreadable(row.origins, row, known, brought)
    if known.get(row.revision_id) != (row.page_id, row.campaign_id) or len(row.key) != _KEY_BYTES:
        problem = "no revision of the page is known to have it."
    return problem and f"Page {row.page_id}, a passage that it remembers since revision id {row.revision_id}: {problem}"


def _unreadable(packed: bytes, row: Row[Any], known: dict[int, _Known], brought: Brought) -> str | None:
    """Return what is wrong with the origins of a row, whatever it is of."""
    try:
        origins = set(absolute(packed, row.revision_id))
    except ValueError:
        return "what is stored of who wrote it cannot be read."
    own = {origin for origin in origins if origin in known and known[origin].campaign_id == row.campaign_id}
    if not origins - own <= brought.get(row.campaign_id, frozenset()):
        return "it is credited to a revision that its campaign does not have."
    return None
