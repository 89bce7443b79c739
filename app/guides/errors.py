"""What a compile and its files refuse."""

from dataclasses import dataclass

from app.errors import Conflict, Invalid, NotFound
from app.words.codes import Word
from app.words.saying import Said

_NAMED = 10


class NoSuchEdition(NotFound):
    problem = "not-found"
    word = Word.NO_SUCH_EDITION


@dataclass(eq=False)
class NoSuchArtefact(NotFound):
    problem = "not-found"
    name: str
    """The name that was asked for."""

    def said(self) -> Said:
        return Said.of(Word.NO_SUCH_ARTEFACT, name=self.name)


@dataclass(eq=False)
class RendererAbsent(Conflict):
    """A renderer or a font is not installed; ``missing`` says which and how to get it."""

    problem = "renderer-missing"
    missing: str
    """What is not installed."""

    def said(self) -> Said:
        return Said.of(Word.RENDERER_MISSING, missing=self.missing)


@dataclass(eq=False)
class GlyphsMissing(Invalid):
    """Characters would be holes on paper; ``pages`` are the slugs where they are."""

    problem = "glyphs-missing"
    characters: list[str]
    """The characters without a glyph."""
    pages: list[str]
    """The pages on which they stand."""

    def said(self) -> Said:
        characters = ", ".join(f"{character} (U+{ord(character):04X})" for character in self.characters[:_NAMED])
        if not self.pages:
            return Said.of(Word.GLYPHS_MISSING_OUTSIDE_PAGES, characters=characters)
        return Said.of(Word.GLYPHS_MISSING, characters=characters, pages=", ".join(self.pages[:_NAMED]))
