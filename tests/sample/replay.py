"""The story of the sample campaign, replayed by plain replacements.

Knows no server and no merge: a page is a title and a text, and a step replaces parts of the text.
"""

from dataclasses import asdict, dataclass, field
from typing import Any

from app.demo import story
from app.reviews.batches import BATCH


@dataclass(frozen=True, slots=True)
class Change:
    find: str
    replace: str


@dataclass(frozen=True, slots=True)
class Step:
    """One act of the story; a field is empty where the kind of act has no use for it."""

    kind: str
    by: tuple[str, ...]
    page: str = ""
    page_kind: str = ""
    theme: str = ""
    source: str = ""
    leaves: str = ""
    to: str = ""
    state: str = ""
    title: str = ""
    text: str = ""
    changes: tuple[Change, ...] = ()
    choice: str = ""
    summary: str = ""
    reason: str = ""
    minor: bool = False
    expect: str = ""
    naming: str = ""
    thread: str = ""
    about: str = ""
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def writes(self) -> bool:
        return self.kind in {"create", "edit", "resolve", "restore", "undo"} and self.expect != "conflict"


@dataclass(frozen=True, slots=True)
class Race:
    """Two edits of one text; no outcome where they are in conflict."""

    base: str
    ours: str
    theirs: str
    outcome: str | None


@dataclass(slots=True)
class Page:
    kind: str
    theme: str
    title: str
    text: str
    authors: list[str]
    states: dict[str, tuple[str, str]] = field(default_factory=dict)
    before: dict[str, tuple[str, str]] = field(default_factory=dict)
    races: list[Race] = field(default_factory=list)
    conflict_of: str = ""
    accepted: bool = False
    accepted_by: set[str] = field(default_factory=set)
    ballots: dict[str, str] = field(default_factory=dict)
    threads: dict[str, str] = field(default_factory=dict)
    """Who opened each thread that has a name and is not resolved."""


def step_of(told: story.Step) -> Step:
    changes = tuple(Change(**change) for change in told.facts.get("changes", ()))
    facts = {{"from": "source", "as": "leaves"}.get(name, name): value for name, value in told.facts.items()}
    return Step(**{**facts, "kind": told.kind, "by": told.by, "page": told.page, "changes": changes})


TOLD = story.load_story()
CAMPAIGN = {**TOLD.campaign, "themes": TOLD.themes}
PEOPLE = [asdict(person) for person in TOLD.people]
ROLES = {person.username: person.role for person in TOLD.people}
DEPARTMENTS = {person.username: person.department for person in TOLD.people}
STORY = tuple(map(step_of, TOLD.steps))
THEMES: tuple[str, ...] = tuple(theme["slug"] for theme in TOLD.themes)
FILES = TOLD.final_texts


def changed(text: str, changes: tuple[Change, ...]) -> str:
    """Return the text with every change made; each passage to find occurs exactly once."""
    for change in changes:
        assert change.find != change.replace
        assert text.count(change.find) == 1, change.find
    for change in changes:
        text = text.replace(change.find, change.replace, 1)
    return text


def write(page: Page, step: Step) -> None:
    """Apply one edit, resolution, restoration or undoing to the page."""
    before = (page.title, page.text)
    if step.kind == "restore":
        page.title, page.text = page.states[step.to]
    elif step.kind == "undo":
        assert page.states[step.state] == before, "Only the latest state is undone here."
        page.title, page.text = page.before[step.state]
    elif step.text:
        page.text = step.text
    else:
        text = page.states[step.source][1] if step.source else before[1]
        assert step.changes or step.title
        assert (before[1] != text) == (step.expect == "merged")
        ours = changed(text, step.changes)
        page.text = changed(page.text, step.changes)
        if step.expect == "merged":
            page.races.append(Race(text, ours, before[1], page.text))
        page.title = step.title or page.title
    assert (page.title, page.text) != before, f"{step.page}: {step.summary} changes nothing"
    if step.leaves:
        page.states[step.leaves] = (page.title, page.text)
        page.before[step.leaves] = before
    page.authors.append(step.by[0])
    page.accepted = False
    page.accepted_by, page.ballots = set(), {}


def collide(page: Page, step: Step) -> None:
    """Check that an edit in conflict fits the state it started from and no longer the latest."""
    base = page.states[step.source][1]
    page.races.append(Race(base, changed(base, step.changes), page.text, None))
    assert any(page.text.count(change.find) == 0 for change in step.changes)
    page.conflict_of = step.by[0]


def accepted_by_votes(page: Page, policy: dict[str, Any]) -> bool:
    """Tell whether the ballots on the latest text accept it."""
    approving = {person for person, choice in page.ballots.items() if choice == "approve"}
    return (
        policy.get("acceptance") == "votes"
        and len(page.ballots) >= max(policy["quorum"], BATCH)
        and 100 * len(approving) >= policy["approval_percent"] * len(page.ballots)
        and len({DEPARTMENTS[person] for person in approving}) >= policy["departments_needed"]
    )


def play(page: Page, step: Step, policy: dict[str, Any]) -> None:
    if step.kind in {"accept", "reject", "request-changes", "pin"}:
        assert ROLES[step.by[0]] in {"editor", "admin"}
        assert step.by[0] != page.authors[-1]
        assert step.reason
        if step.kind == "accept":
            assert not page.accepted
            page.accepted_by.add(step.by[0])
            page.accepted = len(page.accepted_by) >= policy.get("editors_needed", 1)
    elif step.kind in {"ballot", "support", "reconfirm"}:
        assert step.kind == "ballot" or page.kind == "tip"
        assert step.choice in ({"approve", "oppose"} if step.kind == "ballot" else {""})
        if step.kind == "ballot":
            for person in step.by:
                page.ballots[person] = step.choice
                page.accepted = page.accepted or accepted_by_votes(page, policy)
    elif step.expect == "conflict":
        collide(page, step)
    else:
        assert step.summary
        assert not page.conflict_of or (step.kind, step.by) == ("resolve", (page.conflict_of,))
        page.conflict_of = ""
        write(page, step)
        page.accepted = policy.get("acceptance") == "open"


def discuss(page: Page, step: Step) -> None:
    """Check that a comment is about words of the latest text, and that a thread is there to reply to or to resolve."""
    assert bool(step.text.strip()) == (step.kind != "resolve-thread")
    if step.kind == "comment":
        assert not step.about or page.text.count(step.about) == 1, step.about
        if step.thread:
            assert step.thread not in page.threads
            page.threads[step.thread] = step.by[0]
    elif step.kind == "resolve-thread":
        assert step.by[0] == page.threads.pop(step.thread) or ROLES[step.by[0]] in {"editor", "admin"}
    else:
        assert step.thread in page.threads


def replay() -> dict[str, Page]:
    """Return every page as the story leaves it; raises AssertionError where a step does not fit."""
    pages: dict[str, Page] = {}
    policy: dict[str, Any] = {}
    for step in STORY:
        if step.kind == "create":
            assert step.page not in pages
            page = Page(step.page_kind, step.theme, step.title, step.text, [step.by[0]])
            page.states[step.leaves] = (step.title, step.text)
            pages[step.page] = page
        elif step.kind == "configure":
            policy |= step.settings
        elif step.kind in {"comment", "reply", "resolve-thread"}:
            discuss(pages[step.page], step)
        elif step.kind not in {"join", "credit"}:
            play(pages[step.page], step, policy)
    return pages
