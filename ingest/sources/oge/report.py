"""Reads one OGE Form 278-T: who filed and signed it, its transactions, and the checks they must pass."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.errors import OtherDocument, Unreadable
from ingest.fields import parse_date
from ingest.pdf import Page, Pdf
from ingest.sources.oge.doubts import doubts
from ingest.sources.oge.rows import trades
from ingest.sources.oge.sound import check_whole
from ingest.sources.oge.table import Part, flow
from storage.model import Chamber, Document, Filing, Kind, Listing

MOST_PAGES = 400  # the longest report of the President has over 100

FORM = "(OGE Form 278-T)"
FILER, SIGNATURE, OPINION = "Filer's Information", "Electronic Signature", "Agency Ethics Official's Opinion"
TABLE, NOTES, END = "Transactions", "Endnotes", "Summary of Contents"

_SIGNED = (
    re.compile(  # /s/ Burgum, Doug [electronically signed on 11/13/2025 by Burgum, Doug in Integrity.gov]
        r"/s/ (?P<filer>.+?) \[electronically signed on (?P<day>\S+) by (?P<by>.+?) in Integrity\.gov\]"
        r"(?: - Filer received a (?P<days>\d{1,4}) day filing extension\.)?"
    )
)

Flow = Sequence[str | Part]


def read_report(pdf: Pdf, document: Document, listing: Listing | None) -> Filing:
    """The filing; whatever is a picture of a page is paper, for its text layer would be a machine's guess.

    Raises a ReadError.
    """
    pages = list(pdf.pages())
    if any(page.is_scan for page in pages):
        return _paper(len(pages), document, listing)
    if any(run.text.strip() for page in pages for run in page.runs):
        return _electronic(pages, document, listing)
    if all(page.is_blank for page in pages):
        return replace(_paper(len(pages), document, listing), doubts=("its pages are blank",))
    raise Unreadable("it shows neither text nor a scan")


def _electronic(pages: Sequence[Page], document: Document, listing: Listing | None) -> Filing:
    check_whole(document.content)
    _check_form(pages[0])
    whole = [thing for number, page in enumerate(pages, start=1) for thing in flow(page, number)]
    front, rest = _parted(whole, TABLE)
    table, rest = _parted(rest, NOTES)
    notes, _ = _parted(rest, END)
    header = _header([thing for thing in front if isinstance(thing, str)])
    signed = parse_date(header["signed"])
    rows = trades(table, notes)
    return Filing(
        source=document.source,
        document_id=document.id,
        kind=Kind.ELECTRONIC,
        chamber=Chamber.EXECUTIVE,
        filer=first_name_first(header["filer_block"]),
        state="",
        district=None,
        filed=signed or (listing.filed if listing else None),
        signed=signed,
        pages=len(pages),
        trades=rows,
        printed={
            "file": f"{document.id}.pdf",
            "filer": header["filer"],
            "signed": signed.isoformat() if signed else "",
            "extension_days": int(header["days"] or 0),
            "filer_block": header["filer_block"],
            "position": header["position"],
        },
        doubts=doubts(header, rows, signed, listing),
        office=header["position"],
    )


def _check_form(page: Page) -> None:
    text = " ".join("".join(run.text for run in page.runs).split())
    if FORM not in text:
        raise OtherDocument(f"its first page does not say {FORM}")


def _parted(whole: Flow, heading: str) -> tuple[Flow, Flow]:
    """What stands before a heading and after it. Raises Unreadable."""
    if heading not in whole:
        raise Unreadable(f"it has no heading {heading!r}")
    place = whole.index(heading)
    return whole[:place], whole[place + 1 :]


def _header(lines: Sequence[str]) -> dict[str, str]:
    """The first page's fields: filer block, position, and the signature's parts, `""` where it has none."""
    block = _between(lines, FILER, SIGNATURE)
    if len(block) < 2:
        raise Unreadable("its first page names no filer")
    signature = " ".join(_between(lines, SIGNATURE, OPINION))
    match = _SIGNED.fullmatch(signature)
    if signature and not match:
        raise Unreadable(f"its signature has an unknown form: {signature!r}")
    signed = match.groupdict("") if match else {"filer": "", "day": "", "by": "", "days": ""}
    if signed["day"] and not parse_date(signed["day"]):
        raise Unreadable(f"its signature has the date {signed['day']!r}")
    return {**signed, "signed": signed["day"], "filer_block": block[0], "position": " ".join(block[1:])}


def _between(lines: Sequence[str], first: str, last: str) -> Sequence[str]:
    """The lines between those two that begin like this. Raises Unreadable."""
    places = [place for place, line in enumerate(lines) if line.startswith((first, last))]
    if len(places) != 2:
        raise Unreadable(f"its first page does not say {first!r} and {last!r} once each")
    return lines[places[0] + 1 : places[1]]


def first_name_first(name: str) -> str:
    """`Doug Burgum` for `Burgum, Doug`; a name that is not of two parts stays as printed."""
    parts = [part.strip() for part in name.split(",")]
    return f"{parts[1]} {parts[0]}" if len(parts) == 2 and all(parts) else name


def _paper(pages: int, document: Document, listing: Listing | None) -> Filing:
    """All that is known of a scan before a person or a machine has read it is its listing."""
    name = listing.filer if listing else ""
    return Filing(
        source=document.source,
        document_id=document.id,
        kind=Kind.PAPER,
        chamber=Chamber.EXECUTIVE,
        filer=first_name_first(name),
        state="",
        district=None,
        filed=listing.filed if listing else None,
        signed=None,
        pages=pages,
        printed={"file": f"{document.id}.pdf", "filer": name, "pages": pages, "scan": True},
        office=str(listing.facts.get("title", "")) if listing else "",
    )
