"""Parts a line of words that is far longer than people write: the typesetter takes quadratic time for one.

Pure.
"""

from collections.abc import Iterator
from typing import TypeAlias

Node: TypeAlias = "str | int | bool | list[Node] | dict[str, Node] | None"
"""What the template reads."""

LONGEST_PARAGRAPH = 10_000
"""Characters that are set as one paragraph: five pages of the guide."""

_ENDS = " \n\t\u200b"
"""Characters behind which a line may end."""


def stretches(words: list[Node], most: int = LONGEST_PARAGRAPH) -> list[list[Node]]:
    """Return words in stretches of at most ``most`` characters, marks counted as one; nothing is lost or added.

    A footnote and the number of a page stand in one whatever their length.
    """
    parts: list[list[Node]] = [[]]
    used = 0
    for word in words:
        for piece in _pieces(word, most):
            size = _size(piece)
            if parts[-1] and used + size > most:
                parts.append([])
                used = 0
            parts[-1].append(piece)
            used += size
    return parts


def _pieces(word: Node, most: int) -> Iterator[Node]:
    match word:
        case str():
            yield from _pieces_of(word, most)
        case {"words": list(words)} if _size(word) > most:
            assert isinstance(word, dict)
            for part in stretches(words, most - 1):
                yield {**word, "words": part}
        case {"text": str(text)} if len(text) >= most:
            assert isinstance(word, dict)
            for piece in _pieces_of(text, most - 1):
                yield {**word, "text": piece}
        case _:
            yield word


def _pieces_of(text: str, most: int) -> Iterator[str]:
    while len(text) > most:
        end = 1 + max(text.rfind(place, 0, most) for place in _ENDS)
        yield text[: end or most]
        text = text[end or most :]
    yield text


def _size(word: Node) -> int:
    match word:
        case str():
            return len(word)
        case {"words": list(words)}:
            return 1 + sum(map(_size, words))
        case {"text": str(text)}:
            return 1 + len(text)
        case _:
            return 1
