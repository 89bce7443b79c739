"""Commands on accounts and bearer tokens."""

import sys
from datetime import timedelta
from typing import Annotated

import typer

from app.campaigns.departments import admit_of_department, hold_departments
from app.campaigns.rules import Role
from app.campaigns.service import set_member
from app.cli.common import NO_ADDRESS, As, Refused, acting, opened, say
from app.clock import database_now, process_now
from app.config import Settings, site_names, token_keys
from app.identity.actor import Actor
from app.identity.passwords import SITE
from app.identity.resetting import may_choose, offer_reset
from app.identity.second_factor import begin_second_factor, confirm_second_factor, remove_second_factor
from app.identity.service import (
    block_user,
    create_user,
    disable_user,
    get_user,
    list_users,
    set_language,
    set_mail,
    set_password,
    sign_out_user,
)
from app.identity.sso.links import link_account
from app.identity.sso.settings import read_file
from app.identity.tokens import Tokens
from app.words.saying import Language

user_commands = typer.Typer(name="user", help="Accounts.")

Username = Annotated[str, typer.Argument(help="The account's username.")]


@user_commands.command()
def create(
    username: Username,
    name: Annotated[str, typer.Option(help="Full name, as the guide may show it.")],
    department: Annotated[str | None, typer.Option(help="Where in the company.")] = None,
    mail: Annotated[str | None, typer.Option(help="Mail address, which no other account has.")] = None,
    admin: Annotated[bool, typer.Option("--admin", help="Make the account a site admin.")] = False,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read a password from standard input.")
    ] = False,
) -> None:
    """Add an account."""
    password = sys.stdin.readline().rstrip("\n") if password_stdin else None
    settings = Settings()
    with opened(settings) as database, database.writing() as session:
        hold_departments(session)
        user = create_user(
            session,
            Actor(None),
            username,
            name=name,
            department=department,
            mail=mail,
            password=password,
            site_admin=admin,
            site=site_names(settings),
            now=database_now(session),
        )
        admit_of_department(session, Actor(None), user, now=user.created_at)
    say(f"Created {username}. A token for it: bonsens token {username}")


@user_commands.command()
def password(username: Username) -> None:
    """Set a password, read from standard input; tokens issued before stop working."""
    given = sys.stdin.readline().rstrip("\n")
    settings = Settings()
    with opened(settings) as database, database.writing() as session:
        user, now = get_user(session, username), database_now(session)
        set_password(session, Actor(None), user, given, site=site_names(settings), now=now)
    say(f"The password of {username} is set.")


@user_commands.command(name="sign-out")
def sign_out(username: Username) -> None:
    """End every session and withdraw every token of an account; its password still signs in."""
    with opened() as database, database.writing() as session:
        sign_out_user(session, Actor(None), get_user(session, username), now=database_now(session))
    say(f"{username} is signed out everywhere.")


@user_commands.command(name="second-factor")
def second_factor(
    username: Username,
    remove: Annotated[bool, typer.Option("--remove", help="Let the password be enough again.")] = False,
) -> None:
    """Set up a second factor for an account: prints what its app reads, and recovery codes; or remove it."""
    settings = Settings()
    with opened(settings) as database, database.writing() as session:
        user, now = get_user(session, username), database_now(session)
        if remove:
            remove_second_factor(session, Actor(None), user, now=now)
        else:
            site = next(iter(site_names(settings)), SITE)
            _, uri = begin_second_factor(session, user, site=site, now=now)
            codes = confirm_second_factor(session, Actor(None), user, None, now=now)
            sys.stdout.write("\n".join([uri, *codes]) + "\n")
    say(f"{username} signs in with the password alone." if remove else f"{username} signs in with a code, too.")


@user_commands.command()
def mail(
    username: Username, address: Annotated[str | None, typer.Argument(help="The address; none takes it away.")] = None
) -> None:
    """Set where letters to somebody go."""
    with opened() as database, database.writing() as session:
        user = get_user(session, username)
        set_mail(session, Actor(None), user, address, now=database_now(session))
        say(f"Letters to {username} go to {user.mail}." if user.mail else f"{username} has no mail address.")


