"""Addresses that people give us lead into the open internet, or nowhere: by name, by number, at every try."""

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult

LONGEST = 1000  # characters
PRIVATE_NAMES = (".local", ".localhost", ".internal", ".lan", ".home", ".arpa")
LOWEST_PORT = 1024  # below it, only those of the web
NAT64 = IPv6Network("64:ff9b::/96")  # https://www.rfc-editor.org/rfc/rfc6052#section-2.1

Check = Callable[[str], bool]


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet, and so is any IPv4 address that it carries."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(one.is_global and not one.is_multicast for one in (found, *_carried(found)))


def anything(_address: str) -> bool:
    """The operator's own networks too."""
    return True


def _carried(found: IPv4Address | IPv6Address) -> Sequence[IPv4Address]:
    if isinstance(found, IPv4Address):
        return ()
    teredo = found.teredo or ()
    nat64 = IPv4Address(int(found) & 0xFFFFFFFF) if found in NAT64 else None
    return [one for one in (found.ipv4_mapped, found.sixtofour, nat64, *teredo) if one]


def problem(url: str, allowed: Check = is_public) -> str:
    """Why nothing is sent to this address; `""` where its form is in order. Its name is looked up later."""
    parts = urlsplit(url)
    try:
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "its port is no number"
    if len(url) > LONGEST:
        return f"it is longer than {LONGEST} characters"
    if parts.scheme != "https" and not (parts.scheme == "http" and allowed is anything):
        return "it does not begin with https://"
    if not host or url.split() != [url] or not url.isprintable():
        return "it is no address"
    if parts.username is not None or parts.password is not None:
        return "it holds a name or password"
    if port is not None and port < LOWEST_PORT and port not in (80, 443):
        return f"port {port} is not one of the web"
    return "" if allowed is anything or _may_be_public(host) else "it is not in the open internet"


def _may_be_public(host: str) -> bool:
    if _is_number(host):
        return is_public(host)
    name = host.lower().rstrip(".")
    top = name.rpartition(".")[2]
    return "." in name.strip(".") and not top[:1].isdigit() and not name.endswith(PRIVATE_NAMES)


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


class Guarded(AbstractResolver):
    """Gives only addresses that are allowed: what is connected to is what was looked at."""

    def __init__(self, inner: AbstractResolver, allowed: Check) -> None:
        self._inner, self._allowed = inner, allowed

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Raises OSError where none is allowed."""
        found = await self._inner.resolve(host, port, family)
        fit = [one for one in found if self._allowed(one["host"])]
        if not fit:
            raise OSError(None, f"{host} is not in the open internet")
        return fit

    async def close(self) -> None:
        await self._inner.close()
