"""A child works things out, and whatever it does its parent goes on."""

import os
import time
import timeit
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.apart import Child, Failed, TookTooLong, TookTooMuch


@pytest.fixture
def child() -> Iterator[Child]:
    made = Child(seconds=0.2, megabytes=512)
    yield made
    made.close()


def test_a_child_answers_one_question_after_another(child: Child) -> None:
    assert [child.work_out(sum, numbers) for numbers in ([1, 2], [3, 4])] == [3, 7]
    with pytest.raises(Failed, match="invalid literal"):
        child.work_out(int, "x")
    assert child.work_out(int, "7") == 7


@pytest.mark.parametrize(
    ("function", "arguments", "refusal"),
    [
        (timeit.timeit, ("pass", "pass", time.perf_counter, 10**9), TookTooLong),
        (time.sleep, (60,), TookTooLong),
        (bytearray, (2**31,), TookTooMuch),
        (os.abort, (), TookTooMuch),
    ],
    ids=["computing", "waiting", "memory", "a crash"],
)
def test_a_child_that_goes_too_far_is_given_up_and_the_next_question_answered(
    child: Child, function: Callable[..., Any], arguments: tuple[object, ...], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        child.work_out(function, *arguments)
    assert child.work_out(sum, [1, 2]) == 3


def test_what_cannot_be_sent_is_told_and_the_next_question_answered(child: Child) -> None:
    with pytest.raises(Failed, match="cannot pickle"):
        child.work_out(viewed)
    assert child.work_out(sum, [1, 2]) == 3


@pytest.mark.slow
def test_a_child_tells_how_far_it_is(child: Child) -> None:
    told: list[object] = []
    child.seconds = 60
    child.work_out(telling, told=told.append)
    assert told == ["half"]


def viewed() -> memoryview:
    return memoryview(b"a")


def telling(tell: Callable[[object], None]) -> None:
    tell("half")
