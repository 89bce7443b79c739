"""Tells where a merge says a paragraph too often or puts a change under a wrong heading, by the texts it made.

Knows the pieces of a merge only as what `merge_proof` has proved of them, and nothing of how they were found.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise

from app.text.blocks import lines, verbatim
from app.text.merge import Merged
from app.text.pieces import Piece, Source
from app.text.tokens import tokens

TELLING = 4
"""Tokens from which a paragraph counts; shorter ones are list marks, separators and the like."""
HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]|$)")


def doublings(base: str, ours: str, theirs: str, merged: Merged) -> list[str]:
    """Return the paragraphs of ours or theirs which stand in the result more often than in either.

    Those of which a whole line of the base that says something still parts the two insertions are left out.
    """
    counts = [Counter(map(str.strip, lines(text))) for text in (ours, theirs, merged.text)]
    return [
        line
        for line, count in counts[2].items()
        if count > max(counts[0][line], counts[1][line]) > 0 and tells(line) and has_unparted(base, ours, merged, line)
    ]


def tells(line: str) -> bool:
    return len(tokens(line)) >= TELLING and any(map(str.isalnum, line))


def has_unparted(base: str, ours: str, merged: Merged, line: str) -> bool:
    """Tell whether the two sides write the line at two places with nothing that stayed of the base in between."""
    written = list(sources(base, ours, merged))
    places = [number for number, (text, _) in enumerate(written) if text == line]
    return any(
        Source.OURS in written[one][1] | written[other][1]
        and Source.THEIRS in written[one][1] | written[other][1]
        and not any(by == {Source.BASE} and text for text, by in written[one + 1 : other])
        for one, other in pairwise(places)
    )


def sources(base: str, ours: str, merged: Merged) -> Iterator[tuple[str, set[Source]]]:
    """Yield each line of the result, and of which pieces it is made; a piece that deletes counts where it did."""
    ends: list[int] = []
    length = 0
    for piece in merged.pieces:
        length += len(said(base, ours, piece)) if piece.source is not Source.THEIRS else 0
        length += piece.theirs.end - piece.theirs.start if piece.source is Source.THEIRS else 0
        ends.append(length)
    place = 0
    for line in lines(merged.text):
        end = place + len(line)
        first, last = bisect_right(ends, place), bisect_right(ends, end - 1)
        yield line.strip(), {piece.source for piece in merged.pieces[first : last + 1]}
        place = end


def said(base: str, ours: str, piece: Piece) -> str:
    return piece.base.of(base) if piece.source is Source.BASE else piece.ours.of(ours)


def misplacings(base: str, ours: str, theirs: str, result: str) -> list[str]:
    """Return the new lines of either side that stand under another heading in the result than in that side.

    A heading reworded, and one which the other side put over a line of the same section that stands once, are right.
    """
    was, merged = outline(base), dict(outline(result))
    in_base, in_result = Counter(line for line, _ in was), Counter(line for line, _ in outline(result))
    wrong: list[str] = []
    for side, other in ((outline(ours), outline(theirs)), (outline(theirs), outline(ours))):
        here, there, over = Counter(line for line, _ in side), Counter(line for line, _ in other), dict(other)
        for line, heading in side:
            is_new = here[line] == in_result[line] == 1 and not in_base[line] and not there[line]
            if not is_new or HEADING.match(line) or is_alike(heading, merged[line]):
                continue
            section = [unit for unit, above in side if above == heading and unit != heading]
            held = (unit for unit in section if in_base[unit] == here[unit] == there[unit] == 1)
            if all(over[unit] != merged[line] for unit in held):
                wrong.append(line)
    return wrong


def outline(text: str) -> list[tuple[str, str]]:
    """Return each line that says something, and the heading it stands under."""
    text_lines = lines(text)
    found: list[tuple[str, str]] = []
    heading = ""
    for line, stands_alone in zip(text_lines, verbatim(text_lines), strict=True):
        if not stands_alone and HEADING.match(line):
            heading = line.strip()
        if any(map(str.isalnum, line)):
            found.append((line.strip(), heading))
    return found


def is_alike(one: str, other: str) -> bool:
    old, new = one.strip("# ").casefold(), other.strip("# ").casefold()
    same = SequenceMatcher(None, old.split(), new.split(), autojunk=False).find_longest_match().size
    return old == new or same > 0 or SequenceMatcher(None, old, new, autojunk=False).ratio() > 0.8
