"""What a letter says, in no language yet, and how it looks in one: as text and as HTML."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from string import Template
from typing import Any, Self

from app.digests import canonical
from app.words.saying import Language, Said, find_said, tell

_PAGE = Template(files("app.mail").joinpath("letter.html").read_text(encoding="utf-8"))
_BUTTON = Template(files("app.mail").joinpath("button.html").read_text(encoding="utf-8"))

_LINE_ENDS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class LetterUnreadable(Exception):
    """A stored letter says what this release has no words for."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter: its subject, its paragraphs, a link with what it does, and what stands in small print below."""

    subject: Said
    paragraphs: tuple[Said, ...]
    button: Said | None = None
    link: str | None = None
    footnotes: tuple[Said, ...] = ()

    def stored(self) -> str:
        """Return the letter as canonical JSON."""
        said = {
            "subject": self.subject.coded(),
            "paragraphs": [paragraph.coded() for paragraph in self.paragraphs],
            "button": None if self.button is None else self.button.coded(),
            "link": self.link,
            "footnotes": [footnote.coded() for footnote in self.footnotes],
        }
        return canonical(said).decode()

    @classmethod
    def read(cls, stored: str) -> Self:
        """Return what ``stored`` made; raises LetterUnreadable where a word of it is gone."""
        said = json.loads(stored)
        return cls(
            _said(said["subject"]),
            tuple(map(_said, said["paragraphs"])),
            None if said["button"] is None else _said(said["button"]),
            said["link"],
            tuple(map(_said, said["footnotes"])),
        )


@dataclass(frozen=True, slots=True)
class Written:
    """A letter in a language."""

    subject: str
    text: str
    html: str


def written(letter: Letter, language: Language) -> Written:
    """Return a letter in a language."""
    # A name or a title may hold a line separator of Unicode, which would be a header of its own.
    subject = _LINE_ENDS.sub(" ", tell(letter.subject, language))
    paragraphs = [tell(paragraph, language) for paragraph in letter.paragraphs]
    footnotes = [tell(footnote, language) for footnote in letter.footnotes]
    linked = [] if letter.link is None else [letter.link]
    text = "\n\n".join([*paragraphs, *linked, *(["-- \n" + "\n".join(footnotes)] if footnotes else [])]) + "\n"
    page = _PAGE.substitute(
        language=language.value,
        subject=escape(subject),
        paragraphs="".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs),
        button=_button(letter, language),
        footnotes="".join(f"<p>{escape(footnote)}</p>" for footnote in footnotes),
    )
    return Written(subject, text, page)


def _button(letter: Letter, language: Language) -> str:
    if letter.link is None or letter.button is None:
        return ""
    return _BUTTON.substitute(link=escape(letter.link), label=escape(tell(letter.button, language)))


def _said(coded: Mapping[str, Any]) -> Said:
    found = find_said(coded["code"], coded["parameters"])
    if found is None:
        raise LetterUnreadable(coded["code"])
    return found
