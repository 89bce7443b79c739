"""Prints all measurements of one run: the hot routes beside a bare one, then diff and merge beside others."""

import argparse
from pathlib import Path

from benchmarks import api, text_diff_merge

PARTS = ("api", "text")


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", choices=PARTS, help="measure one part only")
    parser.add_argument("--database", choices=api.DATABASES, help="measure the routes on one database only")
    parser.add_argument("--rounds", type=int, default=15, help="rounds at most, three at least (default: 15)")
    parser.add_argument("--cap", type=float, default=2, help="seconds after which a competitor is stopped (default: 2)")
    chosen = parser.parse_args()
    if chosen.only != "text":
        if not Path("/proc/self/stat").exists():
            parser.error("CPU times are read from /proc, which only Linux has; --only text measures the rest.")
        api.measure(chosen.rounds, [chosen.database] if chosen.database else api.DATABASES)
    if chosen.only != "api":
        print()
        text_diff_merge.compare(chosen.cap)


if __name__ == "__main__":
    main()
