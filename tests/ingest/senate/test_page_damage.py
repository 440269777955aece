"""A damaged page is an error by name, a doubt, or reads as before: never cleanly with other rows.

A letter changed into another inside a free text (a name, a comment) shows in no check; such a page has all
its rows, and only that text is another.
"""

import random
import re
from collections.abc import Callable
from typing import Any

import pytest

from ingest.errors import ReadError
from ingest.sources.senate.page import read_page
from replica.senate_pages import QUOTES, QUOTES_TO_2020, print_report
from storage.model import Document, Filing
from tests.support.shared import CORPUS

SENATE = CORPUS / "senate"
PARTS = 4  # so that both cores read
CASES = 60  # of each kind of damage, on our own pages

OPTION = {"option_type": "Put", "strike": "$40.00", "expires": "07/17/2026", "expires_date": "2026-07-17"}
BOND = {"coupon": "3.00 %", "matures": "2031-05-15", "matures_date": "2031-05-15"}
COMPANY = {"company": "Example LLC (Fargo, ND)", "description": "Property"}
EXCHANGE = {"given": "A Corp", "received": "B Corp", "given_ticker": "AAA", "received_ticker": "BBB"}

TYPES = ("Purchase", "Sale (Full)", "Sale (Partial)", "Exchange")
OWNERS = ("Self", "Joint", "Spouse", "Child")
AMOUNTS = ("$1,001 - $15,000", "$15,001 - $50,000", "Over $50,000,000")
ASSETS: tuple[dict[str, Any], ...] = (
    {"asset": "IBM & Sons", "tickers": ["IBM"], "asset_type": "Stock"},
    {"asset": "A bond", "tickers": [], "asset_type": "Corporate Bond", "details": BOND},
    {"asset": "An option", "tickers": ["K"], "asset_type": "Stock Option", "details": OPTION},
    {"asset": "A company", "tickers": [], "asset_type": "Non-Public Stock", "details": COMPANY},
    {
        "asset": "A Corp (Exchanged) B Corp (Received)",
        "tickers": ["AAA", "BBB"],
        "asset_type": "Stock",
        "exchange": EXCHANGE,
    },
)

Damage = Callable[[bytes, random.Random], bytes]


def own_page(chance: random.Random) -> bytes:
    rows = [
        {
            "ordinal": ordinal,
            "date": f"2026-05-{chance.randint(10, 28)}",
            "owner": chance.choice(OWNERS),
            **chance.choice(ASSETS),
            "type": chance.choice(TYPES),
            "amount": chance.choice(AMOUNTS),
            "comment": chance.choice(["", "sold by the manager"]),
        }
        for ordinal in range(chance.randint(1, 9), 0, -1)
    ]
    held = [row["owner"] for row in rows]
    record = {
        "title_date": "2026-06-16",
        "amendment": chance.randint(0, 1),
        "salutation": "The Honorable",
        "full_name": "Jane Q Public",
        "name_last_first": "Public, Jane",
        "filed": f"2026-06-16T{chance.randint(0, 23):02}:46",
        "summary": {"total": len(rows), **{owner.lower(): held.count(owner) for owner in OWNERS}},
        "rows": rows,
    }
    return print_report(record, chance.choice([QUOTES, QUOTES_TO_2020]))


def read(page: bytes) -> Filing:
    return read_page(Document("senate", "0", page, "text/html"), None)


def spans(page: bytes, pattern: bytes) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(pattern, page, re.DOTALL)]


def without(page: bytes, span: tuple[int, int]) -> bytes:
    return page[: span[0]] + page[span[1] :]


def lose_a_cell(page: bytes, chance: random.Random) -> bytes:
    return without(page, chance.choice(spans(page, rb"<td>.*?</td>")))


def lose_a_row(page: bytes, chance: random.Random) -> bytes:
    return without(page, chance.choice(spans(page, rb"<tr>.*?</tr>")))


def double_a_row(page: bytes, chance: random.Random) -> bytes:
    start, end = chance.choice(spans(page, rb"<tr>.*?</tr>"))
    return page[:end] + page[start:end] + page[end:]


