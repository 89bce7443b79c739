"""What is given out signed comes back as it was, for its purpose and in its time, or not at all."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.signing import Signer

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SIGNER = Signer.keyed_by(["new" * 16, "old" * 16])
LATER = NOW + timedelta(minutes=10)
values = st.text(st.characters(codec="utf-8"), max_size=50)


@pytest.mark.slow
@given(values)
def test_a_signed_value_comes_back_for_its_purpose_until_its_time(value: str) -> None:
    signed = SIGNER.sign("state", value, until=LATER)
    assert SIGNER.read("state", signed, now=NOW) == value
    assert SIGNER.read("nonce", signed, now=NOW) is None
    assert SIGNER.read("state", signed, now=LATER) is None


@pytest.mark.slow
@given(values, st.data())
def test_a_value_that_was_changed_anywhere_is_nothing(value: str, data: st.DataObject) -> None:
    signed = SIGNER.sign("state", value, until=LATER)
    at = data.draw(st.integers(0, len(signed) - 1))
    put = data.draw(st.text("abAB019-_.=é\0", max_size=2).filter(lambda put: put != signed[at]))
    assert SIGNER.read("state", signed[:at] + put + signed[at + 1 :], now=NOW) is None


def test_an_older_key_is_believed_and_a_foreign_one_is_not() -> None:
    old = Signer.keyed_by(["old" * 16]).sign("state", "x", until=LATER)
    assert SIGNER.read("state", old, now=NOW) == "x"
    assert SIGNER.read("state", Signer.keyed_by(["foreign" * 8]).sign("state", "x", until=LATER), now=NOW) is None
    for nothing in (None, "", ".", "..", "x", "9" * 5000, "é.é.é"):
        assert SIGNER.read("state", nothing, now=NOW) is None
