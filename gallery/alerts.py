"""The gallery's alerts: each kind of report, and who is told of it why."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from gallery.people import ADA, BORIS, CARLA, LONG
from gallery.reports import Published, house, oge, real, scan, senate
from gallery.shot import Shot
from gallery.world import NOW, World
from storage.model import AmountRange, Filing

PELOSI = "P000197"
JUNE = "2026-06-22"

BOUGHT = "| Microsoft Corporation - Common Stock (MSFT) | ST | P | 2026-06-02 | B"
SEVERAL = (
    "SP | Apple Inc. - Common Stock (AAPL) | ST | P | 2026-06-01 | A",
    "JT | The Walt Disney Company Common Stock (DIS) | ST | S | 2026-06-03 | C",
    "DC | Intel Corporation - Common Stock (INTC) | ST | S (partial) | 2026-06-03 | B",
    "| Sample Rail & Timber, Inc., units of a partnership that is not listed | PS | P | 2026-05-28 | D",
)
OPTIONS = (
    "| NVIDIA Corporation - Common Stock (NVDA) | OP | P | 2026-06-01 | F |"
    " 50 call options, strike price $120, expiring 1/15/27.",
    "| Tesla, Inc. - Common Stock (TSLA) | OP | S | 2026-06-01 | D |"
    " Put option, strike price $215, exp. Feb. 19, 2027.",
    "| Amazon.com, Inc. - Common Stock (AMZN) | OP | P | 2026-06-02 | B | C 380.00",
)
BONDS = (
    "Joint | Example County Water District Revenue Bond Series 2021A | Municipal Security | Purchase |"
    " 2026-06-05 | D | 3.125%; 12/01/2034",
    "Self | Apple Inc. Senior Note | Corporate Bond | Sale (Full) | 2026-06-08 | B |"
    " 4.25%; 05/11/2031 | AAPL",
)
EXCHANGE = (
    "Spouse | Hess Corporation > Chevron Corporation | Stock | Exchange | 2026-06-04 | C | | HES CVX",
)
FIRST = (
    "| The Walt Disney Company Common Stock (DIS) | ST | P | 2026-05-18 | B",
    "| Advanced Micro Devices, Inc. (AMD) | ST | S | 2026-05-19 | A",
)
AMENDS = (
    "| The Walt Disney Company Common Stock (DIS) | ST | P | 2026-05-18 | C | | 2000140001",
    "| Advanced Micro Devices, Inc. (AMD) | ST | S | 2026-05-19 | A | | 2000140002!",
    "| NVIDIA Corporation - Common Stock (NVDA) | ST | P | 2026-05-20 | B",
)
TRADED = (
    "Apple Inc. - Common Stock (AAPL)",
    "Amazon.com, Inc. - Common Stock (AMZN)",
    "Boeing Company (BA)",
    "Caterpillar, Inc. Common Stock (CAT)",
    "Costco Wholesale Corporation - Common Stock (COST)",
    "Chevron Corporation Common Stock (CVX)",
    "Walt Disney Company Common Stock (DIS)",
    "Alphabet Inc. - Class A Common Stock (GOOGL)",
    "Home Depot, Inc. Common Stock (HD)",
    "Intel Corporation - Common Stock (INTC)",
    "Johnson & Johnson Common Stock (JNJ)",
    "Coca-Cola Company Common Stock (KO)",
    "Meta Platforms, Inc. - Class A Common Stock (META)",
    "Microsoft Corporation - Common Stock (MSFT)",
)
NVIDIA = "NVIDIA Corporation - Common Stock (NVDA)"


def shots(world: World) -> Iterator[Shot]:
    """In the order in which they hang; the first ones are what people see most."""
    for name, about, follows, report in _reports():
        yield from _alert(world, name, about, follows, report)
    yield from _amendments(world)
    yield _correction(world)
    yield _of_another(world)


def _reports() -> Iterator[tuple[str, str, list[str], Published]]:
    every = ["*"]
    yield "One trade", "you follow Ada Sample", [ADA.id], house("20050001", ADA, JUNE, BOUGHT)
    yield "Two options", "you follow pelosi; a real report's facts", [PELOSI], real("20034836")
    yield (
        "Nine rows, three of them followed",
        "you follow $NVDA; a real report's facts",
        ["$NVDA"],
        real("20026590"),
    )
    yield "Several owners", "you follow everything", every, house("20050002", ADA, JUNE, *SEVERAL)
    yield "Options", "you follow everything", every, house("20050003", BORIS, JUNE, *OPTIONS)
    late = "| Exxon Mobil Corporation Common Stock (XOM) | ST | S | 2025-08-04 | G"
    yield "Ten months late", "you follow $XOM", ["$XOM"], house("20050004", BORIS, JUNE, late)
    yield "Bonds", "you follow Carla Example", [CARLA.id], senate(_uuid(1), CARLA, JUNE, *BONDS)
    yield "An exchange", "you follow $HES", ["$HES"], senate(_uuid(2), CARLA, JUNE, *EXCHANGE)
    yield "The executive branch", "you follow everything; a real report's facts", every, oge("0f5a3b1e" * 4)
    yield "722 rows, all of them followed", "you follow everything", every, _long_report("20050005")
    yield "722 rows, 36 of them followed", "you follow $NVDA", ["$NVDA"], _long_report("20050006", NVIDIA)
    yield "On paper", "you follow Boris Placeholder", [BORIS.id], scan("8229001", BORIS, JUNE, 41)
    yield (
        "A filer whom nobody knows",
        "you follow $MSFT",
        ["$MSFT"],
        house("20050007", "Nobody Known", JUNE, BOUGHT),
    )
    yield (
        "Doubts",
        "you follow everything",
        every,
        house("20050008", ADA, JUNE, BOUGHT, BOUGHT.replace("2026-06-02", "2026-06-30"), signed="2026-06-20"),
    )
    renamed = "| Facebook, Inc. (FB) | ST | P | 2021-06-02 | B"
    other = "| Spectra Energy Corp. (SE) | ST | S | 2021-06-02 | B"
    yield (
        "Tickers of another time",
        "you follow everything",
        every,
        house("20050009", ADA, JUNE, renamed, other),
    )
    fund = "Placeholder Multi-Strategy Opportunities Fund of Delaware, L.P., Class B Interests"
    named = f"SP | {fund} | HN | P | 2026-06-01 | F"
    yield "Long names", "you follow everything", every, house("20050010", LONG, JUNE, named, BOUGHT)


def _alert(world: World, name: str, about: str, follows: list[str], report: Published) -> Iterator[Shot]:
    filed = report.listing.filed or NOW.date()
    world.now = NOW if filed.year == NOW.year else NOW.replace(filed.year, filed.month, filed.day)
    for said in world.tell(follows, partial(world.publish, report)):
        yield Shot(name, about, said)
    world.now = NOW


def _amendments(world: World) -> Iterator[Shot]:
    first = house("20050011", BORIS, "2026-06-01", *FIRST)
    amendment = house("20050012", BORIS, JUNE, *AMENDS)
    said = world.tell([BORIS.id], partial(world.publish, first), partial(world.publish, amendment))
    yield Shot("An amendment", "it answers the alert of the report that it amends", said[-1])
    alone = house("20050013", ADA, JUNE, AMENDS[0].replace("2000140001", "2000149999"))
    yield from _alert(world, "An amendment of nobody knows what", "you follow $DIS", ["$DIS"], alone)


def _correction(world: World) -> Shot:
    report = house("20050014", ADA, JUNE, BOUGHT.replace("| B", "| G"))

    def slip(filing: Filing) -> Filing:
        row = replace(filing.trades[0], amount=AmountRange(1_500_100, 5_000_000))
        return replace(filing, trades=(row,))

    said = world.tell([ADA.id], partial(world.misread, report, slip), partial(world.read_again, report))
    return Shot("A correction of our own", "a newer reader reads a report differently", said[-1])


def _of_another(world: World) -> Shot:
    report = house("20050015", ADA, JUNE, BOUGHT)

    def slip(filing: Filing) -> Filing:
        return replace(filing, filer=f"Hon. {BORIS.name}", state="TX")

    said = world.tell([BORIS.id], partial(world.misread, report, slip), partial(world.read_again, report))
    return Shot("A report that was another's", "you follow Boris Placeholder, whom we had named", said[-1])


def _long_report(document_id: str, also: str = "") -> Published:
    """Of 722 rows, as long as the longest of the Clerk's; every twentieth is `also`."""
    rows = []
    for number in range(722):
        asset = also if also and number % 20 == 0 and number < 720 else TRADED[number % len(TRADED)]
        side = ("P", "P", "P", "S", "S (partial)")[number % 5]
        band = "ABACABBD"[number % 8] if number % 90 else "G"
        day = f"2026-05-{number % 28 + 1:02}"
        rows.append(f"{'SP' if number % 3 else 'JT'} | {asset} | ST | {side} | {day} | {band}")
    return house(document_id, BORIS, JUNE, *rows)


def _uuid(number: int) -> str:
    return f"{number}a3b1e00-1234-4abc-8def-00000000010{number}"
