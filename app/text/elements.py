"""Takes apart the HTML that ``app.text.markdown`` writes, and puts it together again.

Knows nothing of other HTML: what it reads is well formed, and every attribute stands in double quotes.
"""

import re
from dataclasses import dataclass
from html import escape, unescape

_PARTS = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:[^">]|"[^"]*")*)>|[^<]+')
_ID = re.compile(r' id="[^"]*"')
EMPTY = frozenset({"br", "hr"})
"""Elements that hold nothing, and have no end."""
INLINE = frozenset({"a", "br", "code", "em", "s", "span", "strong", "sup", "ins", "del"})


@dataclass(frozen=True, slots=True)
class Element:
    """An element with what it holds; the root of what was read has no tag."""

    tag: str
    attributes: str
    """As they are written, with the space before them."""
    parts: "list[Element | str]"
    """Elements, and text as it reads."""

    @property
    def text(self) -> str:
        """Return all that a reader sees of it."""
        if self.tag == "br":
            return "\n"
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    def html(self, *, named: bool = True) -> str:
        """Return the element as HTML, without the names that others lead to unless ``named``."""
        return self.around("".join(written(part, named=named) for part in self.parts), named=named)

    def around(self, inside: str, *, named: bool = True) -> str:
        """Return the element with other HTML in it."""
        if not self.tag:
            return inside
        attributes = self.attributes if named else _ID.sub("", self.attributes)
        return f"<{self.tag}{attributes}>" + ("" if self.tag in EMPTY else f"{inside}</{self.tag}>")

    def blocks(self) -> "list[Element]":
        """Return the blocks it holds, words between them as blocks without a tag; none where it holds words alone."""
        if all(isinstance(part, str) or part.tag in INLINE for part in self.parts):
            return []
        found: list[Element] = []
        words: list[Element | str] = []
        for part in [*self.parts, Element("", "", [])]:
            if isinstance(part, str) or part.tag in INLINE:
                words.append(part)
                continue
            if any(not isinstance(each, str) or each.strip() for each in words):
                found.append(Element("", "", words))
            words = []
            if part.tag:
                found.append(part)
        return found


def written(part: Element | str, *, named: bool = True) -> str:
    return escape(part, quote=False) if isinstance(part, str) else part.html(named=named)


def read(html: str) -> Element:
    """Return what HTML holds."""
    path = [Element("", "", [])]
    for found in _PARTS.finditer(html):
        end, tag, attributes = found.groups()
        if tag is None:
            path[-1].parts.append(unescape(found[0]))
        elif end:
            path.pop()
        else:
            path[-1].parts.append(element := Element(tag, attributes, []))
            if tag not in EMPTY:
                path.append(element)
    return path[0]
