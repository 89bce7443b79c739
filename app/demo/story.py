"""The sample campaign as values, read from the files of ``app.sample``."""

import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any

FOLDER = resources.files("app.sample") / "fr"


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


def load_story() -> Story:
    """Read the sample campaign."""
    settings = _toml("campaign.toml")
    themes = settings.pop("themes")
    return Story(
        campaign=settings,
        themes=themes,
        people=[Person(**person) for person in _toml("people.toml")["people"]],
        steps=[_step(number, dict(step)) for number, step in enumerate(_toml("story.toml")["steps"], 1)],
        final_texts={
            entry.name.removesuffix(".md"): entry.read_bytes().decode()
            for entry in (FOLDER / "texts").iterdir()
            if entry.name.endswith(".md")
        },
    )


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def _step(number: int, facts: dict[str, Any]) -> Step:
    by = facts.pop("by")
    people = (by,) if isinstance(by, str) else tuple(by)
    return Step(number, facts.pop("kind"), people, facts.pop("page", ""), facts)
