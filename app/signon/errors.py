"""What signing in with the company refuses."""

from dataclasses import dataclass

from app.errors import Conflict, Forbidden, NotAuthenticated, NotFound
from app.words.codes import Word
from app.words.saying import Said


class NoSuchProvider(NotFound):
    problem = "not-found"
    word = Word.NO_SUCH_PROVIDER


@dataclass(eq=False)
class SignOnFailed(NotAuthenticated):
    """What came back from the provider is not the answer to what this browser asked."""

    problem = "sign-on-failed"
    reason: Said


class AccountClosed(Forbidden):
    problem = "account-closed"
    word = Word.ACCOUNT_CLOSED


class AccountMissing(Forbidden):
    problem = "account-missing"
    word = Word.ACCOUNT_MISSING


@dataclass(eq=False)
class UsernameOfAnother(Conflict):
    """An account of this username is here, and is not linked with this person."""

    problem = "account-exists"
    username: str
    """The username."""

    def said(self) -> Said:
        return Said.of(Word.ACCOUNT_NOT_LINKED, username=self.username)
