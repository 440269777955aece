"""What the Senate's site does wrong, each by its name, and how little it is asked for meanwhile."""

import json
from collections.abc import Callable

import pytest

from ingest.poll import PollReport, poll
from ingest.sources.senate import source as senate_source
from replica.faults import Fault, answer, broken_off, reset, slow
from replica.senate import DATA, HOME, Report
from replica.senate_pages import agreement_page, denied_page, maintenance_page, search_page
from replica.senate_scan import draw_page
from storage import health

Make = Callable[..., Report]

DENIED = answer(403, denied_page())
MAINTENANCE = answer(503, maintenance_page())
SEARCH_PAGE = answer(200, search_page())
HOME_PAGE = answer(200, agreement_page("x"))
SENT_HOME = answer(302, headers={"Location": HOME})
CSRF_FAILED = answer(403, b"<title>403 Forbidden</title>CSRF verification failed.")
UNKNOWN_PAGE = answer(200, b"<title>eFD: Something New</title></html>")
JSON = "application/json"


@pytest.fixture
def running(senate_world, electronic: Make, extension: Make):
    """A service past its first run, with somebody following everything."""
    senate_world.site.publish(electronic(1), extension(2))
    senate_world.follow("*")
    poll(senate_world.parts)
    senate_world.site.seen.clear()
    senate_world.clock.advance(minutes=5)
    return senate_world


def failing(world, part: str = "source:senate") -> str:
    with world.parts.database.read() as transaction:
        held = health.get(transaction, part)
    return held.reason if held.failing_since else ""


def asked(world) -> list[tuple[str, str]]:
    return [(seen.method, seen.path) for seen in world.site.seen]


REPORT_FAULTS: dict[int, tuple[Fault, str]] = {
    21: (DENIED, "Refused"),
    22: (answer(403), "Refused"),
    23: (MAINTENANCE, "Maintenance"),
    24: (answer(200, maintenance_page()), "Maintenance"),
    25: (answer(503), "Unavailable"),
    26: (answer(200, denied_page()), "Refused"),
    27: (answer(404), "Missing"),
    28: (UNKNOWN_PAGE, "WrongKind"),
    29: (answer(200, b"<title>eFD: Print Periodic Transaction Report</title></html>"), "PageChanged"),
    30: (broken_off(300), "Unreachable"),
    31: (reset, "Unreachable"),
    32: (answer(302, headers={"Location": "https://login.example/"}), "ForeignHost"),
}


def test_each_bad_answer_to_a_report_has_its_name_and_is_tried_again(running, electronic: Make) -> None:
    reports = {number: electronic(number) for number in REPORT_FAULTS}
    for number, (fault, _) in REPORT_FAULTS.items():
        running.site.faults.add(fault, reports[number].path)
        running.site.publish(reports[number])
        poll(running.parts)
    failed = {number: running.entry(report.uuid) for number, report in reports.items()}
    assert {number: entry.reason for number, entry in failed.items()} == {
        number: reason for number, (_, reason) in REPORT_FAULTS.items()
    }
    assert ("POST", HOME) not in asked(running)
    running.clock.advance(minutes=5)
    assert poll(running.parts) == PollReport(read=len(REPORT_FAULTS))
    assert len(running.owed()) == len(REPORT_FAULTS)


SEARCH_FAULTS: list[tuple[Fault, str]] = [
    (DENIED, "Refused"),
    (MAINTENANCE, "Maintenance"),
    (answer(503), "Unavailable"),
    (UNKNOWN_PAGE, "WrongKind"),
    (answer(200, b'{"data": []}', JSON), "IndexUnreadable"),
    (answer(200, b'{"recordsFiltered": 0, "data": [], "result": "ok"}', JSON), "IndexEmpty"),
    (answer(200, b"", JSON), "IndexUnreadable"),
    (reset, "Unreachable"),
]


def test_each_bad_answer_to_a_search_has_its_name_and_loses_nothing(running, electronic: Make) -> None:
    for number, (fault, reason) in enumerate(SEARCH_FAULTS, 40):
        running.site.faults.add(fault, DATA)
        running.site.publish(electronic(number))
        assert poll(running.parts) == PollReport()
        assert failing(running) == failing(running, "index:senate:recent") == reason
        running.clock.advance(minutes=5)
        assert poll(running.parts) == PollReport(listed=1, read=1)
        assert failing(running) == ""
        running.clock.advance(minutes=5)
    assert ("POST", HOME) not in asked(running)


