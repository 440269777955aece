"""Draws a rendered part as Telegram's phone app shows it; what it shows is the payload's own HTML."""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

from bot.channel import Card, Part
from gallery.linked import linked_on_telegram
from gallery.pictures import file
from gallery.shot import Offered

CARDS = 4
Draw = Callable[[Part], str]


def draw(part: Part, picture: Draw, answers: str = "") -> str:
    """One bubble with its keyboard below."""
    payload = part.payload
    text = str(payload.get("text", payload.get("caption", "")))
    inside = [
        f'<div class="quote">{escape(answers)}</div>' if answers else "",
        picture(part),
        file(part),
        f'<div class="text">{linked_on_telegram(text)}</div>',
    ]
    rows = payload.get("reply_markup", {}).get("inline_keyboard", [])
    keyboard = "\n".join(map(_row, rows))
    bubble = "\n".join(filter(None, inside))
    return f'<div class="tg"><div class="bubble">\n{bubble}\n</div>\n{keyboard}</div>'


def cards(offered: Offered) -> str:
    """What is offered above the line that is being typed."""
    shown = "".join(map(_card, offered.cards[:CARDS]))
    return f'<div class="offer">{shown}<div class="typed">@hilltape_bot {escape(offered.typed)}▏</div></div>'


def _card(card: Card) -> str:
    return f"<p><b>{escape(card.title)}</b><span>{escape(card.description)}</span></p>"


def _row(buttons: Sequence[Mapping[str, Any]]) -> str:
    return f'<div class="keys">{"".join(map(_button, buttons))}</div>'


def _button(button: Mapping[str, Any]) -> str:
    link = ' class="out"' if "url" in button else ""
    return f"<b{link}>{escape(button['text'])}</b>"
