"""What an API test stands on: an application on a fresh database, people, and campaigns in any phase.

Factories with keyword overrides; everything a test checks still goes through HTTP.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from fastapi import FastAPI
from sqlmodel import col, select

from app.campaigns.locking import get_campaign
from app.campaigns.models import Campaign
from app.campaigns.rules import Phase, Role
from app.campaigns.service import (
    create_campaign,
    set_member,
)
from app.clock import database_now, process_now
from app.db import Database
from app.identity.actor import Actor
from app.identity.models import OpenedBy, User
from app.identity.service import create_user, get_user
from app.identity.sessions import open_session
from app.identity.tokens import Tokens
from app.web.csrf import HEADER, csrf_token_of
from tests.client import ApiClient
from tests.standing import begin

Json = dict[str, Any]


def older(verdict: str) -> Json:
    """Return what a decision says about a revision that need not be the latest: an acceptance, that it is meant."""
    return {"older": True} if verdict == "accept" else {}


@dataclass(slots=True)
class World:
    """An application, its database, and the tokens of the people in it."""

    app: FastAPI
    database: Database
    client: ApiClient
    tokens: dict[str, str] = field(default_factory=dict)

    def user(self, username: str, *, site_admin: bool = False, department: str | None = None, **more: Any) -> str:
        """Add a user and return the username."""
        with self.database.writing() as session:
            user = create_user(
                session,
                Actor(None),
                username,
                name=more.pop("name", username.title()),
                department=department,
                site_admin=site_admin,
                now=database_now(session),
                **more,
            )
            self._sign_in(user)
        return username

    def _sign_in(self, user: User) -> None:
        assert user.id is not None
        tokens: Tokens = self.app.state.services.tokens
        self.tokens[user.username] = tokens.issue(user.id, now=process_now(), lifetime=timedelta(hours=1))

    def as_(self, username: str | None) -> ApiClient:
        """Return a client with the user's token; for None an anonymous one."""
        return self.client.as_(None if username is None else self.tokens[username])

    def browser(self, username: str) -> ApiClient:
        """Return a browser in which the user is signed in, and whose writes carry the token for that."""
        with self.database.writing() as session:
            user, now = get_user(session, username), database_now(session)
            secret = open_session(session, user, how=OpenedBy.PASSWORD, now=now)
        browser = self.client.browser()
        browser.cookies.set("__Host-bonsens", secret)
        browser.headers[HEADER] = csrf_token_of(secret)
        return browser

    def actor(self, username: str) -> Actor:
        with self.database.reading() as session:
            return Actor(get_user(session, username).id)

    def campaign(self, slug: str = "guide", *, phase: Phase = Phase.OPEN, announced: bool = True, **fields: Any) -> str:
        """Add a campaign in a phase, with its people ``{slug}-admin``, ``-editor``, ``-contributor``, ``-reader``,
        and a theme ``t1``; return the slug."""
        begin(self.database, (slug, announced, repr(fields)), partial(self._campaign, slug, announced, fields))
        # By the clock of this call.
        self.phase(slug, phase)
        with self.database.reading() as session:
            for user in session.scalars(select(User).where(col(User.username).startswith(f"{slug}-"))):
                self._sign_in(user)
        return slug

    def _campaign(self, slug: str, announced: bool, fields: Json) -> None:  # noqa: FBT001  As ``begin`` calls it.
        admin = self.user(f"{slug}-admin", site_admin=True)
        with self.database.writing() as session:
            settings = {"slug": slug, "title": "Guide", "language": "fr", "time_zone": "Europe/Paris"}
            defaults = {"visibility": "members", "enrolment": "invited", "colour": "#1f4e79", "accent": "#c8102e"}
            actor = Actor(get_user(session, admin).id)
            create_campaign(session, actor, {**settings, **defaults, "selection": "all", **fields})
            made = get_campaign(session, slug)
            made.announced_at = made.created_at if announced else None
            session.exec(User.__table__.update().where(User.username == admin).values(site_admin=False))  # type: ignore[attr-defined]
        for role in (Role.EDITOR, Role.CONTRIBUTOR, Role.READER):
            self.member(slug, self.user(f"{slug}-{role}"), role)
        self.theme(slug, "t1")

    def member(self, slug: str, username: str, role: Role) -> None:
        with self.database.writing() as session:
            admin = Actor(get_user(session, f"{slug}-admin").id)
            set_member(session, admin, slug, username, role)

    def theme(self, slug: str, theme: str, **fields: Any) -> Json:
        body = {"slug": theme, "question": f"Question {theme} ?", **fields}
        answer = self.as_(f"{slug}-admin").post(f"/v1/campaigns/{slug}/themes", json=body)
        assert answer.status_code == 201, answer.text
        made: Json = answer.json()
        return made

    def phase(self, slug: str, phase: Phase) -> None:
        """Put the window where the campaign is in this phase now."""
        day = timedelta(days=1)
        with self.database.writing() as session:
            campaign: Campaign = get_campaign(session, slug)
            now = database_now(session)
            campaign.published_at = now if phase is Phase.PUBLISHED else None
            campaign.corrections_opened_at = None
            campaign.opens_at, campaign.closes_at = {
                Phase.DRAFT: (None, None),
                Phase.OPEN: (now - day, now + day),
                Phase.REVIEW: (now - 2 * day, now - day),
                Phase.PUBLISHED: (now - 2 * day, now - day),
            }[phase]
            session.flush()

    def page(self, slug: str = "guide", *, by: str | None = None, **fields: Any) -> Json:
        """Create a tip (or what ``fields`` say) through the API and return it; the phase must allow it."""
        body = {"kind": "tip", "theme": "t1", "title": "Titre", "text": "Un.\n\nDeux.\n\nTrois.\n", **fields}
        answer = self.as_(by or f"{slug}-contributor").post(f"/v1/campaigns/{slug}/pages", json=body)
        assert answer.status_code == 201, answer.text
        made: Json = answer.json()
        return made

    def edit(self, page: Json, text: str, *, by: str, **fields: Any) -> Json:
        """Save an edit on the revision that ``page`` shows and return the answer; it must be a 2xx."""
        body = {"base_revision": page["revision"]["id"], "text": text, **fields}
        answer = self.as_(by).post(f"/v1/pages/{page['id']}/revisions", json=body)
        assert answer.status_code in (200, 201), answer.text
        saved: Json = answer.json()
        return saved

    def accept(self, revision_id: int, *, by: str, reason: str = "") -> Json:
        """Accept a revision as an editor, whether it is the latest or not."""
        client = self.as_(by)
        etag = client.get(f"/v1/revisions/{revision_id}").headers["etag"]
        body = {"reason": reason, "older": True}
        answer = client.post(f"/v1/revisions/{revision_id}/accept", json=body, headers={"If-Match": etag})
        assert answer.status_code == 200, answer.text
        decision: Json = answer.json()
        return decision
