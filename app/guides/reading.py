"""Editions and artefacts for those who may read them."""

import json
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.campaigns.rules import Act, Role, is_at_least
from app.campaigns.standing import Standing, any_standing_in
from app.guides.crediting import without_figures
from app.guides.errors import NoSuchArtefact, NoSuchEdition
from app.guides.models import Artefact, Edition
from app.guides.rules import Audience, EditionKind
from app.identity.actor import Actor


def list_editions(session: Session, actor: Actor, campaign: str) -> list[Edition]:
    """Return the editions that the caller may read, newest first; raises NotFound for a hidden campaign."""
    standing = any_standing_in(session, actor, campaign)
    query = select(Edition).where(col(Edition.campaign_id) == standing.campaign_id).order_by(col(Edition.number).desc())
    editions = session.scalars(query)
    visible = [edition for edition in editions if may_read(standing, edition)]
    if not visible:
        standing.require_visible()
    return visible


def get_edition(session: Session, actor: Actor, campaign: str, number: int | None) -> Edition:
    """Return an edition by number, for None the latest release; raises NotFound when absent or not for the caller."""
    for edition in list_editions(session, actor, campaign):
        if edition.number == number or (number is None and edition.kind == EditionKind.RELEASE):
            return edition
    raise NoSuchEdition


def get_manifest(session: Session, actor: Actor, edition: Edition) -> tuple[dict[str, Any], str]:
    """Return an edition's manifest and its entity tag; without figures for callers who may not read the ledger."""
    manifest: dict[str, Any] = json.loads(edition.manifest)
    # Whoever has not signed in is told of fewer actions.
    of = edition.digest if actor.user_id is not None else f"{edition.digest}-anonymous"
    if any_standing_in(session, actor, edition.campaign_id).may(Act.READ):
        return manifest, f'"{of}"'
    return without_figures(manifest), f'"{of}-names"'


def get_artefact(session: Session, edition: Edition, name: str) -> Artefact:
    artefact = session.scalars(
        select(Artefact).where(col(Artefact.edition_id) == edition.id, col(Artefact.name) == name)
    ).one_or_none()
    if artefact is None:
        raise NoSuchArtefact(name)
    return artefact


def may_read(standing: Standing, edition: Edition) -> bool:
    """Tell whether a caller may read an edition: proofs are for editors, releases for their audience."""
    if edition.kind == EditionKind.PROOF:
        return is_at_least(standing.role, Role.EDITOR)
    audience = Audience(edition.audience)
    if audience is Audience.PUBLIC:
        return True
    if audience is Audience.COMPANY:
        return standing.user_id is not None
    return standing.role is not None
