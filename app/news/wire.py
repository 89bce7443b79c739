"""Turns what happened into what goes over the wire."""

from app.campaigns.standing import Standing
from app.identity.schemas import PersonOut
from app.news.reading import Change
from app.news.schemas import ChangedPageOut, ChangeLinksOut, NewsItem
from app.words.saying import Language, tell


def change_out(change: Change, standing: Standing, language: Language) -> NewsItem:
    return NewsItem(
        at=change.at,
        kind=change.kind,
        code=change.said.word.value,
        parameters=dict(change.said.parameters),
        sentence=tell(change.said, language),
        actor=PersonOut(**change.actor._asdict()) if change.actor else None,
        page=ChangedPageOut(**change.page._asdict()) if change.page else None,
        theme=change.theme,
        number=change.number,
        links=_links_out(change, standing),
    )


def _links_out(change: Change, standing: Standing) -> ChangeLinksOut:
    page = f"/v1/pages/{change.page.id}" if change.page else None
    number = change.revision
    return ChangeLinksOut(
        page=page,
        diff=f"{page}/diff?from={number - 1}&to={number}" if page and number is not None and number > 1 else None,
        comment=None if change.comment is None else f"/v1/comments/{change.comment}",
        question=None if change.question is None else f"/v1/questions/{change.question}",
        edition=(
            None if change.edition is None else f"/v1/campaigns/{standing.campaign_slug}/editions/{change.edition}"
        ),
    )
