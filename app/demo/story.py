"""The sample campaign as values, read from the files of ``app.sample``."""

import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from app.fields import nearest

FOLDER = resources.files("app.sample") / "fr"
"""Of the story that ends with a guide."""
OPEN = FOLDER / "open"
"""Of the story that has only begun, so that whoever visits the demo can go on with it; the people are the same."""
_TEXT = {"title", "text", "summary", "as"}
_REASON = {"reason"}
FACTS: dict[str, set[str]] = {
    "join": set(),
    "support": set(),
    "reconfirm": set(),
    "create": {"page_kind", "theme", *_TEXT},
    "edit": {"from", "expect", "changes", "minor", *_TEXT},
    "resolve": {"changes", *_TEXT},
    "restore": {"to", "summary", "as"},
    "undo": {"state", "summary", "as"},
    "ballot": {"choice"},
    **dict.fromkeys(("accept", "reject", "request-changes", "pin"), _REASON),
    "configure": {"settings"},
    "credit": {"naming"},
    "comment": {"text", "about", "thread"},
    "reply": {"text", "thread"},
    "resolve-thread": {"thread"},
}
"""What a step of each kind may tell, beside ``kind``, ``by`` and ``page``."""


class StoryUnreadable(ValueError):
    """The sample has a key or a kind that nothing reads."""


@dataclass(frozen=True, slots=True)
class Person:
    username: str
    name: str
    department: str
    role: str


@dataclass(frozen=True, slots=True)
class Step:
    """One act of the story; ``facts`` are the fields that its kind of act has."""

    number: int
    kind: str
    by: tuple[str, ...]
    page: str
    facts: dict[str, Any]

    def __str__(self) -> str:
        return f"step {self.number} ({self.kind} of {self.page or 'the campaign'} by {', '.join(self.by)})"


@dataclass(frozen=True, slots=True)
class Story:
    """A campaign's settings, its people, everything that happens, and the texts it ends with."""

    campaign: dict[str, Any]
    themes: list[dict[str, Any]]
    people: list[Person]
    steps: list[Step]
    final_texts: dict[str, str]


def load_story(folder: Traversable = FOLDER) -> Story:
    """Read a sample campaign; raises StoryUnreadable for what nobody would read."""
    settings = _toml(folder, "campaign.toml")
    texts = folder / "texts"
    themes = settings.pop("themes")
    return Story(
        campaign=settings,
        themes=themes,
        people=[person_of(person) for person in _toml(FOLDER, "people.toml")["people"]],
        steps=[step_of(number, dict(step)) for number, step in enumerate(_toml(folder, "story.toml")["steps"], 1)],
        final_texts={
            entry.name.removesuffix(".md"): entry.read_bytes().decode()
            for entry in (texts.iterdir() if texts.is_dir() else ())
            if entry.name.endswith(".md")
        },
    )


def _toml(folder: Traversable, name: str) -> dict[str, Any]:
    return tomllib.loads((folder / name).read_text(encoding="utf-8"))


def person_of(facts: dict[str, Any]) -> Person:
    _require_known("people", facts, [field.name for field in fields(Person)])
    return Person(**facts)


def step_of(number: int, facts: dict[str, Any]) -> Step:
    """Return the step that a table of the story describes."""
    by = facts.pop("by")
    people = (by,) if isinstance(by, str) else tuple(by)
    kind, page = facts.pop("kind"), facts.pop("page", "")
    _require_known(f"step {number}", [kind], FACTS)
    _require_known(f"step {number}", facts, FACTS[kind])
    for change in facts.get("changes", ()):
        _require_known(f"step {number}", change, ("find", "replace"))
    return Step(number, kind, people, page, facts)


def _require_known(where: str, names: Iterable[str], known: Collection[str]) -> None:
    for name in names:
        if name not in known:
            near = nearest(name, sorted(known))
            raise StoryUnreadable(f"{where}: unknown {name!r}" + (f"; did you mean {near!r}?" if near else ""))