@pytest.mark.parametrize("fault", [CSRF_FAILED, SENT_HOME, HOME_PAGE, SEARCH_PAGE])
def test_a_search_without_a_session_is_asked_again_once_after_agreeing(
    running, electronic: Make, fault: Fault
) -> None:
    running.site.faults.add(fault, DATA)
    running.site.publish(electronic(3))
    assert poll(running.parts) == PollReport(listed=1, read=1)
    assert asked(running)[:4] == [("POST", DATA), ("GET", HOME), ("POST", HOME), ("POST", DATA)]
    assert failing(running) == ""


@pytest.mark.parametrize("fault", [SENT_HOME, HOME_PAGE, SEARCH_PAGE])
def test_a_report_without_a_session_is_asked_for_again_once_after_agreeing(
    running, electronic: Make, fault: Fault
) -> None:
    report = electronic(3)
    running.site.faults.add(fault, report.path)
    running.site.publish(report)
    assert poll(running.parts) == PollReport(listed=1, read=1)
    assert running.asked(report.path)[-1] == 200
    assert asked(running).count(("POST", HOME)) == 1


def test_a_session_that_cannot_be_had_is_named_and_not_asked_for_ever(running, electronic: Make) -> None:
    reports = [electronic(number) for number in range(3, 9)]
    running.site.faults.add(SEARCH_PAGE, "/search/view/*", times=None)
    running.site.publish(*reports)
    assert poll(running.parts) == PollReport(listed=6, failed=3)
    assert {running.entry(report.uuid).reason or "untried" for report in reports} == {
        "SessionLost",
        "untried",
    }
    assert asked(running).count(("POST", HOME)) == 3


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (HOME_PAGE, "SessionLost"),  # "You must agree to the prohibitions"
        (CSRF_FAILED, "SessionLost"),
        (SENT_HOME, "SessionLost"),
        (MAINTENANCE, "Maintenance"),
        (DENIED, "Refused"),
        (answer(302, headers={"Location": "https://login.example/"}), "ForeignHost"),
    ],
)
def test_an_agreement_that_is_not_taken_is_named(running, fault: Fault, reason: str) -> None:
    running.site.faults.add(SENT_HOME, DATA)
    running.site.faults.add(_for_posts(fault), HOME, times=2)
    assert poll(running.parts) == PollReport()
    assert failing(running) == reason
    assert running.asked(DATA) == [302]


def _for_posts(fault: Fault) -> Fault:
    async def posted(request, handler):
        return await (fault(request, handler) if request.method == "POST" else handler(request))

    return posted


def test_an_agreement_of_another_form_is_not_accepted(running) -> None:
    running.site.faults.add(SENT_HOME, DATA)
    running.site.faults.add(answer(200, b"<title>eFD: Home</title>"), HOME)
    poll(running.parts)
    assert failing(running) == "WrongKind"
    assert ("POST", HOME) not in asked(running)


def test_after_a_block_nothing_more_is_asked_in_that_poll(running, electronic: Make) -> None:
    running.clock.advance(days=1)
    running.site.publish(electronic(3), electronic(4))
    running.site.faults.add(DENIED, times=None)
    poll(running.parts)
    assert running.asked("") == [403]
    assert failing(running) == "Refused"


def test_after_a_blocked_report_no_other_is_asked_for_in_that_poll(running, electronic: Make) -> None:
    running.clock.advance(days=1)
    running.site.publish(*(electronic(number) for number in range(3, 9)))
    running.site.faults.add(DENIED, "/search/view/*", times=None)
    assert poll(running.parts) == PollReport(listed=6, failed=1)
    assert running.asked("") == [200, 403]


