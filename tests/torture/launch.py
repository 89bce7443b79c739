"""The launch: a company signs in with passwords and opens a theme, all within ten minutes, and nobody is sent away."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import select

from app.campaigns.admitting import Grant, give_roles
from app.campaigns.models import Campaign
from app.campaigns.rules import Role
from app.clock import database_now
from app.db import Database
from tests.torture.browsing import Asked, Browser, all_at, window
from tests.torture.caller import CHANCE
from tests.torture.defects import Defect
from tests.torture.measuring import Load, figures_of, judge_refusals, spent
from tests.torture.report import Report
from tests.torture.servers import served
from tests.torture.sign_ins import PASSWORD
from tests.torture.stage import SLUG, THEME, add_people, staged
from tests.torture.writers import page_text

TIPS = 17
READS_SECONDS = (1.0, 5.0)
"""How long somebody looks at a page before the next one."""
ARRIVE_WITHIN = 0.95
"""In this part of the time all come, so that the last are served too before it is over."""
TRIES = 3
"""How often somebody who is told to come back does."""
SIGN_IN = "sign-in"
MISSED = "People did not see the theme"
HOME = f"/v1/campaigns/{SLUG}/pages?state=latest&limit=100"
CAMPAIGN = (f"/v1/campaigns/{SLUG}", f"/v1/campaigns/{SLUG}/themes?include=counts")
LIST = f"/v1/campaigns/{SLUG}/pages?state=latest&theme={THEME}&include=me,authors,excerpt,status&limit=100"


FULL, SHORT = Load(2000, 600), Load(8, 2, forked=True)


@dataclass(slots=True)
class Launch:
    """What those who come are answered, and how many saw the theme with its tips."""

    port: int
    pace: float
    asked: list[Asked] = field(default_factory=list)
    came: int = 0

    async def come(self, number: int) -> None:
        """Sign in, look at the home of the campaign, and open a theme, as the pages do it."""
        async with window(Browser(self.port, self.asked)) as browser:
            await browser.read("/", "page")
            for path in ("/v1/auth/session", "/v1/auth/providers"):
                await browser.read(path, "before")
            if not await self._sign_in(browser, f"person-{number}"):
                return
            for path in ("/v1/campaigns", *CAMPAIGN, HOME, "/v1/me/drafts"):
                await browser.read(path)
            await asyncio.sleep(CHANCE.uniform(*READS_SECONDS) * self.pace)
            # With the address in a mail everything is asked for anew; the browser knows of what it has already.
            for path in ("/v1/auth/session", *CAMPAIGN, LIST):
                shown = await browser.read(path)
            self.came += shown.status == 200 and len(shown.body["items"]) == TIPS

    async def _sign_in(self, browser: Browser, username: str) -> bool:
        for _ in range(TRIES):
            if await browser.sign_in(SIGN_IN, username, PASSWORD) == 201:
                return True
            await asyncio.sleep(CHANCE.uniform(*READS_SECONDS) * self.pace)
        return False


def play(url: str, folder: Path, *, size: Load, defect: Defect | None = None) -> Report:
    """Play the launch on the empty migrated database at ``url``."""
    with staged(url, folder, contributors=0) as stage:
        _people(stage.database, size.people)
        for number in range(TIPS):
            stage.page(page_text(3), f"Conseil {number}", accepted=number % 2 == 0)
        with served(url, stage.log, forked=size.forked, defect=defect) as service:
            launch = Launch(service.port, min(size.seconds / 60, 1.0))
            before = spent(service.pid)
            moments = sorted(CHANCE.uniform(0, size.seconds * ARRIVE_WITHIN) for _ in range(size.people))
            took = asyncio.run(_timed(launch, moments))
            after = spent(service.pid)
    report = Report(figures_of(launch.asked, took, before, after))
    report.figures["people who saw the theme"] = f"{launch.came} of {size.people} in {took:.0f} s"
    report.faults = judge_refusals(launch.asked, frozenset({"not-authenticated"}))
    report.faults += [f"{MISSED}: {size.people - launch.came}."] if launch.came != size.people else []
    return report


async def _timed(launch: Launch, moments: list[float]) -> float:
    clock = asyncio.get_running_loop().time
    began = clock()
    await all_at(moments, launch.come)
    return clock() - began


def _people(database: Database, people: int) -> None:
    with database.writing() as session:
        now = database_now(session)
        made = add_people(session, people, PASSWORD, now)
        campaign_id = session.exec(select(Campaign.id).where(Campaign.slug == SLUG)).one()
        assert campaign_id is not None
        grants = [Grant(user_id, Role.CONTRIBUTOR, None) for user_id in made]
        give_roles(session, campaign_id, None, grants, now=now)
