"""What exploring finds is told as something to paste, and found at all."""

import re
import sys
from pathlib import Path

import pytest

from tests import explore

CONFIGURATION = Path(__file__).parents[1] / "pyproject.toml"
FALSE = """
from hypothesis import given, strategies as st

@given(number=st.integers(), names=st.lists(st.text()))
def test_numbers_are_small(number, names):
    assert number < 1000
"""


@pytest.mark.slow
def test_a_false_property_is_found_and_can_be_pasted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "conftest.py").write_text("from tests.profiles import register_profiles\nregister_profiles()\n")
    (tmp_path / "test_false.py").write_text(FALSE)
    # The project's own configuration: a plugin of another package must not empty the example.
    arguments = ["--minutes", "0", "--jobs", "0", "-c", str(CONFIGURATION), str(tmp_path / "test_false.py")]
    monkeypatch.setattr(sys, "argv", ["explore", *arguments])
    assert explore.main() == 1
    said = capsys.readouterr().out
    assert "@example(" in said
    assert "number=1000," in said
    assert re.search(r"^round 1: 1 properties, .* 1 found$", said, re.MULTILINE)
