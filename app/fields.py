"""Fields that every domain's wire schemas are made of, and what they refuse. Knows no domain."""

import re
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Strict,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError
from rapidfuzz import fuzz, process

from app.words.codes import Word

NO_NUL = r"^[^\x00]*$"
"""What both databases can store."""
ShortReason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500, pattern=NO_NUL)]
ReasonText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000, pattern=NO_NUL)]
Sent = Annotated[str, StringConstraints(max_length=4 * 1024 * 1024)]

NAMED_AT_MOST = 20
"""Unknown names in one refusal."""
NAME_LENGTH = 64
_ALIKE = 70
_RFC_3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})", re.IGNORECASE
)

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

E = TypeVar("E")


def _as_written(moment: object) -> object:
    # A number would be seconds since 1970, and a date midnight somewhere. TOML has times of its own.
    if not isinstance(moment, datetime) and not (isinstance(moment, str) and _RFC_3339.fullmatch(moment)):
        raise PydanticCustomError(
            "datetime_parsing", "must be a time with seconds and offset, such as 2026-12-31T18:00:00+01:00"
        )
    return moment


def _as_day(day: object) -> object:
    # A number would be days since 1970, and TOML has days of its own.
    is_day = isinstance(day, date) and not isinstance(day, datetime)
    if not is_day and not (isinstance(day, str) and _DAY.fullmatch(day)):
        raise PydanticCustomError("date_parsing", "must be a day, such as 2026-12-31")
    return day


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise PydanticCustomError("time_beyond", "lies beyond the years 1 to 9999 in UTC") from error


def _as_json(flag: object) -> object:
    if flag not in ("true", "false"):
        raise PydanticCustomError("bool_parsing", "must be true or false")
    return flag


Moment = Annotated[AwareDatetime, Strict(strict=False), BeforeValidator(_as_written), AfterValidator(_in_utc)]
Day = Annotated[date, Strict(strict=False), BeforeValidator(_as_day)]
Flag = Annotated[bool, BeforeValidator(_as_json)]
"""A boolean of a query, written as in JSON."""
OneOf = Annotated[E, Strict(strict=False)]
"""A member of an enumeration, written as its value."""


class Wire(BaseModel):
    """What travels as JSON; the text below a field is its description in the OpenAPI document."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class In(Wire):
    """What somebody sends: an unknown member is refused, and a value that JSON calls another type."""

    model_config = ConfigDict(extra="forbid", strict=True)

    unchangeable: ClassVar[Mapping[str, Word]] = {}
    """Members of the resource that this cannot change, each with the reason."""

    @model_validator(mode="before")
    @classmethod
    def _only_known(cls, sent: Any) -> Any:  # noqa: ANN401  Whatever was sent.
        if isinstance(sent, dict) and (unknown := [name for name in sent if name not in cls.model_fields]):
            errors = [
                InitErrorDetails(type=cls._refusal(name), loc=(name,), input=None)
                for name in map(shown, unknown[:NAMED_AT_MOST])
            ]
            raise ValidationError.from_exception_data(cls.__name__, errors)
        return sent

    @classmethod
    def _refusal(cls, name: str) -> PydanticCustomError:
        if name in cls.unchangeable:
            return PydanticCustomError("unchangeable", "cannot be changed", {"why": cls.unchangeable[name].value})
        near = nearest(name, cls.model_fields)
        if near is None:
            return PydanticCustomError("unknown_member", "is unknown")
        return PydanticCustomError("unknown_member_near", 'is unknown; did you mean "{near}"?', {"near": near})


def shown(name: str) -> str:
    """Return a name that somebody made up, short, and without what cannot be encoded."""
    return name[:NAME_LENGTH].encode(errors="backslashreplace").decode()


def nearest(name: str, known: Collection[str]) -> str | None:
    """Return the known name that is spelt most like this one, None where none is like it."""
    found = process.extractOne(name, list(known), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return None if found is None else found[0]


class SpanOut(Wire):
    """A passage of a text, in Unicode code points."""

    start: int
    """The first code point of the passage."""
    end: int
    """The first code point after the passage."""
