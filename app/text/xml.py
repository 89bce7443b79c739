"""What XML may hold. Pure."""

import re

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no document may have, however they are written (XML 1.0, 2.2)."""


def without_forbidden(text: str) -> str:
    """Return a text, or a whole document, without the characters that no parser takes."""
    return _FORBIDDEN.sub("", text)
