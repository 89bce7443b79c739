"""The guide as one HTML file: nothing is loaded from elsewhere and no script runs.

Knows what the template needs, not how it looks; the look is in ``templates/guide.html`` and ``guide.css``.
"""

import base64
import hashlib
from dataclasses import dataclass
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from app.guides.anchors import leads_in
from app.guides.book import Book, Passage
from app.guides.formats.errata import corrected, errata_labels, told
from app.guides.formats.labels import labels_for, period, primary
from app.guides.formats.people import are_run_in, not_by_name, signature, thanks
from app.text.anchors import Leads, Place
from app.text.colours import NIGHT, PAPER, mix, readable, text_on
from app.text.markdown import to_html
from app.text.typography import typeset_for

_FOLDER = files("app.guides.formats") / "templates"


def _source(name: str) -> str:
    return (_FOLDER / name).read_text("utf-8")


_TEMPLATES = Environment(
    autoescape=True,
    loader=FunctionLoader(_source),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(book: Book) -> bytes:
    """Return the book as one UTF-8 file that a browser may show without any network or script."""
    labels = labels_for(book.language)
    style = _style(book)
    page = _TEMPLATES.get_template("guide.html").render(
        book=book,
        labels=labels,
        style=Markup(style),  # noqa: S704 -- The style sheet of the package; colours are checked hexadecimal.
        policy=_policy(style),
        audience={"members": labels.members, "company": labels.company, "public": labels.public}[book.audience],
        period=period(labels, book.opened_on, book.closed_on),
        thanks=thanks(labels, book.contributors),
        named=[person for person in book.contributors if person.name],
        run_in=are_run_in(book.contributors),
        not_by_name=not_by_name(labels, book.contributors),
        errata=told(book),
        errata_labels=errata_labels(book.language),
        corrected=corrected(book),
        write=_Writer(book, leads_in(book)),
    )
    return page.encode()


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes texts and lines of the book for the template."""

    book: Book
    leads: Leads

    def text(self, passage: Passage, top: int) -> Markup:
        """Return a page's text; its highest heading is ``h{top}``."""
        language = primary(self.book.language)
        html = to_html(
            passage.text,
            title=passage.title,
            top=top,
            place=Place(passage.anchor, self.leads),
            typeset=typeset_for(language),
            back=labels_for(self.book.language).back,
            language=language,
        )
        return Markup(html)  # noqa: S704 -- to_html promises safe HTML.

    def line(self, words: str) -> str:
        return typeset_for(primary(self.book.language))(words)

    def signature(self, passage: Passage) -> str | None:
        return signature(labels_for(self.book.language), passage.credits)


def _style(book: Book) -> str:
    """Return the style sheet with the campaign's colours, moved only where they could not be read."""
    on_cover = text_on(book.colour)
    light = {
        "cover": book.colour,
        "on-cover": on_cover,
        "tint": mix(book.colour, on_cover, 0.12),
        "primary": readable(book.colour, PAPER),
        "accent": book.accent,
    }
    dark = {"primary": readable(book.colour, NIGHT, at_least=7)}
    return _source("guide.css").replace("/*light*/", _properties(light)).replace("/*dark*/", _properties(dark))


def _properties(colours: dict[str, str]) -> str:
    return " ".join(f"--{name}: {colour};" for name, colour in colours.items())


def _policy(style: str) -> str:
    """Return the content security policy under which only this very style sheet is applied."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
