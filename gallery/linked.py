"""What the platforms make links of by themselves, drawn as such."""

import re

from replica.telegram_links import LINKED

WEB = re.compile(r"https?://[^\s<>]+")


def linked_on_telegram(html: str) -> str:
    """Telegram's own HTML with what it links unasked."""
    return "".join(
        piece if piece.startswith("<") else LINKED.sub(lambda found: f"<i class=l>{found[0]}</i>", piece)
        for piece in re.split(r"(<[^>]*>)", html)
    )


def linked_on_discord(html: str) -> str:
    return WEB.sub(lambda found: f"<i class=l>{found[0]}</i>", html)
