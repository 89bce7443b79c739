"""The last evening: all write with autosave, the window is extended once and then closed, and nobody loses a word."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from app.clock import database_now, process_now
from app.identity.models import OpenedBy, User
from app.identity.sessions import open_session
from app.pages.models import Page
from app.web.cookies import NAME
from app.web.csrf import csrf_token_of
from tests.torture.browsing import Asked, Browser, all_at, window
from tests.torture.caller import CHANCE
from tests.torture.defects import Defect
from tests.torture.evidence import read_acts, read_held, verified
from tests.torture.judging import judge_held, judge_window
from tests.torture.measuring import Load, Spent, figures_of, judge_refusals, spent
from tests.torture.report import Report
from tests.torture.scribes import CLOSED, CONFLICT, Scribe, Writing
from tests.torture.servers import served
from tests.torture.stage import ADMIN, SLUG, THEME, Stage, staged
from tests.torture.writers import page_text

PEOPLE_A_PAGE = 5
BEGINNERS_PERCENT = 20
"""How many write a tip of their own before they go on with it."""
ONE_IN_LEAVES = 4
"""Who closes the window at the end without saving: what was kept of their text is there."""
EXTENDED_AFTER, HURRY_SECONDS = 0.5, 5.0
PACE_SECONDS = 30.0
"""In an evening that is shorter than this, everybody hurries."""


FULL, SHORT = Load(300, 600), Load(8, 2, forked=True)
EXPECTED = frozenset({CLOSED, CONFLICT})
"""Refusals that there must be."""


@dataclass(slots=True)
class Evening:
    """Those who write, and the admin who extends and closes."""

    size: Load
    scribes: list[Scribe]
    admin: Browser
    asked: list[Asked]

    async def play(self) -> None:
        """Let everybody write until it is too late."""
        hurry = asyncio.Event()
        moments = [CHANCE.uniform(0, min(self.size.seconds / 4, 15)) for _ in self.scribes]

        async def sit_down(number: int) -> None:
            async with window(self.scribes[number].browser):
                await self.scribes[number].write_until(hurry)

        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep_time(hurry))
            group.create_task(all_at(moments, sit_down))

    async def _keep_time(self, hurry: asyncio.Event) -> None:
        seconds = self.size.seconds
        last = min(HURRY_SECONDS, seconds / 4)
        async with window(self.admin):
            await asyncio.sleep(seconds * EXTENDED_AFTER)
            until = process_now() + timedelta(days=2)
            await self._act("extend", {"reason": "Encore un peu.", "closes_at": until.isoformat()})
            await asyncio.sleep(seconds * (1 - EXTENDED_AFTER) - last)
            # Everybody sees the clock run out, and saves; some are too late.
            hurry.set()
            await asyncio.sleep(last)
            await self._act("close", {"reason": "C'est fini."})

    async def _act(self, act: str, body: dict[str, str]) -> None:
        answer = await self.admin.write("admin", "POST", f"/v1/campaigns/{SLUG}/{act}", body)
        assert answer.status == 200, answer


def play(url: str, folder: Path, *, size: Load, defect: Defect | None = None) -> Report:
    """Play the evening on the empty migrated database at ``url``."""
    with staged(url, folder, contributors=size.people) as stage:
        with served(url, stage.log, forked=size.forked, defect=defect) as service:
            evening = _evening(stage, size, service.port)
            before = spent(service.pid)
            asyncio.run(evening.play())
            after = spent(service.pid)
        return _judged(stage, evening, before, after)


def _evening(stage: Stage, size: Load, port: int) -> Evening:
    asked: list[Asked] = []
    browsers = signed_in(stage, port, asked)
    pace = min(size.seconds / PACE_SECONDS, 1.0)
    starts = [stage.page(page_text(PEOPLE_A_PAGE), f"Conseil {at}") for at in range(-(-size.people // PEOPLE_A_PAGE))]
    with stage.database.reading() as session:
        slugs = {start.page_id: session.get_one(Page, start.page_id).slug for start in starts}
    scribes = []
    for number, name in enumerate(stage.contributors):
        page_id, anew = starts[number // PEOPLE_A_PAGE].page_id, CHANCE.random() * 100 < BEGINNERS_PERCENT
        where = Writing(SLUG, THEME, slugs[page_id], page_id, number % PEOPLE_A_PAGE)
        leaves = number % ONE_IN_LEAVES == 0
        user_id, browser = stage.people[name], browsers[name]
        scribes.append(Scribe(name, user_id, browser, where, begins_anew=anew, leaves=leaves, pace=pace))
    return Evening(size, scribes, browsers[ADMIN], asked)


def signed_in(stage: Stage, port: int, asked: list[Asked]) -> dict[str, Browser]:
    """Return a browser with a session of its own for everybody."""
    browsers = {}
    with stage.database.writing() as session:
        now = database_now(session)
        for name, user_id in stage.people.items():
            secret = open_session(session, session.get_one(User, user_id), how=OpenedBy.PASSWORD, now=now)
            browsers[name] = Browser(port, asked, {NAME: secret}, csrf_token_of(secret))
    return browsers


def _judged(stage: Stage, evening: Evening, before: Spent, after: Spent) -> Report:
    told = {place: held for scribe in evening.scribes for place, held in scribe.held.items()}
    there = read_held(stage.database)
    report = Report(figures_of(evening.asked, evening.size.seconds, before, after))
    report.faults = judge_held(told, there) + judge_window(read_acts(stage.database))
    report.faults += judge_refusals(evening.asked, EXPECTED) + verified(stage.database)
    wheres = Counter(held.reason or kind for (kind, _), held in told.items())
    report.figures |= {
        "texts that the server said it had": ", ".join(f"{count} {where}" for where, count in sorted(wheres.items())),
        "of them lost": str(sum(there.get(place) != held for place, held in told.items())),
    }
    return report
