"""Choosing a new password by a link that is sent by mail.

Whoever asks is told the same, in the same time, whether the address belongs to an account or not: the row of a link
is written for both.
"""

import hashlib
import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act
from app.identity.actor import Actor
from app.identity.attempts import Attempts
from app.identity.choosing import Chosen
from app.identity.errors import NoSuchReset, ResetTooOften, TooManyAttempts
from app.identity.models import PasswordReset, User
from app.identity.service import find_by_mail, set_password
from app.mail.addresses import find_address
from app.mail.letters import Letter
from app.mail.outbox import Addressed, enqueue
from app.words.codes import Word
from app.words.hearing import find_language
from app.words.saying import Language, Said

GOOD_FOR = timedelta(hours=1)
FREE = 3
"""Links for one address that can be asked for in a row."""


def ask_for_reset(
    session: Session, attempts: Attempts, mail: str, *, public_url: str, site: str, now: datetime
) -> None:
    """Send a link to the address if it is that of an account; raises ResetTooOften for one that was asked for often."""
    address = find_address(mail) or mail.strip().lower()
    patient = replace(attempts, free=FREE)
    try:
        patient.reserve(session, patient.place(f"reset {address}", ""), now=now)
    except TooManyAttempts as refusal:
        raise ResetTooOften(refusal.retry_after) from refusal
    user = find_by_mail(session, address)
    known = user if user is not None and may_choose(user) else None
    secret = make_reset(session, known, now=now)
    if known is not None:
        assert known.id is not None
        enqueue(session, _addressed(known, reset_letter(known, f"{public_url}/reset#{secret}", site)), now=now)
        record_act(session, None, None, acts.AskForReset(known.id), now=now)


def offer_reset(session: Session, user: User, *, now: datetime) -> str:
    """Return the secret of a new link, for an operator to hand over."""
    secret = make_reset(session, user, now=now)
    assert user.id is not None
    record_act(session, None, None, acts.AskForReset(user.id), now=now)
    return secret


def may_choose(user: User) -> bool:
    """Tell whether an account has a password to choose: no author of imported texts has, and nobody who has left."""
    return user.can_sign_in and user.disabled_at is None


def make_reset(session: Session, user: User | None, *, now: datetime) -> str:
    """Return the secret of a new link for an account, None for nobody's."""
    session.execute(delete(PasswordReset).where(col(PasswordReset.expires_at) < now))
    secret = secrets.token_urlsafe(32)
    row = PasswordReset(token_sha256=_digest(secret), user_id=user.id if user else None, expires_at=now + GOOD_FOR)
    session.add(row)
    session.flush()
    return secret


def require_reset(session: Session, secret: str, *, now: datetime) -> PasswordReset:
    """Return the link of a secret that is still good, locked; raises NoSuchReset."""
    query = select(PasswordReset).where(
        col(PasswordReset.token_sha256) == _digest(secret),
        col(PasswordReset.user_id).is_not(None),
        col(PasswordReset.used_at).is_(None),
        col(PasswordReset.expires_at) > now,
    )
    found = session.scalars(query.with_for_update()).one_or_none()
    if found is None:
        raise NoSuchReset
    return found


def reset_password(
    session: Session, secret: str, password: str | Chosen, *, site: str | None, writes: bool, now: datetime
) -> User:
    """Replace the password of whose link it is, once; everything that signed the account in before stops working.

    The owner is told by mail, where this service ``writes``.
    """
    reset = require_reset(session, secret, now=now)
    user = session.get_one(User, reset.user_id)
    if not may_choose(user):
        raise NoSuchReset
    set_password(session, Actor(user.id), user, password, site=[site or ""], now=now)
    # Every link for this account is dead now, this one first.
    session.execute(delete(PasswordReset).where(col(PasswordReset.user_id) == user.id))
    if site is not None and writes and user.mail is not None:
        enqueue(session, _addressed(user, _changed_letter(user, site)), now=now)
    return user


def reset_letter(user: User, link: str, site: str) -> Letter:
    """Return the letter with a link to choose a new password."""
    return Letter(
        Said.of(Word.LETTER_RESET_SUBJECT, site=site),
        (
            Said.of(Word.LETTER_HELLO_TO, name=user.name),
            Said.of(Word.LETTER_RESET, username=user.username, site=site),
            Said.of(Word.LETTER_RESET_LINK, minutes=int(GOOD_FOR.total_seconds()) // 60),
        ),
        button=Said.of(Word.LETTER_RESET_BUTTON),
        link=link,
        footnotes=(Said.of(Word.LETTER_RESET_UNASKED),),
    )


def _changed_letter(user: User, site: str) -> Letter:
    return Letter(
        Said.of(Word.LETTER_PASSWORD_SUBJECT, site=site),
        (
            Said.of(Word.LETTER_HELLO_TO, name=user.name),
            Said.of(Word.LETTER_PASSWORD, username=user.username, site=site),
            Said.of(Word.LETTER_PASSWORD_UNASKED),
        ),
    )


def _addressed(user: User, letter: Letter) -> Addressed:
    assert user.mail is not None
    return Addressed(user.mail, find_language(user.language) or Language.ENGLISH, letter)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
