"""What people ask: Telegram's updates become requests."""

import re
from dataclasses import dataclass, replace

from telegram import CallbackQuery, Chat, MaybeInaccessibleMessage, Message, Update, User

from bot.channel import Address, Person, Request

# "/follow", "/follow@hilltape_bot"
COMMAND = re.compile(r"/(?P<name>\w{1,32})(?:@(?P<bot>\w+))?(?=\s|$)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request whose person's rights may still have to be asked for (`unsure`).

    `press` is the id of the button press behind it, `""` for something typed. `broadcast` says that it comes
    from a channel, where everybody would read the answer to anybody's press.
    """

    request: Request
    unsure: bool = False
    press: str = ""
    broadcast: bool = False

    def granted(self, may_change: bool) -> "Asked":
        person = replace(self.request.person, may_change=may_change)
        return replace(self, request=replace(self.request, person=person), unsure=False)


def read(update: Update, bot: str) -> Asked | None:
    """What an update asks of the bot called `bot`, or None when it asks nothing."""
    event = str(update.update_id)
    if update.callback_query:
        return _pressed(event, update.callback_query)
    message = update.message or update.channel_post
    if message is None or message.is_automatic_forward or not message.text:
        return None
    text = command(message.text, bot, private=message.chat.type == Chat.PRIVATE)
    return _typed(event, message, text) if text else None


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
    return Asked(_request(event, message, _user_person(user, may_change=private), text), unsure=not private)


def _pressed(event: str, query: CallbackQuery) -> Asked | None:
    message = query.message
    if message is None or not query.data or (message.chat.is_forum and not message.is_accessible):
        return None  # without the message nobody knows its topic
    private = message.chat.type == Chat.PRIVATE
    request = _request(event, message, _user_person(query.from_user, may_change=private), query.data)
    broadcast = message.chat.type == Chat.CHANNEL
    return Asked(request, unsure=not private, press=query.id, broadcast=broadcast)


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


def _user_person(user: User, *, may_change: bool) -> Person:
    return Person(str(user.id), user.full_name, may_change)
