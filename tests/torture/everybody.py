"""The whole matrix of rights: every operation, caller and phase, in the process of the scenario.

Knows how to set it up; ``tests.campaigns.matrix`` knows what is expected.
"""

from pathlib import Path

from app.config import Settings
from app.main import create_app
from tests.campaigns.matrix import ROLES, STAGES, Stage, ask, people
from tests.client import ApiClient
from tests.contract import contract_of
from tests.torture.report import Report
from tests.world import World

KEYS = "test:0123456789abcdef0123456789abcdef"


def play(url: str, _folder: Path, *, stages: tuple[Stage, ...] = STAGES) -> Report:
    """Ask all cells on the empty migrated database at ``url``."""
    app = create_app(Settings(database_url=url, token_keys=KEYS, rate_limit_account=0, rate_limit_address=0))
    with ApiClient(app, contract_of(app)) as client:
        world = World(app, app.state.services.database, client)
        methods = ("get", "head", "post", "put", "patch", "delete")
        found = ask(world, people(world), stages, ROLES, methods=methods)
    report = Report(faults=found.faults)
    report.figures = {
        "cells": str(found.cells),
        "answered though refused": str(len(found.unexpected)),
        "hidden told from absent": str(len(found.told_apart)),
    }
    return report
