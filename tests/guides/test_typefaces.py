import io
from collections.abc import Iterable
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.guides import typefaces
from app.guides.formats import RendererMissing
from app.guides.formats.labels import labels_for
from app.guides.formats.pdf import render
from app.guides.typefaces import FONT_FILES, font_folder, shown_characters
from app.text.legibility import missing_glyphs
from tests.guides.books import book_of

ROOT = Path(__file__).parents[2]
LIST = ROOT / "app" / "text" / "shown.txt"


def runs_of(codes: Iterable[int]) -> list[str]:
    """Return code points as runs in hexadecimal, ``41-5A``."""
    runs = [[-2, -2]]
    for code in sorted(codes):
        if code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return [f"{first:X}-{last:X}" if first != last else f"{first:X}" for first, last in runs[1:]]


def test_the_list_of_what_the_fonts_show_is_theirs() -> None:
    """Whoever changes a font writes the list anew: ``LIST.write_text("\\n".join(runs) + "\\n")``."""
    runs = runs_of(shown_characters())
    assert LIST.read_text().split() == runs
    assert runs_of([65, 66, 67, 97]) == ["41-43", "61"]


def test_missing_characters_are_counted_in_code_point_order() -> None:
    assert missing_glyphs("aกaกཀ") == {"ก": 2, "ཀ": 1}


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


def test_a_no_break_hyphen_is_set_as_a_hyphen() -> None:
    pdf = PdfReader(io.BytesIO(render(book_of("avant\u2011garde"))))
    text = "".join(page.extract_text() for page in pdf.pages)
    assert "avant\u2011garde" in text or "avant\u2010garde" in text


def test_a_missing_font_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(typefaces, "files", lambda _package: tmp_path)
    with pytest.raises(RendererMissing, match=FONT_FILES[0]), font_folder():
        pass


def test_each_font_is_small_and_has_its_licence() -> None:
    with font_folder() as folder:
        assert {path.name for path in folder.glob("*.ttf")} == set(FONT_FILES)
        for name in FONT_FILES:
            assert (folder / name).stat().st_size < 1_500_000
            licence = folder / f"OFL-{name.partition('-')[0]}.txt"
            assert "SIL Open Font License" in licence.read_text("utf-8")
