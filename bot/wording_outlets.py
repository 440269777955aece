"""Further ways out of a chat, in words."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from bot.figures import short
from bot.message import Button, Message
from storage.model import Chat, ChatState, Place

ROOM = 60  # signs of an address
BUTTONS = 9


def name(chat: Chat) -> str:
    """Of a webhook its host and path: what stands behind may be a password."""
    if chat.channel != "webhook":
        return chat.address
    parts = urlsplit(chat.address)
    return short(f"{parts.hostname}{parts.path.rstrip('/')}", ROOM)


def stopped(chat: Chat, reason: str) -> Message:
    """For the chats whose alerts went there."""
    return Message(
        title=f"Nothing goes to {name(chat)} any more",
        lines=(f"Why: {reason}.", f"/{chat.channel} lists what this chat has, and switches it on again."),
    )


def webhooks_off() -> Message:
    return Message(
        title="This Hilltape sends no webhooks.",
        lines=("Who runs it switches them on with channels.webhook.enabled in config.yaml.",),
    )


def only_in_private() -> Message:
    return Message(
        title="Set webhooks up in a private chat with me.",
        lines=(
            "The secret that signs its messages is shown once, and here everybody would read it.",
            "The webhook then gets what you follow there.",
        ),
    )


def webhook_added(place: Place, number: int) -> Message:
    return Message(
        title=f"Webhook {number}: {name(place.chat)}",
        lines=(
            "It gets all that this chat is told, as signed JSON. A first message is on its way.",
            f"Its secret, shown only now: {place.chat.secret}",
            "Check webhook-signature with any library of standardwebhooks.com; docs/webhooks.md shows how.",
        ),
        buttons=(Button("Remove", f"/webhook remove {number}"),),
    )


def webhook_known(number: int) -> Message:
    return Message(
        title=f"That is webhook {number} already.",
        lines=("For a new secret, remove it and add it again.",),
        buttons=(Button("Remove", f"/webhook remove {number}"),),
    )


def webhook_removed(place: Place) -> Message:
    return Message(f"Removed: {name(place.chat)}", ("Nothing goes there any more.",), in_place=True)


def webhook_on(place: Place) -> Message:
    return Message(
        title=f"On again: {name(place.chat)}",
        lines=("What it missed in the last 30 days comes now, the newest 60 alerts at most.",),
        in_place=True,
    )


def webhooks_here(held: Sequence[Place]) -> Message:
    if not held:
        return Message(
            title="This chat has no webhook.",
            lines=(
                "/webhook https://example.org/hilltape would send what it is told there, as signed JSON.",
            ),
        )
    off = [number for number, one in enumerate(held, 1) if one.chat.state is not ChatState.ACTIVE]
    return Message(
        title="Webhooks of this chat",
        lines=tuple(f"{number}. {_state(one.chat)}" for number, one in enumerate(held, 1)),
        buttons=(
            *(Button(f"Switch {number} on", f"/webhook on {number}") for number in off),
            *(Button(f"Remove {number}", f"/webhook remove {number}") for number, _ in enumerate(held, 1)),
        )[:BUTTONS],
    )


def _state(chat: Chat) -> str:
    return f"{name(chat)}: on" if chat.state is ChatState.ACTIVE else f"{name(chat)}: off, {chat.reason}"


def webhook_there() -> Message:
    """The first that a webhook gets."""
    return Message(
        title="This is where Hilltape sends its alerts from now on.",
        lines=("They look like this: type, timestamp, data. Those about reports have the type `filings`.",),
    )
