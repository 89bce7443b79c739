"""``python -m tests.torture [--short] [names…]``: plays the scenarios one after the other and prints their figures.

Exits with 1 when a judge found a fault.
"""

import argparse
import logging
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import structlog

from tests.campaigns.matrix import STAGES
from tests.postgres import cluster
from tests.torture import everybody, outages, printing, promises, proxies, sign_ins
from tests.torture.report import Report
from tests.torture.scenarios import loads, play_crashes, scenarios
from tests.torture.stage import BACKENDS, Fresh, fresh_databases

CRASHES, PROMISES, PRINTING, MATRIX = "database-kills", "promises", "printing", "matrix"
PROXIES, OUTAGES, SIGN_INS = "proxies", "database-outages", "sign-ins"
OTHERS = (CRASHES, PROMISES, PRINTING, MATRIX, PROXIES, OUTAGES, SIGN_INS)
NAMED_ALONE = frozenset(scenario.name for scenario in loads())
"""What takes ten minutes each, whoever is in a hurry."""
FULL_CRASHES, SHORT_CRASHES = 20, 2


def main() -> int:
    known = [*dict.fromkeys(scenario.name for scenario in (*scenarios(), *loads())), *OTHERS]
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--short", action="store_true", help="scaled down, as make test plays it")
    parser.add_argument("--people", type=int, help=f"how many come in {' and '.join(sorted(NAMED_ALONE))}")
    parser.add_argument("--seconds", type=float, help="how long that goes on")
    parser.add_argument("--database", choices=BACKENDS, help="the one to play on, default both")
    left_out = f"default all but {' and '.join(sorted(NAMED_ALONE))}"
    parser.add_argument("names", nargs="*", help=f"scenarios to play, {left_out}: {', '.join(known)}")
    given = parser.parse_args()
    # Servers have logs of their own.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    if unknown := set(given.names) - set(known):
        parser.error(f"no scenario {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    began, faults = time.perf_counter(), 0
    with tempfile.TemporaryDirectory(prefix="bonsens-torture-") as folder, cluster() as running:
        fresh = fresh_databases(running, Path(folder))
        for name, play in _plays(fresh, Path(folder), given):
            if _is_wanted(name, given):
                faults += _told(name, play)
    print(f"== torture: {faults} faults in {time.perf_counter() - began:.0f} s")
    return 1 if faults else 0


def _is_wanted(name: str, given: argparse.Namespace) -> bool:
    scenario, _, backend = name.partition(" on ")
    named = scenario in given.names or (not given.names and (given.short or scenario not in NAMED_ALONE))
    return named and given.database in {None, backend}


def _plays(fresh: Fresh, folder: Path, given: argparse.Namespace) -> Iterator[tuple[str, Callable[[], Report]]]:
    short: bool = given.short
    for scenario in (*scenarios(), *loads(people=given.people, seconds=given.seconds)):
        play = scenario.short if short else scenario.full
        yield f"{scenario.name} on {scenario.backend}", partial(_on_fresh, scenario.backend, play, fresh, folder)
    asked = partial(promises.play, each=promises.SHORT if short else promises.FULL)
    for backend in BACKENDS:
        yield f"{PROMISES} on {backend}", partial(_on_fresh, backend, asked, fresh, folder)
    matrix = partial(everybody.play, stages=STAGES[:1] if short else STAGES)
    yield f"{MATRIX} on sqlite", partial(_on_fresh, "sqlite", matrix, fresh, folder)
    signing_in = partial(sign_ins.play, size=sign_ins.SHORT if short else sign_ins.FULL)
    yield f"{SIGN_INS} on sqlite", partial(_on_fresh, "sqlite", signing_in, fresh, folder)
    if not short:
        yield f"{OUTAGES} on postgresql", partial(outages.play, folder)
        yield f"{PROXIES} on sqlite", partial(_on_fresh, "sqlite", proxies.play, fresh, folder)
    yield PRINTING, partial(printing.play, printing.SHORT if short else printing.FULL)
    yield f"{CRASHES} on postgresql", partial(play_crashes, folder, crashes=SHORT_CRASHES if short else FULL_CRASHES)


def _on_fresh(backend: str, play: Callable[[str, Path], Report], fresh: Fresh, folder: Path) -> Report:
    with fresh(backend) as url:
        return play(url, folder)


def _told(name: str, play: Callable[[], Report]) -> int:
    began = time.perf_counter()
    print(f"== {name}", flush=True)
    report = play()
    report.figures["seconds"] = f"{time.perf_counter() - began:.0f}"
    print(report, flush=True)
    return len(report.faults)


if __name__ == "__main__":
    sys.exit(main())
