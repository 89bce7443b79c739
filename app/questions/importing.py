"""Takes in the questions of a conference that were written down in a spreadsheet; again brings nothing twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act
from app.campaigns.locking import locked_campaign
from app.campaigns.rules import Act
from app.campaigns.service import list_themes
from app.campaigns.standing import Standing
from app.identity.actor import Actor
from app.questions.halls import draw_code
from app.questions.listing import Line, Listing, read_listing
from app.questions.models import Hall, Question


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a list."""

    listing: Listing
    new: int
    known: int
    """Questions that were there already."""
    halls: int
    """Sessions that nobody had prepared."""


def import_questions(session: Session, actor: Actor, slug: str, text: str, *, dry_run: bool) -> Report:
    """Take in a list (editors), or tell what that would do."""
    _, standing = locked_campaign(session, actor, slug)
    standing.require(Act.ANSWER)
    themes = {theme.slug: theme.id or 0 for theme in list_themes(session, standing.campaign_id)}
    listing = read_listing(text, themes)
    there = _known(session, standing.campaign_id)
    new = [line for line in listing.lines if line.digest not in there]
    sessions = _halls(session, standing.campaign_id)
    missing: dict[tuple[str, date], str] = {}
    for line in new:
        if _key(line) not in sessions:
            missing.setdefault(_key(line), line.place)
    report = Report(listing, len(new), len(listing.lines) - len(new), len(missing))
    if not dry_run and new:
        made = [_made_hall(session, standing, place, day) for (_, day), place in missing.items()]
        _take_in(session, standing, new, themes)
        act = acts.ImportQuestions(len(new), made, len(listing.bad))
        record_act(session, standing.campaign_id, actor.user_id, act, now=standing.now)
    return report


def _take_in(session: Session, standing: Standing, new: Iterable[Line], themes: dict[str, int]) -> None:
    sessions = _halls(session, standing.campaign_id)
    session.add_all(
        Question(
            campaign_id=standing.campaign_id,
            theme_id=None if line.theme is None else themes[line.theme],
            hall_id=sessions[_key(line)],
            text=line.text,
            line_sha256=line.digest,
            version=1,
            created_at=standing.now,
        )
        for line in new
    )
    session.flush()


def _made_hall(session: Session, standing: Standing, place: str, day: date) -> int:
    """Make a hall that is over: nobody asks in it."""
    hall = Hall(
        campaign_id=standing.campaign_id,
        code=draw_code(),
        place=place,
        held_on=day,
        is_open=False,
        version=1,
        created_at=standing.now,
    )
    session.add(hall)
    session.flush()
    assert hall.id is not None
    return hall.id


def _known(session: Session, campaign_id: int) -> set[str | None]:
    query = select(col(Question.line_sha256)).where(col(Question.campaign_id) == campaign_id)
    return set(session.scalars(query.where(col(Question.line_sha256).is_not(None))))


def _halls(session: Session, campaign_id: int) -> dict[tuple[str, date], int]:
    """Return the halls of a campaign by place and day; of several at once, the first."""
    query = select(col(Hall.place), col(Hall.held_on), col(Hall.id)).where(col(Hall.campaign_id) == campaign_id)
    rows = session.execute(query.order_by(col(Hall.id).desc()))
    return {(place.casefold(), day): hall_id for place, day, hall_id in rows}


def _key(line: Line) -> tuple[str, date]:
    return line.place.casefold(), line.held_on
