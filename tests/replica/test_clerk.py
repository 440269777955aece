"""The Clerk's replica answers as the Clerk's site does, and fails as told."""

import asyncio
import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import aiohttp
import pypdfium2
import pytest
import requests

from replica.clerk import Clerk, Entry, blank_page, index_path, index_zip, report_path
from replica.faults import answer, answer_lost, broken_off, reset, shortened, slow
from tests.support.clock import Clock

NOW = datetime(2026, 7, 6, 13, 1, 30, tzinfo=UTC)
ENTRY = Entry("20099001", "Placeholder", 'Jane "J" & Co', "TX31", date(2026, 7, 3), 2026)
PDF = b"%PDF-1.4 a report"


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def clerk(clock: Clock) -> Iterator[Clerk]:
    with Clerk(clock) as clerk:
        clerk.publish(ENTRY, PDF)
        yield clerk


def get(clerk: Clerk, path: str, **headers: str) -> requests.Response:
    return requests.get(clerk.url + path, headers=headers, timeout=5, proxies={"http": ""})


def index_file(clerk: Clerk, year: int, kind: str) -> bytes:
    answered = get(clerk, index_path(year))
    return zipfile.ZipFile(io.BytesIO(answered.content)).read(f"{year}FD.{kind}")


def listed(clerk: Clerk, year: int) -> list[str | None]:
    root = ElementTree.fromstring(index_file(clerk, year, "xml"))
    return [member.findtext("DocID") for member in root.iter("Member")]


def test_a_published_report_is_listed_in_its_years_xml(clerk: Clerk):
    xml = index_file(clerk, 2026, "xml")
    assert xml.startswith(b'\xef\xbb\xbf<?xml version="1.0" encoding="utf-8"?>\r\n<FinancialDisclosure>\r\n')
    (member,) = ElementTree.fromstring(xml)
    assert {cell.tag: cell.text or "" for cell in member} == {
        "Prefix": "Hon.",
        "Last": "Placeholder",
        "First": 'Jane "J" & Co',
        "Suffix": "",
        "FilingType": "P",
        "StateDst": "TX31",
        "Year": "2026",
        "FilingDate": "7/3/2026",
        "DocID": "20099001",
    }


def test_the_text_list_has_tabs_crlf_and_literal_quotes(clerk: Clerk):
    head, row, end = index_file(clerk, 2026, "txt").decode().split("\r\n")
    assert head.split("\t")[-2:] == ["FilingDate", "DocID"]
    assert row == 'Hon.\tPlaceholder\tJane "J" & Co\t\tP\tTX31\t2026\t7/3/2026\t20099001'
    assert end == ""


def test_a_report_is_served_under_its_year(clerk: Clerk):
    answered = get(clerk, report_path(2026, "20099001"))
    assert (answered.content, answered.headers["Content-Type"]) == (PDF, "application/pdf")
    assert get(clerk, report_path(2025, "20099001")).status_code == 404


def test_every_earlier_year_lists_something_and_from_2013_a_report_that_is_served(clerk: Clerk):
    assert len(listed(clerk, 2012)) == 1
    for year in range(2013, 2026):
        served = [get(clerk, report_path(year, str(each))).content for each in listed(clerk, year)]
        assert blank_page() in served


def test_a_year_nobody_filed_in_has_no_index(clerk: Clerk):
    assert get(clerk, index_path(2027)).status_code == 404
    assert get(clerk, index_path(2011)).status_code == 404


def test_an_unchanged_index_answers_304_without_content(clerk: Clerk):
    first = get(clerk, index_path(2026))
    assert first.headers["ETag"].startswith('"')
    for condition in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-Modified-Since": first.headers["Last-Modified"]},
    ):
        again = get(clerk, index_path(2026), **condition)
        assert (again.status_code, again.content) == (304, b"")


