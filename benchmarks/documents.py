"""House reports to measure with: the corpus where it lies beside the project, else our own printed ones."""

from collections.abc import Mapping
from pathlib import Path

from replica.printer import print_report
from replica.reports import demo_reports

CORPUS = Path(__file__).parents[2] / "shared/corpus/house/ptr"


def real_reports() -> Mapping[str, bytes]:
    """By id; empty where there is no corpus."""
    return {path.stem: path.read_bytes() for path in sorted(CORPUS.glob("*.pdf"))}


def printed_reports() -> Mapping[str, bytes]:
    """The demo's, by id; every other one as the older generator prints, with two pages or more."""
    records = [report.record for report in demo_reports() if report.record]
    return {
        record["doc_id"]: print_report(record, "G2" if place % 2 else "G1", [400])
        for place, record in enumerate(records)
    }
