"""Which addresses a provider may have: https, or plain http on this machine. Pure."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def require_sound(address: object) -> str:
    """Return an address to which secrets may go and from which keys may come; raises ValueError for anything else."""
    if not isinstance(address, str):
        raise ValueError("must be an address")  # noqa: TRY004  What is raised for all that is none.
    parts = urlsplit(address)
    host = parts.hostname or ""
    if not address.isascii() or not address.isprintable() or " " in address or "\\" in address:
        raise ValueError("holds what no address holds")
    if not host or parts.username is not None or parts.fragment or "#" in address:
        raise ValueError("must be an address such as https://id.example/tenant")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_this_machine(host)):
        raise ValueError("must begin with https://; http:// is for this machine alone")
    _ = parts.port
    return address


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
