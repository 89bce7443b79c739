"""What every format promises."""

import builtins
import os
import subprocess
import sys

import pytest

from app.guides.formats import FORMATS, RendererMissing, render
from tests.guides.books import book

PRINT_DIGESTS = """
import hashlib
from app.guides.formats import FORMATS, render
from tests.guides.books import book
for name in FORMATS:
    print(name, hashlib.sha256(render(name, book())).hexdigest())
"""


def digests(**environment: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", PRINT_DIGESTS],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout


@pytest.mark.slow
def test_the_same_book_gives_the_same_bytes_in_any_process_and_environment() -> None:
    one = digests(PYTHONHASHSEED="1", TZ="Asia/Tokyo", LC_ALL="C", SOURCE_DATE_EPOCH="1")
    other = digests(PYTHONHASHSEED="2", TZ="America/New_York", LC_ALL="C.UTF-8", HOME="/nonexistent")
    assert one == other
    assert len(one.splitlines()) == len(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_carries_every_word_of_the_frame(name: str) -> None:
    assert render(name, book()) != render(name, book(title="Un autre titre"))
    assert render(name, book()) != render(name, book(kind="proof"))


@pytest.mark.parametrize("name", FORMATS)
def test_an_almost_empty_book_is_rendered(name: str) -> None:
    empty = book(
        subtitle=None, organisation=None, opened_on=None, closed_on=None, editorial=None, foreword=None,
        notions=(), chapters=(), conclusion=None, glossary=None, bibliography=None, contributors=(),
    )  # fmt: skip
    assert render(name, empty)


def test_an_absent_library_is_named_with_the_way_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real_import = builtins.__import__

    def without_typst(name: str, *arguments: object) -> object:
        if name == "typst":
            raise ModuleNotFoundError(name="typst")
        return real_import(name, *arguments)  # type: ignore[arg-type]

    monkeypatch.delitem(sys.modules, "app.guides.formats.pdf", raising=False)
    monkeypatch.setattr(builtins, "__import__", without_typst)
    with pytest.raises(RendererMissing, match=r"typst.*pip install 'bonsens\[book\]'"):
        render("pdf", book())
