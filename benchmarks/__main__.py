"""Prints all measurements of one run: the hot routes beside a bare one; diff, merge and attribution beside others."""

import argparse
from pathlib import Path

from benchmarks import api, attribution, people, text_diff_merge

CAP = 2.0
PARTS = ("api", "text", "attribution", "people")


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", choices=PARTS, help="measure one part only")
    parser.add_argument("--database", choices=api.DATABASES, help="measure the routes on one database only")
    parser.add_argument("--rounds", type=int, default=15, help="rounds at most, three at least (default: 15)")
    parser.add_argument(
        "--cap",
        type=float,
        help=f"seconds after which an engine is stopped (default: {CAP:.0f}, for attribution {attribution.CAP:.0f})",
    )
    chosen = parser.parse_args()
    parts = [chosen.only] if chosen.only else PARTS
    if "api" in parts:
        if not Path("/proc/self/stat").exists():
            parser.error("CPU times are read from /proc, which only Linux has; the other parts do without.")
        api.measure(chosen.rounds, [chosen.database] if chosen.database else api.DATABASES)
    if "text" in parts:
        print()
        text_diff_merge.compare(chosen.cap or CAP)
    if "attribution" in parts:
        print()
        attribution.compare(attribution.DEEDS, chosen.cap or attribution.CAP)
    if "people" in parts:
        print()
        people.measure()


if __name__ == "__main__":
    main()
