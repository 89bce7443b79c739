"""Routes of signing in with the company: to a provider and back, out again, and by the word of a proxy."""

from functools import partial
from typing import Annotated
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Body, Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.responses import RedirectResponse, Response

from app.clock import database_now, process_now
from app.errors import Mistake, NotAuthenticated, ProviderUnavailable
from app.identity.models import OpenedBy
from app.identity.proxied import named_by_proxy, told_by_proxy
from app.identity.service import get_account
from app.identity.services import CurrentServices, Services
from app.identity.sso.issuers import Issuer
from app.identity.sso.settings import HEADER_ISSUER, AccountsIn, Provider
from app.identity.wire import sign_in, sign_out
from app.signon.arriving import arrive
from app.signon.claims import Arrival, read_proxied
from app.signon.client import authorization_address
from app.signon.errors import (
    AccountClosed,
    AccountMissing,
    NoSuchProvider,
    SignOnFailed,
    UsernameOfAnother,
)
from app.signon.flow import LIFETIME, PURPOSE, Begun, is_own_path
from app.signon.leaving import end_at_provider, read_logout
from app.signon.returning import come_back
from app.signon.schemas import ProviderOut, ProvidersOut, SignedOutOut
from app.web.answers import answer, tagged
from app.web.cookies import NAME, drop_cookie, read_cookie, require_secure, set_cookie
from app.web.csrf import require_own_page
from app.web.errors import ConnectionInsecure, CookieTwice, CrossSite, DatabaseUnavailable, Unreadable
from app.web.links import origin_of
from app.web.stating import Caller, states
from app.web.strict import ParametersOfOthers
from app.words.codes import Word
from app.words.saying import Said

router = APIRouter(tags=["identity"])

ProviderName = Annotated[str, Path(description="The name of the provider, as the list has it.")]
Next = Annotated[
    str, Query(alias="next", description="The path of this service at which the browser comes out once signed in.")
]
_FORM = {
    "type": "object",
    "properties": {"logout_token": {"type": "string", "description": "The word of the provider, signed."}},
    "required": ["logout_token"],
}
Form = Annotated[bytes, Body(media_type="application/x-www-form-urlencoded", json_schema_extra=_FORM)]
COOKIE = f"{NAME}-{PURPOSE}"
_UNKEPT = {"Cache-Control": "no-store"}


@router.get("/auth/providers", **states("list_providers", act=Caller.ANYONE), response_model=ProvidersOut)
def get_providers(request: Request, services: CurrentServices) -> Response:
    """List what people can sign in with, for the buttons of the sign-in page."""
    items = [
        ProviderOut(id=name, title=provider.given.title, login=f"/v1/auth/providers/{name}/login")
        for name, provider in services.providers.sign_on.providers.items()
    ]
    if services.providers.sign_on.header is not None:
        title = services.providers.sign_on.header.given.title
        items.append(ProviderOut(id=HEADER_ISSUER, title=title, login="/v1/auth/proxy/login"))
    return tagged(request, ProvidersOut(items=items))


@router.get(
    "/auth/providers/{provider}/login",
    **states("begin_sign_on", NoSuchProvider, ConnectionInsecure, ProviderUnavailable, Mistake, act=Caller.ANYONE),
    status_code=303,
    response_class=Response,
)
async def get_login(request: Request, provider: ProviderName, services: CurrentServices, then: Next = "/") -> Response:
    """Send a browser to a provider to sign in."""
    require_secure(request)
    _require_own_path(then)
    found, issuer = _provider(services, provider)
    begun = Begun.at(provider, then)
    address = await authorization_address(found, await issuer.addresses(), begun, back=_back(request, provider))
    told = RedirectResponse(address, 303, _UNKEPT)
    kept = services.signer.sign(PURPOSE, begun.kept(), until=process_now() + LIFETIME)
    set_cookie(request, told, COOKIE, kept, lifetime=LIFETIME)
    return told


@router.get(
    "/auth/providers/{provider}/callback",
    **states(
        "finish_sign_on",
        *(NoSuchProvider, ConnectionInsecure, ProviderUnavailable, CookieTwice, SignOnFailed),
        *(AccountClosed, AccountMissing, UsernameOfAnother, DatabaseUnavailable),
        act=Caller.ANYONE,
    ),
    status_code=303,
    response_class=Response,
)
async def get_callback(
    request: Request, provider: ProviderName, given: ParametersOfOthers, services: CurrentServices
) -> Response:
    """Take a browser that comes back from a provider: signs it in, and sends it where it wanted to go."""
    require_secure(request)
    found, issuer = _provider(services, provider)
    begun = Begun.read(services.signer.read(PURPOSE, read_cookie(request, COOKIE), now=process_now()))
    back = _back(request, provider)
    returned = await come_back(services.database, found, issuer, _each_once(given), begun, back)
    sign = partial(_signed_in, how=OpenedBy.PROVIDER, sid=returned.sid)
    secret = await run_in_threadpool(sign, request, services, returned.arrival, found.given)
    told = _entered(request, services, secret, returned.then)
    drop_cookie(request, told, COOKIE)
    return told


