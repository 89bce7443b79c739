"""Cuts a Markdown text into lines and tells which of them must not be cut further.

Knows only as much of CommonMark as that needs; rendering is `markdown`'s business.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_LINE = re.compile(r"[^\r\n]*+(?:\r\n|\r|\n)|[^\r\n]++")
_LEAD = r"[ \t]*+(?:>[ \t]*+)*+"
_MARKER = r"(?:[-*+]|[0-9]{1,9}[.)])"
_FENCE = re.compile(rf"{_LEAD}(?:{_MARKER}[ \t]++)?+(`{{3,}}+(?=[^`]*+$)|~{{3,}}+)")
_ITEM = re.compile(rf"([ \t]*+{_MARKER})([ \t]++|$)")
_TAB = 4


def lines(text: str) -> list[str]:
    r"""Return the lines of `text`, each with its `\n`, `\r\n` or `\r`; joined they are `text` again."""
    found = text.splitlines(keepends=True)
    # Python ends lines at more characters than Markdown does; then there are more lines than ends.
    return found if len(found) == text.count("\n") + (not text.endswith("\n")) else _LINE.findall(text)


def verbatim(text_lines: Sequence[str]) -> list[bool]:
    """Tell for each line whether it stands in front matter, a fenced or indented code block or a table.

    In such a line white space and marks have a meaning, so that the line is the smallest thing to replace.
    `text_lines` is a whole text as `lines` cuts it. Source: CommonMark 0.31, GitHub's tables.
    """
    flags = [False] * len(text_lines)
    start = _front_matter(text_lines)
    flags[:start] = [True] * start
    _mark_code(text_lines, flags, start)
    _mark_tables(text_lines, flags)
    return flags


def _front_matter(text_lines: Sequence[str]) -> int:
    """Return the number of lines of YAML front matter, its two fences included."""
    if text_lines and text_lines[0].rstrip() == "---":
        for number, line in enumerate(text_lines[1:], start=2):
            if line.rstrip() in {"---", "..."}:
                return number
    return 0


@dataclass(slots=True)
class _Code:
    """What the lines so far have opened."""

    fence: str = ""
    quoted: bool = False
    content: int = 0
    """Columns by which a line belongs to the open list item; 0 outside a list."""
    blank: bool = True


def _mark_code(text_lines: Sequence[str], flags: list[bool], start: int) -> None:
    state = _Code()
    for number in range(start, len(text_lines)):
        line = text_lines[number]
        if state.fence and state.quoted and not line.lstrip().startswith(">"):
            state.fence = ""
        if state.fence:
            flags[number] = True
            if state.fence in line and _closes(line, state.fence):
                state.fence = ""
            continue
        if line.isspace():
            state.blank = True
            continue
        if line[0].isalpha():
            # Most lines of a guide begin with a letter: no mark opens here, and after a blank line the list is over.
            state.content = 0 if state.blank else state.content
            state.blank = False
            continue
        fence = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if fence:
            flags[number] = True
            state.fence, state.quoted = fence[1], line.lstrip().startswith(">")
            continue
        flags[number] = _is_indented_code(line, state)


def _closes(line: str, fence: str) -> bool:
    bare = line.strip().lstrip("> \t")
    return len(bare) >= len(fence) and not bare.strip(fence[0])


def _is_indented_code(line: str, state: _Code) -> bool:
    after_blank, state.blank = state.blank, False
    indent = _columns(line[: len(line) - len(line.lstrip())]) if line[0].isspace() else 0
    if after_blank and indent >= state.content + _TAB:
        # The next line of the block has no blank line before it, yet is code like this one.
        state.blank = True
        return True
    item = _ITEM.match(line)
    if item:
        state.content = _columns(item[1]) + 1
    elif after_blank and indent < state.content:
        state.content = 0
    return False


def _columns(space: str) -> int:
    return len(space.expandtabs(_TAB))


def _mark_tables(text_lines: Sequence[str], flags: list[bool]) -> None:
    row = 1
    while row < len(text_lines):
        if (
            "|" in text_lines[row]
            and "|" in text_lines[row - 1]
            and _is_delimiter_row(text_lines[row])
            and not flags[row]
        ):
            flags[row - 1] = True
            while row < len(text_lines) and text_lines[row].strip() and not flags[row]:
                flags[row] = True
                row += 1
        row += 1


def _is_delimiter_row(line: str) -> bool:
    return "|" in line and "-" in line and not line.strip("|:- \t\r\n>")
