"""Times diff and merge of this tree beside those of an earlier release, in turns, as ratios.

    python -m benchmarks.against v0.1.0

Each engine runs in a process of its own and is told a case by its name; the least CPU time of all turns counts, since
other work on a machine comes and goes. Real histories are left out where their folder is absent. Checks no results.
"""

import argparse
import json
import lzma
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from importlib import import_module
from itertools import pairwise
from pathlib import Path

from benchmarks.attribution import FOLDER
from benchmarks.text_diff_merge import EDITS, LONGEST, SIZES, Case, cpu_ms

ROOT = Path(__file__).parents[1]
HISTORY = FOLDER / "anssi-rust.revisions.jsonl.xz"
LONGEST_PAGE = 60_000
"""Characters of a text of the history; longer ones would be all that is measured."""
Work = Callable[[], object]


def _engines() -> tuple[Callable[[str, str], object], Callable[[str, str, str], object]]:
    # Of the tree that stands first on the path, which is not the one that this file is of.
    sys.path.insert(0, sys.argv[1])
    for name in [name for name in sys.modules if name.partition(".")[0] == "app"]:
        del sys.modules[name]
    return import_module("app.text.diff").diff, import_module("app.text.merge").three_way


def _cases() -> Iterator[tuple[str, Work]]:
    diff, three_way = _engines()
    for case in (Case.make(size, edits, longest) for size in SIZES for edits in EDITS for longest in LONGEST):
        yield f"diff  {case.name}", partial(diff, case.base, case.ours)
        yield f"merge {case.name}", partial(three_way, case.base, case.ours, case.theirs)
    if HISTORY.exists():
        pages = _pages()
        pairs = [pair for texts in pages for pair in pairwise(texts)][:250]
        old_bases = [tuple(texts[at : at + 3]) for texts in pages for at in range(len(texts) - 2)][:250]
        yield "diff  of real revisions", lambda: [diff(old, new) for old, new in pairs]
        yield "merge of real old bases", lambda: [three_way(*texts) for texts in old_bases]


def _pages() -> list[list[str]]:
    pages: dict[str, list[str]] = {}
    with lzma.open(HISTORY, "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            if len(row["text"]) < LONGEST_PAGE:
                pages.setdefault(row["page"], []).append(row["text"])
    return list(pages.values())


def _work() -> None:
    """Print the names of the cases; then, for each one that is read, the milliseconds that it took."""
    cases = dict(_cases())
    print(json.dumps(list(cases)), flush=True)
    for line in sys.stdin:
        print(cpu_ms(cases[line.rstrip("\n")], 2), flush=True)


class _Engine:
    def __init__(self, stack: ExitStack, tree: Path) -> None:
        command = [sys.executable, "-c", "from benchmarks.against import _work; _work()", str(tree)]
        self._process = stack.enter_context(
            subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        )
        self.names: list[str] = json.loads(self._line())

    def time(self, name: str) -> float:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{name}\n")
        self._process.stdin.flush()
        return float(self._line())

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.against", description=__doc__)
    parser.add_argument("release", help="a tag or commit")
    parser.add_argument("--turns", type=int, default=10, help="how often each case is played (default: 10)")
    chosen = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        archive = subprocess.run(
            ["git", "-C", str(ROOT), "archive", chosen.release, "app"], check=True, capture_output=True
        ).stdout
        subprocess.run(["tar", "-x", "-C", str(folder)], check=True, input=archive)
        before, now = _Engine(stack, folder), _Engine(stack, ROOT)
        print(f"{'milliseconds of CPU':48} {chosen.release:>10} {'here':>10} {'ratio':>7}")
        for name in now.names:
            turns = [(before.time(name), now.time(name)) for _ in range(chosen.turns)]
            old, new = map(min, zip(*turns, strict=True))
            print(f"{name:48} {old:10.2f} {new:10.2f} {new / old:7.2f}", flush=True)


if __name__ == "__main__":
    main()
