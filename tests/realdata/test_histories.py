"""Replays real histories: each difference, applied to a revision, gives the next one."""

from pathlib import Path

import pytest
from diff_match_patch import diff_match_patch

from app.text.diff import apply, delta, diff
from app.text.diff_views import unified
from app.text.sentences import sentences
from app.text.tokens import tokens
from tests.realdata.histories import rows
from tests.text.test_diff_views import patched


@pytest.mark.parametrize(
    ("name", "revisions"), [("etalab-guides", 235), ("anssi-rust", 553), ("keystroke-friendsforever", 1461)]
)
def test_each_difference_gives_the_next_revision(realdata: Path, name: str, revisions: int) -> None:
    engine = diff_match_patch()
    last: dict[str, str] = {}
    count = coarse = moved = changed = 0
    for row in rows(realdata, f"{name}.revisions"):
        page = str(row.get("page", ""))
        old, new = last.get(page, ""), row["text"]
        difference = diff(old, new)
        assert apply(difference, old) == new
        read = engine.diff_fromDelta(old, delta(difference))
        assert "".join(text for sign, text in read if sign != diff_match_patch.DIFF_DELETE) == new
        assert patched(old, unified(difference)) == new
        assert "".join(tokens(new)) == "".join(sentences(new)) == new
        last[page] = new
        count += 1
        coarse += difference.coarse
        moved += len({operation.moved for operation in difference.operations} - {None})
        changed += len({operation.moved for operation in difference.operations if operation.changed})
    print(f"{name}: {count} revisions replayed, {coarse} coarse, {moved} paragraphs moved, {changed} of them reworded")
    assert count == revisions
    assert coarse == 0
