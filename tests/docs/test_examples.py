"""The checker of the documentation catches what it is there to catch."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from tests.docs.examples import Example, difference, examples_in, run

PAGE = """
Say it:

```bash
echo '{"id": 7, "name": "Ana", "tags": ["a", "b"]}'
```

```json
{"id": 1, "name": "A…", "tags": ["a", "…"]}
```

<!-- not run: it would never end -->
```bash
sleep forever
```

```python
pass
```
"""


def example(answer: str, language: str = "text") -> Example:
    return Example("page.md:1", "", is_run=True, answer=answer, language=language)


def test_blocks_are_found_with_their_answers(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE)
    told, silent = examples_in(page)
    assert (told.place, told.language, told.is_run, silent.is_run) == ("page.md:4", "json", True, False)
    (printed,) = run([told], folder=tmp_path, environment=os.environ)
    assert difference(told, printed) is None
    assert difference(replace(told, answer='{"name": "Ben"}'), printed) == (
        "page.md:4: answer.name is 'Ana', 'Ben' is shown"
    )


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ('{"a": 1}', '{"a": 2}'),
        ('{"a": 1}', '{"b": 1}'),
        ('{"id": 1}', '{"id": "1"}'),
        ('{"page_id": 1}', '{"page_id": null}'),
        ('{"a": ["x"]}', '{"a": ["x", "y"]}'),
        ('{"a": ["x", "y", "…"]}', '{"a": ["x"]}'),
        ('{"a": "x…"}', '{"a": "y"}'),
        ('{"a": {"b": 1}}', '{"a": []}'),
        ('{"a": 1}', "no JSON"),
    ],
)
def test_other_json_is_a_difference(shown: str, printed: str) -> None:
    assert difference(example(shown, "json"), printed) is not None


def test_text_is_compared_whole_but_for_progress() -> None:
    assert difference(example("Wrote … bytes.\n"), "work ━━━ 1/1\nWrote 7 bytes.\n") is None
    assert difference(example("Wrote … bytes.\n"), "Wrote 7 bytes.\nAnd more.\n") is not None


def test_unshown_problem_is_a_difference() -> None:
    problem = '{"type": "urn:bonsens:problem:invalid"}'
    silent = Example("page.md:1", "", is_run=True)
    assert difference(silent, problem) is not None
    assert difference(example(problem, "json"), problem) is None


def test_failing_command_is_named(tmp_path: Path) -> None:
    blocks = [Example("page.md:1", "true", is_run=True), Example("page.md:5", "false | cat", is_run=True)]
    with pytest.raises(AssertionError, match=r"page\.md:5 fails"):
        run(blocks, folder=tmp_path, environment=os.environ)
