"""Cuts a text into paragraphs, and paragraphs into sentences, as authorship follows them from text to text.

Knows nothing of authors.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import accumulate, chain, pairwise
from typing import NamedTuple

from app.text.sentences import sentences
from app.text.tokens import tokens

# White space belongs to what stands on its left, as in tokens: no token crosses the end of a paragraph, and the
# tokens of the paragraphs are those of the text.
_BLANK_LINE = re.compile(r"(?>\r\n|\r|\n)[^\S\r\n]*+[\r\n]\s*+")
_KEY = 16
"""Bytes of a key: among 2**40 passages two would share one with a probability below 10**-14."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What stands between two blank lines, with the white space after it."""

    text: str
    words: tuple[str, ...]
    """The tokens without the white space after them."""
    ends: tuple[int, ...]
    """Where each token ends, in code points from the start of the paragraph."""
    key: str


class Passage(NamedTuple):
    """A paragraph or sentence of a text: `[start, end)` counts the tokens of the whole text."""

    key: str
    """Equal for equal words, whatever the white space."""
    start: int
    end: int
    paragraph: int
    """The number of the paragraph, from 0."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text in paragraphs, which joined are the text again."""

    paragraphs: tuple[Paragraph, ...]
    passages: tuple[Passage, ...]
    """Where the paragraphs stand."""
    contexts: tuple[str, ...]
    """A key for each paragraph together with the one before it; no two in a text are equal."""
    words: tuple[str, ...]
    """The tokens without the white space after them."""

    @classmethod
    def cut(cls, text: str, known: Mapping[str, Paragraph]) -> "Text":
        """Cut a text; `known` are paragraphs cut before, by their text, which need not be cut again.

        White space at the start of the text is a paragraph of its own.
        """
        cuts = pairwise([0, *(blank.end() for blank in _BLANK_LINE.finditer(text)), len(text)])
        parts = (text[start:end] for start, end in cuts if start < end)
        cut = tuple(known.get(part) or _paragraph(part) for part in parts)
        ends = pairwise(accumulate((len(paragraph.words) for paragraph in cut), initial=0))
        return cls(
            cut,
            tuple(Passage(cut[number].key, start, end, number) for number, (start, end) in enumerate(ends)),
            tuple(_contexts(cut)),
            tuple(chain.from_iterable(paragraph.words for paragraph in cut)),
        )

    def sentences(self, passage: Passage) -> Iterator[Passage]:
        """Yield the sentences of a paragraph that have tokens.

        They depend on the paragraph alone, so that it is cut alike wherever it stands: what is code or a table
        is known up to the next blank line only.
        """
        paragraph = self.paragraphs[passage.paragraph]
        token = cut = 0
        for sentence in sentences(paragraph.text):
            cut += len(sentence)
            first = token
            # White space at the start of a line belongs to the token before it, in another sentence perhaps: a
            # token is of the sentence in which it begins.
            while token < len(paragraph.words) and (paragraph.ends[token - 1] if token else 0) < cut:
                token += 1
            if first < token:
                key = _key(paragraph.words[first:token])
                yield Passage(key, passage.start + first, passage.start + token, passage.paragraph)


def _paragraph(text: str) -> Paragraph:
    parts = tokens(text)
    words = tuple(part.rstrip() for part in parts)
    return Paragraph(text, words, tuple(accumulate(map(len, parts))), _key(words))


def _contexts(cut: Sequence[Paragraph]) -> Iterator[str]:
    seen: Counter[str] = Counter()
    before = ""
    for paragraph in cut:
        pair = f"{before} {paragraph.key}"
        yield _digest(f"{pair} {seen[pair]}", b"context")
        seen[pair] += 1
        before = paragraph.key


def _key(words: Sequence[str]) -> str:
    return _digest(" ".join(words), b"words")


def _digest(text: str, kind: bytes) -> str:
    return blake2b(text.encode(errors="surrogatepass"), digest_size=_KEY, person=kind).hexdigest()
