"""Measures attribution beside git blame and WikiWho in one run: who wrote it, how much is kept, how fast.

Checks no results: the tests do.
"""

import argparse
import json
import lzma
import os
import shutil
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, chain
from pathlib import Path
from typing import Any

from WikiWho.utils import iter_rev_tokens

from app.text.attribution import attributions
from app.text.tokens import tokens
from benchmarks.attribution_speed import (
    LARGE,
    SMALL,
    Bonsens,
    Shape,
    WikiWho,
    compare_reading,
    compare_short_paragraphs,
    compare_speed,
)

ROOT = Path(__file__).parents[1]
FOLDER = Path(os.environ.get("BONSENS_REALDATA", ROOT / ".." / "shared" / "data"))
GOLD = "keystroke-friendsforever"
GUIDES = ("etalab-guides", "anssi-rust")
DEEDS = 15_000
PARAGRAPHS = (5_000, 40_000)
CAP = 60.0
"""Seconds for an engine and a history, its writing included."""


def rows(name: str) -> Iterator[dict[str, Any]]:
    with lzma.open(FOLDER / f"{name}.revisions.jsonl.xz", "rt", encoding="utf-8", newline="") as file:
        yield from map(json.loads, file)


# --- who wrote it: the author of each character, by three means ---------------------------------------------------


def authors_by_bonsens(history: Sequence[tuple[str, str]]) -> list[str]:
    *_, credit = attributions((number, text) for number, (_, text) in enumerate(history))
    return [history[origin][0] for start, end, origin in credit for _ in range(start, end)]


def authors_by_wikiwho(history: Sequence[tuple[str, str]]) -> list[str]:
    page = WikiWho()
    for number, (_, text) in enumerate(history, start=1):
        page.feed(number, text)
    text = history[-1][1].lower()
    found = [""] * len(text)
    place = 0
    for word in iter_rev_tokens(page.engine.revisions[len(history)]):
        start = text.index(word.value, place)
        place = start + len(word.value)
        found[start:place] = [history[word.origin_rev_id - 1][0]] * len(word.value)
    return found


def authors_by_git(history: Sequence[tuple[str, str]]) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        git = [shutil.which("git") or "git", "-C", folder]
        subprocess.run([*git, "init", "-q", "-b", "main"], check=True)
        stream = b"".join(_commit(author, text.encode()) for author, text in history)
        subprocess.run([*git, "fast-import", "--quiet"], input=stream, check=True)
        blame = subprocess.run(
            [*git, "blame", "--line-porcelain", "main", "--", "page"], capture_output=True, check=True
        )
    fields = blame.stdout.decode().split("\n")
    names = [field.removeprefix("author ") for field in fields if field.startswith("author ")]
    lines = history[-1][1].splitlines(keepends=True)
    return list(chain.from_iterable([name] * len(line) for name, line in zip(names, lines, strict=True)))


def _commit(author: str, text: bytes) -> bytes:
    head = f"commit refs/heads/main\ncommitter {author} <{author}@example.org> 0 +0000\ndata 0\n\n"
    return head.encode() + b"M 100644 inline page\ndata %d\n%b\n" % (len(text), text)


def compare_authors() -> None:
    """Print the share of single-author tokens which each gives to the author who typed them."""
    history = [(row["author"], row["text"]) for row in rows(GOLD)]
    with lzma.open(FOLDER / f"{GOLD}.truth.json.xz") as file:
        truth = json.load(file)
    parts = tokens(truth["text"])
    starts = accumulate(map(len, parts), initial=0)
    typed = [
        (start, set(truth["char_author"][start : start + len(part.rstrip())]))
        for start, part in zip(starts, parts, strict=False)
    ]
    alone = [(start, next(iter(by))) for start, by in typed if len(by) == 1]
    print(f"Tokens of one author given to this author ({GOLD}, {len(alone)} tokens):")
    engines: list[tuple[str, Callable[[Sequence[tuple[str, str]]], list[str]] | None]] = [
        ("bonsens", authors_by_bonsens),
        ("WikiWho", authors_by_wikiwho),
        ("git blame", authors_by_git if shutil.which("git") else None),
    ]
    for name, engine in engines:
        if engine is None:
            print(f"  {name:10} not installed")
            continue
        found = engine(history)
        right = sum(found[start].endswith(author) for start, author in alone)
        print(f"  {name:10} {right / len(alone):.4f}  ({len(alone) - right} wrong)", flush=True)


# --- how much is kept ---------------------------------------------------------------------------------------------


def measure_size() -> None:
    """Print the packed attributions and the memories of real guides as shares of their revisions' texts."""
    for name in GUIDES:
        pages: defaultdict[str, list[str]] = defaultdict(list)
        for row in rows(name):
            pages[row["page"]].append(row["text"])
        packed = remembered = 0
        for texts in pages.values():
            page = Bonsens()
            for number, text in enumerate(texts, start=1):
                stored = page.feed(number, text)
                page.store(text, stored)
                packed += len(stored)
            remembered += sum(len(bytes.fromhex(key)) + len(value) for key, value in page.memory.items())
        size = sum(len(text.encode()) for text in chain.from_iterable(pages.values()))
        print(f"{name:14} packed {packed / size:.2%}, memory with keys {remembered / size:.2%} of {size / 1e6:.1f} MB")


def compare(deeds: int, cap: float) -> None:
    """Print everything; the long history has so many deeds, and no engine more than ``cap`` seconds for one."""
    if FOLDER.is_dir():
        compare_authors()
        print("\nShare of the sum of all revisions' texts:")
        measure_size()
    else:
        print(f"No real data in {FOLDER} (BONSENS_REALDATA): authors and sizes are not measured.")
    print(f"\nCPU milliseconds a revision, packing included; an engine is stopped after {cap:.0f} s. MB: what its")
    print("process grew by. Remembered are paragraphs and sentences.")
    compare_speed(Shape(500, SMALL, SMALL), 3, cap)
    compare_speed(Shape(deeds, 1_000, LARGE), 1, cap)
    compare_reading(deeds)
    compare_short_paragraphs(PARAGRAPHS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deeds", type=int, default=DEEDS, help=f"of the long history (default: {DEEDS})")
    parser.add_argument("--cap", type=float, default=CAP, help=f"seconds for each engine and history (default: {CAP})")
    chosen = parser.parse_args()
    compare(chosen.deeds, chosen.cap)


if __name__ == "__main__":
    main()
