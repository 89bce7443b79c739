"""Packs the origins of a text's tokens into a few bytes.

Knows nothing of the text.
"""

import re
from collections.abc import Sequence
from itertools import accumulate, chain, groupby, repeat
from operator import eq, sub

_MORE = 0x80
_LOW = 0x7F
_BITS = 7
_LONG = re.compile(rb"[\x80-\xff]++[\x00-\x7f]")
"""A number of more than one byte."""


def pack(origins: Sequence[int]) -> bytes:
    """Return one origin a token as bytes; equal origins give equal bytes.

    Varints (LEB128, as in DWARF): how many distinct origins there are; the origins, ascending, each less the
    one before it; then for each run of equal origins its place among them and its length. Raises ValueError
    for a negative origin.
    """
    distinct = sorted(set(origins))
    if distinct and distinct[0] < 0:
        raise ValueError(f"An origin is the id of a revision, not {distinct[0]}.")
    place = dict(zip(distinct, range(len(distinct)), strict=True))
    numbers = [len(distinct), *map(sub, distinct, [0, *distinct])]
    for origin, run in groupby(origins):
        numbers += place[origin], len([*run])
    if max(numbers) <= _LOW:
        return bytes(numbers)
    return b"".join([_ONE_BYTE[number] if number <= _LOW else _varint(number) for number in numbers])


def unpack(packed: bytes) -> list[int]:
    """Return what was packed; raises ValueError for bytes which `pack` never returns."""
    distinct, places, lengths = _runs(packed)
    return list(chain.from_iterable(map(repeat, map(distinct.__getitem__, places), lengths)))


def count(packed: bytes) -> dict[int, int]:
    """Return how many tokens come from each origin, without unpacking them one by one; raises as `unpack`."""
    distinct, places, lengths = _runs(packed)
    counted = [0] * len(distinct)
    for place, length in zip(places, lengths, strict=True):
        counted[place] += length
    return dict(zip(distinct, counted, strict=True))


def _runs(packed: bytes) -> tuple[list[int], list[int], list[int]]:
    """Return the distinct origins, and for each run its place among them and its length."""
    numbers = _numbers(packed)
    if not numbers:
        raise ValueError("Packed origins are never empty.")
    count = numbers[0]
    steps, places, lengths = numbers[1 : 1 + count], numbers[1 + count :: 2], numbers[2 + count :: 2]
    if len(steps) < count or len(places) != len(lengths):
        raise ValueError("Packed origins are cut off.")
    if max(places, default=-1) >= count:
        raise ValueError(f"A run is of origin {max(places)}, where there are {count}.")
    if 0 in steps[1:] or len(set(places)) < count or 0 in lengths or any(map(eq, places, places[1:])):
        raise ValueError("Origins are packed in one way only.")
    return list(accumulate(steps)), places, lengths


def _varint(number: int) -> bytes:
    packed = bytearray()
    while number > _LOW:
        packed.append(number & _LOW | _MORE)
        number >>= _BITS
    packed.append(number)
    return bytes(packed)


_ONE_BYTE = [_varint(number) for number in range(_MORE)]


def _numbers(packed: bytes) -> list[int]:
    if packed and packed[-1] & _MORE:
        raise ValueError("Packed origins are cut off.")
    numbers: list[int] = []
    place = 0
    for long in _LONG.finditer(packed):
        if not packed[long.end() - 1]:
            raise ValueError("Origins are packed in one way only.")
        # What lies between is numbers of one byte each.
        numbers += packed[place : long.start()]
        numbers.append(sum((byte & _LOW) << _BITS * step for step, byte in enumerate(long[0])))
        place = long.end()
    numbers += packed[place:]
    return numbers
