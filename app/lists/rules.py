"""What can be asked for beside the rows of a list, and where a page stands. Pure."""

from enum import StrEnum

from app.pages.rules import Verdict


class Beside(StrEnum):
    """What a row of a list of pages tells where it is asked for."""

    ME = "me"
    AUTHORS = "authors"
    EXCERPT = "excerpt"
    STATUS = "status"


class Stage(StrEnum):
    """What became of the latest text of a page."""

    ACCEPTED = "accepted"
    """Readers see it."""
    WAITING = "waiting"
    """Nobody has decided yet, or not enough editors have."""
    CHANGES_REQUESTED = "changes-requested"
    REJECTED = "rejected"
    UNACCEPTED = "unaccepted"
    """It was accepted once, and that was taken back."""


_SETTLED = {
    Verdict.REJECT: Stage.REJECTED,
    Verdict.REQUEST_CHANGES: Stage.CHANGES_REQUESTED,
    Verdict.UNACCEPT: Stage.UNACCEPTED,
}


def stage_of(verdict: Verdict | None, *, is_accepted: bool) -> Stage:
    """Return where a page stands, given the last verdict on its latest text and whether readers see that text."""
    if is_accepted:
        return Stage.ACCEPTED
    return Stage.WAITING if verdict is None else _SETTLED.get(verdict, Stage.WAITING)


def asked(include: str | None) -> frozenset[Beside]:
    """Return what a query asks for, in which commas stand between the names."""
    return frozenset(map(Beside, include.split(","))) if include else frozenset()
