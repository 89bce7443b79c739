"""Lists the sentences that changed between two Markdown texts, in the words that readers see.

Knows no page and no format. What differs in markup alone, emphasis or the level of a heading, changes no sentence; the
address of a link stands among the words, because it is printed.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markdown_it.token import Token

from app.text.diff import Operation, OperationKind, diff
from app.text.markdown import markdown_tokens
from app.text.sentences import sentences
from app.text.spans import Span, boundaries


@dataclass(frozen=True, slots=True)
class Run:
    """Some words of a sentence."""

    words: str
    changed: bool
    """Whether they came or went; where nothing stayed of a sentence, nothing of it is marked."""


@dataclass(frozen=True, slots=True)
class Rewording:
    """Sentences as they were and as they are: one of each, several that run together, none where they came or went."""

    before: tuple[Run, ...]
    after: tuple[Run, ...]


def changed_sentences(old: str, new: str) -> list[Rewording]:
    """Return the sentences that differ, in order; white space alone is no difference."""
    before, after = _said(old), _said(new)
    operations = diff(before, after).operations
    ends = [(0, 0), *_common_ends(operations, _ends(before), frozenset(_ends(after))), (len(before), len(after))]
    found = (
        _rewording(operations, Span(old_start, old_end), Span(new_start, new_end))
        for (old_start, new_start), (old_end, new_end) in pairwise(ends)
        if before[old_start:old_end].split() != after[new_start:new_end].split()
    )
    return list(found)


def changed_line(old: str, new: str) -> Rewording:
    """Return two lines that differ, such as titles, which have no markup."""
    return _rewording(diff(old, new).operations, Span(0, len(old)), Span(0, len(new)))


def _ends(text: str) -> list[int]:
    """Return where the sentences of a text end, with and without the white space behind them: the last one has none."""
    parts = sentences(text)
    starts = boundaries(parts)
    return sorted({*starts, *(start + len(part.rstrip()) for start, part in zip(starts, parts, strict=False))})


def _common_ends(
    operations: Sequence[Operation], old_ends: Sequence[int], new_ends: frozenset[int]
) -> Iterator[tuple[int, int]]:
    """Yield the places in both texts at which a sentence ends in the one and in the other."""
    for operation in operations:
        if operation.kind is not OperationKind.EQUAL:
            continue
        start, end = operation.old_span.start, operation.old_span.end
        for old_end in old_ends[bisect_left(old_ends, start) : bisect_right(old_ends, end)]:
            new_end = old_end - start + operation.new_span.start
            if new_end in new_ends:
                yield old_end, new_end


def _rewording(operations: Sequence[Operation], old: Span, new: Span) -> Rewording:
    first = bisect_left(
        operations, True, key=lambda one: one.old_span.end >= old.start and one.new_span.end >= new.start
    )
    before, after = list[Run](), list[Run]()
    for operation in operations[first:]:
        if operation.old_span.start > old.end or operation.new_span.start > new.end:
            break
        changed = operation.kind is not OperationKind.EQUAL
        before.append(Run(_within(operation.old, operation.old_span.start, old), changed))
        after.append(Run(_within(operation.new, operation.new_span.start, new), changed))
    return Rewording(_shown(before), _shown(after))


def _within(text: str, start: int, span: Span) -> str:
    return text[max(0, span.start - start) : max(0, span.end - start)]


def _shown(runs: list[Run]) -> tuple[Run, ...]:
    """Return runs without empty ones, neighbours of one kind joined and white space closed up."""
    joined = list[Run]()
    for run in runs:
        if run.words and joined and joined[-1].changed == run.changed:
            joined[-1] = Run(joined[-1].words + run.words, run.changed)
        elif run.words:
            joined.append(run)
    stays = any(character.isalnum() for run in joined if not run.changed for character in run.words)
    if not stays:
        joined = [Run("".join(run.words for run in joined), changed=False)]
    closed = [Run(_closed_up(run.words), run.changed) for run in joined]
    if closed:
        closed[0] = Run(closed[0].words.lstrip(), closed[0].changed)
        closed[-1] = Run(closed[-1].words.rstrip(), closed[-1].changed)
    return tuple(run for run in closed if run.words)


def _closed_up(words: str) -> str:
    inner = " ".join(words.split())
    if not inner:
        return " " if words else ""
    return f"{' ' * words[0].isspace()}{inner}{' ' * words[-1].isspace()}"


def _said(text: str) -> str:
    """Return what a text says, a paragraph between blank lines, with the addresses of its links."""
    said = (
        "".join(_words(token.children or ())) if token.type == "inline" else token.content
        for token in markdown_tokens(text)
        if token.type in {"inline", "fence", "code_block"}
    )
    return "\n\n".join(said)


def _words(inline: Sequence[Token]) -> Iterator[str]:
    opened = list[tuple[str, list[str]]]()
    for token in inline:
        match token.type:
            case "text" | "code_inline":
                words = token.content
            case "softbreak" | "hardbreak":
                words = " "
            case "link_open":
                opened.append((str(token.attrGet("href") or ""), []))
                continue
            case "link_close":
                address, within = opened.pop()
                words = "" if address.startswith("#") or address.endswith("".join(within)) else f" ({address})"
            case _:
                continue
        for _, within in opened:
            within.append(words)
        yield words
