"""Which sector a listed company is in, as far as it is known: the companies of the S&P 500."""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingest.errors import ReferenceUnusable
from ingest.reference import Get
from storage.symbols import canonical
from storage.vocabulary import SECTORS

name = "sectors"
title = "companies' sectors"
shipped = Path(__file__).with_name("sectors.csv")

SOURCE = "datasets/s-and-p-500-companies, constituents.csv"
LIST = "https://raw.githubusercontent.com/datasets/s-and-p-500-companies/main/data/constituents.csv"
addresses: tuple[str, ...] = (LIST,)
needs_contact = False

FEWEST = 400  # of about 503 tickers

HEADER = """\
# The sectors of the companies in the S&P 500, one line for each sector.
# Source: {source}
# Licence: ODC-PDDL 1.0
# As of: {as_of}
"""
FIELDS = ("sector", "symbols")


@dataclass(frozen=True, slots=True)
class Sectors:
    """The whole table; `as_of` is the day of the list. `by_symbol` has our names of the sectors."""

    as_of: date
    source: str
    by_symbol: Mapping[str, str]


def load(path: Path = shipped) -> Sectors:
    """The table in memory. Raises ReferenceUnusable."""
    return parse(path.read_text(encoding="utf-8"))


def parse(text: str) -> Sectors:
    """What a table's text holds. Raises ReferenceUnusable where a field is missing or wrong."""
    comments = dict(re.findall(r"^# (Source|As of): (.*)$", text, re.MULTILINE))
    lines = csv.DictReader(line for line in text.splitlines(keepends=True) if not line.startswith("#"))
    try:
        as_of, source = date.fromisoformat(comments["As of"]), comments["Source"]
        held = {line["sector"]: line["symbols"].split() for line in lines}
    except (KeyError, ValueError, AttributeError) as error:
        raise ReferenceUnusable(f"{name}.csv: {error!r}") from error
    if held.keys() != SECTORS.keys() or sum(map(len, held.values())) < FEWEST:
        raise ReferenceUnusable(f"{name}.csv: {sum(map(len, held.values()))} symbols of {', '.join(held)}")
    return Sectors(as_of, source, {symbol: sector for sector, symbols in held.items() for symbol in symbols})


def refresh(get: Get, today: date) -> str:
    """The table's text from the publisher's list of today. Raises FetchError or ReferenceUnusable."""
    text = write_table(today, SOURCE, _listed(get(LIST)))
    parse(text)
    return text


def write_table(as_of: date, source: str, listed: Iterable[tuple[str, str]]) -> str:
    """The text that `parse` reads, from symbols and our names of their sectors."""
    held: dict[str, list[str]] = defaultdict(list)
    for symbol, sector in listed:
        held[sector].append(symbol)
    text = io.StringIO(newline="")
    text.write(HEADER.format(source=source, as_of=as_of))
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(FIELDS)
    lines.writerows((sector, " ".join(sorted(held[sector]))) for sector in SECTORS if sector in held)
    return text.getvalue()


def _listed(content: bytes) -> Iterable[tuple[str, str]]:
    ours = {theirs: sector for sector, theirs in SECTORS.items()}
    try:
        for line in csv.DictReader(io.StringIO(content.decode("utf-8"))):
            if symbol := canonical(line["Symbol"]):
                yield symbol, ours[line["GICS Sector"]]
    except (LookupError, TypeError, ValueError) as error:
        raise ReferenceUnusable(f"{title}: {error!r}"[:200]) from error
