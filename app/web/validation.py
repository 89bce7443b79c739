"""What the framework finds wrong with a request, in words that people read. Knows no field by name."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.errors import Mistakes
from app.words.codes import Word
from app.words.saying import Said

_PLAIN = {
    "missing": Word.FIELD_MISSING,
    "extra_forbidden": Word.FIELD_UNKNOWN,
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
    "timezone_aware": Word.TIME_WITHOUT_ZONE,
    "time_beyond": Word.TIME_BEYOND,
    "string_pattern_mismatch": Word.MALFORMED,
}


def mistakes_of(found: Sequence[Mapping[str, Any]]) -> Mistakes:
    """Return what pydantic found as the refusal that is answered."""
    return Mistakes(tuple((_field(item["loc"]), _reason(item)) for item in found))


def _field(location: Sequence[str | int]) -> str:
    return ".".join(str(part) for part in location if part != "body") or "body"


def _reason(item: Mapping[str, Any]) -> Said:
    facts = item.get("ctx", {})
    match item["type"]:
        case "string_too_short" | "too_short":
            return Said.of(Word.TOO_SHORT, least=facts["min_length"])
        case "string_too_long" | "too_long":
            return Said.of(Word.TOO_LONG, most=facts["max_length"])
        case "greater_than_equal":
            return Said.of(Word.TOO_SMALL, least=facts["ge"])
        case "less_than_equal":
            return Said.of(Word.TOO_GREAT, most=facts["le"])
        case "enum" | "literal_error":
            return Said.of(Word.NOT_OFFERED, choices=facts["expected"].replace("'", ""))
        case kind:
            return Said.of(_PLAIN.get(kind, Word.FIELD_INVALID))
