"""Fits separate Markdown texts into one document without changing what any of them says.

Knows Markdown alone; the book around the texts is for others.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import pairwise

from markdown_it.token import Token

from app.text.markdown import defined_labels, markdown_tokens, outline, repeats_title, spoken, without_front_matter

_LITERAL = re.compile(r"([\\`*_\[\]<>#~|&])")
_SPACE = re.compile(r"[^\S\u00a0\u202f]+")
_INNER = re.compile(
    r"(?P<skip>\\.|(?<!`)(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<before>\](?:\(|:)[ \t]*\n?[ \t]*<?)(?P<to>#[^\s<>()]+)",
    re.DOTALL,
)
"""The address of a link to a place in the guide, behind its words or its label."""
_TRIED = 50
"""Links of a text with what only looks like one that are tried one by one."""
_BRACKETS = re.compile(
    r"(?P<skip>\\.|(?<!`)(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<lead>^\ {0,3}|\]|)\[(?P<label>[^\[\]]{1,999})\](?P<tail>\[\]|(?=[\[(:])|)",
    re.DOTALL | re.MULTILINE,
)


def literal(words: str) -> str:
    """Return plain words as Markdown that reads as exactly these words."""
    return _LITERAL.sub(r"\\\1", _SPACE.sub(" ", words).strip())


def shared_labels(texts: Sequence[str]) -> frozenset[str]:
    """Return the labels defined in one of ``texts`` which another text mentions too, case folded."""
    folded = [text.casefold() for text in texts]
    defined = frozenset[str]().union(*map(defined_labels, texts))
    return frozenset(label for label in defined if sum(f"[{label}]" in text for text in folded) > 1)


def fit(text: str, *, title: str | None = None, top: int, suffix: str = "", shared: Collection[str] = ()) -> str:
    """Return ``text`` for a place where its headings begin at level ``top``.

    A first heading that repeats ``title`` goes. Underlined headings become marked ones (``###``), labels that
    other texts use as well get ``suffix``, and a code block left open is closed, so that it does not swallow
    the rest of the document.
    """
    mine = defined_labels(text).intersection(shared)
    text = without_front_matter(text).replace("\r\n", "\n").replace("\r", "\n")
    if mine:
        text = _relabel(text, mine, suffix)
    parsed = markdown_tokens(text)
    lines = _close_code(text.split("\n"), parsed)
    if repeats_title(parsed, title):
        assert parsed[0].map is not None
        start, end = parsed[0].map
        lines[start:end] = [""] * (end - start)
        del parsed[:3]
    return "\n".join(_relevel(lines, parsed, top)).strip("\n")


def has_inner_links(text: str) -> bool:
    """Tell quickly whether there may be links in a text to places in the guide."""
    return any(found["to"] for found in _INNER.finditer(text))


def led(text: str, name: Callable[[str], str | None]) -> str:
    """Return ``text`` with the address ``#name`` of each link changed to the name that it is given; no word changes."""
    runs = list(_runs(text))
    found = [
        (place, match) for place, (is_code, run) in enumerate(runs) if not is_code for match in _INNER.finditer(run)
    ]
    new = [(place, match, name(match["to"])) for place, match in found if match["to"]]
    changes = [(place, *match.span("to"), f"#{to}") for place, match, to in new if to is not None]
    changed = _changed(runs, changes)
    if spoken(changed) == spoken(text):
        return changed
    # Some only look like links, and are words.
    return _changed(runs, [change for change in changes[:_TRIED] if spoken(_changed(runs, [change])) == spoken(text)])


def _changed(runs: Sequence[tuple[bool, str]], changes: Sequence[tuple[int, int, int, str]]) -> str:
    """Return runs of lines with some parts replaced: which run, where the part begins and ends, what is there then."""
    changed = [run for _, run in runs]
    for place, start, end, new in reversed(changes):
        changed[place] = f"{changed[place][:start]}{new}{changed[place][end:]}"
    return "\n".join(changed)


def _relevel(lines: Sequence[str], parsed: Sequence[Token], top: int) -> Iterator[str]:
    headings = [(opening, content) for opening, content in pairwise(parsed) if opening.type == "heading_open"]
    levels = outline([int(opening.tag[1:]) for opening, _ in headings], top)
    marked = [
        (opening.map, _marked(lines[slice(*opening.map)], opening.markup, content.content, level))
        for (opening, content), level in zip(headings, levels, strict=True)
        if opening.map
    ]
    done = 0
    for (start, end), heading in sorted(marked):  # The parser puts what stands in footnotes last.
        yield from lines[done:start]
        yield heading
        done = end
    yield from lines[done:]


def _marked(lines: Sequence[str], markup: str, content: str, level: int) -> str:
    """Write a heading with number signs for its level, behind the marks of the quote or list it is in."""
    if markup.startswith("#"):
        return re.sub(rf"(?<![^\s>]){markup}(?=[ \t]|$)", "#" * level, lines[0], count=1)
    first, _, _ = content.partition("\n")
    marks = lines[0].rstrip().removesuffix(first.rstrip())
    words = re.sub(r"[ \t]*\n[ \t]*", " ", content)
    closing = " #" if words.endswith("#") else ""
    return f"{marks}{'#' * level} {words}{closing}"


def _close_code(lines: Sequence[str], parsed: Sequence[Token]) -> list[str]:
    last = next((token for token in reversed(parsed) if token.level == 0 and token.map), None)
    if last is None or last.type != "fence" or last.map is None:
        return list(lines)
    start, end = last.map
    closed = end - start > 1 and re.fullmatch(rf" {{0,3}}{last.markup}{last.markup[0]}*[ \t]*", lines[end - 1])
    if closed:
        return list(lines)
    shown = "\n".join(lines).rstrip().split("\n")
    return [*shown, last.markup]


def _relabel(text: str, mine: Collection[str], suffix: str) -> str:
    """Give ``suffix`` to labels outside code; a label that is also the visible text keeps that text."""

    def renamed(found: re.Match[str]) -> str:
        label = found["label"]
        if label is None or " ".join(label.split()).casefold() not in mine:
            return found.group()
        new = f"[{label}-{suffix}]"
        defines = found["tail"] == "" and found.string[found.end() :].startswith(":")
        if label.startswith("^") or defines or found["lead"] == "]":
            return f"{found['lead']}{new}{found['tail']}"
        if found.string[found.end() : found.end() + 1] in {"[", "("}:
            return found.group()
        return f"{found['lead']}[{label}]{new}"

    return "\n".join(run if is_code else _BRACKETS.sub(renamed, run) for is_code, run in _runs(text))


def _runs(text: str) -> Iterator[tuple[bool, str]]:
    """Yield the lines of ``text`` in runs that are code or are not."""
    lines = text.split("\n")
    code = sorted(token.map for token in markdown_tokens(text) if token.type in {"fence", "code_block"} and token.map)
    done = 0
    for start, end in code:
        if start > done:
            yield False, "\n".join(lines[done:start])
        yield True, "\n".join(lines[start:end])
        done = end
    if done < len(lines):
        yield False, "\n".join(lines[done:])
