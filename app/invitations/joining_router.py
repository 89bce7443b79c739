"""Routes of lists of people, of departments, and of codes to join by."""

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from app.campaigns.departments import declare_department, list_departments, take_back_department
from app.campaigns.errors import NoSuchDepartment
from app.campaigns.rules import Role
from app.campaigns.standing import standing_in
from app.clock import database_now
from app.config import site_names
from app.identity.asking import CurrentActor
from app.identity.choosing import choose, chosen
from app.identity.errors import MailOff, SignInBusy, UsernameTaken
from app.identity.once import OnceOnly
from app.identity.service import require_site_admin
from app.identity.services import CurrentServices, HashingTurn
from app.identity.wire import address_of
from app.invitations.accepting import Newcomer
from app.invitations.errors import InvitationOver, NoSuchJoinCode, TooManyGuesses
from app.invitations.guessing import count_guess
from app.invitations.joining import (
    admit_department,
    disable_join_code,
    find_join_code,
    join_by_code,
    list_join_codes,
    make_join_code,
)
from app.invitations.letters import Reach
from app.invitations.listing import Defaults, read_listing
from app.invitations.people import Terms, import_people
from app.invitations.schemas import (
    AcceptedOut,
    AdmittedOut,
    DeclaredOut,
    DepartmentIn,
    DepartmentsOut,
    JoinCodeIn,
    JoinCodeMadeOut,
    JoinCodesOut,
    JoinIn,
    PeopleIn,
    PeopleOut,
    TakingPartOut,
)
from app.invitations.wire import accepted_out, code_made_out, code_out, declared_fields, people_out
from app.web.answers import answer, created, tagged
from app.web.paging import Paged
from app.web.parameters import CampaignSlug, DepartmentId, JoinCodeId
from app.web.services import CurrentDatabase
from app.web.stating import Caller, states
from app.words.saying import Language

router = APIRouter(tags=["invitations"])


@router.post("/users/import", **states("import_people", MailOff, act=Caller.SITE_ADMIN), response_model=PeopleOut)
def post_people(body: PeopleIn, actor: CurrentActor, services: CurrentServices) -> Response:
    """Make the accounts of a list, give their roles and invite them (site admins); again changes nothing."""
    reach = Reach.of(services.settings)
    with services.database.writing() as session:
        require_site_admin(session, actor)
        if body.send and not body.dry_run and not reach.sends_mail:
            raise MailOff
        listing = read_listing(body.csv.encode(), Defaults(body.campaign, body.role))
        terms = Terms(body.language, reach, dry_run=body.dry_run, by_mail=body.send)
        report = import_people(session, actor, listing, terms=terms, now=database_now(session))
        language = actor.hearing.language or Language.ENGLISH
    return answer(people_out(report, language))


@router.post(
    "/campaigns/{campaign}/members/department",
    **states("admit_department", act=Role.ADMIN),
    response_model=AdmittedOut,
)
def post_department(campaign: CampaignSlug, body: DepartmentIn, actor: CurrentActor, once: OnceOnly) -> Response:
    """Give everybody of a department a role, unless they have a higher one (admins)."""
    with once.writing() as session:
        admitted = admit_department(session, actor, campaign, body.department, body.role)
        return once.keep(session, answer(AdmittedOut(admitted=admitted)))


@router.post(
    "/campaigns/{campaign}/departments", **states("declare_department", act=Role.ADMIN), response_model=DeclaredOut
)
def post_declared(campaign: CampaignSlug, body: DepartmentIn, actor: CurrentActor, once: OnceOnly) -> Response:
    """Let a department take part: whoever is of it, now or later, is a member (admins)."""
    with once.writing() as session:
        declared, admitted = declare_department(session, actor, campaign, body.department, body.role)
        return once.keep(session, answer(DeclaredOut(**declared_fields(declared), admitted=admitted)))


