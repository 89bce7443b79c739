"""The yardstick: one FastAPI route that returns a page row by primary key, the ordinary way, without sign-on.

Shares nothing with bonsens. ``python -m benchmarks.bare`` makes its table, and its one row with the
text from standard input.
"""

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from sqlmodel import Field, Session, SQLModel, create_engine

PAGE_ID = 1

engine = create_engine(os.environ["BARE_DATABASE_URL"])


class PageBase(SQLModel):
    slug: str
    title: str
    text: str
    position: int
    pinned: bool
    created_at: datetime


class BarePage(PageBase, table=True):
    id: int | None = Field(default=None, primary_key=True)


class PageOut(PageBase):
    id: int


def open_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


application = FastAPI()


@application.get("/pages/{page_id}", response_model=PageOut)
def get_page(page_id: int, session: Annotated[Session, Depends(open_session)]) -> BarePage:
    page = session.get(BarePage, page_id)
    if page is None:
        raise HTTPException(404)
    return page


def main() -> None:
    SQLModel.metadata.create_all(engine)
    page = BarePage(
        id=PAGE_ID,
        slug="bon-sens",
        title="Le bon sens",
        text=sys.stdin.read(),
        position=1,
        pinned=False,
        created_at=datetime.now(UTC),
    )
    with Session(engine) as session:
        session.add(page)
        session.commit()


if __name__ == "__main__":
    main()
