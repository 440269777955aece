"""Whether a PDF's compressed parts are whole: pdfium shows a damaged one all the same, with other letters."""

import re
import zlib

from ingest.errors import LimitExceeded, Unreadable

MOST_BYTES = 64 << 20  # unpacked; the longest report so far has 0.1 MB
CHUNK = 1 << 20

_PACKED = re.compile(rb"/FlateDecode[^<>]{0,200}>>\s{0,4}stream\r?\n(.*?)endstream", re.DOTALL)


def check_whole(content: bytes) -> None:
    """Every compressed stream unpacks to its end and fits its checksum. Raises Unreadable, LimitExceeded."""
    left = MOST_BYTES
    for match in _PACKED.finditer(content):
        left -= _unpacked_size(match[1], left)


def _unpacked_size(packed: bytes, limit: int) -> int:
    unpacker = zlib.decompressobj()
    size = 0
    try:
        while not unpacker.eof and packed:
            size += len(unpacker.decompress(packed, CHUNK))
            packed = unpacker.unconsumed_tail
            if size > limit:
                raise LimitExceeded(f"more than {MOST_BYTES >> 20} MB unpacked")
    except zlib.error:
        raise Unreadable("a compressed part is damaged") from None
    if not unpacker.eof:
        raise Unreadable("a compressed part is not all there")
    return size
