"""Says where files go that nobody needs after the tests: into memory where there is enough of it; knows no test."""

import os
import shutil
from pathlib import Path

PLACE = Path("/dev/shm")  # noqa: S108  Whoever uses it makes folders of their own in it.
ENOUGH_BYTES = 2**31


def in_memory() -> str | None:
    """Return a folder in memory; None, as for ``tempfile``, where the usual place is all there is."""
    is_there = PLACE.is_dir() and os.access(PLACE, os.W_OK)
    return str(PLACE) if is_there and shutil.disk_usage(PLACE).free > ENOUGH_BYTES else None
