"""Holds the guide of the demo against validators that others wrote; ``python -m tests.files`` plays the demo first.

Each validator must refuse a planted defect before it may pass a file. Installs nothing: what is missing is named,
with the command that brings it.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from app.demo.stage import play_demo

TOOLS = {
    "java": "default-jre-headless",
    "qpdf": "qpdf",
    "gs": "ghostscript",
    "cmark": "cmark",
}
"""Programs, and the Debian packages that hold them."""
FOLDER = Path(__file__).parents[1] / ".tools"
VNU = FOLDER / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
GET_VNU = "npm install --prefix .tools --no-save vnu-jar@26.9.27"
SECONDS = 120
HEADING = re.compile(r'<heading level="\d">(.*?)</heading>', re.DOTALL)
MARKUP = re.compile(r"<[^>]*>")

Spoil = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Check:
    """A command that ends with 0 for a sound file, and a defect that it must find."""

    form: str
    command: tuple[str, ...]
    spoil: Spoil


def stray_end(page: bytes) -> bytes:
    return page.replace(b"</body>", b"</section></body>")


def cut_short(file: bytes) -> bytes:
    return file[: len(file) // 2]


CHECKS = (
    Check("html", ("java", "-jar", str(VNU), "--errors-only"), stray_end),
    Check("pdf", ("qpdf", "--check"), cut_short),
    Check("pdf", ("gs", "-q", "-dNOPAUSE", "-dBATCH", "-dPDFSTOPONERROR", "-sDEVICE=nullpage"), cut_short),
)


def missing() -> Iterator[str]:
    """Yield a sentence for each tool that is not there, with the way to get it."""
    packages = [package for program, package in TOOLS.items() if shutil.which(program) is None]
    if packages:
        yield f"The validators need {', '.join(packages)}: apt-get install --yes {' '.join(packages)}"
    if not VNU.exists():
        yield f"The validator of HTML is missing: {GET_VNU}"


def faults(folder: Path) -> Iterator[str]:
    """Yield what is wrong with the guide in a folder, and each validator that finds nothing where it must."""
    for check in CHECKS:
        file = folder / f"guide.{check.form}"
        spoilt = folder / f"spoilt.{check.form}"
        spoilt.write_bytes(check.spoil(file.read_bytes()))
        name = check.command[0]
        code, said = run(*check.command, str(spoilt))
        if code == 0:
            yield f"{name} finds nothing in a {check.form} with a planted defect: {said}"
        code, said = run(*check.command, str(file))
        print(f"{name}: {file.name} {'is sound' if code == 0 else 'is not sound'}", flush=True)
        if code != 0:
            yield f"{name} refuses {file.name}:\n{said}"
    book, markdown = json.loads((folder / "guide.json").read_bytes()), folder / "guide.md"
    spoilt = folder / "spoilt.md"
    spoilt.write_bytes(cut_short(markdown.read_bytes()))
    if not lost_titles(book, spoilt):
        yield "cmark finds every title in half of guide.md."
    lost = lost_titles(book, markdown)
    print(f"cmark: guide.md {'has lost titles' if lost else 'is sound'}", flush=True)
    yield from (f"No heading of guide.md is {title!r}." for title in lost)


def lost_titles(book: dict[str, Any], file: Path) -> list[str]:
    """Return the questions and titles of the book that a reader of CommonMark finds in no heading of the file."""
    _, tree = run("cmark", "--to", "xml", str(file))
    headings = [unescape(MARKUP.sub("", found)) for found in HEADING.findall(tree)]
    titles = [chapter["question"] for chapter in book["chapters"]]
    titles += [tip["passage"]["title"] for chapter in book["chapters"] for tip in chapter["tips"]]
    return [title for title in titles if not any(title in heading for heading in headings)]


def run(*command: str) -> tuple[int, str]:
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    return done.returncode, done.stdout + done.stderr


def main() -> int:
    if said := [*missing()]:
        print("\n".join(said), file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as name:
        play_demo(Path(name), serve=False, port=0)
        found = [*faults(Path(name))]
    print("\n".join(found), file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
