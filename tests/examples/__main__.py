"""Plays the examples and writes those that differ from what is kept: a part of ``make docs``."""

import logging
import tempfile
from pathlib import Path

import structlog

from app.config import Settings
from app.main import create_app
from tests.client import ApiClient
from tests.conftest import TOKEN_KEYS, migrate
from tests.contract import contract_of
from tests.examples.recording import write
from tests.examples.story import play
from tests.world import World


def main() -> None:
    """Write anew those examples that are not alike."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'examples.sqlite'}"
        migrate(url)
        application = create_app(Settings(database_url=url, token_keys=TOKEN_KEYS))
        with ApiClient(application, contract_of(application)) as client:
            played = play(World(application, application.state.services.database, client))
    write(played)


if __name__ == "__main__":
    main()
