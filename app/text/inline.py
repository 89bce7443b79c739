"""Reads the inline content of parsed Markdown as words. Knows nothing of blocks."""

from collections.abc import Iterator, Sequence

from markdown_it.token import Token


def plain(inline: Sequence[Token]) -> str:
    """Return the words of inline tokens without markup; a line break reads as a space."""
    return "".join(_words(inline))


def _words(inline: Sequence[Token]) -> Iterator[str]:
    for token in inline:
        match token.type:
            case "text" | "code_inline":
                yield token.content
            case "softbreak" | "hardbreak":
                yield " "
