"""One conversation on Telegram, on Discord and in the terminal: equal abilities, as people read them."""

import asyncio
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, TextIO

import pytest

from bot import posts
from bot.app import Store, open_store, serve
from bot.channel import Address, Answer, Part
from bot.channels.console import Console
from bot.channels.telegram import Telegram
from bot.commands import COMMANDS
from bot.demo import publish, settings_of
from bot.joined import Joined, channels_of
from bot.pace import Pacer
from replica.reports import Report, demo_reports
from replica.rig import Outside
from storage import filings
from tests.support.waiting import until

REPORTS = [report for report in demo_reports() if report.doc_id in ("20034836", "8221321")]


def many_rows(report: Report) -> Report:
    """Forty times the same rows under another id: more than a message holds."""
    rows = [{**row, "ordinal": n + 1} for n, row in enumerate(20 * report.record["rows"])]
    return replace(report, doc_id="20039999", record={**report.record, "doc_id": "20039999", "rows": rows})


CONVERSATION = (
    "/start",
    "/help",
    "/follows",
    "/follow pelosi",
    "/follow peloci",
    "/follow rogers",
    "/follow",
    "/follow sector:tech",
    "/follow $INTC,$NVDA",
    "/follow $INTC,$NVDA yes",
    "/follow $INTC,$NVDA",
    "/follow pelosi yes",
    "/follow pelosi no",
    "/follows",
    "/follows pause 1",
    "/follows change 2 $AMD",
    "/settings",
    "/settings zone berln",
    "/settings zone berlin",
    "/settings quiet 03:00-04:00",
    "/settings digest",
    "/snooze 8h",
    "/snooze off",
    "/mute khanna",
    "/unmute khanna",
    "/unfollow $INTC,$NVDA",
    "/unfollow $AMD",
    "/unfollow",
    "/official pelosi",
    "/official xyzzy",
    "/ticker INTC",
    "/ticker $ZZZZ",
    "/filing 20034836",
    "/filing 8221321",
    "/filing 1",
    "/recent",
    "/search pelosi buy",
    "/top all",
    "/chart pelosi",
    "/why 8221321",
    "/why",
    "/status",
    "/export",
    '/import {"hilltape": 1, "follows": ["$INTC", "Z999999"]}',
    "/email",
    "/email ann@example.org",
    "/webhook",
    "/webhook https://example.org/hilltape",
    "/forget",
    "/forget yes",
)
UNSEEN = re.compile("[\\\\\u2060]")  # escapes, and what keeps figures on one line
NEWCOMER = (  # what is typed, [pressed] or published, and what is read then
    ("/start", "Hilltape tells you what US officials just traded."),
    ("[Follow Nancy Pelosi]", "You will hear about: Nancy Pelosi (D, CA-11)"),
    ("[Follow]", "Followed: Nancy Pelosi (D, CA-11)"),
    ("20034836", "Nancy Pelosi (D, CA-11) reported: spouse bought INTC, UBER calls 2 trades · $1.5 M – $6 M"),
    ("[Details]", "1. 🟢 Intel Corporation - Common Stock (INTC) · 200 calls, strike $50, to 19 Mar 2027"),
    ("20039999", "Nancy Pelosi (D, CA-11) reported: spouse bought INTC, UBER calls 40 trades"),
    ("[All 40 rows]", "Rows 1 – 30 of 40"),
    ("[Rows 31 – 40]", "40. 🟢 Uber Technologies, Inc. Common Stock (UBER)"),
    ("/search pelosi buy", "Nancy Pelosi: 42 trades"),
    ("/why 20039999", "House report 20039999 was sent here"),
    ("/settings", "When messages come here"),
    ("[Time zone]", "Which time zone?"),
    ("[Berlin]", "Time zone: Europe/Berlin"),
    ("/official pelosi", "Nancy Pelosi (D, CA-11) · House since 1987"),
    ("/ticker INTC", "INTC: 21 trades reported in the last 12 months"),
    ("/follows", "You follow 1 thing"),
    ("/snooze 8h", "Nothing comes until"),
    ("[End the snooze]", ""),
    ("/unfollow pelosi", "You will no longer hear about: Nancy Pelosi"),
    ("/ticker ZZZZ", "No report we have names ZZZZ."),
)
MOMENT = re.compile(r"\d{1,2}:\d{2}(:\d{2})?")

