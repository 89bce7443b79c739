"""Finds out anew who wrote what in a campaign, as saving did: one revision after another, in their order.

Knows the order from the campaign's audit chain, and from each stored row how much of the other pages it saw.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from sqlalchemy import Row, and_, bindparam, exists, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.audit import acts
from app.audit.acts import named
from app.audit.models import AuditChain, AuditEntry
from app.db import Statement, fetch
from app.digests import text_digest
from app.pages.attribution.finding import SELF, Attributed, Place, compare, take_over
from app.pages.attribution.memory import Remembered, memories
from app.pages.attribution.models import AttributionRow, PassageRow
from app.pages.attribution.stored import PACKED, Credited, Packed, absolute
from app.pages.errors import AttributionMissing
from app.pages.models import Content, Page, RedactedPart, Revision
from app.pages.rules import Origin, Part, credited_title
from app.text.attribution import NOTHING, Attribution, Known, sought
from app.text.packing import pack
from app.text.passages import Text
from app.text.tokens import TOKEN_RULE

_AT_ONCE = 200
_parent = aliased(Revision)
_original = aliased(AttributionRow)


class Stored(NamedTuple):
    """What the table of attributions holds of a revision."""

    title_origins: bytes
    origins: bytes
    lost_id: int | None
    seen: int
    token_rule: int = TOKEN_RULE


@dataclass(slots=True)
class _State:
    """Where the replay of a page stands."""

    head: Place | None = None
    lost: Place | None = None


@dataclass(slots=True)
class Replay:
    """What has been replayed of a campaign: its audit chain up to the entry ``number``."""

    campaign_id: int
    number: int = 0
    rows: dict[int, Stored] = field(default_factory=dict)
    """What is to be stored, by revision, and what stays."""
    compared: int = 0
    """How many revisions were compared anew."""
    wrong: set[int] = field(default_factory=set)
    """The revisions of which something else is stored, or nothing."""
    kept: set[int] = field(default_factory=set)
    """The pages that lost a text or a title by redaction: neither can be compared again, so what is stored stays.

    Where nothing is stored, or nothing that fits, they are compared as far as that can be done: else who wrote them
    would never be known, and their campaign would have neither a ledger nor an edition.
    """
    _learned: defaultdict[str, list[tuple[int, Remembered]]] = field(default_factory=lambda: defaultdict(list))
    """What the pages remember, by key, each with the number of its entry."""
    _pages: defaultdict[int, _State] = field(default_factory=lambda: defaultdict(_State))
    _texts: dict[tuple[int, str], int] = field(default_factory=dict)
    """The first revision with a text, by its page and SHA-256."""
    _titles: dict[tuple[int, str], int] = field(default_factory=dict)
    """The first revision with a title, by its page."""
    _done: int = 0

    def catch_up(self, session: Session, progress: Callable[[int, int], None]) -> None:
        """Replay what was appended since; ``progress`` is told revisions done and revisions in all."""
        self.kept.update(session.connection().scalars(_REDACTED, {"campaign": self.campaign_id}))
        stored = self._kept_passages(session)
        entries = list(_entries(session, self.campaign_id, self.number))
        total = self._done + len(entries)
        for start in range(0, len(entries), _AT_ONCE):
            part = entries[start : start + _AT_ONCE]
            found = session.connection().execute(_REVISIONS, {"revisions": [revision for _, revision in part]})
            rows = {row.revision_id: row for row in found}
            for number, revision_id in part:
                if not self._leave(rows[revision_id]):
                    self._replay(session, number, rows[revision_id])
                self._learn(number, stored[revision_id])
                self.number = number
            self._done += len(part)
            progress(self._done, total)

    def passages(self) -> Iterator[Remembered]:
        """Yield what the pages remember."""
        for learned in self._learned.values():
            yield from (passage for _, passage in learned)

    def _leave(self, row: Row[Any]) -> bool:
        """Leave what is stored of a kept page's revision; tell whether there is something that fits."""
        attribution = _credited(row).attribution() if row.page_id in self.kept else None
        if attribution is None:
            return False
        self._store(row, _cut_anew(row, attribution))
        self._go_on(row, attribution, row.lost_id)
        return True

    def _replay(self, session: Session, number: int, row: Row[Any]) -> None:
        # A revision of which nothing is stored may recognise all that stood before it.
        seen = number - 1 if row.seen is None else min(row.seen, number - 1)
        state = self._pages[row.page_id]
        before = state.head.attribution.text if state.head else NOTHING.text
        new = before.cut_next(row.text, credited_title(row.title))
        if row.original_id is not None:
            self._learn_new(number, row, _taken_over(row, new, seen))
            return
        page, campaign = memories(self._remembered(sought(new, before), row.page_id, seen), row.page_id)
        others = self._before_undone(session, row.base_id) if row.origin == Origin.UNDO else []
        known = Known(self._known_title(row, new, before), self._known_text(row))
        found = compare(new, seen, state.head, state.lost, others, page, campaign, known)
        self._learn_new(number, row, found)

    def _learn_new(self, number: int, row: Row[Any], found: Attributed) -> None:
        self._keep(row, found)
        learned = found.learned.items()
        self._learn(number, [Remembered(key, row.page_id, row.revision_id, origins) for key, origins in learned])

    def _keep(self, row: Row[Any], found: Attributed) -> None:
        """Keep what is to be stored of a revision, and make it the head of its page."""
        assert found.attribution is not None
        attribution = found.attribution
        packed = pack(attribution.title_origins), pack(attribution.text_origins)
        self._store(row, Stored(*packed, found.lost_id, found.seen))
        self.compared += 1
        origins = tuple([origin or row.revision_id for origin in attribution.origins])
        self._go_on(row, replace(attribution, origins=origins), found.lost_id)

    def _store(self, row: Row[Any], stored: Stored) -> None:
        self.rows[row.revision_id] = stored
        if stored != (row.title_origins, row.origins, row.lost_id, row.seen, row.token_rule):
            self.wrong.add(row.revision_id)

    def _go_on(self, row: Row[Any], attribution: Attribution, lost_id: int | None) -> None:
        self._texts.setdefault((row.page_id, row.sha256), row.revision_id)
        self._titles.setdefault((row.page_id, row.title), row.revision_id)
        state = self._pages[row.page_id]
        places = (state.head, state.lost)
        state.lost = next((place for place in places if place and place.id == lost_id), None)
        state.head = Place(row.revision_id, attribution)

    def _learn(self, number: int, passages: Iterable[Remembered]) -> None:
        for passage in passages:
            self._learned[passage.key].append((number, passage))

    def _remembered(self, keys: Iterable[str], page_id: int, seen: int) -> Iterator[Remembered]:
        """Yield what the page remembers of the keys, and what of the other pages' memory could be seen."""
        for key in keys:
            for number, passage in self._learned.get(key, ()):
                if number <= seen or passage.page_id == page_id:
                    yield passage

    def _known_title(self, row: Row[Any], new: Text, before: Text) -> Sequence[int] | None:
        """Return the origins that the page's title had when it was the page's before, unless it still is."""
        revision_id = self._titles.get((row.page_id, row.title))
        if revision_id is None or new.title in ("", before.title):
            return None
        return absolute(self.rows[revision_id].title_origins, revision_id)

    def _known_text(self, row: Row[Any]) -> Sequence[int] | None:
        """Return the origins that the page's text had when it was the page's before, of a kept page what is stored."""
        if row.page_id in self.kept:
            # Perhaps only the title is not credited: the release before knew nothing of titles.
            text = replace(_credited(row), revision_id=SELF, title="").attribution()
            if text is not None:
                return text.origins
        revision_id = self._texts.get((row.page_id, row.sha256))
        return None if revision_id is None else absolute(self.rows[revision_id].origins, revision_id)

    def _before_undone(self, session: Session, undone_id: int) -> list[Attribution]:
        """Return the text before an undone revision; there is none before the first."""
        rows = session.connection().execute(_BEFORE, {"undone": undone_id})
        found = [Credited(row.id, row.title, row.text, self._packed(row.id), None).attribution() for row in rows]
        return [attribution for attribution in found if attribution is not None]

    def _packed(self, revision_id: int) -> Packed:
        stored = self.rows[revision_id]
        return Packed(stored.title_origins, stored.origins, stored.token_rule)

    def _kept_passages(self, session: Session) -> dict[int, list[Remembered]]:
        found: defaultdict[int, list[Remembered]] = defaultdict(list)
        if self.kept:
            for row in stored_passages(session, self.campaign_id):
                if row.page_id in self.kept:
                    found[row.revision_id].append(Remembered(row.key.hex(), *row[1:]))
        return found


