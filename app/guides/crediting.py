"""Writes who is credited into the facts of an edition, and proves that the credit is exactly the text. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
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


def names(lines: Iterable[Mapping[str, Any]]) -> list[Facts]:
    """Return who stands in lines of a page or of the contributors, as ``contributors`` orders them, without figures."""
    named = [{"name": line["name"], "department": line["department"], "people": line["people"]} for line in lines]
    return sorted(named, key=lambda line: (*_order(line["name"], line["department"]), line["people"]))


def without_figures(manifest: Mapping[str, Any]) -> Facts:
    """Return a manifest for those who may not read the ledger: it names people, and not how much is whose."""
    pages = [{**page, "credits": names(page["credits"])} for page in manifest["pages"]]
    return {**manifest, "pages": pages, "contributors": names(manifest["contributors"])}


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
    # Nothing here depends on ids, which are others in another database.
    work = line.contribution
    return *_order(line.shown.name, line.shown.department), -work.tokens, len(work.revisions), len(work.pages)


def _order(name: str | None, department: str | None) -> tuple[object, ...]:
    """Return where a line stands: names by the alphabet, then departments, then who is not named."""
    if name is not None:
        return 0, alphabetical(name), name, department or ""
    return 1 if department else 2, alphabetical(department or "-"), "", department or ""
