"""Signing in with a password: one attempt, counted before anything is checked. Knows not what is given for it."""

from app.clock import database_now
from app.identity.service import authenticate, find_secret
from app.identity.services import Services


def prove_password(services: Services, username: str, password: str, *, address: str) -> int:
    """Return the id of the account whose password it is.

    Raises PasswordWrong for all else, TooManyAttempts where this place must wait for this account, and SignInBusy.
    """
    attempts, place = services.attempts, services.attempts.place(username, address)
    # Whoever is sent away here has tried nothing.
    with services.hashing.turn():
        with services.database.writing() as session:
            attempts.reserve(session, place, now=database_now(session))
            secret = find_secret(session, username)
        user_id = authenticate(secret, password)
    with services.database.writing() as session:
        attempts.take_back(session, place)
    return user_id
