"""Questions and halls on the wire."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from app.fields import NO_NUL, Day, In, OneOf, ReasonText, Sent, ShortReason, Wire
from app.identity.schemas import PersonOut
from app.questions.rules import MOST_ANSWERS, Disposition, QuestionDeed, State
from app.words.codes import Word

Place = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=NO_NUL)]
Code = Annotated[str, StringConstraints(max_length=64, pattern=NO_NUL)]


class QuestionIn(In):
    text: Sent
    """What is asked, in plain words."""
    theme: str | None = None
    """The slug of the theme that it is about, where that is known."""
    named: bool = False
    """Whether others are told who asked; by default nobody is, not even editors."""


class HallQuestionIn(In):
    text: Sent
    """What is asked, in plain words."""


class DisposalIn(In):
    disposition: OneOf[Disposition]
    """What becomes of the question; ``reopened`` takes back what became of it."""
    text: ReasonText = ""
    """For whoever asked; needed but for ``reopened``."""
    answers: list[int] = Field(default=[], max_length=MOST_ANSWERS)
    """The ids of tips that answer it, beside those that are linked already."""
    merged_into: int | None = None
    """The id of the question that it is merged into."""


class QuestionHideIn(In):
    reason: ShortReason = ""
    """Why, for whoever asked and for editors."""


class QuestionListIn(In):
    csv: Sent
    """The file as text; its first line names the columns place, date, text and, if wanted, theme."""
    dry_run: bool = False
    """Whether only to tell what would happen."""


class HallIn(In):
    place: Place
    """Where it takes place."""
    held_on: Day
    """The day."""
    code: Code | None = None
    """What people type to ask, from 4 to 16 letters and digits; by default one that nobody guesses is drawn."""
    open: bool = False
    """Whether questions are taken at once."""


class HallPatch(In):
    unchangeable: ClassVar[Mapping[str, Word]] = {
        **dict.fromkeys(("id", "questions", "version", "etag", "created_at"), Word.FIXED_HERE)
    }

    place: Place | None = None
    """Where it takes place."""
    held_on: Day | None = None
    """The day."""
    code: Code | None = None
    """What people type to ask."""
    open: bool | None = None
    """Whether questions are taken. Closing forgets the devices from which people asked."""


class AnswerOut(Wire):
    """A tip that answers a question."""

    page_id: int
    """The id of the page."""
    slug: str
    """The page's name in the address."""
    theme: str | None
    """The slug of its theme."""
    title: str
    """The title that the caller may read: the accepted one for readers, the latest for contributors."""


class QuestionOut(Wire):
    """A question as the caller may see it."""

    id: int
    """The id of the question."""
    text: str
    """What is asked."""
    state: State
    """What became of it."""
    theme: str | None
    """The slug of the theme that it is about; null where none was named."""
    place: str | None
    """Where it was asked; null where that was no session."""
    held_on: date | None
    """On which day."""
    asker: PersonOut | None
    """Who asked, where they asked in their name."""
    mine: bool
    """Whether the caller asked it."""
    supports: int
    """How many people said "me too"."""
    supported: bool
    """Whether the caller did."""
    merged: int
    """How many questions were merged into it."""
    merged_into: int | None
    """The id of the question that it was merged into."""
    told: str | None
    """What an editor says of it to whoever asked; null while it is open."""
    told_at: datetime | None
    """When."""
    answers: list[AnswerOut]
    """The tips that answer it."""
    hidden: bool
    """Whether an editor hid it."""
    hidden_reason: str | None
    """Why, for editors and whoever asked."""
    version: int
    """How often something became of it, counting from one."""
    etag: str
    """For the ``If-Match`` of a change."""
    created_at: datetime
    """When it was asked, or taken in from a list."""
    allowed_actions: list[QuestionDeed]
    """What the caller may do with it now."""


class QuestionsOut(Wire):
    items: list[QuestionOut]
    """What is listed, in the order of the list."""
    next: str | None
    """For ``after`` in the next request; null where nothing follows."""


class AllQuestionsOut(Wire):
    items: list[QuestionOut]
    """All questions that the caller may see, the oldest first."""


