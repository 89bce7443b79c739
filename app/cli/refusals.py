"""How a command ends that cannot do what was asked."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import ValidationError
from pydantic_settings import SettingsError
from sqlalchemy.exc import ArgumentError, ProgrammingError

from app.cli.common import say
from app.db import UNAVAILABLE
from app.errors import DomainError, OperatorError


@contextmanager
def ending_in_a_sentence() -> Iterator[None]:
    """Say a refusal in one sentence on standard error and end with 1; a useless setting or database ends with 2."""
    try:
        yield
    except (DomainError, OperatorError) as refusal:
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
