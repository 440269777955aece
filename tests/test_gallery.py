"""The gallery: every message within every limit of both platforms, and the committed page the newest."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from bot.channel import Part
from bot.channels.discord import render as discord_render
from bot.channels.telegram.text import PLAIN
from bot.commands import COMMANDS
from gallery.__main__ import FOLDER, sections
from gallery.page import Sections, on_discord, on_telegram, page
from gallery.shot import Shot
from replica import spec_discord
from replica.discord_refusals import check_message
from replica.spec_telegram import TelegramSpec
from replica.telegram_refusals import caption_of, keyboard_of, text_of
from tests.support.shared import DISCORD_SPEC, SPECS, TELEGRAM_SPEC


@dataclass(frozen=True)
class Call:
    """A call of the Bot API that has no answer yet."""

    method: str
    parameters: dict[str, Any]
    status: None = None
    answer: None = None


@pytest.fixture(scope="module")
def shown() -> Sections:
    return sections()


def shots(shown: Sections) -> Iterator[Shot]:
    return (shot for section in shown.values() for shot in section)


def telegram_call(part: Part) -> Call:
    if part.picture:
        return Call("sendPhoto", {"chat_id": "1", "photo": part.picture, **part.payload})
    if part.file:
        return Call("sendDocument", {"chat_id": "1", "document": part.file.content, **part.payload})
    return Call("sendMessage", {"chat_id": "1", **PLAIN, **part.payload})


def attached(part: Part) -> list[bytes]:
    file = discord_render.file_of(part)
    return [file.content] if file else []


def test_the_committed_page_is_what_the_command_makes(shown: Sections):
    committed = (FOLDER / "index.html").read_text(encoding="utf-8")
    assert page(shown) == committed, "./hilltape gallery makes it anew"


def test_it_fetches_nothing_and_runs_nothing(shown: Sections):
    made = page(shown)
    assert "<script" not in made
    assert "src=" not in made
    assert "url(" not in made


def test_it_takes_no_more_than_a_megabyte():
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) <= 1 << 20


def test_telegram_would_take_every_message(shown: Sections):
    for part in (part for shot in shots(shown) for part in on_telegram(shot)):
        assert (caption_of if part.picture or part.file else text_of)(part.payload).text
        keyboard_of(part.payload)


def test_discord_would_take_every_message(shown: Sections):
    for part in (part for shot in shots(shown) for part in on_discord(shot)):
        check_message(discord_render.body(part), attached(part))


@pytest.mark.skipif(not SPECS.exists(), reason="needs ../shared/specs")
def test_every_message_is_as_the_platforms_describe_theirs(shown: Sections):
    telegram = TelegramSpec(TELEGRAM_SPEC)
    discord = spec_discord.load(DISCORD_SPEC)
    for shot in shots(shown):
        calls = [telegram_call(part) for part in on_telegram(shot)]
        assert telegram.violations(calls) == [], shot.name
        for part in on_discord(shot):
            body = json.loads(json.dumps(discord_render.body(part)))
            assert discord.request_faults("POST", "/channels/1/messages", body, attached(part)) == [], (
                shot.name
            )


def test_each_alert_is_one_message_however_long_the_report_is(shown: Sections):
    for shot in (*shown["Alerts"], *shown["Grouped"]):
        assert len(on_telegram(shot)) == 1, shot.name
        assert len(on_discord(shot)) == 1, shot.name


def test_every_command_is_asked(shown: Sections):
    asked = {shot.name.split()[0] for shot in shown["Answers"]}
    assert asked == {f"/{command.name}" for command in COMMANDS}
