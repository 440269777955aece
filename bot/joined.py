"""The channels that are switched on, each with the commands and with the pace its messages share."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256

from bot.channel import Channel
from bot.channels.console import Console
from bot.channels.discord import Discord, MenuEntry
from bot.channels.email import Email, Server
from bot.channels.email.render import is_address
from bot.channels.telegram import Telegram
from bot.channels.webhook import Webhook
from bot.channels.webhook.guard import Check, anything, is_public, problem
from bot.command import Command, Ways
from bot.commands import COMMANDS, start
from bot.config import Settings
from bot.event import as_event
from bot.message import Message
from bot.pace import Pacer
from bot.wording import told
from storage.outbox import Owed
from storage.people import People


@dataclass(frozen=True, slots=True)
class Joined:
    """A channel and the pacer its alerts and replies share. `bot` names its bot and is no secret.

    `say` puts into a Message what is owed to one of its places.
    """

    channel: Channel
    pacer: Pacer
    bot: str = ""
    say: Callable[[Sequence[Owed], People], Message] = told


def channels_of(settings: Settings, clock: Callable[[], datetime]) -> list[Joined]:
    """The channels that are switched on: those with a token, the console where it is wanted, webhooks."""
    joined = []
    if settings.telegram_token:
        joined.append(_telegram(settings, settings.telegram_token.get_secret_value()))
    if settings.discord_token:
        joined.append(_discord(settings, settings.discord_token.get_secret_value()))
    if settings.console_wanted:
        joined.append(Joined(Console(), Pacer(Console.pace, time.monotonic)))
    if settings.channels.email.host:
        mail = Email(mail_server(settings), clock)
        joined.append(Joined(mail, Pacer(Email.pace, time.monotonic)))
    if settings.channels.webhook.enabled:
        sender = Webhook(settings.user_agent, clock, _reachable(settings))
        joined.append(Joined(sender, Pacer(Webhook.pace, time.monotonic), say=as_event))
    return joined


def ways_of(settings: Settings) -> Ways:
    """The further ways out that a chat may take."""
    check = partial(problem, allowed=_reachable(settings)) if settings.channels.webhook.enabled else None
    return Ways(check, is_address if settings.channels.email.host else None)


def mail_server(settings: Settings) -> Server:
    mail, password = settings.channels.email, settings.email_password
    return Server(
        host=mail.host,
        port=mail.port,
        security=mail.security,
        sender=mail.sender,
        public_url=settings.web.public_url or "",
        user=mail.user,
        password=password.get_secret_value() if password else "",
    )


def _reachable(settings: Settings) -> Check:
    return anything if settings.channels.webhook.allow_private else is_public


def _telegram(settings: Settings, token: str) -> Joined:
    pacer = Pacer(Telegram.pace, time.monotonic)
    listed = [(command.name, command.help) for command in COMMANDS]
    turn = partial(pacer.turn, reply=True)
    channel = Telegram(token, settings.channels.telegram.base_url, listed, reply_turn=turn)
    return Joined(channel, pacer, _bot(channel, token))


def _discord(settings: Settings, token: str) -> Joined:
    places = settings.channels.discord
    channel = Discord(token, places.base_url, places.gateway_url, menu(), start.welcome)
    return Joined(channel, Pacer(Discord.pace, time.monotonic), _bot(channel, token))


def _bot(channel: Channel, token: str) -> str:
    return f"{channel.name} {sha256(token.encode()).hexdigest()}"


def menu() -> list[MenuEntry]:
    """The commands, as Discord registers them."""
    return [
        MenuEntry(c.name, c.help, c.argument, c.required, c.role, _examples(c), bool(c.file_room))
        for c in COMMANDS
    ]


def _examples(command: Command) -> str:
    """`pelosi or $NVDA`: its examples without the command's own name."""
    typed = (one.removeprefix(f"/{command.name}").strip() for one in command.example.split(" or "))
    return " or ".join(filter(None, typed))
