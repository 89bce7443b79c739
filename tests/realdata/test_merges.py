"""Merges real commits and compares with what people made of them; `-s` or a failure shows the list."""

from collections.abc import Iterator
from difflib import unified_diff
from itertools import chain, groupby, product
from pathlib import Path

import pytest

from app.text import changes, merge
from app.text.merge import Merged, Unmerged, three_way
from tests.realdata.histories import rows, texts_by_page
from tests.text.merge_laws import doublings, misplacings
from tests.text.merge_proof import prove, unified

FILES = ("anssi-rust.merges", "cnil-rgpd-dev.merges", "commonmark-spec.merges")
STEPS = (1, 2, 5)
"""How many revisions later than its base the head is, and how many later than the head the text that is sent."""


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
        if isinstance(one, Merged):
            with_other_ends = three_way(base, unified(ours).replace("\n", "\r\n"), theirs)
            assert isinstance(with_other_ends, Merged)
            assert unified(with_other_ends.text) == unified(one.text)


def old_base_triples(folder: Path, name: str) -> Iterator[tuple[str, str, str]]:
    """Yield base, ours and theirs as of somebody who began with an old revision and says what came later."""
    # A keystroke changes a word at a time, and nobody sends each.
    stride = 12 if name.startswith("keystroke") else 1
    for texts in texts_by_page(folder, name).values():
        distinct = [text for text, _ in groupby(texts)][::stride]
        for number, (head, further) in product(range(len(distinct)), product(STEPS, STEPS)):
            if number + head + further < len(distinct):
                yield distinct[number], distinct[number + head + further], distinct[number + head]


@pytest.mark.parametrize(
    ("name", "clean", "caught"),
    [
        ("etalab-guides", 270, 5),
        ("anssi-rust", 1_150, 5),
        ("dewiktionary-Hallo", 520, 0),
        ("keystroke-friendsforever", 10, 0),
    ],
)
def test_old_bases_double_nothing_and_put_nothing_under_a_wrong_heading(
    realdata: Path, monkeypatch: pytest.MonkeyPatch, name: str, clean: int, caught: int
) -> None:
    merges = conflicts = planted = 0
    for base, ours, theirs in old_base_triples(realdata, name):
        result, mirrored = three_way(base, ours, theirs), three_way(base, theirs, ours)
        prove(base, ours, theirs, result)
        assert type(result) is type(mirrored)
        if isinstance(result, Merged) and isinstance(mirrored, Merged):
            merges += 1
            assert unified(result.text) == unified(mirrored.text)
            assert not doublings(base, ours, theirs, result)
            assert not misplacings(base, ours, theirs, result.text)
            continue
        conflicts += 1
        with monkeypatch.context() as patch:
            patch.setattr(merge, "doubled", lambda *_: ())
            patch.setattr(changes, "leant_up", lambda _base, _side, matches: matches)
            result = three_way(base, ours, theirs)
        planted += isinstance(result, Merged) and bool(doublings(base, ours, theirs, result))
    print(f"{name}: {merges} merges, {conflicts} conflicts; with the fault planted {planted} would double a paragraph")
    assert merges >= clean
    assert planted >= caught