class StoredPassage(NamedTuple):
    """What the table of passages holds of one."""

    key: bytes
    page_id: int
    revision_id: int
    origins: bytes


_PASSAGES: Statement = select(
    col(PassageRow.key), col(PassageRow.page_id), col(PassageRow.revision_id), col(PassageRow.origins)
).where(col(PassageRow.campaign_id) == bindparam("campaign"))
_lost_text = and_(col(Content.text) == "", col(Content.sha256) != text_digest(""))
_lost_title = exists().where(
    col(RedactedPart.revision_id) == col(Revision.id), col(RedactedPart.part) == Part.TITLE.value
)
_REDACTED = (
    select(col(Page.id))
    .distinct()
    .join(Revision, col(Revision.page_id) == col(Page.id))
    .join(Content, col(Content.sha256) == col(Revision.content_sha256))
    .where(col(Page.campaign_id) == bindparam("campaign"), or_(_lost_text, _lost_title))
)
_APPENDED = {act.name: act for act in named(acts.AppendRevision)}
_ENTRIES = (
    select(col(AuditEntry.number), col(AuditEntry.act), col(AuditEntry.facts))
    .join(AuditChain, col(AuditChain.id) == col(AuditEntry.chain_id))
    .where(col(AuditChain.campaign_id) == bindparam("campaign"), col(AuditEntry.number) > bindparam("number"))
    .where(col(AuditEntry.act).in_(list(_APPENDED)))
    .order_by(col(AuditEntry.number))
)
_REVISIONS: Statement = (
    select(
        col(Revision.id).label("revision_id"),
        col(Revision.page_id),
        col(Revision.base_id),
        col(Revision.origin),
        col(Revision.title),
        col(Content.sha256),
        col(Content.text),
        *PACKED,
        col(AttributionRow.lost_id),
        col(AttributionRow.seen),
        col(Revision.original_id),
        col(_original.title_origins).label("original_title_origins"),
        col(_original.origins).label("original_origins"),
        col(_original.token_rule).label("original_rule"),
    )
    .join(Content, col(Content.sha256) == col(Revision.content_sha256))
    .outerjoin(AttributionRow, col(AttributionRow.revision_id) == col(Revision.id))
    .outerjoin(_original, col(_original.revision_id) == col(Revision.original_id))
    .where(col(Revision.id).in_(bindparam("revisions", expanding=True)))
)
_BEFORE = (
    select(col(_parent.id), col(_parent.title), col(Content.text))
    .select_from(Revision)
    .join(_parent, col(_parent.id) == col(Revision.parent_id))
    .join(Content, col(Content.sha256) == col(_parent.content_sha256))
    .where(col(Revision.id) == bindparam("undone"))
)


