"""The command line: the other edge beside HTTP, over the same services."""

from app.cli.root import main

__all__ = ["main"]
