"""Telegram's HTML: which markup it takes, and what it makes of it."""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
}
REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
ATTRIBUTES = r"""(?:\s+[a-zA-Z-]+(?:=(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*"""
NAME = re.compile(r"<([^\s>]*)(?=[\s>])")
START = re.compile(rf"<(?P<name>[^\s/>]*)(?P<attributes>{ATTRIBUTES})\s*>")
END = re.compile(r"</(?P<name>[^>]*?)\s*>")
HREF = re.compile(r"""\shref=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
INVISIBLE = re.compile("[\x00-\x09\x0b-\x1f\u2028-\u202e]")


class BadMarkup(Exception):
    """Telegram cannot parse the text."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text without markup. Entities are Telegram's objects; offsets and lengths count UTF-16 code units."""

    text: str
    entities: tuple[dict[str, Any], ...] = ()


@dataclass(slots=True)
class _Open:
    name: str
    start: int
    url: str


@dataclass(slots=True)
class _Parser:
    source: str
    text: str = ""
    open: list[_Open] = field(default_factory=list)
    entities: list[dict[str, Any]] = field(default_factory=list)

    def run(self) -> Text:
        at = 0
        while at < len(self.source):
            at = self._step(at)
        if self.open:
            raise BadMarkup(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')
        return Text(self.text, tuple(sorted(self.entities, key=lambda entity: int(entity["offset"]))))

    def _step(self, at: int) -> int:
        if self.source.startswith("</", at):
            return self._end(at)
        if self.source[at] == "<":
            return self._start(at)
        reference = REFERENCE.match(self.source, at)
        self.text += unescape(reference[0]) if reference else self.source[at]
        return reference.end() if reference else at + 1

    def _start(self, at: int) -> int:
        begun, tag = NAME.match(self.source, at), START.match(self.source, at)
        name = begun[1].lower() if begun else ""
        if begun and name not in KINDS:
            raise BadMarkup(f'Unsupported start tag "{name}" at byte offset {self._bytes(at)}')
        if tag is None:
            raise BadMarkup(f"Unclosed start tag at byte offset {self._bytes(at)}")
        href = HREF.search(tag["attributes"])
        self.open.append(
            _Open(name, units(self.text), unescape(next(filter(None, href.groups()), "")) if href else "")
        )
        return tag.end()

    def _end(self, at: int) -> int:
        tag = END.match(self.source, at)
        if tag is None:
            raise BadMarkup(f"Unclosed end tag at byte offset {self._bytes(at)}")
        if not self.open:
            raise BadMarkup(f"Unexpected end tag at byte offset {self._bytes(at)}")
        opened, name = self.open.pop(), tag["name"].lower()
        if name and name != opened.name:
            raise BadMarkup(
                f"Unmatched end tag at byte offset {self._bytes(at)}, "
                f'expected "</{opened.name}>", found "</{name}>"'
            )
        self._close(opened)
        return tag.end()

    def _close(self, opened: _Open) -> None:
        length = units(self.text) - opened.start
        if length and (opened.name != "a" or opened.url):
            url = {"url": opened.url} if opened.url else {}
            self.entities.append(
                {"type": KINDS[opened.name], "offset": opened.start, "length": length, **url}
            )

    def _bytes(self, at: int) -> int:
        return len(self.source[:at].encode())


def parse(source: str) -> Text:
    """The text and entities of a message in HTML parse mode. Raises BadMarkup in Telegram's words."""
    return trimmed(_Parser(source).run())


def trimmed(text: Text) -> Text:
    """As Telegram shows it: control characters are spaces, white space at both ends is cut off."""
    seen = INVISIBLE.sub(" ", text.text)
    left = units(seen) - units(seen.lstrip())
    right = left + units(seen.strip())
    kept = (_clamped(entity, left, right) for entity in text.entities)
    return Text(seen.strip(), tuple(entity for entity in kept if entity["length"] > 0))


def units(text: str) -> int:
    """UTF-16 code units, in which Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


def _clamped(entity: dict[str, Any], left: int, right: int) -> dict[str, Any]:
    start = max(entity["offset"], left)
    end = min(entity["offset"] + entity["length"], right)
    return {**entity, "offset": start - left, "length": end - start}
