"""What people run tries the same examples in every run; what explores does not."""

import os
import re
import subprocess
import sys
from pathlib import Path

import hypothesis
import pytest

from tests.profiles import EXPLORE, QUICK, SCALES, TEST, examples

ROOT = Path(__file__).parents[1]
PROPERTY = """
import sys
from hypothesis import given, settings, strategies as st
from tests.profiles import leave_constants_out, register_profiles

register_profiles()
settings.load_profile(sys.argv[1])
leave_constants_out()
if sys.argv[2:]:
    import another

@given(st.text(max_size=20), st.integers(), st.sets(st.text(max_size=3)))
def what_is_tried(text, number, names):
    print(ascii((text, number, sorted(names))))

what_is_tried()
"""


@pytest.mark.slow
@pytest.mark.parametrize(("profile", "repeats"), [(TEST, True), (QUICK, True), (EXPLORE, False)])
def test_examples_repeat_where_people_run_them(profile: str, repeats: bool, tmp_path: Path) -> None:  # noqa: FBT001
    (tmp_path / "property.py").write_text(PROPERTY)
    # A module of this project with constants that no other names.
    (tmp_path / "another.py").write_text("NAMES = ['unheard-of', 987654321]\n")
    first = tried(tmp_path, "0", profile)
    second = tried(tmp_path, "1", profile, "another")
    assert len(first) >= SCALES[profile] * 50
    assert (first == second) is repeats


def tried(folder: Path, hash_seed: str, *arguments: str) -> list[str]:
    """Return the examples that one process tries."""
    run = subprocess.run(
        [sys.executable, "property.py", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
        text=True,
    )
    return run.stdout.splitlines()


def test_a_budget_grows_and_shrinks_with_the_profile() -> None:
    scale = SCALES[hypothesis.settings.get_current_profile_name()]
    assert examples(400).max_examples == 400 * scale
    assert examples(1).max_examples == 3


def test_no_property_sets_its_own_budget() -> None:
    """``settings(max_examples=…)`` would be the same behind every door."""
    for path in (ROOT / "tests").rglob("*.py"):
        # fuzzing.py is told by its caller how many requests to make.
        if path.name not in ("profiles.py", "test_profiles.py", "fuzzing.py"):
            assert not re.search(r"max_examples=|@settings\(|@seed\(", path.read_text("utf-8")), path