class SimilarOut(Wire):
    """A question that may be meant."""

    id: int
    """The id of the question."""
    text: str
    """What is asked."""
    state: State
    """What became of it."""
    supports: int
    """How many people said "me too"."""
    likeness: int
    """How alike the two are, up to 100 for the same words."""


class SimilarsOut(Wire):
    items: list[SimilarOut]
    """At most five, the most alike first."""


class CoverageTipOut(Wire):
    page_id: int
    """The id of the page."""
    slug: str
    """The page's name in the address."""
    theme: str | None
    """The slug of its theme."""
    title: str
    """The title that the caller may read."""
    questions: list[int]
    """The ids of the questions that it answers."""


class CoverageQuestionOut(Wire):
    id: int
    """The id of the question."""
    text: str
    """What is asked."""
    state: State
    """What became of it."""
    supports: int
    """How many people said "me too"."""
    tips: list[int]
    """The ids of the tips that answer it."""


class CoverageOut(Wire):
    """Which question is answered by which tip."""

    questions: list[CoverageQuestionOut]
    """All questions but the merged ones, those that most people share first."""
    tips: list[CoverageTipOut]
    """The tips that answer any."""
    by_state: dict[State, int]
    """How many questions are in each state."""
    unanswered: int
    """How many open questions no tip answers."""


class QuestionLineOut(Wire):
    line: int
    """The number of the line in the file."""
    field: str
    """The column that is wrong."""
    reason: str
    """What to do, in the caller's language."""


class QuestionImportOut(Wire):
    """What became of a list."""

    new: int
    """Questions that were taken in, or would be."""
    known: int
    """Questions that were there already."""
    halls: int
    """Sessions that were made for them, closed ones."""
    bad: list[QuestionLineOut]
    """Lines that cannot be used; all others were."""
    dry_run: bool
    """Whether nothing was stored."""


class HallOut(Wire):
    """A session as its editors see it."""

    id: int
    """The id of the session."""
    code: str
    """What people type to ask."""
    place: str
    """Where it takes place."""
    held_on: date
    """The day."""
    open: bool
    """Whether questions are taken."""
    questions: int
    """How many were asked."""
    version: int
    """How often it was changed, counting from one."""
    etag: str
    """For the ``If-Match`` of a change."""
    created_at: datetime
    """When it was prepared."""


class HallsOut(Wire):
    items: list[HallOut]
    """What is listed, in the order of the list."""
    next: str | None
    """For ``after`` in the next request; null where nothing follows."""


class HallQuestionOut(Wire):
    """A question on the big screen."""

    id: int
    """The id of the question."""
    text: str
    """What is asked."""
    state: State
    """What became of it."""
    supports: int
    """How many people said "me too"."""
    supported: bool
    """Whether somebody did on this device."""
    mine: bool
    """Whether it was asked from this device."""


class RoomOut(Wire):
    """A session for those who are in it, and for its big screen."""

    code: str
    """What people type to ask."""
    campaign: str
    """The title of the campaign."""
    place: str
    """Where it takes place."""
    held_on: date
    """The day."""
    open: bool
    """Whether questions are taken; the questions of a session that is over are not shown here."""
    total: int
    """How many questions there are, of which ``questions`` shows the first."""
    questions: list[HallQuestionOut]
    """Those that most people share first, then the oldest."""


class HallAskedOut(Wire):
    question: HallQuestionOut
    """What was asked."""
    receipt: str
    """Shown once and kept nowhere: with it, whoever asked reads the answer."""


class ReceiptOut(Wire):
    """What became of a question that was asked in a hall."""

    text: str
    """What was asked."""
    place: str | None
    """Where."""
    held_on: date | None
    """On which day."""
    state: State
    """What became of it."""
    told: str | None
    """What an editor says of it; null while it is open."""
    told_at: datetime | None
    """When."""
    supports: int
    """How many people said "me too"."""
    merged_into: str | None
    """The words of the question that it was merged into."""
    answers: list[AnswerOut]
    """The accepted tips that answer it, for callers who may read the campaign."""
    hidden: bool
    """Whether an editor took it from the screen."""
    hidden_reason: str | None
    """Why."""
