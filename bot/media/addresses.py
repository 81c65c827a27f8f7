"""Which addresses may be dialled, as a pure rule and as the place where it is held: the opening of the socket.

A check of the link alone would be too early: names change what they resolve to between check and use, redirects lead
elsewhere, and aiohttp asks no resolver for IP literals. Every one of them has to open a socket.
"""

from __future__ import annotations

import errno
import ipaddress
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from aiohttp import AddrInfoType

_LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
_GLOBAL_UNICAST_6 = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class AddressRefused(OSError):
    """Raised where a socket would be opened to a forbidden address.

    An OSError, because that is what a connector expects of a socket; always with the same text, because
    aiohappyeyeballs keeps the type only if all addresses of a name failed alike.
    """

    def __init__(self) -> None:
        super().__init__(errno.EACCES, "address not allowed")


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose addresses may lie anywhere: hosts that the operator named in the settings, lower case, without port.

    Every other host must resolve to addresses of the public internet.
    """

    trusted_hosts: frozenset[str] = frozenset()

    @classmethod
    def of(cls, addresses: Iterable[str]) -> Self:
        """Trust the hosts of these URLs. The spellings of this machine (localhost, 127.0.0.1, ::1) count as one.

        Local proxies name their pictures by another spelling, and another port, than the operator wrote.
        """
        hosts = {canonical_host(urlsplit(address).hostname or "") for address in addresses} - {""}
        return cls(frozenset(hosts | _LOOPBACK_HOSTS if hosts & _LOOPBACK_HOSTS else hosts))

    def trusts(self, host: str) -> bool:
        return canonical_host(host) in self.trusted_hosts


def canonical_host(host: str) -> str:
    """Give the host as `Reach` compares it."""
    return host.lower().strip("[]").rstrip(".")


def is_public(address: str) -> bool:
    """Tell whether an IP address (never a name) is a single host of the public internet.

    IPv6 addresses that only carry an IPv4 address (mapped, NAT64, 6to4) are judged by what they carry.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        carried = _carried(parsed)
        if carried is None:
            return parsed in _GLOBAL_UNICAST_6 and parsed.is_global and not parsed.is_multicast
        parsed = carried
    return parsed.is_global and not parsed.is_multicast and not parsed.is_reserved


def _carried(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address in _NAT64:
        return ipaddress.IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address.sixtofour


def open_public_socket(addr_info: AddrInfoType) -> socket.socket:
    """Open a socket for aiohttp's connector (its `socket_factory`), to a public address only.

    Raises:
        AddressRefused: the address is not public.
    """
    family, kind, protocol, _, target = addr_info
    if not is_public(str(target[0])):
        raise AddressRefused
    return socket.socket(family=family, type=kind, proto=protocol)
