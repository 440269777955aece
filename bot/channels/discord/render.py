"""Messages as Discord shows them: embeds and buttons, within every limit, foreign text escaped."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.channel import Part, new_nonce
from bot.message import Button, File, Link, Message, Tone, unbroken

# https://discord.com/developers/docs/resources/message#embed-object-embed-limits; Discord counts code points:
# https://github.com/discord/discord-api-docs/issues/1315
TITLE, DESCRIPTION, CONTENT = 256, 4096, 2000
FOOTER = 1500  # Discord takes 2048, but 6000 in all
LABEL, COMMAND, BUTTONS, ROW = 80, 100, 25, 5
URL = 512  # a link button's; an embed's may be longer
PICTURE = "first-page.jpg"  # https://discord.com/developers/docs/reference#uploading-files
PIECE = 2000  # of a line too long for one embed: escaped it is at most twice as long

COLOURS: Mapping[Tone, int] = {
    Tone.BUY: 0x2E8B57,
    Tone.SELL: 0xC0392B,
    Tone.MIXED: 0xD4A017,
    Tone.ERROR: 0x7F8C8D,
}
NO_MENTIONS: Mapping[str, list[str]] = {"parse": []}

_MARKUP = re.compile(r"https?://[^\s<>]+|(?P<mark>[\\*_~`|<>\[\]])")
_LINE_START = re.compile(r"^([ \t]*)([-+#]|\d{1,9}(?=[.)]))", re.MULTILINE)  # list, heading, numbered list
_WEB_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?([/?#][!-;=?-~]*)?")
_ROLE = re.compile(r"[1-9]\d{0,19}", re.ASCII)
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def render(message: Message) -> tuple[Part, ...]:
    """The title opens the first part, which shows the picture; note, link and buttons close the last.

    The title is the message's text and not an embed's: it is what a phone's lock screen shows.
    """
    texts = list(_descriptions(message.lines)) or [""]
    last = len(texts) - 1
    return tuple(
        _part(message, text, opens=number == 0, closes=number == last) for number, text in enumerate(texts)
    )


def body(part: Part, *, plain: bool = False) -> dict[str, Any]:
    """What is posted, without the nonce. A plain text longer than 2000 characters ends with "…"."""
    content: dict[str, Any] = {"content": cut(part.plain, CONTENT)} if plain else dict(part.payload)
    if part.reply_to:
        content["message_reference"] = {"message_id": part.reply_to, "fail_if_not_exists": False}
    return {**content, "allowed_mentions": part.payload.get("allowed_mentions", NO_MENTIONS)}


def file_of(part: Part) -> File | None:
    """What is attached to the message."""
    return File(PICTURE, "image/jpeg", part.picture) if part.picture else part.file


def shows(message: Mapping[str, Any], part: Part) -> bool:
    """Whether a message read from a channel is this part, as it stands or plain."""
    if message.get("nonce"):
        return str(message["nonce"]) == part.nonce
    return _visible(message) in (_visible(body(part)), _visible(body(part, plain=True)))


def clean(text: str) -> str:
    """Without control characters, lone surrogates and marks that turn the direction of writing."""
    return "".join(character for character in text if not _harmful(character))


def escape(text: str) -> str:
    """Text that Discord shows as it stands; web addresses stay whole.

    discord.py's escape_markdown takes cubic time (measured: 0.3 s for 2,000 characters), lets mentions pass.
    """
    marked = _MARKUP.sub(lambda found: f"\\{found[0]}" if found["mark"] else found[0], text)
    return _LINE_START.sub(lambda found: _escaped_start(found[1], found[2]), marked)


def cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _harmful(character: str) -> bool:
    control = unicodedata.category(character) in ("Cc", "Cs") and character != "\n"
    return control or character in _DIRECTIONS


def _escaped_start(space: str, mark: str) -> str:
    return f"{space}{mark}\\" if mark.isdigit() else f"{space}\\{mark}"


def _descriptions(lines: Sequence[str]) -> Iterator[str]:
    """The lines, packed into as few texts of at most 4096 characters as they need."""
    packed = ""
    for piece in _pieces(lines):
        longer = f"{packed}\n{piece}"
        if packed and len(longer) > DESCRIPTION:
            yield packed
            packed = piece
        else:
            packed = longer if packed else piece
    if packed.strip():
        yield packed


def _pieces(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        text = unbroken(clean(line))
        for start in range(0, max(len(text), 1), PIECE):
            yield escape(text[start : start + PIECE])


def instead(part: Part) -> dict[str, Any]:
    """What a message becomes that reads like this part from now on, whatever it showed before."""
    return {"content": "", "embeds": [], "components": [], "attachments": [], **body(part)}


def _part(message: Message, description: str, *, opens: bool, closes: bool) -> Part:
    title = cut(escape(unbroken(_one_line(message.title))), TITLE) if opens else ""
    role = message.mention if opens and _ROLE.fullmatch(message.mention) else ""
    if role:
        title = f"{title} <@&{role}>".lstrip()  # the lock screen shows what stands first
    note = cut(unbroken(_one_line(message.note)), FOOTER) if closes else ""
    link = message.link if message.link and _is_web_address(message.link.url) else None
    payload: dict[str, Any] = {"content": title} if title else {}
    picture = message.picture if opens else b""
    if description.strip() or note or picture or not title:
        payload["embeds"] = [_embed(description, note, message.tone)]
    if picture:
        payload["embeds"][0]["image"] = {"url": f"attachment://{PICTURE}"}
        payload["attachments"] = [{"id": "0", "filename": PICTURE}]
    file = message.file if opens else None
    if file:
        payload["attachments"] = [{"id": "0", "filename": file.name}]
    if role:
        payload["allowed_mentions"] = {"parse": [], "roles": [role]}
    rows = _rows(message.buttons, link) if closes else []
    if rows:
        payload["components"] = rows
    plain = _plain(title, description, note, link if closes else None)
    return Part(payload, plain, new_nonce(), picture=picture, file=file)


def _embed(description: str, note: str, tone: Tone) -> dict[str, Any]:
    embed: dict[str, Any] = {"description": description.strip("\n") if description.strip() else "…"}
    if note:
        embed["footer"] = {"text": note}
    if tone in COLOURS:
        embed["color"] = COLOURS[tone]
    return embed


def _is_web_address(url: str) -> bool:
    return len(url) <= URL and _WEB_ADDRESS.fullmatch(url) is not None


def _rows(buttons: Sequence[Button], link: Link | None) -> list[dict[str, Any]]:
    """At most five rows of five. A command that does not fit is left out: people can still type it."""
    pressed = {button.command: button for button in buttons if _fits(button)}
    shown = [
        {"type": 2, "style": 2, "label": _label(button.label), "custom_id": button.command}
        for button in list(pressed.values())[: BUTTONS - 1]
    ]
    if link and _label(link.label):
        shown.append({"type": 2, "style": 5, "label": _label(link.label), "url": link.url})
    return [{"type": 1, "components": shown[start : start + ROW]} for start in range(0, len(shown), ROW)]


def _fits(button: Button) -> bool:
    command = button.command
    return bool(_label(button.label)) and command == _one_line(command) != "" and len(command) <= COMMAND


def _label(text: str) -> str:
    return cut(_one_line(text), LABEL)


def _one_line(text: str) -> str:
    return " ".join(clean(text).split())


def _plain(title: str, description: str, note: str, link: Link | None) -> str:
    texts = (title, description.strip(), escape(note), link.url if link else "")
    return "\n".join(filter(None, texts)) or "…"


def _visible(message: Mapping[str, Any]) -> tuple[str, ...]:
    """What a reader sees of it, white space aside: Discord trims it."""
    texts = [message.get("content")]
    for embed in message.get("embeds") or ():
        texts += [embed.get("title"), embed.get("description"), (embed.get("footer") or {}).get("text")]
    return tuple(map(_squeezed, texts))


def _squeezed(text: str | None) -> str:
    return " ".join((text or "").split())
