"""Inline mode: what somebody types after the bot's name in any chat is answered with cards to send there."""

import re
from collections.abc import Iterable, Iterator

import structlog
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.error import TelegramError

from bot.channel import Card, Suggests
from bot.channels.telegram.errors import translate
from bot.channels.telegram.text import article, clean
from bot.channels.telegram.updates import person

PAGE = 25  # cards at a time; Telegram takes 50: https://core.telegram.org/bots/api#answerinlinequery
ID_BYTES = 64
CACHE_SECONDS = 10
OPEN = InlineQueryResultsButton("Open the chat with me", start_parameter="inline")
START = re.compile(r"/start ([A-Za-z0-9_-]{1,64})")  # https://core.telegram.org/bots/features#deep-linking

log = structlog.get_logger(channel="telegram")


async def offer(bot: Bot, suggest: Suggests, query: InlineQuery, name: str) -> None:
    """Answers one query; that it is too old by now, or is refused, is no more than logged.

    Silence is no answer at all: Telegram would show an empty one to others who type the same.
    """
    cards = await suggest.inline("telegram", person(query.from_user, may_change=False), query.query)
    if cards is None:
        return
    begin = int(query.offset) if query.offset.isdecimal() else 0
    page = list(_distinct(cards))[begin : begin + PAGE]
    more = len(cards) > begin + PAGE
    try:
        await bot.answer_inline_query(
            query.id,
            [_result(card, name) for card in page],
            cache_time=CACHE_SECONDS,
            is_personal=any(card.personal for card in cards),
            next_offset=str(begin + PAGE) if more else "",
            button=OPEN,
        )
    except TelegramError as error:
        log.info("cards not offered", error=str(translate(error, bot.token)))


def _distinct(cards: Iterable[Card]) -> Iterator[Card]:
    """Telegram refuses all when two have one id, or an id is too long."""
    seen: set[str] = set()
    for card in cards:
        if card.id not in seen and 0 < len(card.id.encode()) <= ID_BYTES:
            seen.add(card.id)
            yield card


def _result(card: Card, name: str) -> InlineQueryResultArticle:
    text, rows = article(card.message, lambda command: _address(name, command))
    keys = [[InlineKeyboardButton(key["text"], url=key["url"]) for key in row] for row in rows]
    return InlineQueryResultArticle(
        card.id,
        clean(card.title) or "…",
        InputTextMessageContent(text, "HTML", link_preview_options=LinkPreviewOptions(is_disabled=True)),
        InlineKeyboardMarkup(keys) if keys else None,
        description=clean(card.description),
    )


def _address(name: str, command: str) -> str | None:
    """`/start TOKEN` as a link into the private chat."""
    token = START.fullmatch(command)
    return f"https://t.me/{name}?start={token[1]}" if token else None
