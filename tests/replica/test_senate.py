"""The Senate's replica behaves as its site was measured to."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import requests

from replica.senate import DATA, HOME, SEARCH, Report, Senate, SenateMedia
from replica.senate_scan import draw_page

NOW = datetime(2026, 6, 23, 14, 2, tzinfo=UTC)
PAGE = b"<title>eFD: Print Periodic Transaction Report</title></html>"


def uuid(number: int) -> str:
    return f"{number:08x}-1234-4abc-8def-{number:012x}"


def report(number: int, filed: date = date(2026, 6, 22), kind: str = "ptr") -> Report:
    return Report(uuid(number), kind, "Jane", f"Last{number:03}", "Senator", "A & B", filed, PAGE)


@pytest.fixture
def site() -> Iterator[Senate]:
    with Senate(lambda: NOW) as site:
        yield site


@pytest.fixture
def client(site: Senate) -> Iterator[requests.Session]:
    with requests.Session() as client:
        client.trust_env = False
        client.headers["Referer"] = site.url + SEARCH
        yield client


def agree(site: Senate, client: requests.Session, **changed: str) -> requests.Response:
    page = client.get(site.url + HOME).text
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    form = {"prohibition_agreement": "1", "csrfmiddlewaretoken": token[1], **changed}
    return client.post(site.url + HOME, form, allow_redirects=False)


def search(site: Senate, client: requests.Session, **changed: str) -> requests.Response:
    form = {
        "draw": "1",
        "start": "0",
        "length": "100",
        "order[0][column]": "4",
        "order[0][dir]": "desc",
        "report_types": "[11]",
        "submitted_start_date": "01/01/2012 00:00:00",
        "submitted_end_date": "",
        **changed,
    }
    headers = {"X-CSRFToken": client.cookies.get("csrftoken") or ""}
    return client.post(site.url + DATA, form, headers=headers)


def test_the_agreement_leads_to_the_search_and_its_two_tokens_differ(site: Senate, client) -> None:
    answered = agree(site, client)
    assert (answered.status_code, answered.headers["Location"]) == (302, SEARCH)
    token = client.cookies["csrftoken"]
    assert (len(token), len(client.cookies["sessionid"])) == (32, 32)
    assert f'"{token}"' not in client.get(site.url + HOME).text
    assert "eFD: Find Reports" in client.get(site.url + SEARCH).text


def test_an_agreement_without_the_tick_says_so(site: Senate, client) -> None:
    answered = agree(site, client, prohibition_agreement="")
    assert answered.status_code == 200
    assert "You must agree" in answered.text


def test_an_agreement_without_token_or_referer_is_forged(site: Senate, client) -> None:
    assert agree(site, client, csrfmiddlewaretoken="x").status_code == 403
    del client.headers["Referer"]
    assert agree(site, client).status_code == 403


def test_pages_need_a_session_and_lose_it(site: Senate, client) -> None:
    listed = report(1)
    site.publish(listed)
    assert "eFD: Home" in client.get(site.url + listed.path).text
    agree(site, client)
    assert client.get(site.url + listed.path).content == PAGE
    site.forget_sessions()
    assert "eFD: Home" in client.get(site.url + listed.path).text


def test_a_report_is_found_only_under_its_kind_and_spelling(site: Senate, client) -> None:
    agree(site, client)
    notice = report(2, kind="extension")
    site.publish(report(1), notice)
    assert client.get(site.url + notice.path).status_code == 200
    for path in (f"/search/view/paper/{uuid(1)}/", f"/search/view/ptr/{uuid(3)}/"):
        assert client.get(site.url + path).status_code == 404


def test_a_search_needs_the_token_against_forgery_but_no_session(site: Senate, client) -> None:
    assert search(site, client).status_code == 403
    client.get(site.url + HOME)
    assert search(site, client).json()["result"] == "ok"


@pytest.mark.parametrize("changed", [{"submitted_start_date": ""}, {"length": "5000"}, {"length": "1"}])
def test_a_search_without_a_first_day_or_of_another_length_finds_maintenance(
    site: Senate, client, changed: dict[str, str]
) -> None:
    client.get(site.url + HOME)
    answered = search(site, client, **changed)
    assert answered.status_code == 503
    assert "U.S. Senate: Site Under Maintenance" in answered.text
    assert search(site, client).status_code == 200


def test_a_search_filters_orders_and_pages(site: Senate, client) -> None:
    client.get(site.url + HOME)
    site.publish(*(report(number, date(2026, 1 + number % 6, 1)) for number in range(60)))
    site.publish(report(99, kind="extension"))
    all_rows = search(site, client).json()
    assert (all_rows["recordsFiltered"], len(all_rows["data"])) == (60, 60)
    dates = [row[4] for row in all_rows["data"]]
    assert dates == sorted(dates, reverse=True)
    second = search(site, client, start="25", length="25").json()
    assert second["data"] == all_rows["data"][25:50]
    since = search(site, client, submitted_start_date="05/01/2026 00:00:00").json()
    assert (since["recordsFiltered"], {row[4] for row in since["data"]}) == (20, {"05/01/2026", "06/01/2026"})
    until = search(site, client, submitted_end_date="01/31/2026 23:59:59").json()
    assert until["recordsFiltered"] == 10
    notices = search(site, client, report_types="[10]").json()["data"]
    assert [row[3] for row in notices] == [
        f'<a href="/search/view/extension-notice/regular/{uuid(99)}/" target="_blank">A &amp; B</a>'
    ]
    names = search(site, client, **{"order[0][column]": "1", "order[0][dir]": "asc"}).json()["data"]
    assert [row[1] for row in names] == sorted(row[1] for row in names)
    both = search(site, client, **{"order[1][column]": "1", "order[1][dir]": "desc"}).json()["data"]
    assert [row[1] for row in both[:10]] == [f"Last{number:03}" for number in range(59, 0, -6)]


def test_a_withdrawn_report_is_gone(site: Senate, client) -> None:
    agree(site, client)
    site.publish(report(1), report(2))
    site.withdraw(uuid(1))
    assert search(site, client).json()["recordsFiltered"] == 1
    assert client.get(site.url + report(1).path).status_code == 404


def test_every_search_is_recorded_with_what_it_asked(site: Senate, client) -> None:
    client.get(site.url + HOME)
    search(site, client, start="100")
    assert [(form["start"], form["report_types"]) for form in site.searches] == [("100", "[11]")]


def test_the_media_host_serves_the_images_of_pages(client) -> None:
    images = [draw_page(number) for number in range(3)]
    with SenateMedia(lambda: NOW) as media:
        urls = media.publish(*images)
        assert [client.get(url).content for url in urls] == images
        assert client.get(media.url + "/media/9.png").status_code == 404
    assert len(set(images)) == 3
