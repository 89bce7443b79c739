"""Whom a proxy in front says that it has let in: by headers that are believed from its own address alone."""

from collections.abc import Mapping
from ipaddress import ip_address

from fastapi import Request

from app.identity.sso.settings import TrustedHeader
from app.web.peers import peer_of


def named_by_proxy(request: Request, trusted: TrustedHeader | None) -> str | None:
    """Return the username in the header of a proxy that is trusted, None for any other request."""
    if trusted is None or not _is_trusted(peer_of(request), trusted):
        return None
    return _header(request, trusted.given.username)


def told_by_proxy(request: Request, trusted: TrustedHeader) -> Mapping[str, str]:
    """Return what a proxy that is trusted says of whom it names."""
    given = trusted.given
    names = {"name": given.name, "email": given.mail, "department": given.department}
    told = {claim: _header(request, header) for claim, header in names.items() if header is not None}
    return {claim: value for claim, value in told.items() if value is not None}


def _is_trusted(peer: str | None, trusted: TrustedHeader) -> bool:
    try:
        address = ip_address(peer or "")
    except ValueError:
        return False
    # A socket that takes both kinds shows the old kind as the new one.
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address.version == network.version and address in network for network in trusted.peers)


def _header(request: Request, name: str) -> str | None:
    """Return a header that is there once, which is as the proxy set it; added to what a stranger sent, it is two."""
    values = request.headers.getlist(name)
    if len(values) != 1:
        return None
    try:
        value = values[0].encode("latin-1").decode("utf-8").strip()
    except UnicodeDecodeError:
        value = values[0].strip()
    return value if value and value.isprintable() else None
