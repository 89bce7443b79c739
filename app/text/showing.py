"""Shows a text to its author: as safe HTML, with what a guide would not show of it. Knows no page."""

from app.text.markdown import to_html
from app.text.notices import Notice, notices_in


def shown(text: str, language: str | None) -> tuple[str, tuple[Notice, ...]]:
    """Return the text as HTML and the notices on it; ``language`` is the primary subtag of its language."""
    return to_html(text, language=language), notices_in(text)