@router.get(
    "/campaigns/{campaign}/departments", **states("list_departments", act=Role.ADMIN), response_model=DepartmentsOut
)
def get_departments(
    request: Request, campaign: CampaignSlug, actor: CurrentActor, database: CurrentDatabase
) -> Response:
    """List the departments that take part (admins)."""
    with database.reading() as session:
        standing = standing_in(session, actor, campaign)
        standing.require_role(Role.ADMIN)
        found = list_departments(session, standing.campaign_id)
        items = [TakingPartOut(**declared_fields(one)) for one in found]
    return tagged(request, DepartmentsOut(items=items))


@router.delete(
    "/campaigns/{campaign}/departments/{department_id}",
    **states("take_back_department", NoSuchDepartment, act=Role.ADMIN),
    status_code=204,
)
def delete_declared(
    campaign: CampaignSlug, department_id: DepartmentId, actor: CurrentActor, once: OnceOnly
) -> Response:
    """Let nobody else in by their department (admins); whoever is a member stays one."""
    with once.writing() as session:
        take_back_department(session, actor, campaign, department_id)
        return once.keep(session, Response(status_code=204))


@router.post(
    "/campaigns/{campaign}/join-codes",
    **states("make_join_code", act=Role.ADMIN),
    status_code=201,
    response_model=JoinCodeMadeOut,
)
def post_join_code(
    campaign: CampaignSlug, body: JoinCodeIn, actor: CurrentActor, database: CurrentDatabase
) -> Response:
    """Make a code that many people join a campaign by, as contributors (admins)."""
    with database.writing() as session:
        made, spelt = make_join_code(session, actor, campaign, **body.model_dump())
        path = f"/v1/campaigns/{campaign}/join-codes/{made.id}"
        return created(code_made_out(made, spelt, database_now(session)), path)


@router.get(
    "/campaigns/{campaign}/join-codes", **states("list_join_codes", act=Role.ADMIN), response_model=JoinCodesOut
)
def get_join_codes(campaign: CampaignSlug, actor: CurrentActor, database: CurrentDatabase, paging: Paged) -> Response:
    """List the codes of a campaign, the newest first (admins)."""
    before = paging.number()
    with database.reading() as session:
        standing = standing_in(session, actor, campaign)
        standing.require_role(Role.ADMIN)
        found = list_join_codes(session, standing.campaign_id, before=before, limit=paging.fetched)
        part = paging.part(found, lambda code: code.id or 0)
        items = [code_out(code, standing.now) for code in part.rows]
    return part.answer(JoinCodesOut(items=items, next=part.next))


@router.delete(
    "/campaigns/{campaign}/join-codes/{join_code_id}",
    **states("disable_join_code", NoSuchJoinCode, act=Role.ADMIN),
    status_code=204,
)
def delete_join_code(campaign: CampaignSlug, join_code_id: JoinCodeId, actor: CurrentActor, once: OnceOnly) -> Response:
    """Let nobody in by a code any more (admins); whoever came in by it stays."""
    with once.writing() as session:
        disable_join_code(session, actor, campaign, join_code_id)
        return once.keep(session, Response(status_code=204))


@router.post(
    "/join",
    **states(
        "join_by_code",
        *(NoSuchJoinCode, InvitationOver, TooManyGuesses, SignInBusy, UsernameTaken),
        act=Caller.ANYONE,
    ),
    response_model=AcceptedOut,
)
def post_join_by_code(
    request: Request, body: JoinIn, actor: CurrentActor, services: CurrentServices, _turn: HashingTurn
) -> Response:
    """Join a campaign by a code: with a new account, or by somebody who is signed in, with theirs."""
    who = address_of(request) if actor.user_id is None else f"account {actor.user_id}"
    with services.database.writing() as session:
        found = find_join_code(session, body.join_code) is not None
        if not found:
            count_guess(session, services.attempts, "join code", who, now=database_now(session))
    if not found:
        raise NoSuchJoinCode
    newcomer, site = Newcomer(body.username, body.name, chosen(body.password)), site_names(services.settings)

    def join(session: Session) -> Response:
        now = database_now(session)
        user, code = join_by_code(session, actor, body.join_code, newcomer, site=site, now=now)
        return answer(accepted_out(session, user, code.campaign_id, Role.CONTRIBUTOR))

    return choose(services.hashing, services.database.writing, join)
