"""What Hilltape says, without any markup: each channel renders a Message in its own way."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

PRESSED = "go"
"""The command that a button types whose own is too long for it, with a token (see bot/buttons.py)."""

# $1.5 M – $6 M · 2 – 29 May 2026 · 14:02 UTC or CEST, as `bot/figures.py` writes them
_FIGURES = re.compile(
    r"\$[\d.,]+(?: [KMB]\b)?(?: – \$[\d.,]+(?: [KMB]\b)?)?"
    r"|(?:\b\d{1,2} – )?\b\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b(?: \d{4}\b)?"
    r"|\d\d:\d\d(?::\d\d)? (?:UTC[+-]\d\d(?::\d\d)?|[A-Z]{3,5})\b"
)


class Tone(StrEnum):
    """What a message is, for the channels that can colour it."""

    PLAIN = "plain"
    BUY = "buy"
    SELL = "sell"
    MIXED = "mixed"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Button:
    """A button that types a command for the person who presses it: `Button("Follow INTC", "/follow $INTC")`.

    The command text is what travels in the button (at most 64 bytes on Telegram), so buttons work after a
    restart and the person pressing is checked like one who types.
    """

    label: str
    command: str


@dataclass(frozen=True, slots=True)
class File:
    """A file to keep; `media_type` is its MIME type."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """One thing said. `title` is what a lock screen shows; `note` is the small print below the lines.

    `picture` is a JPEG of at most 1 MB, `b""` for none; a channel that shows none leaves it out. An answer
    that is `in_place` takes the place of the message whose button was pressed, where the platform lets it.
    `mention` is the id of a Discord role, `""` for none; nobody else is ever mentioned. A `file` comes only
    with an answer, never with an alert, and without a picture; where none can be sent its text is shown.
    `event` is a kind and what is told as data, for channels that programs read.
    """

    title: str
    lines: tuple[str, ...] = ()
    note: str = ""
    link: Link | None = None
    buttons: tuple[Button, ...] = ()
    tone: Tone = Tone.PLAIN
    picture: bytes = b""
    in_place: bool = False
    mention: str = ""
    file: File | None = None
    event: tuple[str, Mapping[str, Any]] | None = None


def unbroken(text: str) -> str:
    """The text with sums, days and times in one piece each: a phone breaks its lines between them.

    After a dash a line may end even before such a space, but not before a word joiner.
    """
    return _FIGURES.sub(lambda found: found[0].replace("– ", "–\u2060\u00a0").replace(" ", "\u00a0"), text)
