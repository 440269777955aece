"""The objects of a PDF as pdfium writes it: unencrypted, one by one, listed in one table."""

import re
import zlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from ingest.errors import Unreadable

MOST_BYTES = 1 << 20  # of one stream, unpacked, and of a page; the largest page of the House has 77 KB

_END = re.compile(rb"startxref\r\n(\d+)\r\n%%EOF\r\n\Z")
_END_WITHIN = 64  # bytes
_TABLE = re.compile(rb"xref\r\n0 \d+\r\n((?:\d{10} \d{5} [nf]\r\n)++)trailer\r\n")
_ENTRY = 20  # bytes of one object in the table, ten of them its offset
_START = re.compile(rb"(\d+) 0 obj\r\n")
_TOKEN = re.compile(
    rb"\s*+(<<|>>|\[[-+.\d\s]*+\]|[][]|/[^][\s<>()/]*+|<[0-9A-Fa-f]*+>|\((?:[^()\\]|\\.)*+\)|[^][\s<>()/]++)",
    re.DOTALL,
)
_NUMBER = re.compile(rb"[-+]?\d{0,12}(?:\.\d*)?")
_LITERALS = {b"true": True, b"false": False, b"null": None}


class Unusual(Exception):
    """The file is built or drawn in a way that is not read here."""


UNUSUAL = (Unusual, LookupError, TypeError, ValueError, AttributeError)
"""What is raised for a file whose parts are of other kinds than those read here."""


class Reference(NamedTuple):
    """Stands for the object of that number."""

    number: int


class Stream(NamedTuple):
    """A dictionary with bytes, as they stand in the file."""

    entries: Mapping[str, Any]
    packed: bytes

    def content(self) -> bytes:
        """The bytes unpacked. Raises Unusual for another packing, Unreadable where they are not whole."""
        if self.entries.get("Filter") != "FlateDecode" or "DecodeParms" in self.entries:
            raise Unusual("a stream packed in another way")
        unpacking = zlib.decompressobj()
        try:
            content = unpacking.decompress(self.packed, MOST_BYTES)
        except zlib.error as error:
            raise Unreadable(f"a part is damaged, {error}") from None
        if unpacking.unconsumed_tail:
            raise Unusual("a stream of that length")
        if not unpacking.eof or unpacking.unused_data.strip():
            raise Unreadable("a part is damaged, it ends where it should not")
        return content


class Objects:
    """Every object by its number. Names are `str`, strings `bytes`, dictionaries and arrays plain ones."""

    def __init__(self, content: bytes) -> None:
        """Raises Unusual."""
        end = _END.search(content, max(len(content) - _END_WITHIN, 0))
        table = end and _TABLE.match(content, int(end[1]))
        if not table:
            raise Unusual("no table of objects")
        self._content = content
        self._entries: bytes = table[1]
        self._known: dict[int, Any] = {}
        self.trailer: Mapping[str, Any] = self._value(table.end())[0]

    def get(self, thing: Any) -> Any:
        """The thing itself, or the object it stands for. Raises Unusual."""
        if not isinstance(thing, Reference):
            return thing
        if thing.number not in self._known:
            self._known[thing.number] = self._object(thing.number)
        return self._known[thing.number]

    def _object(self, number: int) -> Any:
        offset = int(self._entries[number * _ENTRY : number * _ENTRY + 10])
        start = _START.match(self._content, offset)
        if not start or int(start[1]) != number:
            raise Unusual(f"object {number} is missing")
        value, keyword, end = self._value(start.end())
        if keyword == b"endobj":
            return value
        start_of_bytes = end + len(b"\r\n")
        return Stream(value, self._content[start_of_bytes : start_of_bytes + value["Length"]])

    def _value(self, position: int) -> tuple[Any, bytes, int]:
        """The value that begins there, the keyword after it, and where that ends."""
        open_: list[list[Any]] = [[]]
        for match in _TOKEN.finditer(self._content, position):
            token: bytes = match[1]
            if token in (b"<<", b"["):
                open_.append([])
            elif token in (b">>", b"]"):
                items = open_.pop()
                open_[-1].append(items if token == b"]" else dict(zip(items[::2], items[1::2], strict=True)))
            elif token == b"R":
                open_[-1][-2:] = [Reference(open_[-1][-2])]
            elif token in (b"endobj", b"stream", b"startxref"):
                return open_[0][0], token, match.end()
            else:
                open_[-1].append(_simple(token))
        raise Unusual("an object without its end")


def _simple(token: bytes) -> Any:
    if token in _LITERALS:
        return _LITERALS[token]
    match token[:1]:
        case b"/":
            return token[1:].decode("latin-1")
        case b"<" | b"(":
            return token
        case b"[":
            return list(map(float, token[1:-1].split()))
        case _ if _NUMBER.fullmatch(token):
            return float(token) if b"." in token else int(token)
    raise Unusual(f"{token[:20]!r} in an object")
