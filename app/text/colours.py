"""Makes a campaign's two colours readable by the rules of WCAG 2.2.

Knows nothing of where a colour is used.
"""

from typing import NamedTuple

INK = "#1c1b19"
PAPER = "#ffffff"
NIGHT = "#16171a"
"""Background of the dark screen."""

SHADED = "#f3f2ee"
"""Darkest of the light backgrounds of a screen."""
DUSK = "#24282c"
"""Lightest of its dark backgrounds."""

READABLE = 4.5
"""Least contrast of running text with its background, WCAG 2.2 level AA, success criterion 1.4.3."""

_STEPS = 50


class Shades(NamedTuple):
    """A colour as text is written in it."""

    on_light: str
    """Readable on white, and down to ``SHADED``."""
    on_dark: str
    """Readable on black, and up to ``DUSK``."""


def shades(colour: str) -> Shades:
    """Return ``colour`` for text on light screens and on dark ones, moved only as far as that needs."""
    return Shades(readable(colour, SHADED), readable(colour, DUSK))


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two ``#rrggbb`` colours, 1 to 21, as WCAG 2.2 defines it."""
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def text_on(background: str) -> str:
    """Return white where it is readable on ``background``, else ink, else black: one of them always is."""
    return next(colour for colour in (PAPER, INK, "#000000") if contrast(colour, background) >= READABLE)


def readable(colour: str, background: str, *, at_least: float = READABLE) -> str:
    """Return ``colour``, moved towards black or white only as far as text in it needs on ``background``."""
    if contrast(colour, background) >= at_least:
        return colour
    towards = max(("#000000", "#ffffff"), key=lambda extreme: contrast(extreme, background))
    steps = (mix(colour, towards, step / _STEPS) for step in range(1, _STEPS))
    return next((step for step in steps if contrast(step, background) >= at_least), towards)


def mix(colour: str, other: str, share: float) -> str:
    """Return ``colour`` with ``share`` (0 to 1) of ``other`` mixed in."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 -- IEC 61966-2-1.


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
