"""Fields that every domain's wire schemas are made of. Knows no domain."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

NO_NUL = r"^[^\x00]*$"
"""What both databases can store."""
ShortReason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500, pattern=NO_NUL)]
ReasonText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000, pattern=NO_NUL)]
Sent = Annotated[str, StringConstraints(max_length=4 * 1024 * 1024)]


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise PydanticCustomError("time_beyond", "lies beyond the years 1 to 9999 in UTC") from error


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]


class Wire(BaseModel):
    """What travels as JSON; the text below a field is its description in the OpenAPI document."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class SpanOut(Wire):
    """A passage of a text, in Unicode code points."""

    start: int
    """The first code point of the passage."""
    end: int
    """The first code point after the passage."""