def stored_passages(session: Session, campaign_id: int) -> list[StoredPassage]:
    """Return what the pages of a campaign remember, as it is stored."""
    return fetch(session.connection(), StoredPassage, _PASSAGES, {"campaign": campaign_id})


def _credited(row: Row[Any]) -> Credited:
    origins = Packed.of(row.title_origins, row.origins, row.token_rule)
    return Credited(row.revision_id, row.title, row.text, origins, row.lost_id)


def _taken_over(row: Row[Any], new: Text, seen: int) -> Attributed:
    """Credit a cloned revision as its original is credited now; of what was redacted since nothing is left to credit.

    Raises Conflict where nothing is stored of the original, or nothing that fits: it is to be rebuilt first.
    """
    stored = Packed.of(row.original_title_origins, row.original_origins, row.original_rule)
    if stored is None:
        raise AttributionMissing(row.original_id)
    try:
        title = stored.title_origins(new.title, row.original_id) if new.title else []
        text = stored.text_origins(row.text, row.original_id) if row.text else []
        return take_over(new, seen, Known(title, text))
    except ValueError:
        raise AttributionMissing(row.original_id) from None


def _cut_anew(row: Row[Any], attribution: Attribution) -> Stored:
    """Return what is to be stored of a revision that stays as it is: cut by the present rule, where there is a text."""
    relative = [0 if origin == row.revision_id else origin for origin in attribution.origins]
    title, text = relative[: attribution.text.title_length], relative[attribution.text.title_length :]
    return Stored(
        pack(title) if title and row.token_rule != TOKEN_RULE else row.title_origins,
        pack(text) if text and row.token_rule != TOKEN_RULE else row.origins,
        row.lost_id,
        row.seen,
    )


def _entries(session: Session, campaign_id: int, number: int) -> Iterator[tuple[int, int]]:
    """Yield number and revision of each entry of a campaign's chain that tells of a new one, behind a number."""
    for row in session.connection().execute(_ENTRIES, {"campaign": campaign_id, "number": number}):
        yield row.number, _APPENDED[row.act].read(row.facts).revision
