"""Lays out what stands around the table: the head of page 1, and all from the footnote to the signature."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from replica.printer_font import ARROW, ARROW_CODE, ARROW_SIGN, BOLD, REGULAR, Font, Run, encode
from replica.printer_generator import Generator
from replica.printer_marks import HEADER, RULE, Mark, fill, line, rounded_square
from replica.printer_table import LINE, MAIN_RISE, TEXT_SIZE, labelled, wrapped
from storage.model import Printed

TABLE_TOP = 270  # pixels, of the newer generator's header on page 1
LABEL_SIZE, SECTION_SIZE, TITLE_SIZE, FOOTNOTE_SIZE = 13, 16, 28, 11
FILING_ID_RIGHT = 729
NEXT_SECTION = 39  # from a block's end to the baseline of the next heading
ACT_SINCE = "2021"  # the year of signing from which the certification names the STOCK Act

FOOTNOTE = "* For the complete list of asset type abbreviations, please visit "
FOOTNOTE_LINK = "https://fd.house.gov/reference/asset-type-codes.aspx"
CERTIFICATION = (
    "I CERTIFY that the statements I have made on the attached Periodic Transaction Report are true, "
    "complete, and correct to the best of my knowledge and belief."
)
STOCK_ACT = " Further, I CERTIFY that I have disclosed all transactions as required by the STOCK Act."


@dataclass(frozen=True, slots=True)
class Sections:
    """What follows the table; `bottom` is the end of the flow."""

    marks: tuple[Mark, ...]
    bottom: float


def head(report: Printed, generator: Generator) -> Iterator[Mark]:
    """Title, address, filer and the report's id; where the Clerk has a seal, a word that this is a sample."""
    front = generator.front
    yield line(54, front + 40, [_bold("SAMPLE", TEXT_SIZE)])
    yield line(127, front + 46, generator.label("Periodic Transaction Report", BOLD, TITLE_SIZE, 0))
    yield fill(0, front + 81, generator.width, 1, RULE)
    yield line(64, front + 97, [_plain(_address(generator))])
    yield fill(0, front + 104, generator.width, 1, RULE)
    yield line(0, front + 144, generator.label("Filer Information", BOLD, SECTION_SIZE, 0))
    facts = (("Name:", "filer", 168), ("Status:", "status", 189), ("State/District:", "state_district", 210))
    for label, name, baseline in facts:
        yield line(0, front + baseline, [_bold(label, LABEL_SIZE)])
        yield line(103, front + baseline, [_plain(report[name], LABEL_SIZE)])
    yield line(0, front + 258, generator.label("Transactions", BOLD, SECTION_SIZE, 0))
    number = _plain(f"Filing ID #{report['doc_id']}")
    yield line(FILING_ID_RIGHT - number.width, front + MAIN_RISE, [number], MAIN_RISE)


def _address(generator: Generator) -> str:
    places = ("Clerk of the House of Representatives", "Legislative Resource Center")
    return " • ".join((*places, f"{generator.building} Cannon Building", "Washington, DC 20515"))


def sections(report: Printed, generator: Generator, top: float, has_codes: bool) -> Sections:
    """From the table's bottom on; the footnote is for layouts with asset codes."""
    marks: list[Mark] = []
    if has_codes:
        runs = [_plain(FOOTNOTE, FOOTNOTE_SIZE), _plain(f"{FOOTNOTE_LINK}.", FOOTNOTE_SIZE)]
        marks.append(line(5, top + 15, runs))
        top += 17
    if vehicles := report.get("vehicles", _named_in(report["rows"])):
        blocks, top = _vehicles(vehicles, generator, top + NEXT_SECTION)
        marks += blocks
    heading = top + NEXT_SECTION
    if any(row["comments"] for row in report["rows"]):  # the section itself has always been empty
        marks.append(line(0, heading, generator.label("Comments", BOLD, SECTION_SIZE, 0)))
        heading += 43
    marks += _initial_offerings(generator, heading)
    marks += _certification(report, generator, heading + 70)
    return Sections(tuple(marks), max(mark.bottom for mark in marks))


