"""Makes texts as people and hostile programs write them: every construct of the dialect, nested, in six languages.

The same seed makes the same text. Each word stands once in a text, so that a lost one is seen.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random

LANGUAGES = {
    "fr": ("é", "eau", "l’oi", "tion", "gné", "œu"),
    "en": ("th", "ing", "owl", "ake", "dge", "ent"),
    "it": ("gli", "à", "zza", "che", "mo", "ità"),
    "de": ("ß", "sch", "ung", "ä", "keit", "Über"),
    "es": ("ñ", "ción", "í", "lle", "rro", "aje"),
    "ja": ("安", "全", "な", "合", "言", "葉"),
}
KANA = "あいうえおかきくけこさしすせそたちつてとなにぬねの"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
DEEPEST = 5
MOST_NOTES = 6

FRAGMENTS = (
    *(
        "ab1/",
        "`ab1/`",
        "👍🏽",
        "👍🏽 ",
        "*👨\u200d👩\u200d👧*",
        "1\ufe0f\u20e3 ",
        "`👍🏽 1`",
        "e\u0301",
        "\u0301",
        "\u200d",
    ),
    *("क्", "ا", "字", "a\ufe0f ", "x\n\n", "- x\n", "> x\n>\n", "# x\n", "x\\\n", "![", "[a](b) ", "`"),
    *("*a **b ", "_a__b", "~~a", "<!-- ", "<b>", "&amp;", "http://a.b/", "a@b.c ", "|", "\t", "[^1]", "\u00ad"),
    *("\u200b", "«", "’a", "1. x\n", "[a](http://b.c)\n\n", "|a|b|\n|-|-|\n"),
)
"""What a hostile text repeats; typesetter and reader have limits that only many of one kind reach."""

SPEC: list[str] = json.loads((Path(__file__).parent / "formats" / "spec_examples.json").read_text("utf-8"))["examples"]
"""Every example of the specifications of CommonMark and of GFM."""


def text_of(seed: int, language: str) -> str:
    """Return a text of several blocks."""
    writer = _Writer(Random(seed), language)  # noqa: S311  A text is no secret.
    blocks = [writer.block(0) for _ in range(writer.chance.randint(2, 9))]
    return "\n\n".join([*blocks, *writer.notes]) + "\n"


@dataclass
class _Writer:
    chance: Random
    language: str
    notes: list[str] = field(default_factory=list)
    numbers: "count[int]" = field(default_factory=count)

    def word(self) -> str:
        """Return a word that stands nowhere else, long at times."""
        alphabet = KANA if self.language == "ja" else LETTERS
        number, spelt = next(self.numbers) + len(alphabet), ""
        while number:
            number, digit = divmod(number, len(alphabet))
            spelt += alphabet[digit]
        parts = self.chance.choices(LANGUAGES[self.language], k=self.chance.choice((1, 1, 2, 2, 3, 16)))
        return f"{parts[0]}{spelt}{''.join(parts[1:])}"

    def words(self, fewest: int = 1, most: int = 12) -> str:
        many = self.chance.randint(fewest, most)
        return self.chance.choice((" ", " ", " ", "\n")).join(self.said() for _ in range(many))

    def said(self) -> str:
        """Return some words in a line, plain or marked in some way."""
        word = self.word()
        plain = [word] * 12
        marked = [
            *(f"*{word}*", f"**{word}**", f"~~{word}~~", f"`{word}`", f"***{word}***", f"**{word} *{self.word()}***"),
            *(f"[{word}](https://a.example/{word}?b=c)", f"<https://a.example/{'x' * 50}/{word}>"),
            *(f"[{word}](#nowhere)", f"https://a.example/{word}", f"{word}@a.example", f"![{word}](picture.png)"),
            *(f"[{word}](mailto:a@b.example)", f"{word}\\\n{self.word()}", f"\\*{word}\\_", f"<b>{word}"),
            *(f"{word} &amp; &copy;", f"{word}<!-- hidden -->"),
            *(f"{word} 1\ufe0f\u20e3 👍🏽", f"1.234.567,89 {word}", f"`{word * 12}`", f"{word} → ☑ ½"),
        ]  # fmt: skip
        if len(self.notes) < MOST_NOTES and self.chance.random() < 1 / 20:
            return self.noted(word)
        return self.chance.choice(plain + marked)

    def noted(self, word: str) -> str:
        name = len(self.notes)
        self.notes.append("")
        body = self.chance.choice((self.words, self.listed, self.fenced))
        self.notes[name] = f"[^n{name}]: " + body().replace("\n", "\n    ")
        return f"{word}[^n{name}]"

    def block(self, depth: int) -> str:
        leaves: list[Callable[[], str]] = [
            *(self.words, self.paragraph, self.heading, self.fenced, self.indented, self.table, self.listed),
            *(lambda: f"**{self.word()}**", lambda: "---", lambda: f"{self.word()}\n==="),
            *(lambda: f"<div>\n{self.word()}\n</div>", lambda: f"- [ ] {self.words()}\n- [x] {self.word()}"),
            lambda: f"> [!NOTE]\n> {self.words()}",
        ]  # fmt: skip
        if depth < DEEPEST and self.chance.random() < 0.4:
            return self.chance.choice((self.quoted, self.itemised))(depth)
        return self.chance.choice(leaves)()

    def paragraph(self) -> str:
        return self.words(40, 160)

    def heading(self) -> str:
        return f"{'#' * self.chance.randint(1, 6)} {self.words(1, 6)}".replace("\n", " ")

    def fenced(self) -> str:
        lines = (self.word() * self.chance.choice((1, 1, 9)) for _ in range(self.chance.choice((1, 3, 40))))
        return "```\n" + "\n".join(lines) + "\n```"

    def indented(self) -> str:
        return f"    {self.word()}\n        {self.word()}"

    def table(self) -> str:
        columns = self.chance.randint(1, 9)
        rows = [
            [self.said().replace("\n", " ").replace("|", "") for _ in range(columns)]
            for _ in range(self.chance.choice((1, 3, 30)))
        ]
        lines = ["| " + " | ".join(row) + " |" for row in rows]
        return "\n".join([lines[0], "|" + ":-:|" * columns, *lines[1:]])

    def listed(self) -> str:
        many = self.chance.choice((2, 5, 30))
        mark = self.chance.choice(("-", "*", "1.", "7)"))
        return "\n".join(f"{mark} {self.words(1, 9)}".replace("\n", " ") for _ in range(many))

    def quoted(self, depth: int) -> str:
        inside = "\n\n".join(self.block(depth + 1) for _ in range(self.chance.randint(1, 3)))
        return "\n".join(f"> {line}" for line in inside.split("\n"))

    def itemised(self, depth: int) -> str:
        mark = self.chance.choice(("- ", "1. "))
        items = (self.block(depth + 1) for _ in range(self.chance.randint(1, 4)))
        return "\n".join(mark + item.replace("\n", "\n" + " " * len(mark)) for item in items)
