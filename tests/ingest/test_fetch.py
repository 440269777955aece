"""Our client against the Clerk's replica: polite, bounded, and every failure by its name."""

import gzip
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import pairwise
from threading import Timer

import pytest

from ingest.errors import (
    FetchError,
    ForeignHost,
    Missing,
    Refused,
    Stopped,
    TooLarge,
    Unavailable,
    Unreachable,
    WrongKind,
)
from ingest.fetch import Fetch, Limits, Validators
from replica.clerk import Clerk, Entry, index_path, report_path
from replica.faults import Fault, answer, broken_off, reset, slow, trickling
from tests.support.waiting import now

ENTRY = Entry("20099001", "Placeholder", "Jane", "TX31", date(2026, 7, 3), 2026)
PDF = b"%PDF-1.4 " + b"x" * 5000
REPORT = report_path(2026, "20099001")
INDEX = index_path(2026)
AGENT = "Hilltape/0.1 (+https://github.com/hilltape/hilltape)"


def host(clerk: Clerk) -> str:
    return clerk.url.removeprefix("http://")


class Pace:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clerk() -> Iterator[Clerk]:
    with Clerk(now) as clerk:
        clerk.publish(ENTRY, PDF)
        yield clerk


@pytest.fixture
def fetch(clerk: Clerk) -> Iterator[Fetch]:
    with Fetch(frozenset({host(clerk)}), AGENT, pause=0) as fetch:
        yield fetch


@pytest.fixture
def limited(clerk: Clerk) -> Iterator[Callable[..., Fetch]]:
    """A client with limits of the test's own."""
    made: list[Fetch] = []

    def make(**limits: float) -> Fetch:
        made.append(Fetch(frozenset({host(clerk)}), AGENT, 0, limits=Limits(**limits)))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for each in made:
        each.close()


def test_a_report_arrives_with_its_kind_and_validators(clerk: Clerk, fetch: Fetch):
    got = fetch.get(clerk.url + REPORT, expect="application/pdf")
    assert (got.url, got.content, got.media_type) == (clerk.url + REPORT, PDF, "application/pdf")
    assert got.validators.etag
    assert got.validators.last_modified


def test_a_zip_is_known_by_its_first_bytes_whatever_the_site_calls_it(clerk: Clerk, fetch: Fetch):
    got = fetch.get(clerk.url + INDEX, expect="application/zip")
    assert got.media_type == "application/x-zip-compressed"


@pytest.mark.parametrize("keep", ["etag", "last_modified"])
def test_an_unchanged_index_is_not_sent_again(clerk: Clerk, fetch: Fetch, keep: str):
    first = fetch.get(clerk.url + INDEX).validators
    again = fetch.get(clerk.url + INDEX, Validators(**{keep: getattr(first, keep)}), "application/zip")
    assert again.content is None
    assert again.validators == first


def test_unchanged_is_no_answer_to_somebody_who_has_nothing(clerk: Clerk, fetch: Fetch):
    clerk.faults.add(answer(304))
    with pytest.raises(FetchError, match="status 304"):
        fetch.get(clerk.url + INDEX)


def test_every_request_is_declared_and_uses_one_kept_connection(clerk: Clerk, fetch: Fetch):
    validators = fetch.get(clerk.url + INDEX).validators
    fetch.get(clerk.url + INDEX, validators)
    fetch.get(clerk.url + REPORT)
    assert {seen.headers["User-Agent"] for seen in clerk.seen} == {AGENT}
    assert [seen.status for seen in clerk.seen] == [200, 304, 200]
    assert len({seen.connection for seen in clerk.seen}) == 1


def test_one_request_at_a_time_goes_to_a_site(clerk: Clerk, fetch: Fetch):
    clerk.faults.add(slow(0.15), times=3)
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(fetch.get, [clerk.url + REPORT] * 3))
    times = [seen.at for seen in clerk.seen]
    assert all((later - sooner).total_seconds() >= 0.15 for sooner, later in pairwise(times))
    assert len({seen.connection for seen in clerk.seen}) == 1


