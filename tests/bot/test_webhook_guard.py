"""Addresses that people give lead into the open internet or nowhere, whatever form they have."""

import socket

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.channel import Address, Part
from bot.channels.webhook import Webhook
from bot.channels.webhook.guard import anything, is_public, problem
from bot.errors import DeliveryError, Passing, Permanent
from replica.webhook import WebhookReceiver
from tests.support.waiting import now

SECRET = "whsec_" + "c2VjcmV0" * 4
PART = Part({"type": "notice"}, "", "n" * 24)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::", "::1", "fe80::1%eth0", "fc00::1"),
        *(
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "2002:7f00:1::",
            "64:ff9b::7f00:1",
            "2001:db8::1",
        ),
        *("2001:0:4136:e378:8000:63bf:3fff:fdd2", "nowhere", ""),
    ],
)
def test_no_address_of_an_own_network_is_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:2800:220:1::1", "::ffff:8.8.8.8"])
def test_an_address_of_the_open_internet_is(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://example.org/", "https://"),
        ("ftp://example.org/", "https://"),
        ("example.org/hook", "https://"),
        ("https://", "no address"),
        ("https://exam ple.org/", "no address"),
        ("https://example.org/\x07", "no address"),
        ("https://ann:secret@example.org/", "name or password"),
        ("https://example.org:22/", "port 22"),
        ("https://example.org:99999/", "port"),
        ("https://localhost/", "open internet"),
        ("https://printer.local/", "open internet"),
        ("https://metadata.google.internal./", "open internet"),
        ("https://intranet/", "open internet"),
        ("https://127.1/", "open internet"),
        ("https://2130706433/", "open internet"),
        ("https://127.0.0.1/", "open internet"),
        ("https://[::1]/", "open internet"),
        ("https://[::ffff:10.0.0.1]:8443/", "open internet"),
        (f"https://example.org/{'a' * 1000}", "longer"),
    ],
)
def test_what_is_no_address_for_a_webhook_says_why(url: str, why: str) -> None:
    assert why in problem(url)


@pytest.mark.parametrize("url", ["https://example.org/hook?key=1", "https://hooks.example.org:8443/a"])
def test_what_is_one_says_nothing(url: str) -> None:
    assert problem(url) == ""
    assert problem("http://10.0.0.7:8000/", anything) == ""


class Names(AbstractResolver):
    """A name server: what each look-up says, one after the other."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [ResolveResult(hostname=host, host=found, port=port, family=family, proto=0, flags=0)]

    async def close(self) -> None:
        pass


async def tried(url: str, *answers: str) -> DeliveryError:
    """What a try to send there becomes, when the name leads there."""
    webhook = Webhook("Hilltape/test", now, resolver=Names(*answers) if answers else None)
    with pytest.raises(DeliveryError) as raised:
        await webhook.send(Address(f"{url}#1", secret=SECRET), PART)
    await webhook.close()
    return raised.value


async def test_a_name_that_leads_into_an_own_network_is_not_connected_to() -> None:
    async with WebhookReceiver(now) as receiver:
        error = await tried(f"https://rebound.example.org:{receiver.port}/", "127.0.0.1")
        assert "not in the open internet" in str(error)
        assert receiver.seen == []


async def test_a_name_is_looked_up_anew_at_every_try() -> None:
    webhook = Webhook("Hilltape/test", now, resolver=Names("192.0.2.7", "127.0.0.1"))
    async with WebhookReceiver(now) as receiver:
        for _ in range(2):
            with pytest.raises(Passing, match="open internet"):
                await webhook.send(
                    Address(f"https://rebound.example.org:{receiver.port}/#1", secret=SECRET), PART
                )
        assert receiver.seen == []
    await webhook.close()


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f000001", "0177.0.0.1"])
async def test_other_ways_to_write_a_number_lead_nowhere_either(host: str) -> None:
    async with WebhookReceiver(now) as receiver:
        assert await tried(f"https://{host}:{receiver.port}/")
        assert receiver.seen == []


async def test_a_private_number_kept_from_before_is_refused_for_good() -> None:
    error = await tried("https://10.0.0.1/")
    assert isinstance(error, Permanent)
