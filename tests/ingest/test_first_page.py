"""The picture of a scan's first page: upright whatever way it was scanned, small, and never a surprise."""

import io
import random
from contextlib import suppress

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont

from ingest.errors import LimitExceeded, ReadError, Unreadable
from ingest.first_page import LONG_SIDE, MOST_BYTES, first_page
from ingest.upright import upright
from replica.printer_scan import print_scan
from storage.model import Document
from tests.support.shared import CORPUS

LETTER = """To whom it may concern: the transactions listed below were made by an
account that somebody else manages, without my knowledge or direction.
They are reported here as soon as their notice reached this office. If a
question should be left open, please let us know by telephone or by mail.

Yours sincerely, and with apologies for the typewriter."""
QUARTERS = [Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270]


def letter() -> Image.Image:
    """A typed page with a box around it and a rule across."""
    page = Image.new("L", (1236, 1600), 255)
    pen = ImageDraw.Draw(page)
    pen.rectangle((60, 80, 1180, 900), outline=0, width=4)
    pen.line((60, 140, 1180, 140), fill=0, width=4)
    pen.multiline_text((100, 180), LETTER, fill=0, font=ImageFont.load_default(30), spacing=14)
    return page


def as_file(page: Image.Image, kind: str) -> bytes:
    file = io.BytesIO()
    page.save(file, kind)
    return file.getvalue()


def published(*pictures: bytes) -> Document:
    return Document("senate", "1", b"<html>", "text/html", pictures)


def pdf(content: bytes) -> Document:
    return Document("house", "1", content, "application/pdf")


def opened(picture: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(picture))
    image.load()
    return image


def test_an_upright_page_stays_as_it_is() -> None:
    assert upright(letter()) == letter()


@pytest.mark.parametrize("turn", QUARTERS)
def test_a_page_is_turned_upright_from_whatever_side_it_lies_on(turn: Image.Transpose) -> None:
    assert upright(letter().transpose(turn)) == letter()


def test_the_picture_is_a_grey_jpeg_of_a_limited_size() -> None:
    picture = first_page(pdf(print_scan()))
    image = opened(picture)
    assert (image.format, image.mode, max(image.size)) == ("JPEG", "L", LONG_SIDE)
    assert image.width > image.height  # the form is wide; the scan was not
    assert len(picture) <= MOST_BYTES


@pytest.mark.parametrize("kind", ["GIF", "PNG"])
def test_a_published_image_is_taken_before_the_page_that_names_it(kind: str) -> None:
    large = letter().resize((3090, 4000))
    image = opened(first_page(published(as_file(large, kind), as_file(Image.new("L", (9, 9)), kind))))
    assert image.size == (1236, 1600)
    assert max(ImageChops.difference(image, letter()).resize((8, 8), Image.Resampling.BOX).tobytes()) < 40


def test_a_page_of_nothing_but_specks_stays_small() -> None:
    specks = Image.frombytes("L", (1600, 1600), random.Random(7).randbytes(1600 * 1600))
    assert len(first_page(published(as_file(specks, "PNG")))) <= MOST_BYTES


@pytest.mark.parametrize(
    "document",
    [
        pdf(b""),
        pdf(b"%PDF-1.4\n%%EOF\n"),
        pdf(print_scan()[:4000]),
        published(b""),
        published(b"GIF89a\xff\xff\xff\xff"),
        published(as_file(letter(), "PNG")[:900]),
        published(as_file(letter(), "BMP")),
    ],
    ids=["nothing", "no page", "cut off", "no image", "no pixels", "half an image", "another kind"],
)
def test_what_cannot_be_shown_is_named(document: Document) -> None:
    with pytest.raises(Unreadable):
        first_page(document)


def test_a_strip_that_telegram_would_not_take_is_no_page() -> None:
    with pytest.raises(LimitExceeded, match="1600 by 20"):
        first_page(published(as_file(Image.new("L", (1600, 20), 255), "PNG")))


def test_an_image_of_too_many_pixels_is_not_unpacked() -> None:
    with pytest.raises(LimitExceeded, match="9000 by 9000"):
        first_page(published(as_file(Image.new("1", (9000, 9000)), "PNG")))


def test_damaged_scans_raise_nothing_but_read_errors() -> None:
    chance, whole = random.Random(5), print_scan(1)
    for _ in range(60):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 40)):
            damaged[chance.choice([chance.randrange(500), chance.randrange(len(damaged))])] = (
                chance.randrange(256)
            )
        with suppress(ReadError):
            assert first_page(pdf(bytes(damaged)))


@pytest.mark.parametrize("box", [b"[0 0 0 0]", b"[0 0 612 0]", b"[0 0 1e9 1]", b"[9 9 1 1]", b"[0 0 nan 9]"])
def test_a_page_of_an_impossible_size_is_shown_or_named(box: bytes) -> None:
    with suppress(ReadError):
        assert first_page(pdf(print_scan(1).replace(b"[0 0 612 792]", box.ljust(13))))


@pytest.mark.parametrize("kind", ["GIF", "PNG"])
def test_damaged_images_raise_nothing_but_read_errors(kind: str) -> None:
    chance, whole = random.Random(11), as_file(letter().resize((200, 260)), kind)
    for _ in range(200):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 20)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        with suppress(ReadError):
            assert first_page(published(bytes(damaged)))


@pytest.mark.corpus
@pytest.mark.parametrize("folder", ["house/paper", "oge/scan", "senate/paper"])
def test_every_real_scan_has_a_picture_and_wide_forms_come_out_wide(folder: str) -> None:
    """Whether each can be read was looked at on contact sheets; here their shape tells most of it."""
    scans = sorted((CORPUS / folder).glob("*.pdf"))
    pictures = [first_page(pdf(scan.read_bytes())) for scan in scans]
    assert max(map(len, pictures)) < MOST_BYTES / 2
    wide = sum(image.width > image.height for image in map(opened, pictures))
    assert wide == {"house/paper": len(scans) - 2, "oge/scan": len(scans), "senate/paper": 0}[folder]
