"""Whose account an author is, as it is written on the command line or in a file."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.archive.authors import author_username, read_accounts, username_of
from app.errors import Invalid
from app.identity.rules import USERNAME
from tests.profiles import examples

NAMES = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30).filter(str.strip)


def test_accounts_are_read_from_options_and_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "authors.txt"
    file.write_bytes("\ufeff# Who is who\r\nZoe\u0301 = zoe\r\n\r\na=b=c\nDan=\n".encode())
    assert read_accounts(["Ben Okoye=ben", "Dan="], file) == {
        "Ben Okoye": "ben",
        "Dan": "",
        "Zo\u00e9": "zoe",
        "a=b": "c",
    }
    assert read_accounts([], None) == {}


@pytest.mark.parametrize(
    ("given", "content", "reason"),
    [
        (["Ben"], b"", "“Ben” does not tell whose account is meant. Write the author’s name, “=” and a username."),
        (["=ben"], b"", "“=ben” does not tell"),
        (["Ben=ben", "Ben=ben2"], b"", "“Ben” stands for “ben” and for “ben2”"),
        (["Ben=ben"], b"Ben=", "“Ben” stands for “ben” and for “”"),
        ([], b"Ben", "“Ben” does not tell"),
        ([], b"\xff=ben", "authors.txt cannot be read"),
    ],
)
def test_what_does_not_tell_one_account_is_refused(
    tmp_path: Path, given: list[str], content: bytes, reason: str
) -> None:
    (tmp_path / "authors.txt").write_bytes(content)
    with pytest.raises(Invalid, match=reason):
        read_accounts(given, tmp_path / "authors.txt")


@pytest.mark.slow
@given(NAMES, NAMES)
@examples(200)
def test_every_name_has_a_username_of_its_own(one: str, other: str) -> None:
    found = [username_of(name, accounts) for name in (one, other) for accounts in ({}, {name: ""})]
    assert all(USERNAME.fullmatch(username) for username in found)
    assert (found[0] == found[2]) == (one == other)
    assert username_of(one, {}) == author_username(one)
    assert username_of(one, {one: "ben"}) == "ben"
