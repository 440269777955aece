import asyncio
import io
import json
import os
import pty
import signal
from contextlib import asynccontextmanager, suppress

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console as Terminal

from bot.channels.console import ADDRESS, Console, clean
from bot.message import Button, Link, Message, Tone
from tests.support.waiting import until

MESSAGE = Message(
    title="Nancy Pelosi (D, CA-11) reported: spouse bought INTC",
    lines=("1 trade · $1 M – $5 M", "", "🟢 INTC · $1 M – $5 M"),
    note="House report 20034836",
    link=Link("Document", "https://example.org/20034836.pdf"),
    buttons=(Button("Details", "/filing 20034836"),),
    tone=Tone.BUY,
)


@pytest.fixture
def output():
    """A pipe: no colours, whole lines."""
    return Terminal(file=io.StringIO(), width=60)


def printed(output):
    return output.file.getvalue()


async def say(console, message):
    for part in console.render(message):
        json.dumps(dict(part.payload))
        await console.send(ADDRESS, part)


@asynccontextmanager
async def listening(console, answer):
    task = asyncio.create_task(console.run(answer))
    yield task
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_a_message_is_printed_with_its_link_and_what_to_type_for_each_button(output):
    await say(Console(output, io.StringIO()), MESSAGE)
    assert printed(output).splitlines() == [
        "",
        "  Nancy Pelosi (D, CA-11) reported: spouse bought INTC",
        "  1 trade · $1 M – $5 M",
        "",
        "  🟢 INTC · $1 M – $5 M",
        "  House report 20034836",
        "  Document: https://example.org/20034836.pdf",
        "  → /filing 20034836  Details",
    ]


async def test_a_person_sees_colours_and_lines_wrapped_at_words():
    terminal = Terminal(file=io.StringIO(), width=40, force_terminal=True, color_system="standard")
    await say(Console(terminal, io.StringIO()), MESSAGE)
    shown = printed(terminal)
    assert "\x1b[1;32mNancy Pelosi (D, CA-11) reported: " in shown
    assert "\n    \x1b[1;32mspouse bought INTC" in shown


async def test_foreign_text_can_neither_style_nor_steer_the_terminal(output):
    await say(
        Console(output, io.StringIO()), Message("[bold red]x[/]\x1b[2J\nnew", ("\u202eevil\x07",), "\x9bnote")
    )
    assert printed(output) == "\n  [bold red]x[/][2J new\n  evil\n  note\n"


def test_clean_keeps_what_can_be_read():
    assert clean("Zoë ’s\u00a0🟢 – 漢字\r\n") == "Zoë ’s 🟢 – 漢字  "


async def test_a_frozen_part_is_printed_after_a_restart_too(output):
    (part,) = Console(output, io.StringIO()).render(MESSAGE)
    again = type(part)(json.loads(json.dumps(dict(part.payload))), part.plain, part.nonce)
    await Console(output, io.StringIO()).send(ADDRESS, again)
    await Console(output, io.StringIO()).send(ADDRESS, again, plain=True)
    assert printed(output).count("House report 20034836") == 2


async def test_lines_of_a_pipe_are_asked_each_under_its_own_event_and_its_end_ends_nothing(output, tmp_path):
    typed = tmp_path / "typed"
    typed.write_text("/follow $NVDA\n\n/follow $NVDA\n")
    asked = []

    async def answer(request):
        asked.append(request)
        return Message("You will hear about: NVDA trades, by anyone")

    with typed.open() as source:
        async with listening(Console(output, source), answer) as task:
            await until(lambda: len(asked) == 2)
            await asyncio.sleep(0.05)
            assert not task.done()
    assert [request.text for request in asked] == ["/follow $NVDA"] * 2
    assert asked[0].event != asked[1].event
    assert asked[0].person.may_change
    assert printed(output).count("› /follow $NVDA\n\n  You will hear about: NVDA trades") == 2


async def test_events_of_another_run_are_other_events(output):
    seen = []

    async def answer(request):
        seen.append(request.event)
        return Message("said")

    for _ in range(2):
        await Console(output, io.StringIO()).ask(answer, "/recent")
    assert len(set(seen)) == 2


async def test_stopping_does_not_wait_for_a_line_that_never_comes(output):
    reading, writing = os.pipe()
    with os.fdopen(reading) as source:
        async with listening(Console(output, source), None):
            await asyncio.sleep(0.05)
        os.write(writing, b"too late\n")  # wakes the thread, which finds nobody
        os.close(writing)
        await asyncio.sleep(0.05)


async def test_a_person_types_at_a_prompt_until_the_end_of_input(output):
    controlling, terminal = pty.openpty()
    asked = []

    async def answer(request):
        asked.append(request.text)
        return Message("All is well")

    with (
        os.fdopen(terminal) as source,
        create_pipe_input() as keys,
        create_app_session(input=keys, output=DummyOutput()),
    ):
        async with listening(Console(output, source), answer) as task:
            keys.send_text("/status\r")
            await until(lambda: asked == ["/status"])
            keys.send_text("\x04")
            await asyncio.sleep(0.05)
            assert not task.done()
    os.close(controlling)
    assert "All is well" in printed(output)


async def test_control_c_at_the_prompt_ends_the_service_as_anywhere_else(output):
    controlling, terminal = pty.openpty()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, stop.set)
    with (
        os.fdopen(terminal) as source,
        create_pipe_input() as keys,
        create_app_session(input=keys, output=DummyOutput()),
    ):
        async with listening(Console(output, source), None):
            await asyncio.sleep(0.05)
            keys.send_text("\x03")
            await asyncio.wait_for(stop.wait(), 5)
    loop.remove_signal_handler(signal.SIGINT)
    os.close(controlling)
