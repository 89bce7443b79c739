"""Shows a difference: as a unified diff, in the running text, or side by side.

Knows no page and no style sheet; what a screen reader says is told in the reader's language.
"""

import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

from app.text.align import Match, align
from app.text.blocks import lines
from app.text.diff import Diff, Operation, OperationKind
from app.words.codes import Word
from app.words.saying import Language, Said, tell

_CONTEXT = 3
_DELETED, _INSERTED = Said.of(Word.VIEW_DELETED), Said.of(Word.VIEW_INSERTED)
# Only a line feed ends a line for `patch`; a carriage return is a character like others.
_LINE = re.compile(r"[^\n]*+\n|[^\n]++")


def unified(difference: Diff, old_name: str = "before", new_name: str = "after") -> str:
    """Return the diff by lines, with three lines of context, as `patch` reads it; "" when nothing changed."""
    old_lines = _LINE.findall("".join(operation.old for operation in difference.operations))
    new_lines = _LINE.findall("".join(operation.new for operation in difference.operations))
    runs = list(_runs(align(old_lines, new_lines).matches, len(old_lines), len(new_lines)))
    parts: list[str] = []
    for hunk in _hunks(runs):
        old_range = _range(hunk[0].old_start, hunk[-1].old_end)
        new_range = _range(hunk[0].new_start, hunk[-1].new_end)
        parts.append(f"@@ -{old_range} +{new_range} @@\n")
        for run in hunk:
            old_sign = " " if run.same else "-"
            parts += (_patch_line(old_sign, line) for line in old_lines[run.old_start : run.old_end])
            if not run.same:
                parts += (_patch_line("+", line) for line in new_lines[run.new_start : run.new_end])
    return "".join([f"--- {old_name}\n+++ {new_name}\n", *parts]) if parts else ""


def inline_html(difference: Diff, reader: Language) -> str:
    """Return the text with what was deleted and inserted marked, as a `pre` element; all text is escaped."""
    body = "".join(
        _kept(run[0].old) if run[0].kind is OperationKind.EQUAL else _deleted(run, reader) + _inserted(run, reader)
        for run in _together(difference.operations)
    )
    # HTML drops the first line break of a pre element; this one is given up so that the text keeps its own.
    return f'<pre class="diff diff-inline">\n{body}</pre>\n'


def side_by_side_html(difference: Diff, reader: Language) -> str:
    """Return both texts as columns of a table, unchanged lines on one level; all text is escaped."""
    rows = "".join(
        f"<tr><td><pre>\n{left}</pre></td><td><pre>\n{right}</pre></td></tr>\n"
        for left, right in _rows(difference, reader)
    )
    before, after = tell(Said.of(Word.VIEW_BEFORE), reader), tell(Said.of(Word.VIEW_AFTER), reader)
    head = f'<tr><th scope="col">{escape(before)}</th><th scope="col">{escape(after)}</th></tr>'
    return f'<table class="diff diff-side">\n<thead>{head}</thead>\n<tbody>\n{rows}</tbody>\n</table>\n'


def _rows(difference: Diff, reader: Language) -> Iterator[tuple[str, str]]:
    """Yield the cells of each row; a row ends where a line ends that both texts have there."""
    left: list[str] = []
    right: list[str] = []
    for run in _together(difference.operations):
        if run[0].kind is not OperationKind.EQUAL:
            left.append(_deleted(run, reader))
            right.append(_inserted(run, reader))
            continue
        for line in lines(run[0].old):
            left.append(_kept(line))
            right.append(_kept(line))
            if line.endswith(("\n", "\r")):
                yield "".join(left), "".join(right)
                left, right = [], []
    if left or right:
        yield "".join(left), "".join(right)


def _together(operations: Sequence[Operation]) -> Iterator[list[Operation]]:
    """Gather what is one end of a move; every other operation stands alone."""
    run: list[Operation] = []
    for operation in operations:
        if run and (operation.moved is None or (operation.moved, operation.kind) != (run[0].moved, run[0].kind)):
            yield run
            run = []
        run.append(operation)
    if run:
        yield run


def _deleted(run: Sequence[Operation], reader: Language) -> str:
    moved = run[0].moved
    name = _DELETED if moved is None else Said.of(Word.VIEW_MOVED_AWAY, number=moved)
    return _marked("del", _inside("del", run, reader), moved, tell(name, reader))


def _inserted(run: Sequence[Operation], reader: Language) -> str:
    moved = run[0].moved
    name = _INSERTED if moved is None else Said.of(Word.VIEW_MOVED_HERE, number=moved)
    return _marked("ins", _inside("ins", run, reader), moved, tell(name, reader))


