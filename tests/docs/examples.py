"""Runs the commands that the documentation shows, and compares what they print with what it promises.

Knows Markdown fences and bash; knows nothing of what the commands do.
"""

import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from markdown_it import MarkdownIt

SECONDS = 300
ELLIPSIS = "…"
PROGRESS = "━"
PROBLEM = "urn:bonsens:problem:"
ANSWERS = {"json", "text"}
NOT_RUN = re.compile(r"<!-- not run: \S.* -->")
IDENTIFIER = re.compile(r"(\.|_)(id|revision)$")
END = "@@ end of block @@"
TOOLS = ("bash", "curl", "python3")


@dataclass(frozen=True, slots=True)
class Example:
    """One block of commands, and the answer that the page shows below it."""

    place: str
    """File and line, for the message of a failing test."""
    commands: str
    is_run: bool
    answer: str | None = None
    language: str = "text"


def examples_in(path: Path) -> list[Example]:
    """Return the ``bash`` blocks of a page in order.

    A ``json`` or ``text`` block between one and the next is the answer to the first. A block after the
    comment ``<!-- not run: reason -->`` is not run.
    """
    found: list[Example] = []
    excused = False
    for token in MarkdownIt().parse(path.read_text()):
        if token.type == "html_block":
            excused = NOT_RUN.match(token.content) is not None
        elif token.type == "fence" and token.info == "bash":
            line = (token.map or [0])[0] + 1
            found.append(Example(f"{path.name}:{line}", token.content, is_run=not excused))
            excused = False
        elif token.type == "fence" and token.info in ANSWERS and found:
            assert found[-1].answer is None, f"{found[-1].place} has two answers"
            found[-1] = replace(found[-1], answer=token.content, language=token.info)
    return found


def run(examples: Sequence[Example], *, folder: Path, environment: Mapping[str, str]) -> list[str]:
    """Run the blocks one after the other in one shell and return what each printed, errors included.

    Whatever they leave running is ended. Raises AssertionError naming the block in which a command failed.
    """
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    assert not missing, f"The examples of the documentation need {', '.join(missing)}: apt-get install it."
    script = "\n".join(f"{example.commands}\necho\necho '{END}'" for example in examples)
    told = folder / "told"
    with started(["bash", "-euo", "pipefail", "-c", script], folder, environment, told) as shell:
        code = shell.wait(timeout=SECONDS)
    *printed, rest = told.read_text().split(END)
    failed = examples[len(printed)].place if len(printed) < len(examples) else "the end"
    assert code == 0, f"{failed} fails:\n{rest}"
    return printed


@contextmanager
def started(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], told: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a command that writes into the file ``told``; on leaving, end it and all that it has started."""
    with (
        told.open("wb") as output,
        subprocess.Popen(
            command,
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as process,
    ):
        try:
            yield process
        finally:
            # Not an interrupt: where the tests run in the background, it is ignored and inherited as such.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def difference(example: Example, printed: str) -> str | None:
    """Return in which way the printed answer is not the one shown, None where it is.

    ``…`` stands for anything; progress bars are not compared. A JSON answer shows the members that matter:
    others may be there, and identifiers differ from run to run. A problem that is not shown is a difference.
    """
    if PROBLEM in printed and PROBLEM not in (example.answer or ""):
        return f"{example.place} is refused:\n{printed}"
    if example.answer is None:
        return None
    if example.language == "text":
        printed = "".join(line for line in printed.splitlines(keepends=True) if PROGRESS not in line)
        same = _pattern(example.answer).fullmatch(printed.strip()) is not None
        return None if same else f"{example.place} shows\n{example.answer}\nbut prints\n{printed}"
    try:
        found = _json_difference(json.loads(example.answer), json.loads(printed), "answer")
    except json.JSONDecodeError as error:
        return f"{example.place}: no JSON, {error}:\n{printed}"
    return None if found is None else f"{example.place}: {found}"


def _json_difference(shown: object, actual: object, where: str) -> str | None:
    if isinstance(shown, dict) and isinstance(actual, dict):
        missing = shown.keys() - actual.keys()
        if missing:
            return f"{where} has no {', '.join(sorted(missing))}"
        return _first((f"{where}.{name}", value, actual[name]) for name, value in shown.items())
    if isinstance(shown, list) and isinstance(actual, list):
        is_cut = shown[-1:] == [ELLIPSIS]
        shown = shown[:-1] if is_cut else shown
        if len(shown) > len(actual) or (len(shown) < len(actual) and not is_cut):
            return f"{where} has {len(actual)} items, {len(shown)} are shown"
        return _first((f"{where}.{place}", value, actual[place]) for place, value in enumerate(shown))
    identifiers = IDENTIFIER.search(where) is not None and type(shown) is type(actual) is int
    return None if identifiers or _is_like(shown, actual) else f"{where} is {actual!r}, {shown!r} is shown"


def _first(pairs: Iterable[tuple[str, object, object]]) -> str | None:
    return next((found for where, one, other in pairs if (found := _json_difference(one, other, where))), None)


def _is_like(shown: object, actual: object) -> bool:
    if isinstance(shown, str) and ELLIPSIS in shown:
        return shown == ELLIPSIS or (isinstance(actual, str) and _pattern(shown).fullmatch(actual) is not None)
    return shown == actual


def _pattern(shown: str) -> re.Pattern[str]:
    parts = (re.escape(part) for part in shown.strip().split(ELLIPSIS))
    return re.compile(".*?".join(parts), re.DOTALL)
