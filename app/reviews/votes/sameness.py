"""Which stored texts are materially the same; what was found out once is remembered by the process.

Knows contents by their hashes, and nothing of pages and votes.
"""

from collections.abc import Collection, Sequence
from itertools import chain

from sqlalchemy import select
from sqlmodel import Session, col

from app.pages.models import Content
from app.text.similarity import is_same_text

Pair = tuple[str, str]
"""The SHA-256 of two texts."""

REMEMBERED = 200_000
PAIRS_AT_ONCE = 100
"""How many pairs of texts are held in memory while they are compared."""
# Never stale, because a hash names its text for good. A table would cost every tally a look-up, comparing costs once.
_remembered: dict[tuple[Pair, int], bool] = {}


def same_pairs(session: Session, pairs: Collection[Pair], percent: int) -> set[Pair]:
    """Return those of the pairs whose texts are materially the same, as ``is_same_text`` says with ``percent``."""
    in_order = {pair: (min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]}
    found = {pair: _remembered.get((pair, percent)) for pair in in_order.values()}
    unknown = sorted(pair for pair, same in found.items() if same is None)
    for start in range(0, len(unknown), PAIRS_AT_ONCE):
        found |= _compared(session, unknown[start : start + PAIRS_AT_ONCE], percent)
    return {pair for pair in pairs if pair not in in_order or found[in_order[pair]]}


def _compared(session: Session, pairs: Sequence[Pair], percent: int) -> dict[Pair, bool]:
    # Of texts that were redacted nobody can tell any more: emptied, they would be the same as each other.
    stands = col(Content.sha256).in_(set(chain(*pairs))), col(Content.redacted_at).is_(None)
    found = session.connection().execute(select(col(Content.sha256), col(Content.text)).where(*stands))
    texts = {row.sha256: row.text for row in found}
    compared = {
        (one, other): one in texts and other in texts and is_same_text(texts[one], texts[other], percent)
        for one, other in pairs
    }
    if len(_remembered) > REMEMBERED:
        _remembered.clear()
    _remembered.update({(pair, percent): same for pair, same in compared.items()})
    return compared
