"""Times attribution beside WikiWho over written histories, and shows how its memory and its reading grow.

Checks no results: the tests do.
"""

import hashlib
import multiprocessing
import os
import random
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import fmean
from typing import Any, NamedTuple

from WikiWho.wikiwho import Wikiwho

from app.text.attribution import (
    NEVER_STOOD,
    NOTHING,
    Attribution,
    Credit,
    Known,
    attribute,
    may_have_stood,
    still_lost,
)
from app.text.packing import pack, unpack
from app.text.passages import forget_paragraphs
from app.text.sentences import sentences
from benchmarks.text_diff_merge import cpu_ms, edit, write_text

BLANK_LINE = "\n\n"
EARLY = 10
"""The revision whose reading is compared with that of the last one."""
SMALL = 6_000
LARGE = 100_000
EVERY = 50
"""Revisions between two looks at the memory."""


class Shape(NamedTuple):
    """How many deeds a written history tells, and how long its page is at first and in the end."""

    deeds: int
    smallest: int
    largest: int


def write_history(shape: Shape) -> Iterator[str]:
    """Yield a page's revisions: words mended, paragraphs added, moved and deleted, vandals and their reverts."""
    deeds, smallest, largest = shape
    rng = random.Random(f"{deeds}/{largest}")  # noqa: S311 - repeatable on purpose
    stock = write_text(rng, largest).split(BLANK_LINE)
    page = write_text(rng, smallest).split(BLANK_LINE)
    for number in range(deeds):
        text = BLANK_LINE.join(page)
        yield text
        deed = rng.random()
        place = rng.randrange(len(page))
        missing = smallest + (largest - smallest) * number // deeds - len(text)
        if deed < 0.02:
            yield ""
        elif deed < 0.05:
            yield BLANK_LINE.join(page[: place + 1])
        elif deed < 0.10:
            page.insert(rng.randrange(len(page)), page.pop(place))
        elif deed < 0.20 and missing < 0 and len(page) > 1:
            page.pop(place)
        elif deed < 0.30 and missing > 0:
            page.insert(place, edit(rng, rng.choice(stock), 5, 3, f"neu{number}x"))
        else:
            page[place] = edit(rng, page[place], rng.randint(1, 3), 3, f"mot{number}x")


def stored_rows() -> sqlite3.Connection:
    """Return a table of packed origins by the SHA-256 of their text, in a file of its own that goes with it."""
    rows = sqlite3.connect("", isolation_level=None)
    rows.execute("CREATE TABLE row (text BLOB PRIMARY KEY, origins BLOB) WITHOUT ROWID")
    return rows


def digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


@dataclass(slots=True)
class Bonsens:
    """A page as the service keeps it: each revision is attributed and packed, and its row stored in a file."""

    memory: dict[str, bytes] = field(default_factory=dict)
    parent: Attribution = NOTHING
    lost: Attribution = NOTHING
    rows: sqlite3.Connection = field(default_factory=stored_rows)

    def feed(self, number: int, text: str) -> bytes:
        """Add a revision; return the row that is to be stored for it."""
        new = self.parent.text.cut_next(text)
        known = self._known(text) if may_have_stood(new, self.parent.text, self.memory) else NEVER_STOOD
        step = attribute(number, new, [self.parent, self.lost], self.memory, known=known)
        self.memory.update(step.learned)
        self.lost = still_lost(self.lost, self.parent, step.attribution)
        self.parent = step.attribution
        return pack(self.parent.origins)

    def store(self, text: str, row: bytes) -> None:
        self.rows.execute("INSERT OR IGNORE INTO row VALUES (?, ?)", (digest(text), row))

    def remembered(self) -> int:
        return len(self.memory)

    def _known(self, text: str) -> Known:
        found = self.rows.execute("SELECT origins FROM row WHERE text = ?", (digest(text),)).fetchone()
        return NEVER_STOOD if found is None else Known(text=unpack(found[0]))


