"""A page of the Senate as it is printed and read: one report of Jane Q Public, with the rows a test names."""

from collections import Counter
from datetime import date
from typing import Any

from ingest.sources.senate.page import read_page
from storage.model import Document, Filing, Listing

UUID = "0abc0000-1111-2222-3333-444455556666"
ROW: dict[str, Any] = {
    "ordinal": 1,
    "date": "2026-05-27",
    "owner": "Joint",
    "tickers": ["IBM"],
    "asset": "International Business Machines Corporation",
    "asset_type": "Stock",
    "type": "Purchase",
    "amount": "$1,001 - $15,000",
    "comment": "",
}
REPORT: dict[str, Any] = {
    "uuid": UUID,
    "title_date": "2026-06-16",
    "amendment": 0,
    "salutation": "The Honorable",
    "full_name": "Jane Q Public",
    "name_last_first": "Public, Jane",
    "filed": "2026-06-16T09:46",
}
LISTING = Listing(
    source="senate",
    document_id=UUID,
    url="",
    filer="Jane Q Public",
    filed=date(2026, 6, 16),
    facts={"last": "Public, Jr.", "office": "Public, Jane (Senator)", "title": "… (Amendment 2)"},
)


def report(*rows: dict[str, Any], **header: Any) -> dict[str, Any]:
    """What `replica.senate_pages.print_report` prints; each row but for what is given is ROW."""
    full = [{**ROW, **row} for row in rows]
    held = Counter(row["owner"].lower() for row in full)
    summary = {"total": len(full), **{name: held[name] for name in ("self", "joint", "spouse", "child")}}
    return {**REPORT, "summary": summary, **header, "rows": full}


def document(content: bytes, name: str = UUID) -> Document:
    return Document("senate", name, content, "text/html")


def read(content: bytes, listing: Listing | None = None) -> Filing:
    return read_page(document(content), listing)
