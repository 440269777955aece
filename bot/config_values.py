"""What the values of `config.yaml` may be: durations, addresses of sites and of the database, a contact."""

import re
from datetime import timedelta
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import SplitResult, parse_qs, urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

SECONDS = {"s": 1, "m": 60, "h": 3600}
LONGEST = timedelta(hours=24)
SECURE = {"http": "https", "ws": "wss"}


def parse_duration(text: object) -> timedelta:
    """60s, 5m or 1h, from 1 second to 24 hours. Raises ValueError."""
    found = re.fullmatch(r"([0-9]{1,5})([smh])", text) if isinstance(text, str) else None
    if found is None:
        raise ValueError("not a number with its unit")
    duration = timedelta(seconds=int(found[1]) * SECONDS[found[2]])
    if not timedelta(seconds=1) <= duration <= LONGEST:
        raise ValueError("too short or too long")
    return duration


def _site(text: str) -> str:
    return _address(text, "http")


def _gateway(text: str) -> str:
    return _address(text, "ws")


def _address(text: str, plain: str) -> str:
    """The address without a slash at its end. Raises ValueError."""
    address = urlsplit(text)
    secure = SECURE[plain]
    if address.scheme not in (plain, secure) or not address.hostname or not _has_sound_port(address):
        raise ValueError("no such address")
    if address.username is not None or address.query or address.fragment or re.search(r"[\s\\]", text):
        raise ValueError("more than scheme, host, port and path")
    if address.scheme == plain and not is_loopback(address.hostname):
        raise ValueError(f"unencrypted; {plain}:// only for this machine itself")
    return text.rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether the host is this machine itself."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _database(text: str) -> str:
    address = urlsplit(text)
    if address.scheme == "sqlite":
        _check_sqlite(text)
    elif address.scheme == "postgresql":
        _check_postgresql(address)
    else:
        raise ValueError("another kind of database")
    return text


def _check_sqlite(text: str) -> None:
    name = text.removeprefix("sqlite:///")
    if not name or name.startswith(("sqlite:", ":memory:")) or "?" in name:
        raise ValueError("no file is named")


def _check_postgresql(address: SplitResult) -> None:
    if "@" in address.path + address.query + address.fragment or not _has_sound_port(address):
        raise ValueError("signs such as / ? # in a password are written %2F %3F %23")
    if not address.path.strip("/"):
        raise ValueError("no database is named")
    if any("password" in name for name in parse_qs(address.query)):
        raise ValueError("a password stands after the user: postgresql://USER:PASSWORD@HOST/NAME")


def _has_sound_port(address: SplitResult) -> bool:
    """The error of urlsplit itself would show a part of a password that is taken for a port."""
    try:
        return address.port != 0
    except ValueError:
        return False


def _contact(text: str) -> str:
    """What can stand in a User-Agent's comment (RFC 9110, 10.1.5)."""
    if not re.fullmatch(r"[!-~][ -~]{0,98}[!-~]", text) or re.search(r"[()\\;]", text):
        raise ValueError("does not fit a User-Agent")
    return text


def _token(secret: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[!-~]+", secret.get_secret_value()):
        raise ValueError("white space or signs that no token holds")
    return secret


def _host(text: str) -> str:
    if text != "localhost":
        ip_address(text)
    return text


ON_OFF = "true or false"
HOST = "an address of this machine: 127.0.0.1, ::1, localhost, or 0.0.0.0 and :: for all of them"
PORT = "a number from 0 to 65535; 0 takes any that is free"
OPERATOR_URLS = "addresses as Apprise has them, with spaces between"
DURATION = "a duration from 1s to 24h, such as 60s, 5m or 1h"
SITE = "https://HOST, with a port and path if need be; http:// only for this machine itself (127.0.0.1)"
GATEWAY = "null, or wss://HOST, with a port if need be; ws:// only for this machine itself (127.0.0.1)"
DATABASE = "sqlite:///FILE or postgresql://USER@HOST/NAME"
CONTACT = "null, or an e-mail or web address: 2 to 100 plain letters and signs, none of ( ) ; \\"

# Each description is what an error says is allowed.
Duration = Annotated[timedelta, BeforeValidator(parse_duration), Field(description=DURATION)]
SiteUrl = Annotated[str, AfterValidator(_site), Field(description=SITE)]
GatewayUrl = Annotated[str, AfterValidator(_gateway)]
DatabaseUrl = Annotated[str, AfterValidator(_database), Field(description=DATABASE, repr=False)]
Contact = Annotated[str, AfterValidator(_contact)]
Host = Annotated[str, AfterValidator(_host)]
Port = Annotated[int, Field(ge=0, le=65535)]
Token = Annotated[SecretStr, AfterValidator(_token)]
