"""Writes down what the server reads in every text that the editor is tried with, for the editor's own tests to compare.

What only readers are shown, or only the web knows, is left out of both: links of bare addresses, check boxes, comments
that disappear, headings that say nothing. What is compared is how a text is read.
"""

import json
import os
import sys
from pathlib import Path

from mdit_py_plugins.footnote.index import render_footnote_anchor, render_footnote_caption

from app.text import markdown
from app.text.flanking import FlankingParser
from tests.realdata.histories import texts_by_page

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "tests" / "guides" / "formats" / "spec_examples.json"
REALDATA = Path(os.environ.get("BONSENS_REALDATA", ROOT.parent / "shared" / "data"))
HISTORIES = ("etalab-guides", "anssi-rust")
LATER = ["linkify", "harmless", "notes", "wordless_headings", "check_boxes", "too_deep", "comment"]


def written() -> list[str]:
    """Return what people wrote: the last text of every page of the real histories, where they are, and the sample."""
    real = [texts[-1] for name in HISTORIES if REALDATA.is_dir() for texts in texts_by_page(REALDATA, name).values()]
    return [*real, *(path.read_text("utf-8") for path in sorted((ROOT / "app" / "sample").rglob("*.md")))]


def main() -> None:
    """Print a JSON object: the texts that people wrote, and each text with the HTML that the server reads in it."""
    parser = markdown.reader(FlankingParser())
    parser.disable(LATER)
    parser.add_render_rule("footnote_caption", render_footnote_caption)
    parser.add_render_rule("footnote_anchor", render_footnote_anchor)
    people = written()
    texts = [*people, *json.loads(EXAMPLES.read_text("utf-8"))["examples"]]
    read = [{"text": text, "html": parser.render(markdown.without_front_matter(text))} for text in texts]
    json.dump({"written": people, "read": read}, sys.stdout)


if __name__ == "__main__":
    main()
