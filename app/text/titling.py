"""Finds what a text calls itself: the title in its head of metadata, and its first heading of level 1.

Knows nothing of pages, and what to do where a text does not say its name.
"""

import re
from itertools import pairwise

import yaml

from app.text.inline import plain
from app.text.markdown import front_matter, markdown_tokens, without_front_matter

_TITLE = re.compile(r"^title[ \t]*:(?=\s)(?P<value>.*(?:\n(?:[ \t]+.*|\r?(?=\n)))*)", re.MULTILINE | re.IGNORECASE)
"""The entry of a YAML head, with the lines that continue it."""
_LONGEST_ENTRY = 2000
"""Characters of an entry that is read as YAML; a longer one is no title, and reading it could take long."""
_NOTHING = frozenset({"", "~", "null"})

_MAYBE_HEADING = re.compile(r"^ {0,3}(?:#(?:[ \t\r]|$)|=+[ \t\r]*$)", re.MULTILINE)
_HEADING = re.compile(r"(?P<indent> {0,3})#(?:[ \t]|$)")
_UNDERLINE = re.compile(r" {0,3}=+[ \t]*$")
_FENCE = re.compile(r"(?P<indent> {0,3})(?P<fence>`{3,}(?=[^`]*$)|~{3,})")
_NESTS = re.compile(r"\s*(?:[-+*]|\d{1,9}[.)]|>|\[\^)")
"""What may begin a list, a quote or a footnote, whose lines may be indented."""


def front_matter_title(text: str) -> str | None:
    """Return ``title`` of the YAML head of a text, None where there is no head or no title in it."""
    found = _TITLE.search(front_matter(text))
    if found is None:
        return None
    value = found["value"].strip()
    if value in _NOTHING or len(value) > _LONGEST_ENTRY:
        return None
    return _scalar(found.group()) or value


def top_heading(text: str) -> str | None:
    """Return the words of the first heading of level 1 that has any and stands in no list, quote or footnote.

    It is what the reader of Markdown would find; but the text is read as Markdown only where its lines do not tell.
    """
    body = without_front_matter(text)
    if "\r" in body:
        body = body.replace("\r\n", "\n").replace("\r", "\n")
    # Most of a long text lies behind its heading, and a text without one need not be looked through line by line.
    if _MAYBE_HEADING.search(body) is None:
        return None
    told = _told_by_lines(body)
    return read_heading(body) if told is _UNSURE else told


def read_heading(text: str) -> str | None:
    """Return the same, by reading the whole text as Markdown."""
    for opening, content in pairwise(markdown_tokens(text)):
        is_title = opening.type == "heading_open" and opening.tag == "h1" and opening.level == 0
        if is_title and (words := plain(content.children or ()).strip()):
            return words
    return None


_UNSURE = "\0"
"""Stands for a heading about which the lines alone do not tell; no heading holds this character."""


def _told_by_lines(body: str) -> str | None:
    closing: re.Pattern[str] | None = None
    nests = follows_text = False
    for line in body.split("\n"):
        if closing is not None:
            closing = None if closing.match(line) else closing
            continue
        fence, heading = _FENCE.match(line), _HEADING.match(line)
        nests = nests or _NESTS.match(line) is not None
        if _is_unclear(line, nests, follows_text, fence or heading):
            return _UNSURE
        if fence:
            closing = re.compile(rf" {{0,3}}{fence['fence'][0]}{{{len(fence['fence'])},}}[ \t]*$")
        elif heading and (words := read_heading(line)):
            return words
        follows_text = not fence and not heading and bool(line.strip())
    return None


def _is_unclear(line: str, nests: bool, follows_text: bool, mark: re.Match[str] | None) -> bool:  # noqa: FBT001
    # An indented mark may belong to a list above it, what is in brackets may be named far below, and a comment may
    # hide whatever comes next.
    is_inside = mark is not None and mark["indent"] != "" and nests
    is_named_elsewhere = mark is not None and mark.re is _HEADING and "[" in line
    return is_inside or is_named_elsewhere or "<!--" in line or (follows_text and _UNDERLINE.match(line) is not None)


def _scalar(entry: str) -> str | None:
    """Return the value of an entry, None where it is not a text, or no YAML at all, as many heads in use are not."""
    try:
        # All scalars stay texts: 2024 and yes are titles.
        read = yaml.load(entry, Loader=yaml.BaseLoader)  # noqa: S506  It builds texts, lists and mappings only.
    except (yaml.YAMLError, RecursionError, TypeError, ValueError):
        return None
    value = next(iter(read.values()), None) if isinstance(read, dict) else None
    return value.strip() if isinstance(value, str) else None
