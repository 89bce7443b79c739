"""The command line: the other edge beside HTTP, over the same services."""

import sys

from app.cli.common import Refused, console
from app.cli.root import commands
from app.config import KeysInvalid
from app.db import UNAVAILABLE
from app.errors import DomainError


def main() -> None:
    """Run a command; a refusal is one sentence on standard error and exit code 1."""
    try:
        commands()
    except (DomainError, KeysInvalid, Refused) as refusal:
        console.print(f"[bold red]Refused:[/] {refusal}", highlight=False)
        sys.exit(1)
    except UNAVAILABLE as error:
        console.print("[bold red]The database cannot be used:[/] ", str(error.args[0]), highlight=False, markup=True)
        console.print("Check BONSENS_DATABASE_URL, and run: bonsens migrate", highlight=False)
        sys.exit(2)
