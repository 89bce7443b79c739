"""Shows a text as safe HTML that says of each block and each run of letters where in the source it stands.

Offsets count Unicode code points of the text as it is stored. Knows nothing of pages, nor of what is shown there.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, MutableMapping, Sequence
from html import escape
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from markdown_it.common.utils import unescapeAll
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from app.text.anchors import ALONE
from app.text.markdown import Typeset, front_matter, prepare, reader, sanitised, without_front_matter
from app.text.placing import Piece, PlacingParser, keep_pieces, pieces_of
from app.text.typography import typeset_for

_ENDS = re.compile(r"\r\n|\r|\n")
_CLOSING = re.compile(r"[ \t]+#+[ \t]*$")
_RUNS = "runs"
_HERE = frozenset({"data-from", "data-to"})


class Run(NamedTuple):
    """Letters that a reader sees, and the slice ``[start, end)`` of the source that they stand for."""

    letters: str
    start: int
    end: int


def placed_html(
    text: str, *, title: str | None = None, top: int = 1, typeset: Typeset = str, back: str = "Back to the text"
) -> str:
    """Render ``text`` as ``to_html`` does, each block and run of letters with ``data-from`` and ``data-to``.

    Where a run is as long as its slice of the source, its letters stand there one by one, apart from apostrophes and
    spaces that ``typeset`` has set; otherwise it stands for the slice as a whole. What ``typeset`` adds, and what
    nobody wrote, such as the number of a footnote, stands in no run.
    """
    env: MutableMapping[str, Any] = {"back": back, "typeset": typeset}
    parsed = placed_tokens(text, env, title=title, top=top)
    return sanitised(str(_PLACING.renderer.render(parsed, _PLACING.options, env)), everywhere=_HERE)


def html_below(title: str, text: str, language: str, back: str) -> str:
    """Return ``text`` as it reads below its title, with places, and set as a guide sets words of this language."""
    return placed_html(text, title=title, top=2, typeset=typeset_for(language), back=back)


def placed_tokens(text: str, env: MutableMapping[str, Any], *, title: str | None = None, top: int = 1) -> list[Token]:
    """Return the token stream of ``text``, its words with their runs."""
    lines = _Lines(text)
    parsed = _PLACING.parse(without_front_matter(text), env)
    prepare(parsed, title, top, str, ALONE)
    finding = _Finding(lines)
    for before, token in pairwise([Token("", "", 0), *parsed]):
        if token.type == "inline":
            finding.place(token, before)
        elif token.type in {"fence", "code_block"} and token.map:
            token.meta = {**token.meta, _RUNS: [*_code_runs(token, lines)]}
        if token.map and token.nesting >= 0 and not token.hidden:
            start, end = lines.block(*token.map)
            token.attrSet("data-from", str(start))
            token.attrSet("data-to", str(end))
    return parsed


def runs_of(token: Token) -> list[Run]:
    """Return the runs of a token with words; none for others."""
    runs: list[Run] = token.meta.get(_RUNS, [])
    return runs


class _Lines:
    """The lines of a text as its reader counts them, and where each begins."""

    def __init__(self, text: str) -> None:
        base = len(text) - len(text.removeprefix("\ufeff"))
        head = front_matter(text)
        ends = [*_ENDS.finditer(text, base + len(head))]
        skipped = head.count("\n")
        self.starts = [base] * skipped + [base + len(head), *(end.end() for end in ends)]
        stops = [base] * skipped + [*(end.start() for end in ends), len(text)]
        self.lines = [text[start:stop] for start, stop in zip(self.starts, stops, strict=True)]

    def block(self, first: int, behind: int) -> tuple[int, int]:
        """Return where the lines from ``first`` on begin, and where the last of them that is not empty ends."""
        behind = min(behind, len(self.lines))
        while behind > first + 1 and not self.lines[behind - 1].strip():
            behind -= 1
        last = max(behind - 1, 0)
        return self.starts[min(first, last)], self.starts[last] + len(self.lines[last])


class _Stretch(NamedTuple):
    """Where in the source the letters of a block stand from ``start`` to ``end``, one by one."""

    start: int
    end: int
    source: int


class _Finding:
    """Finds where what stands in each block begins in the source, from the first to the last."""

    def __init__(self, lines: _Lines) -> None:
        self._lines = lines
        self._row = -1
        self._column = 0

    def place(self, inline: Token, before: Token) -> None:
        if not inline.map or not inline.content:
            return
        if before.type in {"th_open", "td_open"}:
            stretches = self._in_cell(inline.content, inline.map[0])
        else:
            stretches = self._in_lines(inline, is_heading=before.markup.startswith("#"))
        places = _Places(stretches)
        for child, pieces in zip(inline.children or (), pieces_of(inline, _PLACING.linkify), strict=True):
            if pieces:
                child.meta = {**child.meta, _RUNS: [run for piece in pieces for run in places.runs(piece)]}

    def _in_lines(self, inline: Token, *, is_heading: bool) -> list[_Stretch]:
        assert inline.map
        number, behind = inline.map[0], min(inline.map[1], len(self._lines.lines))
        stretches, start = [], 0
        for line in inline.content.split("\n"):
            words = line.strip()
            while number < behind and (place := self._find(words, number, is_heading=is_heading)) < 0:
                number += 1
            if number == behind:
                break
            indent = len(line) - len(line.lstrip())
            begin = start + indent if words else start
            stretches.append(_Stretch(begin, begin + len(words), self._lines.starts[number] + place))
            start, number = start + len(line) + 1, number + 1
        return stretches

    def _find(self, words: str, number: int, *, is_heading: bool) -> int:
        """Return where a line of the source ends with these words, -1 where it does not."""
        line = self._lines.lines[number].replace("\0", "\ufffd")
        if is_heading and (shorter := _CLOSING.sub("", line)).rstrip().endswith(words):
            line = shorter
        line = line.rstrip()
        return len(line) - len(words) if line.endswith(words) else -1

    def _in_cell(self, words: str, number: int) -> list[_Stretch]:
        if number != self._row:
            self._row, self._column = number, 0
        line = self._lines.lines[number].replace("\0", "\ufffd")
        while self._column <= len(line):
            stop = self._column
            while stop < len(line) and not (line[stop] == "|" and line[stop - 1 : stop] != "\\"):
                stop += 1
            raw, begin = line[self._column : stop], self._column
            self._column = stop + 1
            cell = raw.replace("\\|", "|").strip()
            if cell == words or (begin == 0 and cell.endswith(words)):
                return [*_unescaped(line, raw, begin, words, self._lines.starts[number])]
        return []


def _unescaped(line: str, raw: str, begin: int, words: str, source: int) -> Iterator[_Stretch]:
    """Yield the stretches of a cell, in which a backslash before a bar is no letter."""
    kept = [place for place in range(begin, begin + len(raw)) if line[place : place + 2] != "\\|"]
    letters = "".join(line[place] for place in kept)
    at = len(letters.rstrip()) - len(words)
    start = 0
    for letter in range(1, len(words) + 1):
        if letter == len(words) or kept[at + letter] != kept[at + letter - 1] + 1:
            yield _Stretch(start, letter, source + kept[at + start])
            start = letter


class _Places:
    """Turns places in what stands in a block into places in the source."""

    def __init__(self, stretches: Sequence[_Stretch]) -> None:
        self._stretches = stretches
        self._starts = [stretch.start for stretch in stretches]

    def runs(self, piece: Piece) -> Iterator[Run]:
        if not piece.is_exact:
            start, end = self._at(piece.start), self._at(piece.end - 1)
            if start is not None and end is not None:
                yield Run(piece.letters, start, end + 1)
            return
        place = piece.start
        while place < piece.end:
            index = bisect_right(self._starts, place) - 1
            stretch = self._stretches[index] if index >= 0 else None
            if stretch is not None and place < stretch.end:
                stop = min(piece.end, stretch.end)
                start = stretch.source + place - stretch.start
                yield Run(self._letters(piece, place, stop), start, start + stop - place)
            else:
                # A line break, or the indentation of a line, which code between marks shows as spaces.
                stop = min(piece.end, self._starts[index + 1] if index + 1 < len(self._starts) else piece.end)
                behind = 0 if stretch is None else stretch.source + stretch.end - stretch.start
                following = self._at(stop) if stop < piece.end else behind
                yield Run(self._letters(piece, place, stop), behind, behind if following is None else following)
            place = stop

    def _at(self, place: int) -> int | None:
        index = bisect_right(self._starts, place) - 1
        if index < 0:
            return None
        stretch = self._stretches[index]
        return stretch.source + min(place, stretch.end) - stretch.start

    @staticmethod
    def _letters(piece: Piece, start: int, end: int) -> str:
        return piece.letters[start - piece.start : end - piece.start]


def _code_runs(token: Token, lines: _Lines) -> Iterator[Run]:
    assert token.map
    first = token.map[0] + (token.type == "fence")
    for number, line in enumerate(_code_lines(token.content)):
        if first + number >= len(lines.lines):
            return
        source = lines.lines[first + number].replace("\0", "\ufffd")
        words = line.removesuffix("\n")
        words = words if source.endswith(words) else words.lstrip()
        if words and source.endswith(words):
            start = lines.starts[first + number] + len(source) - len(words)
            yield Run(words, start, start + len(words))
        else:
            yield Run("", 0, 0)


def _code_lines(code: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", code)


def _span(html: str, start: int, end: int) -> str:
    return f'<span data-from="{start}" data-to="{end}">{html}</span>'


def _written(token: Token, words: str) -> str:
    """Return the words of a token, which were set from the letters of its runs, with their places."""
    runs = runs_of(token)
    letters = "".join(run.letters for run in runs)
    places = _aligned(letters, words)
    if places is None or letters == "":
        return escape(words)
    parts: list[str] = []
    done = 0
    for run, begin in zip(runs, accumulate((len(run.letters) for run in runs), initial=0), strict=False):
        for first, last in _stretches(run, places[begin : begin + len(run.letters)]):
            start, end = places[begin + first], places[begin + last] + 1
            parts.append(escape(words[done:start]))
            exact = len(run.letters) == run.end - run.start
            source = (run.start + first, run.start + last + 1) if exact else (run.start, run.end)
            parts.append(_span(escape(words[start:end]), *source))
            done = end
    return "".join([*parts, escape(words[done:])])


def _stretches(run: Run, places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last letter of each part of a run into which nothing was set."""
    if len(run.letters) != run.end - run.start:
        yield 0, len(places) - 1
        return
    first = 0
    for letter in range(1, len(places) + 1):
        if letter == len(places) or places[letter] != places[letter - 1] + 1:
            yield first, letter - 1
            first = letter


