"""Further ways out of a chat, in words."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from bot.figures import short
from bot.message import Button, Message
from storage.model import Chat, ChatState, Place

ROOM = 60  # signs of an address
BUTTONS = 9
ENDED = "its reader ended the e-mails"


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


def email_off() -> Message:
    return Message(
        title="This Hilltape sends no e-mail.",
        lines=("Who runs it switches it on with channels.email in config.yaml.",),
    )


def code_by_mail(code: str, title: str) -> Message:
    """In the first mail to an address, for whoever reads it."""
    chat = f"The chat “{short(title, ROOM)}”" if title else "A chat"
    return Message(
        title=f"Your code for Hilltape: {code}",
        lines=(
            f"{chat} asks that what it is told of trades by US officials comes to this address too.",
            f"If that is yours, type there: /email {code}",
            "If not, do nothing: without the code nothing more comes.",
        ),
    )


def code_sent(address: str) -> Message:
    return Message(
        title=f"A code is on its way to {address}.",
        lines=("Type it here within a day: /email CODE. Until then nothing else goes there.",),
    )


def email_added(address: str) -> Message:
    return Message(
        title=f"By e-mail too: {address}",
        lines=(
            "It gets all that this chat is told, when the chat is. Each e-mail has a link that ends them.",
        ),
        buttons=(Button("E-mail addresses", "/email"),),
    )


def email_known(address: str) -> Message:
    return Message(f"{address} gets what this chat is told already.", ("/email lists the addresses.",))


def email_removed(address: str) -> Message:
    return Message(f"Removed: {address}", ("Nothing of this chat goes there any more.",), in_place=True)


def email_ended(address: str) -> Message:
    """For the chats that had the address."""
    return Message(
        title=f"{address} ended its e-mails.",
        lines=("Who reads there pressed the link. /email and a new code begin them again.",),
    )


def emails_here(held: Sequence[Place]) -> Message:
    if not held:
        return Message(
            title="Nothing of this chat goes out by e-mail.",
            lines=("/email ann@example.org sends a code to that address; with it, alerts go there too.",),
        )
    return Message(
        title="E-mail addresses of this chat",
        lines=tuple(f"{number}. {_state(one.chat)}" for number, one in enumerate(held, 1)),
        buttons=tuple(
            Button(f"Remove {number}", f"/email remove {number}") for number, _ in enumerate(held, 1)
        ),
    )
