"""Times diff and merge beside diff-match-patch in word mode and difflib on word tokens, in one run.

Checks no results: the tests do.
"""

import argparse
import multiprocessing
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher
from multiprocessing.connection import Connection

from diff_match_patch import diff_match_patch

from app.text.diff import diff
from app.text.merge import three_way
from app.text.tokens import tokens

SIZES = (6_000, 100_000)
EDITS = (1, 40, 1_000)
# A word here and there; whole sentences.
LONGEST = (1, 30)
WORDS_IN_PARAGRAPH = 70


def write_text(rng: random.Random, size: int) -> str:
    """Return `size` characters of prose, a paragraph a line, words as unevenly frequent as in a language."""
    words = ["".join(rng.choices("aeioulnrstdmpcé", k=rng.randint(2, 10))) for _ in range(3_000)]
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    paragraphs: list[str] = []
    length = 0
    while length < size:
        drawn = rng.choices(words, weights, k=WORDS_IN_PARAGRAPH)
        for place in range(11, WORDS_IN_PARAGRAPH, 12):
            drawn[place] += "."
            following = (place + 1) % WORDS_IN_PARAGRAPH
            drawn[following] = drawn[following].capitalize()
        paragraphs.append(" ".join(drawn) + ".\n\n")
        length += len(paragraphs[-1])
    return "".join(paragraphs)[:size]


def edit(rng: random.Random, text: str, edits: int, longest: int, side: str) -> str:
    """Replace up to `longest` words by others, insert as many or delete them, at `edits` scattered places."""
    parts = tokens(text)
    for number, place in enumerate(rng.sample(range(len(parts)), min(edits, len(parts)))):
        span = range(place, min(place + rng.randint(1, longest), len(parts)))
        fresh = "".join(f"{side}{rng.randrange(900)} " for _ in span)
        if number % 3 == 0:
            parts[place] += fresh
            continue
        for gone in span:
            parts[gone] = ""
        if number % 3 == 1:
            parts[place] = fresh
    return "".join(parts)


def cpu_ms(work: Callable[[], object], repeats: int) -> float:
    """Return the least CPU time of one run, in milliseconds."""
    best = float("inf")
    for _ in range(repeats):
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return best * 1000


def capped_cpu_ms(work: Callable[[], object], seconds: float) -> float | None:
    """Measure once in a process of its own; None when it took longer than `seconds`."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)

    def report(connection: Connection) -> None:
        connection.send(cpu_ms(work, 1))

    process = context.Process(target=report, args=(sender,))
    process.start()
    answered = receiver.poll(seconds)
    if not answered:
        process.terminate()
    process.join()
    return float(receiver.recv()) if answered else None


def dmp_word_mode(old: str, new: str) -> object:
    """Diff words as diff-match-patch's manual says: each distinct word becomes one character."""
    ids: dict[str, int] = {}
    # From U+E000 up, there are no surrogates in the way.
    old_chars, new_chars = (
        "".join(chr(0xE000 + ids.setdefault(token, len(ids))) for token in tokens(text)) for text in (old, new)
    )
    engine = diff_match_patch()
    engine.Diff_Timeout = 0
    return engine.diff_main(old_chars, new_chars, False)


def difflib_words(old: str, new: str) -> object:
    return SequenceMatcher(None, tokens(old), tokens(new), autojunk=False).get_opcodes()


@dataclass(frozen=True, slots=True)
class Case:
    """Three texts to compare and merge."""

    name: str
    base: str
    ours: str
    theirs: str

    @classmethod
    def make(cls, size: int, edits: int, longest: int) -> "Case":
        rng = random.Random(f"{size}/{edits}/{longest}")  # noqa: S311 - repeatable on purpose
        base = write_text(rng, size)
        name = f"{size // 1000:>4} KB {edits:>5} edits of 1..{longest} words"
        return cls(name, base, edit(rng, base, edits, longest, "nous"), edit(rng, base, edits, longest, "eux"))

    def measure(self, cap: float) -> None:
        """Print a line for the diff and one for the merge."""
        dmp = capped_cpu_ms(lambda: dmp_word_mode(self.base, self.ours), cap)
        words = capped_cpu_ms(lambda: difflib_words(self.base, self.ours), cap)
        own = cpu_ms(lambda: diff(self.base, self.ours), 5)
        print(f"diff  {self.name:36} {own:8.1f} {shown(own, dmp, cap, 1)} {shown(own, words, cap, 1)}")
        own = cpu_ms(lambda: three_way(self.base, self.ours, self.theirs), 5)
        print(
            f"merge {self.name:36} {own:8.1f} {shown(own, dmp, cap, 2)} {shown(own, words, cap, 2)}",
            flush=True,
        )


def shown(own: float, other: float | None, cap: float, times: int) -> str:
    more, ms = (" ", other * times) if other is not None else (">", cap * 1000 * times)
    return f"{more}{ms:10.1f} ({more}{ms / own:7.1f}x)"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cap", type=float, default=60, help="seconds after which a competitor is stopped")
    compare(parser.parse_args().cap)


def compare(cap: float) -> None:
    """Print the table; a competitor is stopped after ``cap`` seconds."""
    print("CPU milliseconds, in brackets as a multiple of bonsens' own. Beside a merge stand two diffs of the")
    print(f"competitor, the least a merge built on it needs. Competitors run once, at most {cap:.0f} s.")
    print(f"{'':42} {'bonsens':>8} {'dmp, words':>22} {'difflib, words':>22}")
    for size in SIZES:
        for edits in EDITS:
            for longest in LONGEST:
                Case.make(size, edits, longest).measure(cap)


if __name__ == "__main__":
    main()
