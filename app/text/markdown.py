"""Reads Markdown the one way this product reads it, as safe HTML or as a tree for the formats of a guide.

Knows nothing of pages, campaigns or files, and never fetches what a text refers to.
"""

import re
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import Any, TypeAlias

import nh3
from linkify_it import LinkifyIt  # type: ignore[import-untyped]
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.parser_inline import ParserInline
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, linkify
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from markdown_it.utils import OptionsDict
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import render_footnote_anchor

from app.text.anchors import ALONE, Place, lead_links
from app.text.flanking import FlankingParser
from app.text.inline import plain
from app.text.scripts import in_languages

_DEEPEST_BLOCK = 16
"""Token levels of nested quotes and lists that are read as such; what lies deeper becomes paragraphs."""

_DEEPEST = 24
"""markdown-it silently drops blocks below its own limit, so that limit has to stay out of reach."""

_WEB = ("http://", "https://")
_LINKS = (*_WEB, "mailto:", "#")

Typeset: TypeAlias = Callable[[str], str]
"""What a format does to words for its language's typography."""

_FRONT_MATTER = re.compile(
    r"\A---[ \t]*\r?\n"
    r"(?:[A-Za-z_][\w.-]*[ \t]*:(?:[ \t].*)?\r?\n|[ \t]+.*\r?\n|-[ \t].*\r?\n|\r?\n)+?"
    r"---[ \t]*(?=\r?\n|\Z)"
)

_BYTE_ORDER_MARK = "\ufeff"

_CJK = re.compile(r"[\u2e80-\u303f\u3041-\u30ff\u31c0-\u9fff\uf900-\ufaff\uff01-\uff65\U00020000-\U0003ffff]")
"""Characters of scripts that are written without spaces; Hangul is not among them."""
_COMMENT = re.compile(r"<!--(?!-?>)(?:.|\n)*?-->")
"""As in CommonMark 0.31; a comment is a note of the author to the author, and no text for readers."""
_LONGEST_COMMENT = 5000
"""Characters of a comment between blocks; a longer one is read as text."""
_MOST_ADDRESSES = 1000
"""Colons and at signs in a paragraph in which bare addresses are looked for."""
ALERT = re.compile(r"\[!(note|tip|important|warning|caution)\]", re.IGNORECASE)
_ALERT_SIGNS = {"note": "ℹ", "tip": "💡", "important": "❗", "warning": "⚠", "caution": "⛔"}
"""What stands before a quote that is a note, as on GitHub: signs, because they speak every language."""
TASK = re.compile(r"\[([ xX])\][ \u00a0]")

_MARK_OPENS = {"em_open", "strong_open", "s_open"}
_MARK_CLOSES = {"em_close", "strong_close", "s_close"}

_TAGS = {
    *("a", "br", "code", "em", "s", "span", "strong", "sup"),
    *("blockquote", "hr", "li", "ol", "p", "pre", "section", "ul"),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {
    **{f"h{level}": {"id"} for level in range(1, 7)},
    "a": {"href", "id", "title", "class", "aria-label"},
    "blockquote": {"class"},
    "code": {"class"},
    "hr": {"class"},
    "li": {"id", "class"},
    "ol": {"start", "class"},
    "section": {"class"},
    "span": {"lang"},
    "sup": {"class"},
    "td": {"class"},
    "th": {"class"},
}


def to_html(
    text: str,
    *,
    title: str | None = None,
    top: int = 1,
    place: Place = ALONE,
    typeset: Typeset = str,
    back: str = "Back to the text",
    language: str | None = None,
) -> str:
    """Render safe HTML, the highest heading becoming ``h{top}`` and none being skipped.

    A first heading that only repeats ``title`` is left out. ``place`` keeps the identifiers of headings and footnotes
    apart where several texts share one document, and says where links inside it lead; ``typeset`` is applied to words,
    never to code; ``back`` names the arrow from a footnote to its place; ``language``, a primary subtag, has words in
    another script say their language. Columns are aligned by the classes ``left``,
    ``center`` and ``right``, because a strict content security policy forbids style attributes. Whatever the input,
    the output has no script, no remote resource, no raw HTML of the author and no link except to the web, a mail
    address or an anchor.
    """
    env: MutableMapping[str, Any] = {"back": back} if place is ALONE else {"docId": place.page, "back": back}
    parsed = _READER.parse(without_front_matter(text), env)
    prepare(parsed, title, top, typeset, place)
    for token in parsed:
        if token.children and language:
            token.children = [part for word in token.children for part in _in_languages(word, language)]
    html = str(_READER.renderer.render(parsed, _READER.options, env))
    return sanitised(html)


def sanitised(html: str, *, everywhere: frozenset[str] = frozenset()) -> str:
    """Return HTML with nothing in it but what ``to_html`` promises, and attributes that may stand ``everywhere``."""
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES | ({"*": set(everywhere)} if everywhere else {}),
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )


