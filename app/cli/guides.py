"""Commands on the guide: accept what waits, compile, export."""

import sys
from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.campaigns.locking import get_campaign
from app.campaigns.standing import standing_in
from app.cli.common import As, Refused, acting, opened, progress_bar, say, write_file
from app.db import Database
from app.errors import Conflict
from app.guides.compiling import Order, compile_edition
from app.guides.formats import FORMATS
from app.guides.preflight import Severity, preflight
from app.guides.reading import get_artefact, get_edition
from app.guides.rules import Audience, EditionKind
from app.identity.actor import Actor
from app.pages.rules import Verdict
from app.reviews.decisions.deciding import decide, locked_for_decision
from app.reviews.decisions.queue import waiting_heads
from app.reviews.errors import AnotherEditor, VotesDecide
from app.words.saying import Language, tell

Slug = Annotated[str, typer.Argument(help="The campaign's slug.")]


def accept(
    campaign: Slug,
    reason: Annotated[str, typer.Option(help="Why; kept with every decision.")] = "",
    as_: As = None,
) -> None:
    """Accept the latest revision of every page, where no editor has objected and the policy lets you."""
    with opened() as database:
        with database.reading() as session:
            actor = acting(session, as_)
            waiting = waiting_heads(session, get_campaign(session, campaign).id)
        outcomes: Counter[_Outcome] = Counter()
        with progress_bar() as bar:
            for revision_id in bar.track(waiting, description="accepting"):
                outcomes[_accept(database, actor, revision_id, reason)] += 1
    for outcome in _Outcome:
        count = outcomes[outcome]
        if count or outcome is _Outcome.ACCEPTED:
            say(f"{outcome}: {count} {'revision' if count == 1 else 'revisions'}.")


def compile_(
    campaign: Slug,
    proof: Annotated[bool, typer.Option("--proof", help="A proof: possible while the window is open.")] = False,
    audience: Annotated[Audience, typer.Option(help="Who may read it.")] = Audience.COMPANY,
    override: Annotated[str | None, typer.Option(help="Why to release it in spite of errors; kept with it.")] = None,
    as_: As = None,
) -> None:
    """Compile the accepted revisions into an edition."""
    kind = EditionKind.PROOF if proof else EditionKind.RELEASE
    with opened() as database, progress_bar() as bar:
        with database.reading() as session:
            actor = acting(session, as_)
        task = bar.add_task("snapshot", total=100)

        def progress(percent: int, stage: str) -> None:
            bar.update(task, completed=percent, description=stage)

        compiled = compile_edition(database, actor, Order(campaign, kind, audience, override), progress=progress)
    if compiled.is_new:
        say(f"Sealed edition {compiled.number} ({kind}). Digest {compiled.digest}")
    else:
        say(f"Nothing has changed since edition {compiled.number}; it stands. Digest {compiled.digest}")
    if compiled.failed:
        lacking = " ".join(f"{file}: {why}" for file, why in compiled.failed.items())
        raise Refused(f"The edition is not whole, so it publishes nothing. {lacking}")
    if compiled.boxed:
        say(str(compiled.boxed))
    if compiled.is_new:
        say(f"Export it with: bonsens export {campaign} --edition {compiled.number} --format pdf --out guide.pdf")


def check(campaign: Slug, as_: As = None) -> None:
    """Tell what stands in the way of a good release; ends with 1 where a release is refused."""
    with opened() as database, database.reading() as session:
        found = preflight(session, standing_in(session, acting(session, as_), campaign))
    for finding in found:
        place = "" if finding.page is None else f"{finding.page}{'' if finding.line is None else f':{finding.line}'}: "
        sys.stdout.write(f"{finding.severity}: {place}{tell(finding.said, Language.ENGLISH)}\n")
    sys.stdout.flush()
    severities = Counter(finding.severity for finding in found)
    counted = ", ".join(f"{one}s: {severities[one]}" for one in Severity)
    if severities[Severity.ERROR]:
        raise Refused(f"A release is refused without --override: {counted}.")
    say(f"A release can be compiled: {counted}.")


def export(
    campaign: Slug,
    out: Annotated[Path, typer.Option(help="Where to write; - for standard output.")],
    edition: Annotated[int | None, typer.Option(help="Edition number; default: the latest release.")] = None,
    format: Annotated[str, typer.Option(help="One of: " + ", ".join(FORMATS))] = "pdf",  # noqa: A002  The option's name.
    as_: As = None,
) -> None:
    """Write a file of an edition."""
    if format not in FORMATS:
        raise Refused(f"There is no format {format!r}; choose one of {', '.join(FORMATS)}.")
    with opened() as database, database.reading() as session:
        found = get_edition(session, acting(session, as_), campaign, edition)
        data = get_artefact(session, found, f"guide.{format}").data
        number = found.number
    if str(out) == "-":
        sys.stdout.buffer.write(data)
        return
    write_file(out, data)
    say(f"Wrote {out}: edition {number}, {len(data):,} bytes.")


class _Outcome(StrEnum):
    """What became of a revision that waited, as the command says it."""

    ACCEPTED = "Accepted"
    HALF = "Accepted by you, and waiting for another editor"
    OTHERS = "Left to another editor, because you wrote or accepted them"
    MOVED = "Left, because they changed meanwhile"


def _accept(database: Database, actor: Actor, revision_id: int, reason: str) -> _Outcome:
    with database.writing() as session:
        page = locked_for_decision(session, actor, revision_id)
        try:
            decided = decide(session, page, revision_id, Verdict.ACCEPT, reason)
        except VotesDecide:
            raise
        except AnotherEditor:
            return _Outcome.OTHERS
        except Conflict:
            return _Outcome.MOVED
    return _Outcome.ACCEPTED if decided.accepted else _Outcome.HALF
