"""What the demo's Senate and OGE publish, made like `replica/reports.py` makes the Clerk's reports.

The Senate's is by somebody we made up: it must be of today, for we ask for the last month only. OGE's carries
the public facts of Jared Isaacman's report of 27 May 2026. Whoever uses such reports is bound by
5 U.S.C. 13107(c).
"""

from datetime import date, timedelta

from replica.oge import Entry, Oge
from replica.oge_printer import print_transactions
from replica.senate import Report, Senate
from replica.senate_pages import print_extension, print_report
from storage.model import Printed

SENATE_ID = "5a3b1e00-1234-4abc-8def-000000000001"
SENATE_FILER = "Ada Sample"
FILER = ("Ada", "Sample", "Sample, Ada (Senator)")
OGE_ID = "0f5a3b1e00123446abc8def000000001"
OGE_FILER = "Jared Taylor Isaacman"


def senate_record(filed: date) -> Printed:
    """A report of two trades, in the shape of `hilltape read`."""
    row = {"date": filed.isoformat(), "asset_type": "Stock", "comment": ""}
    bought = {"owner": "Spouse", "tickers": ["MSFT"], "asset": "Microsoft Corporation - Common Stock"}
    sold = {"owner": "Spouse", "tickers": ["BRK-B"], "asset": "Berkshire Hathaway Inc. New Common Stock"}
    return {
        "title_date": filed.isoformat(),
        "amendment": 0,
        "salutation": "The Honorable",
        "full_name": SENATE_FILER,
        "name_last_first": "Sample, Ada",
        "filed": f"{filed.isoformat()}T09:15",
        "summary": {"total": 2, "self": 0, "joint": 0, "spouse": 2, "child": 0},
        "rows": [
            {"ordinal": 2, **row, **bought, "type": "Purchase", "amount": "$15,001 - $50,000"},
            {"ordinal": 1, **row, **sold, "type": "Sale (Full)", "amount": "$1,001 - $15,000"},
        ],
    }


def publish_senate(site: Senate, uuid: str, filed: date) -> None:
    title = f"Periodic Transaction Report for {filed:%m/%d/%Y}"
    page = print_report(senate_record(filed))
    site.publish(Report(uuid, "ptr", *FILER, title, filed, page))


def oge_record() -> Printed:
    """A report of two trades, in the shape of `hilltape read`."""
    row = {
        "description": "Shift4 Payments Inc. Class A Common Stock (FOUR)",
        "type": "Purchase",
        "notified_over_30_days": False,
        "amount": "$5,000,001 - $25,000,000",
    }
    return {
        "filer": "Isaacman, Jared Taylor",
        "filer_block": "Isaacman, Jared Taylor",
        "position": "Administrator, National Aeronautics & Space Administration",
        "signed": "2026-05-27",
        "extension_days": 0,
        "rows": [{"n": 1, "date": "2026-05-11", **row}, {"n": 2, "date": "2026-05-12", **row}],
    }


def publish_oge(site: Oge, document_id: str, added: date) -> None:
    """A report added to the list on that day, weeks after it was signed, as most are."""
    office = {"title": "Administrator", "agency": "National Aeronautics & Space Administration"}
    entry = Entry(document_id, "Isaacman, Jared Taylor", added, **office, level="Level II")
    site.publish(entry, print_transactions(oge_record()))


def begin(senate: Senate, oge: Oge, today: date) -> None:
    """What stands in both lists from the start, as on the real sites; it alerts nobody."""
    earlier = today - timedelta(days=10)
    publish_senate(senate, "5a3b1e00-1234-4abc-8def-000000000000", earlier)
    notice = print_extension(SENATE_FILER, "Annual Report for 2025", earlier, today + timedelta(days=80))
    title = "Annual Report Due Date Extension 1"
    senate.publish(
        Report("5a3b1e00-1234-4abc-8def-00000000000e", "extension", *FILER, title, earlier, notice)
    )
    publish_oge(oge, "0f5a3b1e00123446abc8def000000000", earlier)
    oge.publish_on_request(Entry("0f5a3b1e00123446abc8def00000000e", "Sample, Ada", earlier))