def test_while_blocked_the_site_is_asked_ever_more_slowly_and_then_tells_all(
    running, electronic: Make
) -> None:
    waiting = [electronic(number) for number in range(3, 9)]
    running.site.publish(*waiting)
    running.site.faults.add(answer(404), "/search/view/*", times=6)
    assert poll(running.parts) == PollReport(listed=6, failed=6)
    running.site.seen.clear()
    running.site.faults.add(DENIED, times=None)
    for _ in range(24):
        running.clock.advance(minutes=5)
        poll(running.parts)
    assert set(running.asked("")) == set(running.asked(DATA)) == {403}
    assert 7 <= len(running.site.seen) <= 10
    running.site.publish(electronic(9))
    running.site.faults.clear()
    running.clock.advance(minutes=15)
    assert poll(running.parts) == PollReport(listed=1, read=7)
    assert len(running.owed()) == 7


def test_a_slow_report_is_read_all_the_same(running, electronic: Make) -> None:
    report = electronic(3)
    running.site.faults.add(slow(0.3), report.path)
    running.site.publish(report)
    assert poll(running.parts) == PollReport(listed=1, read=1)


def test_fewer_reports_than_there_were_are_an_alarm(running, electronic: Make) -> None:
    reports = [electronic(number) for number in range(3, 13)]
    running.site.publish(*reports)
    running.clock.advance(days=1)
    poll(running.parts)
    for report in reports[:5]:
        running.site.withdraw(report.uuid)
    running.clock.advance(days=1)
    poll(running.parts)
    assert failing(running, "index:senate:all") == "IndexShrank"
    assert failing(running) == ""


def test_a_row_that_leads_nowhere_or_elsewhere_is_in_the_ledger_and_stops_nothing(
    running, electronic: Make
) -> None:
    links = ["no link", '<a href="/x/">A</a>', '<a href="//evil.example/search/view/ptr/{}/">B</a>']
    links.append(f'<a href="/search/view/novel/{electronic(4).uuid}/">C</a>')
    rows = [["Jane", "Placeholder", "", link.format(electronic(5).uuid), "06/22/2026"] for link in links]
    good = electronic(3)
    running.site.publish(good)
    listed = {"recordsFiltered": 7, "data": [*rows, good.cells(), rows[0], None], "result": "ok"}
    running.site.faults.add(answer(200, json.dumps(listed).encode(), JSON), DATA)
    running.site.seen.clear()
    assert poll(running.parts) == PollReport(listed=7, read=1, failed=6)
    assert running.entry("damaged row: Jane Placeholder 06/22/2026 no link (2)").reason == "Missing"
    assert running.entry(electronic(4).uuid).reason == "Missing"
    assert running.entry(electronic(5).uuid).reason == "ForeignHost"
    assert len(running.site.seen) == 2


@pytest.mark.parametrize("image", ["https://media.example/1.png", "//media.example/1.png", "/1.png", "//["])
def test_images_of_another_host_are_not_asked_for(running, media, paper: Make, image: str) -> None:
    report = paper(3, images=(media.publish(draw_page(1))[0], image))
    running.site.publish(report)
    poll(running.parts)
    assert running.entry(report.uuid.lower()).reason == "ForeignHost"
    assert [seen.path for seen in media.seen] == ["/media/000000001.png"]
    assert "/1.png" not in {seen.path for seen in running.site.seen}


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (answer(200, b"<html>Not found"), "WrongKind"),
        (answer(200, b"", "image/gif"), "WrongKind"),
        (answer(404), "Missing"),
        (DENIED, "Refused"),
    ],
)
def test_a_paper_filing_with_a_bad_image_is_tried_again(
    running, media, paper: Make, fault: Fault, reason: str
) -> None:
    report = paper(3)
    media.faults.add(fault, "/media/000000002.png")
    running.site.publish(report)
    assert poll(running.parts) == PollReport(listed=1, failed=1)
    assert running.entry(report.uuid.lower()).reason == reason
    running.clock.advance(minutes=5)
    assert poll(running.parts) == PollReport(read=1)


def test_a_paper_filing_has_no_end_of_images(running, paper: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    many, large = paper(3, pages=3), paper(4, pages=2)
    running.site.publish(many, large)
    monkeypatch.setattr(senate_source, "MOST_PICTURES", 2)
    monkeypatch.setattr(senate_source, "MOST_PICTURE_BYTES", len(draw_page(1)) + 1)
    assert poll(running.parts) == PollReport(listed=2, failed=2)
    assert {running.entry(one.uuid.lower()).reason for one in (many, large)} == {"TooLarge"}
