"""Hypothesis strategies for Markdown as people write it, and for what they do to it."""

from hypothesis import strategies as st

WORDS = (
    "le",
    "chat",
    "noir",
    "dort.",
    "Le",
    "guide,",
    "n°",
    "3,14",
    "M.",
    "Dupont",
    "dit",
    ":",
    "«",
    "Oui",
    "!",
    "»",
    "etc.",
    "p.",
    "ex.",
    "Paris",
    "The",
    "quick",
    "e.g.",
    "fox.",
    "Why?",
    "…",
    "**gras**",
    "*Deux",
    "mots*",
    "`code.",
    "Ici`",
    "[lien](http://a.example/b)",
    "[^1]",
    "e\u0301te\u0301",
    "👩\u200d👧",
    "日本語です。",
    "「はい！」と",
    "snake_case",
    "<b>",
    "&",
    "_",
    "~~non~~",
    "1.",
    "-",
    "|",
    "\\*",
    "```",
    "fin.",
)
BLOCKS = (
    "# Titre",
    "- un\n- deux\n  - trois",
    "1. premier\n2. second. Suite.",
    "| a | b |\n|---|---|\n| x. Y | z |",
    "```python\nif a. B:\n    pass\n```",
    "    code. Indented\n    code. Again",
    "> citation. Suite\n> encore",
    "[^1]: Une note. Longue.",
    "---",
    "same line",
    "これはペンです。そうですか？はい！",
    "Une ligne coupée\nau milieu. De la phrase\nici.",
)

prose = st.lists(st.sampled_from(WORDS), min_size=1, max_size=25).map(" ".join)
blocks = st.one_of(prose, st.sampled_from(BLOCKS))


@st.composite
def texts(draw: st.DrawFn) -> str:
    parts = draw(st.lists(blocks, max_size=7))
    text = draw(st.sampled_from(["\n\n", "\n", "\n\n\n"])).join(parts) + draw(st.sampled_from(["\n", "", "\n\n"]))
    front = draw(st.sampled_from(["", "", "", "---\ntitle: x. Y\n---\n"]))
    newline = draw(st.sampled_from(["\n", "\n", "\r\n", "\r"]))
    return (front + text).replace("\n", newline)


@st.composite
def edited(draw: st.DrawFn, text: str) -> str:
    """What somebody may make of `text`: words and lines replaced, inserted, deleted, moved."""
    lines = text.splitlines(keepends=True)
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(lines)))
        deed = draw(st.sampled_from(["word", "word", "insert", "delete", "move", "newline"]))
        if deed == "insert" or place == len(lines):
            lines.insert(place, draw(blocks) + draw(st.sampled_from(["\n", "\n\n", ""])))
        elif deed == "delete":
            del lines[place]
        elif deed == "move":
            lines.insert(draw(st.integers(0, len(lines) - 1)), lines.pop(place))
        elif deed == "newline":
            lines[place] = lines[place].rstrip("\r\n")
        else:
            words = lines[place].split(" ")
            words[draw(st.integers(0, len(words) - 1))] = draw(st.sampled_from(WORDS))
            lines[place] = " ".join(words)
    return "".join(lines)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[str, str]:
    old = draw(texts())
    return old, draw(st.one_of(edited(old), texts()))


@st.composite
def moved_and_reworded(draw: st.DrawFn) -> tuple[str, str]:
    """Some paragraphs of words of their own, and the same with one past two others at least, with a word more."""
    count = draw(st.integers(3, 7))
    paragraphs = [" ".join(f"{chr(97 + p)}mot{w}" for w in range(draw(st.integers(6, 20)))) for p in range(count)]
    start, end = draw(st.sampled_from([(a, b) for a in range(count) for b in range(count) if abs(a - b) > 1]))
    moved = paragraphs[:start] + paragraphs[start + 1 :]
    words = paragraphs[start].split(" ")
    words.insert(draw(st.integers(0, len(words))), "AJOUT")
    moved.insert(end, " ".join(words))
    newline = draw(st.sampled_from(["\n\n", "\n\n", "\n", "\r\n"]))
    return newline.join([*paragraphs, ""]), newline.join([*moved, ""])


# Few letters make repeated units and shifting insertions, which realistic texts seldom have.
letters = st.text(alphabet="ab.\n ", max_size=12)


@st.composite
def triples(draw: st.DrawFn) -> tuple[str, str, str]:
    """A base and what two people made of it."""
    base = draw(st.one_of(texts(), letters))
    other = letters if len(base) <= 12 else texts()
    return base, draw(st.one_of(edited(base), other)), draw(st.one_of(edited(base), edited(base), other))


@st.composite
def histories(draw: st.DrawFn) -> list[str]:
    found = [draw(st.one_of(texts(), letters))]
    for _ in range(draw(st.integers(0, 5))):
        base = draw(st.sampled_from(found))
        found.append(draw(st.one_of(edited(base), edited(base), st.sampled_from(found), letters, st.just(""))))
    return found
