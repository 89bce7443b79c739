"""What of its texts a guide leaves out or shows otherwise, page by page: the list that comes with every proof.

Tells what the pre-flight tells of texts. Knows nothing of how the formats are made.
"""

from collections.abc import Iterator

from app.guides.anchors import leads_in
from app.guides.book import Book, Passage, passages_of
from app.guides.formats.labels import primary
from app.guides.formats.splice import literal
from app.text.anchors import Leads
from app.text.notices import notices_in
from app.words.codes import Word
from app.words.saying import Language, Said, tell

NAME = "findings.md"
MEDIA_TYPE = "text/markdown; charset=utf-8"


def render(book: Book) -> bytes:
    """Return the list as UTF-8 Markdown, in the language of the book where the product speaks it, else in English."""
    language = Language.FRENCH if primary(book.language) == "fr" else Language.ENGLISH
    leads = leads_in(book)
    told = [block for passage in passages_of(book) for block in _page(passage, leads, language)]
    nothing = [tell(Said.of(Word.NOTHING_TOLD), language)]
    return "\n\n".join([f"# {literal(book.title)}", *(told or nothing)]).encode() + b"\n"


def _page(passage: Passage, leads: Leads, language: Language) -> Iterator[str]:
    notices = notices_in(passage.text, leads)
    if notices:
        yield f"## {literal(passage.title)} (`{passage.anchor}`)"
        yield "\n".join(f"- {notice.line}: {literal(tell(notice.said, language))}" for notice in notices)
