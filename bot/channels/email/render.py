"""Shows a Message as an e-mail: a subject, plain text, and the same as simple HTML."""

import html
import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP

from bot.message import Message

SUBJECT_ROOM = 200
UNWANTED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
STYLE = "font: 16px/1.5 system-ui, sans-serif; max-width: 40em; margin: 1em auto; padding: 0 1em"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
ADDRESS = re.compile(rf"[A-Za-z0-9._%+-]{{1,64}}@(?:{_LABEL}\.)+[A-Za-z]{{2,63}}", re.ASCII)
LONGEST = 254  # https://www.rfc-editor.org/errata/eid1690


def is_address(text: str) -> bool:
    """Whether it has the form of most addresses; quoted and international ones are not taken."""
    return len(text) <= LONGEST and ADDRESS.fullmatch(text) is not None and ".." not in text


def payload(message: Message) -> dict[str, str]:
    """Subject, text and HTML; foreign text is escaped, and what turns its direction is left out."""
    title = " ".join(_clean(message.title).split())
    lines = [_clean(line) for line in message.lines]
    note, link = _clean(message.note), message.link
    below = [note, f"{_clean(link.label)}: {link.url}" if link else ""]
    return {
        "subject": title[:SUBJECT_ROOM],
        "text": "\n".join([title, "", *lines, "", *filter(None, below)]).strip() + "\n",
        "html": "\n".join(_html(title, lines, note, (_clean(link.label), link.url) if link else None)),
    }


def complete(held: dict[str, str], picture: bytes, *, plain: bool, end: str) -> EmailMessage:
    """The message without its addresses; `end` is where these e-mails can be ended."""
    made = EmailMessage(policy=SMTP)
    made["Subject"] = held["subject"]
    made.set_content(f"{held['text']}\n-- \nEnd these e-mails: {end}\n")
    if plain:
        return made
    link = html.escape(end)
    head = '<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="light dark">'
    shown = '<p><img src="cid:page" alt="The first page" style="max-width: 100%"></p>' if picture else ""
    ending = f'<p><small><a href="{link}">End these e-mails</a></small></p></body>'
    made.add_alternative(f"{head}{held['html']}{shown}{ending}", subtype="html")
    if picture:
        made.get_payload()[1].add_related(picture, "image", "jpeg", cid="<page>")  # type: ignore[union-attr,index]
    return made


def _html(title: str, lines: list[str], note: str, link: tuple[str, str] | None) -> Iterator[str]:
    yield f'<body style="{STYLE}"><h1 style="font-size: 1.1em">{html.escape(title)}</h1>'
    for line in lines:
        yield f"<div>{html.escape(line) or '&nbsp;'}</div>"
    if note:
        yield f"<p><i>{html.escape(note)}</i></p>"
    if link and link[1].startswith(("https://", "http://")):
        yield f'<p><a href="{html.escape(link[1])}">{html.escape(link[0])}</a></p>'


def _clean(text: str) -> str:
    return UNWANTED.sub(" ", text)
