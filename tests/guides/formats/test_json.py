import json

from app.guides.formats.json import SCHEMA, render
from tests.guides.books import EVERYTHING, book


def test_the_whole_book_is_there_in_declared_order() -> None:
    data = json.loads(render(book()))
    assert list(data)[:4] == ["schema", "kind", "audience", "language"]
    assert list(data)[-1] == "digest"
    assert data["schema"] == SCHEMA
    assert data["chapters"][0]["tips"][0]["passage"]["text"] == EVERYTHING
    assert data["contributors"][1]["department"] is None


def test_words_stay_readable() -> None:
    assert "Éditorial".encode() in render(book())
