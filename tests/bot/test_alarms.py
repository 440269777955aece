"""What the operator is told, and when: once when it begins, once when it is over."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.alarms import Disk, Observed, decide
from bot.wording_alarms import alert
from storage.alarms import Told
from storage.health import Health
from storage.measures import Ledger, Queue

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
GIB = 2**30
NOTHING = Told({})
Observe = Callable[..., Observed]


@pytest.fixture
def observe(now: datetime) -> Observe:
    def observed(**changes: Any) -> Observed:
        return replace(Observed(now, (), (), (), {}, None), **changes)

    return observed


def failing(part: str, now: datetime, ago: timedelta, reason: str = "Unreachable") -> dict[str, Any]:
    return {"health": [Health(part, now - 3 * HOUR, now - ago, reason)]}


def reading(**failed: int) -> dict[str, Any]:
    return {"ledgers": [Ledger("house", 9, {}, failed)]}


CASES: list[tuple[str, Callable[[datetime], dict[str, Any]], list[str]]] = [
    ("all is well", lambda now: {"health": [Health("source:house", now)]}, []),
    ("a source down for less than an hour", lambda now: failing("source:house", now, HOUR - MINUTE), []),
    ("a source down for an hour", lambda now: failing("source:house", now, HOUR), ["source:house"]),
    ("one of its indexes alone", lambda now: failing("index:house:2025FD", now, HOUR), []),
    ("a channel that reconnects", lambda now: failing("channel:discord", now, 4 * MINUTE), []),
    ("a channel that fails", lambda now: failing("channel:discord", now, 5 * MINUTE), ["channel:discord"]),
    (
        "a token that is refused",
        lambda now: failing("channel:telegram sender", now, 0 * MINUTE, "BadToken"),
        ["channel:telegram sender"],
    ),
    ("reports that cannot be read", lambda _: reading(NoRows=2), ["reading:house:NoRows"]),
    ("what nobody foresaw", lambda _: reading(Unexpected=1), ["reading:house:Unexpected"]),
    ("documents that did not come", lambda _: reading(Missing=1, Unreachable=3), []),
    ("a malformed message", lambda now: {"malformed": {"discord": now - 59 * MINUTE}}, ["malformed:discord"]),
    ("one of an hour ago", lambda now: {"malformed": {"discord": now - HOUR}}, []),
    ("an outbox that works", lambda now: {"queues": [Queue("telegram", "due", 9, now - 15 * MINUTE)]}, []),
    (
        "an outbox that grows",
        lambda now: {"queues": [Queue("telegram", "sending", 1, now - 16 * MINUTE)]},
        ["outbox:telegram"],
    ),
    ("what waits for the morning", lambda now: {"queues": [Queue("telegram", "later", 9, now + HOUR)]}, []),
    ("a disk with room", lambda _: {"disk": Disk(2 * GIB, 10 * GIB)}, []),
    ("less than a gigabyte free", lambda _: {"disk": Disk(GIB - 1, 10 * GIB)}, ["disk:"]),
    ("less than a twentieth free", lambda _: {"disk": Disk(4 * GIB, 100 * GIB)}, ["disk:"]),
]


@pytest.mark.parametrize(("changes", "told"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_is_trouble_and_what_is_not(
    observe: Observe, now: datetime, changes: Callable[[datetime], dict[str, Any]], told: list[str]
) -> None:
    decided = decide(observe(**changes(now)), NOTHING)
    assert [one.key for one in decided.begun] == told
    assert decided.told.open == dict.fromkeys(told, now)
    assert not decided.ended


@pytest.mark.parametrize("changes", [case[1] for case in CASES if case[2]], ids=[c[0] for c in CASES if c[2]])
def test_each_is_told_once_and_its_end_once(
    observe: Observe, now: datetime, changes: Callable[[datetime], dict[str, Any]]
) -> None:
    first = decide(observe(**changes(now)), NOTHING)
    again = decide(observe(**changes(now)), first.told)
    assert (list(again.begun), dict(again.ended), again.told) == ([], {}, first.told)
    over = decide(observe(now=now + HOUR), first.told)
    assert (list(over.begun), dict(over.ended)) == ([], dict(first.told.open))
    assert over.told.open == {}
    after = decide(observe(now=now + HOUR), over.told)
    assert (list(after.begun), dict(after.ended)) == ([], {})


def test_a_source_that_fails_for_another_reason_is_the_same_trouble(observe: Observe, now: datetime) -> None:
    first = decide(observe(**failing("source:house", now, HOUR)), NOTHING)
    assert not decide(observe(**failing("source:house", now, HOUR, "Maintenance")), first.told).begun


def test_new_reading_failures_wait_an_hour_and_come_together(observe: Observe, now: datetime) -> None:
    first = decide(observe(**reading(NoRows=1)), NOTHING)
    more = reading(NoRows=1, PageChanged=4, UnknownValue=1)
    soon = decide(observe(now=now + HOUR - MINUTE, **more), first.told)
    assert (list(soon.begun), soon.told) == ([], first.told)
    later = decide(observe(now=now + HOUR, **more), soon.told)
    assert [one.reason for one in later.begun] == ["PageChanged", "UnknownValue"]
    assert later.told.reading_at == now + HOUR


def test_other_trouble_does_not_wait_for_reading_failures(observe: Observe, now: datetime) -> None:
    held = Told({"reading:house:NoRows": now}, now)
    decided = decide(observe(disk=Disk(1, GIB), **reading(NoRows=1)), held)
    assert [one.key for one in decided.begun] == ["disk:"]
    assert decided.told.reading_at == now


def test_a_disk_at_the_edge_is_told_once(observe: Observe, now: datetime) -> None:
    held = Told({"disk:": now})
    assert not decide(observe(disk=Disk(int(1.1 * GIB), 10 * GIB)), held).ended
    assert decide(observe(disk=Disk(2 * GIB, 10 * GIB)), held).ended


def test_every_trouble_says_what_is_wrong_and_what_to_do(observe: Observe, now: datetime) -> None:
    parts = [
        Health("source:house", now - 2 * HOUR, now - HOUR, "Unreachable"),
        Health("channel:discord", None, now - HOUR, "ClientError"),
        Health("channel:telegram", None, now - HOUR, "BadToken"),
    ]
    queues, late = [Queue("telegram", "due", 9, now - HOUR)], {"discord": now}
    decided = decide(
        observe(health=parts, queues=queues, malformed=late, disk=Disk(1, GIB), **reading(NoRows=2)), NOTHING
    )
    title, body = alert(decided, now)
    assert title == "Hilltape: 7 problems"
    assert body.splitlines() == [
        "Discord has failed since 13:02 UTC, and is tried again; ./hilltape doctor says what to do.",
        "Telegram is stopped: its token is not accepted. Correct it and start Hilltape again.",
        "The disk is filling: 0.0 GB free. Make room; every report read is kept.",
        "Discord found a message wrong at 14:02 UTC; it was tried as plain text. "
        "The log has the platform's words.",
        "Telegram: what fell due 13:02 UTC is not sent yet.",
        "House: 2 reports not read, no transaction was found in an electronic report. "
        "/status names the newest.",
        "House has failed since 13:02 UTC: the site did not answer. It is asked again and again, "
        "and nothing is lost; ./hilltape doctor says what to do.",
    ]


def test_what_is_over_says_when_it_was_told(observe: Observe, now: datetime) -> None:
    keys = ("source:house", "channel:telegram", "reading:house:NoRows", "malformed:discord", "outbox:discord")
    decided = decide(observe(), Told(dict.fromkeys((*keys, "disk:"), now - HOUR)))
    title, body = alert(decided, now)
    assert title == "Hilltape: 6 over"
    assert "Over: House answers again (told 13:02 UTC)." in body
    assert len(body.splitlines()) == 6