def markdown_tokens(text: str) -> list[Token]:
    """Return the token stream of ``text``, links and images already made harmless."""
    return _READER.parse(without_front_matter(text), {})


def written_tokens(text: str) -> list[Token]:
    """Return the token stream of ``text`` as its author wrote it, with links and images that lead anywhere."""
    return _AS_WRITTEN.parse(without_front_matter(text), {})


def is_pasted(address: str) -> bool:
    """Tell whether the address of an image is the picture itself, the letters of which are no words."""
    return address.casefold().startswith("data:")


def leads_somewhere(link: Token) -> bool:
    """Tell whether the address of a link is kept: one in the web, of mail, or of a place in the same text."""
    return _leads_to(link, "href").startswith(_LINKS)


def front_matter(text: str) -> str:
    """Return the YAML head of a text, with its dashes; empty where there is none."""
    found = _FRONT_MATTER.match(text.removeprefix(_BYTE_ORDER_MARK))
    return found.group() if found else ""


def without_front_matter(text: str) -> str:
    """Return ``text`` with the lines of a YAML head left empty, so that line numbers stay, and no byte order mark.

    Imported pages carry such heads for other programs; CommonMark would read them as a rule and a heading. The mark
    says how a file was stored, and would hide a head or a heading behind it.
    """
    return _FRONT_MATTER.sub(lambda head: "\n" * head.group().count("\n"), text.removeprefix(_BYTE_ORDER_MARK))


def tree(
    text: str, *, title: str | None = None, top: int = 1, place: Place = ALONE, typeset: Typeset = str
) -> SyntaxTreeNode:
    """Return the syntax tree of ``text``, headings, links and words treated as in :func:`to_html`."""
    parsed = markdown_tokens(text)
    prepare(parsed, title, top, typeset, place)
    for token in parsed:
        if token.children:
            token.children = list(_marked_once(token.children))
    return SyntaxTreeNode(parsed)


def _marked_once(inline: Sequence[Token]) -> Iterator[Token]:
    """Leave out marks inside their like: bold within bold says nothing more, and a tree has no room for 300 of them."""
    depth: dict[str, int] = {}
    for token in inline:
        if token.type in _MARK_OPENS:
            depth[token.tag] = depth.get(token.tag, 0) + 1
            if depth[token.tag] > 1:
                continue
        elif token.type in _MARK_CLOSES:
            depth[token.tag] -= 1
            if depth[token.tag] > 0:
                continue
        yield token


def defined_labels(text: str) -> frozenset[str]:
    """Return the labels that ``text`` defines, case folded: ``^note`` for a footnote, ``name`` for a link."""
    env: MutableMapping[str, Any] = {}
    _READER.parse(without_front_matter(text), env)
    notes = (f"^{label.removeprefix(':')}" for label in env.get("footnotes", {}).get("refs", {}))
    return frozenset(label.casefold() for label in (*notes, *env.get("references", {})))


def spoken(text: str) -> str:
    """Return all that a text says, character references decoded, without its markup."""
    said = (
        plain(token.children or ()) if token.type == "inline" else token.content
        for token in markdown_tokens(text)
        if token.type in {"inline", "fence", "code_block"}
    )
    return "\n".join(said)


def outline(levels: Sequence[int], top: int) -> list[int]:
    """Close up heading levels: from ``top``, each at most one below its predecessor, 6 at most.

    Screen readers and PDF/UA both refuse an outline with holes.
    """
    open_levels: list[int] = []
    closed_up = []
    for level in levels:
        while open_levels and open_levels[-1] >= level:
            open_levels.pop()
        open_levels.append(level)
        closed_up.append(min(top + len(open_levels) - 1, 6))
    return closed_up


def repeats_title(parsed: Sequence[Token], title: str | None) -> bool:
    """Tell whether the text begins with a heading whose words are those of ``title``."""
    if title is None or not parsed or parsed[0].type != "heading_open":
        return False
    return plain(parsed[1].children or ()).split() == title.split()


def prepare(parsed: list[Token], title: str | None, top: int, typeset: Typeset, place: Place) -> None:
    """Lead links, leave out a heading that repeats the title, close up the outline, and set the words."""
    titled = repeats_title(parsed, title)
    lead_links(parsed, place, titled=titled)
    if titled:
        del parsed[:3]
    _renumber(parsed, top)
    for token in parsed:
        if token.children:
            token.children = list(_without_breaks_in_cjk(token.children))
        for word in token.children or ():
            if word.type == "text":
                word.content = typeset(word.content)


