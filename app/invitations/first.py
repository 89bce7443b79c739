"""The first site admin comes in by an invitation like everybody else: no password is there before its person."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.identity.actor import Actor
from app.identity.models import User
from app.invitations.inviting import Guest, Made, invite_to_site
from app.invitations.letters import Reach
from app.invitations.models import Invitation
from app.words.saying import Language


@dataclass(frozen=True, slots=True)
class First:
    """The invitation of the first site admin, and whether an earlier one is dead now."""

    made: Made
    replaces: bool


def invite_first_admin(session: Session, *, reach: Reach, now: datetime) -> First | None:
    """Return a new invitation for the first site admin, None where there are accounts already.

    An earlier one of this kind that nobody has accepted is dead, so that one link alone is about.
    """
    if session.scalars(select(col(User.id)).limit(1)).first() is not None:
        return None
    waiting = (col(Invitation.accepted_at).is_(None), col(Invitation.revoked_at).is_(None))
    ended = session.exec(update(Invitation).where(col(Invitation.site_admin), *waiting).values(revoked_at=now))
    guest = Guest(None, None, None, Language.ENGLISH)
    made = invite_to_site(session, Actor(None), guest, site_admin=True, reach=reach, now=now)
    return First(made, ended.rowcount > 0)