def test_requests_to_one_site_are_a_pause_apart(clerk: Clerk):
    pace = Pace()
    with Clerk(now) as other:
        hosts = frozenset({host(clerk), host(other)})
        with Fetch(hosts, AGENT, 2.5, pace.clock, pace.sleep) as fetch:
            fetch.get(clerk.url + INDEX)
            fetch.get(other.url + index_path(2025))
            assert pace.slept == []
            pace.now += 1
            fetch.get(clerk.url + INDEX)
            assert pace.slept == [1.5]
            fetch.get(clerk.url + REPORT)
            assert pace.slept == [1.5, 2.5]


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, Refused),
        (403, Refused),
        (404, Missing),
        (410, Missing),
        (429, Unavailable),
        (500, Unavailable),
        (503, Unavailable),
        (418, FetchError),
    ],
)
def test_a_status_has_a_name_and_is_not_asked_for_again(
    clerk: Clerk, fetch: Fetch, status: int, error: type[FetchError]
):
    clerk.faults.add(answer(status, b"no"), times=None)
    with pytest.raises(error, match=f"status {status}") as raised:
        fetch.get(clerk.url + INDEX)
    assert raised.type is error
    assert len(clerk.seen) == 1


@pytest.mark.parametrize(
    ("header", "seconds"), [("120", 120.0), ("9" * 400, 86_400.0), ("soon", None), ("-1", None), ("", None)]
)
def test_the_wait_a_site_asks_for_is_kept(clerk: Clerk, fetch: Fetch, header: str, seconds: float | None):
    clerk.faults.add(answer(429, headers={"Retry-After": header}))
    with pytest.raises(Unavailable) as raised:
        fetch.get(clerk.url + INDEX)
    assert raised.value.retry_after == seconds


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (reset, "connection failed"),
        (broken_off(100), "broke off"),
        (answer(200, b"not gzip", headers={"Content-Encoding": "gzip"}), "broke off"),
    ],
)
def test_a_broken_answer_is_unreachable_and_the_next_is_fine(
    clerk: Clerk, fetch: Fetch, fault: Fault, reason: str
):
    clerk.faults.add(fault)
    with pytest.raises(Unreachable, match=reason):
        fetch.get(clerk.url + REPORT)
    assert fetch.get(clerk.url + REPORT).content == PDF


def test_a_site_that_is_down_is_unreachable_until_it_is_back(clerk: Clerk, fetch: Fetch):
    fetch.get(clerk.url + REPORT)
    clerk.run(clerk.stop())
    with pytest.raises(Unreachable, match="connection failed"):
        fetch.get(clerk.url + REPORT)
    clerk.run(clerk.start())
    assert fetch.get(clerk.url + REPORT).content == PDF


def test_silence_ends_at_its_limit(clerk: Clerk, limited: Callable[..., Fetch]):
    clerk.faults.add(slow(60))
    with pytest.raises(Unreachable, match="no answer in time"):
        limited(silence=0.2).get(clerk.url + REPORT)


def test_an_answer_that_trickles_ends_at_the_total_limit(clerk: Clerk, limited: Callable[..., Fetch]):
    fetch = limited(total=0.4)
    clerk.faults.add(trickling(0.05))
    began = time.monotonic()
    with pytest.raises(Unreachable, match=r"no whole answer within 0\.4 s"):
        fetch.get(clerk.url + REPORT)
    assert time.monotonic() - began < 1
    assert fetch.get(clerk.url + REPORT).content == PDF


def test_a_site_that_never_answers_gets_no_second_connection(clerk: Clerk, limited: Callable[..., Fetch]):
    fetch = limited(total=0.2)
    clerk.faults.add(slow(60))
    with pytest.raises(Unreachable, match="no whole answer"):
        fetch.get(clerk.url + REPORT)
    with pytest.raises(Unreachable, match="the request before this one has not ended"):
        fetch.get(clerk.url + REPORT)
    assert len(clerk.seen) == 1


@pytest.mark.parametrize("headers", [{}, {"Content-Encoding": "gzip"}])
def test_an_answer_over_the_size_limit_is_too_large_as_decoded(
    clerk: Clerk, limited: Callable[..., Fetch], headers: dict[str, str]
):
    body = bytes(100_001)
    clerk.faults.add(answer(200, gzip.compress(body) if headers else body, headers=headers))
    with pytest.raises(TooLarge, match="more than 100,000 bytes"):
        limited(size=100_000).get(clerk.url + REPORT)


