"""Whatever is done to a page, in whatever order: one dense chain, and every text that was saved is there."""

from typing import ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests.pages.acts import EDITOR, ME, chain, latest, save
from tests.profiles import examples
from tests.world import Json, World

SENTENCES = st.lists(st.sampled_from(["Un.", "Deux.", "Trois.", "Quatre.\r\n", "Cinq"]), max_size=4)
TEXTS = st.builds("\n\n".join, SENTENCES)
SAVED, KEPT = (200, 201), 409


class Chain(RuleBasedStateMachine):
    """One page, edited from any base, undone, restored, accepted and taken back."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.page = self.world.page(text="Un.\n\nDeux.")["id"]
        self.saved = [latest(self.world.as_(ME), self.page)["revision"]]
        self.accepted: Json | None = None

    @rule(text=TEXTS, base=st.integers(0), title=st.sampled_from([None, "Titre", "Autre"]))
    def edit(self, text: str, base: int, title: str | None) -> None:
        started = self.saved[base % len(self.saved)]["id"]
        answer = save(self.world.as_(ME), self.page, started, text, title=title)
        if answer.status_code == KEPT:
            draft = self.world.as_(ME).get(f"/v1/drafts/{answer.json()['draft_id']}").json()
            assert draft["text"] == text
        else:
            self._keep(answer.json())

    @rule(number=st.integers(0), act=st.sampled_from(["undo", "restore"]))
    def go_back(self, number: int, act: str) -> None:
        revision = self.saved[number % len(self.saved)]
        answer = self.world.as_(ME).post(f"/v1/revisions/{revision['id']}/{act}", json={})
        if answer.status_code != KEPT:
            self._keep(answer.json())
        if act == "restore":
            shown = self.saved[-1]
            assert (shown["title"], shown["text"]) == (revision["title"], revision["text"])

    @rule(number=st.integers(0))
    def accept(self, number: int) -> None:
        revision = self.saved[number % len(self.saved)]
        if revision != self.accepted:
            self.world.accept(revision["id"], by=EDITOR)
            self.accepted = revision

    @precondition(lambda self: self.accepted is not None)
    @rule()
    def unaccept(self) -> None:
        assert self.accepted is not None
        path, reason = f"/v1/revisions/{self.accepted['id']}/unaccept", {"reason": "Faux."}
        assert self.world.as_(EDITOR).post(path, json=reason, headers={"If-Match": "*"}).status_code == 200
        self.accepted = None

    @invariant()
    def holds(self) -> None:
        assert chain(self.world, self.page) == [(item["title"], item["text"]) for item in self.saved]
        shown = self.world.as_("guide-reader").get(f"/v1/pages/{self.page}")
        assert shown.status_code == (404 if self.accepted is None else 200)
        # Readers are not told who saved it.
        assert self.accepted is None or shown.json()["revision"] == {**self.accepted, "author": None}

    def _keep(self, saved: Json) -> None:
        if saved["outcome"] == "saved":
            self.saved.append(saved["revision"])
        assert saved["revision"] == self.saved[-1]


@pytest.mark.slow
@pytest.mark.hypothesis
def test_the_chain_holds_whatever_is_done(small_world: World) -> None:
    Chain.world = small_world
    run_state_machine_as_test(Chain, settings=examples(12, steps=12))
