"""One form of a record, and digests that chain."""

import hashlib
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.digests import GENESIS, canonical, chained, sha256, text_digest

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=3)
    ),
    max_leaves=8,
)
RECORDS = st.dictionaries(st.text(st.characters(codec="utf-8")), VALUES, max_size=5)


@pytest.mark.slow
@given(RECORDS)
def test_a_record_has_one_form_whatever_its_order(record: dict[str, object]) -> None:
    turned = dict(reversed(record.items()))
    assert canonical(turned) == canonical(record)
    assert json.loads(canonical(record)) == record
    assert canonical(json.loads(canonical(record))) == canonical(record)


def test_the_form_is_fixed() -> None:
    assert canonical({"b": [1, None], "a": 'é\n"œ'}) == '{"a":"é\\n\\"œ","b":[1,null]}'.encode()
    assert sha256(b"") == text_digest("") == hashlib.sha256(b"").hexdigest()
    first = chained(GENESIS, {"n": 1})
    assert first == hashlib.sha256(bytes(32) + b'{"n":1}').hexdigest()
    assert chained(first, {"n": 1}) != first


@pytest.mark.parametrize("value", [float("nan"), float("inf"), datetime(2026, 11, 28, tzinfo=UTC), b"bytes", {1}])
def test_what_has_no_one_form_is_refused(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        canonical({"value": value})


def test_text_that_is_no_text_has_no_digest() -> None:
    with pytest.raises(UnicodeEncodeError):
        text_digest("\ud800")
