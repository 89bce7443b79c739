"""Measures attribution beside git blame and WikiWho in one run: who wrote it, how fast, how much is kept.

Checks no results: the tests do. WikiWho is not among the dependencies: `pip install WikiWho` puts it beside them.
"""

import argparse
import importlib
import json
import lzma
import multiprocessing
import os
import random
import shutil
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, chain
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

from app.text.attribution import NOTHING, attribute, attributions, still_lost
from app.text.packing import pack
from app.text.tokens import tokens
from benchmarks.text_diff_merge import edit, write_text

ROOT = Path(__file__).parents[1]
FOLDER = Path(os.environ.get("BONSENS_REALDATA", ROOT / ".." / "shared" / "data"))
GOLD = "keystroke-friendsforever"
GUIDES = ("etalab-guides", "anssi-rust")
BLANK_LINE = "\n\n"

try:
    # The two modules carry no types: from here on they are objects that happen to have the right functions.
    wikiwho: Any = importlib.import_module("WikiWho.wikiwho")
    wikiwho_utils: Any = importlib.import_module("WikiWho.utils")
except ImportError:
    wikiwho = wikiwho_utils = None


def rows(name: str) -> Iterator[dict[str, Any]]:
    with lzma.open(FOLDER / f"{name}.revisions.jsonl.xz", "rt", encoding="utf-8", newline="") as file:
        yield from map(json.loads, file)


# --- who wrote it: the author of each character, by three means ---------------------------------------------------


def authors_by_bonsens(history: Sequence[tuple[str, str]]) -> list[str]:
    *_, credit = attributions((number, text) for number, (_, text) in enumerate(history))
    return [history[origin][0] for start, end, origin in credit for _ in range(start, end)]


def authors_by_wikiwho(history: Sequence[tuple[str, str]]) -> list[str]:
    engine = wikiwho.Wikiwho("gold")
    for number, (_, text) in enumerate(history, start=1):
        feed_wikiwho(engine, number, text)
    text = history[-1][1].lower()
    found = [""] * len(text)
    place = 0
    for word in wikiwho_utils.iter_rev_tokens(engine.revisions[engine.ordered_revisions[-1]]):
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
        ("WikiWho", authors_by_wikiwho if wikiwho else None),
        ("git blame", authors_by_git if shutil.which("git") else None),
    ]
    for name, engine in engines:
        if engine is None:
            print(f"  {name:10} not installed")
            continue
        found = engine(history)
        right = sum(found[start].endswith(author) for start, author in alone)
        print(f"  {name:10} {right / len(alone):.4f}  ({len(alone) - right} wrong)", flush=True)


# --- how fast -----------------------------------------------------------------------------------------------------


def write_history(revisions: int, smallest: int, largest: int) -> Iterator[str]:
    """Yield a page that grows: words mended, paragraphs added, moved and deleted, reverts, and vandals."""
    rng = random.Random(f"{revisions}/{largest}")  # noqa: S311 - repeatable on purpose
    stock = write_text(rng, largest).split(BLANK_LINE)
    page = write_text(rng, smallest).split(BLANK_LINE)
    before = page
    for number in range(revisions):
        yield BLANK_LINE.join(page)
        deed = rng.random()
        before, page = page, list(page)
        place = rng.randrange(len(page))
        target = smallest + (largest - smallest) * number // revisions
        if deed < 0.02:
            yield ""
        elif deed < 0.05:
            yield BLANK_LINE.join(before[: place + 1])
        elif deed < 0.10:
            page.insert(rng.randrange(len(page)), page.pop(place))
        elif len(BLANK_LINE.join(page)) < target:
            page.insert(place, edit(rng, rng.choice(stock), 5, 3, f"neu{number}x"))
        else:
            page[place] = edit(rng, page[place], rng.randint(1, 3), 3, f"mot{number}x")


class Timing(NamedTuple):
    """What one engine did in its time."""

    revisions: int
    ms: float
    """A revision, CPU."""
    last_ms: float
    """A revision, over the last tenth."""
    last_kb: float
    """How long the longest text was."""
    mb: float


def feed_wikiwho(engine: Any, number: int, text: str) -> None:  # noqa: ANN401 - it carries no types
    engine.analyse_article([{"revid": number, "*": text, "timestamp": "", "userid": 1, "user": "a"}])