def _aligned(letters: str, words: str) -> Sequence[int] | None:
    """Return where in the words each letter stands; None where something else than spaces and apostrophes was set."""
    if letters == words:
        return range(len(words))
    places: list[int] = []
    at = 0
    for letter in letters:
        while at < len(words) and not _stands_for(words[at], letter) and words[at].isspace():
            at += 1
        if at == len(words) or not _stands_for(words[at], letter):
            return None
        places.append(at)
        at += 1
    return places if not words[at:].strip() else None


def _stands_for(word: str, letter: str) -> bool:
    return word == letter or (word == "’" and letter == "'") or (word.isspace() and letter.isspace())


def _text(_renderer: object, run: Sequence[Token], place: int, _options: object, env: MutableMapping[str, Any]) -> str:
    return _written(run[place], env["typeset"](run[place].content))


def _code_inline(_renderer: object, run: Sequence[Token], place: int, _options: object, _env: object) -> str:
    return f"<code>{_written(run[place], run[place].content)}</code>"


def _code(renderer: Any, run: Sequence[Token], place: int, _options: OptionsDict, _env: object) -> str:  # noqa: ANN401
    token = run[place]
    language = next(iter(unescapeAll(token.info).split()), "")
    marks = f' class="language-{escape(language)}"' if language else ""
    lines = zip(_code_lines(token.content), runs_of(token), strict=False)
    code = "".join(_code_line(line, each) for line, each in lines)
    return f"<pre{renderer.renderAttrs(token)}><code{marks}>{code}</code></pre>\n"


def _code_line(line: str, run: Run) -> str:
    if not run.letters:
        return escape(line)
    indent, _, end = line.partition(run.letters)
    return escape(indent) + _span(escape(run.letters), run.start, run.end) + end


_PLACING = reader(PlacingParser())
_PLACING.core.ruler.after("inline", "pieces", keep_pieces)
for _kind, _rule in (("text", _text), ("code_inline", _code_inline), ("fence", _code), ("code_block", _code)):
    _PLACING.add_render_rule(_kind, _rule)
