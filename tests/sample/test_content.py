"""The sample campaign is complete, its history leads to its final texts, and its French is well set.

Knows no server; how a story is replayed is the business of `replay`.
"""

import re
from collections import Counter, defaultdict
from itertools import chain

import pytest

from app.text.merge import Merged, three_way
from tests.sample.replay import CAMPAIGN, FILES, PEOPLE, ROLES, STORY, THEMES, Page, replay

NO_BREAK = "\u00a0\u202f"
SLUG = re.compile(r"[a-z0-9-]{1,64}")
KINDS = {
    *("create", "edit", "resolve", "restore", "undo", "ballot", "support", "reconfirm", "join", "credit"),
    *("accept", "reject", "request-changes", "configure", "pin"),
    *("comment", "reply", "resolve-thread"),
}
IN_THEME = {"introduction": 4, "tip": 20}
IN_CAMPAIGN = {"editorial": 1, "foreword": 1, "notion": 2, "conclusion": 1, "glossary": 1, "bibliography": 1}
WORDS = {"tip": range(80, 201), "introduction": range(120, 201)}


@pytest.fixture(scope="module")
def pages() -> dict[str, Page]:
    return replay()


def words(text: str) -> int:
    """Count words: what stands between white space and holds a letter or a digit."""
    return sum(1 for word in re.sub(r"\[\^\d+\]", "", text).split() if re.search(r"\w", word))


def faults(text: str) -> list[str]:
    """Return the passages that break French typography."""
    rules = (
        r"['\"]",
        rf"(?<![{NO_BREAK}])[;!?»]",
        rf"(?<![{NO_BREAK}\]]):(?!//)",
        rf"«(?![{NO_BREAK}])",
        r"\.\.\.",
        r"(?<=\S)  +| +$",
        rf"n°(?![{NO_BREAK}])",
        r"\d (?=\d|%|€)",
    )
    found = chain.from_iterable(re.finditer(rule, text, re.MULTILINE) for rule in rules)
    return [text[max(0, match.start() - 20) : match.end() + 10] for match in found]


