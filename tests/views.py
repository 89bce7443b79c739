"""Every HTML that is made of what people write, with a payload in each field; knows no route."""

from collections.abc import Callable
from datetime import UTC, datetime

from app.guides.formats import render
from app.text.attribution_views import CreditedPassage, Writer, attribution_html
from app.text.diff import diff
from app.text.diff_views import inline_html, side_by_side_html
from app.text.markdown import to_html
from app.words.saying import Language
from tests.guides.books import book, chapter, passage, tip

READER = Language.ENGLISH
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def rendered(payload: str) -> str:
    return to_html(payload) + to_html(f"Un mot.\n\n{payload}\n", title=payload, language="fr")


def compared(payload: str) -> str:
    before = f"Un mot.\n\n{payload}\n\nUn autre.\n"
    difference = diff(before, f"Un autre.\n\n{payload} {payload}\n\nUn mot.\n")
    return inline_html(difference, READER) + side_by_side_html(difference, READER)


def attributed(payload: str) -> str:
    piece = CreditedPassage(payload, 0, revision=1, page=payload, at=NOON, campaign=payload)
    writer = Writer(payload, payload, 3, 1.0)
    return attribution_html((payload, 1), ([piece], [piece]), [writer], language="fr", reader=READER)


def guide(payload: str) -> str:
    """Return the guide with the payload as its titles, texts and names."""
    page = passage("page", payload, payload, payload)
    themes = (chapter(1, tip(1, payload, payload)),)
    titles = {"title": payload, "subtitle": payload, "organisation": payload}
    made = book(**titles, chapters=themes, editorial=page, notions=(page,), glossary=page, conclusion=None)
    return render("html", made).decode()


VIEWS: dict[str, tuple[Callable[[str], str], int]] = {
    "rendered": (rendered, 0),
    "compared": (compared, 0),
    "attributed": (attributed, 1),
    "guide": (guide, 1),
}
"""Each with the style sheets of its own."""
