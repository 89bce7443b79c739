"""Reads who is credited with what: the surviving tokens of accepted or latest texts, by who wrote them.

Knows tallies only as numbers of a whole campaign: how many ballots somebody else cast would tell how they voted
where all ballots agree, and support is the choice itself.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from app.campaigns.models import Campaign, Theme
from app.campaigns.rules import Act
from app.campaigns.standing import Standing
from app.credits.lines import Author, Contribution, People, Written, add_up, credit_people
from app.credits.models import CreditChoice
from app.credits.rules import Naming, shown_as
from app.db import BigId, Columns, Statement
from app.identity.models import User
from app.pages.attribution.stored import attributions_of, origins_of
from app.pages.models import Decision, Page, Revision
from app.pages.rules import ON_PAGES, TextState
from app.reviews.models import Ballot, Support
from app.reviews.votes.tally import count_votes

AT_ONCE = 10_000
"""Revisions looked up in one statement; SQLite takes 32,766 parameters."""


@dataclass(frozen=True, slots=True)
class PageCredit:
    """A page and who is credited with its text."""

    page_id: int
    slug: str
    kind: str
    theme: str | None
    title: str
    people: People

    @property
    def tokens(self) -> int:
        return sum(contribution.tokens for contribution in self.people.values())


@dataclass(frozen=True, slots=True)
class Votes:
    """How many ballots and how much support there is in a campaign, and the caller's own part."""

    ballots: int | None
    """None while the campaign keeps its tallies sealed; so is ``support``."""
    support: int | None
    my_ballots: int
    my_support: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """Who is credited with the texts of a campaign, or of one page; and, apart from that, who decided and voted."""

    pages: list[PageCredit]
    """In the order of the guide."""
    reviews: dict[Author, int]
    votes: Votes | None
    """None for a page alone, and for a caller who may read accepted texts only."""

    @property
    def people(self) -> dict[Author, Contribution]:
        return add_up(page.people for page in self.pages)

    @property
    def tokens(self) -> int:
        return sum(page.tokens for page in self.pages)


PERSON: Columns = (
    col(User.id).label("user_id"),
    col(User.name).label("name"),
    col(User.department).label("department"),
    col(CreditChoice.naming).label("naming"),
)
CHOSEN = and_(col(CreditChoice.user_id) == col(User.id), col(CreditChoice.campaign_id) == bindparam("campaign"))
"""The join condition of a person with what they chose in a campaign."""
_PAGES: Statement = (
    select(
        col(Page.id),
        col(Page.slug),
        col(Page.kind),
        col(Theme.slug).label("theme"),
        col(Revision.id).label("revision_id"),
        col(Revision.title),
    )
    .select_from(Page)
    .outerjoin(Theme, col(Theme.id) == col(Page.theme_id))
    .order_by(col(Theme.position).nulls_first(), col(Theme.id).nulls_first(), col(Page.position), col(Page.id))
)
_WRITTEN: Statement = (
    select(
        col(Revision.id).label("revision_id"),
        col(Revision.page_id),
        col(Revision.number),
        col(Revision.summary),
        func.coalesce(col(Revision.authored_at), col(Revision.created_at)).label("at"),
        col(Page.slug).label("page"),
        col(Page.hidden_at),
        col(Page.campaign_id),
        col(Campaign.slug).label("campaign"),
        *PERSON,
    )
    .select_from(Revision)
    .join(Page, col(Page.id) == col(Revision.page_id))
    .join(Campaign, col(Campaign.id) == col(Page.campaign_id))
    .join(User, col(User.id) == col(Revision.author_id))
    .outerjoin(CreditChoice, CHOSEN)
    .where(col(Revision.id).in_(bindparam("revisions", expanding=True)))
)
_REVIEWERS: Statement = (
    select(*PERSON, func.count().label("reviews"))
    .select_from(Decision)
    .join(Page, col(Page.id) == col(Decision.page_id))
    .join(User, col(User.id) == col(Decision.editor_id))
    .outerjoin(CreditChoice, CHOSEN)
    .where(col(Page.campaign_id) == bindparam("campaign"), col(Decision.verdict).not_in(ON_PAGES))
    .group_by(*PERSON)
)
_VISIBLE = and_(col(Page.campaign_id) == bindparam("campaign"), col(Page.hidden_at).is_(None))


