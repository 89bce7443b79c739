"""What a compile and its files refuse."""

from dataclasses import dataclass

from app.errors import Conflict, Invalid, NotFound
from app.fields import Wire
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


class GlyphPlace(Wire):
    """Where characters stand that no font has."""

    page: str
    """The page, by its name in addresses."""
    line: int | None
    """The line of its text, from 1; null where they stand in the title."""
    characters: list[str]
    """The characters without a glyph."""


@dataclass(eq=False)
class GlyphsMissing(Invalid):
    """Characters would be holes on paper; ``pages`` are the slugs where they are."""

    problem = "glyphs-missing"
    characters: list[str]
    """The characters without a glyph."""
    pages: list[str]
    """The pages on which they stand."""
    places: list[GlyphPlace]
    """Each place, page by page and line by line."""

    def said(self) -> Said:
        characters = ", ".join(f"{character} (U+{ord(character):04X})" for character in self.characters[:_NAMED])
        if not self.pages:
            return Said.of(Word.GLYPHS_MISSING_OUTSIDE_PAGES, characters=characters)
        return Said.of(Word.GLYPHS_MISSING, characters=characters, pages=", ".join(self.pages[:_NAMED]))


class ReleaseFinding(Wire):
    """An error of the pre-flight."""

    page: str | None
    """The page, by its name in addresses; null for the campaign and its themes."""
    line: int | None
    """The line of the accepted text, from 1; null for a title or a whole page."""
    code: str
    """Names the sentence that the pre-flight says."""
    parameters: dict[str, str | int]
    """What the sentence is said of."""


@dataclass(eq=False)
class ReleaseRefused(Conflict):
    """The pre-flight finds errors, and nobody has said why the guide is released all the same."""

    problem = "release-refused"
    findings: list[ReleaseFinding]
    """The errors of the pre-flight, in its order."""

    def said(self) -> Said:
        pages = list(dict.fromkeys(found.page for found in self.findings if found.page is not None))
        if not pages:
            return Said.of(Word.RELEASE_REFUSED_OUTSIDE_PAGES, errors=len(self.findings))
        return Said.of(Word.RELEASE_REFUSED, errors=len(self.findings), pages=", ".join(pages[:_NAMED]))


@dataclass(eq=False)
class Unprintable(Invalid):
    """A format cannot be made of what is accepted; nothing else of the edition is lost by that."""

    problem = "unprintable"
    file: str
    """The file that could not be made."""
    page: str | None
    """The page that stops it, by its name in addresses; null where it was not found."""
    line: int | None
    """The line of its text at which the paragraph begins that stops it, from 1."""

    def said(self) -> Said:
        if self.page is None:
            return Said.of(Word.UNPRINTABLE_SOMEWHERE, file=self.file)
        if self.line is None:
            return Said.of(Word.UNPRINTABLE_PAGE, file=self.file, page=self.page)
        return Said.of(Word.UNPRINTABLE_LINE, file=self.file, page=self.page, line=self.line)
