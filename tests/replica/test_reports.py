"""The demo's reports are samples that the real reader reads as they were meant."""

import pytest

from ingest.sources.house import House
from replica.printer import print_report, print_scan
from replica.reports import Report, demo_reports
from storage.model import Document, Filing, Kind


def read(report: Report) -> Filing:
    pdf = print_report(report.record) if report.record else print_scan(report.pages)
    return House().read(Document("house", report.doc_id, pdf, "application/pdf"), None)


@pytest.mark.parametrize("report", demo_reports(), ids=lambda report: report.doc_id)
def test_the_reader_reads_each_report_as_it_was_written(report: Report):
    filing = read(report)
    if report.record is None:
        assert filing.kind is Kind.PAPER
        assert filing.pages == report.pages
    else:
        assert [dict(trade.printed) for trade in filing.trades] == report.record["rows"]
        assert filing.filer == f"{report.prefix} {report.first} {report.last}"
        assert filing.signed is not None
        assert filing.signed.isoformat() == report.filed


def test_the_reports_are_of_every_kind_the_demo_shows():
    records = [report.record for report in demo_reports() if report.record]
    rows = [row for record in records for row in record["rows"]]
    assert len(records) < len(demo_reports())
    assert {row["owner"] for row in rows} == {"", "SP", "JT", "DC"}
    assert {row["type"] for row in rows} == {"P", "S", "S (partial)", "E"}
    assert {row["filing_status"] for row in rows} == {"New", "Amended"}
    assert len({report.doc_id for report in demo_reports()}) == len(demo_reports())