@router.get(
    "/auth/proxy/login",
    **states(
        "sign_in_by_proxy",
        *(NoSuchProvider, ConnectionInsecure, CookieTwice, SignOnFailed, Mistake),
        *(AccountClosed, AccountMissing, UsernameOfAnother, DatabaseUnavailable),
        act=Caller.ANYONE,
    ),
    status_code=303,
    response_class=Response,
)
def get_proxy_login(request: Request, services: CurrentServices, then: Next = "/") -> Response:
    """Sign in whomever the proxy in front names, where its headers are trusted."""
    require_secure(request)
    _require_own_path(then)
    trusted = services.providers.sign_on.header
    if trusted is None:
        raise NoSuchProvider
    username = named_by_proxy(request, trusted)
    if username is None:
        raise SignOnFailed(Said.of(Word.PROXY_NAMED_NOBODY))
    arrival = read_proxied(username, told_by_proxy(request, trusted))
    secret = _signed_in(request, services, arrival, trusted.given, how=OpenedBy.PROXY, sid=username)
    return _entered(request, services, secret, then)


@router.post(
    "/auth/providers/{provider}/logout",
    **states("sign_out", *(NoSuchProvider, CookieTwice, CrossSite, DatabaseUnavailable), act=Caller.ANYONE),
    response_model=SignedOutOut,
)
async def post_logout(request: Request, provider: ProviderName, services: CurrentServices) -> Response:
    """Sign this browser out, and say where it is signed out at the provider too."""
    require_own_page(request)
    found, issuer = _provider(services, provider)
    ended = await run_in_threadpool(sign_out, request, services)
    sid = ended.provider_sid if ended is not None and ended.provider == provider else None
    told = answer(SignedOutOut(url=await _farewell(request, found, issuer, sid)), headers=_UNKEPT)
    drop_cookie(request, told, NAME)
    return told


@router.post(
    "/auth/providers/{provider}/backchannel-logout",
    **states("end_sessions_of_provider", NoSuchProvider, ProviderUnavailable, DatabaseUnavailable, act=Caller.ANYONE),
    status_code=204,
    response_model=None,
)
async def post_backchannel_logout(provider: ProviderName, body: Form, services: CurrentServices) -> Response:
    """Take the word of a provider that somebody signed out there: their sessions that it opened here end at once."""
    _, issuer = _provider(services, provider)
    try:
        said = await read_logout(issuer, _logout_token(body))
        await run_in_threadpool(end_at_provider, services.database, provider, issuer, said)
    except NotAuthenticated as refused:
        # What OpenID Connect Back-Channel Logout 1.0, 2.8, asks for.
        raise Unreadable(refused.said()) from refused
    return Response(status_code=204, headers=_UNKEPT)


def _provider(services: Services, name: str) -> tuple[Provider, Issuer]:
    found = services.providers.sign_on.providers.get(name)
    if found is None:
        raise NoSuchProvider
    return found, services.providers.issuers[name]


def _back(request: Request, provider: str) -> str:
    """Return the address that a browser comes back to, which the provider knows."""
    return f"{origin_of(request)}/v1/auth/providers/{provider}/callback"


def _each_once(given: QueryParams) -> dict[str, str]:
    """Return the parameters of an answer; of one that is there twice, nobody knows which is meant."""
    if len(given.multi_items()) > len(given):
        raise SignOnFailed(Said.of(Word.SIGN_ON_LOST))
    return dict(given)


def _signed_in(
    request: Request, services: Services, arrival: Arrival, accounts: AccountsIn, *, how: OpenedBy, sid: str | None
) -> str:
    """Return the secret of a new session; the one that the browser had before ends."""
    user_id = arrive(services.database, arrival, accounts)
    with services.database.writing() as session:
        user, now, provider = get_account(session, user_id), database_now(session), arrival.provider
        return sign_in(session, request, services, user, how=how, now=now, provider=provider, provider_sid=sid)


def _entered(request: Request, services: Services, secret: str, then: str) -> Response:
    """Send a browser where it wanted to go, signed in."""
    told = RedirectResponse(then, 303, _UNKEPT)
    set_cookie(request, told, NAME, secret, lifetime=services.limits.absolute)
    return told


def _require_own_path(then: str) -> None:
    if not is_own_path(then):
        raise Mistake("query.next", Said.of(Word.NOT_A_PATH_OF_OURS))


async def _farewell(request: Request, provider: Provider, issuer: Issuer, sid: str | None) -> str | None:
    """Return where a browser is signed out at the provider (OpenID Connect RP-Initiated Logout 1.0).

    No ID token is kept, so the provider is told who asks by ``client_id``, and which session by its own name of it.
    """
    try:
        page = (await issuer.addresses()).end_session
    except ProviderUnavailable:
        return None
    if page is None:
        return None
    asked = {"client_id": provider.given.client_id, "post_logout_redirect_uri": f"{origin_of(request)}/"}
    hint = {} if sid is None else {"logout_hint": sid}
    return f"{page}{'&' if '?' in page else '?'}{urlencode(asked | hint)}"


def _logout_token(body: bytes) -> str:
    try:
        given = parse_qsl(body.decode("ascii"), strict_parsing=True, max_num_fields=10)
    except ValueError as error:
        raise Unreadable(Said.of(Word.REQUEST_UNREADABLE)) from error
    tokens = [value for name, value in given if name == "logout_token"]
    if len(tokens) != 1:
        raise Unreadable(Said.of(Word.REQUEST_UNREADABLE))
    return tokens[0]