PUBLISHED = {report.doc_id: report for report in (*REPORTS, many_rows(REPORTS[0]))}

Ask = Callable[[str], Awaitable[str]]


@dataclass(frozen=True)
class Talk:
    """A chat: types something, or presses the newest button of a label, and gives what is read then.

    `texts` are the messages there as they read now.
    """

    ask: Ask
    press: Ask
    texts: Callable[[], Sequence[str]]

    async def does(self, what: str) -> str:
        return await (self.press(what.strip("[]")) if what.startswith("[") else self.ask(what))


class Terminal(Console):
    """The terminal, keeping what it shows instead of printing it."""

    def __init__(self, source: TextIO) -> None:
        super().__init__(source=source)
        self.texts: list[str] = []
        self.buttons: list[list[list[str]]] = []

    async def send(self, address: Address, part: Part, *, plain: bool = False) -> str:
        said = part.payload
        self.texts.append("\n".join([said["title"], *said["lines"], said["note"]]))
        self.buttons.append(said["buttons"])
        return "1"


def words(texts: Sequence[str]) -> str:
    """What a reader takes from it: without what nobody sees, line breaks, and when it was said."""
    return " ".join(MOMENT.sub("…", UNSEEN.sub("", "\n".join(texts))).split())


async def answered(texts: Callable[[], Sequence[str]], before: Sequence[str]) -> str:
    """What came or was changed, once nothing more has for a while: chats need no rest here."""
    await until(lambda: texts() != before)
    while True:
        found = texts()
        await asyncio.sleep(0.4)
        if texts() == found:
            return words(list((Counter(found) - Counter(before)).elements()))


def on_telegram(outside: Outside) -> Talk:
    chat, telegram = outside.telegram_private(), outside.telegram

    def texts() -> list[str]:
        return [message.text for message in list(telegram.messages)]

    async def ask(text: str) -> str:
        before = texts()
        outside.say(chat, text)
        return await answered(texts, before)

    async def press(label: str) -> str:
        before, messages = texts(), list(telegram.messages)
        newest = next(m for m in reversed(messages) if label in {b["text"] for b in m.buttons})
        outside.press_on_telegram(newest, label)
        return await answered(texts, before)

    return Talk(ask, press, texts)


def on_discord(outside: Outside) -> Talk:
    channel = outside.discord_channel(1)

    def said() -> list[str]:
        return list(map(read_on_discord, [answer.payload for answer in list(outside.discord.answers)]))

    def texts() -> list[str]:
        return [read_on_discord(posted.json) for posted in list(channel.history)]

    async def ask(text: str) -> str:
        before = said()
        name, _, argument = text.removeprefix("/").partition(" ")
        outside.slash(channel, name, argument)
        return await answered(said, before)

    async def press(label: str) -> str:
        before, history = said(), list(channel.history)
        outside.press_on_discord(next(m for m in reversed(history) if label in labels(m.json)), label)
        return await answered(said, before)

    return Talk(ask, press, texts)


def read_on_discord(said: Mapping[str, Any]) -> str:
    return "\n".join([said.get("content", ""), *map(embedded, said.get("embeds", ()))])


def labels(said: Mapping[str, Any]) -> set[str]:
    return {button["label"] for row in said.get("components") or () for button in row["components"]}


def embedded(embed: dict[str, dict[str, str]]) -> str:
    return f"{embed.get('description', '')}\n{embed.get('footer', {}).get('text', '')}"


def on_console(terminal: Terminal, answer: Answer) -> Talk:
    async def ask(text: str) -> str:
        before = len(terminal.texts)
        await terminal.ask(answer, text, echo=False)
        return words(terminal.texts[before:])

    async def press(label: str) -> str:
        return await ask(next(one[label] for one in map(dict, reversed(terminal.buttons)) if label in one))

    return Talk(ask, press, lambda: terminal.texts)


def stored(store: Store) -> int:
    with store.database.read() as transaction:
        return filings.count(transaction)[0]


@pytest.fixture(autouse=True)
def nobody_asks_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """So long a conversation would wait two seconds a line; tests of their own are about both limits."""
    monkeypatch.setattr(posts, "Limited", lambda answer, _clock: answer)
    monkeypatch.setattr(Telegram, "pace", replace(Telegram.pace, rest=0.0, per_minute=1000))


