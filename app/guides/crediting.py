"""Writes who is credited into the facts of an edition, and proves that the credit is exactly the text. Pure."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from app.credits.lines import Line, People, ledger_lines
from app.credits.rules import alphabetical, share_of
from app.pages.rules import credited_title
from app.text.tokens import tokens

Facts = dict[str, Any]


def page_credit(people: People) -> list[Facts]:
    """Return who a page's tokens come from, as people chose to be named, most tokens first."""
    return [{**_shown(line), "tokens": line.contribution.tokens} for line in ledger_lines(people)]


def contributors(people: People) -> list[Facts]:
    """Return everybody who is credited: names in alphabetical order, then departments, then who is not named."""
    total = sum(contribution.tokens for contribution in people.values())
    return [
        {
            **_shown(line),
            "tokens": line.contribution.tokens,
            "share": share_of(line.contribution.tokens, total),
            "revisions": len(line.contribution.revisions),
            "pages": len(line.contribution.pages),
        }
        for line in sorted(ledger_lines(people), key=_place)
    ]


def broken_credit(facts: Mapping[str, Any], texts: Mapping[str, str]) -> list[str]:
    """Return a sentence for each page, and each contributor, whose credit is not exactly the tokens of what is read.

    ``facts`` are those of an edition, ``texts`` its texts by SHA-256.
    """
    broken = []
    credited: Counter[tuple[str | None, str | None]] = Counter()
    for page in facts["pages"]:
        held = len(tokens(credited_title(page["title"]))) + len(tokens(texts[page["text_sha256"]]))
        given = sum(line["tokens"] for line in page["credits"])
        if not page["tokens"] == given == held:
            broken.append(
                f"page {page['slug']} credits {given} tokens of {page['tokens']}; its title and text have {held}."
            )
        for line in page["credits"]:
            credited[_who(line)] += line["tokens"]
    for line in facts["contributors"]:
        credited[_who(line)] -= line["tokens"]
    wrong = sum(1 for tokens_left in credited.values() if tokens_left)
    if wrong:
        broken.append(f"{wrong} lines of the contributors do not add up to what the pages credit.")
    return broken


def _shown(line: Line) -> Facts:
    return {"name": line.shown.name, "department": line.shown.department, "people": len(line.authors)}


def _who(line: Mapping[str, Any]) -> tuple[str | None, str | None]:
    return line["name"], line["department"]


def _place(line: Line) -> tuple[object, ...]:
    name, department = line.shown.name, line.shown.department
    # Nothing here depends on ids, which are others in another database.
    work = line.contribution
    facts = (department or "", -work.tokens, len(work.revisions), len(work.pages))
    if name is not None:
        return 0, alphabetical(name), name, *facts
    return 1 if department else 2, alphabetical(department or "-"), "", *facts
