"""The application: mounts routers, handlers and middleware, and nothing else."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import JSONResponse, Response

import app.tables  # noqa: F401  The tables name each other; all must be known before the first statement.
from app.campaigns.router import router as campaigns
from app.config import Settings, token_keys
from app.credits.attribution_router import router as attribution
from app.credits.router import router as credit
from app.db import Database
from app.discussions.router import router as discussions
from app.guides.router import router as guides
from app.identity.router import router as identity
from app.identity.services import Services
from app.identity.throttle import Throttle
from app.identity.tokens import Tokens
from app.jobs.router import router as jobs
from app.migrating import is_current
from app.moderation.account_router import router as accounts
from app.moderation.router import router as moderation
from app.pages.draft_router import router as drafts
from app.pages.revisions.router import router as revisions
from app.pages.router import router as pages
from app.reviews.decisions.acceptance_router import router as acceptance
from app.reviews.decisions.router import router as decisions
from app.reviews.votes.router import router as voting
from app.web import problems
from app.web.idempotency import AnsweredBefore
from app.web.middleware import Around
from app.web.services import CurrentDatabase

TITLE = "bonsens"
VERSION = "0.1.0"
# Routes are tried in this order, so the ones that are asked most come first.
ROUTERS = (
    *(pages, revisions, attribution, drafts, voting, decisions, acceptance, credit),
    *(discussions, campaigns, identity, guides, jobs, moderation, accounts),
)


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the application for these settings, by default those of the environment."""
    chosen = settings or Settings()
    application = FastAPI(title=TITLE, version=VERSION, lifespan=_lifespan, docs_url="/docs", redoc_url=None)
    equip(application, chosen)
    for router in ROUTERS:
        application.include_router(router, prefix="/v1", responses=problems.PROBLEM_RESPONSES)
    application.include_router(_health)
    problems.install(application)
    application.add_exception_handler(AnsweredBefore, _answered_before)
    application.add_middleware(Around, max_body_bytes=chosen.max_body_bytes)
    if chosen.cors_origins:
        application.add_middleware(
            CORSMiddleware,
            allow_origins=chosen.cors_origins,
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "If-Match", "If-None-Match", "Idempotency-Key"],
            expose_headers=[
                "ETag",
                "Link",
                "Location",
                "Retry-After",
                "X-Request-Id",
                "Idempotency-Replayed",
            ],
        )
    application.openapi = lambda: _openapi(application)  # type: ignore[method-assign]
    return application


def equip(application: FastAPI, settings: Settings) -> None:
    """Give the routes what they work with; nothing of what was there before stays."""
    application.state.services = Services(
        settings=settings,
        database=Database(settings.database_url),
        tokens=Tokens(token_keys(settings)),
        throttle=Throttle(settings.login_attempts_per_minute),
    )


@asynccontextmanager
async def _lifespan(application: FastAPI) -> AsyncIterator[None]:
    yield
    services: Services = application.state.services
    services.database.dispose()


_health = APIRouter(tags=["operations"])


@_health.get("/healthz", responses=problems.PROBLEM_RESPONSES)
async def get_healthz() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "ok"}


@_health.get("/readyz", response_model=dict[str, str], responses=problems.PROBLEM_RESPONSES)
def get_readyz(request: Request, database: CurrentDatabase) -> Response:
    """Say that the database answers and has the tables of this release; 503 otherwise."""
    if is_current(database):
        return JSONResponse({"status": "ready"})
    detail = "The database does not have the tables of this release. Run: bonsens migrate"
    return problems.problem(request, 503, "database-unavailable", detail)


async def _answered_before(_request: Request, before: Exception) -> Response:
    assert isinstance(before, AnsweredBefore)
    return before.response


def openapi_text(application: FastAPI) -> str:
    """Return the OpenAPI document as it is committed."""
    return json.dumps(application.openapi(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _openapi(application: FastAPI) -> dict[str, Any]:
    if application.openapi_schema is None:
        schema = get_openapi(
            title=TITLE,
            version=VERSION,
            description="A company writes its guide together with its people, in a fixed time.",
            routes=application.routes,
        )
        schema["components"]["securitySchemes"] = {
            "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
        }
        for operations in schema["paths"].values():
            if "get" in operations:
                operations["get"]["responses"]["304"] = {"description": "Unchanged since the ETag in If-None-Match"}
        # Anonymous callers read what a campaign or an edition shows to the public.
        schema["security"] = [{"bearer": []}, {}]
        application.openapi_schema = schema
    return application.openapi_schema
