"""Turns rows and outcomes of revisions into what goes over the wire."""

from collections.abc import Sequence
from html import escape
from typing import Any

from fastapi import Request
from sqlmodel import Session
from starlette.responses import Response

from app.campaigns.errors import WindowClosed
from app.campaigns.rules import Phase, Role, is_at_least
from app.digests import etag_of
from app.errors import Conflict
from app.fields import SpanOut
from app.identity.actor import Actor
from app.identity.schemas import PersonOut
from app.pages.reading import PageRow, RevisionRow, list_meanwhile, number_of_revision, read_page
from app.pages.revisions.errors import EditConflict, UndoConflict
from app.pages.revisions.outcomes import Conflicted, Outcome, Saved, TooLate, Unchanged
from app.pages.revisions.proposals import Clash
from app.pages.revisions.schemas import EditOut, HunkOut, MeanwhileOut, NoticeOut, RevisionItem, RevisionOut
from app.pages.rules import Origin
from app.settling import Answering
from app.text.markdown import to_html
from app.text.notices import Notice
from app.text.rendered_diff import rendered_diff
from app.text.spans import Span
from app.web.answers import answer, created
from app.web.hearing import told_in
from app.web.problems import problem_of
from app.words.codes import Word
from app.words.saying import Language, Said, tell

MEANWHILE = 20
"""How many of the revisions that others saved are told."""
RENDERED = 16 * 1024
"""Characters of the places in dispute that are rendered while their author waits."""


def revision_out(row: PageRow, *, tells_author: bool = True) -> RevisionOut:
    return RevisionOut(
        **told_of_revision(row.revision, tells_author=tells_author), page_id=row.revision_page_id, text=row.text
    )


def revision_item(row: RevisionRow, accepted_id: int | None, *, tells_author: bool = True) -> RevisionItem:
    return RevisionItem(**told_of_revision(row, tells_author=tells_author), accepted=row.revision_id == accepted_id)


def told_of_revision(row: RevisionRow, *, tells_author: bool = True) -> dict[str, Any]:
    """Return what is told of a revision wherever it appears.

    Who saved it is history, told to those who write together; readers are told who wrote, as each of them chose.
    """
    return {
        "id": row.revision_id,
        "number": row.number,
        "parent_id": row.parent_id,
        "base_id": row.base_id,
        "original_id": row.original_id,
        "origin": Origin(row.origin),
        "title": row.title,
        "summary": row.summary,
        "minor": row.minor,
        "author": _person(row) if tells_author else None,
        "created_at": row.created_at,
        "authored_at": row.authored_at,
        "digest": row.digest,
        "redacted": row.redacted_at is not None,
        "redacted_at": row.redacted_at,
    }


def revision_etag(row: RevisionRow, decisions: int) -> str:
    """Return the tag of a revision and of the decisions on its page: what ``If-Match`` of a decision names."""
    written = (row.title, row.summary, row.redacted_at)
    return etag_of(row.digest, *written, decisions, row.author_name, row.author_department)


def notices_out(notices: Sequence[Notice], language: Language) -> list[NoticeOut]:
    return [
        NoticeOut(
            line=notice.line,
            detail=tell(notice.said, language),
            code=notice.said.word.value,
            parameters=dict(notice.said.parameters),
        )
        for notice in notices
    ]


def edit_answering(
    request: Request, actor: Actor, notices: Sequence[Notice] | None = None
) -> Answering[Outcome, Response]:
    """Return what turns an outcome into the answer of a save: 201, 200 where nothing changed, 409.

    ``notices`` are on the text that was sent; who saves finds them before any lock is taken.
    """

    def finish(session: Session, outcome: Outcome) -> Response:
        language = actor.hearing.language
        match outcome:
            case TooLate():
                return problem_of(request, refusal(outcome))
            case Conflicted():
                return problem_of(request, conflict(session, outcome, language))
        revision_id = outcome.revision.id
        row, _ = read_page(session.connection(), actor, outcome.page_id, "revision", revision_id=revision_id)
        told = None if notices is None else notices_out(notices, language)
        headers = {"ETag": revision_etag(row.revision, row.decisions), **(told_in(actor.hearing) if told else {})}
        out = edit_out(row, outcome, told, _came_in_from(session, row, outcome))
        if isinstance(outcome, Unchanged):
            return answer(out, headers=headers)
        return created(out, f"/v1/revisions/{revision_id}", headers)

    return finish


