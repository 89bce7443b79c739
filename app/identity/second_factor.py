"""A second factor beside the password: codes that an app on a phone shows (RFC 6238), and codes kept for a lost phone.

A code counts once; a recovery code is gone when it was used. Knows no route.
"""

import hmac
import re
import secrets
from datetime import datetime, timedelta

from pyotp import random_base32
from pyotp.totp import TOTP
from sqlalchemy import delete, func, select
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act
from app.digests import text_digest
from app.identity.actor import Actor
from app.identity.errors import NoSecondFactor, SecondFactorSet
from app.identity.models import RecoveryCode, SecondFactor, User
from app.identity.passwords import LEAST, LEAST_WITH_SECOND_FACTOR

RECOVERY_CODES = 10
STEP = timedelta(seconds=30)
_CLOCKS_APART = 1
"""Steps by which the clock of a phone may be off, and a person slow."""
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Signs that nobody takes for another one."""


def begin_second_factor(session: Session, user: User, *, site: str, now: datetime) -> tuple[str, str]:
    """Return a new secret and the address that an app reads it from; it counts once a code was shown for it."""
    assert user.id is not None
    if has_second_factor(session, user.id):
        raise SecondFactorSet
    session.exec(delete(SecondFactor).where(col(SecondFactor.user_id) == user.id))
    secret = random_base32()
    session.add(SecondFactor(user_id=user.id, secret=secret, made_at=now))
    session.flush()
    return secret, TOTP(secret).provisioning_uri(name=user.username, issuer_name=site)


def confirm_second_factor(session: Session, actor: Actor, user: User, code: str | None, *, now: datetime) -> list[str]:
    """Let a second factor count from now on, and return its recovery codes, which nobody is shown again.

    Raises NoSecondFactor where none was begun, or the code is not one of it; whoever has a shell needs no code.
    """
    assert user.id is not None
    found = _locked(session, user)
    if found is None or (code is not None and not _is_current(found, code, now)):
        raise NoSecondFactor
    if found.confirmed_at is not None:
        raise SecondFactorSet
    found.confirmed_at = now
    codes = ["-".join(_drawn(4) for _ in range(4)) for _ in range(RECOVERY_CODES)]
    session.exec(delete(RecoveryCode).where(col(RecoveryCode.user_id) == found.user_id))
    session.add_all(RecoveryCode(user_id=user.id, code_sha256=text_digest(_bare(drawn))) for drawn in codes)
    session.flush()
    record_act(session, None, actor.user_id, acts.SetSecondFactor(user.id), now=now)
    return codes


def accept_code(session: Session, user: User, code: str, *, now: datetime) -> bool:
    """Tell whether a code is one of the second factor or of recovery; one that was accepted is not again."""
    found = _locked(session, user)
    if found is None or found.confirmed_at is None:
        return False
    if _is_current(found, code, now):
        session.flush()
        return True
    own = col(RecoveryCode.user_id) == user.id, col(RecoveryCode.code_sha256) == text_digest(_bare(code))
    return bool(session.scalars(delete(RecoveryCode).where(*own).returning(col(RecoveryCode.id))).all())


def remove_second_factor(session: Session, actor: Actor, user: User, *, now: datetime) -> None:
    """Let the password be enough again; raises NoSecondFactor."""
    assert user.id is not None
    if not has_second_factor(session, user.id):
        raise NoSecondFactor
    for table in (SecondFactor, RecoveryCode):
        session.exec(delete(table).where(col(table.user_id) == user.id))
    record_act(session, None, actor.user_id, acts.RemoveSecondFactor(user.id), now=now)


def has_second_factor(session: Session, user_id: int) -> bool:
    query = select(col(SecondFactor.user_id)).where(
        col(SecondFactor.user_id) == user_id, col(SecondFactor.confirmed_at).is_not(None)
    )
    return session.scalars(query).first() is not None


def least_password(session: Session, user: User) -> int:
    """Return how many characters a password of an account has at least."""
    return LEAST_WITH_SECOND_FACTOR if user.id is not None and has_second_factor(session, user.id) else LEAST


def count_recovery_codes(session: Session, user_id: int) -> int:
    """Return how many recovery codes are left."""
    theirs = select(func.count()).select_from(RecoveryCode).where(col(RecoveryCode.user_id) == user_id)
    return session.scalars(theirs).one()


def _locked(session: Session, user: User) -> SecondFactor | None:
    # Of two who bring one code at once, the second finds it used.
    query = select(SecondFactor).where(col(SecondFactor.user_id) == user.id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _is_current(found: SecondFactor, code: str, now: datetime) -> bool:
    """Tell whether it is a code of this minute that was not used; then neither it nor an older one is good again."""
    here, totp = int(now.timestamp() // STEP.total_seconds()), TOTP(found.secret)
    for step in range(max(here - _CLOCKS_APART, (found.last_step or 0) + 1), here + _CLOCKS_APART + 1):
        if hmac.compare_digest(totp.generate_otp(step), _bare(code)):
            found.last_step = step
            return True
    return False


def _drawn(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def _bare(code: str) -> str:
    """Return a code without the spaces and hyphens that people type between its signs."""
    return re.sub(r"[\s-]", "", code).lower().encode("ascii", "ignore").decode()
