"""Plays a story over HTTP, step by step, and stops where the answer is not what the story says."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import httpx

from app.demo.story import Step, Story
from app.errors import OperatorError

CLOSES_IN_DAYS = 60


class StoryBroken(OperatorError):
    """A step was answered otherwise than the story says."""


@dataclass(frozen=True, slots=True)
class PageText:
    """What a page said at one point of the story."""

    revision: int
    title: str
    text: str


class Player:
    """Knows the tokens of the people, and the states that later steps refer to."""

    def __init__(self, client: httpx.Client, campaign: str, tokens: dict[str, str]) -> None:
        self.client = client
        self.campaign = campaign
        self.tokens = tokens
        self.page_ids: dict[str, int] = {}
        self.latest: dict[str, PageText] = {}
        self.named: dict[tuple[str, str], PageText] = {}
        self.drafts: dict[tuple[str, str], int] = {}
        self.threads: dict[str, int] = {}
        self._acts: dict[str, Callable[[Step], None]] = {
            "join": self._join,
            "create": self._create,
            "edit": self._edit,
            "resolve": self._resolve,
            "restore": self._restore,
            "undo": self._undo,
            "ballot": self._ballot,
            "support": self._support,
            "accept": self._decide,
            "reject": self._decide,
            "request-changes": self._decide,
            "configure": self._configure,
            "pin": self._pin,
            "reconfirm": self._reconfirm,
            "credit": self._credit,
            "comment": self._comment,
            "reply": self._reply,
            "resolve-thread": self._resolve_thread,
        }

    def play(self, steps: Iterable[Step], told: Callable[[Step], None]) -> None:
        """Play the steps in order; raises StoryBroken at the first that goes another way."""
        for step in steps:
            try:
                self._acts[step.kind](step)
            except httpx.HTTPError as error:
                raise StoryBroken(f"{step}: {error}") from error
            told(step)

    def compare_with(self, story: Story) -> None:
        """Raise StoryBroken unless readers now see exactly the final texts of the story."""
        reader = story.people[-1].username
        for page, text in story.final_texts.items():
            shown = self._send(reader, "GET", f"/v1/pages/{self.page_ids[page]}", expect=200)
            if shown["revision"]["text"] != text:
                raise StoryBroken(f"Page {page}: the accepted text is not the one the story ends with.")

    def _join(self, step: Step) -> None:
        for person in step.by:
            self._send(person, "POST", f"/v1/campaigns/{self.campaign}/join", expect=200)

    def _create(self, step: Step) -> None:
        facts = step.facts
        body = {
            "kind": facts["page_kind"],
            "theme": facts.get("theme"),
            "slug": step.page,
            "title": facts["title"],
            "text": facts["text"],
            "summary": facts.get("summary", ""),
        }
        page = self._send(step.by[0], "POST", f"/v1/campaigns/{self.campaign}/pages", body, expect=201)
        self.page_ids[step.page] = page["id"]
        self._now_says(step, page["revision"])

    def _edit(self, step: Step) -> None:
        start = self.named[step.page, step.facts["from"]] if "from" in step.facts else self.latest[step.page]
        expected = step.facts.get("expect", "saved")
        text = step.facts.get("text") or changed(start.text, step)
        body = {
            "base_revision": start.revision,
            "title": step.facts.get("title", start.title),
            "text": text,
            "summary": step.facts.get("summary", ""),
            "minor": step.facts.get("minor", False),
        }
        path = f"/v1/pages/{self.page_ids[step.page]}/revisions"
        if expected == "conflict":
            refusal = self._send(step.by[0], "POST", path, body, expect=409)
            self.drafts[step.page, step.by[0]] = refusal["draft_id"]
            return
        saved = self._send(step.by[0], "POST", path, body, expect=201)
        if saved["merged"] != (expected == "merged"):
            raise StoryBroken(f"{step}: the story says {expected}, the server says merged={saved['merged']}.")
        self._now_says(step, saved["revision"])

    def _resolve(self, step: Step) -> None:
        author, head = step.by[0], self.latest[step.page]
        draft_id = self.drafts.pop((step.page, author))
        body = {
            "base_revision": head.revision,
            "title": step.facts.get("title", head.title),
            "text": step.facts.get("text") or changed(head.text, step),
            "summary": step.facts.get("summary", ""),
        }
        path = f"/v1/drafts/{draft_id}"
        etag = self._etag(author, path)
        self._send(author, "PUT", path, body, expect=200, if_match=etag)
        saved = self._send(author, "POST", f"{path}/submit", {}, expect=201)
        self._now_says(step, saved["revision"])

    def _restore(self, step: Step) -> None:
        self._return_to(step, self.named[step.page, step.facts["to"]], "restore")

    def _undo(self, step: Step) -> None:
        self._return_to(step, self.named[step.page, step.facts["state"]], "undo")

    def _return_to(self, step: Step, state: PageText, act: str) -> None:
        body = {"summary": step.facts.get("summary", "")}
        saved = self._send(step.by[0], "POST", f"/v1/revisions/{state.revision}/{act}", body, expect=201)
        self._now_says(step, saved["revision"])

    def _ballot(self, step: Step) -> None:
        revision = self.latest[step.page].revision
        for person in step.by:
            body = {"choice": step.facts["choice"]}
            self._send(person, "PUT", f"/v1/revisions/{revision}/ballot", body, expect=200)

    def _support(self, step: Step) -> None:
        for person in step.by:
            self._send(person, "PUT", f"/v1/pages/{self.page_ids[step.page]}/support", expect=200)

    def _decide(self, step: Step) -> None:
        path = f"/v1/revisions/{self.latest[step.page].revision}"
        body = {"reason": step.facts.get("reason", "")}
        etag = self._etag(step.by[0], path)
        self._send(step.by[0], "POST", f"{path}/{step.kind}", body, expect=200, if_match=etag)

    def _configure(self, step: Step) -> None:
        path = f"/v1/campaigns/{self.campaign}"
        etag = self._etag(step.by[0], path)
        self._send(step.by[0], "PATCH", path, step.facts["settings"], expect=200, if_match=etag)

    def _pin(self, step: Step) -> None:
        path = f"/v1/pages/{self.page_ids[step.page]}"
        changes = {"pinned": True, "pinned_reason": step.facts["reason"]}
        etag = self._etag(step.by[0], f"{path}?state=latest")
        self._send(step.by[0], "PATCH", path, changes, expect=200, if_match=etag)

    def _reconfirm(self, step: Step) -> None:
        for person in step.by:
            path = f"/v1/pages/{self.page_ids[step.page]}/support/reconfirm"
            self._send(person, "POST", path, expect=200)

    def _credit(self, step: Step) -> None:
        for person in step.by:
            body = {"naming": step.facts["naming"]}
            self._send(person, "PUT", f"/v1/me/credit/{self.campaign}", body, expect=200)

    def _comment(self, step: Step) -> None:
        state = self.latest[step.page]
        body = {"text": step.facts["text"], "revision_id": state.revision}
        if "about" in step.facts:
            start = place_of(step.facts["about"], state.text, step)
            body |= {"start": start, "end": start + len(step.facts["about"])}
        comment = self._send(step.by[0], "POST", f"/v1/pages/{self.page_ids[step.page]}/comments", body, expect=201)
        if "thread" in step.facts:
            self.threads[step.facts["thread"]] = comment["id"]

    def _reply(self, step: Step) -> None:
        body = {"text": step.facts["text"], "parent_id": self.threads[step.facts["thread"]]}
        self._send(step.by[0], "POST", f"/v1/pages/{self.page_ids[step.page]}/comments", body, expect=201)

    def _resolve_thread(self, step: Step) -> None:
        path = f"/v1/comments/{self.threads[step.facts['thread']]}/resolve"
        self._send(step.by[0], "POST", path, expect=200)

    def _now_says(self, step: Step, revision: dict[str, Any]) -> None:
        state = PageText(revision["id"], revision["title"], revision["text"])
        self.latest[step.page] = state
        if "as" in step.facts:
            self.named[step.page, step.facts["as"]] = state

    def _etag(self, person: str, path: str) -> str:
        response = self.client.get(path, headers=self._headers(person))
        return response.raise_for_status().headers["etag"]

    def _headers(self, person: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens[person]}"}

    def _send(
        self,
        person: str,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        expect: int,
        if_match: str | None = None,
    ) -> dict[str, Any]:
        headers = self._headers(person) | ({"If-Match": if_match} if if_match else {})
        response = self.client.request(method, path, json=body, headers=headers)
        if response.status_code != expect:
            raise StoryBroken(
                f"{method} {path} by {person}: {response.status_code} instead of {expect}: {response.text}"
            )
        answered: dict[str, Any] = response.json()
        return answered


def changed(text: str, step: Step) -> str:
    """Return the text with a step's replacements; raises StoryBroken unless each place occurs exactly once."""
    for change in step.facts.get("changes", ()):
        place_of(change["find"], text, step)
        text = text.replace(change["find"], change["replace"])
    return text


def place_of(words: str, text: str, step: Step) -> int:
    """Return where a step's words stand in the text; raises StoryBroken unless they occur exactly once."""
    if text.count(words) != 1:
        raise StoryBroken(f"{step}: {words!r} does not stand exactly once in the text.")
    return text.index(words)
