import pytest

from tests.guides.fonts import scripts_absent


@pytest.fixture
def without_scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    scripts_absent(monkeypatch)
