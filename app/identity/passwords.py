"""Passwords: which ones are good enough, how they are kept, and whether one is right. Knows no account.

The rules are those of NIST SP 800-63B-4, 3.1.1.2: a length, no kinds of characters that must be there, and none that
others would guess early.
"""

import re
import secrets
import unicodedata
from base64 import b64encode
from collections.abc import Collection, Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from app.errors import Mistake
from app.words.codes import Word
from app.words.saying import Said

LEAST, LEAST_WITH_SECOND_FACTOR, MOST = 15, 8, 256
"""Characters of a password."""
FEWEST_GUESSES = 10**7
"""After which a password may be found that is among those which others would try early."""
JUDGED = 72
"""Characters that are held against the common ones; what is behind them makes a password only better."""
_OWN = 8
"""Characters that a password has besides the names that others know."""
_SHORTEST_NAME = 3
SITE = "bonsens"
COMMON_HERE = (
    *("motdepasse", "azerty", "azertyuiop", "qsdfghjklm", "bonjour", "bienvenue", "soleil", "doudou", "loulou"),
    *("chouchou", "jetaime", "amour", "marseille", "entreprise", "changeme", "welcome", "company"),
)
"""What people here try early besides what all the world does, which zxcvbn has."""
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""The least that OWASP's cheat sheet on storing passwords advises for argon2id: there is all else to do beside it."""


def _nobodys_hash(hasher: PasswordHasher) -> str:
    """Return what takes as long to check as a stored password, and no password fits."""
    sizes = hasher.salt_len, hasher.hash_len
    salt, digest = (b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in sizes)
    costs = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v=19${costs}${salt}${digest}"


_NOBODYS_HASH = _nobodys_hash(_hasher)


def hash_password(password: str, *, known: Iterable[str] = (), least: int = LEAST) -> str:
    """Return what is stored of a password; raises Mistake for one that is not good enough.

    ``known`` are the names of account and site.
    """
    normal = _normal(password)
    if len(normal) < least:
        raise Mistake("password", Said.of(Word.PASSWORD_SHORT, least=least))
    if len(normal) > MOST:
        raise Mistake("password", Said.of(Word.PASSWORD_LONG, most=MOST))
    names = _names([*known, SITE])
    if len(_without(normal, names)) < _OWN and _without(normal, names) != _without(normal, ()):
        raise Mistake("password", Said.of(Word.PASSWORD_OF_NAMES))
    if zxcvbn(normal[:JUDGED], user_inputs=[*names, *COMMON_HERE])["guesses"] < FEWEST_GUESSES:
        raise Mistake("password", Said.of(Word.PASSWORD_COMMON))
    return _hasher.hash(normal)


def is_right(password: str, stored: str | None) -> bool:
    """Tell whether it is the stored password; takes as long where none is stored."""
    # Before they were brought to one form, passwords were hashed as they had been typed.
    forms = dict.fromkeys((_normal(password), password))
    return any(_fits(form, stored or _NOBODYS_HASH) for form in forms) and stored is not None


def renewed(password: str, stored: str) -> str | None:
    """Return what is to be stored instead of a right password that was hashed otherwise than today, else None."""
    normal = _normal(password)
    if normal == password and not _hasher.check_needs_rehash(stored):
        return None
    return None if _fits(normal, stored) and not _hasher.check_needs_rehash(stored) else _hasher.hash(normal)


def _fits(password: str, stored: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def _normal(password: str) -> str:
    """Return a password in the form that it has on every keyboard and system."""
    return unicodedata.normalize("NFKC", password)


def _names(known: Iterable[str]) -> list[str]:
    """Return the words of names, the longest first."""
    words = {word for name in known for word in re.split(r"[\W_]+", _folded(name)) if len(word) >= _SHORTEST_NAME}
    return sorted(words, key=lambda word: (-len(word), word))


def _without(password: str, names: Collection[str]) -> str:
    """Return the letters and digits of a password that belong to none of the names."""
    rest = "".join(re.split(r"[\W_]+", _folded(password)))
    for name in names:
        rest = rest.replace(name, "")
    return rest


def _folded(words: str) -> str:
    """Return words without case and accents, by which nobody is kept from guessing."""
    parts = unicodedata.normalize("NFKD", words.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))
