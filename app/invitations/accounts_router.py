"""The route by which a site admin adds an account, whose department may take part somewhere."""

from fastapi import APIRouter
from sqlmodel import Session
from starlette.responses import Response

from app.campaigns.departments import admit_of_department, hold_departments
from app.clock import database_now
from app.config import site_names
from app.identity.asking import CurrentActor
from app.identity.choosing import choose, chosen
from app.identity.errors import UsernameTaken
from app.identity.once import OnceOnly
from app.identity.schemas import UserIn, UserOut
from app.identity.service import create_user, require_site_admin
from app.identity.services import CurrentServices
from app.identity.wire import user_out
from app.web.answers import created
from app.web.stating import Caller, states

router = APIRouter(tags=["identity"])


@router.post(
    "/users", **states("create_user", UsernameTaken, act=Caller.SITE_ADMIN), status_code=201, response_model=UserOut
)
def post_user(body: UserIn, actor: CurrentActor, services: CurrentServices, once: OnceOnly) -> Response:
    """Add an account (site admins)."""
    said = {**body.model_dump(), "password": chosen(body.password)}

    def add(session: Session) -> Response:
        require_site_admin(session, actor)
        hold_departments(session)
        user = create_user(session, actor, site=site_names(services.settings), now=database_now(session), **said)
        admit_of_department(session, actor, user, now=user.created_at)
        return once.keep(session, created(user_out(user), f"/v1/users/{user.username}"))

    return choose(services.hashing, once.writing, add)