def _inside(element: str, run: Sequence[Operation], reader: Language) -> str:
    """Return the words of a change, and in those of a move what changed on the way marked once more."""
    said = tell(_DELETED if element == "del" else _INSERTED, reader)
    parts = ((each, _changed(each, each.old if element == "del" else each.new, reader)) for each in run)
    return "".join(_marked(element, html, None, said) if each.changed else html for each, html in parts)


def _marked(element: str, html: str, moved: int | None, name: str) -> str:
    if not html:
        return ""
    marks = "" if moved is None else f' class="moved" data-move="{moved}"'
    # ARIA 1.2 lets no name stand on the roles `insertion` and `deletion`; a group may have one.
    return f'<{element} role="group" aria-label="{escape(name)}"{marks}>{html}</{element}>'


def _kept(text: str) -> str:
    # As it is, a browser reads it as a line feed, which draws a line that the text does not have.
    return escape(text).replace("\r", "&#13;")


def _changed(operation: Operation, text: str, reader: Language) -> str:
    """Return changed text with a sign before each character that nobody would see, and is the change."""
    only_space = operation.moved is None and operation.old.split() == operation.new.split()
    signed = _UNSEEN if only_space else _WITHOUT_WIDTH
    return "".join(
        _sign(part, reader) + _kept(part) if signed.fullmatch(part) else _kept(part) for part in _PARTS.findall(text)
    )


_WITHOUT_WIDTH = re.compile(r"[\u00ad\u200b\u2060\ufeff]")
_UNSEEN = re.compile(r"[\s\u00ad\u200b\u2060\ufeff]")
_PARTS = re.compile(r"[\s\u00ad\u200b\u2060\ufeff]|[^\s\u00ad\u200b\u2060\ufeff]++")
_SIGNS = {
    " ": ("·", Said.of(Word.VIEW_SPACE)),
    "\t": ("→", Said.of(Word.VIEW_TAB)),
    "\n": ("↵", Said.of(Word.VIEW_LINE_FEED)),
    "\r": ("␍", Said.of(Word.VIEW_CARRIAGE_RETURN)),
    "\u00a0": ("⍽", Said.of(Word.VIEW_NO_BREAK_SPACE)),
    "\u202f": ("⍽", Said.of(Word.VIEW_NO_BREAK_SPACE)),
}


def _sign(character: str, reader: Language) -> str:
    unseen = Said.of(Word.VIEW_UNSEEN, code=f"{ord(character):04X}")
    sign, named = _SIGNS.get(character, ("▯", unseen))
    return f'<span class="sign" role="img" aria-label="{escape(tell(named, reader))}">{sign}</span>'


class _Run(NamedTuple):
    """Lines of both texts which are the same, or stand for each other."""

    same: bool
    old_start: int
    old_end: int
    new_start: int
    new_end: int

    def head(self) -> "_Run":
        return self._replace(old_end=self.old_start + _CONTEXT, new_end=self.new_start + _CONTEXT)

    def tail(self) -> "_Run":
        size = min(_CONTEXT, self.old_end - self.old_start)
        return self._replace(old_start=self.old_end - size, new_start=self.new_end - size)


def _runs(matches: Sequence[Match], old_end: int, new_end: int) -> Iterator[_Run]:
    old_line = new_line = 0
    for a, b, size in (*matches, Match(old_end, new_end, 0)):
        if (old_line, new_line) != (a, b):
            yield _Run(False, old_line, a, new_line, b)
        if size:
            yield _Run(True, a, a + size, b, b + size)
        old_line, new_line = a + size, b + size


def _hunks(runs: Sequence[_Run]) -> Iterator[list[_Run]]:
    """Gather changed runs with their context; a long unchanged run ends a hunk and begins the next."""
    hunk: list[_Run] = []
    for run in runs:
        size = run.old_end - run.old_start
        if not run.same or (hunk and size <= 2 * _CONTEXT and run is not runs[-1]):
            hunk.append(run)
            continue
        if hunk:
            yield [*hunk, run.head() if size > _CONTEXT else run]
        hunk = [run.tail()]
    if hunk and not hunk[-1].same:
        yield hunk


def _range(start: int, end: int) -> str:
    if start == end:
        return f"{start},0"
    return f"{start + 1}" if end == start + 1 else f"{start + 1},{end - start}"


def _patch_line(sign: str, line: str) -> str:
    return sign + line if line.endswith("\n") else f"{sign}{line}\n\\ No newline at end of file\n"
