"""The compile: snapshot behind the closing barrier, render outside any lock, seal in one transaction."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from html import unescape
from importlib.metadata import version
from typing import Any

import structlog
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
from app.errors import DomainError, Mistake, Unfit
from app.guides.assemble import assemble
from app.guides.erratum import named_pages
from app.guides.errors import GlyphPlace, GlyphsMissing, RendererAbsent, Unprintable
from app.guides.failing import first_stop
from app.guides.formats import FORMATS, RendererMissing, findings, render
from app.guides.models import Artefact, Edition
from app.guides.overriding import overridden
from app.guides.rules import Audience, EditionKind
from app.guides.snapshot import Snapshot, take_snapshot
from app.guides.typefaces import fonts_for
from app.identity.actor import Actor
from app.pages.revisions.redactions import any_redacted
from app.text.legibility import missing_glyphs
from app.text.markdown import spoken
from app.words.codes import Word
from app.words.saying import Said

Progress = Callable[[int, str], None]
"""Told the percentage done and what comes next."""

ATTEMPTS = 3
RENDERERS = ("bonsens", "jinja2", "markdown-it-py", "nh3", "typst")
"""Packages whose versions decide the bytes of an artefact."""
NOT_FACTS = frozenset({"artefacts", "failed", "fonts", "made_with", "snapshot_digest"})
"""What a manifest says beyond the snapshot's facts."""
"""The act by which the audit log knows an edition."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """One artefact: its file name, its media type and its bytes."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Files:
    """What came of a book: the files, and for each that could not be made the reason, by its name."""

    rendered: list[Rendered]
    failed: dict[str, DomainError]
    boxed: GlyphsMissing | None
    """What the PDF of a release prints boxes for."""
    fonts: Mapping[str, str]
    """The fonts that the PDF is set in: the SHA-256 of each file by its name."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be compiled."""

    campaign: str
    kind: EditionKind
    audience: Audience
    override: str | None = None
    """Why a release is made in spite of what the pre-flight calls errors."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """The edition that holds the result; not new when the latest one of its kind was the same already."""

    number: int
    digest: str
    is_new: bool
    failed: Mapping[str, DomainError]
    """Why a file could not be made, by its name; the edition holds the others."""
    boxed: GlyphsMissing | None
    """What the PDF of a release prints boxes for, which an admin has overridden."""


def compile_edition(database: Database, actor: Actor, order: Order, *, progress: Progress) -> Compiled:
    """Compile a campaign's accepted revisions into an edition.

    A release is refused while the window or the voting is open (Conflict ``window-open``), and where the pre-flight
    finds errors and ``override`` gives no reason (``release-refused``); the first whole one publishes the campaign.
    A format that cannot be made of the texts takes no other with it: the edition holds the rest and says in its
    manifest what failed.

    What is accepted between the snapshot and the sealing of a release is not lost, and what is redacted then is in
    no edition: the compile starts over. Raises Conflict when nothing is accepted,
    or when a renderer or a font is not installed (``renderer-missing``): what an edition holds may not depend on the
    machine. Then no edition exists.
    """
    for _ in range(ATTEMPTS):
        progress(5, "snapshot")
        with database.writing() as session:
            _, snapshot = _locked(session, actor, order)
        files = _render(snapshot, progress)
        progress(90, "seal")
        with database.writing() as session:
            compiled = _seal(session, actor, order, snapshot, files)
        if compiled is not None:
            progress(100, "done")
            return compiled
    raise Unfit(Said.of(Word.STILL_ACCEPTING))


def require_compilable(session: Session, actor: Actor, order: Order) -> Standing:
    """Raise what a compile would raise before any work: rights, window, nothing accepted, errors of the pre-flight."""
    return _locked(session, actor, order)[0].standing


def _locked(session: Session, actor: Actor, order: Order) -> tuple[Alone, Snapshot]:
    alone = alone_in(session, actor, order.campaign)
    alone.standing.require(Act.COMPILE_PROOF if order.kind is EditionKind.PROOF else Act.COMPILE_RELEASE)
    snapshot = take_snapshot(session, alone, order.kind, order.audience.value)
    if not snapshot.facts["pages"]:
        raise Unfit(Said.of(Word.NOTHING_ACCEPTED))
    if order.kind is EditionKind.PROOF:
        if order.override is not None:
            raise Mistake(field="override", reason=Said.of(Word.PROOF_NEEDS_NO_OVERRIDE))
        return alone, snapshot
    errors = overridden(session, alone.standing, order.override)
    return alone, snapshot if errors is None else replace(snapshot, facts={**snapshot.facts, "overridden": errors})


def _render(snapshot: Snapshot, progress: Progress) -> Files:
    book = assemble(snapshot.facts, snapshot.texts, snapshot.digest)
    fonts = _fonts(snapshot)
    rendered, failed = list[Rendered](), dict[str, DomainError]()
    for number, name in enumerate(FORMATS):
        file = f"guide.{name}"
        progress(10 + 80 * number // len(FORMATS), file)
        try:
            rendered.append(Rendered(file, FORMATS[name].media_type, render(name, book)))
        except RendererMissing as missing:
            raise RendererAbsent(str(missing)) from missing
        except Exception:
            if not rendered and number == len(FORMATS) - 1:
                # Nothing can be made of it, whatever the text: that is no fault of the text.
                raise
            structlog.get_logger().exception("format failed", file=file)
            failed[file] = Unprintable(file, *first_stop(book, partial(render, name)))
    if snapshot.facts["kind"] == EditionKind.PROOF:
        rendered.append(Rendered(findings.NAME, findings.MEDIA_TYPE, findings.render(book)))
        return Files(rendered, failed, None, fonts)
    return Files(rendered, failed, _boxed(snapshot), fonts)


def _fonts(snapshot: Snapshot) -> Mapping[str, str]:
    try:
        return fonts_for((canonical(snapshot.facts).decode(), *snapshot.texts.values()))
    except RendererMissing as missing:
        raise RendererAbsent(str(missing)) from missing


def _boxed(snapshot: Snapshot) -> GlyphsMissing | None:
    """Tell of words that no font of the guide can show; not of people's names, which nobody else can change."""
    facts = snapshot.facts
    settings = [facts["campaign"][name] or "" for name in ("title", "subtitle", "organisation")]
    lacking = set(missing_glyphs("\n".join([*settings, *(theme["question"] for theme in facts["themes"])])))
    places = [place for page in facts["pages"] for place in _glyph_places(page, snapshot.texts[page["text_sha256"]])]
    lacking.update(character for place in places for character in place.characters)
    return GlyphsMissing(sorted(lacking), sorted({place.page for place in places}), places) if lacking else None


