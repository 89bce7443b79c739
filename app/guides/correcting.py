"""Finds what a guide corrects since the last release that reads otherwise, as facts of its snapshot.

Knows which editions there are and what editors decided; how a change is shown is the formats' business.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from sqlalchemy import and_, exists, or_, select
from sqlmodel import Session, col

from app.campaigns.rules import Phase
from app.campaigns.standing import Standing
from app.db import Statement
from app.guides.erratum import named_texts
from app.guides.models import Edition
from app.guides.rules import EditionKind
from app.pages.models import Acceptance, Content, Decision, Page, Revision
from app.pages.rules import REDACTED_TITLE, Kind, Verdict

Facts = dict[str, Any]

_GOES_OUT = (Verdict.UNACCEPT.value, Verdict.HIDE.value, Verdict.MERGE.value)
_BECAME_READ = exists().where(
    col(Acceptance.page_id) == col(Decision.page_id), col(Acceptance.revision_id) == col(Decision.revision_id)
)


def with_erratum(session: Session, standing: Standing, facts: Facts) -> tuple[Facts, dict[str, str]]:
    """Return the facts of a snapshot with what it corrects, and the texts that are compared, by SHA-256.

    Compared is the newest whole release for the same audience of which a page, a title or a question differs. Where
    there is none, and before the first release, the facts stay as they are.
    """
    if standing.phase is not Phase.PUBLISHED:
        return facts, {}
    for edition in _releases(session, standing.campaign_id, facts["audience"]):
        manifest = json.loads(edition.manifest)
        if "failed" in manifest:
            continue
        told = _Comparison(session, standing, facts, manifest).told(edition)
        if told is not None:
            earlier = [_told_again(session, standing, erratum) for erratum in manifest.get("errata", ())]
            corrected = {**facts, "errata": [told, *earlier]}
            return corrected, _texts(session, named_texts(corrected))
    return facts, {}


def _releases(session: Session, campaign_id: int, audience: str) -> Iterator[Edition]:
    """Yield the releases for an audience, newest first, one by one: a manifest can be large."""
    mine = col(Edition.campaign_id) == campaign_id, col(Edition.audience) == audience
    released = select(col(Edition.id)).where(*mine, col(Edition.kind) == EditionKind.RELEASE.value)
    for edition_id in session.scalars(released.order_by(col(Edition.number).desc())).all():
        yield session.get_one(Edition, edition_id)


@dataclass(frozen=True, slots=True)
class _Side:
    """A revision as it can be told of now: what was redacted since is not."""

    page_id: int
    title: str
    redacted: bool


@dataclass(frozen=True, slots=True)
class _Comparison:
    """The facts of a snapshot beside the manifest of an earlier edition."""

    session: Session
    standing: Standing
    now: Facts
    then: Facts

    def told(self, edition: Edition) -> Facts | None:
        """Return what changed since the edition; None where everything reads the same."""
        pages, renumbered = self._pages(edition)
        lines = list(self._lines())
        if not pages and not lines:
            return None
        return {
            "edition": {"digest": edition.digest, "snapshot_digest": self.then["snapshot_digest"]},
            "lines": lines,
            "pages": pages,
            "renumbered": renumbered,
        }

    def _pages(self, edition: Edition) -> tuple[list[Facts], bool]:
        named = [page["digest"] for facts in (self.now, self.then) for page in facts["pages"]]
        sides = _sides(self.session, self.standing, named)
        before, after = _by_page(self.then, sides), _by_page(self.now, sides)
        changed = [page_id for page_id in {**after, **before} if _differ(before.get(page_id), after.get(page_id))]
        reasons = _reasons(self.session, edition, changed)
        told = [_page_told(before.get(page_id), after.get(page_id), reasons.get(page_id, {})) for page_id in changed]
        kept = before.keys() & after.keys()
        return told, any(before[page_id]["side"]["tip"] != after[page_id]["side"]["tip"] for page_id in kept)

    def _lines(self) -> Iterator[Facts]:
        """Yield the lines apart from pages that differ: those of the cover, and the questions."""
        for name in ("title", "subtitle", "organisation"):
            before, after = self.then["campaign"].get(name), self.now["campaign"][name]
            if before != after:
                yield {"line": name, "theme": None, "before": before, "after": after}
        asked = {theme["slug"]: theme["question"] for theme in self.then["themes"]}
        for theme in self.now["themes"]:
            before, after = asked.get(theme["slug"]), theme["question"]
            if before is not None and before != after:
                yield {"line": "question", "theme": theme["slug"], "before": before, "after": after}


def _sides(session: Session, standing: Standing, digests: Collection[str]) -> dict[str, _Side]:
    query: Statement = (
        select(col(Revision.digest), col(Revision.page_id), col(Revision.title), col(Content.redacted_at))
        .join(Content, col(Content.sha256) == col(Revision.content_sha256))
        .join(Page, col(Page.id) == col(Revision.page_id))
        .where(col(Page.campaign_id) == standing.campaign_id, col(Revision.digest).in_(digests))
    )
    return {
        row.digest: _Side(row.page_id, row.title, row.redacted_at is not None or row.title == REDACTED_TITLE)
        for row in session.connection().execute(query)
    }


def _by_page(facts: Facts, sides: Mapping[str, _Side]) -> dict[int, Facts]:
    """Return the pages of an edition's facts by id, each with what is told of its revision and its number."""
    numbers = count(1)
    order = {theme["slug"]: place for place, theme in enumerate(facts["themes"])}
    tips = [page for page in facts["pages"] if page["kind"] == Kind.TIP]
    tip_of = {page["digest"]: next(numbers) for page in sorted(tips, key=lambda page: order[page["theme"]])}
    return {
        sides[page["digest"]].page_id: {
            **{name: page[name] for name in ("slug", "kind", "theme")},
            "side": {
                "slug": page["slug"],
                "tip": tip_of.get(page["digest"]),
                "title": sides[page["digest"]].title,
                "revision": page["revision"],
                "digest": page["digest"],
                "text_sha256": page["text_sha256"],
                "redacted": sides[page["digest"]].redacted,
            },
        }
        for page in facts["pages"]
        # Verifying says so where an edition names what is not in the history.
        if page["digest"] in sides
    }


