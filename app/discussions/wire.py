"""Turns comments into what goes over the wire; the one place that keeps hidden words hidden."""

from dataclasses import dataclass
from typing import Any

from app.campaigns.rules import Act, Role, is_at_least
from app.campaigns.standing import Standing
from app.discussions.placing import Places
from app.discussions.reading import CommentRow, Thread, condition_of
from app.discussions.rules import deeds, state_tag
from app.discussions.schemas import CommentOut, PassageOut, ThreadOut
from app.identity.schemas import PersonOut
from app.pages.revisions.wire import span_out
from app.text.markdown import to_html


@dataclass(frozen=True, slots=True)
class View:
    """Who looks at the comments of a page, and how."""

    standing: Standing
    places: Places
    rendering: bool = False


def comment_out(row: CommentRow, view: View) -> CommentOut:
    return CommentOut(**_told(row, view))


def thread_out(thread: Thread, view: View) -> ThreadOut:
    return ThreadOut(**_told(thread.top, view), replies=[comment_out(reply, view) for reply in thread.replies])


def _told(row: CommentRow, view: View) -> dict[str, Any]:
    standing = view.standing
    is_editor = is_at_least(standing.role, Role.EDITOR)
    condition = condition_of(row, standing)
    sees_all = is_editor or condition.is_mine
    is_told = not condition.is_deleted and (sees_all or not condition.is_hidden)
    place = view.places.place(row)
    return {
        "id": row.comment_id,
        "page_id": row.page_id,
        "parent_id": row.parent_id,
        "revision_id": row.revision_id,
        "number": row.number,
        "author": _person(row.author_id, row.author_name, row.author_department) if is_told else None,
        "text": row.text if is_told else None,
        "html": to_html(row.text) if is_told and view.rendering else None,
        "passage": place
        and PassageOut(
            revision_id=row.revision_id,
            number=row.number,
            start=place.span.start,
            end=place.span.end,
            quote=place.quote,
        ),
        "now": span_out(place.now) if place and place.now else None,
        "version": row.version,
        "etag": state_tag(row.comment_id, row.version),
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "resolved": condition.is_resolved,
        "resolved_at": row.resolved_at,
        "resolved_by": _person(row.resolver_id, row.resolver_name, row.resolver_department),
        "deleted": condition.is_deleted,
        "hidden": condition.is_hidden,
        "hidden_reason": row.hidden_reason if sees_all else None,
        "hidden_by": _person(row.hider_id, row.hider_name, row.hider_department) if sees_all else None,
        "allowed_actions": deeds(condition, may_comment=standing.may(Act.COMMENT), is_editor=is_editor),
    }


def _person(person_id: int | None, name: str | None, department: str | None) -> PersonOut | None:
    if person_id is None or name is None:
        return None
    return PersonOut(id=person_id, name=name, department=department)
