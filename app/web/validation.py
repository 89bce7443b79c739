"""What the framework finds wrong with a request, in words that people read. Knows no field by name."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.errors import Mistakes
from app.words.codes import Word
from app.words.saying import Said

_PLAIN = {
    "missing": Word.FIELD_MISSING,
    "unknown_member": Word.FIELD_UNKNOWN,
    "json_invalid": Word.NOT_JSON,
    "string_type": Word.NOT_TEXT,
    "string_unicode": Word.NOT_TEXT,
    "int_type": Word.NOT_WHOLE,
    "int_parsing": Word.NOT_WHOLE,
    "int_from_float": Word.NOT_WHOLE,
    "int_parsing_size": Word.NOT_WHOLE,
    "bool_type": Word.NOT_BOOLEAN,
    "bool_parsing": Word.NOT_BOOLEAN,
    "list_type": Word.NOT_LIST,
    "dict_type": Word.NOT_OBJECT,
    "model_type": Word.NOT_OBJECT,
    "model_attributes_type": Word.NOT_OBJECT,
    "datetime_type": Word.NOT_TIME,
    "datetime_parsing": Word.NOT_TIME,
    "datetime_from_date_parsing": Word.NOT_TIME,
    "datetime_object_invalid": Word.NOT_TIME,
    "date_parsing": Word.NOT_DAY,
    "date_from_datetime_parsing": Word.NOT_DAY,
    "timezone_aware": Word.TIME_WITHOUT_ZONE,
    "time_beyond": Word.TIME_BEYOND,
    "string_pattern_mismatch": Word.MALFORMED,
}
_WITH_FACT = {
    "string_too_short": (Word.TOO_SHORT, "least", "min_length"),
    "too_short": (Word.TOO_SHORT, "least", "min_length"),
    "string_too_long": (Word.TOO_LONG, "most", "max_length"),
    "too_long": (Word.TOO_LONG, "most", "max_length"),
    "greater_than_equal": (Word.TOO_SMALL, "least", "ge"),
    "less_than_equal": (Word.TOO_GREAT, "most", "le"),
    "unknown_member_near": (Word.FIELD_UNKNOWN_NEAR, "near", "near"),
}
"""Word, its parameter, and the fact of pydantic's that it is."""


def mistakes_of(found: Sequence[Mapping[str, Any]]) -> Mistakes:
    """Return what pydantic found as the refusal that is answered."""
    return Mistakes(tuple((_field(item["loc"]), _reason(item)) for item in found))


def _field(location: Sequence[str | int]) -> str:
    return ".".join(str(part) for part in location if part != "body") or "body"


def _reason(item: Mapping[str, Any]) -> Said:
    facts = item.get("ctx", {})
    match item["type"]:
        case kind if kind in _WITH_FACT:
            word, parameter, fact = _WITH_FACT[kind]
            return Said.of(word, **{parameter: facts[fact]})
        case "enum" | "literal_error":
            return Said.of(Word.NOT_OFFERED, choices=facts["expected"].replace("'", ""))
        case "unchangeable":
            return Said.of(Word(facts["why"]))
        case kind:
            return Said.of(_PLAIN.get(kind, Word.FIELD_INVALID))