def _differ(before: Facts | None, after: Facts | None) -> bool:
    if before is None or after is None:
        return True
    return any(before["side"][name] != after["side"][name] for name in ("title", "text_sha256"))


def _page_told(before: Facts | None, after: Facts | None, reasons: Mapping[str, list[str]]) -> Facts:
    page = after or before
    assert page is not None
    change = "added" if before is None else "removed" if after is None else "changed"
    return {
        "change": change,
        **{name: page[name] for name in ("slug", "kind", "theme")},
        "before": before and before["side"],
        "after": after and after["side"],
        "reasons": reasons.get("out" if after is None else "in", []),
    }


def _reasons(session: Session, edition: Edition, page_ids: Sequence[int]) -> dict[int, dict[str, list[str]]]:
    """Return why editors let texts of these pages in, and took them out, since an edition was sealed."""
    query = (
        select(col(Decision.page_id), col(Decision.verdict), col(Decision.reason))
        .where(
            col(Decision.page_id).in_(page_ids),
            col(Decision.correction).is_(True),
            col(Decision.editor_id).is_not(None),
            col(Decision.decided_at) >= edition.sealed_at,
            or_(
                col(Decision.verdict).in_(_GOES_OUT),
                and_(col(Decision.verdict) == Verdict.ACCEPT.value, _BECAME_READ),
            ),
        )
        .order_by(col(Decision.page_id), col(Decision.number))
    )
    found: dict[int, dict[str, list[str]]] = {}
    for row in session.connection().execute(query):
        said = found.setdefault(row.page_id, {}).setdefault("in" if row.verdict == Verdict.ACCEPT else "out", [])
        if row.reason and row.reason not in said:
            said.append(row.reason)
    return found


def _told_again(session: Session, standing: Standing, erratum: Facts) -> Facts:
    """Return an erratum that an earlier edition states, without what was redacted since."""
    named = [page[side]["digest"] for page in erratum["pages"] for side in ("before", "after") if page[side]]
    sides = _sides(session, standing, named)
    return {**erratum, "pages": [_page_told_again(page, sides) for page in erratum["pages"]]}


def _page_told_again(page: Facts, sides: Mapping[str, _Side]) -> Facts:
    def again(told: Facts | None) -> Facts | None:
        if told is None:
            return None
        side = sides.get(told["digest"])
        return {**told, "redacted": True} if side is None else {**told, "title": side.title, "redacted": side.redacted}

    return {**page, "before": again(page["before"]), "after": again(page["after"])}


def _texts(session: Session, wanted: Collection[str]) -> dict[str, str]:
    query = select(col(Content.sha256), col(Content.text)).where(col(Content.sha256).in_(wanted))
    return {row.sha256: row.text for row in session.connection().execute(query)}
