"""Proves an edition: its digest, its artefacts, the revisions it names, and that it renders to the same bytes."""

import json
from typing import Any

from sqlmodel import Session, col, select

from app.digests import canonical, sha256
from app.guides.assemble import assemble
from app.guides.compiling import facts_of
from app.guides.formats import FORMATS, render
from app.guides.models import Artefact, Edition
from app.pages.models import Content, Revision


def verify_edition(session: Session, edition: Edition) -> list[str]:
    """Return a sentence for everything that does not hold, an empty list when the edition is proven.

    Raises RendererMissing where a renderer is not installed.
    """
    name = f"Edition {edition.number}"
    manifest = json.loads(edition.manifest)
    facts = facts_of(edition.manifest)
    broken: list[str] = []
    if sha256(edition.manifest.encode()) != edition.digest:
        broken.append(f"{name}: the manifest does not have the edition's digest.")
    if sha256(canonical(facts)) != manifest["snapshot_digest"]:
        broken.append(f"{name}: the facts do not have the snapshot's digest.")
    broken += [f"{name}: {sentence}" for sentence in _broken_revisions(session, facts)]
    texts = _texts(session, facts)
    if texts.keys() != {page["text_sha256"] for page in facts["pages"]}:
        return [*broken, f"{name}: a text that it names is missing."]
    book = assemble(facts, texts, manifest["snapshot_digest"])
    stored = {artefact.name: artefact for artefact in _artefacts(session, edition)}
    for form in FORMATS:
        filename = f"guide.{form}"
        expected = manifest["artefacts"][filename]["sha256"]
        if filename not in stored or sha256(stored[filename].data) != expected:
            broken.append(f"{name}: {filename} is not the file that was sealed.")
        if sha256(render(form, book)) != expected:
            broken.append(f"{name}: {filename} renders to other bytes with this version of bonsens.")
    return broken


def _broken_revisions(session: Session, facts: dict[str, Any]) -> list[str]:
    digests = [page["digest"] for page in facts["pages"]]
    found = dict(
        session.exec(select(Revision.digest, Revision.content_sha256).where(col(Revision.digest).in_(digests))).all()
    )
    return [
        f"page {page['slug']}, revision {page['revision']} is not in the history any more."
        for page in facts["pages"]
        if found.get(page["digest"]) != page["text_sha256"]
    ]


def _texts(session: Session, facts: dict[str, Any]) -> dict[str, str]:
    wanted = [page["text_sha256"] for page in facts["pages"]]
    return dict(session.exec(select(Content.sha256, Content.text).where(col(Content.sha256).in_(wanted))).all())


def _artefacts(session: Session, edition: Edition) -> list[Artefact]:
    return list(session.exec(select(Artefact).where(Artefact.edition_id == edition.id)))
