"""Tries every property with examples that nobody has seen, round after round, until the time is over.

``python -m tests.explore --minutes 60`` ends with 1 if it found anything, and prints it as an ``@example`` to paste.
"""

import argparse
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.profiles import EXPLORE

SAID = "Failing test case: "
PASSED, FAILED = 0, 1
PYTEST = (sys.executable, "-m", "pytest", "-q", "--dist", "worksteal")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--jobs", type=int, default=2)
    # The rest is for pytest: a part of the tests, -k …
    asked, arguments = parser.parse_known_args()
    started, found, number = time.monotonic(), set[str](), 0
    while number == 0 or time.monotonic() < started + asked.minutes * 60:
        number += 1
        count, failures = play(secrets.randbelow(2**32), asked.jobs, arguments)
        for failure in failures:
            if failure not in found:
                print(f"\n{failure}\n", flush=True)
                found.add(failure)
        spent = f"{(time.monotonic() - started) / 60:.1f} of {asked.minutes:g} minutes"
        print(f"round {number}: {count} properties, {spent}, {len(found)} found", flush=True)
    return FAILED if found else PASSED


def play(seed: int, jobs: int, arguments: list[str]) -> tuple[int, list[str]]:
    """Try each property with the random examples of a seed; return their number and what failed, ready to print."""
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "round.xml"
        chosen = ["-m", "hypothesis", "--hypothesis-profile", EXPLORE, f"--hypothesis-seed={seed}"]
        run = subprocess.run(
            [*PYTEST, "-n", str(jobs), *chosen, "--junitxml", written, *arguments],
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode not in (PASSED, FAILED):
            sys.exit(run.stdout + run.stderr)
        cases = ET.parse(written).findall(".//testcase")  # noqa: S314  pytest wrote it.
    return len(cases), [said for case in cases for said in failures_of(case, seed)]


def failures_of(case: ET.Element, seed: int) -> Iterator[str]:
    """Yield what failed in a test: the example to paste, or all that was said where there is none."""
    where = f"{case.get('classname')}::{case.get('name')}, seed {seed}"
    for failure in [*case.findall("failure"), *case.findall("error")]:
        text = failure.text or ""
        lines = [line.removeprefix("E").strip() for line in text.splitlines() if line.startswith("E")]
        starts = [index for index, line in enumerate(lines) if line.startswith(SAID)]
        yield f"== {where}\n" + ("\n".join(lines[: starts[0]] + paste(lines[starts[0] :])) if starts else text)


def paste(lines: list[str]) -> list[str]:
    """Turn hypothesis' words for a failing call into a decorator."""
    name, call, arguments = lines[0].removeprefix(SAID).partition("(")
    return [f"@example({arguments}" if call and name.startswith("test_") else lines[0], *lines[1:]]


if __name__ == "__main__":
    sys.exit(main())
