"""Every writing route answers a repeated request as it did at first, whatever happened in between."""

import pytest
from fastapi import APIRouter
from starlette.responses import Response

from app.config import Settings
from app.identity.asking import CurrentActor
from app.identity.once import OnceOnly
from app.main import create_app
from app.pages.access import page_in
from app.pages.errors import NoSuchPage
from app.web.stating import Caller, states
from tests.client import ApiClient
from tests.contract import contract_of
from tests.pages.acts import ME
from tests.web.replays import EVENTS, WITHDRAWALS, Deeds, answered, every_deed, forgotten, unlike
from tests.world import World

pytestmark = pytest.mark.databases

planted = APIRouter()


@planted.post(
    "/planted/{page_id}/unread",
    **states("plant", NoSuchPage, act=Caller.SIGNED_IN),
    status_code=204,
    response_model=None,
)
def post_unread(page_id: int, actor: CurrentActor, once: OnceOnly) -> Response:
    """Look at the page before the kept answer is looked for."""
    with once.database.reading() as session:
        page_in(session, actor, page_id)
    with once.writing() as session:
        return once.keep(session, Response(status_code=204))


@pytest.mark.slow
def test_every_writing_route_answers_again_as_at_first(world: World) -> None:
    deeds = every_deed(world)
    assert forgotten(deeds) == []
    assert unlike(deeds, EVENTS) == []
    assert answered(deeds, WITHDRAWALS) == []


@pytest.mark.slow
def test_a_route_that_thinks_first_is_found(settings: Settings) -> None:
    application = create_app(settings)
    application.include_router(planted, prefix="/v1")
    with ApiClient(application, contract_of(application)) as client:
        world = World(application, application.state.services.database, client)
        world.campaign()
        deeds = Deeds(world)
        assert "POST /planted/{page_id}/unread" in forgotten(deeds, planted)
        deeds.do(ME, "POST", f"/v1/planted/{world.page()['id']}/unread")
        assert "POST /planted/{page_id}/unread" not in forgotten(deeds, planted)
        assert unlike(deeds, EVENTS)[0] == "hidden: POST /v1/planted/1/unread: 404"
