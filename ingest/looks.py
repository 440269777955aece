"""What a file seems to be, whatever its name says; for telling people why it cannot be read."""

import json
import re

BEGINNINGS = {
    b"\xff\xd8\xff": "a JPEG picture",
    b"\x89PNG\r\n": "a PNG picture",
    b"GIF8": "a GIF picture",
    b"II*\x00": "a TIFF picture",
    b"MM\x00*": "a TIFF picture",
    b"PK\x03\x04": "a zip archive or an office document",
    b"\x1f\x8b": "a gzip archive",
}
PDF, PDF_END = b"%PDF-", b"%%EOF"
MARK_WITHIN = 1024  # bytes of either end of a PDF; ISO 32000-1, Annex H, notes 13 and 18
PAGE_WITHIN = 4096  # bytes
MOST_JSON = 1 << 20  # bytes that are tried

_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|title|body)\b", re.IGNORECASE)


def seems(content: bytes) -> str:
    """`a JPEG picture`, `a PDF that is cut off`, `a web page`; by its bytes alone."""
    if not content.strip():
        return "an empty file"
    if PDF in content[:MARK_WITHIN]:
        return "a PDF" if PDF_END in content[-MARK_WITHIN:] else "a PDF that is cut off"
    if found := next((name for mark, name in BEGINNINGS.items() if content.startswith(mark)), ""):
        return found
    if is_page(content):
        return "a web page"
    return _text(content)


def is_page(content: bytes) -> bool:
    """Whether it begins as HTML does."""
    return _PAGE.search(content, 0, PAGE_WITHIN) is not None


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return "a file of another kind"
    if "\0" in text:
        return "a file of another kind"
    try:
        json.loads(text[:MOST_JSON])
    except (ValueError, RecursionError):
        return "plain text"
    return "JSON"