def cut(page: bytes, chance: random.Random) -> bytes:
    return page[: chance.randrange(page.index(b"</html>"))]


def lose_a_block(page: bytes, chance: random.Random) -> bytes:
    """A block of 512 bytes or more, as a network loses it, with at least a cell's end."""
    start = chance.randrange(page.index(b"<h1"), page.index(b"</table>"))
    return page[:start] + page[start + chance.randint(512, 4096) :]


def flip_the_high_bit(page: bytes, chance: random.Random) -> bytes:
    """Of any byte that a person sees or that builds the table."""
    return flipped(page, chance.randrange(page.index(b"<h1"), page.index(b"</table>")), 0x80)


def flip_a_bit_of_a_tag(page: bytes, chance: random.Random) -> bytes:
    start, end = chance.choice(spans(table(page), rb"<[^<>]*>"))
    return flipped(page, page.index(table(page)) + chance.randrange(start, end), 1 << chance.randrange(7))


def flip_a_bit_of_a_checked_cell(page: bytes, chance: random.Random) -> bytes:
    """Of an owner, a ticker, a type or an amount."""
    cells = spans(table(page), rb"(?<=<td>).*?(?=</td>)")
    start, end = chance.choice([cell for number, cell in enumerate(cells) if number % 9 in (2, 3, 6, 7)])
    return flipped(page, page.index(table(page)) + chance.randrange(start, end), 1 << chance.randrange(7))


def table(page: bytes) -> bytes:
    return page[page.index(b"<tbody>") : page.index(b"</tbody>")]


def flipped(page: bytes, place: int, bits: int) -> bytes:
    return page[:place] + bytes([page[place] ^ bits]) + page[place + 1 :]


DAMAGES: tuple[Damage, ...] = (
    lose_a_cell,
    lose_a_row,
    double_a_row,
    cut,
    lose_a_block,
    flip_the_high_bit,
    flip_a_bit_of_a_tag,
    flip_a_bit_of_a_checked_cell,
)


def unnoticed(sound: Filing, damaged: bytes) -> bool:
    """Whether the damaged page reads cleanly, but not as the sound one."""
    try:
        found = read(damaged)
    except ReadError:
        return False
    return found.doubts == sound.doubts and (found.trades, found.filed) != (sound.trades, sound.filed)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_no_damage_to_a_page_goes_unnoticed(damage: Damage) -> None:
    for seed in range(CASES):
        chance = random.Random(seed)
        page = own_page(chance)
        assert not unnoticed(read(page), damage(page, chance)), f"seed {seed}"


def test_a_changed_letter_changes_no_more_than_its_own_row() -> None:
    for seed in range(CASES):
        chance = random.Random(seed)
        page = own_page(chance)
        start = page.index(b"<tbody>")
        place = chance.choice([start + at for at, byte in enumerate(table(page)) if chr(byte).isalnum()])
        try:
            found = read(flipped(page, place, 1))
        except ReadError:
            continue
        sound = read(page)
        assert len(found.trades) == len(sound.trades)
        assert sum(a != b for a, b in zip(found.trades, sound.trades, strict=True)) <= 1


def test_no_bytes_make_the_reader_fail_without_a_name() -> None:
    named = set()
    for seed in range(CASES * 4):
        chance = random.Random(seed)
        page = bytearray(own_page(chance))
        for _ in range(chance.randint(1, 40)):
            page[chance.randrange(len(page))] = chance.randrange(256)
        try:
            assert read(bytes(page)).trades
        except ReadError as error:
            named.add(error.name)
    assert named >= {"PageChanged", "UnknownValue"}


@pytest.mark.corpus
@pytest.mark.parametrize("part", range(PARTS))
def test_no_damage_to_a_real_page_goes_unnoticed(part: int) -> None:
    """Each kind of damage once to every page."""
    missed = []
    for path in sorted((SENATE / "ptr").glob("*.html"))[part::PARTS]:
        page = path.read_bytes()
        sound = read(page)
        for damage in DAMAGES:
            if unnoticed(sound, damage(page, random.Random(path.stem))):
                missed.append((path.stem, damage.__name__))
    assert missed == []
