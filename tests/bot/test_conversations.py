"""One conversation on Telegram, on Discord and in the terminal: equal abilities, as people read them."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, TextIO

import pytest

from bot.app import Store, open_store, serve
from bot.channel import Address, Answer, Part
from bot.channels.console import Console
from bot.commands import COMMANDS
from bot.demo import publish, settings_of
from bot.joined import Joined, channels_of
from bot.pace import Pacer
from replica.reports import Report, demo_reports
from replica.rig import Outside
from storage import filings

REPORTS = [report for report in demo_reports() if report.doc_id in ("20034836", "8221321")]
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
    ("/official pelosi", "Nancy Pelosi (D, CA-11) · House since 1987"),
    ("/ticker INTC", "INTC: 1 trade reported in the last 12 months"),
    ("/follows", "You follow 1 thing"),
    ("/snooze 8h", "Nothing comes until"),
    ("[End the snooze]", ""),
    ("/unfollow pelosi", "You will no longer hear about: Nancy Pelosi"),
    ("/ticker ZZZZ", "No report we have names ZZZZ."),
)
MOMENT = re.compile(r"\d{1,2}:\d{2}(:\d{2})?")

Ask = Callable[[str], Awaitable[str]]
Heard = tuple[str, dict[str, str]]
"""A message as read, and its buttons' commands by their labels."""


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


async def until(happened: Callable[[], object], seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        await asyncio.sleep(0.02)


async def answered(texts: Callable[[], Sequence[str]], before: int) -> str:
    """What came since, once nothing more has come for as long as Telegram's chats rest."""
    await until(lambda: len(texts()) > before)
    while len(texts()) > before:
        found, before_pause = texts()[before:], len(texts())
        await asyncio.sleep(1.3)
        if len(texts()) == before_pause:
            return words(found)
    raise AssertionError


def on_telegram(outside: Outside) -> Ask:
    chat = outside.telegram_private()

    def texts() -> list[str]:
        return [message.text for message in list(outside.telegram.messages)]

    async def ask(text: str) -> str:
        before = len(texts())
        outside.say(chat, text)
        return await answered(texts, before)

    return ask


def on_discord(outside: Outside) -> Ask:
    channel = outside.discord_channel(1)

    def texts() -> list[str]:
        said = [answer.payload for answer in list(outside.discord.answers)]
        return ["\n".join([p.get("content", ""), *map(embedded, p.get("embeds", ()))]) for p in said]

    async def ask(text: str) -> str:
        before = len(texts())
        name, _, argument = text.removeprefix("/").partition(" ")
        outside.slash(channel, name, argument)
        return await answered(texts, before)

    return ask


def embedded(embed: dict[str, dict[str, str]]) -> str:
    return f"{embed.get('description', '')}\n{embed.get('footer', {}).get('text', '')}"


def on_console(terminal: Terminal, answer: Answer) -> Ask:
    async def ask(text: str) -> str:
        before = len(terminal.texts)
        await terminal.ask(answer, text, echo=False)
        return words(terminal.texts[before:])

    return ask


def stored(store: Store) -> int:
    with store.database.read() as transaction:
        return filings.count(transaction)[0]


@asynccontextmanager
async def service(
    outside: Outside, folder: Path, terminal: Console, reports: Sequence[Report] = REPORTS
) -> AsyncIterator[Answer]:
    """The running service, once it has read these reports."""
    settings = settings_of(outside, folder)
    with open_store(settings) as store:
        stop, ready = asyncio.Event(), asyncio.Queue[Answer]()
        joined = [*channels_of(settings), Joined(terminal, Pacer(Console.pace, time.monotonic))]
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
async def channels(tmp_path: Path) -> AsyncIterator[dict[str, Ask]]:
    """For each channel of a running service, a way to type something and read the answer."""
    with Outside() as outside, Path("/dev/null").open() as nothing:
        terminal = Terminal(nothing)
        async with service(outside, tmp_path, terminal) as answer:
            yield {
                "telegram": on_telegram(outside),
                "discord": on_discord(outside),
                "console": on_console(terminal, answer),
            }


async def test_every_command_answers_the_same_on_every_channel(channels: dict[str, Ask]):
    assert {text.split()[0].removeprefix("/") for text in CONVERSATION} == {c.name for c in COMMANDS}
    for text in CONVERSATION:
        said = dict(
            zip(channels, await asyncio.gather(*(ask(text) for ask in channels.values())), strict=True)
        )
        assert said["telegram"]
        if text == "/status":  # how each channel does changes from one moment to the next
            assert all("House" in one for one in said.values())
        else:
            assert said["telegram"] == said["console"], text
            assert said["discord"] == said["console"], text


def heard_on_telegram(outside: Outside) -> list[Heard]:
    messages = list(outside.telegram.messages)
    return [(m.text, {b["text"]: b.get("callback_data", "") for b in m.buttons}) for m in messages]


def heard_on_discord(outside: Outside) -> list[Heard]:
    """What was answered, and last what was posted unasked."""
    answers = [answer.payload for answer in list(outside.discord.answers)]
    return [_on_discord(said) for said in [*answers, *(m.json for m in list(outside.discord.messages))]]


def _on_discord(said: dict[str, Any]) -> Heard:
    rows = said.get("components") or ()
    buttons = {b["label"]: b.get("custom_id", "") for row in rows for b in row["components"]}
    return "\n".join([said.get("content", ""), *map(embedded, said.get("embeds", ()))]), buttons


def heard_on_console(terminal: Terminal) -> list[Heard]:
    return [(text, dict(buttons)) for text, buttons in zip(terminal.texts, terminal.buttons, strict=True)]


async def spoken(ask: Ask, heard: Callable[[], list[Heard]], does: str) -> str:
    """What is read once this is typed or pressed; a button is one of the newest message that has it."""
    if does.startswith("["):
        label = does.strip("[]")
        return await ask(next(found[label] for _, found in reversed(heard()) if label in found))
    return await ask(does)


def was_told(heard: Callable[[], list[Heard]], read: str) -> bool:
    return any(words([read]) in words([text]) for text, _ in heard())


async def test_a_newcomers_first_ten_minutes_are_the_same_on_every_channel(tmp_path: Path):
    with Outside() as outside, Path("/dev/null").open() as nothing:
        terminal = Terminal(nothing)
        async with service(outside, tmp_path, terminal, ()) as answer:
            talks = (
                (on_telegram(outside), partial(heard_on_telegram, outside)),
                (on_discord(outside), partial(heard_on_discord, outside)),
                (on_console(terminal, answer), partial(heard_on_console, terminal)),
            )
            for does, read in NEWCOMER:
                if does.isdigit():
                    publish(outside, next(report for report in REPORTS if report.doc_id == does))
                    for _, heard in talks:
                        await until(partial(was_told, heard, read))
                else:
                    said = await asyncio.gather(*(spoken(*talk, does) for talk in talks))
                    assert [one for one in said if words([read]) not in one] == [], does