_OWN_BALLOTS: Statement = (
    select(func.count())
    .select_from(Ballot)
    .join(Revision, col(Revision.id) == col(Ballot.revision_id))
    .join(Page, col(Page.id) == col(Revision.page_id))
    .where(_VISIBLE, col(Ballot.user_id) == bindparam("caller", type_=BigId))
)
_OWN_SUPPORT: Statement = (
    select(func.count())
    .select_from(Support)
    .join(Page, col(Page.id) == col(Support.page_id))
    .where(_VISIBLE, col(Support.user_id) == bindparam("caller", type_=BigId))
)


def campaign_ledger(session: Session, standing: Standing, state: TextState) -> Ledger:
    """Return the ledger of a campaign's visible pages, in a number of statements that does not grow with them."""
    if state == "latest":
        standing.require(Act.READ_LATEST)
    pages = _credit_pages(session, standing.campaign_id, state, col(Page.hidden_at).is_(None))
    reviews = _count_reviews(session, standing.campaign_id, col(Page.hidden_at).is_(None))
    votes = _count_votes(session, standing) if standing.may(Act.READ_LATEST) else None
    return Ledger(pages, reviews, votes)


def page_ledger(session: Session, campaign_id: int, page_id: int, state: TextState) -> Ledger:
    """Return the ledger of one page, which the caller may read in this state."""
    this = col(Page.id) == page_id
    pages = _credit_pages(session, campaign_id, state, this)
    return Ledger(pages, _count_reviews(session, campaign_id, this), None)


def _credit_pages(session: Session, campaign_id: int, state: TextState, which: ColumnElement[bool]) -> list[PageCredit]:
    shown = col(Page.accepted_id if state == "accepted" else Page.head_id)
    query = _PAGES.join(Revision, and_(col(Revision.id) == shown, col(Revision.page_id) == col(Page.id)))
    rows = session.connection().execute(query.where(col(Page.campaign_id) == campaign_id, which)).all()
    origins = origins_of(session, [row.revision_id for row in rows])
    people = _credit(session, campaign_id, {row.id: origins[row.revision_id] for row in rows})
    return [PageCredit(row.id, row.slug, row.kind, row.theme, row.title, people[row.id]) for row in rows]


def credit_texts(session: Session, campaign_id: int, revisions: Mapping[int, int]) -> dict[int, People]:
    """Return who is credited with title and text of each page, given the revision of each by the page's id.

    For what is sealed: credit and tokens are compared.
    """
    attributions = attributions_of(session, list(revisions.values()))
    origins = {page_id: attributions[revision_id].origins for page_id, revision_id in revisions.items()}
    return _credit(session, campaign_id, origins)


def _credit(session: Session, campaign_id: int, origins: Mapping[int, Sequence[int]]) -> dict[int, People]:
    written = find_written(session, campaign_id, set(chain.from_iterable(origins.values())))
    return {page_id: credit_people(page_id, tokens, written) for page_id, tokens in origins.items()}


def find_written(session: Session, campaign_id: int, revision_ids: Collection[int]) -> dict[int, Written]:
    """Return the revisions with their authors, named as they chose in this campaign."""
    found: dict[int, Written] = {}
    authors: dict[int, Author] = {}
    wanted = sorted(revision_ids)
    for start in range(0, len(wanted), AT_ONCE):
        parameters = {"campaign": campaign_id, "revisions": wanted[start : start + AT_ONCE]}
        for row in session.connection().execute(_WRITTEN, parameters):
            author = authors.setdefault(row.user_id, author_from(row.user_id, row.name, row.department, row.naming))
            found[row.revision_id] = Written(
                revision_id=row.revision_id,
                campaign_id=row.campaign_id,
                campaign=row.campaign,
                page_id=row.page_id,
                page=row.page,
                page_is_visible=row.hidden_at is None,
                number=row.number,
                summary=row.summary,
                author=author,
                at=row.at,
            )
    return found


def _count_reviews(session: Session, campaign_id: int, which: ColumnElement[bool]) -> dict[Author, int]:
    rows = session.connection().execute(_REVIEWERS.where(which), {"campaign": campaign_id})
    return {author_from(*person): reviews for *person, reviews in rows}


def _count_votes(session: Session, standing: Standing) -> Votes:
    connection = session.connection()
    parameters = {"campaign": standing.campaign_id, "caller": standing.user_id}
    own = [connection.execute(query, parameters).scalar_one() for query in (_OWN_BALLOTS, _OWN_SUPPORT)]
    ballots, support = (None, None) if standing.tallies_sealed else count_votes(session, standing)
    return Votes(ballots, support, *own)


def author_from(user_id: int, name: str, department: str | None, naming: str | None) -> Author:
    """Return the person that the columns ``PERSON`` tell."""
    return Author(user_id, name, department, shown_as(Naming(naming) if naming else Naming.FULL, name, department))
