"""What people ask: Telegram's updates become requests."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

import structlog
from telegram import (
    CallbackQuery,
    Chat,
    ChatMember,
    ChatMemberUpdated,
    Document,
    MaybeInaccessibleMessage,
    Message,
    Update,
    User,
)

from bot.channel import Address, Person, Request
from bot.channels.telegram.edit import Pressed
from bot.channels.telegram.text import BUTTON_BYTES

# "/follow", "/follow@hilltape_bot"
OUTSIDE = (ChatMember.LEFT, ChatMember.BANNED)

log = structlog.get_logger(channel="telegram")

COMMAND = re.compile(r"/(?P<name>\w{1,32})(?:@(?P<bot>\w+))?(?=\s|$)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request whose person's rights may still have to be asked for (`unsure`).

    `press` is the id of the button press behind it, `""` for something typed, and `pressed` the message with
    that button, if Telegram still shows it. `broadcast` says that it comes from a channel, where everybody
    would read the answer to anybody's press. `document` is the file that came with it, or that it answers.
    """

    request: Request
    unsure: bool = False
    press: str = ""
    pressed: Pressed | None = None
    broadcast: bool = False
    document: Document | None = None

    def granted(self, may_change: bool) -> "Asked":
        person = replace(self.request.person, may_change=may_change)
        return replace(self, request=replace(self.request, person=person), unsure=False)


def read(update: Update, bot: str, buttons: Collection[str] = ()) -> Asked | None:
    """What an update asks of the bot called `bot`, or None when it asks nothing.

    `buttons` are the names of the commands that a button may hold.
    """
    event = str(update.update_id)
    if update.my_chat_member:
        return _let_in(event, update.my_chat_member)
    if update.callback_query:
        return _pressed(event, update.callback_query, buttons)
    message = update.message or update.channel_post
    if message is None or message.is_automatic_forward:
        return None
    said = message.text or (message.caption if message.document else None)
    text = command(said, bot, private=message.chat.type == Chat.PRIVATE) if said else ""
    asked = _typed(event, message, text) if text else None
    return replace(asked, document=_document(message)) if asked else None


def _let_in(event: str, change: ChatMemberUpdated) -> Asked | None:
    """The bot was unblocked, or added again; that it was blocked or removed, the next message finds out."""
    log.info("membership changed", chat=change.chat.id, status=change.new_chat_member.status)
    if change.old_chat_member.status not in OUTSIDE or change.new_chat_member.status in OUTSIDE:
        return None
    address = Address(str(change.chat.id), group=change.chat.type != Chat.PRIVATE)
    who = person(change.from_user, may_change=False)
    return Asked(
        Request("telegram", event, address, change.chat.effective_name or "", who, "", returned=True)
    )


def _document(message: Message) -> Document | None:
    answered = message.reply_to_message
    return message.document or (answered.document if answered else None)


def command(text: str, bot: str, *, private: bool) -> str:
    """The command line without the bot's name; `""` for another bot's and for plain text outside private."""
    match = COMMAND.match(text)
    if match is None:
        return text if private else ""
    if match["bot"] and match["bot"].lower() != bot.lower():
        return ""
    return f"/{match['name']}{text[match.end() :]}"


def _typed(event: str, message: Message, text: str) -> Asked | None:
    """Anonymous admins and channels speak as the chat itself; any other chat that speaks has no rights."""
    chat, speaker, user = message.chat, message.sender_chat, message.from_user
    if speaker or chat.type == Chat.CHANNEL:
        voice = speaker or chat
        return Asked(_request(event, message, _chat_person(voice, may_change=voice.id == chat.id), text))
    if user is None:
        return None
    private = chat.type == Chat.PRIVATE
    return Asked(_request(event, message, person(user, may_change=private), text), unsure=not private)


def _pressed(event: str, query: CallbackQuery, buttons: Collection[str]) -> Asked | None:
    message = query.message
    if message is None or not query.data or (message.chat.is_forum and not message.is_accessible):
        return None  # without the message nobody knows its topic
    if not _made_here(message, query.data, buttons):
        return None
    private, shown = message.chat.type == Chat.PRIVATE, _shown(message)
    request = _request(event, message, person(query.from_user, may_change=private), query.data)
    return Asked(
        request,
        unsure=not private,
        press=query.id,
        pressed=Pressed(shown.message_id, bool(shown.photo)) if shown else None,
        broadcast=message.chat.type == Chat.CHANNEL,
    )


def _shown(message: MaybeInaccessibleMessage) -> Message | None:
    """The message, unless it is too old for Telegram to show; the library tells that by its date alone."""
    return message if isinstance(message, Message) and message.is_accessible else None


def _made_here(message: MaybeInaccessibleMessage, data: str, buttons: Collection[str]) -> bool:
    """Whether the button is one of ours: Telegram passes on whatever a client claims to have pressed.

    https://core.telegram.org/bots/api#callbackquery. Of a message that is too old to be shown, any of our
    commands may be a button.
    """
    shown = _shown(message)
    if shown is None:
        command = COMMAND.match(data)
        return len(data.encode()) <= BUTTON_BYTES and command is not None and command["name"] in buttons
    rows = shown.reply_markup.inline_keyboard if shown.reply_markup else ()
    return any(button.callback_data == data for row in rows for button in row)


def _request(event: str, message: MaybeInaccessibleMessage, person: Person, text: str) -> Request:
    chat = message.chat
    address = Address(str(chat.id), thread=_thread(message), group=chat.type != Chat.PRIVATE)
    return Request("telegram", event, address, chat.effective_name or "", person, text)


def _thread(message: MaybeInaccessibleMessage) -> str:
    """The topic. A reply in an ordinary group has a thread id too, and General is addressed without one."""
    if isinstance(message, Message) and message.is_topic_message:
        return str(message.message_thread_id)
    return ""


def _chat_person(chat: Chat, *, may_change: bool) -> Person:
    return Person(str(chat.id), chat.effective_name or "", may_change)


def person(user: User, *, may_change: bool) -> Person:
    return Person(str(user.id), user.full_name, may_change)
