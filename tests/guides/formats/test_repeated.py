"""What stands in a text very often is printed all the same.

``python -m tests.torture printing`` tries more, in every format.
"""

import pytest

from app.guides.formats.pdf import render
from tests.guides.printed import book_of_texts
from tests.guides.written import FRAGMENTS

TIMES = 600
"""More than the five hundred of a kind at which the typesetter stops."""
ADDRESS = f"https://a.example/{'b' * 8000}"
TEXTS = {
    "fragments of one line": " \n\n".join(fragment * TIMES for fragment in FRAGMENTS[:9]),
    "addresses longer than a PDF takes": f"[a]({ADDRESS}) {ADDRESS}\n\n    {ADDRESS}",
    "marks that were stored before they were counted": "a" + "\u0301" * 5000,
    "joiners that were stored before": "```\na" + "\u200d" * 30_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_what_is_repeated_stops_no_book(text: str) -> None:
    assert render(book_of_texts([text], "en"))


def test_a_panic_of_the_typesetter_is_an_error_like_others(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    class Stopping:
        def __init__(self, *_arguments: object, **_options: object) -> None:
            pass

        def query(self, *_arguments: object, **_options: object) -> str:
            raise PanicException("it stopped")

    monkeypatch.setattr("typst.Compiler", Stopping)
    with pytest.raises(RuntimeError, match="it stopped"):
        render(book_of_texts(["x"], "en"))
