"""Turns Markdown into nested plain values that a typesetting template walks.

Every word of an author travels as data, so no text can be taken for an instruction of the typesetter.
Knows nothing of the typesetter's language nor of the book around the text.
"""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from urllib.parse import unquote

from markdown_it.tree import SyntaxTreeNode

from app.guides.formats.breaking import LONGEST, printable
from app.guides.formats.columns import MEASURE, MOST, room, widths
from app.guides.formats.stretches import Node, stretches
from app.text.anchors import Place
from app.text.markdown import Typeset, tree
from app.text.scripts import in_languages

_NEST = 5
"""Quotes and lists inside each other that leave a readable column on A5; deeper ones lose their frame."""

_QUOTE, _ITEM = 34, 20
"""Points of the measure that the frame of a quote takes, and the mark of a list; ``body.typ`` agrees."""

_LEADING = 3
"""Headings in a row that stay together with what follows them."""

_DENSE = re.compile(r"\S{80}")
"""Where spaces are this rare, choosing the best of all line ends can take minutes: the first is taken."""

_EXACT = re.compile(r"((?<!\S)\S{0,400}\w[@/_=&#?.][^\W\d_]\S*)")
"""An address or the name of a file, also where it is no link."""
_SCHEME = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_TAB = "    "

_MOST_ADDRESSES = 100
"""Addresses of a text that stand in notes at the foot of the page; those of further links stand behind their words."""

_LONGEST_ADDRESS = 8000
"""Characters of an address that can be a link in PDF; a longer one stands there in words alone."""

_MARKS = {"strong": "strong", "em": "emph", "s": "strike"}


def blocks(
    text: str,
    *,
    title: str | None = None,
    place: Place,
    top: int,
    typeset: Typeset = str,
    language: str | None = None,
) -> list[Node]:
    """Return the blocks of a Markdown text, its highest heading having level ``top``.

    A first heading that repeats ``title`` is left out; ``place`` keeps the anchors of different texts apart and says
    where links in the guide lead; ``language`` is the primary subtag of the text's. Control characters are left out:
    no font has them.
    """
    root = tree(text, title=title, top=top, place=place, typeset=typeset)
    notes = {_note_id(child): child for child in _footnotes(root)}
    return _Writer(place.page, top, notes, language).blocks(root.children, 0)


def notes_in(nodes: Sequence[Node]) -> list[Node]:
    """Return each footnote in these nodes with its blocks, for those who measure what stands at the foot of a page."""
    found: list[Node] = []
    for node in nodes:
        if isinstance(node, list):
            found += notes_in(node)
        elif isinstance(node, dict):
            if node.get("is") == "note" and node["blocks"] is not None:
                found.append(node)
            found += notes_in(list(node.values()))
    return found


def _footnotes(root: SyntaxTreeNode) -> Iterator[SyntaxTreeNode]:
    for child in root.children:
        if child.type == "footnote_block":
            yield from child.children


def _note_id(node: SyntaxTreeNode) -> int:
    return int(node.meta["id"])


