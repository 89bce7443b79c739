"""What the routes of every domain work with: settings, database, large work. Knows not what else there is."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from app.config import Settings
from app.db import Database
from app.web.cursors import Cursors
from app.web.heavy import Heavy
from app.web.rates import Rates


@dataclass(frozen=True, slots=True)
class WebServices:
    """The part of the application's services that needs no domain."""

    settings: Settings
    database: Database
    heavy: Heavy
    rates: Rates
    cursors: Cursors


async def current_database(request: Request) -> Database:
    services: WebServices = request.app.state.services
    return services.database


CurrentDatabase = Annotated[Database, Depends(current_database)]


async def text_limit(request: Request) -> int:
    services: WebServices = request.app.state.services
    return services.settings.max_text_bytes


TextLimit = Annotated[int, Depends(text_limit)]
"""The most bytes that a text may have."""


async def current_settings(request: Request) -> Settings:
    services: WebServices = request.app.state.services
    return services.settings


CurrentSettings = Annotated[Settings, Depends(current_settings)]


async def current_heavy(request: Request) -> Heavy:
    services: WebServices = request.app.state.services
    return services.heavy


HeavyWork = Annotated[Heavy, Depends(current_heavy)]
"""Where a route has its large work done."""
