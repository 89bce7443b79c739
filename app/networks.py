"""Which addresses are one place. Pure."""

from ipaddress import IPv6Address, ip_address, ip_network

_PREFIX = 64
"""Bits of an IPv6 address that name a household or an office; whoever has one has all the others."""


def network_of(address: str) -> str:
    """Return what stands for all addresses that whoever has this one has."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(ip_network((parsed, _PREFIX), strict=False))
    return str(parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else parsed)