class WikiWho:
    """A page as WikiWho keeps it."""

    def __init__(self) -> None:
        self.engine: Any = Wikiwho("page")

    def feed(self, number: int, text: str) -> None:
        self.engine.analyse_article([{"revid": number, "*": text, "timestamp": "", "userid": 1, "user": "a"}])

    def store(self, text: str, row: None) -> None:
        """Do nothing: the engine keeps what it needs."""

    def remembered(self) -> int:
        return len(self.engine.paragraphs_ht) + len(self.engine.sentences_ht)


class Look(NamedTuple):
    """What an engine held after some revisions."""

    revision: int
    mb: float
    """How far its process grew."""
    remembered: int
    """Paragraphs and sentences."""


class Played(NamedTuple):
    """What one engine did in its time."""

    ms: list[float]
    """CPU of each revision."""
    looks: list[Look]


def play(engine: type[Bonsens | WikiWho], shape: Shape, cap: float, to: Connection) -> None:
    page = engine()
    before = resident_mb()
    played = Played([], [])
    begun = time.monotonic()
    for number, text in enumerate(write_history(shape), start=1):
        started = time.process_time()
        row: Any = page.feed(number, text)
        played.ms.append(1000 * (time.process_time() - started))
        page.store(text, row)
        if number % EVERY == 0:
            played.looks.append(Look(number, resident_mb() - before, page.remembered()))
            # Writing the history takes time too.
            if time.monotonic() - begun > cap:
                break
    to.send(played)


def resident_mb() -> float:
    """Return this process's memory; the peak that `resource` tells would be the parent's."""
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6 if statm.exists() else float("nan")


