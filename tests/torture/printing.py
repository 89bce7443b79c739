"""Prints many random and hostile texts and every example of the specifications of Markdown, and looks at each page.

Prints texts besides that repeat one thing until no more of it can be saved.
"""

from collections.abc import Sequence

from app.errors import Invalid
from app.guides.formats import FORMATS, render
from app.pages.rules import checked_text
from tests.guides.printed import book_of_texts, faults_in
from tests.guides.written import FRAGMENTS, LANGUAGES, SPEC, text_of
from tests.torture.report import Report

FULL, SHORT = 60, 1
"""Random texts in each language."""
TOGETHER = 24
"""Texts of a book whose contents fit on a page."""

LARGEST = 256 * 1024
"""Bytes of a text that repeats one thing."""


def play(each: int) -> Report:
    """Print and judge the texts of one seed after the other, alone, then the examples of the specifications."""
    report, pages, texts = Report(), 0, 0
    random = [([text_of(seed, language)], language, f"seed {seed}") for language in LANGUAGES for seed in range(each)]
    spec = [(SPEC[begin : begin + TOGETHER], "en", f"examples from {begin}") for begin in range(0, len(SPEC), TOGETHER)]
    for written, language, name in (*random, *(spec if each > SHORT else spec[:1])):
        texts += len(written)
        pages += _judge(report, written, language, name)
    for fragment in FRAGMENTS if each > SHORT else FRAGMENTS[:2]:
        texts += 1
        _print(report, largest(fragment))
    report.figures |= {"texts": str(texts), "formats": str(len(FORMATS)), "languages": str(len(LANGUAGES))}
    report.figures["pages laid out"] = str(pages)
    return report


def largest(fragment: str) -> str:
    """Return about as many of a fragment as a text that is saved can have."""
    many = LARGEST // len(fragment.encode())
    while many:
        try:
            return checked_text(fragment * many, LARGEST)
        except Invalid:
            many //= 2
    return fragment


def _print(report: Report, text: str) -> None:
    try:
        for form in FORMATS:
            render(form, book_of_texts([text], "en"))
    except Exception as stopped:  # noqa: BLE001  As below.
        report.faults.append(f"{text[:20]!r} {len(text)} characters: {stopped}")


def _judge(report: Report, written: Sequence[str], language: str, name: str) -> int:
    """Return how many pages there are; a format that cannot be made is a fault."""
    try:
        for form in FORMATS:
            if form != "pdf":
                render(form, book_of_texts(written, language))
        found = faults_in(written, language)
    except Exception as stopped:  # noqa: BLE001  Whatever a renderer raises is what is looked for.
        report.faults.append(f"{language}, {name}: {stopped}")
        return 0
    if found:
        report.faults.append(f"{language}, {name}: {found.told()}")
    return found.pages