def _in_languages(token: Token, language: str) -> Iterator[Token]:
    if token.type != "text":
        yield token
        return
    for words, other in in_languages(token.content, language):
        if other:
            yield Token("foreign_open", "span", 1, attrs={"lang": other})
        yield Token("text", "", 0, content=words)
        if other:
            yield Token("foreign_close", "span", -1)


def _without_breaks_in_cjk(inline: Sequence[Token]) -> Iterator[Token]:
    """Leave out line breaks between two Chinese or Japanese characters: these languages put no space there."""
    before = ""
    for place, token in enumerate(inline):
        if token.type == "softbreak":
            following = (inline[later].content for later in range(place + 1, len(inline)))
            after = next(filter(None, following), "")
            if _CJK.match(before[-1:]) and _CJK.match(after):
                continue
        before = token.content or before
        yield token


def _lower_wordless_headings(state: StateCore) -> None:
    """Make headings without words paragraphs: an outline has no place for them, on paper or for those who hear it."""
    kept: list[Token] = []
    wordless = False
    for token, content in zip_longest(state.tokens, state.tokens[1:]):
        if token.type == "heading_open":
            wordless = content is not None and not plain(content.children or ()).strip()
        if wordless and token.type in {"heading_open", "heading_close"}:
            token.type, token.tag, token.markup = token.type.replace("heading", "paragraph"), "p", ""
        kept.append(token)
        if wordless and token.type == "paragraph_close":
            wordless = False
            if not kept[-2].children:
                del kept[-3:]
    state.tokens = kept


def _renumber(parsed: Sequence[Token], top: int) -> None:
    headings = [token for token in parsed if token.type in {"heading_open", "heading_close"}]
    levels = outline([int(token.tag[1:]) for token in headings[::2]], top)
    for opening, closing, level in zip(headings[::2], headings[1::2], levels, strict=True):
        opening.tag = closing.tag = f"h{level}"


