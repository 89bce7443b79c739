"""Merges real commits and compares with what people made of them; `-s` or a failure shows the list."""

from difflib import unified_diff
from itertools import chain
from pathlib import Path

from app.text.merge import Merged, Unmerged, three_way
from tests.realdata.histories import rows
from tests.text.merge_proof import prove

FILES = ("anssi-rust.merges", "cnil-rgpd-dev.merges", "commonmark-spec.merges")


def test_what_git_merges_gives_the_human_result_and_the_rest_keeps_every_change(realdata: Path) -> None:
    counts = {"human result": 0, "conflict": 0, "keeps every change, differs from the human": 0}
    wrong: list[str] = []
    for row in chain.from_iterable(rows(realdata, name) for name in FILES):
        versions = row["base"], row["ours_text"], row["theirs_text"]
        result = three_way(*versions)
        prove(*versions, result)
        is_human = isinstance(result, Merged) and result.text == row["human_result"]
        if row["git_conflicts"] == 0 and not is_human:
            wrong.append(row["id"])
        if is_human:
            counts["human result"] += 1
        elif isinstance(result, Unmerged):
            counts["conflict"] += 1
            print(f"{row['id']}: conflict in {len(result.hunks)} place(s)")
        else:
            counts["keeps every change, differs from the human"] += 1
            print(row["id"])
            lines = unified_diff(
                row["human_result"].splitlines(), result.text.splitlines(), "human", "merged", lineterm=""
            )
            print("\n".join(lines))
    print(f"{sum(counts.values())} real merges: {counts}")
    assert not wrong
    assert sum(counts.values()) == 39


def test_every_side_of_every_real_merge_obeys_the_laws(realdata: Path) -> None:
    for row in chain.from_iterable(rows(realdata, name) for name in FILES):
        base, ours, theirs = row["base"], row["ours_text"], row["theirs_text"]
        for text in (ours, theirs):
            for result in (
                three_way(base, text, base),
                three_way(base, base, text),
                three_way(base, text, text),
            ):
                assert isinstance(result, Merged)
                assert result.text == text
        one, other = three_way(base, ours, theirs), three_way(base, theirs, ours)
        assert type(one) is type(other)
        if isinstance(one, Merged) and isinstance(other, Merged):
            assert one.text == other.text
