"""Turns credit into what goes over the wire, as the caller may see it.

Everybody sees people as they chose to be named; editors also see who they are. What was written in the work – which
revision, its summary, the reason of a decision – is for those who may read it elsewhere.
"""

from collections.abc import Mapping
from typing import Any

from app.campaigns.rules import Act, Role, is_at_least
from app.campaigns.standing import Standing
from app.credits.choosing import NamingChoice
from app.credits.ledger import Ledger, Votes
from app.credits.lines import Author, CountLine, Line, People, Written, count_lines, ledger_lines
from app.credits.rules import Naming, Shown, share_of
from app.credits.schemas import (
    BallotsOut,
    CommenterOut,
    ContributorOut,
    CreditOut,
    CreditsOut,
    NamedOut,
    NamingOut,
    PageCreditsOut,
    PlaceOut,
    ReviewerOut,
    ShownOut,
    TracedDecisionOut,
    TraceOut,
    VotesOut,
)
from app.credits.tracing import Elsewhere, LastDecision, Trace
from app.identity.schemas import PersonOut
from app.pages.rules import Kind, TextState
from app.text.spans import Span
from app.words.saying import Language, tell


def credit_out(choice: NamingChoice) -> NamingOut:
    fell_back = choice.naming is Naming.DEPARTMENT and choice.shown.department is None
    return NamingOut(
        campaign=choice.campaign,
        naming=choice.naming,
        shown_as=ShownOut.model_validate(_shown(choice.shown)),
        note="Your account has no department, so the guide does not name you." if fell_back else None,
        chosen_at=choice.chosen_at,
    )


def lines_for(people: People, standing: Standing) -> list[Line]:
    """Return the lines of a ledger as the caller sees them: editors see everybody apart."""
    return ledger_lines(people, apart=_is_editor(standing))


def name_for(line: Line, standing: Standing) -> str | None:
    """Return what the caller may call a line in a view: for editors who it is, else what its people chose."""
    return line.authors[0].name if _is_editor(standing) else line.shown.name or line.shown.department


def contributors_out(people: People, standing: Standing) -> list[ContributorOut]:
    """Return the lines of a ledger, most tokens first."""
    total = sum(contribution.tokens for contribution in people.values())
    return [_contributor(line, total, standing) for line in lines_for(people, standing)]


def reviewers_out(ledger: Ledger, standing: Standing) -> list[ReviewerOut]:
    return [
        ReviewerOut(**_counted(line, standing), reviews=line.count)
        for line in count_lines(ledger.reviews, apart=_is_editor(standing))
    ]


def commenters_out(comments: Mapping[Author, int] | None, standing: Standing) -> list[CommenterOut] | None:
    """Return who commented how often, None where the caller may not know."""
    if comments is None:
        return None
    return [
        CommenterOut(**_counted(line, standing), comments=line.count)
        for line in count_lines(comments, apart=_is_editor(standing))
    ]


def votes_out(votes: Votes | None) -> VotesOut | None:
    if votes is None:
        return None
    return VotesOut(
        ballots=votes.ballots, support=votes.support, my_ballots=votes.my_ballots, my_support=votes.my_support
    )


def credits_out(
    ledger: Ledger, comments: Mapping[Author, int] | None, standing: Standing, state: TextState
) -> CreditsOut:
    pages = [
        PageCreditsOut(
            page_id=page.page_id,
            slug=page.slug,
            kind=Kind(page.kind),
            theme=page.theme,
            title=page.title,
            tokens=page.tokens,
            contributors=contributors_out(page.people, standing),
        )
        for page in ledger.pages
    ]
    return CreditsOut(
        campaign=standing.campaign_slug,
        state=state,
        tokens=ledger.tokens,
        contributors=contributors_out(ledger.people, standing),
        pages=pages,
        reviewers=reviewers_out(ledger, standing),
        commenters=commenters_out(comments, standing),
        votes=votes_out(ledger.votes),
    )


def trace_out(trace: Trace, language: Language) -> TraceOut:
    page, counts, own = trace.page, trace.ballots.counts, trace.ballots.own
    return TraceOut(
        campaign=trace.standing.campaign_slug,
        page_id=page.page_id,
        page=page.page_slug,
        title=page.title,
        revision_id=page.revision_id,
        number=page.number,
        start=trace.span.start,
        end=trace.span.end,
        text=trace.span.of(page.text),
        spans=[
            span_out(part.span, part.written, page.page_id, trace.standing, trace.elsewhere) for part in trace.parts
        ],
        ballots=BallotsOut(
            approve=counts.here.approve if counts else None,
            oppose=counts.here.oppose if counts else None,
            my_choice=own.choice if own and own.revision_id == page.revision_id else None,
        ),
        support=trace.support,
        comments=trace.comments,
        decision=trace.decided and _decided(trace.decided, trace.standing, language),
    )


def _decided(decided: LastDecision, standing: Standing, language: Language) -> TracedDecisionOut:
    sees_reason, said = standing.may(Act.READ_LATEST), decided.said
    return TracedDecisionOut(
        verdict=decided.verdict,
        reason=(tell(said, language) if said else decided.reason) if sees_reason else None,
        reason_code=said.word.value if said and sees_reason else None,
        reason_parameters=dict(said.parameters) if said and sees_reason else None,
        editor=decided.editor and _named(decided.editor, standing),
        at=decided.at,
    )


def span_out(span: Span, written: Written, page_id: int, standing: Standing, elsewhere: Elsewhere) -> CreditOut:
    """Return a passage of a page's text and where it comes from; that page may have been hidden since.

    What was cloned comes from a page of another campaign, which is told to whoever may read its history there.
    """
    there = standing if written.campaign_id == standing.campaign_id else elsewhere[written.campaign_id]
    sees_latest = there.may(Act.READ_LATEST)
    sees_page = sees_latest and (written.page_is_visible or _is_editor(there))
    is_shown = written.page_id == page_id or sees_page
    return CreditOut(
        start=span.start,
        end=span.end,
        origin=written.revision_id,
        campaign=None if there.role is None else written.campaign,
        number=written.number if is_shown else None,
        page=PlaceOut(id=written.page_id, slug=written.page) if is_shown else None,
        summary=written.summary if sees_latest and is_shown else None,
        contributor=_named(written.author, standing),
        at=written.at,
    )


def _contributor(line: Line, total: int, standing: Standing) -> ContributorOut:
    contribution = line.contribution
    return ContributorOut(
        **_shown(line.shown),
        person=_person(line.authors, standing),
        people=len(line.authors),
        tokens=contribution.tokens,
        share=share_of(contribution.tokens, total),
        revisions=len(contribution.revisions),
        pages=len(contribution.pages),
        first_at=contribution.first_at,
        last_at=contribution.last_at,
    )


def _counted(line: CountLine, standing: Standing) -> dict[str, Any]:
    return {**_shown(line.shown), "person": _person(line.authors, standing), "people": len(line.authors)}


def _named(author: Author, standing: Standing) -> NamedOut:
    return NamedOut(**_shown(author.shown), person=_person((author,), standing))


def _person(authors: tuple[Author, ...], standing: Standing) -> PersonOut | None:
    if not _is_editor(standing):
        return None
    (author,) = authors
    return PersonOut(id=author.user_id, name=author.name, department=author.department)


def _shown(shown: Shown) -> dict[str, str | None]:
    return {"naming": shown.naming, "name": shown.name, "department": shown.department}


def _is_editor(standing: Standing) -> bool:
    return is_at_least(standing.role, Role.EDITOR)
