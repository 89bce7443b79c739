"""What migrations share gives for ever what it gave to the first databases that were made with it."""

import pytest

from migrations.frozen.titles import count_tokens, pack_run

TITLES = {
    "Cliquer, ou pas\u202f?": 5,
    "  Deux": 2,
    "1.000.000 d’euros, 3,14 et 2": 8,
    "**Gras** --- __x__": 7,
    "e\u0301te\u0301": 1,
    "日本語です": 5,
    "नमस्ते": 4,
    "สวัสดี": 4,
    "🇫🇷 👩\u200d👩\u200d👧": 4,
    "…": 1,
}


@pytest.mark.parametrize(("title", "count"), TITLES.items(), ids=range(len(TITLES)))
def test_titles_are_cut_as_ever(title: str, count: int) -> None:
    assert count_tokens(title) == count


@pytest.mark.parametrize(
    ("origin", "length", "packed"),
    [
        (0, 1, "01000001"),
        (127, 127, "017f007f"),
        (128, 3, "0180010003"),
        (2**40, 200, "0180808080802000c801"),
        (5, 0, "00"),
    ],
)
def test_origins_are_packed_as_ever(origin: int, length: int, packed: str) -> None:
    assert pack_run(origin, length).hex() == packed
