"""Who asks too much at once is told so once, and waits."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.channel import Address, Card, Choice, Person, Request
from bot.limit import BURST, REMEMBERED, REST, TYPED_BURST, TYPED_REST, Limited, LimitedTyping
from bot.message import Message


async def answer(_request: Request) -> Message:
    return Message("answered")


class Asking:
    """Somebody who asks, and a clock."""

    def __init__(self) -> None:
        self.now = 100.0
        self.limited = Limited(answer, lambda: self.now)

    def __call__(self, person: str = "1", channel: str = "telegram") -> str:
        request = Request(channel, "1", Address("7"), "Ann", Person(person, "Ann", True), "/recent")
        message = asyncio.run(self._ask(request))
        return message.title if message else ""

    async def _ask(self, request: Request) -> Message | None:
        return await self.limited(request)

    def many(self, times: int) -> Sequence[str]:
        return [self() for _ in range(times)]


@pytest.fixture
def asking() -> Asking:
    return Asking()


def test_a_burst_is_answered_and_then_silence_is_announced_once(asking: Asking) -> None:
    assert asking.many(BURST) == ["answered"] * BURST
    assert asking.many(3) == ["Too many at once; wait 2 s.", "", ""]


def test_who_slows_down_is_answered_again_and_told_again(asking: Asking) -> None:
    asking.many(BURST + 2)
    asking.now += REST
    assert asking.many(2) == ["answered", "Too many at once; wait 2 s."]
    asking.now += BURST * REST
    assert asking.many(BURST) == ["answered"] * BURST


def test_each_person_of_each_channel_has_their_own(asking: Asking) -> None:
    asking.many(BURST + 1)
    assert (asking(), asking("2"), asking("1", "discord")) == ("", "answered", "answered")


def test_only_so_many_people_are_remembered(asking: Asking) -> None:
    asking.many(BURST + 1)
    held = asking.limited._buckets._held
    for number in range(REMEMBERED):
        held["telegram", f"other {number}"] = held["telegram", "1"]
    assert asking("somebody new") == "answered"
    assert asking() == "answered"


class Offering:
    """Suggests one card and one choice to everybody."""

    async def inline(self, channel: str, person: Person, typed: str) -> Sequence[Card]:
        return [Card("1", f"{channel} {person.id} {typed}", "", Message(""))]

    async def complete(self, channel: str, address: Address, command: str, typed: str) -> Sequence[Choice]:
        return [Choice(typed, command)]


def test_inline_mode_falls_silent_for_who_asks_too_much_and_for_nobody_else() -> None:
    now = 100.0
    limited = LimitedTyping(Offering(), lambda: now)

    async def typed(person: str) -> int:
        return len(await limited.inline("telegram", Person(person, "Ann", False), "nvda") or ())

    async def many(person: str, times: int) -> list[int]:
        return [await typed(person) for _ in range(times)]

    assert asyncio.run(many("1", TYPED_BURST + 2)) == [1] * TYPED_BURST + [0, 0]
    assert asyncio.run(typed("2")) == 1
    now += TYPED_REST
    assert asyncio.run(many("1", 2)) == [1, 0]


def test_what_is_completed_while_somebody_types_is_not_counted() -> None:
    limited = LimitedTyping(Offering(), lambda: 0.0)

    async def often() -> Sequence[Choice]:
        return [
            one for _ in range(100) for one in await limited.complete("discord", Address("7"), "top", "w")
        ]

    assert asyncio.run(often()) == [Choice("w", "top")] * 100
