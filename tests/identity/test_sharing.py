"""What is large of one person goes on a few at a time, and the rest waits without a thread."""

import asyncio
from threading import active_count

import pytest

from app.web import heavy
from app.web.errors import WorkOfOne
from app.web.heavy import AT_ONCE, IN_LINE, Heavy


def most_at_once(works: Heavy, people: list[int]) -> tuple[int, int]:
    """Return how much went on at once of what people asked in one moment, and how much was refused."""
    inside, most, refused = 0, 0, 0

    async def work(person: int) -> None:
        nonlocal inside, most, refused
        try:
            async with works.turn_of(person):
                inside += 1
                most = max(most, inside)
                await asyncio.sleep(0)
                inside -= 1
        except WorkOfOne:
            refused += 1

    async def all_of_them() -> None:
        await asyncio.gather(*map(work, people))

    threads = active_count()
    asyncio.run(all_of_them())
    assert active_count() == threads
    assert not works._turns
    return most, refused


def test_of_one_person_few_works_go_on_at_once() -> None:
    assert most_at_once(Heavy(5), [1] * 64) == (AT_ONCE, 64 - AT_ONCE - IN_LINE)
    assert most_at_once(Heavy(5), [1] * 70) == (AT_ONCE, 70 - AT_ONCE - IN_LINE)
    assert most_at_once(Heavy(5), [1, 2, 3] * AT_ONCE) == (3 * AT_ONCE, 0)


def test_a_share_without_end_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heavy, "AT_ONCE", 64)
    assert most_at_once(Heavy(5), [1] * 64) == (64, 0)