def _glyph_places(page: Mapping[str, Any], text: str) -> Iterator[GlyphPlace]:
    slug, title = page["slug"], missing_glyphs(page["title"])
    if title:
        yield GlyphPlace(page=slug, line=None, characters=list(title))
    left = set(missing_glyphs(spoken(text)))
    for number, line in enumerate(text.split("\n") if left else (), 1):
        # References to characters, &#3904;, say them as well.
        if here := sorted(left.intersection(unescape(line))):
            yield GlyphPlace(page=slug, line=number, characters=here)


def _seal(session: Session, actor: Actor, order: Order, snapshot: Snapshot, files: Files) -> Compiled | None:
    alone, current = _locked(session, actor, order)
    if order.kind is EditionKind.RELEASE and current.digest != snapshot.digest:
        return None
    if any_redacted(session, [page["digest"] for page in named_pages(snapshot.facts)]):
        # A proof may be older than what is accepted now, but nothing is sealed that was purged meanwhile.
        return None
    manifest = canonical(manifest_of(snapshot, files))
    digest = sha256(manifest)
    latest = _latest_of_kind(session, alone.campaign, order)
    if latest is not None and latest.digest == digest:
        return Compiled(latest.number, digest, is_new=False, failed=files.failed, boxed=files.boxed)
    standing = alone.standing
    edition = _store(session, alone, order, manifest.decode(), files.rendered)
    if order.kind is EditionKind.RELEASE and not files.failed:
        # A campaign is published by a whole guide: until then the texts can still be mended.
        publish(session, alone)
    assert edition.id is not None
    errors = snapshot.facts["overridden"]["findings"] if "overridden" in snapshot.facts else None
    counted = None if errors is None else len(errors)
    act = acts.SealEdition(edition.id, edition.number, edition.kind, digest, overridden=counted)
    record_act(session, standing.campaign_id, standing.user_id, act, now=standing.now)
    return Compiled(edition.number, digest, is_new=True, failed=files.failed, boxed=files.boxed)


def manifest_of(snapshot: Snapshot, files: Files) -> dict[str, Any]:
    """Return the manifest: the snapshot's facts and digest, what rendered it, its fonts, and each file's hash and size.

    ``failed`` is there where a file could not be made, and says why by the code of a sentence and its parameters.
    """
    failed = {name: {"type": why.problem, **why.said().coded()} for name, why in files.failed.items()}
    return {
        **snapshot.facts,
        "snapshot_digest": snapshot.digest,
        "made_with": {package: version(package) for package in RENDERERS},
        "fonts": dict(files.fonts),
        "artefacts": {
            rendered.name: {
                "media_type": rendered.media_type,
                "sha256": sha256(rendered.data),
                "size": len(rendered.data),
            }
            for rendered in files.rendered
        },
        **({"failed": failed} if failed else {}),
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
