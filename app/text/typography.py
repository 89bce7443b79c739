"""Sets words by the rules of their language: no line may begin with a French question mark.

Touches spaces and apostrophes, never a letter, and knows nothing of Markdown.
"""

import re
from collections.abc import Callable

_NARROW = "\u202f"
_WIDE = "\u00a0"

_FRENCH = (
    (re.compile(r"(?<=[^\s])[ \u00a0\u202f](?=[;!?](?:[\s\u00a0\u202f»)!?…]|$))"), _NARROW),
    (re.compile(r"(?<=[^\s])[ \u00a0\u202f](?=:(?:\s|$))"), _WIDE),
    (re.compile(r"«[ \u00a0\u202f]?(?=\S)"), "«" + _WIDE),
    (re.compile(r"(?<=\S)[ \u00a0\u202f]?»"), _WIDE + "»"),
    (re.compile(r"(?<=\d)[ \u202f](?=[%€])"), _WIDE),
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
)


def typeset_for(primary_language: str) -> Callable[[str], str]:
    """Return what to apply to words in this language (primary subtag, lower case)."""
    return _french if primary_language == "fr" else str


def _french(words: str) -> str:
    """Set French words by the Imprimerie nationale's rules; only « and » get a space that nobody typed."""
    for pattern, replacement in _FRENCH:
        words = pattern.sub(replacement, words)
    return words