def _named_in(rows: Sequence[Printed]) -> list[Printed]:
    """The vehicles that the rows name, with nothing else known of them."""
    names = sorted({row["subholding_of"].replace(" > ", f" {ARROW_SIGN} ") for row in rows} - {""})
    return [
        {"name": name, "interest": "", "owner": "", "location": "US", "description": ""} for name in names
    ]


def _vehicles(vehicles: Sequence[Printed], generator: Generator, heading: float) -> tuple[list[Mark], float]:
    """A bullet for each in a grey frame, and where that ends."""
    title = "Asset Class Details" if generator.is_older else "Investment Vehicle Details"
    marks = [line(0, heading, generator.label(title, BOLD, SECTION_SIZE, 0))]
    frame = heading + 12
    baseline = frame - 4
    for vehicle in vehicles:
        baseline += 24
        marks.append(_bullet(baseline))
        lines = _vehicle(vehicle, generator)
        marks += (line(29, baseline + LINE * count, runs) for count, runs in enumerate(lines))
        baseline += LINE * (len(lines) - 1)
    bottom = baseline + 19
    return [fill(0, frame, generator.width, bottom - frame, HEADER), *marks], bottom


def _vehicle(vehicle: Printed, generator: Generator) -> list[list[Run]]:
    """The lines beside a bullet: `Trust ⇒ Brokerage (100% Interest) (Owner: JT)`, and what is below."""
    room = generator.width - 2 * 29
    interest = f" ({vehicle['interest']} Interest)" if vehicle["interest"] else ""
    owner = f" (Owner: {vehicle['owner']})" if vehicle["owner"] else ""
    words = f"{vehicle['name']}{interest}{owner}".split()
    lines = wrapped([_arrow() if word == ARROW_SIGN else _plain(word) for word in words], room)
    for label, name in (("Location", "location"), ("Description", "description")):
        if value := vehicle[name]:
            lines += labelled(generator, label, value, TEXT_SIZE, 0, room)
    return lines


def _bullet(baseline: float) -> Mark:
    top = baseline - 5
    return Mark(top, top + 4, f"0 0 0 rg {rounded_square(15, top, 4, 2)} f")


def _initial_offerings(generator: Generator, heading: float) -> Iterator[Mark]:
    yield line(0, heading, generator.label("Initial Public Offerings", BOLD, SECTION_SIZE, 0))
    for left, text, is_on in ((5, "Yes", False), (50, "No", True)):
        yield generator.boxes.radio_button(left, heading + 15, is_on)
        yield line(left + 16, heading + 28, [_plain(f" {text} ")])


def _certification(report: Printed, generator: Generator, heading: float) -> Iterator[Mark]:
    yield line(0, heading, generator.label("Certification and Signature", BOLD, SECTION_SIZE, 0))
    yield generator.boxes.check_box(4, heading + 15, True)
    statement = CERTIFICATION + (STOCK_ACT if report["signed"][:4] >= ACT_SINCE else "")
    lines = wrapped([_plain(word) for word in statement.split()], generator.width, indent=20)
    baseline = heading + 28
    for count, runs in enumerate(lines):
        baseline += LINE * bool(count)
        yield line(0 if count else 20, baseline, runs)
    if report["signed"]:
        signed = date.fromisoformat(report["signed"])
        name = _plain(f"{report['filer']} , {signed:%m/%d/%Y}")
        yield line(0, baseline + 25, [_bold("Digitally Signed: ", TEXT_SIZE), name])


def _arrow() -> Run:
    return Run(bytes([ARROW_CODE]), ARROW, TEXT_SIZE)


def _plain(text: str, size: float = TEXT_SIZE) -> Run:
    return _run(text, REGULAR, size)


def _bold(text: str, size: float) -> Run:
    return _run(text, BOLD, size)


def _run(text: str, font: Font, size: float) -> Run:
    return Run(encode(text), font, size)
