"""Finds the headings of a Markdown text and tells a reworded one from another one.

Knows nothing of what stands under them.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel, LCSseq

_HEADING = re.compile(r"[ ]{0,3}#{1,6}(?:[ \t]|$)")
_UNDERLINE = re.compile(r"[ ]{0,3}(?:=+|-+)[ \t]*$")
_ANY = re.compile(rf"(?:{_HEADING.pattern})|(?:{_UNDERLINE.pattern})", re.MULTILINE)
_WORD = re.compile(r"\w+")
_SAME_WORDS = 0.5
# A letter or two may differ in a heading of one word.
_SAME_SPELLING = 0.85


class Heading(NamedTuple):
    """Where a heading begins, in code points, and its line."""

    start: int
    line: str


def may_hold_heading(text: str) -> bool:
    """Tell quickly whether some whole lines may hold a heading, or the underline of one."""
    return ("#" in text or "-" in text or "=" in text) and any(map(_ANY.match, text.split("\n")))


def headings(text_lines: Sequence[str], stand_alone: Sequence[bool], cuts: Sequence[int]) -> list[Heading]:
    """Return the headings of a whole text in order.

    Given its lines, which of them `verbatim` found not to be prose, and where they begin.
    """
    found: list[Heading] = []
    for number, line in enumerate(text_lines):
        if stand_alone[number]:
            continue
        if "#" in line and _HEADING.match(line):
            found.append(Heading(cuts[number], line))
        elif line[0] in " =-" and number and _UNDERLINE.match(line) and not stand_alone[number - 1]:
            # Of a paragraph over an underline the last line stands for the heading.
            above = text_lines[number - 1]
            if _WORD.search(above) and not _HEADING.match(above):
                found.append(Heading(cuts[number - 1], above))
    return found


def is_reworded(old: str, new: str) -> bool:
    """Tell whether a line says what a heading said.

    All words of the one stand in the other, or more than half of the longer one's do, or all letters but one or two.
    """
    old_words, new_words = (_WORD.findall(line.casefold()) for line in (old, new))
    if not old_words or not new_words:
        return old_words == new_words
    common = LCSseq.similarity(old_words, new_words)
    if common == min(len(old_words), len(new_words)) or common > _SAME_WORDS * max(len(old_words), len(new_words)):
        return True
    return Indel.normalized_similarity(" ".join(old_words), " ".join(new_words)) >= _SAME_SPELLING