class _Writer:
    """Writes the nodes of one text; remembers which of its footnotes have been set already."""

    def __init__(self, anchor: str, top: int, notes: dict[int, SyntaxTreeNode], language: str | None) -> None:
        self._anchor = anchor
        self._top = top
        self._notes = notes
        self._language = language
        self._measure = MEASURE
        self._set: set[int] = set()
        self._told: set[int] = set()
        self._waiting: deque[int] = deque()
        self._addresses: dict[str, int] = {}
        self._named: set[str] = set()
        self._in_note = False
        self._longest = LONGEST

    def blocks(self, nodes: Sequence[SyntaxTreeNode], depth: int) -> list[Node]:
        return _kept_together([block for node in nodes for block in self._block(node, depth)])

    def _block(self, node: SyntaxTreeNode, depth: int) -> Iterator[Node]:
        match node.type:
            case "paragraph":
                yield from self._paragraph(node)
            case "heading":
                yield from self._heading(node)
            case "blockquote" | "bullet_list" | "ordered_list" if depth >= _NEST:
                yield from self.blocks(_without_frame(node), depth)
            case "blockquote":
                yield {"is": "quote", "blocks": self._framed(node.children, depth, _QUOTE)}
            case "bullet_list" | "ordered_list":
                yield self._list(node, depth)
            case "fence" | "code_block":
                yield {"is": "code", "text": _code(node.content), "language": node.info.split(" ")[0]}
            case "hr":
                yield {"is": "rule"}
            case "table":
                yield self._table(node)
            case "footnote_block" | "footnote_anchor":
                # The way back from a note stands for itself where the note does not end in a paragraph.
                return
            case unknown:
                message = f"no way to set a block of type {unknown}"
                raise ValueError(message)

    def _framed(self, nodes: Sequence[SyntaxTreeNode], depth: int, frame: int) -> list[Node]:
        """Write what stands in a frame, which takes some points of the measure."""
        self._measure -= frame
        inside = self.blocks(nodes, depth + 1)
        self._measure += frame
        return inside

    def _paragraph(self, node: SyntaxTreeNode) -> Iterator[Node]:
        dense = any(_DENSE.search(inline.content) for inline in node.children)
        for words in stretches(self._line(node)):
            yield {"is": "paragraph", "words": words, "dense": dense, "keeps": False}

    def _heading(self, node: SyntaxTreeNode) -> Iterator[Node]:
        level, (line, *more) = int(node.tag[1:]), stretches(self._line(node))
        if self._in_note:
            # A note is set where it is called, and its headings would stand in the outline there.
            yield {"is": "paragraph", "words": [{"is": "strong", "words": line}], "dense": False, "keeps": False}
        else:
            yield {
                "is": "heading",
                "level": level,
                "rank": level - self._top,
                "anchor": str(node.attrGet("id") or ""),
                "words": line,
                "keeps": False,
            }
        for words in more:
            yield {"is": "paragraph", "words": words, "dense": False, "keeps": False}

    def _list(self, node: SyntaxTreeNode, depth: int) -> Node:
        paragraphs = [child for item in node.children for child in item.children if child.type == "paragraph"]
        return {
            "is": "list",
            "start": int(node.attrGet("start") or 1) if node.type == "ordered_list" else None,
            "tight": all(paragraph.hidden for paragraph in paragraphs),
            "items": [self._framed(item.children, depth, _ITEM) for item in node.children],
        }

    def _table(self, node: SyntaxTreeNode) -> Node:
        rows = [row for part in node.children for row in part.children]
        if len(rows[0].children) > MOST:
            return {"is": "cards", "cards": self._cards(rows)}
        shares = widths([[_words(cell) for cell in row.children] for row in rows], self._measure)
        cells: list[list[list[Node]]] = [[] for _ in rows]
        for place, width in enumerate(shares):
            self._longest = room(width, len(shares))
            for row, written in zip(rows, cells, strict=True):
                written.append(self._line(row.children[place]))
        self._longest = LONGEST
        # A cell that is longer than a paragraph may be goes on in the next row.
        parted: list[Node] = []
        nothing: list[Node] = []
        for written in cells:
            parted += map(list, zip_longest(*map(stretches, written), fillvalue=nothing))
        return {
            "is": "table",
            "widths": list(shares),
            "align": [str(cell.attrGet("class") or "start") for cell in rows[0].children],
            "head": parted[0],
            # On a further page a head is drawn and not told, and there nothing may lead anywhere.
            "repeats": not _leads(parted[0]),
            "rows": parted[1:],
        }

    def _cards(self, rows: Sequence[SyntaxTreeNode]) -> list[Node]:
        """Return for each row below the first what its cells say, each behind the name of its column.

        An empty cell is left out, but no name of a column is.
        """
        head, told = rows[0].children, rows[1:]
        said = [any(_words(row.children[place]).strip() for row in told) for place in range(len(head))]
        cards: list[Node] = []
        for number, row in enumerate(told):
            cells = enumerate(zip(head, row.children, strict=True))
            cards.append(
                [
                    {"name": self._line(name), "words": words}
                    for place, (name, cell) in cells
                    if _words(cell).strip() or (number == 0 and not said[place])
                    for words in stretches(self._line(cell))
                ]
            )
        return cards or [[{"name": self._line(name), "words": []} for name in head]]

    def _line(self, node: SyntaxTreeNode) -> list[Node]:
        """Return the inline content of a block."""
        return [word for inline in node.children for word in self._inlines(inline.children, frozenset())]

    def _inlines(self, nodes: Sequence[SyntaxTreeNode], marks: frozenset[str]) -> list[Node]:
        # The parser leaves empty texts around emphasis.
        spoken = (node for node in nodes if node.type != "text" or node.content)
        return [word for node in spoken for word in self._inline(node, marks)]

    def _inline(self, node: SyntaxTreeNode, marks: frozenset[str]) -> Iterator[Node]:
        match node.type:
            case "text":
                yield from self._text(node.content)
            case "softbreak":
                yield " "
            case "hardbreak":
                yield {"is": "break"}
            case "code_inline":
                yield {"is": "code", "text": printable(node.content, self._longest, hyphens=False)}
            case "strong" | "em" | "s" if node.type in marks:
                # Bold within bold says nothing more, and the typesetter limits how deep calls may go.
                yield from self._inlines(node.children, marks)
            case "strong" | "em" | "s":
                yield {"is": _MARKS[node.type], "words": self._inlines(node.children, marks | {node.type})}
            case "link":
                yield from self._link(node, marks)
            case "footnote_ref":
                yield self._footnote(node)
            case "footnote_anchor":
                return
            case unknown:
                message = f"no way to set a word of type {unknown}"
                raise ValueError(message)

    def _text(self, words: str) -> Iterator[Node]:
        """Write words; those that are typed off the page as they are apart, so that the language hyphenates none."""
        for place, part in enumerate(_EXACT.split(words)):
            if place % 2:
                yield {"is": "exact", "text": printable(part, self._longest, hyphens=False)}
                continue
            for said, language in in_languages(part, self._language):
                shown = printable(said, self._longest)
                # The typesetter knows languages, and of what only its script tells it would know none.
                is_known = language and not language.startswith("und-")
                yield {"is": "foreign", "language": language, "text": shown} if is_known else shown

    def _link(self, node: SyntaxTreeNode, marks: frozenset[str]) -> Iterator[Node]:
        """Write a link and, for those who hold paper, what its words do not say: the address, or the page."""
        to, words = str(node.attrGet("href")), self._inlines(node.children, marks | {"link"})
        # An address that is shown is typed off the page: the language must not put hyphens into it.
        shows_address = _bare(_words(node)) == _bare(to)
        yield from _linked(to, words, exact=shows_address)
        if to.startswith("#"):
            page = to.removeprefix("#")
            if page.partition(".")[0] != self._anchor:
                yield {"is": "page", "of": page}
        elif not shows_address:
            yield from self._address(to)

    def _address(self, to: str) -> Iterator[Node]:
        shown = printable(to.removeprefix("mailto:"), self._longest, hyphens=False)
        link = _linked(to, [shown], exact=True)
        number = self._addresses.setdefault(to, len(self._addresses))
        if self._in_note or number >= _MOST_ADDRESSES:
            yield from ("\u00a0(", *link, ")")
            return
        name = f"link-{self._anchor}-{number}"
        is_new = name not in self._named
        self._named.add(name)
        paragraph: Node = {"is": "paragraph", "words": link, "dense": False, "keeps": False}
        yield {"is": "note", "name": name, "mark": f"@{number + 1}", "blocks": [paragraph] if is_new else None}

    def _footnote(self, node: SyntaxTreeNode) -> Node:
        number = _note_id(node)
        name = f"note-{self._anchor}-{number}"
        if self._in_note:
            # A note within a note could contain itself: it follows behind the one that is set.
            self._waiting.append(number)
            return f"[{number + 1}]"
        if number in self._set:
            return {"is": "note", "name": name, "mark": str(number + 1), "blocks": None}
        self._set.add(number)
        self._in_note = True
        content = self.blocks(self._notes[number].children, _NEST)
        content += list(self._called_there(number))
        self._in_note = False
        return {"is": "note", "name": name, "mark": str(number + 1), "blocks": content}

    def _called_there(self, number: int) -> Iterator[Node]:
        """Yield the notes that were called in the note with this number, each behind its own, once for the text."""
        while self._waiting:
            called = self._waiting.popleft()
            if called == number or called in self._set or called in self._told:
                continue
            self._told.add(called)
            inside = self.blocks(self._notes[called].children, _NEST)
            mark: Node = f"[{called + 1}] "
            match inside:
                case [{"is": "paragraph", "words": list(words), "dense": dense}, *rest]:
                    yield {"is": "paragraph", "words": [mark, *words], "dense": dense, "keeps": False}
                    yield from rest
                case _:
                    yield {"is": "paragraph", "words": [mark], "dense": False, "keeps": False}
                    yield from inside


