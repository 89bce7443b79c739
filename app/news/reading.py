"""What happened in a campaign, as far as a caller may know it now: what is hidden from them has not happened.

Reads the audit log in parts and asks for each part what has become since of the rows that its facts name.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session

from app.audit import acts
from app.audit.acts import CATALOGUE
from app.audit.service import ToldEntry, list_entries
from app.campaigns.rules import Act, Role, is_at_least
from app.campaigns.standing import Standing
from app.guides.rules import EditionKind
from app.news.finding import Found, PageRow, PersonRow, find
from app.news.rules import APPROVED, PROOF, TOLD, NewsKind, Telling, acts_told
from app.words.saying import Param, Said

BATCH = 200
"""Entries that are read at once."""


@dataclass(frozen=True, slots=True)
class Change:
    """One act as it is told to one caller."""

    entry: int
    """The number in the audit log, which no answer shows."""
    at: datetime
    kind: NewsKind
    said: Said
    actor: PersonRow | None
    page: PageRow | None
    theme: str | None
    number: int | None
    revision: int | None
    """The number of the revision that came about; None for every other act."""
    comment: int | None
    question: int | None
    edition: int | None


class _Told(NamedTuple):
    entry: ToldEntry
    act: type[acts.AuditAct]
    facts: Mapping[str, Any]


def list_changes(
    session: Session, standing: Standing, *, kind: NewsKind | None, before: int | None, limit: int
) -> list[Change]:
    """Return what happened before an entry, newest first."""
    names = [*acts_told(audiences_of(standing), kind)]
    changes: list[Change] = []
    while len(changes) < limit:
        entries = list_entries(session, standing.campaign_id, before=before, limit=BATCH, acts=names)
        changes += tell_entries(session, standing, entries)
        if len(entries) < BATCH:
            break
        before = entries[-1].number
    return changes[:limit]


def audiences_of(standing: Standing) -> frozenset[Role]:
    """Return the audiences that a caller belongs to: what contributors are told goes with reading latest texts."""
    heard = {role for role in Role if is_at_least(standing.role, role)}
    if not standing.may(Act.READ_LATEST):
        heard.discard(Role.CONTRIBUTOR)
    return frozenset(heard)


def tell_entries(session: Session, standing: Standing, entries: Sequence[ToldEntry]) -> list[Change]:
    """Return those of the entries that a caller may know of, in their order."""
    read = [_Told(entry, CATALOGUE[entry.act], json.loads(entry.facts)) for entry in entries]
    found = find(session, standing, read)
    audiences = audiences_of(standing)
    told = (_change(each, found, audiences, standing) for each in read)
    return [change for change in told if change is not None]


def _change(each: _Told, found: Found, audiences: Collection[Role], standing: Standing) -> Change | None:
    telling = _telling(each, found)
    if telling is None or telling.audience not in audiences or _is_gone(each, telling, found):
        return None
    facts = each.facts
    page = found.pages.get(facts[telling.page]) if telling.page else None
    theme = found.themes.get(facts.get("theme", 0))
    number = facts["number"] if each.act is acts.SealEdition else found.revisions.get(facts.get("revision", 0))
    known: dict[str, Param | None] = {
        "title": page and page.title,
        "theme": theme and theme.question,
        "number": number,
    }
    sees_latest = standing.may(Act.READ_LATEST)
    return Change(
        entry=each.entry.number,
        at=each.entry.at,
        kind=telling.kind,
        said=Said(telling.word, {name: value for name in telling.given if (value := known[name]) is not None}),
        actor=found.people.get(each.entry.actor_id or 0) if sees_latest else None,
        page=page,
        theme=theme and theme.slug,
        number=number if sees_latest or each.act is acts.SealEdition else None,
        revision=number if issubclass(each.act, acts.AppendRevision) else None,
        comment=facts.get("comment"),
        question=facts.get("question"),
        edition=number if each.act is acts.SealEdition else None,
    )


def _telling(each: _Told, found: Found) -> Telling | None:
    if each.act is acts.AcceptRevision:
        took_effect = (each.facts["page"], each.facts["revision"], each.entry.at) in found.acceptances
        return TOLD[each.act] if took_effect else APPROVED
    if each.act is acts.SealEdition and each.facts["kind"] == EditionKind.PROOF:
        return PROOF
    return TOLD[each.act]


def _is_gone(each: _Told, telling: Telling, found: Found) -> bool:
    """Tell whether something that the act was done to is no more, or is hidden from the caller."""
    facts = each.facts
    if telling.page is not None and facts[telling.page] not in found.pages:
        return True
    if issubclass(each.act, acts.AppendRevision | acts.DecideRevision) and facts["revision"] not in found.revisions:
        return True
    if "comment" in facts and facts["comment"] not in found.comments:
        return True
    if "question" in facts and facts["question"] not in found.questions:
        return True
    if "theme" in telling.given and facts["theme"] not in found.themes:
        return True
    return each.act is acts.SealEdition and facts["edition"] not in found.editions
