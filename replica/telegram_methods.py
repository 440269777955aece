"""The methods of the Bot API that we use, each a function of the world and the call's parameters."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from replica.telegram_chats import Chat
from replica.telegram_edits import edit_message_caption, edit_message_media, edit_message_text
from replica.telegram_inline import answer_inline_query
from replica.telegram_photo import photo_of
from replica.telegram_refusals import (
    Parameters,
    Refused,
    bad,
    caption_of,
    commands_of,
    decoded,
    keyboard_of,
    text_of,
)
from replica.telegram_world import BOT, Arrived, World

WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
DOWNLOAD = 20 * 2**20  # bytes
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@dataclass(frozen=True, slots=True)
class Content:
    """What a message says: its words without markup, the fields of Telegram's object, an uploaded picture."""

    text: str
    fields: Mapping[str, Any]
    picture: bytes = b""


async def get_me(world: World, _params: Parameters) -> Any:
    abilities = {
        "can_join_groups": True,
        "can_read_all_group_messages": world.reads_everything,
        "supports_inline_queries": world.inline,
    }
    return {**BOT, **abilities}


async def get_updates(world: World, params: Parameters) -> Any:
    if world.webhook:
        raise Refused(409, WEBHOOK_ACTIVE)
    return await world.updates.get(params)


async def send_message(world: World, params: Parameters) -> Any:
    chat, thread = _writable(world, params), _thread(world, params)
    text = text_of(params)
    entities = {"entities": text.entities} if text.entities else {}
    return _arrived(world, params, chat, thread, Content(text.text, {"text": text.text, **entities}))


async def send_photo(world: World, params: Parameters) -> Any:
    chat, thread = _writable(world, params), _thread(world, params)
    picture, size = photo_of(params)
    caption = caption_of(params)
    words: dict[str, Any] = {"caption": caption.text} if caption.text else {}
    words |= {"caption_entities": caption.entities} if caption.entities else {}
    return _arrived(world, params, chat, thread, Content(caption.text, {"photo": [size], **words}, picture))


async def send_document(world: World, params: Parameters) -> Any:
    """https://core.telegram.org/bots/api#senddocument."""
    chat, thread = _writable(world, params), _thread(world, params)
    content = params.get("document")
    if not isinstance(content, bytes) or not content:
        raise bad("there is no document in the request")
    document, caption = world.keep("document", content), caption_of(params)
    words: dict[str, Any] = {"caption": caption.text} if caption.text else {}
    words |= {"caption_entities": caption.entities} if caption.entities else {}
    return _arrived(world, params, chat, thread, Content(caption.text, {"document": document, **words}))


async def get_file(world: World, params: Parameters) -> Any:
    """https://core.telegram.org/bots/api#getfile."""
    file = str(params.get("file_id", ""))
    if file not in world.files:
        raise bad("wrong file_id or the file is temporarily unavailable")
    size = len(world.files[file])
    if size > DOWNLOAD:
        raise bad("file is too big")
    return {"file_id": file, "file_unique_id": file, "file_size": size, "file_path": f"documents/{file}"}


async def get_chat(world: World, params: Parameters) -> Any:
    return _chat(world, params).full


async def get_chat_member(world: World, params: Parameters) -> Any:
    member = _chat(world, params).member(int(params["user_id"]))
    if member is None:
        raise bad("user not found")
    return member


async def answer_callback_query(world: World, params: Parameters) -> Any:
    press = params.get("callback_query_id", "")
    if press not in world.acknowledged:
        raise bad(TOO_OLD)
    world.acknowledged[press] = params.get("text", "")
    return True


async def get_my_commands(world: World, _params: Parameters) -> Any:
    return world.commands


async def set_my_commands(world: World, params: Parameters) -> Any:
    world.commands = commands_of(params)
    return True


async def get_webhook_info(world: World, _params: Parameters) -> Any:
    pending = len(world.updates.waiting)
    return {"url": world.webhook, "has_custom_certificate": False, "pending_update_count": pending}


async def delete_webhook(world: World, _params: Parameters) -> Any:
    world.webhook = ""
    return True


METHODS: dict[str, Callable[[World, Parameters], Awaitable[Any]]] = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "getFile": get_file,
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "answerCallbackQuery": answer_callback_query,
    "answerInlineQuery": answer_inline_query,
    "getMyCommands": get_my_commands,
    "setMyCommands": set_my_commands,
    "getWebhookInfo": get_webhook_info,
    "deleteWebhook": delete_webhook,
}


def _arrived(world: World, params: Parameters, chat: Chat, thread: int | None, content: Content) -> Any:
    """Telegram's own object for a new message, which is recorded. Raises Refused."""
    keyboard, answered, now = keyboard_of(params), _answered(world, chat, params), world.clock()
    if world.pace:
        world.pace.check(chat, now)
    message = {**world.head(chat, thread), **content.fields}
    message |= {"sender_chat": chat.object} if chat.type == "channel" else {"from": BOT}
    if answered:
        message["reply_to_message"] = answered
    if keyboard:
        message["reply_markup"] = {"inline_keyboard": keyboard}
    number = message["message_id"]
    world.messages.append(
        Arrived(chat.id, thread, number, content.text, params, message, now, content.picture)
    )
    return message


def _chat(world: World, params: Parameters) -> Chat:
    number = str(params.get("chat_id", ""))
    if not number:
        raise bad("chat_id is empty")
    chat = world.chats.get(int(number)) if number.removeprefix("-").isdigit() else None
    if chat is None:
        raise bad("chat not found")
    return chat


def _writable(world: World, params: Parameters) -> Chat:
    chat = _chat(world, params)
    if chat.moved_to:
        upgraded = "Bad Request: group chat was upgraded to a supergroup chat"
        raise Refused(400, upgraded, migrate_to_chat_id=chat.moved_to.id)
    return chat


def _answered(world: World, chat: Chat, params: Parameters) -> dict[str, Any]:
    """The message replied to, which tells of no message before it; one that is gone may be done without."""
    reply = decoded(params.get("reply_parameters"))
    if not reply:
        return {}
    for arrived in world.messages:
        if (arrived.chat, arrived.id) == (chat.id, reply["message_id"]):
            return {key: value for key, value in arrived.message.items() if key != "reply_to_message"}
    if not reply.get("allow_sending_without_reply"):
        raise bad("message to be replied not found")
    return {}


def _thread(world: World, params: Parameters) -> int | None:
    thread = int(params["message_thread_id"]) if "message_thread_id" in params else None
    if thread is not None and thread not in _chat(world, params).topics:
        raise bad("message thread not found")
    return thread
