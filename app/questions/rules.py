"""What a question may be, what it comes to, and who is told of it. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from app.campaigns.rules import Role, is_at_least
from app.errors import Mistake
from app.pages.rules import checked_text
from app.words.codes import Word
from app.words.saying import Said

TEXT_LENGTH = 1_000
_BYTES = 4 * TEXT_LENGTH
MOST_OF_DEVICE = 20
"""Questions from one device in one hall."""
MOST_OF_HALL = 2_000
"""Questions in one hall."""
MOST_IN_A_MINUTE = 60
"""Questions in one hall within a minute: 500 people who ask one each do it in under ten."""
MOST_ANSWERS = 20
"""Tips that answer one question."""
CODE_LENGTHS = range(4, 17)
CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Of codes that are drawn: without those that a hall reads wrongly from a screen."""
DRAWN_LENGTH = 7


class State(StrEnum):
    """What became of a question."""

    OPEN = "open"
    ANSWERED = "answered"
    MERGED = "merged"
    OUT_OF_SCOPE = "out-of-scope"
    DEFERRED = "deferred"


class Disposition(StrEnum):
    """What an editor does with a question; the last one says how it stands."""

    ANSWERED = "answered"
    MERGED = "merged"
    OUT_OF_SCOPE = "out-of-scope"
    DEFERRED = "deferred"
    REOPENED = "reopened"


class QuestionDeed(StrEnum):
    """What somebody may do with a question; the names appear in ``allowed_actions``."""

    SUPPORT = "support"
    LINK = "link"
    DISPOSE = "dispose"
    REOPEN = "reopen"
    HIDE = "hide"
    UNHIDE = "unhide"


@dataclass(frozen=True, slots=True)
class Condition:
    """What a question is, to somebody who looks at it."""

    state: State
    is_mine: bool
    is_hidden: bool


def state_tag(question_id: int, version: int) -> str:
    """Return the entity tag of a question's own state, which neither its readers nor its supporters change."""
    return f'"{question_id}.{version}"'


def checked_question(text: str) -> str:
    """Return the question trimmed; raises Invalid where it asks nothing, is too long or cannot be stored."""
    asked = text.strip()
    if not asked:
        raise Mistake("text", Said.of(Word.QUESTION_EMPTY))
    if len(asked) > TEXT_LENGTH:
        raise Mistake("text", Said.of(Word.QUESTION_LONG, length=len(asked), most=TEXT_LENGTH))
    return checked_text(asked, _BYTES)


def checked_code(code: str) -> str:
    """Return a hall's code as it is stored; raises Invalid for one that nobody could type."""
    plain = spelt_code(code)
    if len(plain) not in CODE_LENGTHS or not (plain.isascii() and plain.isalnum()):
        raise Mistake("code", Said.of(Word.HALL_CODE_UNFIT, least=CODE_LENGTHS[0], most=CODE_LENGTHS[-1]))
    return plain


def spelt_code(code: str) -> str:
    """Return a code as whoever types it may have meant it: in any case, with spaces and hyphens."""
    return code.replace(" ", "").replace("-", "").upper()


def is_told(condition: Condition, role: Role | None) -> bool:
    """Tell whether a question exists for somebody with this role.

    Hidden ones do for editors and whoever asked; for readers only those that were answered do, beside their own.
    """
    if is_at_least(role, Role.EDITOR) or condition.is_mine:
        return True
    if condition.is_hidden:
        return False
    return is_at_least(role, Role.CONTRIBUTOR) or condition.state is State.ANSWERED


def deeds(condition: Condition, *, may_ask: bool, may_comment: bool, may_answer: bool) -> list[QuestionDeed]:
    """Return what somebody may do with a question that exists for them."""
    is_open = condition.state is State.OPEN
    may = {
        QuestionDeed.SUPPORT: may_ask and not condition.is_hidden and condition.state is not State.MERGED,
        QuestionDeed.LINK: may_comment and not condition.is_hidden,
        QuestionDeed.DISPOSE: may_answer and is_open,
        QuestionDeed.REOPEN: may_answer and not is_open,
        QuestionDeed.HIDE: may_answer and not condition.is_hidden,
        QuestionDeed.UNHIDE: may_answer and condition.is_hidden,
    }
    return [deed for deed in QuestionDeed if may[deed]]
