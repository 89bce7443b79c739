"""The compile: snapshot behind the closing barrier, render outside any lock, seal in one transaction."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act
from app.campaigns.locking import Alone, alone_in
from app.campaigns.models import Campaign
from app.campaigns.rules import Act
from app.campaigns.standing import Standing
from app.campaigns.window import publish
from app.db import Database
from app.digests import canonical, sha256
from app.errors import Unfit
from app.guides.assemble import assemble
from app.guides.book import Book
from app.guides.checks import missing_glyphs
from app.guides.errors import GlyphsMissing, RendererAbsent
from app.guides.formats import FORMATS, RendererMissing, render
from app.guides.models import Artefact, Edition
from app.guides.rules import Audience, EditionKind
from app.guides.snapshot import Snapshot, take_snapshot
from app.identity.actor import Actor
from app.pages.revisions.redactions import any_redacted
from app.text.markdown import spoken
from app.words.codes import Word
from app.words.saying import Said

Progress = Callable[[int, str], None]
"""Told the percentage done and what comes next."""

ATTEMPTS = 3
RENDERERS = ("bonsens", "jinja2", "markdown-it-py", "nh3", "typst")
"""Packages whose versions decide the bytes of an artefact; the fonts come with bonsens."""
NOT_FACTS = frozenset({"artefacts", "made_with", "snapshot_digest"})
"""What a manifest says beyond the snapshot's facts."""
"""The act by which the audit log knows an edition."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """One artefact: its file name, its media type and its bytes."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be compiled."""

    campaign: str
    kind: EditionKind
    audience: Audience


@dataclass(frozen=True, slots=True)
class Compiled:
    """The edition that holds the result; not new when the latest one of its kind was the same already."""

    number: int
    digest: str
    is_new: bool


def compile_edition(database: Database, actor: Actor, order: Order, *, progress: Progress) -> Compiled:
    """Compile a campaign's accepted revisions into an edition.

    A release is refused while the window or the voting is open (Conflict ``window-open``); the first one
    publishes the campaign. What is accepted between the snapshot and the sealing of a release is not lost, and
    what is redacted then is in no edition: the compile starts over. Raises Conflict when nothing is accepted,
    or when a renderer or a font is not installed (``renderer-missing``), Invalid for characters that no font has;
    then no edition exists.
    """
    for _ in range(ATTEMPTS):
        progress(5, "snapshot")
        with database.writing() as session:
            _, snapshot = _locked(session, actor, order)
        artefacts = _render(snapshot, progress)
        progress(90, "seal")
        with database.writing() as session:
            compiled = _seal(session, actor, order, snapshot, artefacts)
        if compiled is not None:
            progress(100, "done")
            return compiled
    raise Unfit(Said.of(Word.STILL_ACCEPTING))


def require_compilable(session: Session, actor: Actor, order: Order) -> Standing:
    """Raise what a compile would raise before any work: rights, window, nothing accepted."""
    return _locked(session, actor, order)[0].standing


def _locked(session: Session, actor: Actor, order: Order) -> tuple[Alone, Snapshot]:
    alone = alone_in(session, actor, order.campaign)
    alone.standing.require(Act.COMPILE_PROOF if order.kind is EditionKind.PROOF else Act.COMPILE_RELEASE)
    snapshot = take_snapshot(session, alone, order.kind, order.audience.value)
    if not snapshot.facts["pages"]:
        raise Unfit(Said.of(Word.NOTHING_ACCEPTED))
    return alone, snapshot


def _render(snapshot: Snapshot, progress: Progress) -> list[Rendered]:
    book = assemble(snapshot.facts, snapshot.texts, snapshot.digest)
    try:
        if snapshot.facts["kind"] == EditionKind.RELEASE:
            _require_glyphs(snapshot)
        return [_rendered(book, name, number, progress) for number, name in enumerate(FORMATS)]
    except RendererMissing as missing:
        raise RendererAbsent(str(missing)) from missing


