"""Forbids connections beyond this machine while the tests run; knows no test."""

import ipaddress
import sys

LOCAL_NAMES = {"", "localhost"}
EVENTS = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1, "socket.getaddrinfo": 0}
"""Audit events of Python's sockets, with the position of the address among their arguments."""


class RemoteSocketRefused(RuntimeError):
    """A test reached for another machine; not an OSError, which the code under test might forgive."""


def forbid_remote_sockets() -> None:
    """Raise RemoteSocketRefused at each connection or look-up beyond loopback, until the process ends."""
    sys.addaudithook(_refuse_remote)


def _refuse_remote(event: str, arguments: tuple[object, ...]) -> None:
    if event not in EVENTS:
        return
    address = arguments[EVENTS[event]]
    # An address without a host is the path of a Unix socket, or belongs to a connected socket.
    if event == "socket.getaddrinfo" or isinstance(address, tuple):
        host = address[0] if isinstance(address, tuple) else address
        if isinstance(host, bytes):
            host = host.decode("ascii", "replace")
        if isinstance(host, str) and not _is_local(host):
            raise RemoteSocketRefused(f"A test reaches for {host}; only this machine is allowed.")


def _is_local(host: str) -> bool:
    if host in LOCAL_NAMES:
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
