"""What Telegram lets a bot change in a message it sent: its text, or its picture with the words below."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from replica.telegram_photo import photo_of
from replica.telegram_refusals import Parameters, bad, caption_of, decoded, keyboard_of, text_of
from replica.telegram_world import Arrived, World

THE_SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
ATTACHED = "attach://"
CONTENT = ("text", "entities", "photo", "caption", "caption_entities", "reply_markup")


async def edit_message_text(world: World, params: Parameters) -> Any:
    arrived = _ours(world, params)
    if arrived.picture:
        raise bad("there is no text in the message to edit")
    text = text_of(params)
    entities = {"entities": text.entities} if text.entities else {}
    return _edited(world, arrived, params, {"text": text.text, **entities}, text.text)


async def edit_message_caption(world: World, params: Parameters) -> Any:
    arrived = _ours(world, params)
    if not arrived.picture:
        raise bad("there is no caption in the message to edit")
    words = _captioned(params)
    fields = {"photo": arrived.message["photo"], **words}
    return _edited(world, arrived, params, fields, words.get("caption", ""), arrived.picture)


async def edit_message_media(world: World, params: Parameters) -> Any:
    """A text may become a picture, but no picture a text."""
    arrived = _ours(world, params)
    media = decoded(params.get("media")) or {}
    if media.get("type") != "photo":
        raise bad("can't parse InputMedia: type is not supported here")
    picture, size = photo_of({"photo": params.get(str(media["media"]).removeprefix(ATTACHED))})
    words = _captioned(media)
    return _edited(world, arrived, params, {"photo": [size], **words}, words.get("caption", ""), picture)


def _captioned(params: Mapping[str, Any]) -> dict[str, Any]:
    caption = caption_of(params)
    words: dict[str, Any] = {"caption": caption.text} if caption.text else {}
    return words | ({"caption_entities": caption.entities} if caption.entities else {})


def _ours(world: World, params: Parameters) -> Arrived:
    """Raises Refused for a message that is not there, or is somebody else's."""
    chat, number = int(params["chat_id"]), int(params.get("message_id", 0))
    if chat not in world.chats:
        raise bad("chat not found")
    for arrived in world.messages:
        if (arrived.chat, arrived.id) == (chat, number):
            return arrived
    if number in world.chats[chat].others:
        raise bad("message can't be edited")
    raise bad("message to edit not found")


def _edited(
    world: World,
    arrived: Arrived,
    params: Parameters,
    content: Mapping[str, Any],
    text: str,
    picture: bytes = b"",
) -> Any:
    """Telegram's object for the message as it reads now. Raises Refused."""
    keyboard, now = keyboard_of(params), world.clock()
    fields = {**content, **({"reply_markup": {"inline_keyboard": keyboard}} if keyboard else {})}
    if fields == {name: arrived.message[name] for name in CONTENT if name in arrived.message}:
        raise bad(THE_SAME)
    if world.pace:
        world.pace.check(world.chats[arrived.chat], now)
    kept = {name: value for name, value in arrived.message.items() if name not in CONTENT}
    message = {**kept, **fields, "edit_date": int(now.timestamp())}
    place = world.messages.index(arrived)
    world.messages[place] = replace(arrived, text=text, parameters=params, message=message, picture=picture)
    return message