def _rendered(book: Book, name: str, number: int, progress: Progress) -> Rendered:
    filename = f"guide.{name}"
    progress(10 + 80 * number // len(FORMATS), filename)
    return Rendered(filename, FORMATS[name].media_type, render(name, book))


def _require_glyphs(snapshot: Snapshot) -> None:
    """Refuse words that no font of the guide can show; of people's names, which nobody else can change, print boxes."""
    facts = snapshot.facts
    written = {
        page["slug"]: f"{page['title']}\n{spoken(snapshot.texts[page['text_sha256']])}" for page in facts["pages"]
    }
    settings = [facts["campaign"][name] or "" for name in ("title", "subtitle", "organisation")]
    missing = missing_glyphs(
        "\n".join([*settings, *(theme["question"] for theme in facts["themes"]), *written.values()])
    )
    if not missing:
        return
    where = sorted(slug for slug, words in written.items() if not missing.keys().isdisjoint(words))
    raise GlyphsMissing(sorted(missing), where)


def _seal(
    session: Session, actor: Actor, order: Order, snapshot: Snapshot, artefacts: list[Rendered]
) -> Compiled | None:
    alone, current = _locked(session, actor, order)
    if order.kind is EditionKind.RELEASE and current.digest != snapshot.digest:
        return None
    if any_redacted(session, [page["digest"] for page in snapshot.facts["pages"]]):
        # A proof may be older than what is accepted now, but nothing is sealed that was purged meanwhile.
        return None
    manifest = canonical(manifest_of(snapshot, artefacts))
    digest = sha256(manifest)
    latest = _latest_of_kind(session, alone.campaign, order)
    if latest is not None and latest.digest == digest:
        return Compiled(latest.number, digest, is_new=False)
    standing = alone.standing
    edition = _store(session, alone, order, manifest.decode(), artefacts)
    if order.kind is EditionKind.RELEASE:
        publish(session, alone)
    assert edition.id is not None
    act = acts.SealEdition(edition.id, edition.number, edition.kind, digest)
    record_act(session, standing.campaign_id, standing.user_id, act, now=standing.now)
    return Compiled(edition.number, digest, is_new=True)


def manifest_of(snapshot: Snapshot, artefacts: list[Rendered]) -> dict[str, Any]:
    """Return the manifest: the snapshot's facts and digest, what rendered it, and each artefact's hash and size."""
    return {
        **snapshot.facts,
        "snapshot_digest": snapshot.digest,
        "made_with": {package: version(package) for package in RENDERERS},
        "artefacts": {
            rendered.name: {
                "media_type": rendered.media_type,
                "sha256": sha256(rendered.data),
                "size": len(rendered.data),
            }
            for rendered in artefacts
        },
    }


def facts_of(manifest: str) -> dict[str, Any]:
    """Return the snapshot's facts out of a manifest."""
    facts: dict[str, Any] = json.loads(manifest)
    return {name: value for name, value in facts.items() if name not in NOT_FACTS}


def _latest_of_kind(session: Session, campaign: Campaign, order: Order) -> Edition | None:
    query = (
        select(Edition)
        .where(
            col(Edition.campaign_id) == campaign.id,
            col(Edition.kind) == order.kind.value,
            col(Edition.audience) == order.audience.value,
        )
        .order_by(col(Edition.number).desc())
        .limit(1)
    )
    return session.scalars(query).one_or_none()


def _store(session: Session, alone: Alone, order: Order, manifest: str, artefacts: list[Rendered]) -> Edition:
    campaign, standing = alone.campaign, alone.standing
    assert standing.user_id is not None
    last = session.scalars(select(func.max(Edition.number)).where(col(Edition.campaign_id) == campaign.id)).one()
    edition = Edition(
        campaign_id=standing.campaign_id,
        number=(last or 0) + 1,
        kind=order.kind.value,
        audience=order.audience.value,
        language=campaign.language,
        manifest=manifest,
        digest=sha256(manifest.encode()),
        sealed_by=standing.user_id,
        sealed_at=standing.now,
    )
    session.add(edition)
    session.flush()
    assert edition.id is not None
    for rendered in artefacts:
        session.add(
            Artefact(
                edition_id=edition.id,
                name=rendered.name,
                media_type=rendered.media_type,
                sha256=sha256(rendered.data),
                data=rendered.data,
            )
        )
    session.flush()
    return edition
