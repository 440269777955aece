"""Draws a rendered part as Telegram's phone app shows it; what it shows is the payload's own HTML."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from bot.channel import Part
from gallery.linked import linked_on_telegram


def draw(part: Part, answers: str = "") -> str:
    """One bubble with its keyboard below."""
    payload = part.payload
    text = str(payload.get("text", payload.get("caption", "")))
    inside = [
        f'<div class="quote">{escape(answers)}</div>' if answers else "",
        picture(part),
        f'<div class="text">{linked_on_telegram(text)}</div>',
    ]
    rows = payload.get("reply_markup", {}).get("inline_keyboard", [])
    keyboard = "\n".join(map(_row, rows))
    bubble = "\n".join(filter(None, inside))
    return f'<div class="tg"><div class="bubble">\n{bubble}\n</div>\n{keyboard}</div>'


def picture(part: Part) -> str:
    """The room of a scan's first page: the images themselves would be most of the gallery."""
    return '<div class="page"><span>the first page of the scan</span></div>' if part.picture else ""


def _row(buttons: Sequence[Mapping[str, Any]]) -> str:
    return f'<div class="keys">{"".join(map(_button, buttons))}</div>'


def _button(button: Mapping[str, Any]) -> str:
    link = ' class="out"' if "url" in button else ""
    return f"<b{link}>{escape(button['text'])}</b>"
