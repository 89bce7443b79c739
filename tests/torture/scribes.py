"""People in front of the editor: what a browser keeps while they write, saves, and does when it is refused.

Notes every text of which the server has said that it has it; refuses to look into the database.
"""

import asyncio
from dataclasses import dataclass, field

from tests.torture.browsing import Browser
from tests.torture.caller import CHANCE, Answer
from tests.torture.evidence import Held

REST_SECONDS = 1.5
"""How long nothing is typed before the text is kept."""
PAUSES = (1.5, 9.0)
"""How long people type, or think, before they rest again."""
RESTS_A_SAVE = (3, 8)
LOST_PERCENT, ELSEWHERE_PERCENT = 2, 10
"""How many answers get lost on the way, and how often somebody writes in the paragraph of another."""
MOST_DECISIONS = 20
SAVE, AUTOSAVE = "save", "autosave"
CONFLICT, CLOSED = "edit-conflict", "window-closed"
Place = tuple[str, int]
"""Where a text is held: a draft or a revision, and its id."""


@dataclass(slots=True)
class Writing:
    """Where somebody writes."""

    campaign: str
    theme: str
    slug: str
    page_id: int
    paragraph: int


@dataclass(slots=True)
class Scribe:
    """One person who writes on a page again and again, or first on a new one."""

    name: str
    user_id: int
    browser: Browser
    where: Writing
    begins_anew: bool
    leaves: bool = False
    """Whether they close the window at the end without saving."""
    pace: float = 1.0
    held: dict[Place, Held] = field(default_factory=dict)
    """What the server said last of each place."""
    is_over: bool = False
    _count: int = 0
    _marker: str = ""
    _title: str = ""
    _text: str = ""
    _base: int | None = None
    _draft: int | None = None
    """A draft with an address of its own: of a new page, in conflict, or too late."""
    _kept: tuple[int, str] | None = None
    """The draft that holds the text already, and its tag."""

    async def write_until(self, hurry: asyncio.Event) -> None:
        """Write and save again and again; once there is no more time, save what is there until it is too late."""
        while not self.is_over:
            await self._open()
            for _ in range(CHANCE.randint(*RESTS_A_SAVE)):
                await self._type(hurry)
                await self._keep()
                if hurry.is_set():
                    break
            if self.leaves and hurry.is_set():
                return
            await self._save()

    async def _open(self) -> None:
        """Show the page as its reader sees it, and open the editor."""
        self._count += 1
        self._marker = f"{self.name}.{self._count}"
        self._draft = self._kept = None
        if self.begins_anew:
            self._base, self._title, self._text = None, f"Conseil {self.name}", ""
            return
        list_path = f"/v1/campaigns/{self.where.campaign}/pages?slug={self.where.slug}&state=latest"
        read = self.browser.read
        await read(list_path)
        for path in (
            f"/v1/pages/{self.where.page_id}?state=latest&positions=true",
            f"/v1/pages/{self.where.page_id}/comments",
        ):
            await read(path)
        await read(list_path)
        shown = (await read(f"/v1/pages/{self.where.page_id}?state=latest")).body["revision"]
        await read("/v1/me/drafts?limit=100")
        self._base, self._title, self._text = shown["id"], shown["title"], shown["text"]

    async def _type(self, hurry: asyncio.Event) -> None:
        wait = (REST_SECONDS + CHANCE.uniform(*PAUSES)) * self.pace
        try:
            async with asyncio.timeout(wait):
                await hurry.wait()
        except TimeoutError:
            pass
        else:
            await asyncio.sleep(CHANCE.uniform(0, wait))
        paragraphs = self._text.split("\n\n")
        place = (
            self.where.paragraph if CHANCE.random() * 100 >= ELSEWHERE_PERCENT else CHANCE.randrange(len(paragraphs))
        )
        mine = next((at for at, one in enumerate(paragraphs) if f"⟦{self._marker}⟧" in one), place % len(paragraphs))
        more = f" Et {CHANCE.randrange(10**9)} raisons de plus."
        begun = paragraphs[mine] if f"⟦{self._marker}⟧" in paragraphs[mine] else f"⟦{self._marker}⟧"
        paragraphs[mine] = begun + more
        self._text = "\n\n".join(paragraphs)

    @property
    def _wording(self) -> dict[str, object]:
        return {"title": self._title, "text": self._text, "summary": ""}

    async def _keep(self) -> None:
        """Keep the text as it is while its author rests."""
        tag = self._kept[1] if self._kept else ""
        body = {"base_revision": self._base, **self._wording}
        if self._draft is not None:
            answer = await self._write(AUTOSAVE, "PUT", f"/v1/drafts/{self._draft}", body, tag=tag)
        elif self._base is not None:
            answer = await self._write(AUTOSAVE, "PUT", f"/v1/pages/{self.where.page_id}/draft", body, tag=tag)
        else:
            new = {"kind": "tip", "theme": self.where.theme, **self._wording}
            answer = await self._write(AUTOSAVE, "POST", f"/v1/campaigns/{self.where.campaign}/drafts", new)
        if answer.status not in (200, 201):
            self.is_over = True
            return
        told = answer.body
        self._kept = told["id"], told["etag"]
        if self._base is None:
            self._draft = told["id"]
        self._hold(told["id"], told["reason"])

    async def _save(self) -> None:
        body: dict[str, object] = {"base_revision": self._base, "summary": ""}
        for _ in range(MOST_DECISIONS):
            if self._draft is not None:
                answer = await self._write(SAVE, "POST", f"/v1/drafts/{self._draft}/submit", body)
            else:
                wording = {**body, **self._wording}
                answer = await self._write(SAVE, "POST", f"/v1/pages/{self.where.page_id}/revisions", wording)
            if answer.problem != CONFLICT:
                break
            await self._decide(answer)
            body["base_revision"] = self._base
        if answer.status in (200, 201):
            self._saved(answer)
        elif answer.problem == CLOSED:
            await self._refused(answer, "late")
            self.is_over = True
        else:
            self.is_over = True

    def _saved(self, answer: Answer) -> None:
        told = answer.body
        if self._kept is not None:
            self.held.pop(("draft", self._kept[0]), None)
        if self._draft is not None:
            self.held.pop(("draft", self._draft), None)
        revision = told["revision"]
        self.held["revision", revision["id"]] = Held(self.user_id, self._marker, "")
        if self.begins_anew:
            self.begins_anew = False
            self.where = Writing(self.where.campaign, self.where.theme, told["slug"], told["id"], 0)

    async def _decide(self, answer: Answer) -> None:
        """Decide at each place for one's own wording, and keep that."""
        told = answer.body
        await self._refused(answer, "conflict")
        ours = iter([hunk["ours"] for hunk in told["hunks"] if hunk["part"] == "text"])
        self._text = "".join(next(ours) if part is None else part for part in told["merged_parts"])
        self._base = told["head_revision"]
        await self._keep()

    async def _refused(self, answer: Answer, reason: str) -> None:
        """Go on in the draft that keeps what was refused, and throw away what was kept beside the page."""
        draft = answer.body["draft_id"]
        beside = self._kept if self._kept is not None and self._kept[0] != draft else None
        self._draft = draft
        self._hold(draft, reason)
        shown = await self.browser.read(f"/v1/drafts/{draft}")
        self._kept = draft, shown.headers.get("etag", "")
        if beside is not None and shown.status == 200:
            await self._write("other", "DELETE", f"/v1/drafts/{beside[0]}", None, tag=beside[1])
            self.held.pop(("draft", beside[0]), None)

    def _hold(self, draft: int, reason: str) -> None:
        self.held["draft", draft] = Held(self.user_id, self._text, reason)

    async def _write(self, kind: str, method: str, path: str, body: object, *, tag: str = "") -> Answer:
        lost = int(CHANCE.random() * 100 < LOST_PERCENT)
        return await self.browser.write(kind, method, path, body, tag=tag, lost=lost)