def bonsens_feeder() -> Callable[[int, str], None]:
    memory: dict[str, bytes] = {}
    parent = lost = NOTHING

    def feed(number: int, text: str) -> None:
        nonlocal parent, lost
        step = attribute(number, text, [parent, lost], memory)
        memory.update(step.learned)
        lost = still_lost(lost, parent, step.attribution)
        parent = step.attribution
        pack(parent.origins)

    return feed


def wikiwho_feeder() -> Callable[[int, str], None]:
    engine = wikiwho.Wikiwho("page")
    return lambda number, text: feed_wikiwho(engine, number, text)


def run(
    feeder: Callable[[], Callable[[int, str], None]], shape: tuple[int, int, int], cap: float, to: Connection
) -> None:
    feed = feeder()
    before = resident_mb()
    took: list[float] = []
    longest = 0
    begun = time.monotonic()
    for number, text in enumerate(write_history(*shape), start=1):
        started = time.process_time()
        feed(number, text)
        took.append(time.process_time() - started)
        longest = max(longest, len(text))
        # Writing the history takes time too.
        if time.monotonic() - begun > cap:
            break
    tail = took[-max(1, len(took) // 10) :]
    grown = resident_mb() - before
    to.send(Timing(len(took), 1000 * sum(took) / len(took), 1000 * sum(tail) / len(tail), longest / 1000, grown))


def resident_mb() -> float:
    """Return this process's memory; the peak that `resource` tells would be the parent's."""
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6 if statm.exists() else float("nan")


def timed(feeder: Callable[[], Callable[[int, str], None]], shape: tuple[int, int, int], cap: float) -> Timing:
    """Measure in a process of its own, so that the memory is the engine's."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("spawn").Process(target=run, args=(feeder, shape, cap, theirs))
    process.start()
    theirs.close()
    timing: Timing = ours.recv()
    process.join()
    return timing


def compare_speed(revisions: int, cap: float) -> None:
    print(f"CPU milliseconds a revision; an engine is stopped after {cap:.0f} s. MB: what its process grew by.")
    print(f"{'':34} {'revisions':>9} {'ms':>8} {'at the end':>10} {'KB text':>8} {'MB':>7}")
    for shape in ((500, 6_000, 6_000), (revisions, 1_000, 100_000)):
        for name, feeder in (("bonsens", bonsens_feeder), ("WikiWho", wikiwho_feeder if wikiwho else None)):
            title = f"{shape[0]:>6} revisions, to {shape[2] // 1000:>3} KB {name}"
            if feeder is None:
                print(f"{title:34} not installed")
                continue
            timing = timed(feeder, shape, cap)
            print(
                f"{title:34} {timing.revisions:9} {timing.ms:8.2f} {timing.last_ms:10.2f}"
                f" {timing.last_kb:8.1f} {timing.mb:7.1f}",
                flush=True,
            )


# --- how much is kept ---------------------------------------------------------------------------------------------


def measure_size() -> None:
    """Print the packed attributions and the memories of real guides as shares of their revisions' texts."""
    for name in GUIDES:
        pages: defaultdict[str, list[str]] = defaultdict(list)
        for row in rows(name):
            pages[row["page"]].append(row["text"])
        packed = remembered = 0
        for texts in pages.values():
            memory: dict[str, bytes] = {}
            parent = lost = NOTHING
            for number, text in enumerate(texts, start=1):
                step = attribute(number, text, [parent, lost], memory)
                memory |= step.learned
                lost, parent = still_lost(lost, parent, step.attribution), step.attribution
                packed += len(pack(parent.origins))
            remembered += sum(len(bytes.fromhex(key)) + len(value) for key, value in memory.items())
        size = sum(len(text.encode()) for text in chain.from_iterable(pages.values()))
        print(f"{name:14} packed {packed / size:.2%}, memory with keys {remembered / size:.2%} of {size / 1e6:.1f} MB")


def compare(revisions: int, cap: float) -> None:
    """Print everything; the long history has so many revisions, and no engine more than ``cap`` seconds for it."""
    if FOLDER.is_dir():
        compare_authors()
        print("\nShare of the sum of all revisions' texts:")
        measure_size()
    else:
        print(f"No real data in {FOLDER} (BONSENS_REALDATA): authors and sizes are not measured.")
    print()
    compare_speed(revisions, cap)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--revisions", type=int, default=15_000, help="of the long history (default: 15000)")
    parser.add_argument(
        "--cap", type=float, default=20, help="seconds for each engine and history, its writing included (default: 20)"
    )
    chosen = parser.parse_args()
    compare(chosen.revisions, chosen.cap)


if __name__ == "__main__":
    main()
