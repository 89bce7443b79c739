"""A campaign with so many ballots, and the requests that cast one more and count them.

The ballots are put into the table directly and counted by a recount: casting them would take an hour.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import insert
from sqlmodel import col, select

from app.campaigns.models import Campaign
from app.clock import database_now
from app.db import Database
from app.identity.actor import Actor
from app.identity.models import User
from app.reviews.models import Ballot
from app.reviews.rules import Choice
from app.reviews.votes.recount import recount_tallies
from benchmarks.load import Script, request
from benchmarks.scene import add_user, client_of, create_page, open_campaign, save

BALLOTS = (10, 100_000)
TIPS = 5
"""Everybody votes on each."""
Row = dict[str, object]
ROWS = 10_000
"""How many are sent to the database at a time."""


@dataclass(frozen=True, slots=True)
class Poll:
    """One text in a campaign with so many ballots: a fifth of them is on it and on one that says the same."""

    ballots: int
    token: str
    revision: int

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    @property
    def tally(self) -> str:
        return f"/v1/revisions/{self.revision}/tally"

    def cast(self, count: int) -> Script:
        """Change one's mind ``count`` times."""
        for number in range(count):
            body = json.dumps({"choice": list(Choice)[number % 2]}).encode()
            yield request("PUT", f"/v1/revisions/{self.revision}/ballot", self.headers, body)


def build_poll(database: Database, port: int, ballots: int) -> Poll:
    """Make a campaign with so many ballots."""
    campaign = f"scrutin-{ballots}"
    token = add_user(database, f"electrice-{ballots}", site_admin=False)
    with client_of(port, add_user(database, f"scrutatrice-{ballots}", site_admin=True)) as admin:
        open_campaign(admin, campaign)
    with client_of(port, token) as client:
        client.post(f"/v1/campaigns/{campaign}/join").raise_for_status()
        tips = [create_page(client, campaign) for _ in range(TIPS)]
        mended = save(client, tips[0], f"{tips[0].text}\nEncore un mot.\n")
    revisions = [tip.revision for tip in tips]
    with database.writing() as session:
        now = database_now(session)
        names = [f"{campaign}-{number}" for number in range(ballots // TIPS)]
        fixed = {"site_admin": False, "can_sign_in": False, "tokens_valid_from": now, "created_at": now}
        people: Iterator[Row] = ({"key": name[-32:], "username": name, "name": name, **fixed} for name in names)
        connection = session.connection()
        for rows in _parts(people):
            connection.execute(insert(User), rows)
        ids = session.exec(select(User.id).where(col(User.username).startswith(f"{campaign}-"))).all()
        cast: Iterator[Row] = (
            {
                "user_id": user_id,
                # Half of the people voted before the last word was added.
                "revision_id": mended.revision if revision == revisions[0] and number % 2 else revision,
                "choice": (Choice.APPROVE if (number + place) % 3 else Choice.OPPOSE).value,
                "cast_at": now,
            }
            for number, user_id in enumerate(ids)
            for place, revision in enumerate(revisions)
        )
        for rows in _parts(cast):
            connection.execute(insert(Ballot), rows)
        campaign_id = session.exec(select(Campaign.id).where(Campaign.slug == campaign)).one()
        assert campaign_id is not None
        recount_tallies(session, Actor(None), campaign_id)
    return Poll(ballots, token, mended.revision)


def _parts(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while part := list(islice(rows, ROWS)):
        yield part