@asynccontextmanager
async def service(
    outside: Outside, folder: Path, terminal: Console, reports: Sequence[Report] = REPORTS
) -> AsyncIterator[Answer]:
    """The running service, once it has read these reports."""
    settings = settings_of(outside, folder)
    with open_store(settings) as store:
        stop, ready = asyncio.Event(), asyncio.Queue[Answer]()
        joined = [*channels_of(settings, store.clock), Joined(terminal, Pacer(Console.pace, time.monotonic))]
        running = asyncio.create_task(serve(settings, store, joined, stop, ready.put_nowait))
        try:
            await until(outside.first_run_over)
            for report in reports:
                publish(outside, report)
            await until(lambda: stored(store) >= len(reports))
            await until(lambda: outside.discord.api.commands and outside.discord.gateway.connected)
            yield await ready.get()
        finally:
            stop.set()
            await running


@pytest.fixture
async def channels(tmp_path: Path) -> AsyncIterator[dict[str, Talk]]:
    """A chat on each channel of a running service."""
    with Outside() as outside, Path("/dev/null").open() as nothing:
        terminal = Terminal(nothing)
        async with service(outside, tmp_path, terminal) as answer:
            yield {
                "telegram": on_telegram(outside),
                "discord": on_discord(outside),
                "console": on_console(terminal, answer),
            }


async def test_every_command_answers_the_same_on_every_channel(channels: dict[str, Talk]):
    assert {text.split()[0].removeprefix("/") for text in CONVERSATION} == {c.name for c in COMMANDS}
    for text in CONVERSATION:
        said = dict(
            zip(channels, await asyncio.gather(*(talk.ask(text) for talk in channels.values())), strict=True)
        )
        assert said["telegram"]
        if text == "/status":  # how each channel does changes from one moment to the next
            assert all("House" in one for one in said.values())
        else:
            assert said["telegram"] == said["console"], text
            assert said["discord"] == said["console"], text


def was_told(talk: Talk, read: str) -> bool:
    return any(words([read]) in words([text]) for text in talk.texts())


async def test_what_is_exported_as_a_file_is_taken_as_one_on_both_platforms(tmp_path: Path):
    """From Telegram to Discord, and from there to another group on Telegram, as an answer to the file."""
    with Outside() as outside, Path("/dev/null").open() as nothing:
        async with service(outside, tmp_path, Terminal(nothing), ()):
            first, second, channel = (
                outside.telegram_private(),
                outside.telegram_chat(9),
                outside.discord_channel(9),
            )
            outside.say(first, "/follow $INTC,$NVDA yes")
            await until(lambda: len(outside.telegram.messages) == 1)
            outside.say(first, "/export")
            await until(lambda: outside.telegram.files)
            given = next(iter(outside.telegram.files.values()))
            outside.slash_with_file(channel, "import", given)
            await until(lambda: outside.discord.answers)
            assert "Taken: 1 new follow" in read_on_discord(outside.discord.answers[-1].payload)
            outside.slash(channel, "export")
            await until(lambda: len(outside.discord.answers) == 2)
            [again] = outside.discord.answers[-1].posted.files
            outside.upload(second, again, answered="/import")
            await until(lambda: len(outside.telegram.messages) == 3)
            outside.upload(second, again, "/import")
            await until(lambda: len(outside.telegram.messages) == 4)
            assert [m.text.splitlines()[0] for m in outside.telegram.messages[2:]] == [
                *("Taken: 1 new follow, 0 new mutes", "Taken: 0 new follows, 0 new mutes")
            ]


async def test_a_newcomers_first_ten_minutes_are_the_same_on_every_channel(tmp_path: Path):
    with Outside() as outside, Path("/dev/null").open() as nothing:
        terminal = Terminal(nothing)
        async with service(outside, tmp_path, terminal, ()) as answer:
            on_phone, on_desk = on_telegram(outside), on_discord(outside)
            talks = (on_phone, on_desk, on_console(terminal, answer))
            for does, read in NEWCOMER:
                if does in PUBLISHED:
                    publish(outside, PUBLISHED[does])
                    for talk in talks:
                        await until(partial(was_told, talk, read))
                else:
                    said = await asyncio.gather(*(talk.does(does) for talk in talks))
                    assert [one for one in said if words([read]) not in one] == [], does
    for talk in (on_phone, on_desk):  # the second page has taken the place of the first
        assert was_told(talk, "Rows 31 – 40 of 40")
        assert not was_told(talk, "Rows 1 – 30 of 40")
