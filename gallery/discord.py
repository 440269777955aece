"""Draws a rendered part as Discord's phone app shows it: content, embed and buttons."""

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from bot.channel import Part
from gallery.linked import linked_on_discord
from gallery.pictures import file
from gallery.shot import Offered
from gallery.telegram import Draw

ESCAPED = re.compile(r"\\([\\*_~`|<>\[\]#+.)-])")
CHOICES = 6
LINK = 5  # the style of a button that leads to an address


def draw(part: Part, picture: Draw, answers: str = "") -> str:
    """One message of the bot, under its name."""
    payload = part.payload
    quote = f'<div class="quote">{escape(answers)}</div>' if answers else ""
    embeds = "\n".join(_embed(embed, picture(part)) for embed in payload.get("embeds", ()))
    rows = "\n".join(_row(row["components"]) for row in payload.get("components", ()))
    content = f'<div class="text">{_text(payload.get("content", ""))}</div>'
    head = '<div class="by"><b>Hilltape</b><span>APP</span></div>'
    inside = f"{head}\n{content}\n{embeds}\n{file(part)}{rows}"
    return f'<div class="dc">{quote}<div class="face">H</div>{inside}</div>'


def choices(offered: Offered) -> str:
    """What is offered above a command that is being typed."""
    shown = "".join(f"<p>{escape(one.label)}</p>" for one in offered.choices[:CHOICES])
    line = f"/{offered.command} <i>{escape(offered.typed)}▏</i>"
    return f'<div class="offer">{shown}<div class="typed">{line}</div></div>'


def _text(markdown: str) -> str:
    """What is seen of it: everything is escaped, so that only the escapes go."""
    return linked_on_discord(escape(ESCAPED.sub(r"\1", markdown), quote=False))


def _embed(embed: Mapping[str, Any], picture: str) -> str:
    colour = f"#{embed['color']:06x}" if "color" in embed else "var(--bar)"
    footer = embed.get("footer", {}).get("text", "")
    shown = [
        f'<div class="text">{_text(embed.get("description", ""))}</div>',
        picture if "image" in embed else "",
        f'<div class="foot">{escape(footer, quote=False)}</div>' if footer else "",
    ]
    inside = "\n".join(filter(None, shown))
    return f'<div class="embed" style="border-color:{colour}">\n{inside}\n</div>'


def _row(buttons: Sequence[Mapping[str, Any]]) -> str:
    return f'<div class="row">{"".join(map(_button, buttons))}</div>'


def _button(button: Mapping[str, Any]) -> str:
    link = ' class="out"' if button["style"] == LINK else ""
    return f"<b{link}>{escape(button['label'])}</b>"
