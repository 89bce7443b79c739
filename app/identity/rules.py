"""What names of accounts are. Pure."""

import re
import unicodedata

from app.errors import Mistake
from app.words.codes import Word
from app.words.saying import Said

USERNAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")
LONGEST_NAME = 200


def checked_name(name: str, field: str) -> str:
    """Return a name as it is kept; raises Mistake for one without signs, with too many, or with what has no glyph."""
    trimmed = unicodedata.normalize("NFC", name).strip()
    if not trimmed or len(trimmed) > LONGEST_NAME:
        raise Mistake(field, Said.of(Word.NAME_LENGTH, most=LONGEST_NAME))
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in trimmed):
        raise Mistake(field, Said.of(Word.NAME_UNPRINTABLE))
    return trimmed
