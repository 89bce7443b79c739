"""Asks every operation thousands of times as the document allows and forbids: each answer is what it promises.

The only scenario without a race. One process, so that the same cases meet the same states.
"""

from collections import Counter
from pathlib import Path

from app.config import Settings
from app.main import create_app
from tests.client import ApiClient
from tests.contract import contract_of
from tests.examples.story import ADMIN, EDITOR, OTHER
from tests.examples.story import play as play_story
from tests.fuzzing import ask
from tests.torture.report import Report
from tests.torture.servers import TOKEN_KEYS
from tests.world import World

FULL, SHORT = 80, 4
"""Cases for each operation, on each database."""


def play(url: str, _folder: Path, *, each: int) -> Report:
    """Play the story of the examples on an empty database, then ask as four callers."""
    application = create_app(
        Settings(database_url=url, token_keys=TOKEN_KEYS, rate_limit_account=0, rate_limit_address=0)
    )
    with ApiClient(application, contract_of(application)) as client:
        world = World(application, application.state.services.database, client)
        play_story(world)
        callers = [world.as_(caller).unchecked() for caller in (ADMIN, EDITOR, OTHER, None)]
        asked = ask(application.openapi(), callers, each=each)
    answers = ", ".join(f"{count} × {status}" for status, count in Counter(asked.statuses).most_common())
    return Report({"cases": f"{len(asked.statuses):,}", "answers": answers}, asked.wrong)