def edit_out(
    row: PageRow, outcome: Saved | Unchanged, notices: list[NoticeOut] | None, came_in_from: list[MeanwhileOut]
) -> EditOut:
    """Return a saved or unchanged edit with the revision as stored."""
    saved = outcome if isinstance(outcome, Saved) else None
    return EditOut(
        outcome="saved" if saved else "unchanged",
        merged=saved is not None and saved.merged,
        came_in=[span_out(span) for span in saved.came_in] if saved else [],
        came_in_from=came_in_from,
        revision=revision_out(row),
        notices=notices,
    )


def refusal(outcome: TooLate) -> Conflict:
    """Return the problem of a refusal; its draft is committed, so it is answered, not raised."""
    return WindowClosed(reason=_late(outcome), draft_id=outcome.draft_id, **outcome.standing.times())


def conflict(session: Session, outcome: Conflicted, language: Language) -> Conflict:
    """Return the problem of a conflict, as ``refusal`` does; its marks are named in this language."""
    dispute = outcome.dispute
    hunks = hunks_out(dispute.clashes, language)
    if outcome.draft_id is None:
        return UndoConflict(dispute.head.id, hunks)
    return EditConflict(
        draft_id=outcome.draft_id,
        base_revision=dispute.base.id,
        head_revision=dispute.head.id,
        head_number=dispute.head.number,
        theirs=_meanwhile(session, outcome.page_id, dispute.base.number, dispute.head.number + 1),
        hunks=hunks,
        merged_title=dispute.merged_title,
        merged_parts=list(dispute.merged_parts),
    )


def _came_in_from(session: Session, row: PageRow, outcome: Saved | Unchanged) -> list[MeanwhileOut]:
    if isinstance(outcome, Unchanged) or not outcome.merged or row.base_id is None:
        return []
    base = number_of_revision(session, row.base_id)
    return _meanwhile(session, row.page_id, base, row.number)


def _meanwhile(session: Session, page_id: int, after: int, before: int) -> list[MeanwhileOut]:
    rows = list_meanwhile(session, page_id, after, before, limit=MEANWHILE)
    return [
        MeanwhileOut(
            id=row.revision_id,
            number=row.number,
            author=_person(row),
            summary=row.summary,
            minor=row.minor,
            created_at=row.created_at,
        )
        for row in rows
    ]


def _late(outcome: TooLate) -> Said:
    standing, is_kept = outcome.standing, outcome.draft_id is not None
    if standing.phase is Phase.PUBLISHED and is_at_least(standing.role, Role.EDITOR):
        return Said.of(Word.CORRECTIONS_CLOSED_DRAFT_KEPT) if is_kept else Said.of(Word.CORRECTIONS_CLOSED)
    late = Word.TOO_LATE_DRAFT_KEPT if is_kept else Word.TOO_LATE
    return Said.of(late, phase=standing.phase)


def hunks_out(clashes: Sequence[Clash], language: Language | None) -> list[HunkOut]:
    """Return the places of a dispute; with a language also as they read, where that is little work."""
    hunks = [clash.hunk for clash in clashes]
    length = sum(len(hunk.base) + len(hunk.ours) + len(hunk.theirs) for hunk in hunks)
    return [_hunk_out(clash, language if length <= RENDERED else None) for clash in clashes]


def _hunk_out(clash: Clash, language: Language | None) -> HunkOut:
    hunk = clash.hunk
    return HunkOut(
        part=clash.part,
        base=hunk.base,
        ours=hunk.ours,
        theirs=hunk.theirs,
        ours_html=language and _as_it_reads(clash.part, hunk.base, hunk.ours, language),
        theirs_html=language and _as_it_reads(clash.part, hunk.base, hunk.theirs, language),
        base_span=span_out(hunk.base_span),
        ours_span=span_out(hunk.ours_span),
        theirs_span=span_out(hunk.theirs_span),
    )


def _as_it_reads(part: str, base: str, wording: str, language: Language) -> str:
    # A title is no Markdown.
    before, after = (to_html(text) if part == "text" else f"<p>{escape(text)}</p>" for text in (base, wording))
    return rendered_diff(before, after, language)


def span_out(span: Span) -> SpanOut:
    return SpanOut(start=span.start, end=span.end)


def _person(row: RevisionRow) -> PersonOut:
    return PersonOut(id=row.author_id, name=row.author_name, department=row.author_department)
