"""The judges: what must hold between the logs of the clients and what the database holds. Pure.

Each returns a sentence for every fault; an empty list is the only good outcome.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tests.torture.evidence import ADMITTED, Act, Held, Kept, Link, Ruled
from tests.torture.writers import Sent

DECIDED = frozenset({"revision.accept", "revision.unaccept", "revision.reject"})
SEALED = "edition.sealed"
STATUS_DONE, STATUS_STALE = 200, 412


@dataclass(frozen=True, slots=True)
class Raced:
    """One act that raced a close; times are of the client's one clock, in seconds."""

    kind: str
    status: int
    sent: float
    close_answered: float


@dataclass(frozen=True, slots=True)
class Counted:
    """How many admitted acts were there when the close was answered, and when every racer had been."""

    at_close: int
    at_end: int


@dataclass(frozen=True, slots=True)
class Contested:
    """One race for the decision about a page: what each editor meant and was answered, and what is there after it."""

    answers: Sequence[tuple[Ruled, int]]
    ballots: Sequence[int]
    """The statuses of ballots that were cast meanwhile, enough of them to accept."""
    decisions: Sequence[Ruled]
    accepted_before: int | None
    accepted_after: int | None
    is_decisive: bool = True
    """Whether one acceptance is enough."""


def judge_chain(links: Sequence[Link]) -> list[str]:
    """One chain: numbers 1, 2, 3… without a gap, each revision after the one before."""
    faults = []
    for place, link in enumerate(links, 1):
        parent = links[place - 2].id if place > 1 else None
        if (link.number, link.parent_id) != (place, parent):
            faults.append(
                f"Revision {link.id} is number {link.number} after {link.parent_id}, not {place} after {parent}."
            )
    return faults


def judge_edits(sent: Iterable[Sent], links: Sequence[Link], drafts: Mapping[int, Kept]) -> list[str]:
    """Every saved edit is in the chain exactly once, every refused one nowhere but in its author's drafts."""
    found: dict[str, list[Link]] = {}
    for link in links:
        for marker in link.brought:
            found.setdefault(marker, []).append(link)
    faults = []
    known = set()
    for edit in sent:
        known.add(edit.marker)
        faults += _faults_of(edit, found.get(edit.marker, []), drafts)
    faults += [f"{marker}: nobody sent it, and it is in the chain." for marker in found.keys() - known]
    faults += [f"Revision {link.id} brought {len(link.brought)} edits." for link in links[1:] if len(link.brought) != 1]
    return faults


def _faults_of(edit: Sent, links: Sequence[Link], drafts: Mapping[int, Kept]) -> list[str]:
    ids = [link.id for link in links]
    checks = {
        f"acknowledged as revision {edit.revision_id}, brought by {ids}": edit.is_saved and ids != [edit.revision_id],
        "has another author": edit.is_saved and any(link.author_id != edit.user_id for link in links),
        f"sent once, brought by {ids}": edit.is_unknown and len(ids) > 1,
        f"refused, and brought by {ids}": edit.status == 409 and ids,
        f"refused, and draft {edit.draft_id} does not hold it for its author": edit.status == 409
        and drafts.get(edit.draft_id or 0) != Kept(edit.user_id, edit.text),
        f"answered {edit.status} {edit.problem}": not edit.is_saved and not edit.is_unknown and edit.status != 409,
    }
    return [f"{edit.marker}: {fault}." for fault, is_so in checks.items() if is_so]


def judge_held(told: Mapping[tuple[str, int], Held], there: Mapping[tuple[str, int], Held]) -> list[str]:
    """Every text that the server said it has is there, its author's, for its reason; and none is there twice."""
    faults = [
        f"{kind.capitalize()} {number} should hold {held}, and holds {there.get((kind, number))}."
        for (kind, number), held in told.items()
        if there.get((kind, number)) != held
    ]
    strange = {place for place in there if place[0] == "revision"} - told.keys()
    return faults + [f"Revision {number} holds {there[kind, number]}, and nobody was told." for kind, number in strange]


def judge_window(acts: Sequence[Act], *, ends_at: datetime | None = None) -> list[str]:
    """Nothing admitted stands after a close in the chain, or has a time at or after it; nor a decision taken before.

    ``ends_at`` is the end of a window that ended by itself.
    """
    faults = []
    admitted: list[Act] = []
    closed_at: datetime | None = None
    for act in acts:
        if act.kind == "window.closed":
            closed_at = act.closes_at
            faults += [_late(act_) for act_ in admitted if closed_at is not None and act_.at >= closed_at]
        elif act.kind == "window.reopened":
            admitted, closed_at = [], None
        elif closed_at is None and act.kind in ADMITTED | DECIDED:
            admitted.append(act)
        elif act.kind in ADMITTED or (closed_at is not None and act.kind in DECIDED and act.at < closed_at):
            faults.append(f"Entry {act.number}, {act.kind}, was committed after the close that it came before.")
    if ends_at is not None:
        faults += [_late(act) for act in admitted if act.kind in ADMITTED and act.at >= ends_at]
    return faults


