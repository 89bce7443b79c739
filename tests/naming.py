"""Names the cases of a parametrised test by what they are, so that a failure tells which; knows no test."""

from dataclasses import MISSING, Field, fields, is_dataclass
from functools import partial

LONGEST = 60
NAMED_BY_PYTEST = (str, bytes, int, float, complex, bool, type(None))


def case_name(value: object) -> str | None:
    """Return a name for a parameter; None where pytest has a good one."""
    if isinstance(value, NAMED_BY_PYTEST) or hasattr(value, "__name__"):
        return None
    name = _told(value)
    if " at 0x" in name:
        # Another one in each process.
        return None
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def _told(value: object) -> str:
    if isinstance(value, partial):
        module = str(value.func.__module__).rpartition(".")[2]
        return f"{module}.{value.func.__name__}"
    if isinstance(value, dict):
        return ",".join(f"{key}={_told(part)}" for key, part in value.items()) or "nothing"
    if isinstance(value, set | frozenset | list | tuple):
        told = map(_told, value)
        return ",".join(told if isinstance(value, list | tuple) else sorted(told)) or "nothing"
    if is_dataclass(value):
        said = (f"{one.name}={_told(getattr(value, one.name))}" for one in fields(value) if _is_said(one, value))
        return f"{type(value).__name__}({','.join(said)})"
    if isinstance(value, str) and value.isprintable():
        return value
    return repr(value)


def _is_said(one: "Field[object]", value: object) -> bool:
    default = one.default_factory() if one.default_factory is not MISSING else one.default
    return bool(getattr(value, one.name) != default)
