"""Proves an edition: its digest, its files, the revisions it names, and that it renders to the same bytes."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import list_acts
from app.digests import canonical, sha256
from app.guides.assemble import assemble
from app.guides.book import Book
from app.guides.compiling import facts_of
from app.guides.crediting import broken_credit
from app.guides.erratum import named_pages, named_texts
from app.guides.errors import RendererAbsent
from app.guides.formats import FORMATS, RendererMissing, findings, render
from app.guides.models import Artefact, Edition
from app.guides.snapshot import FORMAT
from app.guides.typefaces import font_digests, fonts_for
from app.pages.models import Content, Revision
from app.pages.revisions.redactions import redacted

_SET_IN_FONTS = frozenset(("guide.pdf", findings.NAME))
"""The files whose bytes the fonts decide: what cannot be shown is told in the findings."""


def verify_edition(session: Session, edition: Edition) -> list[str]:
    """Return a sentence for everything that does not hold, an empty list when the edition is proven.

    An edition of which a text was redacted, or of an older form, is proven by its digests, its files and the revisions
    that it names, see ``noted``: rendering anew is promised for the present form alone, and for what is set in fonts
    where those are the ones that are here. Raises Conflict where a renderer is not installed.
    """
    name = f"Edition {edition.number}"
    if sha256(edition.manifest.encode()) != edition.digest:
        # Nothing that another manifest says about the files is worth a look.
        return [f"{name}: the manifest does not have the edition's digest."]
    broken = [] if _is_sealed(session, edition) else ["the audit log tells of no edition with this number and digest."]
    manifest = json.loads(edition.manifest)
    facts = facts_of(edition.manifest)
    if sha256(canonical(facts)) != manifest["snapshot_digest"]:
        broken.append("the facts do not have the snapshot's digest.")
    broken += _broken_revisions(session, facts)
    broken += _broken_files(session, edition, manifest["artefacts"])
    texts, purged = _texts(session, facts)
    if _form_number(facts["format"]) > _form_number(FORMAT):
        broken.append(f"it has the form {facts['format']}; this release knows forms up to {FORMAT}.")
    elif not purged <= redacted(session).texts:
        broken.append("a text that it names was purged, and the audit log tells of no redaction of it.")
    elif texts.keys() != named_texts(facts):
        broken.append("a text that it names is missing.")
    elif not purged and facts["format"] == FORMAT:
        broken += broken_credit(facts, texts)
        broken += _other_bytes(facts, texts, manifest)
    return [f"{name}: {sentence}" for sentence in broken]


def noted(session: Session, edition: Edition) -> list[str]:
    """Return a sentence for what keeps an edition from being rendered again; that is no fault of the edition."""
    facts = facts_of(edition.manifest)
    texts, purged = _texts(session, facts)
    notes = [
        f"the text of page {page['slug']}, revision {page['revision']} was redacted. "
        "It cannot be rendered again; its files are compared with those that were sealed, and still hold the text."
        for page in _named_once(facts)
        if page["text_sha256"] in purged
    ]
    if facts["format"] != FORMAT:
        older = f"it has the form {facts['format']}, and this release renders {FORMAT}."
        notes.insert(0, f"{older} It was not rendered again; its digests, revisions and files hold.")
    elif not notes:
        notes = list(_other_fonts(json.loads(edition.manifest), facts, texts))
    return [f"Edition {edition.number}: {note}" for note in notes]


def _other_fonts(manifest: Mapping[str, Any], facts: Mapping[str, Any], texts: Mapping[str, str]) -> Iterator[str]:
    named, here = _fonts_named(manifest), _fonts_here(facts, texts)
    kept = "guide.pdf was not rendered again; its digest holds, and the other files render to the same bytes."
    if lacking := ", ".join(name for name, _ in sorted(named.items() - here.items())):
        extra = "With bonsens[scripts] come those of other scripts."
        yield f"it was set in fonts that are missing here, or differ: {lacking}. {extra} {kept}"
    elif here != named:
        yield f"it was set before the fonts of bonsens[scripts] came here, which show more. {kept}"


def _named_once(facts: dict[str, Any]) -> Iterable[Mapping[str, Any]]:
    return {page["digest"]: page for page in named_pages(facts)}.values()


def _form_number(form: str) -> int:
    """Return which of the forms it is, 0 for what is none."""
    name, _, number = form.partition("/")
    return int(number) if name == "bonsens-edition" and number.isdecimal() else 0


def _is_sealed(session: Session, edition: Edition) -> bool:
    sealed = list_acts(session, acts.SealEdition, campaign_id=edition.campaign_id)
    return (edition.number, edition.digest) in [(act.number, act.digest) for act in sealed]


def _broken_revisions(session: Session, facts: dict[str, Any]) -> list[str]:
    digests = [page["digest"] for page in named_pages(facts)]
    query = select(col(Revision.digest), col(Revision.content_sha256)).where(col(Revision.digest).in_(digests))
    found = {row.digest: row.content_sha256 for row in session.execute(query)}
    return [
        f"page {page['slug']}, revision {page['revision']} is not in the history any more."
        for page in _named_once(facts)
        if found.get(page["digest"]) != page["text_sha256"]
    ]


def _texts(session: Session, facts: dict[str, Any]) -> tuple[dict[str, str], set[str]]:
    """Return the texts that there are, by SHA-256, and which of them are empty because they were purged."""
    wanted = named_texts(facts)
    query = select(col(Content.sha256), col(Content.text), col(Content.redacted_at)).where(
        col(Content.sha256).in_(wanted)
    )
    rows = session.execute(query).all()
    return {sha256: text for sha256, text, _ in rows}, {sha256 for sha256, _, at in rows if at is not None}


def _broken_files(session: Session, edition: Edition, sealed: dict[str, Any]) -> list[str]:
    artefacts = session.scalars(select(Artefact).where(col(Artefact.edition_id) == edition.id))
    stored = {artefact.name: (_sha256(artefact.data), artefact.media_type) for artefact in artefacts}
    expected = {name: (facts["sha256"], facts["media_type"]) for name, facts in sealed.items()}
    return [
        f"{name} is not the file that was sealed."
        for name in sorted(stored.keys() | expected.keys())
        if stored.get(name) != expected.get(name)
    ]


def _sha256(data: object) -> str | None:
    # SQLite keeps any type in any column, so a changed file may not even be bytes.
    return sha256(data) if isinstance(data, bytes) else None


def _other_bytes(facts: dict[str, Any], texts: dict[str, str], manifest: dict[str, Any]) -> list[str]:
    book = assemble(facts, texts, manifest["snapshot_digest"])
    made_with = ", ".join(f"{package} {version}" for package, version in sorted(manifest["made_with"].items()))
    try:
        unlike = _SET_IN_FONTS if _fonts_named(manifest) != _fonts_here(facts, texts) else frozenset[str]()
        # Only the formats of its day: a later release may know more.
        return [
            f"{name} renders to other bytes here than with {made_with}."
            for name, rendered in _renders(book)
            if name in manifest["artefacts"].keys() - unlike
            and sha256(rendered()) != manifest["artefacts"][name]["sha256"]
        ]
    except RendererMissing as missing:
        raise RendererAbsent(str(missing)) from missing


def _fonts_here(facts: Mapping[str, Any], texts: Mapping[str, str]) -> Mapping[str, str]:
    return fonts_for((canonical(facts).decode(), *texts.values()))


def _fonts_named(manifest: Mapping[str, Any]) -> Mapping[str, str]:
    """Return the fonts of an edition by their digests; before they were named there were those of bonsens alone."""
    named: Mapping[str, str] = manifest.get("fonts") or font_digests(scripts=False)
    return named


def _renders(book: Book) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield the name of each file that a book may have, and what renders it."""
    for form in FORMATS:
        yield f"guide.{form}", partial(render, form, book)
    yield findings.NAME, partial(findings.render, book)
