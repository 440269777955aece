"""What hangs in the gallery: one message, and what somebody does so that it is said."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.channel import Card, Choice
from gallery.world import Said


@dataclass(frozen=True, slots=True)
class Offered:
    """What is suggested for words not sent yet: cards on Telegram, choices for a command on Discord."""

    typed: str
    cards: Sequence[Card]
    command: str
    choices: Sequence[Choice]


@dataclass(frozen=True, slots=True)
class Shot:
    """`offered` comes before the message, which is the first of its cards, sent; None for all others."""

    name: str
    about: str
    said: Said
    offered: Offered | None = None