def _flatten_what_is_too_deep(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 -- markdown-it calls block rules with these positions.
    """Keep the lines below the deepest readable level as one paragraph instead of losing them."""
    if silent or state.level < _DEEPEST_BLOCK:
        return False
    stop = start + 1
    while stop < end and not state.isEmpty(stop) and state.sCount[stop] >= state.blkIndent:
        stop += 1
    state.push("paragraph_open", "p", 1).map = [start, stop]
    content = state.push("inline", "", 0)
    content.content = state.getLines(start, stop, state.blkIndent, keepLastLF=False).strip()
    content.map = [start, stop]
    content.children = []
    state.push("paragraph_close", "p", -1)
    state.line = stop
    return True


def _make_harmless(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and token.children:
            token.children = list(_harmless(token.children))
        elif token.type in {"th_open", "td_open"} and (style := token.attrs.pop("style", None)):
            token.attrSet("class", str(style).removeprefix("text-align:"))


def _harmless(inline: Sequence[Token]) -> Iterator[Token]:
    """Keep only the words of a link that leads where none may; make images links to their address."""
    kept: list[bool] = []
    for token in inline:
        match token.type:
            case "link_open":
                kept.append(leads_somewhere(token))
                if kept[-1]:
                    yield token
            case "link_close":
                if kept.pop():
                    yield token
            case "image":
                yield from _image(token, linked=not any(kept))
            case _:
                yield token


def _image(token: Token, *, linked: bool) -> Iterator[Token]:
    address = str(token.attrGet("src") or "")
    words = token.content and plain(token.children or ())
    if not words and is_pasted(address):
        return
    text = Token("text", "", 0, content=words or address, level=token.level, meta=token.meta)
    if linked and _leads_to(token, "src").startswith(_WEB):
        yield Token("link_open", "a", 1, attrs={"href": address}, level=token.level)
        yield text
        yield Token("link_close", "a", -1, level=token.level)
    else:
        yield text


def _leads_to(token: Token, attribute: str) -> str:
    return str(token.attrGet(attribute) or "").casefold()


def _footnote_number(_renderer: object, run: Sequence[Token], place: int, _options: object, _env: object) -> str:
    """Write the bare number, also where a footnote is named again: the plugin's 1:1 puzzles readers."""
    return str(run[place].meta["id"] + 1)


def _way_back(
    renderer: RendererHTML,
    run: Sequence[Token],
    place: int,
    options: OptionsDict,
    env: MutableMapping[str, Any],
) -> str:
    """Name the arrow that leads back, for those who hear the page."""
    link = render_footnote_anchor(renderer, run, place, options, env)
    return link.replace("<a ", f'<a aria-label="{escapeHtml(env["back"])}" ')


@lru_cache(maxsize=8)
def _last_comment_end(source: str) -> int:
    return source.rfind("-->")


def _comment(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 -- markdown-it calls inline rules so.
    # Asked once for a text, or one full of beginnings without an end would be searched from each of them.
    if not state.src.startswith("<!--", state.pos) or _last_comment_end(state.src) < state.pos:
        return False
    found = _COMMENT.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent and state.pending.endswith((" ", "\n")):
        state.pending = state.pending.rstrip(" ") + ("" if state.pending.endswith("\n") else " ")
    state.pos = found.end()
    return True


def _comment_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """Pass over a comment that begins a line and ends one, however many lines there are between."""
    begin = state.bMarks[start] + state.tShift[start]
    if state.is_code_block(start) or not state.src.startswith("<!--", begin):
        return False
    close = state.src.find("-->", begin, begin + _LONGEST_COMMENT)
    line = start
    while close >= 0 and line < end and state.eMarks[line] < close:
        line += 1
        if line < end and state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            return False
    if close < 0 or line == end or not _COMMENT.fullmatch(state.src[begin : state.eMarks[line]].rstrip()):
        return False
    if not silent:
        state.line = line + 1
    return True


class _Linkify(LinkifyIt):  # type: ignore[misc]
    """Finds bare addresses; in a text that has too many beginnings of some it finds none.

    The library copies what is left of the text for each of them.
    """

    def pretest(self, text: str) -> bool:
        return not _is_crowded(text) and bool(super().pretest(text))


@lru_cache(maxsize=1)
def _is_crowded(paragraph: str) -> bool:
    """Tell whether there may be so many addresses in a paragraph that looking for them takes too long."""
    return paragraph.count(":") + paragraph.count("@") > _MOST_ADDRESSES


def _address(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  The reader's signature.
    """Read an address among words as the reader's own rule does, which goes back over the paragraph for each."""
    found = state.src.startswith("://", state.pos) and not _is_crowded(state.src)
    return found and linkify(state, silent)


def _check_boxes(state: StateCore) -> None:
    """Write the boxes of a list of tasks as signs: a guide on paper has no form to fill in."""
    for item, _, inline in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        if item.type != "list_item_open" or inline.type != "inline" or not inline.children:
            continue
        first = inline.children[0]
        found = TASK.match(first.content) if first.type == "text" else None
        if found:
            first.content = f"{'☐' if found[1] == ' ' else '☑'} {first.content[found.end() :]}"


def _sign_notes(state: StateCore) -> None:
    """Write a sign in the place of the line ``[!NOTE]`` with which a quote says that it is a note."""
    for quote, _, inline in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        if quote.type != "blockquote_open" or inline.type != "inline" or not inline.children:
            continue
        first, *rest = inline.children
        found = ALERT.fullmatch(first.content) if first.type == "text" else None
        if found and (not rest or rest[0].type == "softbreak"):
            quote.attrSet("class", "note")
            first.content = f"{_ALERT_SIGNS[found[1].lower()]}\u00a0"
            inline.children = [first, *rest[1:]]


class _Reader(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 -- markdown-it's name.
        """Let every link parse, so that a refused one is read as its words and not as its source."""
        return True


def reader(words: ParserInline) -> MarkdownIt:
    """Return a reader of this product's Markdown, which has ``words`` read what stands in a block."""
    options = {"html": False, "maxNesting": _DEEPEST, "linkify": True}
    made = _Reader("commonmark", options)
    made.inline = words
    made.configure("commonmark", options)
    made.enable(["table", "strikethrough", "linkify"])
    # Only what says that it is an address: README.md is none although .md is a domain.
    made.linkify = _Linkify(options={"fuzzy_link": False, "fuzzy_email": True})
    made.inline.ruler.at("linkify", _address)
    made.inline.ruler.before("autolink", "comment", _comment)
    made.block.ruler.before("paragraph", "comment", _comment_block, {"alt": ["paragraph", "reference", "blockquote"]})
    made.core.ruler.after("inline", "check_boxes", _check_boxes)
    made.use(footnote_plugin, inline=False)
    made.add_render_rule("footnote_caption", _footnote_number)
    made.add_render_rule("footnote_anchor", _way_back)
    made.block.ruler.before("table", "too_deep", _flatten_what_is_too_deep)
    made.core.ruler.push("harmless", _make_harmless)
    made.core.ruler.push("wordless_headings", _lower_wordless_headings)
    made.core.ruler.push("notes", _sign_notes)
    return made


_READER = reader(FlankingParser())
_AS_WRITTEN = reader(FlankingParser())
_AS_WRITTEN.disable(["harmless", "notes"])
