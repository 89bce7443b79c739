"""What of a text a guide does not show, or shows otherwise than its author may expect, and in which line.

Whoever saves or previews a text is told. Knows the dialect and the fonts, and no page.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape

from markdown_it.token import Token

from app.text.anchors import Leads, Place, is_inner, led_to, own_anchors
from app.text.inline import plain
from app.text.legibility import missing_glyphs
from app.text.markdown import is_pasted, leads_somewhere, spoken, written_tokens
from app.words.codes import Word
from app.words.saying import Said

MOST_NOTICES = 100
MOST_READ = 40_000
"""Characters of a text that is read for more than its glyphs: whoever saves waits, and a hostile text takes seconds."""
_LONGEST = 60
"""Characters of a text that a notice repeats."""
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_READ_OTHERWISE = re.compile(r"<[a-zA-Z/!]|!\[|\]\s*[(\[:]|&#?\w|^---|`{3}|~{3}", re.MULTILINE)
"""Stands in every text that has something to be told of, apart from characters without a glyph."""
_A_WORD = re.compile(r"[^\W\d_]")
_HERE = "text"
_BREAKS = {"softbreak", "hardbreak"}


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that is told, and the line of the text, from 1, where it stands."""

    line: int
    said: Said


def notices_in(text: str, leads: Leads | None = None) -> tuple[Notice, ...]:
    """Return what there is to tell of a text, line by line, at most ``MOST_NOTICES``.

    HTML that is taken for words, images, links that lead nowhere from a guide, characters that no font of the guide
    has, and that the text has no words. Of a text longer than ``MOST_READ`` characters only the glyphs are told.
    ``leads`` tells which places there are in the guide beside the headings of the text.
    """
    lacking = missing_glyphs(text)
    if len(text) > MOST_READ:
        found = _without_glyph(text, missing_glyphs(unescape(text)))
    elif lacking or _READ_OTHERWISE.search(text) or not _A_WORD.search(text):
        found = _found(text, leads)
    else:
        return ()
    # What keeps a release from being whole is told before what is only shown otherwise.
    chosen = sorted(found, key=lambda notice: notice.said.word is not Word.NOTICE_GLYPH)[:MOST_NOTICES]
    return tuple(sorted(chosen, key=lambda notice: notice.line))


def _found(text: str, leads: Leads | None) -> Iterator[Notice]:
    said = spoken(text)
    if not said.strip():
        yield Notice(1, Said.of(Word.NOTICE_EMPTY))
    parsed, place = written_tokens(text), Place(_HERE, leads)
    own = own_anchors(parsed, _HERE, titled=False)
    for token in parsed:
        if token.type == "inline" and token.map:
            yield from _inline(token.children or (), token.map[0] + 1, own, place)
    yield from _without_glyph(text, missing_glyphs(said))


def _inline(children: Sequence[Token], line: int, own: Mapping[str, str], place: Place) -> Iterator[Notice]:
    for token in children:
        match token.type:
            case "text":
                for tag in _TAG.findall(token.content):
                    yield Notice(line, Said.of(Word.NOTICE_HTML, tag=_short(tag)))
            case "image":
                yield Notice(line, _of_image(token))
            case "link_open" if is_inner(token):
                yield from _of_inner_link(str(token.attrGet("href")), line, own, place)
            case "link_open" if not leads_somewhere(token):
                yield Notice(line, Said.of(Word.NOTICE_LINK, address=_short(str(token.attrGet("href") or ""))))
        line += token.type in _BREAKS


def _of_inner_link(address: str, line: int, own: Mapping[str, str], place: Place) -> Iterator[Notice]:
    anchor = led_to(address, own, place)
    if anchor is None:
        yield Notice(line, Said.of(Word.NOTICE_PLACE, address=_short(address)))
    elif place.leads is None and anchor not in own.values():
        yield Notice(line, Said.of(Word.NOTICE_PAGE, address=_short(address)))


def _of_image(token: Token) -> Said:
    words, address = plain(token.children or ()), str(token.attrGet("src") or "")
    if not words and is_pasted(address):
        return Said.of(Word.NOTICE_PICTURE)
    return Said.of(Word.NOTICE_IMAGE, words=_short(words or address))


def _without_glyph(text: str, lacking: dict[str, int]) -> Iterator[Notice]:
    written = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for character in lacking:
        lines = (number for number, line in enumerate(written, 1) if character in line)
        # Where it is written as a reference to a character, no line has it.
        yield Notice(next(lines, 1), Said.of(Word.NOTICE_GLYPH, character=f"{character} (U+{ord(character):04X})"))


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