@user_commands.command()
def reset(username: Username) -> None:
    """Print a link by which somebody chooses a new password, which is good once and for an hour."""
    settings = Settings()
    if settings.public_url is None:
        raise Refused(NO_ADDRESS)
    with opened(settings) as database, database.writing() as session:
        now, user = database_now(session), get_user(session, username)
        if not may_choose(user):
            raise Refused(f"{username} has left, or is the author of imported texts, and cannot sign in.")
        secret = offer_reset(session, user, now=now)
    sys.stdout.write(f"{settings.public_url}/reset#{secret}\n")


@user_commands.command()
def language(
    username: Username,
    language: Annotated[
        Language | None, typer.Argument(help="In which sentences are told; none leaves it to the browser.")
    ] = None,
) -> None:
    """Set the language in which sentences are told to somebody."""
    with opened() as database, database.writing() as session:
        set_language(session, get_user(session, username), language)
    say(f"{username} is answered in {language or 'the language of the browser or the campaign'}.")


@user_commands.command()
def block(username: Username, lift: Annotated[bool, typer.Option("--lift", help="Lift the block.")] = False) -> None:
    """Make an account a reader everywhere, or lift that."""
    with opened() as database, database.writing() as session:
        user = get_user(session, username)
        block_user(session, Actor(None), user, blocked=not lift, now=database_now(session))
    say(f"{username} is {'no longer blocked' if lift else 'blocked'}.")


@user_commands.command()
def disable(
    username: Username, lift: Annotated[bool, typer.Option("--lift", help="Let its owner sign in anew.")] = False
) -> None:
    """End every way in of somebody who leaves, or lift that."""
    with opened() as database, database.writing() as session:
        user = get_user(session, username)
        disable_user(session, Actor(None), user, disabled=not lift, now=database_now(session))
    say(f"{username} is {'no longer disabled' if lift else 'disabled, and signed out everywhere'}.")


@user_commands.command()
def link(
    username: Username,
    provider: Annotated[str, typer.Argument(help="The provider, as the file of BONSENS_SIGN_ON calls it.")],
    subject: Annotated[str, typer.Argument(help="Who they are there: the claim sub, or the one that stands for it.")],
) -> None:
    """Let an account be somebody's at a provider: a person before their first sign-in, or a program."""
    path = Settings().sign_on
    given = None if path is None else read_file(path).providers.get(provider)
    if given is None:
        raise Refused(f"BONSENS_SIGN_ON names no provider {provider}.")
    with opened() as database, database.writing() as session:
        user, now = get_user(session, username), database_now(session)
        link_account(session, Actor(None), user, provider=provider, issuer=given.issuer, subject=subject, now=now)
    say(f"{username} is {subject} of {provider}.")


@user_commands.command()
def role(
    username: Username,
    campaign: Annotated[str, typer.Argument(help="The campaign's slug.")],
    role: Annotated[Role, typer.Argument(help="What the account may do there.")],
    as_: As = None,
) -> None:
    """Give an account a role in a campaign."""
    with opened() as database, database.writing() as session:
        set_member(session, acting(session, as_), campaign, username, role)
    say(f"{username} is {role} of {campaign}.")


@user_commands.command(name="list")
def list_() -> None:
    """List the accounts."""
    with opened() as database, database.reading() as session:
        for user in list_users(session, after=None, limit=100_000):
            states = ("admin", user.site_admin), ("blocked", user.blocked_at), ("disabled", user.disabled_at)
            marks = [mark for mark, is_so in states if is_so]
            sys.stdout.write("\t".join([user.username, user.name, user.department or "", *marks]) + "\n")


def token(
    username: Username, days: Annotated[int, typer.Option(min=1, max=366, help="How long it is good for.")] = 1
) -> None:
    """Print a bearer token for an account."""
    settings = Settings()
    with opened(settings) as database, database.reading() as session:
        user = get_user(session, username)
        if not user.can_sign_in:
            raise Refused(f"{username} is the author of imported texts and cannot sign in.")
        if user.disabled_at is not None:
            raise Refused(f"{username} is disabled. Lift that first: bonsens user disable {username} --lift")
    assert user.id is not None
    lifetime = timedelta(days=days)
    sys.stdout.write(Tokens(token_keys(settings)).issue(user.id, now=process_now(), lifetime=lifetime) + "\n")
