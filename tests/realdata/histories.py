"""Reads the files of real histories."""

import json
import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def rows(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of one `.jsonl.xz` file, their texts exactly as stored."""
    with lzma.open(folder / f"{name}.jsonl.xz", "rt", encoding="utf-8", newline="") as file:
        for line in file:
            yield json.loads(line)
