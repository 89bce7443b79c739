"""Whatever is done to two pages, in whatever order: credit is conserved, and a rebuild finds what was stored."""

from typing import ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from app.pages.attribution.verifying import verify_attributions
from app.text.tokens import tokens
from tests.pages.acts import EDITOR, ME, latest, save, titled_by, written_by
from tests.pages.rebuilds import assert_rebuilding_changes_nothing
from tests.profiles import examples
from tests.world import Json, World

SENTENCES = [
    "Le chat noir dort ici.",
    "Le chat gris dort ici.",
    "Personne ne sait pourquoi il aboie.",
    "Prenez un livre avec vous.\r\n",
    "Oui.",
    "",
]
TEXTS = st.lists(st.lists(st.sampled_from(SENTENCES), max_size=3).map(" ".join), max_size=4).map("\n\n".join)
TITLES = st.sampled_from(
    ["Titre", "Oui.", "Le chat noir dort ici.", "Oui. Le chat gris dort ici.", "Un titre plus long que court"]
)
WHO = st.sampled_from([ME, EDITOR])
PAGE = st.integers(0, 1)
KEPT = 409


class Credit(RuleBasedStateMachine):
    """Two pages of a campaign that has many: edited from any base, undone, restored, moved between."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.saved = [[self.world.page(text=text)["revision"]] for text in (SENTENCES[0], SENTENCES[2])]
        self.credit: list[dict[str, dict[str, list[str]]]] = [{}, {}]
        self.titled: list[dict[str, dict[str, list[str]]]] = [{}, {}]

    @rule(page=PAGE, text=TEXTS, base=st.integers(0), who=WHO)
    def edit(self, page: int, text: str, base: int, who: str) -> None:
        self._save(page, self.saved[page][base % len(self.saved[page])], text, who)

    @rule(page=PAGE, title=TITLES, who=WHO)
    def rename(self, page: int, title: str, who: str) -> None:
        head = self.saved[page][-1]
        self._save(page, head, head["text"], who, title=title)

    @rule(page=PAGE, place=st.integers(0), who=WHO)
    def move(self, page: int, place: int, who: str) -> None:
        """Take a paragraph to the end of the other page."""
        here, there = self.saved[page][-1], self.saved[1 - page][-1]
        paragraphs = here["text"].split("\n\n")
        moved = paragraphs.pop(place % len(paragraphs))
        self._save(1 - page, there, f"{there['text']}\n\n{moved}", who)
        self._save(page, here, "\n\n".join(paragraphs), who)

    @rule(page=PAGE, number=st.integers(0), act=st.sampled_from(["undo", "restore"]), who=WHO)
    def go_back(self, page: int, number: int, act: str, who: str) -> None:
        revision = self.saved[page][number % len(self.saved[page])]
        answer = self.world.as_(who).post(f"/v1/revisions/{revision['id']}/{act}", json={})
        if answer.status_code != KEPT:
            self._keep(page, answer.json())

    @invariant()
    def every_token_is_credited_and_keeps_its_credit(self) -> None:
        for page, saved in enumerate(self.saved):
            revision = saved[-1]
            credit = written_by(self.world, revision["id"])
            assert sum(map(len, credit.values())) == len(tokens(revision["text"]))
            assert self.credit[page].setdefault(revision["text"], credit) == credit
            titled = titled_by(self.world, revision["id"])
            assert sum(map(len, titled.values())) == len(tokens(revision["title"]))
            assert self.titled[page].setdefault(revision["title"], titled) == titled

    def teardown(self) -> None:
        assert_rebuilding_changes_nothing(self.world.database)
        with self.world.database.reading() as session:
            assert [broken for broken in verify_attributions(session) if broken] == []

    def _save(self, page: int, base: Json, text: str, who: str, **fields: str) -> None:
        page_id = base["page_id"]
        answer = save(self.world.as_(who), page_id, base["id"], text, **fields)
        if answer.status_code != KEPT:
            self._keep(page, answer.json())
            assert latest(self.world.as_(who), page_id)["revision"] == self.saved[page][-1]

    def _keep(self, page: int, saved: Json) -> None:
        if saved["outcome"] == "saved":
            self.saved[page].append(saved["revision"])


@pytest.mark.slow
@pytest.mark.hypothesis
def test_credit_holds_whatever_is_done(small_world: World) -> None:
    Credit.world = small_world
    run_state_machine_as_test(Credit, settings=examples(15, steps=12))
