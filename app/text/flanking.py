"""Reads where emphasis begins and ends in languages that put no space between words.

Follows the CJK-friendly amendments to CommonMark (github.com/tats-u/markdown-cjk-friendly), which ask for the
characters beside a run of delimiters and for no language: other text is read as CommonMark says.
"""

import re
from collections.abc import MutableMapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import isPunctChar, isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token

# Wide, full-width and half-width characters but no emoji, and Hangul; kept here, so that no newer Unicode of a library
# reads an old text in another way.
_CJK = re.compile(
    "[\u1100-\u11ff\u20a9\u2329\u232a\u2630-\u2637\u268a-\u268f\u2e80-\u303e\u3041-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    "\ufe10-\ufe1f\ufe30-\ufe6f\uff01-\uffee\U00016fe0-\U0001b2ff\U0001d300-\U0001d37f\U0001f200\U0001f202-\U0001f219"
    "\U0001f21b-\U0001f22e\U0001f230\U0001f231\U0001f237\U0001f23b-\U0001f24f\U0001f260-\U0001f265"
    "\U00020000-\U0003ffff]"
)
_IDEOGRAPH_SELECTOR = re.compile("[\U000e0100-\U000e01ef]")
_SELECTOR = re.compile("[\ufe00-\ufe0e]")
_WIDE_QUOTES = {"\u2018\ufe01", "\u2019\ufe01", "\u201c\ufe01", "\u201d\ufe01"}


class FlankingState(StateInline):
    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: FBT001, N802, N803 -- markdown-it's names.
        scanned = super().scanDelims(start, canSplitWord)
        end = start + scanned.length
        before, after = self.src[max(start - 1, 0) : start] or " ", self.src[end : min(end + 1, self.posMax)] or " "
        is_wide_quote = False
        if _SELECTOR.match(before) and start > 1:
            is_wide_quote = self.src[start - 2 : start] in _WIDE_QUOTES
            before = self.src[start - 2]
        is_cjk_before = is_wide_quote or bool(_CJK.match(before) or _IDEOGRAPH_SELECTOR.match(before))
        is_cjk_after = bool(_CJK.match(after))
        if not is_cjk_before and not is_cjk_after:
            return scanned
        space_before, space_after = isWhiteSpace(ord(before)), isWhiteSpace(ord(after))
        mark_before, mark_after = isPunctChar(before), isPunctChar(after)
        left = not space_after and (not mark_after or is_cjk_after or space_before or mark_before or is_cjk_before)
        right = not space_before and (not mark_before or is_cjk_before or space_after or mark_after or is_cjk_after)
        return Scanned(
            left and (canSplitWord or not right or mark_before),
            right and (canSplitWord or not left or mark_after),
            scanned.length,
        )


class FlankingParser(ParserInline):
    """Reads the words of a block, emphasis beside Chinese, Japanese and Korean characters included."""

    def parse(self, src: str, md: MarkdownIt, env: MutableMapping[str, Any], tokens: list[Token]) -> list[Token]:
        """Parse ``src`` into ``tokens`` as the parser of CommonMark does."""
        state = FlankingState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens
