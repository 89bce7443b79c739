"""Puts right what is stored of who wrote what, while people read and write."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, exists, func, insert, select
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act
from app.campaigns.models import Campaign
from app.clock import database_now
from app.db import Database, lock_campaign_exclusively
from app.pages.attribution.models import AttributionRow, PassageRow
from app.pages.attribution.replaying import Replay, StoredPassage, stored_passages
from app.pages.models import Page, Revision
from app.text.tokens import TOKEN_RULE


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did."""

    revisions: int
    """How many were compared anew."""
    changed: int
    """Stored rows that were missing, wrong or left over."""
    kept: int
    """Pages of which what is stored stays as it is, because a text or title of theirs was redacted."""


_FORGET_ROW = delete(AttributionRow).where(col(AttributionRow.revision_id) == bindparam("revision"))
_FORGET_PASSAGE = delete(PassageRow).where(
    col(PassageRow.campaign_id) == bindparam("campaign"),
    col(PassageRow.key) == bindparam("remembered"),
    col(PassageRow.page_id) == bindparam("page"),
)


def rebuild_attribution(database: Database, campaign_id: int, *, progress: Callable[[int, int], None]) -> Rebuilt:
    """Find out anew who wrote what in a campaign, and replace in one transaction what is stored otherwise.

    Edits of the campaign wait only while what was saved meanwhile is added, and while rows are replaced.
    ``progress`` is told revisions done and revisions in all.
    """
    replay = Replay(campaign_id)
    with database.reading() as session:
        replay.catch_up(session, progress)
    with database.writing() as session:
        lock_campaign_exclusively(session, campaign_id)
        replay.catch_up(session, progress)
        changed = _replace_rows(session, replay) + _replace_passages(session, replay)
        if changed:
            act = acts.RebuildAttribution(campaign_id, changed)
            record_act(session, campaign_id, None, act, now=database_now(session))
    return Rebuilt(replay.compared, changed, len(replay.kept))


def campaigns_to_rebuild(session: Session) -> list[tuple[int, str]]:
    """Return id and slug of the campaigns with a revision of which nothing is stored, or what an earlier rule cut."""
    nothing = ~exists().where(
        col(AttributionRow.revision_id) == col(Revision.id), col(AttributionRow.token_rule) == TOKEN_RULE
    )
    missing = exists().where(col(Page.campaign_id) == col(Campaign.id), col(Revision.page_id) == col(Page.id), nothing)
    query = select(col(Campaign.id), col(Campaign.slug)).where(missing).order_by(col(Campaign.id))
    return [(row.id, row.slug) for row in session.connection().execute(query)]


def earliest_rule(session: Session, campaign_id: int) -> int:
    """Return the lowest number of a rule by which stored texts of a campaign were cut into tokens."""
    rows = select(func.min(col(AttributionRow.token_rule))).join(
        Revision, col(Revision.id) == col(AttributionRow.revision_id)
    )
    of_campaign = rows.join(Page, col(Page.id) == col(Revision.page_id)).where(col(Page.campaign_id) == campaign_id)
    return session.connection().execute(of_campaign).scalar_one() or TOKEN_RULE


def _replace_rows(session: Session, replay: Replay) -> int:
    wrong = sorted(replay.wrong)
    if wrong:
        session.connection().execute(_FORGET_ROW, [{"revision": revision_id} for revision_id in wrong])
        rows = [{"revision_id": revision_id, **replay.rows[revision_id]._asdict()} for revision_id in wrong]
        session.connection().execute(insert(AttributionRow), rows)
    return len(wrong)


def _replace_passages(session: Session, replay: Replay) -> int:
    found = {(bytes.fromhex(passage.key), passage.page_id): passage for passage in replay.passages()}
    gone: list[StoredPassage] = []
    for row in stored_passages(session, replay.campaign_id):
        passage = found.get((row.key, row.page_id))
        is_kept = row.page_id in replay.kept
        if passage is not None and (
            is_kept or (passage.revision_id, passage.origins) == (row.revision_id, row.origins)
        ):
            del found[row.key, row.page_id]
        elif not is_kept:
            gone.append(row)
    campaign = {"campaign": replay.campaign_id}
    if gone:
        parameters = [{**campaign, "remembered": row.key, "page": row.page_id} for row in gone]
        session.connection().execute(_FORGET_PASSAGE, parameters)
    if found:
        rows = [
            {"campaign_id": replay.campaign_id, **passage._asdict(), "key": key} for (key, _), passage in found.items()
        ]
        session.connection().execute(insert(PassageRow), rows)
    return len({(row.key, row.page_id) for row in gone} | found.keys())