def played_apart(engine: type[Bonsens | WikiWho], shape: Shape, cap: float) -> Played:
    """Play a history in a process of its own, so that the memory is the engine's."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("spawn").Process(target=play, args=(engine, shape, cap, theirs))
    process.start()
    theirs.close()
    played: Played = ours.recv()
    process.join()
    return played


def compare_speed(shape: Shape, rounds: int, cap: float) -> None:
    """Print the time a revision of both engines over what both of them reached, and what each remembered."""
    plays = [(played_apart(Bonsens, shape, cap), played_apart(WikiWho, shape, cap)) for _ in range(rounds)]
    own, other = (fastest(each) for each in zip(*plays, strict=True))
    both = min(len(own.ms), len(other.ms))
    print(f"\nA page of {shape.smallest / 1000:.0f} to {shape.largest / 1000:.0f} KB, {shape.deeds} deeds:")
    print(f"{'':12} {'revisions':>9}   ms, first {both}   ms, last tenth of these")
    whole, tenth = slice(0, both), slice(both - max(1, both // 10), both)
    for name, played in (("bonsens", own), ("WikiWho", other)):
        print(f"  {name:10} {len(played.ms):9} {fmean(played.ms[whole]):15.3f} {fmean(played.ms[tenth]):25.3f}")
    ratios = [fmean(own.ms[part]) / fmean(other.ms[part]) for part in (whole, tenth)]
    print(f"  {'ratio':10} {'':9} {ratios[0]:15.2f} {ratios[1]:25.2f}   below 1, bonsens is better")
    if len(own.ms) > both:
        last = own.ms[-len(own.ms) // 10 :]
        print(f"  bonsens over all that it reached: {fmean(own.ms):.3f} ms, last tenth {fmean(last):.3f} ms")
    show_memory(shape, own, other)


def fastest(plays: Sequence[Played]) -> Played:
    """Return of each revision the least time, as other work on the machine comes and goes."""
    return Played([min(ms) for ms in zip(*(played.ms for played in plays), strict=False)], plays[0].looks)


def show_memory(shape: Shape, own: Played, other: Played) -> None:
    """Print what was remembered a third and two thirds of the way and at the end, beside what there was."""
    chosen = [own.looks[len(own.looks) * part // 3 - 1] for part in (1, 2, 3)]
    there = count_sentences(shape, [look.revision for look in chosen])
    theirs = {look.revision: look for look in other.looks}
    print(f"  {'revision':>9} {'distinct sentences':>19} {'remembered':>11} {'each':>5} {'MB':>6} {'WikiWho MB':>11}")
    for look, count in zip(chosen, there, strict=True):
        beside = f"{theirs[look.revision].mb:.1f}" if look.revision in theirs else "-"
        each = look.remembered / count
        print(
            f"  {look.revision:9} {count:19} {look.remembered:11} {each:5.2f} {look.mb:6.1f} {beside:>11}", flush=True
        )


def count_sentences(shape: Shape, revisions: Sequence[int]) -> list[int]:
    """Return how many distinct sentences there were in all texts up to each of some revisions."""
    paragraphs: set[str] = set()
    found: set[str] = set()
    counts: list[int] = []
    for number, text in enumerate(write_history(shape), start=1):
        fresh = set(text.split(BLANK_LINE)) - paragraphs
        paragraphs |= fresh
        for paragraph in fresh:
            found.update(sentence.rstrip() for sentence in sentences(paragraph))
        if number == revisions[len(counts)]:
            counts.append(len(found))
            if len(counts) == len(revisions):
                break
    return counts


def compare_reading(deeds: int) -> None:
    """Print what reading an early and the last revision of a page takes which always has the same length."""
    page = Bonsens()
    kept: list[tuple[int, str, bytes]] = []
    for number, text in enumerate(write_history(Shape(deeds, SMALL, SMALL)), start=1):
        row = page.feed(number, text)
        page.store(text, row)
        # What a vandal left of the page is no text of its length.
        if number >= EARLY and len(text) > 0.9 * SMALL:
            kept[1 if kept else 0 :] = [(number, text, row)]
    print(
        f"\nReading an attribution of {SMALL // 1000} KB, from the stored row to spans: first in a process that never"
    )
    print("cut the text, then in one that did and kept its paragraphs.")
    again: list[Callable[[], object]] = [partial(read, text, row) for _, text, row in kept]
    first: list[Callable[[], object]] = [partial(read_first, text, row) for _, text, row in kept]
    costs = [float("inf")] * 2 * len(kept)
    for _ in range(20):
        # Other work on the machine comes and goes: only what is measured side by side compares.
        costs = [min(cost, cpu_ms(one, 10)) for cost, one in zip(costs, [*first, *again], strict=True)]
    for (number, text, row), cold, warm in zip(kept, costs, costs[len(kept) :], strict=False):
        kb = len(text) / 1000
        told = f"{len(read(text, row)):4} spans {cold:7.3f} ms {cold / kb:7.4f} ms a KB {warm:7.3f} ms"
        print(f"  revision {number:6} {kb:5.1f} KB {len(row):6} bytes {told}", flush=True)


def compare_short_paragraphs(numbers: Sequence[int]) -> None:
    """Print what a paragraph costs where so many of one word each are replaced by others and come back."""
    print("\nParagraphs of one word that are replaced, and come back in another text:")
    for number in numbers:
        first, second = (BLANK_LINE.join(f"{letter}{place}" for place in range(number)) for letter in "ab")
        history = [first, second, f"{first}{BLANK_LINE}Fin."]
        cost = cpu_ms(partial(_play, history), 1)
        print(f"  {number:6} paragraphs {cost:9.1f} ms {1000 * cost / number:7.1f} µs a paragraph", flush=True)


def _play(history: Sequence[str]) -> None:
    page = Bonsens()
    for number, text in enumerate(history, start=1):
        page.store(text, page.feed(number, text))


def read(text: str, row: bytes) -> list[Credit]:
    return Attribution.of(text, unpack(row)).credits()


def read_first(text: str, row: bytes) -> None:
    forget_paragraphs()
    read(text, row)
