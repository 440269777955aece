"""What exists on the Telegram replica: its chats, what people say in them, and what arrived there."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from replica.telegram_chats import GROUP_ANONYMOUS_BOT, Chat, Person
from replica.telegram_html import units
from replica.telegram_pace import Pace
from replica.telegram_refusals import Parameters
from replica.telegram_updates import Updates

BOT = {"id": 1234567, "is_bot": True, "first_name": "Hilltape", "username": "hilltape_bot"}
COMMAND = re.compile(r"/\w{1,32}(?:@\w+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Arrived:
    """One message that Telegram took; `text` is without markup, `message` is Telegram's own object.

    Of a photo (`picture`) the text is the caption.
    """

    chat: int
    thread: int | None
    id: int
    text: str
    parameters: Parameters
    message: Mapping[str, Any]
    at: datetime
    picture: bytes = b""

    @property
    def entities(self) -> Sequence[Mapping[str, Any]]:
        name = "caption_entities" if self.picture else "entities"
        entities: Sequence[Mapping[str, Any]] = self.message.get(name, ())
        return entities

    @property
    def buttons(self) -> Sequence[Mapping[str, Any]]:
        rows = self.message.get("reply_markup", {}).get("inline_keyboard", ())
        return [button for row in rows for button in row]


class World:
    """`messages` is the record of what arrived, oldest first. With `pace` None any speed will do.

    `webhook` is the URL of one that is set; `acknowledged` maps button presses to what they were answered,
    `asked_inline` inline queries to what was offered, None while there is nothing. `inline` and
    `reads_everything` are what BotFather has switched.
    """

    def __init__(self, clock: Callable[[], datetime], pace: Pace | None) -> None:
        self.clock = clock
        self.pace = pace
        self.webhook = ""
        self.inline = True
        self.reads_everything = False
        self.commands: Sequence[Mapping[str, str]] = ()
        self.messages: list[Arrived] = []
        self.files: dict[str, bytes] = {}
        self.acknowledged: dict[str, str | None] = {}
        self.asked_inline: dict[str, Any] = {}
        self.updates = Updates()
        self.chats: dict[int, Chat] = {}

    def add(self, chat: Chat) -> Chat:
        self.chats[chat.id] = chat
        return chat

    def upgrade(self, group: Chat, number: int) -> Chat:
        """The group becomes a supergroup of this id; its old id is refused from now on, naming the new."""
        group.moved_to = self.add(Chat(number, "supergroup", group.title, group.members))
        return group.moved_to

    def say(
        self, chat: Chat, text: str, person: Person, thread: int | None = None, speaker: Chat | None = None
    ) -> int:
        """Somebody writes; the update's id. `speaker` is the chat they speak as: an anonymous admin's own."""
        kind = "channel_post" if chat.type == "channel" else "message"
        head = self.head(chat, thread)
        chat.others.add(head["message_id"])
        return self.updates.add(kind, {**head, **_voice(chat, person, speaker), **_typed(text)})

    def upload(
        self, chat: Chat, name: str, content: bytes, words: str, person: Person, *, answered: str = ""
    ) -> int:
        """Somebody sends a file with these words below it, or answers it with those; the update's id."""
        file = {"document": {**self.keep(name, content), "file_name": name}}
        head = self.head(chat, None)
        chat.others.add(head["message_id"])
        said = {**head, "from": person.user, **file}
        if not answered:
            return self.updates.add("message", {**said, **_captioned(words)})
        answer = self.head(chat, None)
        chat.others.add(answer["message_id"])
        whole = {**answer, "from": person.user, **_typed(answered), "reply_to_message": said}
        return self.updates.add("message", whole)

    def keep(self, name: str, content: bytes) -> dict[str, Any]:
        """Telegram's object for a file that was uploaded."""
        number = f"{name}-{len(self.files) + 1}"
        self.files[number] = content
        return {"file_id": number, "file_unique_id": number, "file_size": len(content)}

    def press(self, arrived: Arrived, label: str, person: Person, *, forgotten: bool = False) -> int:
        """Somebody presses a button; the update's id. Telegram leaves out an old message (`forgotten`)."""
        button = next(button for button in arrived.buttons if button["text"] == label)
        return self.claim(arrived, button["callback_data"], person, forgotten=forgotten)

    def claim(self, arrived: Arrived, data: str, person: Person, *, forgotten: bool = False) -> int:
        """Somebody's client says that it pressed a button with this data, which Telegram does not check."""
        chat = self.chats[arrived.chat]
        press = str(len(self.acknowledged) + 1)
        self.acknowledged[press] = None
        query = {
            "id": press,
            "from": person.user,
            "message": {"chat": chat.object, "message_id": arrived.id, "date": 0}
            if forgotten
            else arrived.message,
            "chat_instance": str(chat.id),
            "data": data,
        }
        return self.updates.add("callback_query", query)

    def ask_inline(self, person: Person, text: str, offset: str = "") -> str:
        """Somebody types after the bot's name in a chat; the query's id."""
        query = str(len(self.asked_inline) + 1)
        self.asked_inline[query] = None
        asked = {"id": query, "from": person.user, "query": text, "offset": offset, "chat_type": "group"}
        self.updates.add("inline_query", asked)
        return query

    def choose(self, query: str, title: str, chat: Chat, person: Person) -> Mapping[str, Any]:
        """Somebody sends one of the results into a chat; Telegram's object for the message there."""
        result = next(one for one in self.asked_inline[query].results if one["title"] == title)
        chosen = {"result_id": result["id"], "from": person.user, "query": ""}
        self.updates.add("chosen_inline_result", chosen)
        head = self.head(chat, None)
        chat.others.add(head["message_id"])
        markup = {"reply_markup": result["reply_markup"]} if "reply_markup" in result else {}
        text = result["input_message_content"]["message_text"]
        return {**head, "from": person.user, "via_bot": BOT, "text": text, **markup}

    def head(self, chat: Chat, thread: int | None) -> dict[str, Any]:
        """What every new message of a chat has."""
        chat.last_message += 1
        topic = {"message_thread_id": thread, "is_topic_message": True} if thread else {}
        date = int(self.clock().timestamp())
        return {"message_id": chat.last_message, "date": date, "chat": chat.object, **topic}


def _voice(chat: Chat, person: Person, speaker: Chat | None) -> dict[str, Any]:
    if chat.type == "channel":
        return {"sender_chat": chat.object}
    if speaker:
        return {"from": GROUP_ANONYMOUS_BOT, "sender_chat": speaker.object}
    return {"from": person.user}


def _captioned(words: str) -> dict[str, Any]:
    said = _typed(words)
    entities = {"caption_entities": said["entities"]} if "entities" in said else {}
    return {"caption": said["text"], **entities} if words else {}


def _typed(text: str) -> dict[str, Any]:
    command = COMMAND.match(text)
    if command is None:
        return {"text": text}
    return {"text": text, "entities": [{"type": "bot_command", "offset": 0, "length": units(command[0])}]}
