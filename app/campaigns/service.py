"""Campaigns, themes and members: setting up and taking part."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.audit import acts
from app.audit.service import record_act, start_chain
from app.campaigns.errors import (
    LastCampaignAdmin,
    NoSuchMember,
    NoSuchTheme,
    ThemeNotEmpty,
    TimesUnfit,
    WindowOpen,
)
from app.campaigns.locking import get_campaign, locked_campaign
from app.campaigns.models import Campaign, KeptOut, Membership, Theme
from app.campaigns.rules import Act, Enrolment, Phase, Role, is_at_least, voting_ends
from app.campaigns.standing import Standing, any_standing_in, find_bar_to_joining, standing_in, standings
from app.clock import database_now, get_zone
from app.errors import Mistake, SlugTaken
from app.identity.actor import Actor
from app.identity.models import User
from app.identity.service import get_user, is_able, require_site_admin
from app.words.codes import Word
from app.words.saying import Said

WINDOW_FIELDS = ("opens_at", "closes_at", "voting_closes_at")
NULLABLE_FIELDS = frozenset({"subtitle", "organisation", "support_budget", *WINDOW_FIELDS})
CARRIED_OVER = [
    "title",
    "subtitle",
    "organisation",
    "language",
    "time_zone",
    "visibility",
    "enrolment",
    "colour",
    "accent",
    "selection",
    "acceptance",
    "quorum",
    "approval_percent",
    "departments_needed",
    "editors_needed",
    "self_acceptance",
    "editor_override",
    "support_budget",
    "sealed_tallies",
    "ranked_by",
    "same_text_percent",
    "rewritten_percent",
]
COUNTING_FIELDS = frozenset({"ranked_by", "same_text_percent"})
"""By what votes are counted, so that it is fixed once they have been."""


def create_campaign(session: Session, actor: Actor, fields: Mapping[str, object]) -> Campaign:
    """Set up a campaign and its audit chain; the creator becomes its admin (site admins)."""
    require_site_admin(session, actor)
    now = database_now(session)
    campaign = Campaign.model_validate({**fields, "created_at": now})
    _check(campaign)
    if session.scalars(select(col(Campaign.id)).where(col(Campaign.slug) == campaign.slug)).first() is not None:
        raise _slug_taken(campaign.slug)
    session.add(campaign)
    try:
        session.flush()
    except IntegrityError as error:
        raise _slug_taken(campaign.slug) from error
    assert campaign.id is not None
    session.add(Membership(campaign_id=campaign.id, user_id=actor.signed_in(), role=Role.ADMIN, joined_at=now))
    start_chain(session, campaign.id)
    record_act(session, campaign.id, actor.user_id, acts.CreateCampaign(campaign.id), now=now)
    return campaign


def configure_campaign(session: Session, actor: Actor, slug: str, fields: Mapping[str, object]) -> Campaign:
    """Change settings; raises Conflict for the window once it has opened: that takes an audited act."""
    campaign, standing = locked_campaign(session, actor, slug)
    standing.require(Act.CONFIGURE)
    changed = {name: value for name, value in fields.items() if getattr(campaign, name) != value}
    missing = [name for name, value in changed.items() if value is None and name not in NULLABLE_FIELDS]
    if missing:
        raise Mistake(missing[0], Said.of(Word.FIELD_EMPTY))
    if standing.phase is not Phase.DRAFT and any(name in changed for name in WINDOW_FIELDS):
        raise WindowOpen(reason=Said.of(Word.WINDOW_HAS_OPENED), **standing.times())
    if changed.get("sealed_tallies") is False and standing.tallies_sealed and standing.phase is not Phase.DRAFT:
        raise TimesUnfit(reason=Said.of(Word.SEAL_PROMISED), **standing.times())
    if standing.voting_ended_at is not None and not COUNTING_FIELDS.isdisjoint(changed):
        raise TimesUnfit(reason=Said.of(Word.VOTES_COUNTED), **standing.times())
    for name, value in changed.items():
        setattr(campaign, name, value)
    _check(campaign)
    session.flush()
    assert campaign.id is not None
    act = acts.ConfigureCampaign(campaign.id, sorted(changed))
    record_act(session, campaign.id, actor.user_id, act, now=standing.now)
    return campaign


def list_campaigns(
    session: Session, actor: Actor, *, after: str | None, limit: int, archived: bool = False
) -> list[tuple[Campaign, Standing]]:
    """Return the campaigns that exist for the caller, by slug; archived ones only where they are asked for."""
    found = standings(session, actor, after=after, archived=archived)
    visible = (standing for standing in found if standing.role is not None)
    standing_of = {standing.campaign_id: standing for standing in islice(visible, limit)}
    query = select(Campaign).where(col(Campaign.id).in_(standing_of)).order_by(col(Campaign.slug))
    return [(campaign, standing_of[campaign.id]) for campaign in session.scalars(query) if campaign.id is not None]


def add_theme(session: Session, actor: Actor, slug: str, fields: Mapping[str, object]) -> Theme:
    """Add a question to the campaign, last unless a position is given."""
    campaign, standing = locked_campaign(session, actor, slug)
    standing.require(Act.CONFIGURE)
    last = session.scalars(select(func.max(Theme.position)).where(col(Theme.campaign_id) == campaign.id)).one()
    position = fields.get("position") or (last or 0) + 1
    theme = Theme.model_validate({**fields, "position": position, "campaign_id": campaign.id})
    session.add(theme)
    try:
        session.flush()
    except IntegrityError as error:
        raise _slug_taken(theme.slug) from error
    assert theme.id is not None
    record_act(session, campaign.id, actor.user_id, acts.AddTheme(theme.id), now=standing.now)
    return theme


def change_theme(session: Session, actor: Actor, slug: str, theme_slug: str, fields: Mapping[str, object]) -> Theme:
    campaign, standing = locked_campaign(session, actor, slug)
    standing.require(Act.CONFIGURE)
    theme = get_theme(session, campaign.id, theme_slug)
    for name, value in fields.items():
        if value is None and name in ("question", "position"):
            raise Mistake(name, Said.of(Word.FIELD_EMPTY))
        setattr(theme, name, value)
    session.flush()
    assert theme.id is not None
    record_act(session, campaign.id, actor.user_id, acts.ChangeTheme(theme.id, sorted(fields)), now=standing.now)
    return theme


def delete_theme(session: Session, actor: Actor, slug: str, theme_slug: str) -> None:
    """Delete a theme; raises Conflict while it has pages or drafts."""
    campaign, standing = locked_campaign(session, actor, slug)
    standing.require(Act.CONFIGURE)
    theme = get_theme(session, campaign.id, theme_slug)
    theme_id = theme.id
    assert theme_id is not None
    session.delete(theme)
    try:
        session.flush()
    except IntegrityError as error:
        raise ThemeNotEmpty from error
    record_act(session, campaign.id, actor.user_id, acts.DeleteTheme(theme_id), now=standing.now)


def get_theme(session: Session, campaign_id: int | None, slug: str) -> Theme:
    theme = session.scalars(
        select(Theme).where(col(Theme.campaign_id) == campaign_id, col(Theme.slug) == slug)
    ).one_or_none()
    if theme is None:
        raise NoSuchTheme(slug)
    return theme


def list_themes(session: Session, campaign_id: int) -> list[Theme]:
    """Return the themes in the order of the guide."""
    query = select(Theme).where(col(Theme.campaign_id) == campaign_id)
    return list(session.scalars(query.order_by(col(Theme.position), col(Theme.id))))


def join_campaign(session: Session, actor: Actor, slug: str) -> Membership:
    """Make the caller a contributor; joining twice changes nothing. Raises Forbidden where it takes an invitation."""
    user_id = actor.signed_in()
    standing = standing_in(session, actor, slug)
    campaign = get_campaign(session, slug)
    user = _queue_for(session, user_id)
    member = _find_membership(session, standing.campaign_id, user_id)
    if member is not None:
        return member
    bar = find_bar_to_joining(Enrolment(campaign.enrolment), blocked=user.blocked_at is not None)
    if bar is not None:
        raise bar
    return _set_role(session, standing, user_id, Role.CONTRIBUTOR, acts.JoinCampaign)


def admit_member(session: Session, campaign_id: int, user_id: int, role: Role, *, now: datetime) -> None:
    """Give a role to somebody whom an admin has let in beforehand; a higher one that they have already stays."""
    _queue_for(session, user_id)
    member = _find_membership(session, campaign_id, user_id)
    if member is not None and is_at_least(Role(member.role), role):
        return
    if member is None:
        member = Membership(campaign_id=campaign_id, user_id=user_id, role=role, joined_at=now)
        session.add(member)
    member.role = role
    session.flush()
    record_act(session, campaign_id, user_id, acts.JoinCampaign(user_id, role), now=now)


def set_member(session: Session, actor: Actor, slug: str, username: str, role: Role) -> tuple[Membership, User]:
    """Give a user a role in the campaign (admins)."""
    standing = _admin_standing(session, actor, slug)
    user = get_user(session, username)
    assert user.id is not None
    _queue_for(session, user.id)
    if role is not Role.ADMIN:
        _require_another_admin(session, standing.campaign_id, user)
    return _set_role(session, standing, user.id, role, acts.SetMember), user


def remove_member(session: Session, actor: Actor, slug: str, username: str) -> None:
    standing = _admin_standing(session, actor, slug)
    user = get_user(session, username)
    assert user.id is not None
    _queue_for(session, user.id)
    member = _find_membership(session, standing.campaign_id, user.id)
    if member is None:
        raise NoSuchMember(username)
    _require_another_admin(session, standing.campaign_id, user)
    _keep_out(session, member)
    record_act(session, standing.campaign_id, actor.user_id, acts.RemoveMember(user.id), now=standing.now)


def place_member(session: Session, user: User, slug: str, role: Role | None) -> None:
    """Give an account the role in the campaign that its company says it has, None for none; the last admin stays."""
    assert user.id is not None
    standing = any_standing_in(session, Actor(None), slug)
    _queue_for(session, user.id)
    member = _find_membership(session, standing.campaign_id, user.id)
    if role == (None if member is None else member.role):
        return
    if role is not Role.ADMIN:
        _require_another_admin(session, standing.campaign_id, user)
    if role is not None:
        _set_role(session, standing, user.id, role, acts.SetMember)
        return
    assert member is not None
    _keep_out(session, member)
    record_act(session, standing.campaign_id, None, acts.RemoveMember(user.id), now=standing.now)


def list_members(session: Session, campaign_id: int, *, after: str | None, limit: int) -> list[tuple[Membership, User]]:
    """Return members with their accounts, by username."""
    query = (
        select(Membership, User)
        .join(User, col(User.id) == col(Membership.user_id))
        .where(col(Membership.campaign_id) == campaign_id)
    )
    if after is not None:
        query = query.where(col(User.username) > after)
    return [(member, user) for member, user in session.execute(query.order_by(col(User.username)).limit(limit))]


def _admin_standing(session: Session, actor: Actor, slug: str) -> Standing:
    standing = standing_in(session, actor, slug)
    standing.require_role(Role.ADMIN)
    return standing


def _queue_for(session: Session, user_id: int) -> User:
    # Two joins at once (a double click) would both find no membership; ``key_share`` lets that person's edits pass.
    return session.scalars(
        select(User)
        .where(col(User.id) == user_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def _require_another_admin(session: Session, campaign_id: int, user: User) -> None:
    """Raise LastCampaignAdmin where this member alone can look after the campaign."""
    # Locked in one order, so that of two who remove each other the second finds itself alone.
    query = (
        select(col(Membership.user_id))
        .join(User, col(User.id) == col(Membership.user_id))
        .where(col(Membership.campaign_id) == campaign_id, col(Membership.role) == Role.ADMIN)
        .where(is_able())
        .order_by(col(Membership.user_id))
        .with_for_update(of=Membership)
    )
    if [*session.scalars(query)] == [user.id]:
        raise LastCampaignAdmin(user.username)


def _find_membership(session: Session, campaign_id: int, user_id: int) -> Membership | None:
    return session.scalars(
        select(Membership).where(col(Membership.campaign_id) == campaign_id, col(Membership.user_id) == user_id)
    ).one_or_none()


def _keep_out(session: Session, member: Membership) -> None:
    session.delete(member)
    session.merge(KeptOut(campaign_id=member.campaign_id, user_id=member.user_id))
    session.flush()


def _set_role(session: Session, standing: Standing, user_id: int, role: Role, act: type[acts.GiveRole]) -> Membership:
    member = _find_membership(session, standing.campaign_id, user_id)
    if member is None:
        member = Membership(campaign_id=standing.campaign_id, user_id=user_id, role=role, joined_at=standing.now)
        session.add(member)
    member.role = role
    session.flush()
    record_act(session, standing.campaign_id, standing.user_id, act(user_id, role), now=standing.now)
    return member


def _check(campaign: Campaign) -> None:
    try:
        get_zone(campaign.time_zone)
    except ValueError as error:
        raise Mistake("time_zone", Said.of(Word.TIME_ZONE_UNKNOWN, zone=campaign.time_zone)) from error
    check_window(campaign.opens_at, campaign.closes_at, campaign.voting_closes_at)


def check_window(opens_at: datetime | None, closes_at: datetime | None, voting_closes_at: datetime | None) -> None:
    """Raise Invalid unless the window is whole, has a length, and voting ends no earlier than it."""
    if (opens_at is None) != (closes_at is None):
        raise Mistake("closes_at" if closes_at is None else "opens_at", Said.of(Word.WINDOW_HALF))
    if opens_at is not None and closes_at is not None and closes_at - opens_at <= timedelta(0):
        raise Mistake("closes_at", Said.of(Word.WINDOW_BACKWARDS))
    ends = voting_ends(closes_at, voting_closes_at)
    if voting_closes_at is not None and (closes_at is None or ends is None or ends < closes_at):
        raise Mistake("voting_closes_at", Said.of(Word.VOTING_ENDS_EARLY))


def _slug_taken(slug: str) -> SlugTaken:
    return SlugTaken("slug", slug)
