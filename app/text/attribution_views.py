"""Shows who wrote what in a text, as an HTML page with a colour and a number for each writer.

Knows no page, no account and no right; the words around the text are told in the reader's language.
"""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from importlib.resources import files
from itertools import groupby

from app.words.codes import Word
from app.words.saying import Language, Said, tell

PALETTE = (
    ("#d9eaff", "#125fb3", "#1f3654", "#7ab4fe"),
    ("#fee2cf", "#934a00", "#4d2c15", "#f0995b"),
    ("#ccf4d3", "#037434", "#1c3e24", "#6fc884"),
    ("#ffddec", "#9b336c", "#4c283a", "#ee8dbd"),
    ("#f4e8bb", "#725f02", "#3f350a", "#cbb042"),
    ("#b9f5f8", "#066e73", "#003e41", "#0cc9d1"),
    ("#fee0dd", "#a53332", "#502825", "#f98f87"),
    ("#ebe3fe", "#6f47a7", "#3a2e50", "#be9df7"),
    ("#dff0c4", "#516b03", "#2e3b16", "#9ebf5f"),
    ("#caeffe", "#036b87", "#043b4c", "#37c2ef"),
)
"""Background and line of a passage on a light screen, and both on a dark one; hues far apart come first."""
LINES = ("solid", "dashed", "dotted", "double")
"""How the line below a passage is drawn: the colours begin anew after ten writers."""


_LEAST = 0.01
"""The least share that is shown as a figure."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody who wrote a part of the text."""

    name: str
    note: str | None
    tokens: int
    share: float


@dataclass(frozen=True, slots=True)
class CreditedPassage:
    """A passage that comes from one revision."""

    text: str
    writer: int
    """Counted from 0."""
    revision: int | None
    page: str | None
    """Where the revision is; None for the page itself."""
    at: datetime
    campaign: str | None = None
    """Where that page is; None for the campaign of the page itself."""


def attribution_html(
    heading: tuple[str, int],
    pieces: tuple[Sequence[CreditedPassage], Sequence[CreditedPassage]],
    writers: Sequence[Writer],
    *,
    language: str,
    reader: Language,
) -> str:
    """Return an HTML page that needs nothing else; ``heading`` is title and number, ``language`` that of the text.

    ``pieces`` are those of the title, none where nobody is credited with it, and those of the text. All that people
    wrote is escaped, and the Markdown is shown as it stands.
    """
    title, number = heading
    tokens = sum(writer.tokens for writer in writers)
    kicker = escape(tell(Said.of(Word.VIEW_WHO_WROTE_WHAT), reader))
    numbered, counted = (
        tell(Said.of(Word.VIEW_REVISION, number=number), reader),
        tell(Said.of(Word.VIEW_TOKENS, count=_count(tokens)), reader),
    )
    facts = f"{numbered} · {counted}"
    of_title, of_text = ("".join(_runs(part, writers, reader)) for part in pieces)
    body = of_text or f'<p class="empty">{escape(tell(Said.of(Word.VIEW_NO_TEXT), reader))}</p>'
    head = f"<title>{escape(title)} – {kicker}</title>\n<style>{STYLE}</style>"
    named = f'<h1 lang="{escape(language)}">{of_title or escape(title)}</h1>'
    return (
        f'<!doctype html>\n<html lang="{reader}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n{head}\n</head>\n<body>\n'
        f'<header>\n<p class="kicker">{kicker}</p>\n{named}\n<p>{escape(facts)}</p>\n</header>\n'
        f"<main>\n{_legend(writers, reader)}"
        f'<article lang="{escape(language)}">{body}</article>\n</main>\n</body>\n</html>\n'
    )


def _runs(pieces: Sequence[CreditedPassage], writers: Sequence[Writer], reader: Language) -> Iterator[str]:
    """Yield the passages of one writer after another; each is named once, its parts tell their revision."""
    for writer, run in groupby(pieces, key=lambda piece: piece.writer):
        name = f"{writer + 1}: {writers[writer].name}"
        parts = "".join(f'<span title="{escape(_title(piece, reader))}">{escape(piece.text)}</span>' for piece in run)
        # A span may bear a name only in a role; `mark` may not.
        yield (
            f'<span class="run {_colour(writer)}" role="group" aria-label="{escape(name)}"'
            f' data-number="{writer + 1}">{parts}</span>'
        )


def _legend(writers: Sequence[Writer], reader: Language) -> str:
    if not writers:
        return ""
    items = "".join(
        f'<li class="{_colour(number)}"><b>{number + 1}</b><span class="name">{escape(writer.name)}</span>'
        f'<span class="share">{escape(_percent(writer.share))}</span>'
        f'<span class="note">{escape(writer.note or "")}</span>'
        f'<span class="count">{escape(_counted(writer.tokens, reader))}</span></li>\n'
        for number, writer in enumerate(writers)
    )
    heading = escape(tell(Said.of(Word.VIEW_CONTRIBUTORS), reader))
    return (
        f'<section aria-labelledby="writers">\n<h2 id="writers">{heading}</h2>\n'
        f"{_bar(writers)}<ul>\n{items}</ul>\n</section>\n"
    )


def _counted(tokens: int, reader: Language) -> str:
    return tell(Said.of(Word.VIEW_TOKENS, count=_count(tokens)), reader)


def _bar(writers: Sequence[Writer]) -> str:
    parts: list[str] = []
    start = 0.0
    for number, writer in enumerate(writers):
        width = 100 * writer.share
        parts.append(f'<rect class="{_colour(number)}" x="{start:.2f}" width="{width:.2f}" height="6"/>')
        start += width
    # What it shows stands in figures below it.
    return f'<svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">{"".join(parts)}</svg>\n'


def _title(piece: CreditedPassage, reader: Language) -> str:
    number = [] if piece.revision is None else [tell(Said.of(Word.VIEW_REVISION, number=piece.revision), reader)]
    page = [] if piece.page is None else [tell(Said.of(Word.VIEW_OF_PAGE, page=piece.page), reader)]
    campaign = [] if piece.campaign is None else [tell(Said.of(Word.VIEW_IN_CAMPAIGN, campaign=piece.campaign), reader)]
    return " · ".join(part for part in (" ".join(number + page + campaign), f"{piece.at:%Y-%m-%d %H:%M}") if part)


def _colour(writer: int) -> str:
    again, colour = divmod(writer, len(PALETTE))
    return f"c{colour} {LINES[again % len(LINES)]}"


def _count(number: int) -> str:
    # A narrow no-break space parts thousands in English and in French.
    return f"{number:,}".replace(",", "\u202f")


def _percent(share: float) -> str:
    shown = "<1%" if 0 < share < _LEAST else f"{share:.0%}"
    return shown.replace("%", "\u202f%")


def _style() -> str:
    """Return the style sheet of the package with the colours in it."""
    source = files(__package__).joinpath("attribution.css").read_text("utf-8")
    light = (f".c{number} {{ --back: {back}; --line: {line}; }}" for number, (back, line, _, _) in enumerate(PALETTE))
    dark = (f".c{number} {{ --back: {back}; --line: {line}; }}" for number, (_, _, back, line) in enumerate(PALETTE))
    return source.replace("/*light*/", "\n".join(light)).replace("/*dark*/", "\n".join(dark))


STYLE = _style()
STYLE_DIGEST = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{STYLE_DIGEST}'; base-uri 'none'; form-action 'none'"
"""The content security policy under which the page shows, and nothing else happens."""
