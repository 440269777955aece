"""The gallery's page: every shot as Telegram and Discord show it, light or dark, without scripts."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path

from bot.channel import Part
from bot.channels.discord import render as discord_render
from bot.channels.telegram import text as telegram_text
from gallery import discord, pictures, telegram
from gallery.shot import Shot

STYLE = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")

Sections = Mapping[str, Sequence[Shot]]


def on_telegram(shot: Shot) -> Sequence[Part]:
    return telegram_text.render(shot.said.message)


def on_discord(shot: Shot) -> Sequence[Part]:
    return discord_render.render(shot.said.message)


def page(sections: Sections) -> str:
    """The whole page; it fetches nothing."""
    contents = "".join(f'<a href="#{_anchor(name)}">{name}</a> ' for name in sections)
    body = "\n".join(_section(name, shots) for name, shots in sections.items())
    return _html(
        f"""<header>
<h1>What Hilltape says</h1>
<p>Every kind of message, made by the real parts from reports printed for this page and drawn from what the
bots really send. <code>./hilltape gallery</code> makes it anew. Ada Sample, Boris Placeholder, Carla Example
and Wilhelmina Featherstonehaugh-Cholmondeley are nobody, and what they report is made up.</p>
<input type="radio" name="theme" id="light" checked><label for="light">Light</label>
<input type="radio" name="theme" id="dark"><label for="dark">Dark</label>
<nav>{contents}</nav>
</header>
{body}""",
        "Hilltape's gallery",
    )


def screen(shots: Iterable[Shot], *, dark: bool) -> str:
    """A page of these alone, to be made a picture of."""
    drawn = "\n".join(_drawn(shot, pictures.whole) for shot in shots)
    return _html(drawn, "Hilltape", dark=dark)


def _html(body: str, title: str, *, dark: bool = False) -> str:
    kind = ' class="dark"' if dark else ""
    return f"""<!DOCTYPE html>
<html lang="en"{kind}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
{STYLE}</style>
</head>
<body>
{body}
</body>
</html>
"""


def _section(name: str, shots: Sequence[Shot]) -> str:
    drawn = "\n".join(map(_drawn, shots))
    return f'<section id="{_anchor(name)}">\n<h2>{name}</h2>\n{drawn}\n</section>'


def _drawn(shot: Shot, picture: telegram.Draw = pictures.frame) -> str:
    """A shot's name, what a lock screen shows of it, and the message on both platforms."""
    about = f"<span>{escape(shot.about)}</span>" if shot.about else ""
    answers = shot.said.answers
    on_phone = "\n".join(telegram.draw(part, picture, answers) for part in on_telegram(shot))
    on_desk = "\n".join(discord.draw(part, picture, answers) for part in on_discord(shot))
    lock = f'<div class="lock">{escape(shot.said.message.title)}</div>'
    if shot.offered:
        on_phone, on_desk = f"{telegram.cards(shot.offered)}\n{on_phone}", discord.choices(shot.offered)
        lock = ""
    return f"""<article>
<h3>{escape(shot.name)} {about}</h3>
{lock}
<div class="both"><div class="chat telegram">
{on_phone}
</div>
<div class="chat discord">
{on_desk}
</div></div>
</article>"""


def _anchor(name: str) -> str:
    return name.lower().replace(" ", "-")
