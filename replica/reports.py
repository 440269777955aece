"""The reports that the demo's Clerk publishes: samples that carry public facts of real ones under their ids.

Who traded what, when and in which band is from the House Clerk's reports of these numbers, filers and filing
dates are from his yearly indexes; accounts are left out and notes are in our words. Whoever uses such reports
is bound by 5 U.S.C. 13107(c).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from storage.model import Printed


@dataclass(frozen=True, slots=True)
class Report:
    """A filing as the index lists it; `record` is what `hilltape read` says of it, None for a scan.

    `filed` is an ISO date, `pages` how many a scan has.
    """

    doc_id: str
    prefix: str
    last: str
    first: str
    suffix: str
    state_district: str
    year: int
    filed: str
    record: Printed | None
    pages: int = 1


def demo_reports() -> tuple[Report, ...]:
    """In the order in which the demo publishes them: short and long, joint and child's, amended, on paper."""
    return (
        _report("20034836", "Pelosi", "Nancy", "CA11", "2026-06-23"),
        _report("20030474", "Johnson", "Julie", "TX32", "2025-06-13"),
        _report("20030542", "Kennedy", "Mike", "UT03", "2025-06-20"),
        _report("20030884", "Meuser", "Daniel", "PA09", "2025-08-13"),
        _report("8221321", "Fleischmann", 'Charles J. "Chuck"', "TN03", "2026-02-09", pages=2),
        _report("20032087", "Wasserman Schultz", "Debbie", "FL25", "2025-10-06"),
        _report("20033759", "Rouzer", "David", "NC07", "2026-01-07"),
        _report("20026590", "Pelosi", "Nancy", "CA11", "2025-01-17"),
    )


_ASSETS = {
    "AAPL": "Apple Inc. - Common Stock",
    "AMZN": "Amazon.com, Inc. - Common Stock",
    "BA": "Boeing Company",
    "BK": "The Bank of New York Mellon Corporation Common Stock",
    "BRK.B": "Berkshire Hathaway Inc. New Common Stock",
    "BRY": "Berry Corporation",
    "COF": "Capital One Financial Corporation Common Stock",
    "FIS": "Fidelity National Information Services, Inc. Common Stock",
    "GD": "General Dynamics Corporation Common Stock",
    "GOOGL": "Alphabet Inc. - Class A Common Stock",
    "INTC": "Intel Corporation - Common Stock",
    "MS": "Morgan Stanley Common Stock",
    "NVDA": "NVIDIA Corporation - Common Stock",
    "PANW": "Palo Alto Networks, Inc.",
    "TEM": "Tempus AI, Inc. - Class A Common Stock",
    "UBER": "Uber Technologies, Inc. Common Stock",
    "VLRS": "Controladora Vuela Compania de Aviacion, S.A.B. de C.V. American Depositary Shares",
    "VST": "Vistra Corp. Common Stock",
}

_BANDS = {  # by the letters of the paper form
    "A": "$1,001 - $15,000",
    "C": "$50,001 - $100,000",
    "E": "$250,001 - $500,000",
    "F": "$500,001 - $1,000,000",
    "G": "$1,000,001 - $5,000,000",
    "H": "$5,000,001 - $25,000,000",
}

_TYPES = {"buy": "P", "sale": "S", "part": "S (partial)", "exchange": "E"}

_ROWS = {
    "20034836": """
        SP INTC OP buy 2026-05-29 2026-05-29 G - | 200 call options, strike price $50, expiring 3/19/27.
        SP UBER OP buy 2026-05-29 2026-05-29 F - | 200 call options, strike price $50, expiring 3/19/27.
    """,
    "20030474": """
        JT COF ST exchange 2025-05-19 2025-06-06 A - | For shares of Discover Financial Services, in a merger.
        JT FIS ST buy 2025-05-15 2025-06-03 A -
        JT GD ST buy 2025-05-02 2025-06-03 A -
        JT MS ST part 2025-05-15 2025-06-03 A gains
        JT BK ST buy 2025-05-15 2025-06-03 A -
    """,
    "20030542": """
        - BRK.B ST buy 2025-05-09 2025-06-20 A -
    """,
    "20030884": """
        SP NVDA ST part 2024-08-07 2024-08-07 E gains
        SP NVDA ST part 2024-10-01 2024-10-01 F gains
    """,
    "20032087": """
        DC BRY ST sale 2025-09-15 2025-09-16 $2,761.57 gains
        DC VLRS ST sale 2025-09-29 2025-09-30 $1,118.07 -
    """,
    "20033759": """
        - BA ST sale 2025-12-09 2025-12-09 A - 2000152831 | At a loss of $1,440.
    """,
    "20026590": """
        SP GOOGL OP buy 2025-01-14 2025-01-14 E - | 50 call options, strike price $150, expiring 1/16/26.
        SP AMZN OP buy 2025-01-14 2025-01-14 E - | 50 call options, strike price $150, expiring 1/16/26.
        SP AAPL ST part 2024-12-31 2024-12-31 H gains | 31,600 shares.
        SP NVDA ST part 2024-12-31 2024-12-31 G gains | 10,000 shares.
        SP NVDA ST buy 2024-12-20 2024-12-20 F - | 500 call options exercised: 50,000 shares at $12.
        SP NVDA OP buy 2025-01-14 2025-01-14 E - | 50 call options, strike price $80, expiring 1/16/26.
        SP PANW ST buy 2024-12-20 2024-12-20 G - | 140 call options exercised: 14,000 shares at $100.
        SP TEM OP buy 2025-01-14 2025-01-14 C - | 50 call options, strike price $20, expiring 1/16/26.
        SP VST OP buy 2025-01-14 2025-01-14 F - | 50 call options, strike price $50, expiring 1/16/26.
    """,
}
"""Owner, ticker, asset code, type, traded, notified, amount, whether gains were over $200, the id of an
amended row; after the bar a note."""


def _report(doc_id: str, last: str, first: str, district: str, filed: str, pages: int = 1) -> Report:
    record = _record(doc_id, f"Hon. {first} {last}", district, filed) if doc_id in _ROWS else None
    year = date.fromisoformat(filed).year
    return Report(doc_id, "Hon.", last, first, "", district, year, filed, record, pages)


def _record(doc_id: str, filer: str, district: str, filed: str) -> Printed:
    lines = _ROWS[doc_id].strip().splitlines()
    return {
        "doc_id": doc_id,
        "filer": filer,
        "status": "Member",
        "state_district": district,
        "signed": filed,  # each of them was signed on that day
        "rows": [_row(ordinal, line) for ordinal, line in enumerate(lines, start=1)],
    }


def _row(ordinal: int, line: str) -> dict[str, Any]:
    facts, _, note = line.partition(" | ")
    owner, ticker, code, kind, traded, notified, amount, gains, *amended = facts.split()
    return {
        "ordinal": ordinal,
        "id": "".join(amended),
        "owner": owner.strip("-"),
        "asset": f"{_ASSETS[ticker]} ({ticker})",
        "asset_type": code,
        "ticker": ticker,
        "type": _TYPES[kind],
        "date": traded,
        "notified": notified,
        "amount": _BANDS.get(amount, amount),
        "cap_gains": gains == "gains",
        "filing_status": "Amended" if amended else "New",
        "subholding_of": "",
        "location": "",
        "description": note,
        "comments": "",
    }
