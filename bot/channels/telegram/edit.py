"""Puts an answer in the place of the message whose button was pressed, where Telegram allows that."""

from dataclasses import dataclass
from typing import Any

from telegram import Bot, InputMediaPhoto
from telegram.error import BadRequest

from bot.channel import Address, Part

PICTURE = "first-page.jpg"
THE_SAME = "message is not modified"


@dataclass(frozen=True, slots=True)
class Pressed:
    """The message that was pressed, and whether it is a picture, which never becomes a text again."""

    message: int
    picture: bool

    def can_become(self, part: Part) -> bool:
        return bool(part.picture) or not self.picture


async def edit(bot: Bot, address: Address, pressed: Pressed, part: Part) -> None:
    """Raises the library's error; that the message reads like this already is none."""
    try:
        if part.picture:
            await bot.edit_message_media(**_media(part), chat_id=address.chat, message_id=pressed.message)
        else:
            await bot.edit_message_text(**part.payload, chat_id=address.chat, message_id=pressed.message)
    except BadRequest as error:
        if THE_SAME not in error.message.lower():
            raise


def _media(part: Part) -> dict[str, Any]:
    payload = dict(part.payload)
    markup = {"reply_markup": payload.pop("reply_markup")} if "reply_markup" in payload else {}
    return {"media": InputMediaPhoto(part.picture, filename=PICTURE, **payload), **markup}
