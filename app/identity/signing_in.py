"""Signing in with a password: one attempt, counted before anything is checked. Knows not what is given for it."""

from dataclasses import dataclass
from typing import Self

from app.clock import database_now
from app.identity.attempts import Attempts
from app.identity.passwords import renewed
from app.identity.service import authenticate, find_secret, renew_hash
from app.identity.services import Services

_MOST_ACCOUNTS = 10
"""Whose right password a device is known for; whoever shares one with more waits as at any other."""


@dataclass(frozen=True, slots=True)
class Device:
    """A browser, and for which accounts the right password came from it before.

    Of an account there is but a digest, so nobody reads on a device whose it is.
    """

    name: str
    accounts: tuple[str, ...] = ()

    def knowing(self, account: str) -> Self:
        """Return the device with an account that it is known for from now on."""
        others = [other for other in self.accounts if other != account]
        return type(self)(self.name, (account, *others[: _MOST_ACCOUNTS - 1]))

    def place(self, attempts: Attempts, username: str) -> str:
        """Return the place that stands for an account tried from here."""
        return attempts.place(username, f"device {self.name}")


def prove_password(
    services: Services, username: str, password: str, *, address: str, device: Device | None = None
) -> int:
    """Return the id of the account whose password it is.

    Raises PasswordWrong for all else, TooManyAttempts where this place must wait for this account, and SignInBusy. A
    device that is known for the account is a place of its own: no stranger at the same address makes it wait.
    """
    attempts = services.attempts
    place, known = attempts.place(username, address), device and device.place(attempts, username)
    if device is not None and known in device.accounts:
        place = known
    # Whoever is sent away here has tried nothing.
    with services.hashing.turn():
        with services.database.writing() as session:
            attempts.reserve(session, place, now=database_now(session))
            secret = find_secret(session, username)
        user_id = authenticate(secret, password)
        anew = renewed(password, secret.password_hash or "")
    with services.database.writing() as session:
        attempts.take_back(session, place)
        if anew is not None:
            renew_hash(session, secret, anew)
    return user_id
