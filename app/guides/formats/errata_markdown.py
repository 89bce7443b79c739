"""Errata as Markdown: what went is struck out, what came is bold."""

from collections.abc import Iterable, Iterator
from itertools import chain

from app.guides.book import Book
from app.guides.formats.errata import Entry, ErrataLabels, errata_labels, told
from app.guides.formats.labels import labels_for
from app.guides.formats.splice import literal
from app.text.changed_sentences import Run


def lines_of_errata(book: Book) -> Iterator[str]:
    """Yield the paragraphs and lists of a book's errata, in order."""
    words, separator = errata_labels(book.language), labels_for(book.language).separator
    for erratum in told(book):
        yield f"{literal(erratum.lead)} `{erratum.digest}`"
        if erratum.renumbered:
            yield literal(erratum.renumbered)
        for entry in erratum.entries:
            yield f"**{literal(' · '.join(filter(None, (entry.place, entry.title))))}**"
            yield "\n".join(f"- {line}" for line in _lines(words, separator, entry))


def _lines(words: ErrataLabels, separator: str, entry: Entry) -> Iterator[str]:
    yield from map(literal, entry.remarks)
    for row in chain.from_iterable(entry.rewordings):
        yield f"{row.label}{separator}{_marked(row.runs, '~~' if row.went else '**')}"
    for reason in entry.reasons:
        yield f"{words.reason}{separator}{literal(reason)}"


def _marked(runs: Iterable[Run], mark: str) -> str:
    return "".join(_run(run.words, mark if run.changed else "") for run in runs)


def _run(words: str, mark: str) -> str:
    # Marks stand against the words, spaces outside: elsewhere they are read as signs.
    inner = words.strip()
    before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :] if inner else ""
    return f"{before}{mark}{literal(inner)}{mark}{after}" if inner else words
