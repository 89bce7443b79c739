"""Users: making, finding, blocking, and checking their passwords."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act
from app.errors import Mistake
from app.identity.actor import Actor
from app.identity.choosing import Chosen, hash_of
from app.identity.errors import (
    LastSiteAdmin,
    MailTaken,
    NoSuchUser,
    PasswordWrong,
    SessionEnded,
    SignedOut,
    SiteAdminsOnly,
    TokenWithdrawn,
    UsernameTaken,
)
from app.identity.models import User
from app.identity.passwords import is_right
from app.identity.personal import is_kept, revoke_tokens_of
from app.identity.rules import USERNAME, checked_name
from app.identity.second_factor import least_password
from app.identity.sessions import end_sessions_of, is_open
from app.mail.addresses import checked_address
from app.words.codes import Word
from app.words.saying import Language, Said


def create_user(  # noqa: PLR0913  What an account is made of.
    session: Session,
    actor: Actor,
    username: str,
    *,
    name: str,
    department: str | None = None,
    mail: str | None = None,
    password: str | Chosen | None = None,
    site_admin: bool = False,
    can_sign_in: bool = True,
    site: Iterable[str] = (),
    now: datetime,
) -> User:
    """Add a user; raises Invalid for a bad name or password, Conflict for a username that is taken."""
    if USERNAME.fullmatch(username) is None:
        raise Mistake("username", Said.of(Word.USERNAME_MALFORMED))
    if session.scalars(select(col(User.id)).where(col(User.username) == username)).first() is not None:
        raise UsernameTaken("username", username)
    user = User(
        key=secrets.token_hex(16),
        username=username,
        name=checked_name(name, "name"),
        department=checked_name(department, "department") if department else None,
        mail=None if mail is None else free_address(session, mail),
        site_admin=site_admin,
        can_sign_in=can_sign_in,
        tokens_valid_from=now,
        created_at=now,
    )
    if password is not None:
        user.password_hash = hash_of(password, known_of(user, site))
    session.add(user)
    try:
        session.flush()
    except IntegrityError as error:
        raise UsernameTaken("username", username) from error
    assert user.id is not None
    record_act(session, None, actor.user_id, acts.CreateUser(user.id, site_admin), now=now)
    return user


def set_mail(session: Session, actor: Actor, user: User, mail: str | None, *, now: datetime) -> None:
    """Set where letters to somebody go, None for nowhere; raises Invalid for no address, Conflict for a taken one."""
    user.mail = None if mail is None else free_address(session, mail, but=user.id)
    try:
        session.flush()
    except IntegrityError as error:
        raise MailTaken("mail", mail or "") from error
    assert user.id is not None
    record_act(session, None, actor.user_id, acts.SetMail(user.id), now=now)


def free_address(session: Session, mail: str, *, but: int | None = None) -> str:
    """Return an address in the form in which it is kept; raises MailTaken where another account has it."""
    address = checked_address(mail)
    found = find_by_mail(session, address)
    if found is not None and found.id != but:
        raise MailTaken("mail", address)
    return address


def find_by_mail(session: Session, address: str) -> User | None:
    """Return whose address it is, given in the form in which it is kept."""
    return session.scalars(select(User).where(col(User.mail) == address)).one_or_none()


def set_language(session: Session, user: User, language: Language | None) -> None:
    """Set in which language sentences are told to somebody; a wish of their own, so no act of the audit log."""
    user.language = None if language is None else language.value
    session.flush()


def set_password(
    session: Session, actor: Actor, user: User, password: str | Chosen, *, site: Iterable[str] = (), now: datetime
) -> None:
    """Replace the password; tokens issued or made before stop working, and every session ends."""
    user.password_hash = hash_of(password, known_of(user, site), least_password(session, user))
    user.tokens_valid_from = now
    session.flush()
    assert user.id is not None
    end_sessions_of(session, user.id)
    revoke_tokens_of(session, user.id)
    record_act(session, None, actor.user_id, acts.SetPassword(user.id), now=now)


def sign_out_user(session: Session, actor: Actor, user: User, *, now: datetime) -> None:
    """End every session and withdraw every token of an account, whoever has them."""
    user.tokens_valid_from = now
    session.flush()
    assert user.id is not None
    end_sessions_of(session, user.id)
    revoke_tokens_of(session, user.id)
    record_act(session, None, actor.user_id, acts.SignOutUser(user.id), now=now)


def block_user(session: Session, actor: Actor, user: User, *, blocked: bool, now: datetime) -> None:
    """Make an account a reader everywhere, or lift that; raises LastSiteAdmin where nobody would be left.

    Its sessions end, for somebody else may have one. A shell may block that one too: whoever has it makes another.
    """
    if blocked and user.site_admin and actor.user_id is not None:
        require_another_site_admin(session, user)
    user.blocked_at = now if blocked else None
    session.flush()
    assert user.id is not None
    if blocked:
        end_sessions_of(session, user.id)
    act = acts.BlockUser(user.id) if blocked else acts.UnblockUser(user.id)
    record_act(session, None, actor.user_id, act, now=now)


def disable_user(session: Session, actor: Actor, user: User, *, disabled: bool, now: datetime) -> None:
    """End every way in of an account whose owner leaves, or let them sign in anew; raises as ``block_user`` does.

    Membership, texts and credit stay. Tokens from before stay withdrawn when the account is let in again.
    """
    if disabled and user.site_admin and actor.user_id is not None:
        require_another_site_admin(session, user)
    user.disabled_at = now if disabled else None
    session.flush()
    assert user.id is not None
    if disabled:
        user.tokens_valid_from = now
        end_sessions_of(session, user.id)
        revoke_tokens_of(session, user.id)
    act = acts.DisableUser(user.id) if disabled else acts.EnableUser(user.id)
    record_act(session, None, actor.user_id, act, now=now)


def require_another_site_admin(session: Session, user: User) -> None:
    # Locked in one order, so that of two who block each other the second finds itself alone.
    able = select(col(User.id)).where(col(User.site_admin), is_able()).order_by(col(User.id))
    if set(session.scalars(able.with_for_update(key_share=True))) <= {user.id}:
        raise LastSiteAdmin(user.username)


def is_able() -> ColumnElement[bool]:
    """Return the condition on an account that its owner can sign in and is not blocked."""
    return and_(col(User.can_sign_in), col(User.disabled_at).is_(None), col(User.blocked_at).is_(None))


@dataclass(frozen=True, slots=True)
class Secret:
    """What a password is held against; nothing for a username that nobody has."""

    user_id: int | None
    password_hash: str | None


def find_secret(session: Session, username: str) -> Secret:
    """Return the secret of an account that may sign in with a password; no password fits that of any other."""
    user = session.scalars(select(User).where(col(User.username) == username)).one_or_none()
    if user is None or user.password_hash is None or not user.is_let_in:
        return Secret(None, None)
    return Secret(user.id, user.password_hash)


def authenticate(secret: Secret, password: str) -> int:
    """Return the id of the account whose password it is; raises PasswordWrong, in the same time, for all else."""
    if not is_right(password, secret.password_hash) or secret.user_id is None:
        raise PasswordWrong
    return secret.user_id


def renew_hash(session: Session, secret: Secret, renewed: str) -> None:
    """Store the same password hashed anew, unless it was replaced meanwhile."""
    same = col(User.id) == secret.user_id, col(User.password_hash) == secret.password_hash
    session.execute(update(User).where(*same).values(password_hash=renewed))


def get_user(session: Session, username: str) -> User:
    user = session.scalars(select(User).where(col(User.username) == username)).one_or_none()
    if user is None:
        raise NoSuchUser(username)
    return user


def get_account(session: Session, user_id: int) -> User:
    """Return the account with an id that was proven to be one; raises SignedOut where it is gone."""
    user = session.get(User, user_id)
    if user is None or not user.is_let_in:
        raise SignedOut
    return user


def require_user(session: Session, actor: Actor) -> User:
    """Return the caller's account; raises NotAuthenticated where their token or session has ended."""
    user = session.get(User, actor.signed_in())
    if user is None or not user.is_let_in or token_is_stale(actor, user.tokens_valid_from):
        raise SignedOut
    if actor.session_id is not None and not is_open(session, actor.session_id):
        raise SessionEnded
    if actor.token_id is not None and not is_kept(session, actor.token_id):
        raise TokenWithdrawn
    actor.hearing.meet(user.language)
    return user


def locked_user(session: Session, actor: Actor) -> User:
    """Return the caller's account as ``require_user`` does, locked."""
    user_id = require_user(session, actor).id
    query = select(User).where(col(User.id) == user_id).with_for_update(key_share=True)
    return session.scalars(query.execution_options(populate_existing=True)).one()


def require_site_admin(session: Session, actor: Actor) -> User:
    user = require_user(session, actor)
    if not user.site_admin or user.blocked_at is not None:
        raise SiteAdminsOnly
    return user


def token_is_stale(actor: Actor, tokens_valid_from: datetime) -> bool:
    """Tell whether the token was issued before the account's tokens were last withdrawn."""
    return actor.issued_at is not None and actor.issued_at < tokens_valid_from


def list_users(session: Session, *, after: str | None, limit: int) -> list[User]:
    """Return users by username."""
    query = select(User)
    if after is not None:
        query = query.where(col(User.username) > after)
    return list(session.scalars(query.order_by(col(User.username)).limit(limit)))


def known_of(user: User, site: Iterable[str]) -> list[str]:
    """Return the names that others try as a password of an account."""
    return [user.username, user.name, user.department or "", *site]
