"""A failing case says what it was, by a name that is the same in every process."""

from dataclasses import dataclass, field
from functools import partial

import pytest

from tests.naming import LONGEST, case_name


@dataclass(frozen=True)
class Rule:
    least: int = 1
    names: list[str] = field(default_factory=list)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ({"text": "a", "start": 1}, "text=a,start=1"),
        ({}, "nothing"),
        ({"b", "a"}, "a,b"),
        ([1, "b", None], "1,b,None"),
        (Rule(), "Rule()"),
        (Rule(2, ["x"]), "Rule(least=2,names=x)"),
        (partial(case_name, 1), "naming.case_name"),
        (["a\0b"], r"'a\x00b'"),
        (["x" * 99], "x" * (LONGEST - 1) + "…"),
        ("a word", None),
        (case_name, None),
        ([object()], None),
    ],
    ids=range(12),
)
def test_a_value_is_named(value: object, name: str | None) -> None:
    assert case_name(value) == name
