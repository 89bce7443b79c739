"""Aligns the words of a passage that somebody rewrote, as a person would see what stayed of it.

Knows nothing of the rest of the text.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from diff_match_patch import diff_match_patch
from rapidfuzz.distance import Postfix, Prefix

from app.text.align import CELLS, Match, align, joined
from app.text.sentences import sentences
from app.text.spans import boundaries
from app.text.tokens import tokens

# The clean-up shifts edits character by character and copies the passage each time: its time grows with the
# square of this length.
_LONGEST_CLEANED = 8_000
# Two texts of the largest size a page may have.
_LONGEST_COMPARED = 1 << 19


def reworded(old: str, new: str, old_start: int, new_start: int) -> tuple[list[Match], bool]:
    """Return what stayed of two passages which begin at these places, and whether the comparison was coarse.

    The matches are of characters, in order. None begins or ends inside a token, white space aside. Short passages
    get diff-match-patch's semantic clean-up: chance agreements between large changes are left out.
    """
    if len(old) + len(new) > _LONGEST_COMPARED:
        return [], True
    head, tail = _common_ends(old, new)
    old_end, new_end = len(old) - tail, len(new) - tail
    inner, coarse = _reworded(old[head:old_end], new[head:new_end])
    found = [Match(old_start, new_start, head)] if head else []
    found += [Match(old_start + head + a, new_start + head + b, size) for a, b, size in inner]
    if tail:
        found.append(Match(old_start + old_end, new_start + new_end, tail))
    return found, coarse


def _common_ends(old: str, new: str) -> tuple[int, int]:
    """Return how many first and last characters two texts have in common, up to and from a word of both."""
    head: int = Prefix.similarity(old, new)
    while head and not (_begins_word(old, head) and _begins_word(new, head)):
        head -= 1
    tail = min(Postfix.similarity(old, new), len(old) - head, len(new) - head)
    while tail and not (_begins_word(old, len(old) - tail) and _begins_word(new, len(new) - tail)):
        tail -= 1
    return head, tail


def _begins_word(text: str, place: int) -> bool:
    # At its beginning and beside white space every text is cut alike, whatever else stands before or after.
    return (not place or text[place - 1].isspace()) and not text[place : place + 1].isspace()


def _reworded(old: str, new: str) -> tuple[list[Match], bool]:
    if not old or not new:
        return [], False
    old_tokens, new_tokens = tokens(old), tokens(new)
    if len(old_tokens) == len(new_tokens) == 1:
        word, other = len(old.rstrip()), len(new.rstrip())
        if old[:word] != new[:other] and old[word:] == new[other:]:
            return [Match(word, other, len(old) - word)], False
    if len(old_tokens) * len(new_tokens) > CELLS:
        return _by_sentence(old, new)
    old_cut, new_cut = _Cut.of(old_tokens), _Cut.of(new_tokens)
    matches, coarse = _by_token(old_cut, new_cut)
    if len(old) + len(new) <= _LONGEST_CLEANED:
        matches = list(_at_edges(_matches(_cleaned(old, new, matches)), old_cut, new_cut))
    return matches, coarse


class _Cut(NamedTuple):
    """A passage in tokens, and where they begin and end."""

    tokens: list[str]
    cuts: list[int]

    @classmethod
    def of(cls, parts: list[str]) -> "_Cut":
        return cls(parts, boundaries(parts))

    def is_inside(self, place: int) -> bool:
        """Tell whether a place is inside a word or a run of marks; the white space after it is not."""
        token = bisect_right(self.cuts, place) - 1
        return token < len(self.tokens) and 0 < place - self.cuts[token] < len(self.tokens[token].rstrip())


def _by_sentence(old: str, new: str) -> tuple[list[Match], bool]:
    old_parts, new_parts = sentences(old), sentences(new)
    old_cuts, new_cuts = boundaries(old_parts), boundaries(new_parts)
    found: list[Match] = []
    aligned = align(old_parts, new_parts)
    coarse = aligned.coarse
    old_part = new_part = 0
    for match in (*aligned.matches, Match(len(old_parts), len(new_parts), 0)):
        start_old, start_new = old_cuts[old_part], new_cuts[new_part]
        stop_old, stop_new = old_cuts[match.a], new_cuts[match.b]
        inner, inner_coarse = _by_token(
            _Cut.of(tokens(old[start_old:stop_old])), _Cut.of(tokens(new[start_new:stop_new]))
        )
        coarse |= inner_coarse
        found += (Match(start_old + part.a, start_new + part.b, part.size) for part in inner)
        old_part, new_part = match.a + match.size, match.b + match.size
        if match.size:
            found.append(Match(stop_old, stop_new, old_cuts[old_part] - stop_old))
    return found, coarse


def _by_token(old: _Cut, new: _Cut) -> tuple[list[Match], bool]:
    """Align tokens, not the white space after them: a word that now ends a line is still the same word."""
    aligned = align([token.rstrip() for token in old.tokens], [token.rstrip() for token in new.tokens])
    found: list[Match] = []
    for a, b, size in aligned.matches:
        if old.tokens[a : a + size] == new.tokens[b : b + size]:
            found.append(Match(old.cuts[a], new.cuts[b], old.cuts[a + size] - old.cuts[a]))
            continue
        for step in range(size):
            # Equal but for white space, so that comparing by characters cannot cut a word.
            kept: int = Prefix.similarity(old.tokens[a + step], new.tokens[b + step])
            found.append(Match(old.cuts[a + step], new.cuts[b + step], kept))
    return joined(found), aligned.coarse


def _cleaned(old: str, new: str, matches: Sequence[Match]) -> list[tuple[int, str]]:
    diffs: list[tuple[int, str]] = []
    old_place = new_place = 0
    for a, b, size in (*matches, Match(len(old), len(new), 0)):
        diffs.append((diff_match_patch.DIFF_DELETE, old[old_place:a]))
        diffs.append((diff_match_patch.DIFF_INSERT, new[new_place:b]))
        diffs.append((diff_match_patch.DIFF_EQUAL, old[a : a + size]))
        old_place, new_place = a + size, b + size
    diffs = [part for part in diffs if part[1]]
    engine = diff_match_patch()
    engine.diff_cleanupMerge(diffs)
    engine.diff_cleanupSemantic(diffs)
    return diffs


def _matches(diffs: Sequence[tuple[int, str]]) -> Iterator[Match]:
    old_place = new_place = 0
    for sign, text in diffs:
        if sign == diff_match_patch.DIFF_EQUAL:
            yield Match(old_place, new_place, len(text))
        old_place += len(text) if sign != diff_match_patch.DIFF_INSERT else 0
        new_place += len(text) if sign != diff_match_patch.DIFF_DELETE else 0


def _at_edges(matches: Iterator[Match], old: _Cut, new: _Cut) -> Iterator[Match]:
    """Shrink matches which the clean-up made begin or end inside a token."""
    for a, b, size in matches:
        start, end = 0, size
        while start < end and (old.is_inside(a + start) or new.is_inside(b + start)):
            start += 1
        while start < end and (old.is_inside(a + end) or new.is_inside(b + end)):
            end -= 1
        if start < end:
            yield Match(a + start, b + start, end - start)