def test_a_new_report_changes_the_index_and_its_validators(clerk: Clerk, clock: Clock):
    first = get(clerk, index_path(2026)).headers
    clock.now += timedelta(seconds=5)
    clerk.publish(replace(ENTRY, document_id="20099002"), PDF)
    for condition in (
        {"If-None-Match": first["ETag"]},
        {"If-Modified-Since": first["Last-Modified"]},
    ):
        assert get(clerk, index_path(2026), **condition).status_code == 200
    assert listed(clerk, 2026) == ["20099001", "20099002"]


def test_an_unlisted_report_leaves_the_index_but_is_still_served(clerk: Clerk):
    clerk.unlist("20099001")
    assert listed(clerk, 2026) == []
    assert get(clerk, report_path(2026, "20099001")).content == PDF


def test_each_request_is_recorded(clerk: Clerk):
    etag = get(clerk, index_path(2026)).headers["ETag"]
    get(clerk, index_path(2026), **{"If-None-Match": etag, "User-Agent": "a test"})
    first, second = clerk.seen
    assert (second.method, second.path, second.at) == ("GET", index_path(2026), NOW)
    assert (first.status, second.status) == (200, 304)
    assert (second.headers["User-Agent"], second.headers["If-None-Match"]) == ("a test", etag)


@pytest.mark.parametrize("status", [403, 404, 500])
def test_a_status_is_given_as_often_as_scripted(clerk: Clerk, status: int):
    clerk.faults.add(answer(status), index_path(2026), times=2)
    assert get(clerk, index_path(2025)).status_code == 200
    assert [get(clerk, index_path(2026)).status_code for _ in range(3)] == [status, status, 200]


def test_an_index_can_be_a_web_page_or_without_rows(clerk: Clerk):
    clerk.faults.add(answer(200, b"<html>Are you a robot?"), index_path(2026))
    assert get(clerk, index_path(2026)).headers["Content-Type"] == "text/html"
    clerk.faults.add(answer(200, index_zip(2026, (), NOW), "application/zip"), index_path(2026))
    assert listed(clerk, 2026) == []
    assert listed(clerk, 2026) == ["20099001"]


def test_a_report_can_be_damaged_and_an_answer_can_break_off(clerk: Clerk):
    path = report_path(2026, "20099001")
    clerk.faults.add(shortened(8), "/public_disc/ptr-pdfs/*")
    assert get(clerk, path).content == PDF[:8]
    clerk.faults.add(broken_off(8), path)
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        get(clerk, path)


@pytest.mark.parametrize("fault", [reset, answer_lost])
def test_a_connection_can_be_reset(clerk: Clerk, fault):
    clerk.faults.add(fault)
    with pytest.raises(requests.exceptions.ConnectionError):
        get(clerk, index_path(2026))
    assert clerk.seen[-1].status is None
    assert get(clerk, index_path(2026)).status_code == 200


def test_a_fault_without_end_lasts_until_cleared(clerk: Clerk):
    clerk.faults.add(answer(500), times=None)
    assert [get(clerk, index_path(2026)).status_code for _ in range(3)] == [500] * 3
    clerk.faults.clear()
    assert get(clerk, index_path(2026)).status_code == 200


def test_a_stopped_site_refuses_connections_and_comes_back_on_its_port(clerk: Clerk):
    clerk.run(clerk.stop())
    with pytest.raises(requests.exceptions.ConnectionError):
        get(clerk, index_path(2026))
    clerk.run(clerk.start())
    assert get(clerk, index_path(2026)).status_code == 200


async def test_it_serves_in_a_running_loop_and_stops_without_waiting_for_a_slow_answer(clock: Clock):
    async with Clerk(clock) as clerk, aiohttp.ClientSession() as session:
        url = clerk.url + index_path(2025)
        async with session.get(url) as answered:
            assert answered.status == 200
        clerk.faults.add(slow(60), times=None)
        pending = asyncio.create_task(session.get(url))
        while len(clerk.seen) < 2:
            await asyncio.sleep(0.01)
        async with asyncio.timeout(1):
            await clerk.stop()
        with pytest.raises(aiohttp.ClientError):
            await pending


def test_the_page_of_a_scan_has_no_text():
    with pypdfium2.PdfDocument(blank_page()) as document:
        assert [page.get_textpage().count_chars() for page in document] == [0]
