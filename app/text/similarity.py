"""Tells how much of two texts is the same, and whether they are materially the same.

Knows nothing of who wrote them or what was voted on them.
"""

from itertools import chain

from rapidfuzz.distance import LCSseq

from app.text.tokens import TOKEN_RULE, tokens


def is_same_text(one: str, other: str, percent: int, rule: int = TOKEN_RULE) -> bool:
    """Tell whether at least ``percent`` of the tokens of two texts, taken together, stand in both in the same order.

    The share is ``2·L / (|a| + |b|)``, with L the length of a longest common subsequence of the two lists of
    tokens (the normalised Indel similarity). White space does not count, so that a text which only breaks its
    lines elsewhere is the same; case, accents and marks count. Two texts without a token are the same. Symmetric
    and deterministic: whole numbers are compared, no fraction is rounded.
    """
    if one == other:
        return True
    a, b = _numbered(one, other, rule)
    total = percent * (len(a) + len(b))
    # ``200·L ≥ percent·(|a| + |b|)``; what cannot reach this many common tokens is given up early.
    least = -(-total // 200)
    return LCSseq.similarity(a, b, score_cutoff=least) >= least


def same_percent(one: str, other: str) -> int:
    """Return the greatest whole ``percent`` at which ``is_same_text`` takes the two texts for the same, 0 to 100."""
    a, b = ([], []) if one == other else _numbered(one, other, TOKEN_RULE)
    total = len(a) + len(b)
    return 200 * LCSseq.similarity(a, b) // total if total else 100


def _numbered(one: str, other: str, rule: int) -> tuple[list[int], list[int]]:
    units = [[token.rstrip() for token in tokens(text, rule)] for text in (one, other)]
    # Numbers: rapidfuzz would compare words by their hashes, which differ from process to process.
    numbers = {unit: number for number, unit in enumerate(dict.fromkeys(chain(*units)))}
    a, b = ([numbers[unit] for unit in part if unit] for part in units)
    return a, b
