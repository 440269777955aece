"""Reads one House report from its drawing: header, table, signature, and the checks it must pass."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.errors import NoRows, OtherDocument, RowsDiffer, UnknownValue, Unreadable
from ingest.fields import date_pairs, parse_date
from ingest.pdf import UNMAPPED, Page, Pdf, Run
from ingest.sources.house_doubts import about_vehicles, doubts
from ingest.sources.house_rows import Transaction, printed_row, trade, transactions
from ingest.sources.house_table import (
    Drawing,
    Piece,
    Table,
    find_table,
    is_doubled,
    is_subline,
    read_pieces,
    text_lines,
)
from ingest.sources.house_vehicle_doubts import about_list
from ingest.sources.house_vehicles import Line, lines_below, read_vehicles
from storage.model import Chamber, Document, Filing, Kind, Listing, Trade, Vehicle

_FILING_ID = re.compile(r"filing id #\s*(\w+)", re.IGNORECASE)  # Filing ID #20033759
_HEADER = re.compile(  # Name: Hon. David Rouzer / Status: Member / State/District: NC07
    r"^name:\s*(?P<filer>.*?)\s*^status:\s*(?P<status>.*?)\s*^state/district:\s*(?P<state_district>\w*)",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
_SIGNED = re.compile(  # Digitally Signed: Hon. David Rouzer , 02/06/2025
    r"digitally signed:.*?(\d{1,2}/\d{1,2}/\d{4})", re.IGNORECASE | re.DOTALL
)
_STATE_DISTRICT = re.compile(r"([A-Z]{2})(\d{2})")  # NC07


@dataclass(frozen=True, slots=True)
class Facts:
    """What is peculiar to the Clerk's reports.

    `letter_shapes` has the width to height of a letter's loose box, lower and upper case.
    """

    drawing: Drawing
    letter_shapes: Mapping[str, tuple[float, float]]
    most_pages: int
    most_rows: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one page says: its text in stream order, the lines above the table, its rows, the lines below."""

    text: str
    date_pairs: int
    heading: str
    pieces: Sequence[Piece]
    below: Sequence[Line]
    is_scan: bool
    is_blank: bool
    is_plain: bool
    is_doubled: bool


def read_report(pdf: Pdf, document: Document, listing: Listing | None, facts: Facts) -> Filing:
    """The filing; a PDF without any text is a scan. Raises a ReadError.

    A damaged electronic report can lose all its text, but not all that it draws.
    """
    sheets = list(_sheets(pdf, facts))
    if any(sheet.text.strip() for sheet in sheets):
        return _electronic(sheets, "G1" if _is_older(pdf) else "G2", document, listing, facts)
    if any(sheet.is_scan for sheet in sheets):
        return _paper(len(sheets), document, listing)
    if all(sheet.is_blank for sheet in sheets):
        return replace(_paper(len(sheets), document, listing), doubts=("its pages are blank",))
    raise Unreadable("it shows neither text nor a scan")


def _is_older(pdf: Pdf) -> bool:
    """Whether the generator used until 2022-04-06 made it; the newer one gives its name."""
    return not pdf.producer


def _sheets(pdf: Pdf, facts: Facts) -> Iterator[Sheet]:
    drawing = replace(facts.drawing, repeats_first_border=not _is_older(pdf))
    first_row: float | None = None
    for number, page in enumerate(pdf.pages(), start=1):
        if _is_older(pdf):
            page = _with_case(page, facts.letter_shapes)
        table = find_table(page, drawing, first_row)
        if table and table.rows and first_row is None:
            first_row = table.rows[0][1] - table.rows[0][0]
        yield _sheet(page, number, table, drawing)


def _sheet(page: Page, number: int, table: Table | None, drawing: Drawing) -> Sheet:
    above = (run for run in page.runs if table is None or run.bottom <= table.top)
    return Sheet(
        text="".join([run.text for run in page.runs]),
        date_pairs=date_pairs("".join([run.text for run in page.runs if not is_subline(run, drawing)])),
        heading="\n".join(text_lines(above, drawing)),
        pieces=read_pieces(page, number, table, drawing) if table else (),
        below=lines_below(page, number, table, drawing),
        is_scan=page.is_scan,
        is_blank=page.is_blank,
        is_plain=page.is_plain,
        is_doubled=is_doubled(page),
    )


def _with_case(page: Page, shapes: Mapping[str, tuple[float, float]]) -> Page:
    """The page with its letters as they are drawn: the text layer calls some capitals lower-case."""
    return replace(page, runs=tuple([_run_with_case(run, shapes) for run in page.runs]))


def _run_with_case(run: Run, shapes: Mapping[str, tuple[float, float]]) -> Run:
    if run.left == run.right or run.top == run.bottom or shapes.keys().isdisjoint(run.text):
        return run
    scale = (run.right - run.left) / sum(run.widths) / (run.bottom - run.top)
    letters = zip(run.text, run.widths, strict=True)
    return run._replace(text="".join([_drawn(text, width * scale, shapes) for text, width in letters]))


