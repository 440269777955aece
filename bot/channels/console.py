"""The terminal as a chat: what is typed is asked, what is said is printed; no account needed."""

import asyncio
import secrets
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import count
from threading import Thread
from typing import Any, TextIO

from prompt_toolkit import PromptSession
from prompt_toolkit.patch_stdout import patch_stdout
from rich.console import Console as Terminal
from rich.style import Style
from rich.text import Text

from bot.channel import RETRIES, Address, Answer, Pace, Part, Person, Request, Suggests, new_nonce
from bot.message import Message, Tone

PROMPT = "› "
ADDRESS = Address("terminal")
PERSON = Person("terminal", "you", may_change=True)

COLOURS = {
    Tone.BUY: "green",
    Tone.SELL: "red",
    Tone.MIXED: "yellow",
    Tone.ERROR: "magenta",
    Tone.PLAIN: "cyan",
}
INDENT, HANGING = Text("  "), Text("    ")


class Console:
    """One terminal. `output` and `source` are standard output and input unless given."""

    name = "console"
    pace = Pace(rest=0.0, per_minute=1000, overall=1000.0, workers=1)
    nonce_memory = timedelta(0)
    retries = RETRIES

    def __init__(self, output: Terminal | None = None, source: TextIO | None = None) -> None:
        self._output = output or Terminal(highlight=False)
        self._source = source or sys.stdin
        self._run = secrets.token_hex(8)  # events of another run are other events
        self._numbers = count(1)

    def render(self, message: Message) -> Sequence[Part]:
        link = message.link
        payload = {
            "title": clean(message.title),
            "lines": [clean(line) for line in message.lines],
            "note": clean(message.note),
            "link": [clean(link.label), clean(link.url)] if link else None,
            "buttons": [[clean(button.label), clean(button.command)] for button in message.buttons],
            "tone": message.tone.value,
            "file": clean(message.file.content.decode(errors="replace")) if message.file else "",
        }
        return (Part(payload, "\n".join(text.plain for text in _texts(payload)), new_nonce()),)

    async def send(self, address: Address, part: Part, *, plain: bool = False) -> str:  # noqa: ARG002
        texts = [Text(part.plain)] if plain else _texts(part.payload)
        self._output.print()
        for text in texts:
            self._show(text)
        return f"{self._run}-{next(self._numbers)}"

    def _show(self, text: Text) -> None:
        """Indented, and wrapped at words where a person reads it; a pipe gets whole lines."""
        room = self._output.width - len(INDENT) - len(HANGING)
        wraps = self._output.is_terminal and not text.no_wrap
        for number, line in enumerate(text.wrap(self._output, room) if wraps else text.split("\n")):
            indent = HANGING if number and wraps else INDENT
            shown = indent + line if line else line
            self._output.print(shown, no_wrap=True, overflow="ignore", crop=False)

    async def find(self, address: Address, part: Part, since: datetime) -> str | None:  # noqa: ARG002
        """Never: nobody can tell what a terminal has shown."""
        return None

    async def run(self, answer: Answer, suggest: Suggests | None = None) -> None:  # noqa: ARG002
        """Answers each line until cancelled; at the end of the input, alerts go on being shown."""
        if self._source.isatty():
            await self._converse(answer)
        else:
            await self._read(answer)
        await asyncio.Event().wait()

    async def close(self) -> None:
        """Nothing to let go of."""

    async def _converse(self, answer: Answer) -> None:
        """A person types while alerts are printed above the line."""
        session: PromptSession[str] = PromptSession(PROMPT)
        with patch_stdout(raw=True):
            while True:
                try:
                    text = await session.prompt_async(handle_sigint=False)  # the service's handler stays
                except EOFError:
                    return
                except KeyboardInterrupt:  # the prompt took the key that would have ended the service
                    signal.raise_signal(signal.SIGINT)
                    return
                await self.ask(answer, text, echo=False)

    async def _read(self, answer: Answer) -> None:
        lines: asyncio.Queue[str | None] = asyncio.Queue()
        loop = asyncio.get_running_loop()
        Thread(target=_pump, args=(self._source.fileno(), lines, loop), daemon=True).start()
        while (text := await lines.get()) is not None:
            await self.ask(answer, text)

    async def ask(self, answer: Answer, text: str, *, echo: bool = True) -> None:
        """Shows a line as if it had been typed, and the answer to it."""
        if not text.strip():
            return
        if echo:
            self._output.print(Text(f"\n{PROMPT}{clean(text.strip())}", style="dim"))
        event = f"{self._run}-{next(self._numbers)}"
        request = Request(self.name, event, ADDRESS, "terminal", PERSON, text.strip())
        message = await answer(request)
        for part in self.render(message) if message else ():
            await self.send(ADDRESS, part)


def clean(text: str) -> str:
    """The text on one line, without what a terminal would obey instead of show."""
    spaced = (" " if sign.isspace() else sign for sign in text)
    return "".join(sign for sign in spaced if sign.isprintable())


def _pump(descriptor: int, lines: asyncio.Queue[str | None], loop: asyncio.AbstractEventLoop) -> None:
    """Reads in a thread of its own that nothing waits for: a line may never come.

    Unbuffered, since a thread that waits inside a buffer's lock makes the interpreter's exit fail.
    """
    with suppress(RuntimeError):  # the loop is closed: nobody listens any more
        with open(descriptor, "rb", buffering=0, closefd=False) as raw:
            for line in raw:
                loop.call_soon_threadsafe(lines.put_nowait, line.decode(errors="replace"))
        loop.call_soon_threadsafe(lines.put_nowait, None)


def _texts(payload: Mapping[str, Any]) -> list[Text]:
    colour = COLOURS[Tone(payload["tone"])]
    said = [Text(payload["title"], style=Style(bold=True, color=colour)), *map(Text, payload["lines"])]
    if payload["note"]:
        said.append(Text(payload["note"], style="dim"))
    if payload["file"]:
        said.append(Text(payload["file"], no_wrap=True, overflow="ignore"))
    if payload["link"]:
        said.append(_link(*payload["link"]))
    if payload["buttons"]:
        said += [_button(*button) for button in payload["buttons"]]
    return said


def _link(label: str, url: str) -> Text:
    return Text.assemble((f"{label}: ", "dim"), (url, "underline"), no_wrap=True, overflow="ignore")


def _button(label: str, command: str) -> Text:
    return Text.assemble(("→ ", "dim"), (command, "cyan"), (f"  {label}", "dim"))
