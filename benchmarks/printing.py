"""``python -m benchmarks.printing``: what a guide costs to print, by how many tips, chapters and people it has.

Ratios of one run on one machine: the cost is linear, so a thousand tips cost the same in five chapters as in two
hundred. Each guide is printed in a process of its own, so that its memory is its own too.
"""

import argparse
import multiprocessing
import resource
import time
from dataclasses import replace

from app.guides.book import Book, Chapter, Contributor, Credit, Passage, Tip
from app.guides.formats.pdf import render

SENTENCE = "Each of us knows a colleague who once clicked too quickly, and who would have been glad of a word. "
TEXT = f"{SENTENCE * 4}\n\n- {SENTENCE}\n- {SENTENCE}\n\n**Remember:** see [the agency](https://www.example.org/).\n"
MEGABYTE = 1024


def main() -> None:
    """Print each guide and say what it cost."""
    argparse.ArgumentParser(prog="python -m benchmarks.printing", description=__doc__).parse_args()
    shapes = {
        "500 tips in 5 chapters": guide(500, 5),
        "1,000 tips in 5 chapters": guide(1000, 5),
        "1,000 tips in 200 chapters": guide(1000, 200),
        "20 tips and 500 names": replace(guide(20, 4), contributors=names(500)),
        "code of 120,000 lines": replace(guide(0, 1), glossary=page("glossary", "```\n" + "x\n" * 120_000 + "```\n")),
        "80,000 paragraphs": replace(guide(0, 1), glossary=page("glossary", "x\n\n" * 80_000)),
        "a letter with 125,000 marks": replace(guide(0, 1), glossary=page("glossary", "a" + "\u0301" * 125_000)),
    }
    for name, book in shapes.items():
        context = multiprocessing.get_context("fork")
        process = context.Process(target=measured, args=(name, book))
        process.start()
        process.join()


def measured(name: str, book: Book) -> None:
    """Print one guide; say the seconds of CPU, the most memory, and the size of the file."""
    began = time.process_time()
    size = len(render(book))
    seconds = time.process_time() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEGABYTE
    print(f"{name:<32} {seconds:6.1f} s of CPU {memory:6} MB {size / 1e6:8.1f} MB of PDF", flush=True)


def guide(tips: int, chapters: int) -> Book:
    """Return a guide of so many tips, divided among so many chapters."""
    each = tips // chapters
    return Book(
        kind="release", audience="company", language="en", title="A guide", subtitle=None, organisation=None,
        colour="#1f4e79", accent="#e0812c", opened_on=None, closed_on=None, editorial=None, foreword=None, notions=(),
        chapters=tuple(
            Chapter(
                number, f"theme-{number}", f"What is question {number}?", None,
                tuple(Tip(tip, page(f"tip-{tip}", TEXT)) for tip in range(number * each + 1, (number + 1) * each + 1)),
                None,
            )
            for number in range(chapters)
        ),
        conclusion=None, glossary=None, bibliography=None, contributors=names(3), digest="ab" * 32,
    )  # fmt: skip


def page(anchor: str, text: str) -> Passage:
    """Return a page of one author."""
    return Passage(anchor, f"Title of {anchor}", text, 2, (Credit("Ana Zola", None, 1, 2),), 1, "ab" * 32)


def names(many: int) -> tuple[Contributor, ...]:
    """Return so many people with a department each."""
    return tuple(
        Contributor(f"Firstname Lastname{number}", f"Department {number % 12}", 1, 10, 1 / many, 1, 1)
        for number in range(many)
    )


if __name__ == "__main__":
    main()
