"""Whose account an imported name stands for: the one that somebody says, else one of the name's own.

Knows accounts, and no revisions.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from unicodedata import normalize

from sqlalchemy import select
from sqlmodel import Session, col

from app.digests import text_digest
from app.errors import Mistake
from app.identity.models import User
from app.identity.rules import USERNAME
from app.pages.rules import slug_of
from app.words.codes import Word
from app.words.saying import Said

Accounts = Mapping[str, str]
"""Usernames by the author's name; empty for somebody who has none yet."""


def read_accounts(given: Iterable[str], file: Path | None) -> dict[str, str]:
    """Return the accounts that ``NAME=USERNAME`` names, on the command line and in the lines of a file.

    Raises Invalid for anything else, and for a name with two accounts.
    """
    found: dict[str, str] = {}
    for entry in (*given, *_lines(file)):
        name, equals, username = entry.rpartition("=")
        name, username = author_name(name), username.strip()
        if not equals or not name:
            raise Mistake("author", Said.of(Word.AUTHOR_ENTRY_UNREADABLE, entry=entry))
        if found.setdefault(name, username) != username:
            raise Mistake("author", Said.of(Word.AUTHOR_TWO_ACCOUNTS, name=name, first=found[name], second=username))
    return found


def _lines(file: Path | None) -> list[str]:
    if file is None:
        return []
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Mistake("authors", Said.of(Word.FILE_UNREADABLE, path=str(file), reason=str(error))) from error
    return [line for line in re.split(r"\r\n|\n|\r", text) if line.strip() and not line.startswith("#")]


def author_name(name: str) -> str:
    """Return an author's name in the spelling that is compared."""
    return normalize("NFC", name).strip()


def author_username(name: str) -> str:
    """Return the username of an imported author: the name where it is one, else one made from it."""
    return name if USERNAME.fullmatch(name) else _made_username(name)


def username_of(name: str, accounts: Accounts) -> str:
    """Return the username of the account that is credited with what a name wrote."""
    return (accounts[name] or _made_username(name)) if name in accounts else author_username(name)


def _made_username(name: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", slug_of(name))[:40].strip("-")
    return f"{plain}.{text_digest(name)[:12]}"


def require_accounts(session: Session, accounts: Accounts) -> None:
    """Raise Invalid for a name that is to be credited to an account that does not exist."""
    known = set(session.scalars(select(col(User.username))))
    for name, username in accounts.items():
        if username and username not in known:
            raise Mistake("author", Said.of(Word.AUTHOR_ACCOUNT_UNKNOWN, name=name, username=username))


def namesakes(session: Session, names: Iterable[str], accounts: Accounts) -> dict[str, str]:
    """Return who would get a second account: names that an account of somebody who signs in has, with its username.

    Spaces and capitals make no difference.
    """
    rows = session.execute(select(col(User.username), col(User.name), col(User.can_sign_in))).all()
    known = {username for username, _, _ in rows}
    people = {_folded(name): username for username, name, signs_in in rows if signs_in}
    unknown = (name for name in names if name not in accounts and author_username(name) not in known)
    return {name: people[_folded(name)] for name in unknown if _folded(name) in people}


def refuse_namesakes(found: Mapping[str, str]) -> None:
    """Raise Invalid where somebody would stand in the guide twice, naming them."""
    if found:
        name, username = next(iter(sorted(found.items())))
        names = ", ".join(f"{name} ({found[name]})" for name in sorted(found))
        raise Mistake("author", Said.of(Word.AUTHORS_HAVE_ACCOUNTS, names=names, name=name, username=username))


def _folded(name: str) -> str:
    return " ".join(normalize("NFC", name).casefold().split())