@pytest.mark.parametrize("expect", ["application/pdf", "application/zip"])
@pytest.mark.parametrize(
    "fault",
    [
        answer(200, b"<html>Are you a robot?", "text/html"),
        answer(200, b"PK or %PDF- in a page", "text/html"),
        answer(200, b"<html>Are you a robot?", "application/pdf"),
        answer(200, b""),
    ],
)
def test_content_of_another_kind_is_refused(clerk: Clerk, fetch: Fetch, fault: Fault, expect: str):
    clerk.faults.add(fault)
    with pytest.raises(WrongKind, match=f"not {expect}"):
        fetch.get(clerk.url + REPORT, expect=expect)


def test_a_redirect_is_followed_on_configured_hosts(clerk: Clerk, fetch: Fetch):
    clerk.faults.add(answer(301, headers={"Location": REPORT}), "/moved")
    got = fetch.get(clerk.url + "/moved")
    assert (got.url, got.content) == (clerk.url + REPORT, PDF)


@pytest.mark.parametrize(
    "target", ["http://foreign.example/x", "//foreign.example/x", "file:///etc/passwd", "http://["]
)
def test_a_redirect_to_a_foreign_host_is_not_followed(clerk: Clerk, fetch: Fetch, target: str):
    clerk.faults.add(answer(302, headers={"Location": target}))
    with pytest.raises(ForeignHost):
        fetch.get(clerk.url + REPORT)
    assert len(clerk.seen) == 1


def test_redirects_in_a_circle_end(clerk: Clerk, fetch: Fetch):
    clerk.faults.add(answer(302, headers={"Location": INDEX}), times=None)
    with pytest.raises(FetchError, match="more than 5 redirects"):
        fetch.get(clerk.url + INDEX)
    assert len(clerk.seen) == 6


@pytest.mark.parametrize(
    "url",
    [
        "http://foreign.example/x.pdf",
        "ftp://{host}/x.pdf",
        "http://{host}.foreign.example/x.pdf",
        "http://{host}@foreign.example/x.pdf",
        "http://user:word@{host}/x.pdf",
        "http://foreign.example\\@{host}/x.pdf",
        "http://127.0.0.1/x.pdf",
        "/x.pdf",
        "",
    ],
)
def test_only_configured_hosts_are_asked(clerk: Clerk, fetch: Fetch, url: str):
    with pytest.raises(ForeignHost) as raised:
        fetch.get(url.format(host=host(clerk)))
    assert clerk.seen == []
    assert "word" not in str(raised.value)


def test_no_error_shows_a_query(clerk: Clerk, fetch: Fetch):
    url = clerk.url + REPORT + "?token=hidden"
    for fault in (
        answer(403),
        reset,
        answer(200),
        answer(302, headers={"Location": "//foreign.example/?hidden"}),
    ):
        clerk.faults.add(fault)
        with pytest.raises(FetchError) as raised:
            fetch.get(url, expect="application/pdf")
        assert "hidden" not in str(raised.value)


def test_a_proxy_in_the_environment_is_not_used_for_this_machine(
    clerk: Clerk, fetch: Fetch, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert fetch.get(clerk.url + REPORT).content == PDF


@pytest.mark.parametrize("fault", [slow(60), trickling(0.1)])
def test_closing_ends_a_running_request_at_once(clerk: Clerk, fetch: Fetch, fault: Fault):
    clerk.faults.add(fault)
    Timer(0.2, fetch.close).start()
    began = time.monotonic()
    with pytest.raises(Stopped):
        fetch.get(clerk.url + REPORT)
    assert time.monotonic() - began < 1


def test_closing_ends_a_pause_and_those_waiting_for_their_turn(clerk: Clerk):
    with Fetch(frozenset({host(clerk)}), AGENT, pause=60) as fetch, ThreadPoolExecutor(2) as threads:
        fetch.get(clerk.url + REPORT)
        waiting = [threads.submit(fetch.get, clerk.url + REPORT) for _ in range(2)]
        Timer(0.2, fetch.close).start()
        for each in waiting:
            with pytest.raises(Stopped):
                each.result(timeout=1)
        assert len(clerk.seen) == 1


def test_a_closed_client_asks_nobody(clerk: Clerk, fetch: Fetch):
    fetch.close()
    with pytest.raises(Stopped):
        fetch.get(clerk.url + REPORT)
    assert clerk.seen == []
