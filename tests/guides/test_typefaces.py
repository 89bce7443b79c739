import io
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from pypdf import PdfReader

from app.guides import typefaces
from app.guides.formats import RendererMissing
from app.guides.formats.labels import labels_for
from app.guides.formats.pdf import render
from app.guides.typefaces import FONT_FILES, SCRIPT_FILES, font_folders
from app.text.legibility import missing_glyphs, needs_scripts
from tests.guides.books import book_of

ROOT = Path(__file__).parents[2]
WITHOUT_INK = {"Cc", "Cf", "Cn", "Co", "Zl", "Zp", "Zs"}
LOST = 0xFFFD
"""Stands for a character that was lost: authors are told of it."""
FALLBACKS = (*FONT_FILES[6:], "SourceSans3-Regular.ttf")
FACES = (FONT_FILES[0], FONT_FILES[4])


def runs_of(codes: Iterable[int]) -> list[str]:
    """Return code points as runs in hexadecimal, ``41-5A``."""
    runs = [[-2, -2]]
    for code in sorted(codes):
        if code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return [f"{first:X}-{last:X}" if first != last else f"{first:X}" for first, last in runs[1:]]


@cache
def characters(path: Path) -> frozenset[int]:
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


def shown_characters() -> frozenset[int]:
    """Return what text and headings can both show, since an author may use one in either; code fills the gaps."""
    with font_folders(scripts=False) as (folder,):
        common = frozenset[int]().union(*(characters(folder / name) for name in FALLBACKS))
        faces = [characters(folder / name) | common for name in FACES]
    return faces[0].intersection(*faces[1:])


def script_characters() -> frozenset[int]:
    """Return what the fonts of the extra add that is seen; not what a font draws as it likes, in the private areas."""
    with font_folders(scripts=True) as (_, folder):
        added = frozenset[int]().union(*(characters(folder / name) for name in SCRIPT_FILES[::2]))
    new = added - shown_characters() - {LOST}
    return frozenset(code for code in new if unicodedata.category(chr(code)) not in WITHOUT_INK)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "of_the_fonts"), [("shown", shown_characters), ("shown_by_scripts", script_characters)]
)
def test_the_list_of_what_the_fonts_show_is_theirs(name: str, of_the_fonts: Callable[[], frozenset[int]]) -> None:
    """Whoever changes a font writes the list anew: ``write_text("\\n".join(runs) + "\\n")``."""
    listed = ROOT / "app" / "text" / f"{name}.txt"
    assert listed.read_text().split() == runs_of(of_the_fonts())
    assert runs_of([65, 66, 67, 97]) == ["41-43", "61"]


def test_missing_characters_are_counted_in_code_point_order() -> None:
    assert missing_glyphs("aཁaཁཀ") == {"ཀ": 1, "ཁ": 2}


@pytest.mark.usefixtures("without_scripts")
def test_without_the_fonts_of_the_extra_other_scripts_cannot_be_shown() -> None:
    assert missing_glyphs("aก㉑") == {"㉑": 1, "ก": 1}
    assert not needs_scripts("aก")


@pytest.mark.parametrize("text", ["ภาษาไทย", "हिन्दी", "한국어", "简体中文", "தமிழ்", "ქართული", "አማርኛ", "㉑㊿"])
def test_the_fonts_of_the_extra_show(text: str) -> None:
    assert missing_glyphs(text) == {}
    assert needs_scripts(text)
    assert not needs_scripts('Ceci, "cela" et 日本語')


@pytest.mark.parametrize(
    "text",
    [
        "Àéîõü ŒœÆæ ÿ ẞ Łł Şş Řř Ññ ¿¡ «» “” ‘’ – — … € £ ° № ½ ² ‑ − × ÷",
        "αβγδ ΑΒΓΔ абвгд АБВГД",
        "│ ─ └ ├ █ ░ ▶ ◀ ■ □ ● ○ ★ ☆ ☎ ☑ ☐ ✓ ✗ ✔ ✘ → ← ↑ ↓ ↔ ⇒ ⇔ ≤ ≥ ≠ ≈ ∞ ∑ √ ∀ ∃",
        "😀 😉 👍🏽 🇫🇷 ⚠️ ➡️ 💡 📍 🧐 1️⃣",
        "①②⑳⓪❶❿⑴⒈Ⓐⓩ ⁺⁻⁼⁽⁾ⁿ ₊₋ x²³ 1ᵉʳ 2ⁿᵈ ‣",
        "".join(map(chr, (0xF0B7, 0xF0A7, 0xF0D8, 0xF0FC, 0xF06C, 0xF06E, 0xF0E0, 0xF0FE))),
        "السلامة أوّلًا، نعم؟ שָׁלוֹם עולם",
        "日本語の文章、漢字とかな。「カギ」〜？！ １２３",
        "\t\n\r\u00a0\u2009\u202f\u200b\u00ad\u2060\ufeff",
    ],
)
def test_the_shipped_fonts_show(text: str) -> None:
    assert missing_glyphs(text) == {}


@pytest.mark.parametrize("language", ["fr", "en", "it", "de", "es", "ja"])
def test_the_guides_own_words_can_be_shown(language: str) -> None:
    assert missing_glyphs(str(labels_for(language))) == {}


@pytest.mark.slow
def test_a_no_break_hyphen_is_set_as_a_hyphen() -> None:
    pdf = PdfReader(io.BytesIO(render(book_of("avant\u2011garde"))))
    text = "".join(page.extract_text() for page in pdf.pages)
    assert "avant\u2011garde" in text or "avant\u2010garde" in text


def test_a_missing_font_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(typefaces, "files", lambda _package: tmp_path)
    with pytest.raises(RendererMissing, match=FONT_FILES[0]), font_folders(scripts=False):
        pass


def test_each_font_is_small_and_has_its_licence() -> None:
    with font_folders(scripts=False) as (folder,):
        assert {path.name for path in folder.glob("*.ttf")} == set(FONT_FILES)
        for name in FONT_FILES:
            assert (folder / name).stat().st_size < 1_500_000
            licence = folder / f"OFL-{name.partition('-')[0]}.txt"
            assert "SIL Open Font License" in licence.read_text("utf-8")