def contrast_with_white(colour: str) -> float:
    """Return the contrast ratio of WCAG 2.2 between ``#rrggbb`` and white."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def test_campaign_settings() -> None:
    assert CAMPAIGN["slug"] == "bon-sens-numerique"
    assert (CAMPAIGN["language"], CAMPAIGN["time_zone"]) == ("fr", "Europe/Paris")
    assert (CAMPAIGN["visibility"], CAMPAIGN["enrolment"]) == ("members", "everyone")
    assert min(contrast_with_white(CAMPAIGN[name]) for name in ("colour", "accent")) >= 4.5
    assert [theme["position"] for theme in CAMPAIGN["themes"]] == [1, 2, 3, 4]
    assert all(theme["target"] == 5 and SLUG.fullmatch(theme["slug"]) for theme in CAMPAIGN["themes"])


def test_people() -> None:
    assert len(ROLES) == len(PEOPLE) >= 24
    assert len({person["name"] for person in PEOPLE}) == len(PEOPLE)
    assert len({person["department"] for person in PEOPLE}) >= 15
    assert all(re.fullmatch(r"[a-z]+", name) for name in ROLES)
    counts = Counter(ROLES.values())
    assert counts["admin"] == 1
    assert counts["editor"] in {2, 3}
    assert counts.total() == counts["admin"] + counts["editor"] + counts["contributor"]


def test_pages_and_their_lengths(pages: dict[str, Page]) -> None:
    assert Counter(page.kind for page in pages.values()) == IN_THEME | IN_CAMPAIGN
    assert all(SLUG.fullmatch(key) for key in pages)
    for theme in THEMES:
        assert Counter(page.kind for page in pages.values() if page.theme == theme) == {
            "introduction": 1,
            "tip": 5,
        }
    assert all(not page.theme for page in pages.values() if page.kind in IN_CAMPAIGN)
    too_long_or_short = {
        key: words(page.text)
        for key, page in pages.items()
        if page.kind in WORDS and words(page.text) not in WORDS[page.kind]
    }
    assert not too_long_or_short
    assert len(re.findall(r"^\*\*", pages["glossaire"].text, re.MULTILINE)) >= 15


def test_history_ends_in_the_final_texts(pages: dict[str, Page]) -> None:
    assert {key: page.text for key, page in pages.items()} == FILES
    assert all(page.accepted and not page.conflict_of for page in pages.values())


def test_simultaneous_edits_end_as_the_story_says(pages: dict[str, Page]) -> None:
    for race in chain.from_iterable(page.races for page in pages.values()):
        result = three_way(race.base, race.ours, race.theirs)
        assert (result.text if isinstance(result, Merged) else None) == race.outcome


def test_final_texts_do_not_repeat_their_title(pages: dict[str, Page]) -> None:
    for page in pages.values():
        assert page.text.split("\n", 1)[0].strip("# ") != page.title
        assert not page.text.startswith("#")
        assert page.text.endswith("\n")
        assert not page.text.endswith("\n\n")


def test_history_is_rich_enough(pages: dict[str, Page]) -> None:
    assert {step.kind for step in STORY} == KINDS
    assert sum(step.writes for step in STORY) >= 60
    assert len({step.by for step in STORY if step.writes}) >= 15
    assert Counter(step.expect for step in STORY)["merged"] >= 4
    assert Counter(step.expect for step in STORY)["conflict"] == 1
    assert sum(len(step.by) for step in STORY if step.kind == "ballot") >= 60
    talk = Counter(step.kind for step in STORY if step.thread or step.kind == "comment")
    assert talk == {"comment": 5, "reply": 4, "resolve-thread": 3}
    assert sum(bool(step.about) for step in STORY) == 4
    assert all(len(page.authors) >= 3 for page in pages.values() if page.kind == "tip")
    supporters: Counter[str] = Counter()
    for step in STORY:
        supporters[step.page] += len(step.by) if step.kind == "support" else 0
    assert supporters.total() >= 80
    assert max(supporters.values()) >= 3 * min(n for n in supporters.values() if n)
    chosen = Counter(step.naming for step in STORY for _ in step.by if step.kind == "credit")
    assert chosen == {"short": 2, "department": 2, "anonymous": 2}


def test_every_policy_is_played() -> None:
    policies = [CAMPAIGN, *(step.settings for step in STORY if step.kind == "configure")]
    assert [policy.get("acceptance", "editors") for policy in policies] == ["editors", "votes", "open", "editors"]
    assert policies[-1]["editors_needed"] == 2
    assert CAMPAIGN["self_acceptance"] is False
    spent = Counter(person for step in STORY if step.kind == "support" for person in step.by)
    assert max(spent.values()) == CAMPAIGN["support_budget"]


def test_everybody_joins_before_acting_and_votes_once() -> None:
    joined = {name for name, role in ROLES.items() if role != "contributor"}
    supported: set[tuple[str, str]] = set()
    voted: dict[str, set[str]] = defaultdict(set)
    for step in STORY:
        assert set(step.by) <= ROLES.keys()
        assert len(set(step.by)) == len(step.by)
        if step.kind == "join":
            assert joined.isdisjoint(step.by)
            joined |= set(step.by)
        assert joined >= set(step.by)
        if step.writes:
            voted[step.page] = set(step.by)  # An author casts no ballot on the own revision.
        if step.kind == "ballot":
            assert voted[step.page].isdisjoint(step.by)
            voted[step.page] |= set(step.by)
        if step.kind == "support":
            assert supported.isdisjoint((name, step.page) for name in step.by)
            supported |= {(name, step.page) for name in step.by}
    assert joined == ROLES.keys()


def test_french_typography() -> None:
    written = [
        *FILES.values(),
        *(person["department"] for person in PEOPLE),
        *(theme["question"] for theme in CAMPAIGN["themes"]),
        *chain.from_iterable((step.title, step.text, step.summary, step.reason) for step in STORY),
        *(change.replace for step in STORY for change in step.changes),
        CAMPAIGN["title"],
        CAMPAIGN["subtitle"],
    ]
    assert not list(chain.from_iterable(map(faults, written)))
    assert not [text for text in FILES.values() if re.search(r",[^\W\d]", text)]


@pytest.mark.parametrize(
    "wrong", ["l'an", "Quoi ?", "Ici : là", "Ici: là", "« oui\u00a0»", "«\u00a0oui »", "a...", "a  b", "n° 7"]
)
def test_typography_faults_are_seen(wrong: str) -> None:
    assert faults(wrong)
