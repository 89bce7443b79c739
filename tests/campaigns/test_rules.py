"""The table of rights, the derived phase, and who is what to a campaign; without a database."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from app.campaigns.errors import OfWindow, WindowClosed
from app.campaigns.rules import (
    RIGHTS,
    AcceptancePolicy,
    Act,
    Enrolment,
    Phase,
    Role,
    Visibility,
    effective_role,
    is_at_least,
    least_role,
    may,
    phase_at,
    voting_ends,
)
from app.campaigns.standing import Standing
from app.errors import Conflict, DomainError, Forbidden, NotAuthenticated, NotFound
from app.words.codes import Word
from app.words.saying import Language

OPENS = datetime(2026, 3, 1, 8, tzinfo=UTC)
CLOSES = datetime(2026, 4, 30, 18, tzinfo=UTC)
TICK = timedelta(microseconds=1)

# Written out again from the design, by hand: draft, open, review, published.
TABLE = {
    Act.READ: "reader reader reader reader",
    Act.READ_LATEST: "editor contributor contributor contributor",
    Act.EDIT: "editor contributor editor –",
    Act.VOTE: "– contributor contributor –",
    Act.COMMENT: "editor contributor contributor contributor",
    Act.ASK: "contributor contributor contributor reader",
    Act.ANSWER: "editor editor editor editor",
    Act.REVIEW: "editor editor editor –",
    Act.ARRANGE: "editor editor editor –",
    Act.CONFIGURE: "admin admin admin admin",
    Act.ANNOUNCE: "admin – – –",
    Act.ARCHIVE: "admin – admin admin",
    Act.IMPORT: "admin admin admin –",
    Act.OPEN: "admin – – –",
    Act.EXTEND: "– admin – –",
    Act.CLOSE: "– admin – –",
    Act.REOPEN: "– – admin –",
    Act.REOPEN_VOTING: "– – admin –",
    Act.OPEN_CORRECTIONS: "– – – admin",
    Act.CLOSE_CORRECTIONS: "– – – –",
    Act.COMPILE_PROOF: "admin admin admin –",
    Act.COMPILE_RELEASE: "– – admin admin",
    Act.REDACT: "admin admin admin admin",
    Act.UNDO_ACCOUNT: "admin admin admin –",
}


def test_the_table_is_that_of_the_design() -> None:
    assert set(RIGHTS) == set(TABLE) == set(Act)
    for act, row in TABLE.items():
        for phase, least in zip(Phase, row.split(), strict=True):
            assert (least_role(act, phase) or "–") == least, (act, phase)


# What is otherwise while the corrections of a published campaign are open.
CORRECTING = {
    Act.EDIT: "editor",
    Act.REVIEW: "editor",
    Act.COMPILE_PROOF: "admin",
    Act.OPEN_CORRECTIONS: "–",
    Act.CLOSE_CORRECTIONS: "admin",
}


def test_open_corrections_change_the_last_column_alone() -> None:
    for act, phase in itertools.product(Act, Phase):
        least = least_role(act, phase, correcting=True)
        if phase is Phase.PUBLISHED and act in CORRECTING:
            assert (least or "–") == CORRECTING[act]
        else:
            assert least == least_role(act, phase)


def test_whoever_is_more_may_no_less() -> None:
    for act, phase, (less, more) in itertools.product(Act, Phase, itertools.combinations(Role, 2)):
        for correcting in (False, True):
            assert may(act, more, phase, correcting=correcting) >= may(act, less, phase, correcting=correcting)
        assert is_at_least(more, less)
        assert not is_at_least(less, more)
    for act, phase in itertools.product(Act, Phase):
        assert not may(act, None, phase)


@pytest.mark.parametrize(
    ("now", "phase"),
    [
        (OPENS - TICK, Phase.DRAFT),
        (OPENS, Phase.OPEN),
        (CLOSES - TICK, Phase.OPEN),
        (CLOSES, Phase.REVIEW),
        (CLOSES.astimezone(tz=None), Phase.REVIEW),
    ],
)
def test_the_window_is_half_open_to_the_microsecond(now: datetime, phase: Phase) -> None:
    assert phase_at(now, OPENS, CLOSES, None) is phase
    assert phase_at(now, None, None, None) is Phase.DRAFT
    assert phase_at(now, OPENS, CLOSES, now) is Phase.PUBLISHED
    assert phase_at(now, OPENS, CLOSES, now + TICK) is phase


def test_the_role_that_a_caller_acts_with() -> None:
    for member, visibility, enrolment, signed_in, blocked, site_admin in itertools.product(
        [None, *Role], Visibility, Enrolment, [False, True], [False, True], [False, True]
    ):
        if not signed_in and (member or blocked or site_admin):
            continue
        role = effective_role(
            member,
            visibility=visibility,
            enrolment=enrolment,
            signed_in=signed_in,
            blocked=blocked,
            site_admin=site_admin,
        )
        readable = visibility is Visibility.PUBLIC or (signed_in and enrolment is Enrolment.EVERYONE)
        if site_admin and not blocked:
            assert role is Role.ADMIN
        elif member is None:
            assert role is (Role.READER if readable else None)
        else:
            assert role is (Role.READER if blocked else member)


def standing(
    role: Role | None,
    now: datetime,
    *,
    user_id: int | None = 1,
    sealed: bool = False,
    corrections_open: bool = False,
    **times: datetime | None,
) -> Standing:
    window = {"opens_at": OPENS, "closes_at": CLOSES, "voting_closes_at": None, "published_at": None, **times}
    return Standing(
        campaign_id=1,
        campaign_slug="guide",
        user_id=user_id,
        role=role,
        phase=phase_at(now, window["opens_at"], window["closes_at"], window["published_at"]),
        now=now,
        opens_at=window["opens_at"],
        closes_at=window["closes_at"],
        voting_closes_at=voting_ends(window["closes_at"], window["voting_closes_at"]),
        corrections_open=corrections_open,
        acceptance=AcceptancePolicy.EDITORS,
        sealed_tallies=sealed,
        announced=True,
        voting_round=0,
        same_text_percent=90,
        language=Language.ENGLISH,
    )


def test_tallies_are_sealed_until_the_last_ballot_is_in() -> None:
    later = CLOSES + timedelta(days=7)
    for now, sealed in ((OPENS - TICK, True), (CLOSES - TICK, True), (later - TICK, True), (later, False)):
        for role in (None, *Role):
            assert standing(role, now, sealed=True, voting_closes_at=later).tallies_sealed is sealed
            assert standing(role, now, voting_closes_at=later).tallies_sealed is False


def test_voting_ends_with_the_window_unless_it_is_set_later() -> None:
    later = CLOSES + timedelta(days=7)
    for now, votes, votes_later in ((CLOSES - TICK, True, True), (CLOSES, False, True), (later, False, False)):
        assert standing(Role.CONTRIBUTOR, now).may(Act.VOTE) is votes
        assert standing(Role.CONTRIBUTOR, now, voting_closes_at=later).may(Act.VOTE) is votes_later
        # A release waits until the last ballot is in.
        assert standing(Role.ADMIN, now).may(Act.COMPILE_RELEASE) is not votes
        assert standing(Role.ADMIN, now, voting_closes_at=later).may(Act.COMPILE_RELEASE) is not votes_later


@pytest.mark.parametrize(
    ("role", "user_id", "now", "act", "error", "problem"),
    [
        (None, 1, OPENS, Act.READ, NotFound, "not-found"),
        (None, None, OPENS, Act.EDIT, NotFound, "not-found"),
        (Role.READER, None, OPENS, Act.EDIT, NotAuthenticated, "not-authenticated"),
        (Role.READER, 1, OPENS, Act.EDIT, Forbidden, "forbidden"),
        (Role.CONTRIBUTOR, 1, OPENS, Act.CLOSE, Forbidden, "forbidden"),
        (Role.CONTRIBUTOR, 1, CLOSES, Act.EDIT, Conflict, "window-closed"),
        (Role.CONTRIBUTOR, 1, OPENS - TICK, Act.EDIT, Conflict, "window-closed"),
        (Role.CONTRIBUTOR, 1, CLOSES, Act.VOTE, Conflict, "voting-closed"),
        (Role.ADMIN, 1, OPENS, Act.COMPILE_RELEASE, Conflict, "window-open"),
        (Role.ADMIN, 1, CLOSES, Act.CLOSE, Conflict, "window-closed"),
    ],
)
def test_a_refusal_says_whether_it_is_the_role_or_the_time(
    role: Role | None, user_id: int | None, now: datetime, act: Act, error: type[DomainError], problem: str
) -> None:
    with pytest.raises(error) as refusal:
        standing(role, now, user_id=user_id).require(act)
    assert refusal.value.problem == problem
    if error is Conflict:
        assert isinstance(refusal.value, OfWindow)
        assert refusal.value.now == now


@pytest.mark.parametrize(
    ("role", "act", "is_open", "code"),
    [
        (Role.CONTRIBUTOR, Act.EDIT, True, Word.PHASE_NEEDS_ROLE),
        (Role.CONTRIBUTOR, Act.EDIT, False, Word.PHASE_FORBIDS),
        (Role.EDITOR, Act.REVIEW, False, Word.CORRECTIONS_CLOSED),
        (Role.EDITOR, Act.ARRANGE, True, Word.PHASE_FORBIDS),
        (Role.ADMIN, Act.COMPILE_PROOF, False, Word.CORRECTIONS_CLOSED),
        (Role.ADMIN, Act.CLOSE_CORRECTIONS, False, Word.CORRECTIONS_CLOSED),
        (Role.ADMIN, Act.OPEN_CORRECTIONS, True, Word.CORRECTIONS_OPEN),
    ],
)
def test_a_refusal_after_the_release_says_what_would_help(role: Role, act: Act, is_open: bool, code: Word) -> None:  # noqa: FBT001
    with pytest.raises(WindowClosed) as refusal:
        standing(role, CLOSES, corrections_open=is_open, published_at=CLOSES).require(act)
    assert refusal.value.reason.word is code


def test_corrections_can_be_open_after_the_release_alone() -> None:
    assert standing(Role.EDITOR, CLOSES, corrections_open=True, published_at=CLOSES).may(Act.EDIT)
    assert not standing(Role.EDITOR, CLOSES, published_at=CLOSES).may(Act.EDIT)
    assert not standing(Role.CONTRIBUTOR, CLOSES, corrections_open=True).may(Act.EDIT)
