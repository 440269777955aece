"""Reads OGE's list of disclosures: the JSON behind the search page of www.oge.gov."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from ingest.errors import IndexUnreadable
from ingest.source import damaged_row, each_once
from storage.model import Listing

MOST_BYTES = 16 << 20  # everything OGE lists is a few MB
MOST_ROWS = 100_000  # it lists some 17,000 documents
LONGEST = 2_000  # characters of a field; the longest link has some 200

REPORT = "Transaction"
ON_REQUEST = "Request this Document"

_LINK = re.compile(r"<a\s[^>]*?href=(['\"])(.*?)\1\s*>")  # an apostrophe in O'Hara-278T.pdf is not escaped
_TAG = re.compile(r"<[^>]*>")
_PDF = re.compile(r".*/([0-9a-f]{32})/\$file/[^/]+\.pdf", re.IGNORECASE)  # …/<32 HEX>/$FILE/<name>.pdf


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site says: how many documents it lists, how many the filter leaves, and some of those."""

    total: int
    filtered: int
    rows: Sequence[dict[str, str]]


def read_answer(content: bytes) -> Answer:
    """The answer to one question, each row's fields with white space collapsed. Raises IndexUnreadable."""
    if len(content) > MOST_BYTES:
        raise IndexUnreadable(f"{len(content):,} bytes")
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise IndexUnreadable(f"no JSON ({type(error).__name__})") from None
    if not isinstance(answer, dict):
        raise IndexUnreadable("the JSON is no object")
    rows = answer.get("data")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise IndexUnreadable("the JSON has no list of rows")
    if len(rows) > MOST_ROWS:
        raise IndexUnreadable(f"{len(rows):,} rows")
    return Answer(
        _count(answer, "recordsTotal"), _count(answer, "recordsFiltered"), [_row(row) for row in rows]
    )


def _count(answer: dict[str, Any], name: str) -> int:
    count = answer.get(name)
    if not isinstance(count, int) or isinstance(count, bool) or not 0 <= count < 1 << 31:
        raise IndexUnreadable(f"{name} is no number")
    return count


def _row(row: dict[str, Any]) -> dict[str, str]:
    return {name: _clean(value) for name, value in row.items() if isinstance(value, str)}


def _clean(text: str) -> str:
    """What a database takes: no NUL, and no half of a surrogate pair, which JSON can spell."""
    whole = text[:LONGEST].encode("utf-8", "replace").decode("utf-8")
    return " ".join(whole.replace("\x00", "").split())


def listings(source: str, rows: Sequence[dict[str, str]], site: str) -> list[Listing]:
    """The transaction reports that can be downloaded; what is only on request is never asked for.

    A row that is neither has a name of its own, the same at every poll: its address leads nowhere, which
    the ledger shows. The first of two sound rows with one id counts.
    """
    told = ((row, _text(row)) for row in rows)
    return each_once(
        _listing(source, row, text, site) for row, text in told if REPORT in text and ON_REQUEST not in text
    )


def _text(row: dict[str, str]) -> str:
    return " ".join(unescape(_TAG.sub(" ", row.get("type", ""))).split())


def _listing(source: str, row: dict[str, str], text: str, site: str) -> Listing:
    url = _address(row, site)
    match = _PDF.fullmatch(unquote(urlsplit(url).path))
    added = row.get("docDate", "")
    named = damaged_row(f"{row.get('name', '')} {added[:10]} {text}")
    return Listing(
        source=source,
        document_id=match[1].lower() if match else named,
        url=url,
        filer=row.get("name", ""),
        filed=_day(added),
        facts={
            "title": row.get("title", ""),
            "agency": row.get("agency", ""),
            "level": row.get("level", ""),
            "type": text,
            "amended": row.get("amended", ""),
            "added": added,
        },
    )


def _address(row: dict[str, str], site: str) -> str:
    """Where the row's link to a PDF leads; `""` where it has none, which `Fetch` refuses."""
    match = _LINK.search(row.get("type", ""))
    try:
        address = urljoin(f"{site}/", unescape(match[2])) if match else ""
        return address if urlsplit(address).path.lower().endswith(".pdf") else ""
    except ValueError:  # such as a host in square brackets
        return ""


def _day(text: str) -> date | None:
    """The day of `2026-07-25T04:20:00`."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
