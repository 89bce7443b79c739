"""Few go on at once, few wait, in the order in which they came, and nobody who waits holds a thread."""

import asyncio
import threading
from collections.abc import Awaitable, Callable

import pytest

from app.turns import NoTurn, Turns

Scene = Callable[["Crowd"], Awaitable[None]]


class Crowd:
    """Tasks that take turns, each until it is let go."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.inside: list[int] = []
        self.most = 0
        self.refused: list[int] = []
        self.tasks: dict[int, asyncio.Task[None]] = {}
        self._leave: dict[int, asyncio.Event] = {}

    async def come(self, *numbers: int) -> None:
        for number in numbers:
            self._leave[number] = asyncio.Event()
            self.tasks[number] = asyncio.create_task(self._take_turn(number))
            await settled()

    async def let_go(self, *numbers: int) -> None:
        for number in numbers:
            self._leave[number].set()
        await settled()

    async def _take_turn(self, number: int) -> None:
        try:
            async with self.turns.turn():
                self.inside.append(number)
                self.most = max(self.most, len(self.inside))
                await self._leave[number].wait()
                self.inside.remove(number)
        except NoTurn:
            self.refused.append(number)


async def settled() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


def play(turns: Turns, scene: Scene) -> Crowd:
    async def played() -> Crowd:
        crowd = Crowd(turns)
        await scene(crowd)
        for task in crowd.tasks.values():
            task.cancel()
        await asyncio.gather(*crowd.tasks.values(), return_exceptions=True)
        return crowd

    return asyncio.run(played())


def test_few_go_on_at_once_few_wait_and_the_rest_is_refused() -> None:
    async def scene(crowd: Crowd) -> None:
        await crowd.come(*range(7))
        assert (crowd.inside, crowd.refused) == ([0, 1], [5, 6])
        await crowd.let_go(1, 0)
        assert crowd.inside == [2, 3]
        await crowd.let_go(2, 3, 4)
        assert crowd.turns.is_idle
        await crowd.come(8)
        assert crowd.inside == [8]

    threads = threading.active_count()
    assert play(Turns(2, 3), scene).most == 2
    assert threading.active_count() == threads


@pytest.mark.parametrize("moments", range(6))
def test_whoever_goes_while_they_wait_keeps_nobody_waiting(moments: int) -> None:
    async def scene(crowd: Crowd) -> None:
        await crowd.come(*range(4))
        crowd.tasks[1].cancel()
        await settled()
        await crowd.let_go(0)
        assert crowd.inside == [2]
        # Before, in and after the moment in which it is their turn.
        crowd._leave[2].set()
        for _ in range(moments):
            await asyncio.sleep(0)
        crowd.tasks[3].cancel()
        await settled()
        assert crowd.turns.is_idle

    play(Turns(1, 3), scene)


def test_nobody_waits_longer_than_they_may() -> None:
    async def scene(crowd: Crowd) -> None:
        await crowd.come(0, 1)
        await asyncio.wait([crowd.tasks[1]])
        assert crowd.refused == [1]
        await crowd.let_go(0)
        assert crowd.turns.is_idle

    play(Turns(1, 1, seconds=0.01), scene)


def test_turns_are_taken_from_several_loops() -> None:
    turns, going, most = Turns(1, 4), list[int](), list[int]()

    async def take() -> None:
        async with turns.turn():
            going.append(1)
            most.append(len(going))
            await asyncio.sleep(0.002)
            going.pop()

    threads = [threading.Thread(target=asyncio.run, args=(take(),)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 5
    assert turns.is_idle


def test_an_unbounded_number_is_noticed() -> None:
    async def scene(crowd: Crowd) -> None:
        await crowd.come(*range(7))

    with pytest.raises(AssertionError):
        assert play(Turns(10**6, 0), scene).most == 2
