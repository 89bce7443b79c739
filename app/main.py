"""The application: mounts routers, handlers and middleware, and nothing else."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, Depends, FastAPI, Request
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import JSONResponse, Response

import app.tables  # noqa: F401  The tables name each other; all must be known before the first statement.
from app.archive.router import router as archive
from app.campaigns.members_router import router as members
from app.campaigns.router import router as campaigns
from app.campaigns.themes_router import router as themes
from app.config import Settings, token_keys
from app.credits.attribution_router import router as attribution
from app.credits.router import router as credit
from app.db import Database
from app.discussions.router import router as discussions
from app.guides.router import router as guides
from app.identity.attempts import Attempts, Hashing
from app.identity.errors import SignInBusy
from app.identity.readdressing_router import router as readdressing
from app.identity.resetting_router import router as resetting
from app.identity.router import router as identity
from app.identity.second_factor_router import router as second_factor
from app.identity.services import Services
from app.identity.sessions import Limits
from app.identity.sessions_router import router as sessions
from app.identity.sso.issuers import Providers
from app.identity.sso.settings import read_sign_on
from app.identity.tokens import Tokens
from app.identity.tokens_router import router as tokens
from app.invitations.accounts_router import router as newcomers
from app.invitations.joining_router import router as joining
from app.invitations.page_router import router as way_in
from app.invitations.router import router as invitations
from app.jobs.presence import is_worked
from app.jobs.router import router as jobs
from app.lists.router import router as page_lists
from app.lists.router import themes as theme_lists
from app.migrating import is_current
from app.moderation.account_router import router as accounts
from app.moderation.router import router as moderation
from app.news.router import router as news
from app.pages.draft_router import router as drafts
from app.pages.revisions.router import router as revisions
from app.pages.router import router as pages
from app.questions.halls_router import router as halls
from app.questions.router import RECEIPTS
from app.questions.router import router as questions
from app.reviews.decisions.acceptance_router import router as acceptance
from app.reviews.decisions.router import router as decisions
from app.reviews.votes.router import UNLOGGED
from app.reviews.votes.router import router as voting
from app.signon.router import router as sign_on
from app.site.router import site_router
from app.statistics.router import router as statistics
from app.web import problems
from app.web.cursors import Cursors
from app.web.errors import DatabaseUnavailable
from app.web.hearing import hearing_of
from app.web.heavy import Heavy
from app.web.idempotency import AnsweredBefore
from app.web.middleware import Around
from app.web.openapi import HEADERS, openapi
from app.web.rates import Rates
from app.web.reference import router as reference
from app.web.services import CurrentDatabase
from app.web.signing import Signer
from app.web.stating import Caller, states
from app.web.strict import only_what_is_taken
from app.words.codes import Word
from app.words.saying import Said

TITLE = "bonsens"
VERSION = "0.1.0"
DESCRIPTION = "A company writes its guide together with its people, in a fixed time."
LICENSE = {"name": "MIT", "identifier": "MIT"}
TAGS = [
    {"name": name, "description": told}
    for name, told in {
        "campaigns": "Campaigns, their window and themes, and who takes part in them.",
        "pages": "The pages of a campaign: lists, texts, creation and order.",
        "revisions": "The history of a page: edits, comparisons, undoing, and who wrote which words.",
        "drafts": "Texts that the server keeps for their author although they are not revisions.",
        "reviews": "Ballots and support, and the decisions that make a revision the accepted one.",
        "discussions": "Comments on pages and on passages of them.",
        "questions": "What people ask, also in a hall where nobody signs in, and what became of it.",
        "credits": "Who wrote what, and under which name they are credited.",
        "statistics": "How many people took part, and what they did.",
        "editions": "Compiled guides, their files and their proof.",
        "news": "What happened in a campaign, in words for people.",
        "jobs": "The progress of long work.",
        "moderation": "Purging unlawful words, and undoing what an account did.",
        "invitations": "How people come in: invitations, codes and lists.",
        "identity": "Signing in, and the accounts of people.",
        "operations": "Whether the service is alive and ready; for load balancers and orchestrators.",
    }.items()
]
# Routes are tried in this order, so the ones that are asked most come first.
ROUTERS = (
    *(page_lists, pages, revisions, attribution, drafts, voting, decisions, acceptance, credit),
    *(discussions, questions, halls, campaigns, theme_lists, themes, members, identity, newcomers, sessions),
    *(resetting, readdressing, invitations, joining, second_factor, tokens, sign_on, guides, jobs, moderation),
    *(accounts, archive, statistics, news),
)


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the application for these settings, by default those of the environment."""
    chosen = settings or Settings()
    application = FastAPI(
        title=TITLE,
        version=VERSION,
        description=DESCRIPTION,
        license_info=LICENSE,
        servers=[{"url": chosen.public_url or "/"}],
        openapi_tags=TAGS,
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
    )
    equip(application, chosen)
    for router in ROUTERS:
        application.include_router(router, prefix="/v1", dependencies=[Depends(only_what_is_taken)])
    application.include_router(_health)
    application.include_router(reference)
    # Before the plain page for letters' links, which stands in where the client is turned off.
    application.include_router(site_router(chosen))
    application.include_router(way_in)
    problems.install(application)
    application.add_exception_handler(AnsweredBefore, _answered_before)
    application.add_exception_handler(SignInBusy, _sign_in_busy)
    application.add_middleware(
        Around, max_body_bytes=chosen.max_body_bytes, unlogged=UNLOGGED | RECEIPTS, public_url=chosen.public_url
    )
    if chosen.cors_origins:
        application.add_middleware(
            CORSMiddleware,
            allow_origins=chosen.cors_origins,
            allow_methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "If-Match", "If-None-Match", "Idempotency-Key"],
            expose_headers=[*HEADERS],
        )
    application.openapi = lambda: openapi(application)  # type: ignore[method-assign]
    return application


