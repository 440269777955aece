"""Reports to measure with: the corpus where it lies beside the project, else our own printed ones."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from replica import samples, senate_pages
from replica.oge_printer import print_transactions
from replica.printer import print_report
from replica.reports import demo_reports

CORPUS = Path(__file__).parents[2] / "shared/corpus"
FILES = {"house": "house/ptr/*.pdf", "senate": "senate/ptr/*.html", "oge": "oge/pdf/*.pdf"}

Reports = Mapping[str, Mapping[str, bytes]]
"""By source and the report's id."""


def real_reports() -> Reports:
    """Empty where there is no corpus."""
    if not CORPUS.is_dir():
        return {}
    return {
        source: {path.stem: path.read_bytes() for path in sorted(CORPUS.glob(files))}
        for source, files in FILES.items()
    }


def printed_reports() -> Reports:
    """The demo's; of the House every other one as the older generator prints, with two pages or more."""
    records = [report.record for report in demo_reports() if report.record]
    house = {
        record["doc_id"]: print_report(record, "G2" if place % 2 else "G1", [400])
        for place, record in enumerate(records)
    }
    senate = {samples.SENATE_ID: senate_pages.print_report(samples.senate_record(date(2026, 6, 22)))}
    return {
        "house": house,
        "senate": senate,
        "oge": {samples.OGE_ID: print_transactions(samples.oge_record())},
    }
