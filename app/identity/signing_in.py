"""Signing in with a password: one attempt, counted before anything is checked. Knows not what is given for it."""

from dataclasses import dataclass
from typing import Self

from app.clock import database_now
from app.identity.attempts import Attempts
from app.identity.errors import SecondFactorMissing, SecondFactorNeeded, SecondFactorWrong
from app.identity.passwords import renewed
from app.identity.second_factor import accept_code, has_second_factor
from app.identity.service import authenticate, find_secret, get_account, renew_hash
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


def prove_identity(
    services: Services,
    username: str,
    password: str,
    code: str | None = None,
    *,
    address: str,
    device: Device | None = None,
    again: bool = False,
) -> int:
    """Return the id of the account whose password it is, and whose code where there is a second factor.

    To be called in a turn of hashing. Raises PasswordWrong for all else, TooManyAttempts where this place must wait for
    this account; SecondFactorNeeded, SecondFactorWrong and SecondFactorMissing once the password is right. A device
    that is known for the account is a place of its own: no stranger at the same address makes it wait. ``again`` is of
    somebody who is signed in already.
    """
    attempts = services.attempts
    place = _place_of(attempts, username, address, device)
    # Whoever is sent away here has tried nothing, and keeps nobody who writes waiting.
    with services.database.reading() as session:
        attempts.require_turn(session, place, now=database_now(session))
    with services.database.writing() as session:
        attempts.reserve(session, place, now=database_now(session))
        secret = find_secret(session, username)
    user_id = services.hashing.work_out(authenticate, secret, password)
    anew = services.hashing.work_out(renewed, password, secret.password_hash or "")
    with services.database.writing() as session:
        attempts.take_back(session, place)
        if anew is not None:
            renew_hash(session, secret, anew)
        needed = has_second_factor(session, user_id)
        wanted = get_account(session, user_id).site_admin and services.settings.admins_need_second_factor
    if wanted and not needed and not again:
        raise SecondFactorMissing
    if needed:
        _prove_code(services, username, user_id, code)
    return user_id


def _place_of(attempts: Attempts, username: str, address: str, device: Device | None) -> str:
    known = device and device.place(attempts, username)
    return known if device and known and known in device.accounts else attempts.place(username, address)


def _prove_code(services: Services, username: str, user_id: int, code: str | None) -> None:
    if code is None:
        raise SecondFactorNeeded
    # Whoever comes here knows the password, so their guesses count wherever they come from.
    attempts, place = services.attempts, services.attempts.place(username, "second factor")
    with services.database.writing() as session:
        now = database_now(session)
        attempts.reserve(session, place, now=now)
        accepted = accept_code(session, get_account(session, user_id), code, now=now)
        if accepted:
            attempts.take_back(session, place)
    # Only now, for a refusal inside would take back that it was counted.
    if not accepted:
        raise SecondFactorWrong
