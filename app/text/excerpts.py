"""Tells how a text begins, in plain words. Knows nothing of the list in which that stands."""

from functools import lru_cache

from app.text.inline import plain
from app.text.markdown import markdown_tokens, without_front_matter

LENGTH = 200
"""Characters of an excerpt, at most."""
READ = 1_000
"""Characters of a text that are read for it."""
HEAD = 4_000
"""Characters of a text that ``excerpt`` needs: what is read, behind a head of metadata."""


@lru_cache(maxsize=4096)
def excerpt(text: str) -> str:
    """Return the first words of a text that are no heading, without markup; "" where there are none."""
    body = without_front_matter(text[:HEAD]).lstrip()[:READ]
    said: list[str] = []
    before = ""
    for token in markdown_tokens(body):
        if token.type == "footnote_block_open":
            break
        if token.type == "inline" and before != "heading_open":
            said += plain(token.children or ()).split()
        before = token.type
    return _shortened(" ".join(said))


def _shortened(words: str) -> str:
    if len(words) <= LENGTH:
        return words
    whole = words[:LENGTH].rsplit(" ", 1)[0] if " " in words[:LENGTH] else words[: LENGTH - 1]
    return f"{whole}…"
