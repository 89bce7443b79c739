"""No text that people write runs a script in any HTML that is made of texts."""

import pytest

from app.guides.formats import html as guide_html
from app.text import attribution_views, diff_views
from tests.payloads import payloads, unsafe
from tests.views import VIEWS

FEW = 7
"""One in so many is tried here; make test-web tries all of them, in a browser."""


def test_there_are_many_payloads() -> None:
    assert len(payloads()) >= 500


@pytest.mark.parametrize("name", VIEWS)
def test_no_payload_runs_in_a_view(name: str) -> None:
    view, styles = VIEWS[name]
    tried = payloads()[:: FEW * (10 if name == "guide" else 1)]
    assert {payload: bad for payload in tried if (bad := unsafe(view(payload), styles=styles))} == {}


@pytest.mark.parametrize(
    ("module", "name", "view"),
    [
        (diff_views, "_kept", "compared"),
        (diff_views, "escape", "compared"),
        (attribution_views, "escape", "attributed"),
        (guide_html, "to_html", "guide"),
    ],
)
def test_an_unsafe_view_is_found(monkeypatch: pytest.MonkeyPatch, module: object, name: str, view: str) -> None:
    monkeypatch.setattr(module, name, lambda text, *_, **__: text)
    make, styles = VIEWS[view]
    assert any(unsafe(make(payload), styles=styles) for payload in payloads()[::80])
