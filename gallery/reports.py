"""Reports for the gallery, printed as the offices print theirs; whatever they say is made up.

A row is `owner | asset | code or type | side | traded | amount | note | number`, the last two left out where
there is nothing to say.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from replica import samples
from replica.oge_printer import print_transactions
from replica.printer import print_report, print_scan
from replica.reports import Report, demo_reports
from replica.senate_pages import print_report as print_page
from storage.model import Document, Listing, Official, Printed

CLERK = "https://disclosures-clerk.house.gov/public_disc/ptr-pdfs/{}/{}.pdf"
SENATE = "https://efdsearch.senate.gov/search/view/ptr/{}/"
OGE = "https://extapps2.oge.gov/201/Presiden.nsf/PAS+Index/{}/$FILE/Sample-278T.pdf"

BANDS = {
    "A": "$1,001 - $15,000",
    "B": "$15,001 - $50,000",
    "C": "$50,001 - $100,000",
    "D": "$100,001 - $250,000",
    "F": "$500,001 - $1,000,000",
    "G": "$1,000,001 - $5,000,000",
}


@dataclass(frozen=True, slots=True)
class Published:
    """A report as its office lists it, and its bytes."""

    listing: Listing
    document: Document


def house(document_id: str, filer: Official | str, filed: str, *rows: str, signed: str = "") -> Published:
    """An electronic report of a member, or of a name that no member bears."""
    name = filer if isinstance(filer, str) else filer.name
    district = "OH99" if isinstance(filer, str) else f"{filer.terms[-1].state}99"
    record = {
        "doc_id": document_id,
        "filer": f"Hon. {name}",
        "status": "Member",
        "state_district": district,
        "signed": signed or filed,
        "rows": [_house_row(number, row) for number, row in enumerate(rows, 1)],
    }
    return _of_the_house(document_id, name, district, filed, print_report(record))


def scan(document_id: str, filer: Official | str, filed: str, pages: int) -> Published:
    name = filer if isinstance(filer, str) else filer.name
    district = "OH99" if isinstance(filer, str) else f"{filer.terms[-1].state}99"
    return _of_the_house(document_id, name, district, filed, print_scan(pages))


def real(document_id: str) -> Published:
    """One of the demo's, which carry public facts."""
    report: Report = next(one for one in demo_reports() if one.doc_id == document_id)
    content = print_report(report.record) if report.record else print_scan(report.pages)
    name = f"{report.first} {report.last}"
    return _of_the_house(document_id, name, report.state_district, report.filed, content)


def senate(
    document_id: str, filer: Official, filed: str, *rows: str, amendment: int = 0, of: str = ""
) -> Published:
    """A senator's report; an amendment of the report `of` that day where it has a number."""
    first, _, last = filer.name.rpartition(" ")
    printed = [_senate_row(number, row) for number, row in enumerate(rows, 1)]
    owners = Counter(row["owner"].lower() for row in printed)
    record = {
        "title_date": of or filed,
        "amendment": amendment,
        "salutation": "The Honorable",
        "full_name": filer.name,
        "name_last_first": f"{last}, {first}",
        "filed": f"{filed}T09:15",
        "summary": {
            "total": len(printed),
            **{name: owners[name] for name in ("self", "joint", "spouse", "child")},
        },
        "rows": printed,
    }
    facts = {"kind": "ptr", "first": first, "last": last, "office": f"{last}, {first} (Senator)"}
    listing = Listing(
        "senate", document_id, SENATE.format(document_id), filer.name, date.fromisoformat(filed), facts
    )
    return Published(listing, Document("senate", document_id, print_page(record), "text/html"))


def oge(document_id: str) -> Published:
    """The demo's report of an executive, which carries public facts."""
    record = samples.oge_record()
    added = date(2026, 6, 20)
    listing = Listing("oge", document_id, OGE.format(document_id), record["filer"], added)
    return Published(listing, Document("oge", document_id, print_transactions(record), "application/pdf"))


def _of_the_house(document_id: str, name: str, district: str, filed: str, content: bytes) -> Published:
    first, _, last = name.rpartition(" ")
    facts: Mapping[str, Any] = {"first": first, "last": last, "state_district": district}
    listing = Listing(
        source="house",
        document_id=document_id,
        url=CLERK.format(filed[:4], document_id),
        filer=f"Hon. {name}",
        filed=date.fromisoformat(filed),
        facts=facts,
    )
    return Published(listing, Document("house", document_id, content, "application/pdf"))


def _fields(row: str) -> Sequence[str]:
    fields = [field.strip() for field in row.split("|")]
    return [*fields, *[""] * (8 - len(fields))]


def _house_row(ordinal: int, row: str) -> Printed:
    owner, asset, code, side, traded, amount, note, number = _fields(row)
    status = "Deleted" if number.endswith("!") else "Amended" if number else "New"
    return {
        "ordinal": ordinal,
        "id": number.removesuffix("!"),
        "owner": owner,
        "asset": asset,
        "asset_type": code,
        "ticker": asset.rpartition("(")[2].rstrip(")") if asset.endswith(")") else "",
        "type": side,
        "date": traded,
        "notified": traded,
        "amount": BANDS.get(amount, amount),
        "cap_gains": False,
        "filing_status": status,
        "subholding_of": "",
        "location": "",
        "description": note,
        "comments": "",
    }


def _senate_row(ordinal: int, row: str) -> dict[str, Any]:
    """An asset of two parted by ` > ` was exchanged for the other; a note of a bond is `coupon; maturity`."""
    owner, asset, kind, side, traded, amount, note, ticker = _fields(row)
    made: dict[str, Any] = {
        "ordinal": ordinal,
        "date": traded,
        "owner": owner,
        "tickers": ticker.split()[:1],
        "asset": asset,
        "asset_type": kind,
        "type": side,
        "amount": BANDS[amount],
        "comment": "",
    }
    if " > " in asset:
        given, received = asset.split(" > ")
        both = ticker.split()
        made["exchange"] = {
            "given": given,
            "received": received,
            "given_ticker": both[0],
            "received_ticker": both[1],
        }
    elif note:
        coupon, matures = note.split("; ")
        made["details"] = {"coupon": coupon, "matures": matures}
    return made
