"""Changing one's own mail address: it counts once somebody who reads there has said so.

Whoever asks is told the same whether the address belongs to another account or not; its owner alone learns of it.
"""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act
from app.identity.actor import Actor
from app.identity.attempts import Attempts
from app.identity.errors import AddressTooOften, NoSuchReset, TooManyAttempts
from app.identity.models import MailChange, PasswordReset, User
from app.identity.service import find_by_mail, set_mail
from app.mail.addresses import checked_address
from app.mail.letters import Letter
from app.mail.outbox import Addressed, enqueue
from app.words.codes import Word
from app.words.hearing import find_language
from app.words.saying import Language, Said

GOOD_FOR = timedelta(days=1)
FREE = 3
"""Letters that somebody, or about one address, can ask for in a row."""


@dataclass(frozen=True, slots=True)
class Site:
    """What links start with, and what people know the service by."""

    url: str
    name: str


def ask_for_address(session: Session, attempts: Attempts, user: User, mail: str, *, site: Site, now: datetime) -> None:
    """Send a link to an address that an account is to have; raises Invalid for no address, and AddressTooOften."""
    address = checked_address(mail)
    patient = replace(attempts, free=FREE)
    try:
        for name in (f"readdressing of {user.id}", f"readdressing to {address}"):
            patient.reserve(session, patient.place(name, ""), now=now)
    except TooManyAttempts as refusal:
        raise AddressTooOften(refusal.retry_after) from refusal
    secret = secrets.token_urlsafe(32)
    assert user.id is not None
    # The last wish counts: what was asked for before must not come true after it.
    session.execute(delete(MailChange).where((col(MailChange.user_id) == user.id) | (col(MailChange.expires_at) < now)))
    digest, ends = _digest(secret), now + GOOD_FOR
    session.add(MailChange(token_sha256=digest, user_id=user.id, mail=address, created_at=now, expires_at=ends))
    session.flush()
    owner = find_by_mail(session, address)
    if owner is None or owner.id == user.id:
        letter, reader = _confirming(user, f"{site.url}/address#{secret}", site), user
    else:
        letter, reader = _taken(owner, site), owner
    enqueue(session, _addressed(address, reader, letter), now=now)
    record_act(session, None, user.id, acts.AskForAddress(user.id), now=now)


def confirm_address(session: Session, secret: str, *, site: Site | None, now: datetime) -> User:
    """Give an account the address that its link was sent to, once, and tell the one before; raises NoSuchReset.

    Links that choose a password and went to the address before end.
    """
    query = select(MailChange).where(col(MailChange.token_sha256) == _digest(secret), col(MailChange.expires_at) > now)
    change = session.scalars(query.with_for_update()).one_or_none()
    user = None if change is None else session.get(User, change.user_id)
    if change is None or user is None or not user.is_let_in:
        raise NoSuchReset
    before = user.mail
    set_mail(session, Actor(user.id), user, change.mail, now=now)
    for links in (MailChange, PasswordReset):
        session.execute(delete(links).where(col(links.user_id) == user.id))
    if site is not None and before is not None and before != user.mail:
        enqueue(session, _addressed(before, user, _changed(user, site)), now=now)
    return user


def _confirming(user: User, link: str, site: Site) -> Letter:
    return Letter(
        Said.of(Word.LETTER_ADDRESS_SUBJECT, site=site.name),
        (
            Said.of(Word.LETTER_HELLO_TO, name=user.name),
            Said.of(Word.LETTER_ADDRESS, username=user.username, site=site.name),
            Said.of(Word.LETTER_ADDRESS_LINK, hours=int(GOOD_FOR.total_seconds()) // 3600),
        ),
        button=Said.of(Word.LETTER_ADDRESS_BUTTON),
        link=link,
        footnotes=(Said.of(Word.LETTER_ADDRESS_UNASKED),),
    )


def _taken(owner: User, site: Site) -> Letter:
    return Letter(
        Said.of(Word.LETTER_ADDRESS_TAKEN_SUBJECT, site=site.name),
        (
            Said.of(Word.LETTER_HELLO_TO, name=owner.name),
            Said.of(Word.LETTER_ADDRESS_TAKEN, username=owner.username, site=site.name),
        ),
    )


def _changed(user: User, site: Site) -> Letter:
    return Letter(
        Said.of(Word.LETTER_ADDRESS_CHANGED_SUBJECT, site=site.name),
        (
            Said.of(Word.LETTER_HELLO_TO, name=user.name),
            Said.of(Word.LETTER_ADDRESS_CHANGED, username=user.username, site=site.name),
            Said.of(Word.LETTER_PASSWORD_UNASKED),
        ),
    )


def _addressed(address: str, reader: User, letter: Letter) -> Addressed:
    return Addressed(address, find_language(reader.language) or Language.ENGLISH, letter)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
