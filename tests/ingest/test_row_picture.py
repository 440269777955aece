"""A row as its PDF shows it: marked, between dimmed neighbours, small, and never a surprise."""

import io
import random
from contextlib import suppress

import pytest
from PIL import Image

from ingest.errors import LimitExceeded, ReadError, Unreadable
from ingest.row_picture import FRAME, MOST_BYTES, WIDTH, row_picture
from ingest.sources.house import House
from ingest.sources.oge.source import OGE
from replica import samples
from replica.oge_printer import print_transactions
from replica.printer import print_report
from replica.printer_scan import print_scan
from replica.reports import demo_reports
from storage.model import Document, Spot, Trade


def pdf(content: bytes) -> Document:
    return Document("house", "1", content, "application/pdf")


@pytest.fixture(scope="module")
def house() -> Document:
    """The longest of the printed reports."""
    records = [report.record for report in demo_reports() if report.record]
    longest = max(records, key=lambda record: len(record["rows"]))
    return Document("house", longest["doc_id"], print_report(longest), "application/pdf")


@pytest.fixture(scope="module")
def rows(house: Document) -> tuple[Trade, ...]:
    return House().read(house, None).trades


def drawn(document: Document, trade: Trade) -> Image.Image:
    assert trade.spot
    picture = row_picture(document, trade.spot)
    assert len(picture) <= MOST_BYTES
    image = Image.open(io.BytesIO(picture))
    image.load()
    return image


def framed(image: Image.Image) -> list[int]:
    """The heights at which the left edge has the frame's colour."""
    edge = [image.getpixel((1, height)) for height in range(image.height)]
    return [
        height
        for height, colour in enumerate(edge)
        if isinstance(colour, tuple) and max(abs(a - b) for a, b in zip(colour, FRAME, strict=True)) < 60
    ]


def darkest(image: Image.Image) -> int:
    return min(image.convert("L").tobytes(), default=255)


def test_every_row_is_framed_once_and_as_high_as_it_is(house: Document, rows: tuple[Trade, ...]) -> None:
    for row in rows:
        image = drawn(house, row)
        inside = framed(image)
        assert row.spot
        assert (image.format, image.width) == ("JPEG", WIDTH)
        assert inside == list(range(inside[0], inside[-1] + 1))
        height = (row.spot.bottom - row.spot.top) * WIDTH / 612
        assert len(inside) == pytest.approx(height, abs=16)


def test_the_row_is_black_and_its_neighbours_are_dimmed(house: Document, rows: tuple[Trade, ...]) -> None:
    image = drawn(house, rows[1])
    inside = framed(image)
    row = image.crop((200, inside[0] + 8, WIDTH - 200, inside[-1] - 8))
    above = image.crop((200, 0, WIDTH - 200, inside[0] - 8))
    assert darkest(row) < 60
    assert 100 < darkest(above) < 255


def test_a_row_of_oge_is_drawn_too() -> None:
    held = Document("oge", samples.OGE_ID, print_transactions(samples.oge_record()), "application/pdf")
    image = drawn(held, OGE().read(held, None).trades[0])
    assert framed(image)
    assert darkest(image) < 60


@pytest.mark.parametrize(
    ("content", "spot"),
    [
        (b"", Spot(1, 10, 20)),
        (b"%PDF-1.4\n%%EOF\n", Spot(1, 10, 20)),
        (print_scan(1), Spot(2, 10, 20)),
        (print_scan(1), Spot(1, 2000, 2050)),
        (print_scan(1), Spot(1, -50, -20)),
        (print_scan(1), Spot(1, 300, 100)),
    ],
    ids=["nothing", "no page", "no such page", "below the page", "above it", "on its head"],
)
def test_what_cannot_be_shown_is_named(content: bytes, spot: Spot) -> None:
    with pytest.raises(Unreadable):
        row_picture(pdf(content), spot)


def test_a_strip_much_higher_than_wide_is_not_drawn() -> None:
    tower = print_scan(1).replace(b"[0 0 612 792]", b"[0 0 6 14000]")
    with pytest.raises(LimitExceeded, match="6 by"):
        row_picture(pdf(tower), Spot(1, 500, 1000))


def test_damaged_reports_raise_nothing_but_read_errors(house: Document) -> None:
    chance, whole = random.Random(5), house.content
    for _ in range(60):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 40)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        with suppress(ReadError):
            assert row_picture(pdf(bytes(damaged)), Spot(1, 300, 350))
