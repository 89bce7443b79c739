"""What a page says without the revisions of one account. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.moderation.rules import Fate
from app.pages.attribution.stored import Credited
from app.pages.revisions.proposals import Clash, Dispute, Proposal, invert
from app.pages.revisions.states import PageState


@dataclass(frozen=True, slots=True)
class Step:
    """One revision of the account, and what the page said before it: None where it made the page."""

    state: PageState
    before: PageState | None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one step; ``clashes`` are the places where others changed what it had changed."""

    step: Step
    fate: Fate
    clashes: tuple[Clash, ...] = ()


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The page with every step taken back that can be, and the fate of each, newest first."""

    title: str
    text: str
    taken: tuple[Taken, ...]


def take_back(steps: Sequence[Step], shown: PageState) -> TakenBack:
    """Take the steps, which go from the newest to the oldest, out of a state that came with or after the newest.

    Each is inverted on what the ones before left. Words that others wrote are never lost: a step of which a place
    was changed by others stays whole.
    """
    rest = shown
    taken = []
    for step in steps:
        fate, clashes = _fate(step, rest)
        if isinstance(fate, Proposal):
            # Under the link of what is shown: it is the base of the revision that all this becomes.
            rest = PageState(shown.link, Credited(shown.link.id, fate.title, fate.text, None, None))
        taken.append(Taken(step, fate if isinstance(fate, Fate) else Fate.CLEAN, clashes))
    return TakenBack(rest.title, rest.text, tuple(taken))


def _fate(step: Step, rest: PageState) -> tuple[Fate | Proposal, tuple[Clash, ...]]:
    if step.before is None:
        return Fate.CREATED, ()
    if step.state.redacted or step.before.redacted or rest.redacted:
        return Fate.REDACTED, ()
    inverse = invert(step.state, step.before, rest)
    if isinstance(inverse, Dispute):
        return Fate.CONFLICTING, inverse.clashes
    return (Fate.GONE, ()) if inverse.is_unchanged else (inverse, ())
