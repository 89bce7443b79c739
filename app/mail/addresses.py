"""What a mail address is here. Pure."""

import re

from app.errors import Mistake
from app.words.codes import Word
from app.words.saying import Said

LONGEST_ADDRESS = 254
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_LONGEST_LOCAL = 64


def find_address(given: str) -> str | None:
    """Return an address as it is kept, in small letters and with its domain in ASCII; None for what is none.

    The names before the sign are those of RFC 5321 without quotes and without letters beyond ASCII, for which few
    servers have an answer.
    """
    local, at, domain = given.strip().rpartition("@")
    try:
        encoded = domain.lower().encode("idna").decode()
    except UnicodeError:
        return None
    labels = encoded.split(".")
    whole = f"{local.lower()}@{encoded}"
    fits = (
        at
        and len(local) <= _LONGEST_LOCAL
        and _LOCAL.fullmatch(local)
        and len(labels) > 1
        and all(map(_LABEL.fullmatch, labels))
        and len(whole) <= LONGEST_ADDRESS
    )
    return whole if fits else None


def checked_address(given: str, field: str = "mail") -> str:
    """Return an address as it is kept; raises Mistake for what is none."""
    found = find_address(given)
    if found is None:
        raise Mistake(field, Said.of(Word.MAIL_MALFORMED))
    return found
