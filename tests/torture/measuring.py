"""Figures of a load: how long answers took, what was refused, and what the server's processes cost."""

import os
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.torture.browsing import BUSY, ERROR, Asked

PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Load:
    """How many people come within how many seconds."""

    people: int
    seconds: float
    forked: bool = False
    """Whether the server is forked from here instead of started as people do, which takes seconds."""


KIB_A_PAGE = os.sysconf("SC_PAGE_SIZE") / 1024
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Spent:
    """What processes have taken so far: seconds of computing, and MiB of memory now."""

    seconds: float
    mib: float


def spent(pid: int) -> Spent:
    """Return what a process and all that it has started have taken."""
    ticks, pages = 0, 0
    for each in _family(pid):
        with suppress(OSError):
            fields = (PROC / str(each) / "stat").read_text().rpartition(") ")[2].split()
            ticks += int(fields[11]) + int(fields[12])
            pages += int(fields[21])
    return Spent(ticks / TICKS, pages * KIB_A_PAGE / 1024)


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in (PROC / str(pid) / "task").glob("*/children"):
        with suppress(OSError):
            for child in task.read_text().split():
                yield from _family(int(child))


def figures_of(asked: Sequence[Asked], seconds: float, before: Spent, after: Spent) -> dict[str, str]:
    """Return the figures of a load that went on so long."""
    told = {"requests": f"{len(asked)}, {len(asked) / seconds:.1f} a second"}
    for kind in sorted({one.kind for one in asked}):
        took = [one.seconds for one in asked if one.kind == kind and one.status]
        told[f"{kind}: p50, p95, p99 of {len(took)}"] = ", ".join(f"{1000 * at:.0f} ms" for at in _percentiles(took))
    refused = Counter(f"{one.status} {one.problem}" for one in asked if one.status >= 400)
    told["refused"] = ", ".join(f"{count} × {what}" for what, count in sorted(refused.items())) or "none"
    told["answers lost on the way"] = str(sum(one.status == 0 for one in asked))
    cost = after.seconds - before.seconds
    told["the server computed"] = f"{1000 * cost / max(len(asked), 1):.1f} ms a request, {cost / seconds:.2f} cores"
    told["memory of the server"] = f"{after.mib:.0f} MiB"
    told["load of the machine"] = " ".join(f"{load:.1f}" for load in os.getloadavg())
    return told


def judge_refusals(asked: Sequence[Asked], expected: frozenset[str]) -> list[str]:
    """Nobody is refused by a limit, nobody meets an error, and no other refusal comes than those that must."""
    odd = Counter(
        f"{one.status} {one.problem}"
        for one in asked
        if one.status >= BUSY or one.status >= ERROR or (one.status >= 400 and one.problem not in expected)
    )
    return [f"{count} requests were answered {what}." for what, count in sorted(odd.items())]


def _percentiles(took: Sequence[float]) -> tuple[float, float, float]:
    if len(took) < 2:
        return (sum(took),) * 3
    cuts = statistics.quantiles(took, n=100, method="inclusive")
    return cuts[49], cuts[94], cuts[98]
