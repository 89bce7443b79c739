"""Shows how a text changed in the text as it reads: what went and what came stands marked in its place.

Knows nothing of Markdown. A change of marks alone, such as words that became bold, shows as the newer text has it.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from itertools import islice

from app.text.align import Match, align
from app.text.diff import OperationKind, diff
from app.text.elements import Element, read, written
from app.text.tokens import tokens
from app.words.codes import Word
from app.words.saying import Language, Said, tell

ALIKE = 0.35
"""Share of words that two blocks have in common, from which one counts as the other rewritten."""
AHEAD = 20
"""Blocks in which the one that was rewritten is looked for."""
_HELD_BY_KIND = frozenset({"li", "tr", "td", "th", "thead", "tbody", "ol", "ul", "table", "section"})
"""What can hold, or stand in, certain elements only, so that marks go inside."""


def rendered_diff(old_html: str, new_html: str, reader: Language) -> str:
    """Return the newer of two rendered texts, with what came as ``ins`` and what went as ``del``.

    Both are HTML as ``to_html`` returns it, and so is the answer: without its ``ins`` it has the words of the older
    text, without its ``del`` those of the newer.
    """
    return _Marking(reader).blocks(read(old_html).blocks(), read(new_html).blocks())


class _Marking:
    def __init__(self, reader: Language) -> None:
        self._said = {
            "ins": tell(Said.of(Word.VIEW_INSERTED), reader),
            "del": tell(Said.of(Word.VIEW_DELETED), reader),
        }

    def blocks(self, old: Sequence[Element], new: Sequence[Element]) -> str:
        """Return the blocks of the newer text, and in their places those that went."""
        matches = align([block.html() for block in old], [block.html() for block in new]).matches
        parts: list[str] = []
        old_place = new_place = 0
        for a, b, size in (*matches, Match(len(old), len(new), 0)):
            for before, after in _paired(old[old_place:a], new[new_place:b]):
                parts.append(self._block(before, after))
            parts += (block.html() for block in new[b : b + size])
            old_place, new_place = a + size, b + size
        return "".join(f"{part}\n" for part in parts)

    def _block(self, old: Element | None, new: Element | None) -> str:
        if old is None or new is None:
            return self._whole(old, "del") if new is None else self._whole(new, "ins")
        old_blocks, new_blocks = old.blocks(), new.blocks()
        if old_blocks and new_blocks and _holds_blocks(new):
            return new.around("\n" + self.blocks(old_blocks, new_blocks))
        if _holds_blocks(old) or _holds_blocks(new):
            # Words on one side and blocks on the other have no place in each other.
            return new.around(self._inside(old, "del") + self._inside(new, "ins"))
        return new.around(self._words(old, new))

    def _whole(self, block: Element | None, element: str) -> str:
        """Return a block that went or came as a whole."""
        if block is None:
            return ""
        if block.tag in _HELD_BY_KIND:
            named = element == "ins"
            return block.around(self._inside(block, element), named=named)
        return self._marked(element, block.html(named=element == "ins"))

    def _inside(self, block: Element, element: str) -> str:
        blocks = block.blocks()
        if _holds_blocks(block):
            return "".join(self._whole(part, element) for part in blocks)
        inside = "".join(written(part, named=element == "ins") for part in block.parts)
        return self._marked(element, inside) if inside.strip() else ""

    def _words(self, old: Element, new: Element) -> str:
        """Return what a block of words holds, each change where it was made."""
        changes = _Changes(old.text, new.text)
        inside = "".join(self._part(part, changes) for part in new.parts)
        return inside + self._rest(changes)

    def _part(self, part: Element | str, changes: "_Changes") -> str:
        if isinstance(part, str):
            return "".join(self._run(kind, words) for kind, words in changes.take(len(part)))
        if part.tag == "br":
            return "".join(self._break(part, kind, words) for kind, words in changes.take(1))
        return part.around("".join(self._part(inner, changes) for inner in part.parts))

    def _break(self, part: Element, kind: str, words: str) -> str:
        """Return a line break, or the words that went before it."""
        if kind == "del":
            return self._run(kind, words)
        return self._marked(kind, part.html()) if kind else part.html()

    def _rest(self, changes: "_Changes") -> str:
        return "".join(self._run(kind, words) for kind, words in changes.rest())

    def _run(self, kind: str, words: str) -> str:
        return self._marked(kind, escape(words, quote=False)) if kind else escape(words, quote=False)

    def _marked(self, element: str, html: str) -> str:
        # ARIA 1.2 lets no name stand on the roles `insertion` and `deletion`; a group may have one.
        return f'<{element} role="group" aria-label="{escape(self._said[element])}">{html}</{element}>' if html else ""


class _Changes:
    """The changes of a stretch of words, taken piece by piece along the newer one."""

    def __init__(self, old: str, new: str) -> None:
        self._runs: list[tuple[str, str]] = []
        for operation in diff(old, new).operations:
            if operation.kind is OperationKind.EQUAL:
                self._runs.append(("", operation.new))
                continue
            self._runs += [(kind, words) for kind, words in (("del", operation.old), ("ins", operation.new)) if words]
        self._runs.reverse()

    def take(self, length: int) -> Iterator[tuple[str, str]]:
        """Yield what stands along so many letters of the newer text, and before them what went."""
        while length and self._runs:
            kind, words = self._runs.pop()
            if kind == "del":
                yield kind, words
                continue
            if len(words) > length:
                self._runs.append((kind, words[length:]))
                words = words[:length]
            length -= len(words)
            yield kind, words

    def rest(self) -> Iterator[tuple[str, str]]:
        """Yield what went behind the last letter."""
        while self._runs:
            yield self._runs.pop()


def _holds_blocks(element: Element) -> bool:
    return bool(element.blocks())


def _paired(old: Sequence[Element], new: Sequence[Element]) -> Iterator[tuple[Element | None, Element | None]]:
    """Yield each block with the one that it was rewritten to, in the order of both; None for what went or came."""
    bags = [_bag(block) for block in old]
    # Where one block stands for one, it is that one rewritten if they have anything in common.
    least = ALIKE if len(old) > 1 or len(new) > 1 else sys.float_info.min
    place = came = 0
    for number, block in enumerate(new):
        bag = _bag(block)
        ahead = islice(range(place, len(old)), AHEAD)
        found = next((at for at in ahead if old[at].tag == block.tag and _likeness(bags[at], bag) >= least), None)
        if found is None:
            continue
        yield from ((gone, None) for gone in old[place:found])
        yield from ((None, each) for each in new[came:number])
        yield old[found], block
        place, came = found + 1, number + 1
    yield from ((gone, None) for gone in old[place:])
    yield from ((None, each) for each in new[came:])


def _bag(block: Element) -> Counter[str]:
    return Counter(token.rstrip() for token in tokens(block.text))


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0
