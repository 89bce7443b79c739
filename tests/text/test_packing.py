from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text.packing import count, pack, unpack
from tests.profiles import examples


@pytest.mark.slow
@given(st.lists(st.one_of(st.integers(0, 3), st.integers(0, 2**63 - 1)), max_size=300))
def test_packed_origins_come_back(origins: list[int]) -> None:
    assert unpack(pack(origins)) == origins
    assert count(pack(origins)) == Counter(origins)


@pytest.mark.slow
@given(st.binary(max_size=12))
@examples(500)
def test_bytes_that_nobody_packed_are_refused_or_stand_for_one_list(packed: bytes) -> None:
    try:
        origins = unpack(packed)
    except ValueError:
        return
    assert pack(origins) == packed


def test_packing_is_short_and_refuses_what_is_no_revision() -> None:
    assert pack([]) == b"\x00"
    assert pack([5] * 200 + [300]) == b"\x02\x05\xa7\x02\x00\xc8\x01\x01\x01"
    with pytest.raises(ValueError, match="-1"):
        pack([-1])
    for wrong in (b"", b"\x80", b"\x02\x05", b"\x01\x05\x00", b"\x01\x05\x01\x01"):
        with pytest.raises(ValueError, match=r"ack|run"):
            unpack(wrong)
