"""Who may do what in which phase: the table of rights as data, and the derived phase.

Pure: time, role and window are arguments.
"""

import re
from datetime import datetime
from enum import StrEnum

SLUG = re.compile(r"[a-z0-9-]{1,64}")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class Phase(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    REVIEW = "review"
    PUBLISHED = "published"


class Role(StrEnum):
    READER = "reader"
    CONTRIBUTOR = "contributor"
    EDITOR = "editor"
    ADMIN = "admin"


class Visibility(StrEnum):
    MEMBERS = "members"
    PUBLIC = "public"


class Enrolment(StrEnum):
    EVERYONE = "everyone"
    INVITED = "invited"


class Selection(StrEnum):
    """Which accepted tips go into the guide."""

    ALL = "all"
    MOST_SUPPORTED = "most-supported"


class AcceptancePolicy(StrEnum):
    """Who makes a revision the accepted one."""

    EDITORS = "editors"
    VOTES = "votes"
    OPEN = "open"


class Ranking(StrEnum):
    """What tips are ranked by."""

    COUNT = "count"
    WILSON = "wilson"


class Act(StrEnum):
    """What a caller may be allowed to do; the names appear in ``allowed_actions``."""

    READ = "read"
    READ_LATEST = "read-latest"
    EDIT = "edit"
    VOTE = "vote"
    COMMENT = "comment"
    ASK = "ask"
    REVIEW = "review"
    ARRANGE = "arrange"
    ANSWER = "answer"
    CONFIGURE = "configure"
    ARCHIVE = "archive"
    ANNOUNCE = "announce"
    IMPORT = "import"
    OPEN = "open"
    EXTEND = "extend"
    CLOSE = "close"
    REOPEN = "reopen"
    REOPEN_VOTING = "reopen-voting"
    OPEN_CORRECTIONS = "open-corrections"
    CLOSE_CORRECTIONS = "close-corrections"
    COMPILE_PROOF = "compile-proof"
    COMPILE_RELEASE = "compile-release"
    REDACT = "redact"
    UNDO_ACCOUNT = "undo-account"


_RANK = {Role.READER: 1, Role.CONTRIBUTOR: 2, Role.EDITOR: 3, Role.ADMIN: 4}
_R, _C, _E, _A = Role.READER, Role.CONTRIBUTOR, Role.EDITOR, Role.ADMIN

RIGHTS: dict[Act, tuple[Role | None, Role | None, Role | None, Role | None]] = {
    # act:            draft, open, review, published – the least role that may, None for nobody
    Act.READ: (_R, _R, _R, _R),
    Act.READ_LATEST: (_E, _C, _C, _C),
    Act.EDIT: (_E, _C, _E, None),
    Act.VOTE: (None, _C, _C, None),
    Act.COMMENT: (_E, _C, _C, _C),
    Act.ASK: (_C, _C, _C, _R),
    Act.REVIEW: (_E, _E, _E, None),
    Act.ARRANGE: (_E, _E, _E, None),
    Act.ANSWER: (_E, _E, _E, _E),
    Act.CONFIGURE: (_A, _A, _A, _A),
    Act.ARCHIVE: (_A, None, _A, _A),
    Act.ANNOUNCE: (_A, None, None, None),
    Act.IMPORT: (_A, _A, _A, None),
    Act.OPEN: (_A, None, None, None),
    Act.EXTEND: (None, _A, None, None),
    Act.CLOSE: (None, _A, None, None),
    Act.REOPEN: (None, None, _A, None),
    Act.REOPEN_VOTING: (None, None, _A, None),
    Act.OPEN_CORRECTIONS: (None, None, None, _A),
    Act.CLOSE_CORRECTIONS: (None, None, None, None),
    Act.COMPILE_PROOF: (_A, _A, _A, None),
    Act.COMPILE_RELEASE: (None, None, _A, _A),
    Act.REDACT: (_A, _A, _A, _A),
    Act.UNDO_ACCOUNT: (_A, _A, _A, None),
}
CORRECTING: dict[Act, Role | None] = {
    Act.EDIT: _E,
    Act.REVIEW: _E,
    Act.COMPILE_PROOF: _A,
    Act.OPEN_CORRECTIONS: None,
    Act.CLOSE_CORRECTIONS: _A,
}
"""What is otherwise than in the table while the corrections of a published campaign are open."""
_COLUMN = {Phase.DRAFT: 0, Phase.OPEN: 1, Phase.REVIEW: 2, Phase.PUBLISHED: 3}


def phase_at(
    now: datetime, opens_at: datetime | None, closes_at: datetime | None, published_at: datetime | None
) -> Phase:
    """Return the phase at a moment; the window ``[opens_at, closes_at)`` is half open."""
    if published_at is not None and now >= published_at:
        return Phase.PUBLISHED
    if opens_at is None or closes_at is None or now < opens_at:
        return Phase.DRAFT
    return Phase.OPEN if now < closes_at else Phase.REVIEW


def least_role(act: Act, phase: Phase, *, correcting: bool = False) -> Role | None:
    """Return the least role that may do the act in the phase, None where nobody may.

    ``correcting`` tells whether corrections are open, which are those of a published campaign.
    """
    if correcting and phase is Phase.PUBLISHED and act in CORRECTING:
        return CORRECTING[act]
    return RIGHTS[act][_COLUMN[phase]]


def may(act: Act, role: Role | None, phase: Phase, *, correcting: bool = False) -> bool:
    """Tell whether a role may do the act in the phase; None is a caller without any role."""
    least = least_role(act, phase, correcting=correcting)
    return role is not None and least is not None and _RANK[role] >= _RANK[least]


def may_ever(act: Act, role: Role | None) -> bool:
    """Tell whether there is a time at which a role may do the act."""
    return any(may(act, role, phase, correcting=correcting) for phase in Phase for correcting in (False, True))


def is_at_least(role: Role | None, least: Role) -> bool:
    return role is not None and _RANK[role] >= _RANK[least]


def effective_role(
    membership: Role | None,
    *,
    visibility: Visibility,
    enrolment: Enrolment,
    signed_in: bool,
    blocked: bool,
    site_admin: bool,
) -> Role | None:
    """Return the role a caller acts with, None where the campaign does not exist for them.

    Site admins are admins everywhere; blocked accounts keep reading; a campaign that
    everyone may join can be read by everyone signed in.
    """
    if site_admin and not blocked:
        return Role.ADMIN
    if membership is not None:
        return Role.READER if blocked else membership
    if visibility is Visibility.PUBLIC or (signed_in and enrolment is Enrolment.EVERYONE):
        return Role.READER
    return None


def role_in(role: Role | None, phase: Phase, *, announced: bool) -> Role | None:
    """Return the role that a caller acts with, None where the campaign does not exist for them yet.

    A draft exists for its preparers alone, until it is announced or opens.
    """
    if phase is Phase.DRAFT and not announced and not is_at_least(role, Role.EDITOR):
        return None
    return role


def voting_ends(closes_at: datetime | None, voting_closes_at: datetime | None) -> datetime | None:
    """Return when ballots and support end: with the window, unless set later."""
    return voting_closes_at or closes_at