def _kept_together(nodes: list[Node]) -> list[Node]:
    """Mark the headings, and the lines that serve as such, which stay on the page of what follows them.

    Of many in a row only the last few do: all of them might not fit on a page.
    """
    following = 0
    for node in reversed(nodes):
        leads = isinstance(node, dict) and (node["is"] == "heading" or _is_bold_line(node))
        if leads:
            assert isinstance(node, dict)
            node["keeps"] = following < _LEADING
        following = following + 1 if leads else 0
    return nodes


def _linked(to: str, words: list[Node], *, exact: bool) -> list[Node]:
    """Return words that lead to an address, or the words alone where it is too long for that."""
    return [{"is": "link", "to": to, "exact": exact, "words": words}] if len(to) <= _LONGEST_ADDRESS else words


def _bare(address: str) -> str:
    """Return an address as people say it: without its scheme, and decoded."""
    return _SCHEME.sub("", unquote(address)).rstrip("/").casefold()


def _leads(words: Node) -> bool:
    """Tell whether there is a link or a note in some words."""
    match words:
        case list():
            return any(map(_leads, words))
        case dict():
            return words["is"] in {"link", "note", "page"} or _leads(words.get("words"))
        case _:
            return False


def _is_bold_line(node: dict[str, Node]) -> bool:
    words = node.get("words")
    only = words[0] if isinstance(words, list) and len(words) == 1 else None
    return node["is"] == "paragraph" and isinstance(only, dict) and only["is"] == "strong"


def _without_frame(node: SyntaxTreeNode) -> Sequence[SyntaxTreeNode]:
    if node.type == "blockquote":
        return node.children
    return [child for item in node.children for child in item.children]


def _code(text: str) -> str:
    lines = text.removesuffix("\n").replace("\t", _TAB).split("\n")
    return "\n".join(printable(line, hyphens=False) for line in lines)


def _words(cell: SyntaxTreeNode) -> str:
    return "".join(node.content for node in cell.walk() if node.type in {"text", "code_inline"})