def equip(application: FastAPI, settings: Settings) -> None:
    """Give the routes what they work with; nothing of what was there before stays."""
    keys = token_keys(settings)
    application.state.services = Services(
        settings=settings,
        database=Database(settings.database_url, seconds=settings.database_seconds),
        heavy=Heavy(settings.work_seconds),
        rates=Rates.of(settings),
        tokens=Tokens(keys),
        cursors=Cursors.keyed_by([*keys.values()]),
        signer=Signer.keyed_by([*keys.values()]),
        limits=Limits.of(settings),
        attempts=Attempts.keyed_by(next(iter(keys.values())), settings.sign_in_attempts),
        hashing=Hashing(),
        providers=Providers.of(read_sign_on(settings.sign_on, settings.public_url)),
    )


@asynccontextmanager
async def _lifespan(application: FastAPI) -> AsyncIterator[None]:
    yield
    services: Services = application.state.services
    services.database.dispose()


_health = APIRouter(tags=["operations"])


@_health.get("/healthz", **states("get_health", act=Caller.ANYONE))
async def get_healthz() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "ok"}


@_health.get(
    "/readyz",
    **states("get_readiness", DatabaseUnavailable, act=Caller.ANYONE),
    response_model=dict[str, str],
)
def get_readyz(request: Request, database: CurrentDatabase) -> Response:
    """Say that the database answers and has the tables of this release; 503 otherwise.

    `jobs` is `running`, or `waiting` where no worker has been at work within the last minute.
    """
    if is_current(database):
        with database.fetching() as connection, Session(connection) as session:
            worked = is_worked(session)
        return JSONResponse({"status": "ready", "jobs": "running" if worked else "waiting"})
    return problems.problem_of(request, DatabaseUnavailable(Said.of(Word.TABLES_OUTDATED)))


async def _sign_in_busy(request: Request, busy: Exception) -> Response:
    """Tell that others are signing in, after as long as it says to wait: so nobody asks again sooner."""
    assert isinstance(busy, SignInBusy)
    # Not all at the same moment, or they would ask again at the same one.
    await asyncio.sleep(random.uniform(1, 2) * busy.retry_after)  # noqa: S311  No secret.
    hearing = hearing_of(request)
    if hearing.find_person is not None:
        await run_in_threadpool(hearing.learn)
    return problems.problem_of(request, busy)


async def _answered_before(_request: Request, before: Exception) -> Response:
    assert isinstance(before, AnsweredBefore)
    return before.response