def _late(act: Act) -> str:
    return f"Entry {act.number}, {act.kind}, was admitted at {act.at.isoformat()}, after the end."


def judge_cast_times(times: Iterable[datetime], acts: Sequence[Act]) -> list[str]:
    """The time on a ballot is that of an act in the chain, which ``judge_window`` holds against the close."""
    acted = {act.at for act in acts if act.kind == "ballot.changed"}
    return [
        f"No act of the chain is of {time.isoformat()}, when a ballot was cast." for time in times if time not in acted
    ]


def judge_races(races: Iterable[Raced], rounds: Iterable[Counted]) -> list[str]:
    """What the clients saw: nothing appears once a close is answered, and nothing sent after it is admitted."""
    faults = [
        f"{seen.at_end - seen.at_close} acts appeared after the end had been told."
        for seen in rounds
        if seen.at_end != seen.at_close
    ]
    for race in races:
        allowed = (200, 201, 409) if race.kind != "decision" else (200,)
        if race.status not in allowed:
            faults.append(f"A racing {race.kind} was answered {race.status}.")
        if race.kind != "decision" and race.status != 409 and race.sent > race.close_answered:
            faults.append(f"A {race.kind} that was sent after the close had been answered was admitted.")
    return faults


def judge_release(acts: Sequence[Act], manifest: Mapping[str, int], accepted: Mapping[str, int]) -> list[str]:
    """A release holds what was accepted when it was sealed, and nothing is written or decided after it.

    ``manifest`` and ``accepted`` map a page's slug to the number of a revision.
    """
    faults = [] if manifest == accepted else [f"The release holds {dict(manifest)}, accepted are {dict(accepted)}."]
    kinds = [act.kind for act in acts]
    if SEALED not in kinds:
        return [*faults, "No release was sealed."]
    after = kinds[kinds.index(SEALED) :]
    return faults + [f"{kind} stands after the release." for kind in after if kind in ADMITTED | DECIDED]


def judge_decisions(answers: Iterable[Sequence[int]], winners: Iterable[int], accepted: Iterable[int]) -> list[str]:
    """Of two decisions on what both editors saw one holds; readers see what the winner decided on."""
    faults = [f"Two racing decisions were answered {list(pair)}." for pair in answers if sorted(pair) != [200, 412]]
    faults += [
        f"Revision {seen} is accepted, and {winner} won."
        for winner, seen in zip(winners, accepted, strict=True)
        if winner != seen
    ]
    return faults


def judge_acceptance(race: Contested) -> list[str]:
    """Of all who would decide at once one does; the others learn of it, and readers see what the winner meant."""
    told = [status for _, status in race.answers]
    faults = [f"A ballot was answered {status}." for status in race.ballots if status != STATUS_DONE]
    faults += [f"A decision was answered {status}." for status in told if status not in (STATUS_DONE, STATUS_STALE)]
    if len(race.decisions) != 1:
        return [*faults, f"{len(race.decisions)} decisions were written in one race, answered {told}."]
    (ruled,) = race.decisions
    winners = [meant for meant, status in race.answers if status == STATUS_DONE]
    wanted = [ruled] if ruled.editor_id is not None else []
    if winners != wanted:
        faults.append(f"{ruled} is written, and answered as done are {winners}.")
    seen = ruled.revision_id if ruled.verdict == "accept" and race.is_decisive else race.accepted_before
    if race.accepted_after != seen:
        faults.append(f"{ruled} is written, and readers see revision {race.accepted_after}.")
    return faults


def judge_once(
    effects: Mapping[str, int], sent: Iterable[str], answers: Mapping[str, set[tuple[int, str]]]
) -> list[str]:
    """Every request that was retried until answered had its effect exactly once and one answer for all retries."""
    wanted = Counter(sent)
    faults = [f"{name} was done {effects.get(name, 0)} times." for name in wanted if effects.get(name, 0) != 1]
    faults += [f"{name} was done and never sent." for name in effects.keys() - wanted.keys()]
    return faults + [f"{name} was answered {told}." for name, told in answers.items() if len(told) != 1]
