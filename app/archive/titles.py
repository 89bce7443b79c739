"""Which title a line of an import has: the one it is given, else the one its text tells, else its file's name. Pure."""

from dataclasses import dataclass
from enum import Enum, auto
from unicodedata import category, normalize

from app.pages.rules import TITLE_LENGTH, is_seen
from app.text.titling import front_matter_title, top_heading

_FILE_ENDINGS = (".md", ".markdown", ".mdx", ".mkd", ".txt", ".text", ".rst", ".adoc", ".org", ".wiki", ".html", ".htm")
_NAMELESS = "page"


class TitleFrom(Enum):
    """Where a title was found; the last two are guesses."""

    LINE = auto()
    FRONT_MATTER = auto()
    HEADING = auto()
    NAME = auto()


@dataclass(frozen=True, slots=True)
class Titled:
    title: str
    found_in: TitleFrom


def title_of(given: str | None, text: str, path: str) -> Titled:
    """Return the title ``given``, else the one in the text's head, else its first heading of level 1, else a name."""
    if given is not None:
        return Titled(given, TitleFrom.LINE)
    if title := _cleaned(front_matter_title(text)):
        return Titled(title, TitleFrom.FRONT_MATTER)
    if title := _cleaned(top_heading(text)):
        return Titled(title, TitleFrom.HEADING)
    return Titled(_cleaned(_file_name(path)) or _cleaned(path) or _NAMELESS, TitleFrom.NAME)


def _file_name(path: str) -> str:
    name = path.rstrip("/").rpartition("/")[2]
    stem, dot, ending = name.rpartition(".")
    return stem if stem and f"{dot}{ending}".lower() in _FILE_ENDINGS else name


def _cleaned(found: str | None) -> str | None:
    """Return what was found as a title can be, None where nothing is left of it that can be seen."""
    words = " ".join(normalize("NFC", found or "").split())
    title = "".join(sign for sign in words if category(sign) not in ("Cc", "Cs"))[:TITLE_LENGTH].strip()
    return title if is_seen(title) else None
