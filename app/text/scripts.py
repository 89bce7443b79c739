"""Tells the language of words by their script, for those who hear a text, and for the fonts of a browser.

Knows scripts alone: words in the script of the text around them are taken for its language.
"""

import re
import unicodedata
from collections.abc import Iterator

_SCRIPTS = {
    "he": r"\u0590-\u05ff\ufb1d-\ufb4f",
    "und-Arab": r"\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc",
    "el": r"\u0370-\u03ff\u1f00-\u1fff",
    "und-Cyrl": r"\u0400-\u052f",
    "hy": r"\u0531-\u058a",
    "ka": r"\u10a0-\u10ff",
    "th": r"\u0e01-\u0e5b",
    "und-Deva": r"\u0900-\u097f",
    "ko": r"\u1100-\u11ff\uac00-\ud7af",
    "und-Hani": r"\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f",
}
"""Characters of a script by the language that alone is written so, else by the script."""
_WRITTEN_IN = {
    "und-Arab": {"ar", "fa", "ur", "ps"},
    "und-Cyrl": {"ru", "uk", "bg", "sr", "mk", "be", "kk"},
    "und-Deva": {"hi", "mr", "ne", "sa"},
    "und-Hani": {"zh", "ja", "ko"},
}
_BETWEEN = r"[\s,.;:!?'’\u060c\u061b\u061f\u3001\u3002\u30fb-]+"
_RUN = re.compile("|".join(f"([{letters}]+(?:{_BETWEEN}[{letters}]+)*)" for letters in _SCRIPTS.values()))
_TAGS = tuple(_SCRIPTS)
_KANA = re.compile(r"[\u3041-\u30ff]")
_SHORTEST = {"el": 3, "und-Cyrl": 2}
"""Letters below which a run may be a formula."""


def in_languages(words: str, language: str | None) -> Iterator[tuple[str, str | None]]:
    """Yield the parts of a text in order, each with its language where that is another one than the text's.

    ``language`` is the primary subtag of the text's language; without one nothing is told. A language that only its
    script tells is ``und-`` and the script, as BCP 47 has it.
    """
    place = 0
    for run in _RUN.finditer(words) if language and not words.isascii() else ():
        tag = _tag(run)
        if tag == language or language in _WRITTEN_IN.get(tag, ()) or len(run[0]) < _SHORTEST.get(tag, 1):
            continue
        if place < run.start():
            yield words[place : run.start()], None
        yield run[0], tag
        place = run.end()
    if place < len(words):
        yield words[place:], None


def is_right_to_left(words: str) -> bool:
    """Tell whether there are letters in words that are written from right to left."""
    return any(unicodedata.bidirectional(character) in ("R", "AL") for character in words)


def _tag(run: re.Match[str]) -> str:
    tag = _TAGS[(run.lastindex or 1) - 1]
    return "ja" if tag == "und-Hani" and _KANA.search(run[0]) else tag
