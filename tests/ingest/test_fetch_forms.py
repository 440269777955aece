"""Our client's forms, cookies and headers against the Senate's replica."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Timer

import pytest

from ingest.errors import FetchError, ForeignHost, Refused, Stopped, Unavailable
from ingest.fetch import Fetch
from replica.faults import answer, slow
from replica.senate import DATA, HOME, SEARCH, Senate, SenateMedia


@pytest.fixture
def site() -> Iterator[Senate]:
    with Senate(lambda: datetime.now(UTC)) as site:
        yield site


@pytest.fixture
def media() -> Iterator[SenateMedia]:
    with SenateMedia(lambda: datetime.now(UTC)) as media:
        yield media


@pytest.fixture
def fetch(site: Senate, media: SenateMedia) -> Iterator[Fetch]:
    hosts = frozenset(server.url.removeprefix("http://") for server in (site, media))
    with Fetch(hosts, "Hilltape's tests", pause=0) as fetch:
        yield fetch


def agreement(site: Senate, fetch: Fetch) -> dict[str, str]:
    page = (fetch.get(site.url + HOME).content or b"").decode()
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    return {"prohibition_agreement": "1", "csrfmiddlewaretoken": token[1]}


def test_a_form_is_posted_once_and_where_it_leads_is_told_not_followed(site: Senate, fetch: Fetch) -> None:
    form = agreement(site, fetch)
    answered = fetch.post(site.url + HOME, form, {"Referer": site.url + HOME})
    assert (answered.sent_to, answered.content) == (site.url + SEARCH, b"")
    assert [(seen.method, seen.status) for seen in site.seen] == [("GET", 200), ("POST", 302)]
    assert site.seen[1].headers["Content-Type"] == "application/x-www-form-urlencoded"


def test_the_answer_to_a_form_may_be_a_page(site: Senate, fetch: Fetch) -> None:
    form = agreement(site, fetch) | {"prohibition_agreement": ""}
    answered = fetch.post(site.url + HOME, form, {"Referer": site.url + HOME})
    assert answered.sent_to is None
    assert b"You must agree" in (answered.content or b"")


def test_headers_go_with_the_request_beside_our_name(site: Senate, fetch: Fetch) -> None:
    fetch.get(site.url + SEARCH, headers={"Referer": site.url + HOME, "X-CSRFToken": "a"})
    fetch.get(site.url + SEARCH)
    first = site.seen[0].headers
    assert (first["Referer"], first["X-CSRFToken"]) == (site.url + HOME, "a")
    assert first["User-Agent"] == "Hilltape's tests"
    assert "Referer" not in site.seen[-1].headers


def test_a_cookie_is_known_and_goes_back_to_its_own_site_only(
    site: Senate, media: SenateMedia, fetch: Fetch
) -> None:
    assert fetch.cookie(site.url, "csrftoken") is None
    fetch.get(site.url + HOME)
    token = fetch.cookie(site.url, "csrftoken")
    fetch.get(site.url + HOME)
    fetch.get(media.publish(b"GIF89a")[0])
    assert f"csrftoken={token}" in site.seen[-1].headers["Cookie"]
    assert "Cookie" not in media.seen[0].headers
    assert fetch.cookie(media.url, "csrftoken") is None
    assert fetch.cookie(site.url, "other") is None


@pytest.mark.parametrize("url", ["http://foreign.example/x", "/x", "http://user:word@127.0.0.1/"])
def test_no_form_goes_to_another_host(site: Senate, fetch: Fetch, url: str) -> None:
    with pytest.raises(ForeignHost):
        fetch.post(url, {"a": "b"})
    with pytest.raises(ForeignHost):
        fetch.cookie(url, "a")


def test_a_form_that_leads_to_another_host_is_refused(site: Senate, fetch: Fetch) -> None:
    site.faults.add(answer(302, headers={"Location": "https://foreign.example/"}))
    with pytest.raises(ForeignHost, match=r"foreign\.example"):
        fetch.post(site.url + HOME, {"a": "b"})
    assert len(site.seen) == 1


def test_no_error_shows_a_field_a_header_or_a_page(site: Senate, fetch: Fetch) -> None:
    for fault in (answer(403, b"hidden"), answer(302, headers={"Location": "//foreign.example/?hidden"})):
        site.faults.add(fault)
        with pytest.raises(FetchError) as raised:
            fetch.post(site.url + DATA + "?hidden", {"token": "hidden"}, {"X-CSRFToken": "hidden"})
        assert "hidden" not in str(raised.value)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_refusal_brings_the_beginning_of_its_page(site: Senate, fetch: Fetch, method: str) -> None:
    site.faults.add(answer(403, b"Access Denied" + bytes(200_000)))
    with pytest.raises(Refused) as raised:
        fetch.get(site.url + HOME) if method == "get" else fetch.post(site.url + HOME, {})
    assert raised.value.page.startswith(b"Access Denied")
    assert len(raised.value.page) <= 65_536
    assert fetch.get(site.url + HOME).content


def test_a_refusal_with_a_broken_page_keeps_its_name(site: Senate, fetch: Fetch) -> None:
    site.faults.add(answer(503, b"not gzip", headers={"Content-Encoding": "gzip", "Retry-After": "60"}))
    with pytest.raises(Unavailable, match="status 503") as raised:
        fetch.get(site.url + HOME)
    assert (raised.value.page, raised.value.retry_after) == (b"", 60.0)


def test_closing_ends_a_form_under_way(site: Senate, fetch: Fetch) -> None:
    site.faults.add(slow(60))
    Timer(0.2, fetch.close).start()
    with pytest.raises(Stopped):
        fetch.post(site.url + HOME, {"a": "b"})
