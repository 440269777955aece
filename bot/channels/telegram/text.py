"""Shows a Message as Telegram's HTML, in parts within every limit, with everything foreign escaped."""

import html
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

from bot.channel import Part, new_nonce
from bot.message import Button, File, Link, Message, unbroken

TEXT_UNITS = 4096  # UTF-16 code units, counted without markup: https://core.telegram.org/bots/api#sendmessage
CAPTION_UNITS = 1024  # https://core.telegram.org/bots/api#sendphoto
BUTTON_BYTES = 64  # of UTF-8: https://core.telegram.org/bots/api#inlinekeyboardbutton
LINK_UNITS = 2048
BUTTONS_IN_A_ROW = 3
ROW_SIGNS = 40  # what a phone shows of a row, which its buttons share equally

PLAIN = {"link_preview_options": {"is_disabled": True}}

WHITE = re.compile("[\t\x0b\x0c\u2028\u2029]")
# controls, zero-width marks, half surrogates, and what turns the direction of the text around it
UNWANTED = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
# https://core.telegram.org/bots/api#messageentity: mention, hashtag, url
_LINKED = re.compile(r"https?://\S+|[@#](?=\w)|(?<=[^\W_])\.(?=[^\W\d_]{2})")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a message; `tag` is `b`, `i` or nothing."""

    text: str
    tag: str = ""

    @property
    def markup(self) -> str:
        escaped = html.escape(self.text, quote=False)
        return f"<{self.tag}>{escaped}</{self.tag}>" if self.tag and self.text else escaped


def render(message: Message) -> tuple[Part, ...]:
    """The title bold, the note italic, one line a line; buttons and link below the last part."""
    link = _usable(message.link)
    address = f"{link.label}: {link.url}" if link else ""
    lines, room = list(_lines(message)), TEXT_UNITS - units(address) - 1
    captioned = bool(message.picture or message.file)
    *firsts, last = _captioned(lines, room) if captioned else _pages(lines, room)
    first, *rest = (*map(_part, firsts), _part(last, address, _keyboard(message.buttons, link)))
    return (_below(first, message.picture, message.file) if captioned else first, *rest)


def article(message: Message, start: Callable[[str], str | None]) -> tuple[str, list[list[dict[str, str]]]]:
    """One text within the limit, without any picture, and its rows of buttons, each of which is a link.

    In a chat without the bot a button cannot type: `start` gives the link for a command, or None for none.
    """
    link = _usable(message.link)
    page, *_ = _pages(list(_lines(message)), TEXT_UNITS)
    addresses = [(button.label, start(button.command)) for button in message.buttons]
    links = [Link(label, address) for label, address in addresses if address]
    keys = [{"text": _label(one.label), "url": one.url} for one in [*links, *([link] if link else [])]]
    return "\n".join(line.markup for line in page), _rows(keys)


def _captioned(lines: Sequence[Line], room: int) -> list[Sequence[Line]]:
    """All as the picture's or the file's caption where it fits, else the title alone, and then the rest."""
    whole = _pages(lines, CAPTION_UNITS)
    if len(whole) == 1:
        return whole
    title, *over = _pages(lines[:1], CAPTION_UNITS)
    return [title, *_pages([*chain.from_iterable(over), *lines[1:]], room)]


def _below(part: Part, picture: bytes, file: File | None) -> Part:
    """The words below a picture or a file."""
    payload = {name: value for name, value in part.payload.items() if name not in PLAIN}
    return replace(part, payload={"caption": payload.pop("text"), **payload}, picture=picture, file=file)


def answering(part: Part) -> dict[str, Any]:
    """What makes it a reply, should the message it answers still be there."""
    if not part.reply_to:
        return {}
    return {"reply_parameters": {"message_id": int(part.reply_to), "allow_sending_without_reply": True}}


def clean(text: str) -> str:
    """The text without what is invisible or could rearrange its neighbours; line ends stay."""
    return UNWANTED.sub("", WHITE.sub(" ", text))


def unlinked(text: str) -> str:
    """The text without names, tags and bare domains that Telegram would make links of: Amazon.com, @everyone.

    A word joiner, which nobody sees, parts them. Whole addresses, commands and $tickers are ours and stay.
    """
    return _LINKED.sub(lambda found: found[0] if len(found[0]) > 1 else f"{found[0]}\u2060", text)


def visible(text: str) -> bool:
    """Whether anything is to be seen. Telegram refuses a message without."""
    return any(character.isprintable() and not character.isspace() for character in text)


def units(text: str) -> int:
    """The length as Telegram counts it, in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def _lines(message: Message) -> Iterator[Line]:
    title = clean(message.title)
    yield from _styled(title if visible(title) else "…", "b")
    for line in message.lines:
        yield from _styled(clean(line), "")
    if message.note:
        yield from _styled(clean(message.note), "i")


