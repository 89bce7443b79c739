import json

from app.guides.formats.json import SCHEMA, render
from tests.guides.books import EVERYTHING, book


def test_the_whole_book_is_there_in_declared_order() -> None:
    data = json.loads(render(book()))
    assert list(data)[:4] == ["schema", "kind", "audience", "language"]
    assert list(data)[-1] == "digest"
    assert data["schema"] == SCHEMA
    assert data["chapters"][0]["tips"][0]["passage"]["text"] == EVERYTHING
    assert data["contributors"][0] == {
        "name": "Idriss Benali", "department": None, "people": 1,
        "tokens": 20, "share": 0.2, "revisions": 1, "pages": 1,
    }  # fmt: skip
    passage = data["chapters"][0]["tips"][1]["passage"]
    assert passage["credits"][0] == {"name": "Claire Morvan", "department": None, "people": 1, "tokens": 2}
    assert passage["tokens"] == sum(line["tokens"] for line in passage["credits"])


def test_words_stay_readable() -> None:
    assert "Éditorial".encode() in render(book())
