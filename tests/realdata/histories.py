"""Reads the files of real histories."""

import json
import lzma
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import iterparse


def rows(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of one `.jsonl.xz` file, their texts exactly as stored."""
    with lzma.open(folder / f"{name}.jsonl.xz", "rt", encoding="utf-8", newline="") as file:
        for line in file:
            yield json.loads(line)


def texts_by_page(folder: Path, name: str) -> dict[str, list[str]]:
    """Return the texts of each page in order; of the wiki's export that of its first page."""
    pages: defaultdict[str, list[str]] = defaultdict(list)
    if name == "dewiktionary-Hallo":
        with lzma.open(folder / f"{name}.xml.xz") as file:
            for _, element in iterparse(file):  # noqa: S314 - the file is read only, of known content
                if element.tag.rpartition("}")[2] == "text":
                    pages[name].append(element.text or "")
        return pages
    for row in rows(folder, f"{name}.revisions"):
        pages[str(row.get("page", name))].append(row["text"])
    return pages
