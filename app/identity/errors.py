"""What is refused because of who asks, and what an account refuses."""

from dataclasses import dataclass

from app.errors import Conflict, Forbidden, NotAuthenticated, NotFound, TooMany, Unfinished, Unscoped
from app.words.codes import Word
from app.words.saying import Said


class SignInNeeded(NotAuthenticated):
    problem = "not-authenticated"
    word = Word.SIGN_IN


@dataclass(eq=False)
class TokenRefused(NotAuthenticated):
    """The bearer token is not one that this service gave out, or cannot be one."""

    problem = "not-authenticated"
    reason: Said


class TokenExpired(NotAuthenticated):
    problem = "token-expired"
    word = Word.SIGN_IN_EXPIRED


class SignedOut(NotAuthenticated):
    """The account of a good token is gone, disabled, or has withdrawn its tokens."""

    problem = "not-authenticated"
    word = Word.SIGNED_OUT


class SessionEnded(NotAuthenticated):
    """The cookie belongs to no session, or to one that has ended."""

    problem = "not-authenticated"
    word = Word.SESSION_ENDED


class NoSuchSession(NotFound):
    problem = "not-found"
    word = Word.NO_SUCH_SESSION


class SecondFactorNeeded(Unfinished):
    """The password is right, and the code of the second factor is missing."""

    problem = "second-factor-needed"
    word = Word.SECOND_FACTOR_NEEDED


class SecondFactorWrong(Unfinished):
    """The password is right, and the code is none, or was used."""

    problem = "second-factor-needed"
    word = Word.SECOND_FACTOR_WRONG


class SecondFactorMissing(Conflict):
    """The site wants a second factor of its admins."""

    problem = "second-factor-missing"
    word = Word.SECOND_FACTOR_MISSING


class SecondFactorSet(Conflict):
    problem = "conflict"
    word = Word.SECOND_FACTOR_SET


class NoSecondFactor(Conflict):
    problem = "conflict"
    word = Word.NO_SECOND_FACTOR


class TokenWithdrawn(NotAuthenticated):
    """No personal token is written so, or it was revoked, or has expired."""

    problem = "not-authenticated"
    word = Word.TOKEN_WITHDRAWN


class NoSuchToken(NotFound):
    problem = "not-found"
    word = Word.NO_SUCH_TOKEN


@dataclass(eq=False)
class TooManyTokens(Conflict):
    problem = "conflict"
    most: int
    """The most personal tokens that a person may have."""

    def said(self) -> Said:
        return Said.of(Word.TOO_MANY_TOKENS, most=self.most)


@dataclass(eq=False)
class ScopeMissing(Unscoped):
    """The personal token was not made for this."""

    problem = "scope-missing"
    scope: str | None
    """The scope that a token needs for it; null where no token will do."""

    def said(self) -> Said:
        if self.scope is None:
            return Said.of(Word.IN_PERSON)
        return Said.of(Word.SCOPE_MISSING, scope=self.scope)


class PasswordWrong(NotAuthenticated):
    """Also for a username that nobody has: the two look the same."""

    problem = "not-authenticated"
    word = Word.PASSWORD_WRONG


class TooManyAttempts(TooMany):
    problem = "too-many"

    def said(self) -> Said:
        return Said.of(Word.TOO_MANY_ATTEMPTS, seconds=self.retry_after)


class SignInBusy(TooMany):
    """More passwords are to be checked than the machine has room for."""

    problem = "too-many"

    def said(self) -> Said:
        return Said.of(Word.SIGN_IN_BUSY, seconds=self.retry_after)


class SiteAdminsOnly(Forbidden):
    problem = "forbidden"
    word = Word.SITE_ADMINS_ONLY


@dataclass(eq=False)
class LastSiteAdmin(Conflict):
    """Without this account nobody could look after the site but whoever has a shell on it."""

    problem = "last-admin"
    username: str
    """The account that is needed."""

    def said(self) -> Said:
        return Said.of(Word.LAST_SITE_ADMIN, username=self.username)


@dataclass(eq=False)
class NoSuchUser(NotFound):
    problem = "not-found"
    username: str
    """The username that was asked for."""

    def said(self) -> Said:
        return Said.of(Word.NO_SUCH_USER, username=self.username)


@dataclass(eq=False)
class UsernameTaken(Conflict):
    problem = "slug-taken"
    field: str
    """The field that is wrong."""
    name: str
    """The name that was asked for."""

    def said(self) -> Said:
        return Said.of(Word.USERNAME_TAKEN, name=self.name)


@dataclass(eq=False)
class MailTaken(Conflict):
    problem = "slug-taken"
    field: str
    """The field that is wrong."""
    name: str
    """The address that was asked for."""

    def said(self) -> Said:
        return Said.of(Word.MAIL_TAKEN, mail=self.name)


class NoSuchReset(NotFound):
    """Also a link that was used, or has expired: what it was is nobody's business."""

    problem = "not-found"
    word = Word.NO_SUCH_RESET


class MailOff(Conflict):
    problem = "mail-off"
    word = Word.MAIL_OFF


@dataclass(eq=False)
class ResetTooOften(TooMany):
    """Told of every address alike, whether it belongs to an account or not."""

    problem = "too-many"

    def said(self) -> Said:
        return Said.of(Word.RESET_TOO_OFTEN, seconds=self.retry_after)


@dataclass(eq=False)
class AddressTooOften(TooMany):
    problem = "too-many"

    def said(self) -> Said:
        return Said.of(Word.ADDRESS_TOO_OFTEN, seconds=self.retry_after)


@dataclass(eq=False)
class LinkedAlready(Conflict):
    """The account, or the person at the provider, has another one already."""

    problem = "account-exists"
    username: str
    """The account that was to be linked."""

    def said(self) -> Said:
        return Said.of(Word.LINKED_ALREADY, username=self.username)


PROVING = (PasswordWrong, SecondFactorNeeded, SignInBusy, TooManyAttempts)
"""What routes refuse on which the caller proves once more who they are."""
