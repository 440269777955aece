"""The gallery's further ways out of a chat, and what a chat is told when one of them, or it itself, stops."""

from collections.abc import Iterator

from bot import wording_chats, wording_outlets
from bot.message import Message
from gallery.shot import Shot
from gallery.world import Said
from storage.model import Chat, ChatState, Place

GONE = "it says that it is gone (410)"
BLOCKED = "Telegram: Forbidden: bot was blocked by the user"
CLOSED = "Bad Request: TOPIC_CLOSED"
SECRET = "whsec_shown-once-and-only-to-who-asked"


def shots() -> Iterator[Shot]:
    for name, about, message in _told():
        yield Shot(name, about, Said(message))


def _told() -> Iterator[tuple[str, str, Message]]:
    mail, stopped = _place("email", "ann@example.org"), _place("email", "bob@example.org", "mailbox full")
    hook, gone = (
        _place("webhook", "https://example.org/hilltape#1"),
        _place("webhook", "https://example.com/old#1", GONE),
    )
    yield "/email ann@example.org", "a code goes there first", wording_outlets.code_sent(mail.chat.address)
    yield "/email ABCD2345", "the code", wording_outlets.email_added(mail.chat.address)
    yield "/email", "", wording_outlets.emails_here([mail, stopped])
    yield "Somebody ends their e-mails", "by the link in each", wording_outlets.email_ended(mail.chat.address)
    yield "/webhook https://example.org/hilltape", "in a private chat", wording_outlets.webhook_added(hook, 1)
    yield "/webhook https://example.org/hilltape", "in a group", wording_outlets.only_in_private()
    yield "/webhook", "", wording_outlets.webhooks_here([hook, gone])
    yield "A webhook that takes nothing", "switched off", wording_outlets.stopped(gone.chat, GONE)
    yield "/webhook on 2", "the button", wording_outlets.webhook_on(gone)
    yield "A topic is closed", "told in the main chat", wording_chats.topic_closed(CLOSED)
    yield "Somebody who had blocked the bot comes back", "", wording_chats.back_again(BLOCKED, 12)


def _place(channel: str, address: str, ended: str = "") -> Place:
    state = ChatState.PAUSED if ended else ChatState.ACTIVE
    chat = Chat(1, channel, address, False, "", "", state, ended, None, SECRET)
    return Place(1, chat, "")
