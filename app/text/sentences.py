"""Cuts a Markdown text into sentences, the smallest things of prose that two people may change side by side.

Knows French, English and Japanese typography; where it cannot tell, it does not cut.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from app.text.blocks import lines, verbatim

_OPENS_BLOCK = re.compile(
    r"""[ \t]*+(?:
        \#{1,6}(?:[ \t]|$)                             # heading
      | [-*+][ \t] | [0-9]{1,9}[.)][ \t] | >           # list item, quotation
      | \[\^[^\]\s]{1,99}\]:                           # footnote
      | (?:-++ | =++ | (?:[-*_][ \t]*+){3,}+)\s*$      # underline of a heading, rule
    )""",
    re.MULTILINE | re.VERBOSE,
)
_MARKER = re.compile(r"[ \t>]*+(?:[-*+][ \t]++|[0-9]{1,9}[.)][ \t]++|#{1,6}[ \t]++)?+")
_WIDE = "。！？｡．"
_END = re.compile(
    rf"""(?P<mark>[.!?…‽{_WIDE}][.!?…‽{_WIDE}]*+)
    (?P<close>(?:[ \u00a0\u202f]?»|["'”’»›)\]*_~」』）】〕]|\[\^[^\]\s]{{1,99}}\])*+)
    (?P<space>\s*+)""",
    re.VERBOSE,
)
_OPENING = re.compile(r"[\s\"'“‘«‹(\[*_~¿¡—–-]*+(.)", re.DOTALL)
_LAST_WORD = re.compile(r"[\w.'’°-]++$")
_REACH = 16
_INITIAL = re.compile(r"(?:^|[.'’-])[^\W\d_]$")
# « M. Dupont » and "Dr. Smith": a capital follows although the sentence goes on.
_TITLES = frozenset(
    (
        "MM",
        "Mme",
        "Mmes",
        "Mlle",
        "Mlles",
        "Mr",
        "Mrs",
        "Ms",
        "Dr",
        "Drs",
        "Pr",
        "Prof",
        "Me",
        "Mgr",
        "St",
        "Ste",
        "Messrs",
        "Gen",
        "Col",
        "Capt",
        "Rev",
        "Hon",
    )
)
_SHORT = frozenset(("cf", "vs", "env", "ex", "éd", "tél", "réf", "approx", "resp", "av", "apr", "viz"))
# These also end sentences ("He said no."), so that only a number after them tells.
_BEFORE_NUMBER = frozenset(
    (
        "art",
        "arts",
        "fig",
        "figs",
        "chap",
        "ch",
        "sect",
        "vol",
        "no",
        "nos",
        "num",
        "p",
        "pp",
        "par",
        "al",
        "l",
        "n",
    )
)
_MARKED = re.compile(r"[`*_~\[]")
_INLINE = re.compile(r"\\.|`+|\*+|_+|~~|\[|\]\(|\]\[|\]|\)", re.DOTALL)


def sentences(text: str) -> list[str]:
    """Return the sentences of `text` in order; joined they are `text` again.

    White space and the line ending belong to the sentence on their left. A sentence goes on over a soft line
    break; a blank line, a heading and every line of a table, a code block or front matter stand alone. Links,
    code spans and emphasis are never cut.
    """
    text_lines = lines(text)
    return sentences_of(text_lines, verbatim(text_lines))


def sentences_of(text_lines: Sequence[str], stand_alone: Sequence[bool]) -> list[str]:
    """Return the sentences of some lines of a text, given which of them `verbatim` found not to be prose."""
    parts: list[str] = []
    held: list[str] = []
    for line, stands_alone in zip(text_lines, stand_alone, strict=True):
        if held and (stands_alone or not line.strip() or _OPENS_BLOCK.match(line)):
            parts += _split("".join(held))
            held = []
        if stands_alone:
            parts.append(line)
            continue
        held.append(line)
        if _ends_block(line):
            parts += _split("".join(held))
            held = []
    return [*parts, *_split("".join(held))]


def _ends_block(line: str) -> bool:
    body = line.rstrip("\r\n")
    # Of nothing but these marks are the underline of a heading and a rule.
    return not body.strip("=-*_ \t") or body.endswith(("  ", "\\")) or body.lstrip().startswith("#")


def _split(paragraph: str) -> Iterator[str]:
    cuts = list(_cuts(paragraph))
    whole = _unbreakable(paragraph) if cuts and _MARKED.search(paragraph) else []
    start = 0
    for cut in cuts:
        if not _is_inside(cut, whole):
            yield paragraph[start:cut]
            start = cut
    if start < len(paragraph):
        yield paragraph[start:]


def _cuts(paragraph: str) -> Iterator[int]:
    """Yield where a sentence may begin after another one, as far as punctuation tells."""
    marker = _MARKER.match(paragraph)
    start = marker.end() if marker else 0
    for end in _END.finditer(paragraph, start):
        if end.end() < len(paragraph) and _ends_sentence(paragraph, end):
            yield end.end()


def _ends_sentence(paragraph: str, end: re.Match[str]) -> bool:
    if end["mark"][-1] in _WIDE:
        # 「はい。」と言った: the particle after the bracket carries the sentence on.
        return not (end["close"] and "\u3041" <= paragraph[end.end()] <= "\u309f")
    following = _OPENING.match(paragraph, end.end())
    if not end["space"] or following is None or following[1].islower():
        return False
    return end["mark"] != "." or not _is_abbreviated(paragraph, end.start(), following[1])


def _is_abbreviated(paragraph: str, dot: int, following: str) -> bool:
    word = _LAST_WORD.search(paragraph[max(0, dot - _REACH) : dot])
    if word is None:
        return False
    name = word[0].replace("’", "'").rpartition("'")[2]
    return (
        _INITIAL.search(name) is not None
        or name in _TITLES
        or name.lower() in _SHORT
        or (following.isdigit() and name.lower() in _BEFORE_NUMBER)
    )


def _is_inside(cut: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Tell whether a span of these, which are ordered and disjoint, begins before `cut` and ends after it."""
    place = bisect_left(spans, (cut, 0)) - 1
    return place >= 0 and spans[place][0] < cut < spans[place][1]


def _unbreakable(paragraph: str) -> list[tuple[int, int]]:
    """Return the spans of links, code and emphasis, ordered and joined where they overlap."""
    found = sorted(_inline_spans(paragraph))
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _inline_spans(paragraph: str) -> Iterator[tuple[int, int]]:
    """Yield the spans between marks that open and close; a mark without its partner is plain text."""
    marks = list(_INLINE.finditer(paragraph))
    code = list(_code_spans(marks))
    rest = [mark for mark in marks if not _is_inside(mark.end(), code)]
    yield from code
    yield from _link_spans(rest)
    yield from _emphasis_spans(paragraph, rest)


def _code_spans(marks: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    runs = [mark for mark in marks if mark[0][0] == "`"]
    last_run = {run[0]: run.start() for run in runs}
    opened: re.Match[str] | None = None
    for run in runs:
        if opened is None:
            opened = run if last_run[run[0]] > run.start() else None
        elif run[0] == opened[0]:
            yield opened.start(), run.end()
            opened = None


def _link_spans(marks: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    """Yield `[text](target)`, `[text][label]` and `[text]`, each from its first bracket."""
    brackets: list[int] = []
    link = -1
    for mark in marks:
        sign = mark[0]
        if sign == "[":
            brackets.append(mark.start())
        elif sign[0] == "]" and brackets:
            yield brackets[-1], mark.end()
            link = brackets[-1] if sign == "](" else link
            if sign != "][":
                brackets.pop()
        elif sign == ")" and link >= 0:
            yield link, mark.end()
            link = -1


def _emphasis_spans(paragraph: str, marks: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    opened: dict[str, int] = {}
    for mark in marks:
        sign = mark[0]
        if sign[0] not in "*_~":
            continue
        if sign in opened and not paragraph[mark.start() - 1].isspace():
            yield opened.pop(sign), mark.end()
        elif mark.end() < len(paragraph) and not paragraph[mark.end()].isspace():
            opened[sign] = mark.start()
