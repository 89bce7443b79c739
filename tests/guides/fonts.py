"""A machine without the fonts of the extra ``scripts``, which the tests have."""

import pytest

from app.text import legibility


def scripts_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legibility, "scripts_installed", lambda: False)
    # It keeps what each character is printed as.
    monkeypatch.setattr(legibility, "_LEGIBLE", legibility._Legible())
