"""Cuts a text into paragraphs, and paragraphs into sentences, as authorship follows them from text to text.

Knows nothing of authors.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from itertools import accumulate, chain, pairwise
from types import MappingProxyType
from typing import NamedTuple

from app.text.sentences import sentences
from app.text.tokens import tokens

# White space belongs to what stands on its left, as in tokens: no token crosses the end of a paragraph, and the
# tokens of the paragraphs are those of the text.
_BLANK_LINE = re.compile(r"(?>\r\n|\r|\n)[^\S\r\n]*+[\r\n]\s*+")
# The same where there is no carriage return: found five times as fast, for it begins with a character.
_BLANK_LINE_LF = re.compile(r"\n[^\S\n]*+\n\s*+")
_KEY = 16
"""Bytes of a key: among 2**40 passages two would share one with a probability below 10**-14."""
_SHORT = 2_000
"""Code points up to which a paragraph is kept for the next text that has it."""


class Passage(NamedTuple):
    """A paragraph or sentence of a text: `[start, end)` counts the tokens of the whole text."""

    key: str
    """Equal for equal words, whatever the white space."""
    start: int
    end: int
    paragraph: int
    """The number of the paragraph, from 0."""


@dataclass(frozen=True)
class Paragraph:
    """What stands between two blank lines, with the white space after it."""

    text: str
    words: tuple[str, ...]
    """The tokens without the white space after them."""
    ends: tuple[int, ...]
    """Where each token ends, in code points from the start of the paragraph."""
    key: str

    @classmethod
    def cut(cls, text: str) -> "Paragraph":
        parts = tokens(text)
        words = tuple(map(str.rstrip, parts))
        return cls(text, words, tuple(accumulate(map(len, parts))), _key(words))

    @cached_property
    def sentences(self) -> tuple[tuple[str, int, int], ...]:
        """The key of each sentence that has tokens, its first token and the one after its last.

        They depend on the paragraph alone, so that it is cut alike wherever it stands: what is code or a table
        is known up to the next blank line only.
        """
        # White space at the start of a line belongs to the token before it, in another sentence perhaps: a token
        # is of the sentence in which it begins.
        begins = (0, *self.ends)
        cuts = accumulate(map(len, sentences(self.text)))
        bounds = pairwise((0, *(bisect_left(begins, cut, hi=len(self.words)) for cut in cuts)))
        return tuple((_key(self.words[first:end]), first, end) for first, end in bounds if first < end)


@lru_cache(maxsize=512)
def _short_paragraph(text: str) -> Paragraph:
    return Paragraph.cut(text)


def forget_paragraphs() -> None:
    """Cut everything anew from now on, as a process does that has just begun."""
    _short_paragraph.cache_clear()


def _paragraph(text: str) -> Paragraph:
    # Who edits a page comes back to it, and what is cut once is looked at twice: first which of its passages may be
    # known, then who wrote them. Of long paragraphs a few hundred would take too much memory.
    return _short_paragraph(text) if len(text) <= _SHORT else Paragraph.cut(text)


NOTHING_KNOWN: Mapping[str, Paragraph] = MappingProxyType({})


@dataclass(frozen=True)
class Text:
    """A text in paragraphs, which joined are the text again; where it has a title, this is a paragraph before them."""

    paragraphs: tuple[Paragraph, ...]
    passages: tuple[Passage, ...]
    """Where the paragraphs stand."""
    is_titled: bool

    @classmethod
    def cut(cls, text: str, title: str = "", known: Mapping[str, Paragraph] = NOTHING_KNOWN) -> "Text":
        """Cut a text; `known` are paragraphs cut before, by their text, which need not be cut again.

        White space at the start of the text is a paragraph of its own.
        """
        blank_line = _BLANK_LINE if "\r" in text else _BLANK_LINE_LF
        cuts = pairwise([0, *[blank.end() for blank in blank_line.finditer(text)], len(text)])
        parts = [text[start:end] for start, end in cuts if start < end]
        if title:
            parts.insert(0, title)
        cut = tuple([known.get(part) or _paragraph(part) for part in parts])
        ends = pairwise(accumulate((len(paragraph.words) for paragraph in cut), initial=0))
        passages = [Passage(cut[number].key, start, end, number) for number, (start, end) in enumerate(ends)]
        return cls(cut, tuple(passages), bool(title))

    def cut_next(self, text: str, title: str = "") -> "Text":
        """Cut a text that comes after this one: the paragraphs that they share are not cut again."""
        return Text.cut(text, title, {paragraph.text: paragraph for paragraph in self.paragraphs})

    def __len__(self) -> int:
        """Return the number of tokens."""
        return self.passages[-1].end if self.passages else 0

    @property
    def title(self) -> str:
        return self.paragraphs[0].text if self.is_titled else ""

    @property
    def title_length(self) -> int:
        """The number of tokens of the title, which are the first."""
        return self.passages[0].end if self.is_titled else 0

    def ends(self) -> list[int]:
        """Return where each token ends, in code points from the start of the title, or of the text without one."""
        offsets = accumulate((len(paragraph.text) for paragraph in self.paragraphs), initial=0)
        return [
            offset + end for offset, paragraph in zip(offsets, self.paragraphs, strict=False) for end in paragraph.ends
        ]

    @property
    def words(self) -> tuple[str, ...]:
        """The tokens without the white space after them."""
        return tuple(chain.from_iterable(paragraph.words for paragraph in self.paragraphs))

    def words_of(self, passage: Passage) -> tuple[str, ...]:
        """Return the tokens of a passage without the white space after them."""
        start = self.passages[passage.paragraph].start
        return self.paragraphs[passage.paragraph].words[passage.start - start : passage.end - start]

    @cached_property
    def sentence_keys(self) -> frozenset[str]:
        return frozenset(key for paragraph in self.paragraphs for key, _, _ in paragraph.sentences)

    def sentences(self, passage: Passage) -> list[Passage]:
        """Return the sentences of a paragraph that have tokens."""
        _, start, _, number = passage
        return [
            Passage(key, start + first, start + end, number) for key, first, end in self.paragraphs[number].sentences
        ]


def _key(words: Sequence[str]) -> str:
    return blake2b(" ".join(words).encode(errors="surrogatepass"), digest_size=_KEY, person=b"words").hexdigest()
