"""Follows authorship through real histories; `-s` shows the figures."""

import json
import lzma
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.text.attribution import Credit, attributions
from app.text.packing import pack
from app.text.tokens import tokens
from tests.realdata.histories import rows, texts_by_page


def by_token(text: str, credit: list[Credit]) -> list[int]:
    """Return the origin of each token, having checked that the credits tile the text between tokens."""
    assert "".join(text[span.start : span.end] for span in credit) == text
    origins: list[int] = []
    spans: Iterator[Credit] = iter(credit)
    place = end = origin = 0
    for token in tokens(text):
        if place == end:
            _, end, origin = next(spans)
        place += len(token)
        assert place <= end
        origins.append(origin)
    return origins


@pytest.mark.parametrize(
    ("name", "expected_reverts", "most"),
    [
        ("etalab-guides", 1, 0.05),
        ("anssi-rust", 1, 0.05),
        # Two writers take turns 1,461 times in one text, many people in a short one: far more runs than in a guide.
        ("keystroke-friendsforever", 0, 0.25),
        ("dewiktionary-Hallo", 14, 0.15),
    ],
)
def test_identity_reverts_restore_every_origin(realdata: Path, name: str, expected_reverts: int, most: float) -> None:
    reverts = equal = size = packed = 0
    for texts in texts_by_page(realdata, name).values():
        seen: dict[str, list[Credit]] = {}
        before = None
        for text, credit in zip(texts, attributions(enumerate(texts, start=1)), strict=True):
            packed += len(pack(by_token(text, credit)))
            size += len(text.encode())
            if text in seen and text != before:
                reverts += 1
                equal += credit == seen[text]
            seen.setdefault(text, credit)
            assert credit == seen[text]
            before = text
    print(f"{name}: {equal} of {reverts} identity reverts; packed {packed} of {size} bytes, {packed / size:.2%}")
    assert reverts == expected_reverts
    assert equal == reverts
    assert packed <= most * size


def test_tokens_of_one_author_are_given_to_this_author(realdata: Path) -> None:
    """The log of keystrokes differs: a mended word is the mender's here, a sentence typed anew its first author's."""
    with lzma.open(realdata / "keystroke-friendsforever.truth.json.xz") as file:
        truth = json.load(file)
    history = [(row["seq"], row["text"], row["author"]) for row in rows(realdata, "keystroke-friendsforever.revisions")]
    authors = {revision: author[-1] for revision, _, author in history}
    *_, credit = attributions((revision, text) for revision, text, _ in history)
    place = right = alone = 0
    for token, origin in zip(tokens(truth["text"]), by_token(truth["text"], credit), strict=True):
        typed_by = set(truth["char_author"][place : place + len(token.rstrip())])
        place += len(token)
        alone += len(typed_by) == 1
        right += typed_by == {authors[origin]}
    print(f"{right} of {alone} tokens: {right / alone:.4f}")
    assert alone > 4_000
    assert right >= 0.9975 * alone
