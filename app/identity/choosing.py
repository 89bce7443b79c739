"""Choosing a password: it is hashed outside every transaction, once nothing else stands in its way.

The deed that stores it is begun twice. The first time it comes as far as the hash, and nothing of it is stored; so
nobody has a password hashed without a link, a code or a right that is good, and nobody who writes waits for the hash.
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from sqlmodel import Session

from app.identity.attempts import Hashing
from app.identity.passwords import LEAST, hash_password

Result = TypeVar("Result")


@dataclass(slots=True)
class Chosen:
    """A password that is hashed apart from the transaction that stores it."""

    password: str
    _hashes: dict[tuple[tuple[str, ...], int], str] = field(default_factory=dict)

    def hash_for(self, known: tuple[str, ...], least: int) -> str:
        """Return its hash for an account with these names; raises Unhashed where it is not worked out."""
        found = self._hashes.get((known, least))
        if found is None:
            raise Unhashed(self, known, least)
        return found

    def work_out(self, known: tuple[str, ...], least: int) -> None:
        """Judge and hash it for an account with these names; raises Mistake where it is not good enough."""
        self._hashes[known, least] = hash_password(self.password, known=known, least=least)


class Unhashed(Exception):
    """A password is to be hashed before it is stored; the transaction is rolled back."""

    def __init__(self, chosen: Chosen, known: tuple[str, ...], least: int) -> None:
        super().__init__()
        self.work_out = partial(chosen.work_out, known, least)


def chosen(password: str | None) -> Chosen | None:
    return None if password is None else Chosen(password)


def hash_of(password: str | Chosen, known: Iterable[str], least: int = LEAST) -> str:
    """Return what is stored of a password: of one that is chosen over the network, what was worked out before."""
    if isinstance(password, Chosen):
        return password.hash_for(tuple(known), least)
    return hash_password(password, known=known, least=least)


def choose(
    hashing: Hashing, writing: Callable[[], AbstractContextManager[Session]], deed: Callable[[Session], Result]
) -> Result:
    """Do a deed that stores a chosen password in a writing transaction, and hash it while none is open."""
    while True:
        try:
            with writing() as session:
                return deed(session)
        except Unhashed as missing:
            hashing.work_out(missing.work_out)
