"""Commands on the guide: accept what waits, compile, export."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session, col, select

from app.campaigns.service import get_campaign
from app.cli.common import As, Refused, acting, opened, progress_bar, say, write_file
from app.db import Database
from app.guides.compiling import Order, compile_edition
from app.guides.formats import FORMATS
from app.guides.reading import get_artefact, get_edition
from app.guides.rules import Audience, EditionKind
from app.identity.actor import Actor
from app.pages.models import Page
from app.reviews.deciding import decide, locked_for_decision
from app.reviews.models import Decision
from app.reviews.rules import Verdict

Slug = Annotated[str, typer.Argument(help="The campaign's slug.")]


def accept(
    campaign: Slug,
    reason: Annotated[str, typer.Option(help="Why; kept with every decision.")] = "",
    as_: As = None,
) -> None:
    """Accept the latest revision of every page, where no editor has decided on it yet."""
    with opened() as database:
        with database.reading() as session:
            actor = acting(session, as_)
            waiting = _waiting(session, campaign)
        with progress_bar() as bar:
            task = bar.add_task("accepting", total=len(waiting))
            for revision_id in waiting:
                _accept(database, actor, revision_id, reason)
                bar.advance(task)
    say(f"Accepted: {len(waiting)} {'revision' if len(waiting) == 1 else 'revisions'}.")


def compile_(
    campaign: Slug,
    proof: Annotated[bool, typer.Option("--proof", help="A proof: possible while the window is open.")] = False,
    audience: Annotated[Audience, typer.Option(help="Who may read it.")] = Audience.COMPANY,
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

        compiled = compile_edition(database, actor, Order(campaign, kind, audience), progress=progress)
    if not compiled.is_new:
        say(f"Nothing has changed since edition {compiled.number}; it stands. Digest {compiled.digest}")
        return
    say(f"Sealed edition {compiled.number} ({kind}). Digest {compiled.digest}")
    say(f"Export it with: bonsens export {campaign} --edition {compiled.number} --format pdf --out guide.pdf")


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


def _waiting(session: Session, campaign: str) -> list[int]:
    campaign_id = get_campaign(session, campaign).id
    query = (
        select(Page.head_id)
        .where(Page.campaign_id == campaign_id, col(Page.head_id).is_not(None), col(Page.hidden_at).is_(None))
        .where(~select(Decision.id).where(col(Decision.revision_id) == col(Page.head_id)).exists())
        .order_by(col(Page.id))
    )
    return [revision_id for revision_id in session.exec(query) if revision_id is not None]


def _accept(database: Database, actor: Actor, revision_id: int, reason: str) -> None:
    with database.writing() as session:
        page = locked_for_decision(session, actor, revision_id)
        decide(session, actor, page, revision_id, Verdict.ACCEPT, reason)
