"""Turns the rows of lists into what goes over the wire."""

from app.campaigns.models import Theme
from app.campaigns.rules import Act, Role, is_at_least
from app.campaigns.standing import Standing
from app.credits.lines import Author, count_lines
from app.lists.beside import Told
from app.lists.counting import CountRow
from app.lists.rules import Beside, Stage, stage_of
from app.lists.schemas import AuthorsOut, MineOut, PageItem, StatusOut, ThemeCountsOut, ThemeItem
from app.pages.reading import ItemRow
from app.pages.rules import Kind, Verdict
from app.pages.wire import comments_told, support_told
from app.reviews.decisions.wire import decision_out
from app.words.saying import Language

NAMED = 3
"""How many authors a row names."""


def page_item(row: ItemRow, standing: Standing, told: Told, language: Language) -> PageItem:
    authors = told.authors.get(row.page_id)
    return PageItem(
        id=row.page_id,
        theme=row.theme_slug,
        kind=Kind(row.kind),
        slug=row.page_slug,
        position=row.position,
        number=row.number,
        title=row.title,
        pinned=row.pinned,
        hidden=row.hidden_at is not None,
        support_count=support_told(row, standing),
        comment_count=comments_told(row, standing),
        head_number=row.head_number if standing.may(Act.READ_LATEST) else None,
        accepted_number=row.accepted_number,
        updated_at=row.created_at,
        me=_mine_out(row, told) if Beside.ME in told.asked and standing.user_id is not None else None,
        authors=None if authors is None else _authors_out(authors, standing),
        excerpt=told.excerpts.get(row.page_id),
        status=_status_out(row, standing, told, language) if Beside.STATUS in told.asked else None,
    )


def theme_item(theme: Theme, standing: Standing, counted: CountRow | None) -> ThemeItem:
    counts = None
    if counted is not None:
        sees_latest = standing.may(Act.READ_LATEST)
        counts = ThemeCountsOut(
            accepted=counted.accepted,
            proposed=counted.proposed if sees_latest else None,
            waiting=counted.waiting if sees_latest else None,
            target=theme.target,
        )
    return ThemeItem.model_validate({**theme.model_dump(), "counts": counts})


def _mine_out(row: ItemRow, told: Told) -> MineOut:
    ballots = told.ballots.get(row.page_id, [])
    here = [ballot for ballot in ballots if ballot.revision_id == row.revision_id]
    ballot = next(reversed(here or ballots), None)
    return MineOut(
        supports=row.page_id in told.supported,
        supported_number=told.supported.get(row.page_id),
        choice=ballot and ballot.choice,
        ballot_number=ballot and ballot.number,
    )


def _authors_out(people: dict[Author, int], standing: Standing) -> AuthorsOut:
    is_editor = is_at_least(standing.role, Role.EDITOR)
    named: dict[str, int] = {}
    for line in count_lines(people, apart=is_editor):
        name = line.authors[0].name if is_editor else line.shown.name or line.shown.department
        if name is not None and len(named) < NAMED:
            named[name] = named.get(name, 0) + len(line.authors)
    return AuthorsOut(names=[*named], others=len(people) - sum(named.values()))


def _status_out(row: ItemRow, standing: Standing, told: Told, language: Language) -> StatusOut:
    if not standing.may(Act.READ_LATEST):
        return StatusOut(stage=Stage.ACCEPTED, open_threads=None, last_decision=None)
    decisions = told.decisions.get(row.page_id, [])
    on_head = next((Verdict(each.verdict) for each in decisions if each.revision_id == row.head_id), None)
    return StatusOut(
        stage=stage_of(on_head, is_accepted=row.accepted_id == row.head_id),
        open_threads=told.open_threads.get(row.page_id, 0),
        last_decision=decision_out(decisions[0], language) if decisions else None,
    )