def _styled(text: str, tag: str) -> Iterator[Line]:
    return (Line(unbroken(unlinked(line)), tag) for line in text.split("\n"))


def _pages(lines: Iterable[Line], room: int) -> list[Sequence[Line]]:
    """Lines filled into parts of `room` units; only a line too long for a whole part is cut."""
    pages: list[list[Line]] = [[]]
    left = room
    waiting = deque(lines)
    while waiting:
        line = waiting.popleft()
        if units(line.text) > room and left > room // 2:
            line, rest = _cut(line, left)
            waiting.appendleft(rest)
        elif units(line.text) > left:
            waiting.appendleft(line)
            pages.append([])
            left = room
            continue
        pages[-1].append(line)
        left -= units(line.text) + 1
    return [_trimmed(page) for page in pages if any(visible(line.text) for line in page)]


def _cut(line: Line, room: int) -> tuple[Line, Line]:
    """At a space in the last quarter of what fits, if there is one."""
    # a half surrogate at the end is ignored, so no character is cut
    end = len(line.text.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore"))
    space = line.text.rfind(" ", end - end // 4, end)
    end = end if space < 0 else space + 1
    return Line(line.text[:end], line.tag), Line(line.text[end:], line.tag)


def _trimmed(page: Sequence[Line]) -> Sequence[Line]:
    """Without blank lines at either end, which Telegram cuts off."""
    seen = [position for position, line in enumerate(page) if visible(line.text)]
    return page[seen[0] : seen[-1] + 1]


def _part(page: Sequence[Line], address: str = "", keyboard: Sequence[Any] = ()) -> Part:
    payload: dict[str, Any] = {
        **PLAIN,
        "text": "\n".join(line.markup for line in page),
        "parse_mode": "HTML",
    }
    if keyboard:
        payload["reply_markup"] = {"inline_keyboard": keyboard}
    plain = "\n".join([*(line.text for line in page), *([address] if address else [])])
    return Part(payload, plain, new_nonce())


def _usable(link: Link | None) -> Link | None:
    """The link if Telegram can take it; one it refuses would cost the whole message."""
    if link is None or "".join(clean(link.url).split()) != link.url or units(link.url) > LINK_UNITS:
        return None
    try:
        parts = urlsplit(link.url)
    except ValueError:  # http://[
        return None
    return (
        Link(_label(link.label), link.url) if parts.scheme in ("http", "https") and parts.hostname else None
    )


def _keyboard(buttons: Sequence[Button], link: Link | None) -> list[list[dict[str, str]]]:
    """Rows of Telegram's button objects; a command that does not fit into its button has none."""
    keys = [
        {"text": _label(button.label), "callback_data": button.command} for button in buttons if _fits(button)
    ]
    if link:
        keys.append({"text": link.label, "url": link.url})
    return _rows(keys)


def _rows(keys: Sequence[dict[str, str]]) -> list[list[dict[str, str]]]:
    """As many in a row as a phone shows whole."""
    rows: list[list[dict[str, str]]] = []
    for key in keys:
        if rows and _share_a_row([*rows[-1], key]):
            rows[-1].append(key)
        else:
            rows.append([key])
    return rows


def _share_a_row(keys: Sequence[dict[str, str]]) -> bool:
    longest = max(len(key["text"]) for key in keys)
    return len(keys) <= BUTTONS_IN_A_ROW and longest * len(keys) <= ROW_SIGNS


def _fits(button: Button) -> bool:
    command = button.command
    return bool(command) and clean(command) == command and len(command.encode()) <= BUTTON_BYTES


def _label(text: str) -> str:
    label = clean(text).replace("\n", " ").strip()
    return label if visible(label) else "…"
