"""Which company has which ticker on the SEC's list, and which had it before leaving the list."""

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingest.errors import ReferenceUnusable
from ingest.reference import Get
from storage.symbols import canonical

name = "tickers"
title = "companies' tickers"
shipped = Path(__file__).with_name("tickers.csv")
FORMER = Path(__file__).with_name("former_tickers.csv")

SOURCE = "SEC company_tickers_exchange.json"
LIST = "https://www.sec.gov/files/company_tickers_exchange.json"
addresses: tuple[str, ...] = (LIST,)
needs_contact = True  # https://www.sec.gov/os/accessing-edgar-data: a User-Agent declares whom to reach

FEWEST = 8_000  # 10,365 tickers in June 2026

HEADER = """\
# Companies and their tickers, one line for each company; a share class by a dot, a preferred series by $.
# Source: {source}
# Licence: US government data
# As of: {as_of}
# last: the day of the last list that had these tickers, for those no longer listed.
"""
FIELDS = ("cik", "company", "symbols", "last")


@dataclass(frozen=True, slots=True)
class Company:
    """A company and the tickers it has, or had until it left the list; `last` is when it was last on it."""

    cik: int
    name: str
    symbols: tuple[str, ...]
    last: date | None


@dataclass(frozen=True, slots=True)
class Tickers:
    """The whole list; `as_of` is the day it was read. No symbol is in it twice."""

    as_of: date
    source: str
    companies: tuple[Company, ...]


@dataclass(frozen=True, slots=True)
class Former:
    """A symbol that was a company's until a day; `now` is the one it has today, `""` where it is gone."""

    symbol: str
    until: date
    company: str
    now: str


def load(path: Path = shipped) -> Tickers:
    """The table in memory. Raises ReferenceUnusable."""
    return parse(path.read_text(encoding="utf-8"))


def parse(text: str) -> Tickers:
    """What a table's text holds. Raises ReferenceUnusable where a field is missing or wrong."""
    comments = dict(re.findall(r"^# (Source|As of): (.*)$", text, re.MULTILINE))
    lines = csv.DictReader(line for line in text.splitlines(keepends=True) if not line.startswith("#"))
    try:
        as_of, source = date.fromisoformat(comments["As of"]), comments["Source"]
        companies = tuple(_company(*(line[field] for field in FIELDS)) for line in lines)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise ReferenceUnusable(f"{name}.csv: {error!r}") from error
    symbols = [symbol for company in companies for symbol in company.symbols]
    if len(symbols) < FEWEST or len(symbols) > len(set(symbols)):
        raise ReferenceUnusable(f"{name}.csv: {len(symbols)} symbols, {len(set(symbols))} different ones")
    return Tickers(as_of, source, companies)


def load_former() -> tuple[Former, ...]:
    """The symbols whose meaning has changed, as far as that is known; the file is kept by hand."""
    text = FORMER.read_text(encoding="utf-8")
    lines = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return tuple(
        Former(line["symbol"], date.fromisoformat(line["until"]), line["company"], line["now"])
        for line in lines
    )


def refresh(get: Get, today: date) -> str:
    """The table's text from the SEC's own list; what has left it is kept.

    Raises FetchError or ReferenceUnusable.
    """
    listed = dict(_listed(get(LIST)))
    if len(listed) < FEWEST:
        raise ReferenceUnusable(f"{title}: only {len(listed)} on the list")
    text = write_table(today, SOURCE, [*_companies(listed), *_gone(listed)])
    parse(text)
    return text


def write_table(as_of: date, source: str, companies: Iterable[Company]) -> str:
    """The text that `parse` reads, ordered by the SEC's number and then by the first symbol."""
    text = io.StringIO(newline="")
    text.write(HEADER.format(source=source, as_of=as_of))
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(FIELDS)
    for company in sorted(companies, key=lambda company: (company.cik, company.symbols)):
        lines.writerow((company.cik, company.name, " ".join(company.symbols), company.last or ""))
    return text.getvalue()


def _company(cik: str, title: str, symbols: str, last: str) -> Company:
    if not title:
        raise ValueError(f"no name for {cik}")
    return Company(int(cik), title, tuple(symbols.split()), date.fromisoformat(last) if last else None)


def _listed(content: bytes) -> Iterator[tuple[str, tuple[int, str]]]:
    """Each ticker of the SEC's file with its company's number and name; one of two alike is enough."""
    try:
        table = json.loads(content)
        number, company, ticker = (table["fields"].index(field) for field in ("cik", "name", "ticker"))
        for row in table["data"]:
            if not (row[number] and row[company]):
                raise ValueError(f"no company in {row}")
            if symbol := canonical(row[ticker] or ""):
                yield symbol, (int(row[number]), " ".join(row[company].split()))
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise ReferenceUnusable(f"{title}: {error!r}"[:200]) from error


def _companies(listed: dict[str, tuple[int, str]], last: date | None = None) -> Iterator[Company]:
    symbols: dict[tuple[int, str], list[str]] = defaultdict(list)
    for symbol, company in listed.items():
        symbols[company].append(symbol)
    for (cik, company_name), held in symbols.items():
        yield Company(cik, company_name, tuple(sorted(held)), last)


def _gone(listed: dict[str, tuple[int, str]]) -> Iterator[Company]:
    """What the shipped table has and the list no longer has."""
    before = load()
    for company in before.companies:
        gone = tuple(symbol for symbol in company.symbols if symbol not in listed)
        if gone:
            yield Company(company.cik, company.name, gone, company.last or before.as_of)