def _drawn(letter: str, shape: float, shapes: Mapping[str, tuple[float, float]]) -> str:
    """The letter, as a capital if it is as wide to its height as its capital."""
    if letter not in shapes:
        return letter
    lower, upper = shapes[letter]
    return letter.upper() if abs(shape - upper) < abs(shape - lower) else letter


def _electronic(
    sheets: Sequence[Sheet], generator: str, document: Document, listing: Listing | None, facts: Facts
) -> Filing:
    text = "\n".join(sheet.text for sheet in sheets)
    _check_id(text, document)
    header = _header(sheets[0].heading)
    signed = parse_date(_signed(text))
    rows = enumerate(_rows(sheets, facts), start=1)
    trades = tuple(trade(printed_row(ordinal, row), row.spot) for ordinal, row in rows)
    vehicles, about_them = _vehicles(sheets, trades)
    state, district = state_and_district(header["state_district"])
    return Filing(
        source=document.source,
        document_id=document.id,
        kind=Kind.ELECTRONIC,
        chamber=Chamber.HOUSE,
        filer=header["filer"],
        state=state,
        district=district,
        filed=listing.filed if listing else None,
        signed=signed,
        pages=len(sheets),
        trades=trades,
        printed={
            "doc_id": document.id,
            "pages": len(sheets),
            "generator": generator,
            **header,
            "signed": signed.isoformat() if signed else "",
        },
        doubts=(*_about_pages(sheets), *about_them, *doubts(header, trades, signed, listing)),
        vehicles=vehicles,
    )


def _about_pages(sheets: Sequence[Sheet]) -> Iterator[str]:
    """All 1,446 pages of the corpus are plain, none doubled: others show a new generator, or damage."""
    pages = list(enumerate(sheets, start=1))
    if unusual := [str(number) for number, sheet in pages if not sheet.is_plain]:
        yield f"drawn as no report before: page {', '.join(unusual)}"
    if doubled := [str(number) for number, sheet in pages if sheet.is_doubled]:
        yield f"letters are drawn twice in one place: page {', '.join(doubled)}"


def _vehicles(sheets: Iterable[Sheet], trades: Sequence[Trade]) -> tuple[tuple[Vehicle, ...], Sequence[str]]:
    """The vehicles, and the doubts about them: without them too the trades are worth telling."""
    below = [line for sheet in sheets for line in sheet.below]
    try:
        vehicles, about_them = read_vehicles(below), about_list(below)
    except UnknownValue as error:
        return (), (f"its investment vehicles cannot be read: {error.detail}",)
    return vehicles, (*about_them, *about_vehicles(trades, vehicles))


def _check_id(text: str, document: Document) -> None:
    match = _FILING_ID.search(text)
    if not match:
        raise Unreadable("its text names no Filing ID")
    if match[1] != document.id:
        raise OtherDocument(f"it names Filing ID {match[1]}")


def _header(heading: str) -> dict[str, str]:
    match = _HEADER.search(heading.replace(UNMAPPED, ""))
    if not match:
        raise Unreadable("its first page names no filer")
    fields = {name: " ".join(value.split()) for name, value in match.groupdict().items()}
    return {**fields, "state_district": fields["state_district"].upper()}


def _signed(text: str) -> str:
    matches = _SIGNED.findall(text)
    return matches[-1] if matches else ""


def _rows(sheets: Iterable[Sheet], facts: Facts) -> list[Transaction]:
    pieces = [piece for sheet in sheets for piece in sheet.pieces]
    rows = transactions(pieces, facts.most_rows)
    if not rows:
        raise NoRows
    pairs = sum(sheet.date_pairs for sheet in sheets)
    if pairs != len(rows):
        raise RowsDiffer(f"{len(rows)} rows, {pairs} pairs of dates")
    return rows


def _paper(pages: int, document: Document, listing: Listing | None) -> Filing:
    """A scan says nothing that could be read, so all that is known of it is its listing."""
    state_district = str(listing.facts.get("state_district", "")) if listing else ""
    state, district = state_and_district(state_district)
    return Filing(
        source=document.source,
        document_id=document.id,
        kind=Kind.PAPER,
        chamber=Chamber.HOUSE,
        filer=listing.filer if listing else "",
        state=state,
        district=district,
        filed=listing.filed if listing else None,
        signed=None,
        pages=pages,
        printed={"doc_id": document.id, "pages": pages, "generator": "scan"},
    )


def state_and_district(printed: str) -> tuple[str, int | None]:
    """`NC07` is North Carolina's 7th, `AK00` Alaska at large; what has another form names no district."""
    match = _STATE_DISTRICT.fullmatch(printed)
    return (match[1], int(match[2])) if match else (printed, None)
