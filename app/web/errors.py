"""What is refused because of how a request is made, and what no request is to blame for. Knows no domain."""

from dataclasses import dataclass

from app.errors import DomainError, Invalid, NotAuthenticated, TooMany
from app.words.codes import Word
from app.words.saying import Said


class PreconditionFailed(DomainError):
    """The state that the caller saw is not the state any more (412)."""


@dataclass(eq=False)
class StateMoved(PreconditionFailed):
    problem = "precondition-failed"
    etag: str
    """The ETag of the state as it is now."""
    reason: Said


class PreconditionRequired(DomainError):
    """A write that replaces state came without ``If-Match`` (428)."""


@dataclass(eq=False)
class MatchMissing(PreconditionRequired):
    problem = "precondition-required"
    word = Word.ETAG_MISSING
    etag: str
    """The ETag of the state as it is now."""


@dataclass(eq=False)
class Unreadable(DomainError):
    """Not HTTP as this service understands it (400)."""

    problem = "bad-request"
    reason: Said


@dataclass(eq=False)
class BodyTooLarge(DomainError):
    """The body has more bytes than are read (413)."""

    problem = "body-too-large"
    limit: int
    """The most bytes that a request may have."""

    def said(self) -> Said:
        return Said.of(Word.BODY_TOO_LARGE, most=self.limit)


@dataclass(eq=False)
class HeadTooLarge(DomainError):
    """The headers have more bytes or lines than are read (431)."""

    problem = "headers-too-large"
    limit: int
    """The most bytes that the first line and the headers may have together."""
    lines: int
    """The most headers that a request may have."""

    def said(self) -> Said:
        return Said.of(Word.HEAD_TOO_LARGE, most=self.limit, lines=self.lines)


class EncodingUnsupported(DomainError):
    """The body is compressed (415)."""

    problem = "encoding-unsupported"
    word = Word.ENCODING_UNSUPPORTED


class Insecure(DomainError):
    """How the request travelled is not good enough for what it asks (403)."""


class ConnectionInsecure(Insecure):
    problem = "connection-insecure"
    word = Word.CONNECTION_INSECURE


class Foreign(DomainError):
    """It may be somebody else who makes the caller's browser ask (403)."""


@dataclass(eq=False)
class CrossSite(Foreign):
    problem = "cross-site"
    reason: Said


class CookieTwice(NotAuthenticated):
    """Of two cookies of one name, one may have been put there by another host."""

    problem = "not-authenticated"
    word = Word.COOKIE_TWICE


class PathUnknown(DomainError):
    """No route has this path (404)."""

    problem = "not-found"
    word = Word.NOTHING_HERE


class MethodNotAllowed(DomainError):
    """The path does not answer to this method (405)."""

    problem = "method-not-allowed"
    word = Word.METHOD_NOT_ALLOWED


class IdempotencyKeyReused(Invalid):
    """The key came with another request before."""

    problem = "idempotency-key-reused"
    word = Word.KEY_REUSED


@dataclass(eq=False)
class DatabaseUnavailable(DomainError):
    """Nothing can be read or stored now (503)."""

    problem = "database-unavailable"
    reason: Said


class OutcomeUnknown(DomainError):
    """The commit was sent and not answered (503)."""

    problem = "outcome-unknown"
    word = Word.OUTCOME_UNKNOWN


class InternalError(DomainError):
    """A defect (500)."""

    problem = "internal-error"
    word = Word.INTERNAL_ERROR


class WorkFull(TooMany):
    """As much large work waits as may."""

    problem = "too-many"

    def said(self) -> Said:
        return Said.of(Word.WORK_FULL, seconds=self.retry_after)


class WorkOfOne(TooMany):
    """The caller has as much large work under way as one may."""

    problem = "too-many"

    def said(self) -> Said:
        return Said.of(Word.WORK_OF_ONE, seconds=self.retry_after)


@dataclass(eq=False)
class TooFrequent(TooMany):
    """The caller has asked as much as one may within a minute."""

    problem = "too-frequent"
    most: int
    """How many requests are answered within a minute."""

    def said(self) -> Said:
        return Said.of(Word.TOO_FREQUENT, most=self.most, seconds=self.retry_after)


@dataclass(eq=False)
class TooCostly(Invalid):
    """What is asked for takes longer to work out, or more memory, than anybody gets."""

    problem = "too-costly"
    budget: int
    """The seconds of computing that a request may take."""

    def said(self) -> Said:
        return Said.of(Word.TOO_COSTLY, seconds=self.budget)


HERE = (WorkFull, WorkOfOne)
"""What routes refuse that do their large work themselves."""
HEAVY = (*HERE, TooCostly)
"""What routes refuse that have it done."""
