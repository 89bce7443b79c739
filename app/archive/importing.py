"""Imports a file of revisions: resumable, idempotent, a page whole or not at all. Knows no table."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from app.archive.authors import namesakes, refuse_namesakes, require_accounts
from app.archive.lines import Line, Malformed, Replaced, Survey, read_lines, survey
from app.archive.titles import TitleFrom
from app.archive.writing import Target, Writer, Written, compared, find_present
from app.campaigns.rules import Act
from app.campaigns.standing import standing_in
from app.db import Database
from app.identity.actor import Actor

LINES_PER_TRANSACTION = 50
"""An interrupted import loses at most this many lines, and finds them again."""


@dataclass(slots=True)
class Summary:
    """What an import did."""

    lines: int = 0
    imported: int = 0
    present: int = 0
    """Lines that were imported before."""
    pages_left_out: int = 0
    """Pages with a malformed line."""
    malformed: list[Malformed] = field(default_factory=list)
    titles: dict[str, TitleFrom] = field(default_factory=dict, compare=False)
    """Where the title of each page that got a revision was found, in the last one."""
    deleted: set[str] = field(default_factory=set, compare=False)
    """Pages that got a revision, and are deleted by the last one."""
    replaced: dict[int, tuple[Replaced, ...]] = field(default_factory=dict, compare=False)
    """Characters that cannot be stored and were replaced, by line."""
    unused: list[str] = field(default_factory=list, compare=False)
    """Names whose account was told, and who wrote no line."""

    def guessed(self) -> Counter[TitleFrom]:
        """Count the pages whose title neither their line nor their head of metadata tells."""
        return Counter(found for found in self.titles.values() if found in (TitleFrom.HEADING, TitleFrom.NAME))


@dataclass(frozen=True, slots=True)
class _Import:
    """One import on its way."""

    database: Database
    actor: Actor
    path: Path
    target: Target
    campaign_id: int
    max_text_bytes: int
    replace: bool

    def batches(self, left_out: set[str]) -> Iterator[list[Line]]:
        """Yield the lines of the pages that are not left out, as many as go into a transaction."""
        read = read_lines(self.path, self.max_text_bytes, replace=self.replace)
        lines = (line for line in read if isinstance(line, Line) and line.page not in left_out)
        while batch := list(islice(lines, LINES_PER_TRANSACTION)):
            yield batch

    def sorted_out(self, lines: Sequence[Line]) -> list[tuple[Line, Written | Malformed | None]]:
        """Return each line with what is there of it already, compared by digests alone."""
        with self.database.reading() as session:
            present = find_present(session, self.campaign_id, lines)
        return [(line, compared(line, present.get((line.page, line.seq)))) for line in lines]


def import_revisions(
    database: Database,
    actor: Actor,
    path: Path,
    target: Target,
    *,
    max_text_bytes: int,
    progress: Callable[[int, int], None],
    replace: bool = False,
) -> Summary:
    """Import the file into the campaign and return what was done.

    Importing twice adds nothing; an interrupted import goes on where it stopped. A page with a malformed
    line is left as it is, and every such line is in the summary; with ``replace``, characters that cannot be stored
    are replaced instead. ``progress`` is told lines done and lines in all. Raises Invalid for an unreadable file and
    where it is not clear whose account an author stands for, and what a lacking right raises.
    """
    with database.reading() as session:
        standing = standing_in(session, actor, target.campaign)
        standing.require(Act.IMPORT)
    found = survey(path, max_text_bytes, replace=replace)
    running = _Import(database, actor, path, target, standing.campaign_id, max_text_bytes, replace)
    _require_clear_authors(running, found)
    summary = Summary(lines=found.lines, malformed=list(found.malformed), replaced=found.replaced)
    summary.unused = sorted(target.accounts.keys() - found.authors)
    left_out = found.left_out
    done = 0
    for batch in running.batches(left_out):
        _import_batch(running, batch, summary, left_out)
        done += len(batch)
        progress(done, found.lines)
    summary.pages_left_out = len(left_out)
    progress(found.lines, found.lines)
    return summary


def _require_clear_authors(running: _Import, found: Survey) -> None:
    accounts = running.target.accounts
    with running.database.reading() as session:
        require_accounts(session, accounts)
        doubtful = namesakes(session, found.authors, accounts)
    if not doubtful:
        return
    # What was imported before keeps its authors, and adds nobody.
    new = {
        line.author
        for batch in running.batches(found.left_out)
        for line, is_ in running.sorted_out(batch)
        if is_ is None
    }
    refuse_namesakes({name: doubtful[name] for name in doubtful if name in new})


def _import_batch(running: _Import, batch: Sequence[Line], summary: Summary, left_out: set[str]) -> None:
    new = []
    for line, found in running.sorted_out(batch):
        if found is None:
            new.append(line)
        else:
            _note(summary, left_out, line, found)
    if not new:
        return
    with running.database.writing() as session:
        writer = Writer(session, running.actor, running.target)
        for line in new:
            # The lines of a batch are read before the first of them turns out not to fit what is stored.
            if line.page not in left_out:
                _note(summary, left_out, line, writer.write(line))


def _note(summary: Summary, left_out: set[str], line: Line, found: TitleFrom | Written | Malformed) -> None:
    if line.page in left_out:
        return
    match found:
        case Malformed():
            summary.malformed.append(found)
            left_out.add(line.page)
        case Written.PRESENT:
            summary.present += 1
        case TitleFrom():
            summary.imported += 1
            summary.titles[line.page] = found
            (summary.deleted.add if line.deleted else summary.deleted.discard)(line.page)
