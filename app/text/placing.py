"""Reads the words of a block and notes where in it each of them stands.

Knows nothing of where the block stands in its text.
"""

import re
from collections.abc import Iterator, MutableMapping, Sequence
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from app.text.flanking import FlankingParser, FlankingState
from app.text.markdown import ALERT, TASK

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(?=://)")
_LONGEST_ADDRESS = 4096
_WORDS = {"text", "text_special", "code_inline"}
_NOTED = "noted"
_PLACE = "place"


class Piece(NamedTuple):
    """Letters that a reader sees, and from where to where they stand in the source.

    Where both are equally long they stand there one by one; otherwise the letters stand for the source as a whole, as
    ``é`` does for ``&eacute;``.
    """

    letters: str
    start: int
    end: int
    leaf: int = 0
    """Pieces of one leaf stand together, without a mark between them."""

    @property
    def is_exact(self) -> bool:
        return len(self.letters) == self.end - self.start

    def cut(self, begin: int, end: int) -> "Piece":
        """Return a part of the letters, with all of the source where they stand for it as a whole."""
        letters = self.letters[begin:end]
        if not self.is_exact:
            return self._replace(letters=letters)
        end = begin + len(letters)
        return self._replace(letters=letters, start=self.start + begin, end=self.start + end)


class _State(FlankingState):
    def __init__(self, src: str, md: MarkdownIt, env: MutableMapping[str, Any], tokens: list[Token]) -> None:
        super().__init__(src, md, env, tokens)
        self.placed: dict[int, list[Piece]] = {}
        """The pieces of each token, by its identity."""
        self._waiting: list[Piece] = []
        self._covered = 0

    def pushPending(self) -> Token:  # noqa: N802 -- markdown-it's name.
        self._uncover(len(self.pending))
        token = super().pushPending()
        self.placed[id(token)], self._waiting, self._covered = self._waiting, [], 0
        return token

    def note(self, before: int, seen: int) -> None:
        """Note where the letters stand that a rule has read from ``before`` on; ``seen`` tokens were there already."""
        cursor = before
        for token in self.tokens[seen:]:
            if id(token) in self.placed:
                continue
            if token.type == "image":
                token.meta[_PLACE] = (before, self.pos)
            elif token.content:
                piece = self._piece(token, before, cursor)
                self.placed[id(token)], cursor = [piece], piece.end
        self._uncover(len(self.pending))
        if added := self.pending[self._covered :]:
            self._cover(Piece(added, max(before, self.pos - len(added)), self.pos))

    def _piece(self, token: Token, before: int, cursor: int) -> Piece:
        letters = token.content
        if token.type == "text_special":
            return Piece(letters, before, self.pos)
        if token.type == "code_inline":
            start, end = before + len(token.markup), self.pos - len(token.markup)
            padding = (end - start - len(letters)) // 2
            return Piece(letters, start + padding, end - padding)
        found = self.src.find(letters, cursor, self.pos)
        if found < 0 and self.src.startswith("://", before):
            # The letters before it were taken back from what was read already.
            scheme = _SCHEME.match(letters)
            start = before - len(scheme[0] if scheme else "")
            return Piece(letters, start, self.pos)
        return Piece(letters, found, found + len(letters)) if found >= 0 else Piece(letters, before, self.pos)

    def _cover(self, piece: Piece) -> None:
        last = self._waiting[-1] if self._waiting else None
        if last is not None and last.is_exact and piece.is_exact and last.end == piece.start:
            self._waiting[-1] = Piece(last.letters + piece.letters, last.start, piece.end)
        else:
            self._waiting.append(piece)
        self._covered += len(piece.letters)

    def _uncover(self, length: int) -> None:
        """Forget the pieces of what a rule took back from the end."""
        while self._covered > length:
            last = self._waiting.pop()
            self._covered -= len(last.letters)
            if self._covered < length:
                self._cover(last.cut(0, length - self._covered))


class PlacingParser(FlankingParser):
    """Reads as ``FlankingParser`` does, and notes where the letters stand."""

    def parse(self, src: str, md: MarkdownIt, env: MutableMapping[str, Any], tokens: list[Token]) -> list[Token]:
        """Parse ``src`` into ``tokens``, and leave the pieces of all their letters in ``env``."""
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            if rule.__name__ == "fragments_join":
                env.setdefault(_NOTED, {})[id(tokens)] = [*_pieces(state)]
            rule(state)
        return state.tokens

    def tokenize(self, state: Any) -> None:  # noqa: ANN401 -- markdown-it's own loop, with a note after each step.
        rules, end, deepest = self.ruler.getRules(""), state.posMax, state.md.options["maxNesting"]
        while state.pos < end:
            before, seen = state.pos, len(state.tokens)
            if not (state.level < deepest and any(rule(state, False) for rule in rules)):
                state.append_pending(state.src[state.pos])
                state.pos += 1
            state.note(before, seen)
        if state.pending:
            state.pushPending()


def _pieces(state: _State) -> Iterator[Piece]:
    leaf = 0
    for token in state.tokens:
        if token.type not in _WORDS or token.type == "code_inline":
            leaf += 1
        if token.type in _WORDS and token.content:
            yield from (piece._replace(leaf=leaf) for piece in state.placed[id(token)])
            leaf += token.type == "code_inline"


def keep_pieces(state: StateCore) -> None:
    """Hand the pieces of each block over to its token, before rules replace what stands in it."""
    noted = state.env.pop(_NOTED, {})
    for token in state.tokens:
        if token.type == "inline":
            token.meta[_NOTED] = noted.get(id(token.children), [])


def pieces_of(inline: Token, linkify: Any) -> list[list[Piece]]:  # noqa: ANN401  It has no types.
    """Return the pieces of each child of a block; together they have its letters, and none where it has no words."""
    reading = _Reading(inline.meta[_NOTED])
    found: list[list[Piece]] = []
    before: Token | None = None
    for child in inline.children or ():
        if child.type not in {"text", "code_inline"} or not child.content:
            found.append([])
        elif _PLACE in child.meta:
            found.append([Piece(child.content, *child.meta[_PLACE])])
        else:
            found.append(reading.take(child.content) or reading.take_rewritten(child.content, before, linkify))
        before = child
    return found


class _Reading:
    """Takes letters from the pieces of a block, from the first to the last."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = pieces
        self._at = 0
        self._within = 0

    def take(self, letters: str) -> list[Piece]:
        """Return the pieces of the next letters, none where others come next."""
        at, within = self._at, self._within
        taken: list[Piece] = []
        while letters and self._at < len(self._pieces):
            piece = self._pieces[self._at]
            part = piece.cut(self._within, self._within + len(letters))
            if not letters.startswith(part.letters):
                break
            letters = letters[len(part.letters) :]
            taken.append(part)
            self._within += len(part.letters)
            if self._within == len(piece.letters):
                self._at, self._within = self._at + 1, 0
        if letters:
            self._at, self._within = at, within
            return []
        return taken

    def take_rewritten(self, letters: str, before: Token | None, linkify: Any) -> list[Piece]:  # noqa: ANN401
        """Return the pieces of letters that stand for others: a sign for its mark, an address written plainly."""
        ahead = self._ahead()
        box, alert = TASK.match(ahead), ALERT.match(ahead)
        if before is not None and before.info == "auto" and before.type == "link_open":
            found = linkify.match(ahead) or []
            raw = next((link.last_index for link in found if link.index == 0), 0)
            return self._whole(letters, raw)
        if box is not None and letters[:1] in "☐☑":
            return [*self._whole(letters[:2], box.end()), *self.take(letters[2:])]
        return self._whole(letters, alert.end()) if alert is not None else []

    def _whole(self, letters: str, raw: int) -> list[Piece]:
        taken = self.take(self._ahead()[:raw])
        return [Piece(letters, taken[0].start, taken[-1].end)] if taken else []

    def _ahead(self) -> str:
        parts: list[str] = []
        length, within = 0, self._within
        for piece in self._pieces[self._at : self._at + _LONGEST_ADDRESS]:
            if piece.leaf != self._pieces[self._at].leaf or length > _LONGEST_ADDRESS:
                break
            parts.append(piece.letters[within : within + _LONGEST_ADDRESS])
            length, within = length + len(parts[-1]), 0
        return "".join(parts)
