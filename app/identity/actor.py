"""Who acts. Rights are looked up with what is acted on."""

from dataclasses import dataclass, field
from datetime import datetime

from app.identity.errors import SignInNeeded
from app.words.hearing import Hearing


@dataclass(frozen=True, slots=True)
class Actor:
    """The caller: a user by id, or nobody in particular."""

    user_id: int | None
    issued_at: datetime | None = None
    """When the token was issued, or the session opened; None for acts at a shell."""
    hearing: Hearing = field(default_factory=Hearing, compare=False, repr=False)
    """The language in which the caller is answered; filled by what is read of account and campaign."""
    session_id: int | None = None
    """The session that is asked in; None for every other way of asking."""
    token_id: int | None = None
    """The personal token that is asked with; None for every other way of asking."""

    def signed_in(self) -> int:
        """Return the user's id; raises NotAuthenticated for an anonymous caller."""
        if self.user_id is None:
            raise SignInNeeded
        return self.user_id
