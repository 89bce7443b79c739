"""Turns invitations, codes and reports into what goes over the wire."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.campaigns.models import Campaign, CampaignDepartment
from app.campaigns.rules import Role
from app.identity.models import User
from app.invitations.accepting import suggested_username
from app.invitations.inviting import Made
from app.invitations.joining import is_open
from app.invitations.models import Invitation, JoinCode
from app.invitations.people import Report
from app.invitations.rules import state_of
from app.invitations.schemas import (
    AcceptedOut,
    BadLineOut,
    InvitationMadeOut,
    InvitationOut,
    InvitedOut,
    JoinCodeMadeOut,
    JoinCodeOut,
    LinkOut,
    PeopleOut,
)
from app.words.saying import Language, tell


def invitation_out(invitation: Invitation, now: datetime) -> InvitationOut:
    return InvitationOut.model_validate(_told(invitation, now))


def made_out(made: Made, now: datetime) -> InvitationMadeOut:
    return InvitationMadeOut.model_validate({**_told(made.invitation, now), "link": made.link, "token": made.secret})


def invited_out(session: Session, invitation: Invitation) -> InvitedOut:
    inviter = None if invitation.invited_by is None else session.get_one(User, invitation.invited_by)
    waiting = None if invitation.user_id is None else session.get_one(User, invitation.user_id)
    campaign = _campaign(session, invitation.campaign_id)
    return InvitedOut(
        inviter=None if inviter is None else inviter.name,
        campaign=None if campaign is None else campaign.slug,
        campaign_title=None if campaign is None else campaign.title,
        role=_role(invitation),
        name=invitation.name if waiting is None else waiting.name,
        mail=invitation.mail,
        username=suggested_username(invitation) if waiting is None else waiting.username,
        has_account=waiting is not None,
        language=Language(invitation.language),
        expires_at=invitation.expires_at,
    )


def accepted_out(session: Session, user: User, campaign_id: int | None, role: Role | None) -> AcceptedOut:
    campaign = _campaign(session, campaign_id)
    return AcceptedOut(username=user.username, campaign=None if campaign is None else campaign.slug, role=role)


def _campaign(session: Session, campaign_id: int | None) -> Campaign | None:
    return None if campaign_id is None else session.get_one(Campaign, campaign_id)


def _role(invitation: Invitation) -> Role | None:
    return None if invitation.role is None else Role(invitation.role)


def _told(invitation: Invitation, now: datetime) -> dict[str, object]:
    return {
        "id": invitation.id,
        "mail": invitation.mail,
        "name": invitation.name,
        "department": invitation.department,
        "role": _role(invitation),
        "site_admin": invitation.site_admin,
        "state": state_of(now, invitation.expires_at, invitation.accepted_at, invitation.revoked_at),
        "created_at": invitation.created_at,
        "expires_at": invitation.expires_at,
    }


def people_out(report: Report, language: Language) -> PeopleOut:
    bad = [
        BadLineOut.model_validate(
            {"line": bad.line, "field": bad.field, "reason": tell(bad.reason, language), **bad.reason.coded()}
        )
        for bad in report.bad
    ]
    return PeopleOut(
        stored=report.stored,
        lines=report.lines,
        created=report.created,
        moved=report.moved,
        roles=report.roles,
        bad=bad,
        links=[LinkOut(name=link.name, mail=link.mail, link=link.link) for link in report.links],
    )


def declared_fields(declared: CampaignDepartment) -> dict[str, Any]:
    return {**declared.model_dump(include={"id", "department", "declared_at"}), "role": Role(declared.role)}


def code_out(code: JoinCode, now: datetime) -> JoinCodeOut:
    return JoinCodeOut.model_validate(_told_of_code(code, now))


def code_made_out(code: JoinCode, spelt: str, now: datetime) -> JoinCodeMadeOut:
    return JoinCodeMadeOut.model_validate({**_told_of_code(code, now), "join_code": spelt})


def _told_of_code(code: JoinCode, now: datetime) -> dict[str, object]:
    return {**code.model_dump(exclude={"code_sha256", "campaign_id", "made_by"}), "open": is_open(code, now)}
