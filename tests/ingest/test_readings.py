"""Every source has documents with their expected readings: our own here, real ones in the corpus."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from ingest.source import Source
from ingest.sources import SOURCES
from replica import samples, senate_pages
from replica.oge_printer import print_transactions
from replica.printer import print_report
from replica.reports import demo_reports
from storage.model import Document
from tests.support.shared import CORPUS

Reading = tuple[str, bytes, Any]
"""A document's id, its bytes, and the rows it must read as."""


def house() -> Iterator[Reading]:
    for report in demo_reports():
        if report.record:
            yield report.doc_id, print_report(report.record), report.record["rows"]


def senate() -> Iterator[Reading]:
    record = samples.senate_record(date(2026, 6, 22))
    yield samples.SENATE_ID, senate_pages.print_report(record), record["rows"]


def oge() -> Iterator[Reading]:
    record = samples.oge_record()
    yield samples.OGE_ID, print_transactions(record), record["rows"]


READINGS: Mapping[str, Callable[[], Iterator[Reading]]] = {"house": house, "senate": senate, "oge": oge}


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_our_own_documents_read_as_they_were_printed(source: Source) -> None:
    assert source.name in READINGS, "a new source comes with documents and what they must read as"
    readings = list(READINGS[source.name]())
    assert readings
    for document_id, content, rows in readings:
        document = Document(source.name, document_id, content, source.media_type)
        assert [trade.printed for trade in source.read(document, None).trades] == rows


@pytest.mark.corpus
@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_the_corpus_has_real_documents_of_every_source(source: Source) -> None:
    """How they read is tested beside each source's own tests."""
    lines = (CORPUS / source.name / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) >= 60
    assert all(json.loads(line)["rows"] for line in lines)
