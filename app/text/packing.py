"""Packs the origins of a text's tokens into a few bytes.

Knows nothing of the text.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

_MORE = 0x80
_LOW = 0x7F
_BITS = 7


def pack(origins: Sequence[int]) -> bytes:
    """Return one origin a token as bytes; equal origins give equal bytes.

    Varints (LEB128, as in DWARF): how many distinct origins there are; the origins, ascending, each less the
    one before it; then for each run of equal origins its place among them and its length. Raises ValueError
    for a negative origin.
    """
    distinct = sorted(set(origins))
    if distinct and distinct[0] < 0:
        raise ValueError(f"An origin is the id of a revision, not {distinct[0]}.")
    place = {origin: number for number, origin in enumerate(distinct)}
    numbers = [len(distinct), *(origin - before for before, origin in pairwise([0, *distinct]))]
    for origin, run in groupby(origins):
        numbers += place[origin], len(list(run))
    packed = bytearray()
    for number in numbers:
        rest = number
        while rest > _LOW:
            packed.append(rest & _LOW | _MORE)
            rest >>= _BITS
        packed.append(rest)
    return bytes(packed)


def unpack(packed: bytes) -> list[int]:
    """Return what was packed; raises ValueError for bytes which `pack` never returns."""
    numbers = list(_numbers(packed))
    if not numbers:
        raise ValueError("Packed origins are never empty.")
    count, runs = numbers[0], numbers[1 + numbers[0] :]
    if len(numbers) <= count or len(runs) % 2:
        raise ValueError("Packed origins are cut off.")
    distinct: list[int] = []
    for step in numbers[1 : 1 + count]:
        distinct.append(step + (distinct[-1] if distinct else 0))
    origins: list[int] = []
    for place, length in zip(runs[::2], runs[1::2], strict=True):
        if place >= count:
            raise ValueError(f"A run is of origin {place}, where there are {count}.")
        origins += [distinct[place]] * length
    if pack(origins) != packed:
        raise ValueError("Origins are packed in one way only.")
    return origins


def _numbers(packed: bytes) -> Iterator[int]:
    if packed.isascii():
        # Mostly every number takes one byte, and is that byte.
        yield from packed
        return
    number = shift = 0
    for byte in packed:
        number |= (byte & _LOW) << shift
        shift += _BITS
        if not byte & _MORE:
            yield number
            number = shift = 0
    if shift:
        raise ValueError("Packed origins are cut off.")
