"""The command line: the other edge beside HTTP, over the same services."""

import sys

from pydantic import ValidationError
from pydantic_settings import SettingsError
from sqlalchemy.exc import ArgumentError, ProgrammingError

from app.cli.common import Refused, say
from app.cli.root import commands
from app.config import KeysInvalid
from app.db import UNAVAILABLE
from app.demo.player import StoryBroken
from app.demo.stage import PortTaken
from app.errors import DomainError
from app.migrating import MigrationRefused

REFUSALS = (DomainError, KeysInvalid, MigrationRefused, Refused, StoryBroken, PortTaken)


def main() -> None:
    """Run a command; a refusal is one sentence on standard error and exit code 1, a useless setting or database 2."""
    try:
        commands()
    except REFUSALS as refusal:
        _end("Refused:", str(refusal), 1)
    except (*UNAVAILABLE, ProgrammingError, ArgumentError) as error:
        _end(
            "The database cannot be used:",
            str(error.args[0]).strip(),
            2,
            "Check BONSENS_DATABASE_URL, and run: bonsens migrate",
        )
    except ValidationError as error:
        wrong = "; ".join(f"{_variable(item['loc'])}: {item['msg']}" for item in error.errors(include_url=False))
        _end("A setting cannot be used:", wrong, 2)
    except SettingsError as error:
        _end("A setting cannot be used:", str(error), 2)
    except OSError as error:
        _end("Refused:", f"{error.filename or 'A file'}: {error.strerror or error}.", 1)


def _variable(location: tuple[int | str, ...]) -> str:
    return "BONSENS_" + "_".join(str(part) for part in location).upper()


def _end(what: str, sentence: str, code: int, *hints: str) -> None:
    say(sentence, begins=what)
    for hint in hints:
        say(hint)
    sys.exit(code)
