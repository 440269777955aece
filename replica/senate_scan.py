"""Draws the page of a paper filing as an image: a form with lines and no words."""

import struct
import zlib

WIDTH, HEIGHT = 170, 220  # a tenth of a scan's
MARGIN, LINE = 10, 8  # pixels


def draw_page(number: int) -> bytes:
    """A black and white PNG of a framed table of as many rows as the number, so that no two are alike."""
    rows = b"".join(b"\0" + _row(y, number) for y in range(HEIGHT))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 1, 0, 0, 0, 0)
    chunks = (b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _row(y: int, number: int) -> bytes:
    """One line of pixels, eight to a byte, 1 for white."""
    pixels = "".join("0" if _is_black(x, y, number) else "1" for x in range(WIDTH))
    padded = pixels.ljust(-(-WIDTH // 8) * 8, "0")
    return int(padded, 2).to_bytes(len(padded) // 8)


def _is_black(x: int, y: int, number: int) -> bool:
    if not (MARGIN <= x < WIDTH - MARGIN and MARGIN <= y < HEIGHT - MARGIN):
        return False
    down = y - MARGIN
    return x in (MARGIN, WIDTH - MARGIN - 1) or (down % LINE == 0 and down // LINE <= number)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
