"""Why something came or did not: conversations about a report, an official and the chat itself."""

from datetime import timedelta

import pytest

from storage import chats, documents, fanouts, filings, health, outbox
from storage.model import ALERT, Kind
from storage.tables_chats import deliveries

LEDGER = (
    "Listed 23 Jun 14:02 UTC (not listed at 14:01) · fetched 23 Jun 14:02 UTC · read 23 Jun 14:02 UTC"
    " · matched 23 Jun 14:02 UTC"
)


def commands(message):
    return [button.command for button in message.buttons]


def test_an_id_that_nobody_knows_is_said_to_be_one(chat):
    assert chat("/why 20999999").title.startswith("I know no report “20999999”.")


@pytest.fixture
def told(database, now):
    """Matches a stored report, and owes it to the chat where it is wanted, in the state given."""

    def tell(document_id, *, wanted=(), **values):
        with database.write() as transaction:
            found = filings.named(transaction, document_id)
            fanouts.start(transaction, found.id, ALERT)
            fanouts.finish(transaction, fanouts.first(transaction, "house", document_id))
            if wanted:
                place = chats.find(transaction, "telegram", "7")
                outbox.enqueue(transaction, found.id, ALERT, {place.id: wanted}, now)
                transaction.execute(deliveries.update().values(**values))

    return tell


def test_a_report_that_was_sent_says_when_and_why(chat, published, filing, told, now):
    published(filing())
    chat("/follow pelosi yes")
    told("20034836", wanted=["P000197"], state="sent", sent_at=now)
    message = chat("/why 20034836")
    assert message.title == "House report 20034836 was sent here"
    assert message.lines == (
        "It was sent here 23 Jun 14:02 UTC, because you follow Nancy Pelosi.",
        LEDGER,
    )
    assert commands(message) == ["/filing 20034836"]


def test_a_report_that_waits_or_failed_says_so(chat, published, filing, told, now):
    published(filing())
    chat("/follow pelosi yes")
    told("20034836", wanted=["P000197"], due_at=now + timedelta(hours=1))
    assert chat("/why 20034836").lines[0].startswith("It waits to be sent here, due 23 Jun 15:02 UTC,")
    told_state = {"state": "failed", "error": "the bot was blocked"}
    published(filing(document_id="2"))
    told("2", wanted=["P000197"], **told_state)
    assert chat("/why 2").lines[0] == "It was not sent here: the bot was blocked."


def test_a_report_that_nobody_here_wants_says_what_is_followed(chat, published, filing, told):
    published(filing())
    told("20034836")
    assert chat("/why 20034836").lines[0] == "Nothing followed here wants it. Nothing is followed here."
    chat("/follow $AMD yes")
    assert chat("/why 20034836").lines[0] == "Nothing followed here wants it. You follow $AMD."


def test_a_follow_that_came_too_late_is_named(chat, published, filing, told):
    published(filing())
    told("20034836")
    chat("/follow $INTC yes")
    said = chat("/why 20034836").lines[0]
    assert said == "It had gone out before you followed $INTC, 23 Jun 14:02 UTC."


def test_what_was_there_before_we_watched_is_told_to_nobody(chat, published, filing):
    published(filing())
    assert chat("/why 20034836").lines[0].startswith("It was there before we watched, or came")


def test_a_notice_of_more_time_is_told_to_nobody(chat, published, filing):
    published(filing(kind=Kind.EXTENSION, trades=()))
    assert chat("/why 20034836").lines[0].startswith("It asks for more time and reports no trade")


def test_a_report_that_is_not_read_says_how_that_stands(chat, listed, database, now):
    listed("20040000")
    with database.write() as transaction:
        documents.failed(transaction, documents.named(transaction, "20040000"), "NoRows", "", now)
    message = chat("/why 20040000")
    assert message.lines[0] == "It is not read yet, so nobody was told of it."
    assert message.lines[1].endswith("(tried once; next try 14:02 UTC)")


def test_an_official_whose_source_is_not_reachable(chat, published, filing, database, now):
    published(filing())
    with database.write() as transaction:
        health.ok(transaction, "source:house", now - timedelta(minutes=3))
        health.failing(transaction, "source:house", now - timedelta(minutes=2), "Unreachable", "detail")
    message = chat("/why pelosi")
    assert message.title == "Nancy Pelosi (D, CA-11): the last report we have was filed 23 Jun"
    assert message.lines[0].startswith("House not reachable since 14:00 UTC")
    assert message.lines[1] == (
        "Nothing is lost: what was filed since then will be sent when House can be read again."
    )


def test_an_official_of_whom_something_is_not_read(chat, listed, database, now):
    with database.write() as transaction:
        health.ok(transaction, "source:house", now)
    for number in range(5):
        listed(f"2004000{number}")
    message = chat("/why pelosi")
    assert message.title == "Nancy Pelosi (D, CA-11): we have no report"
    assert message.lines[0] == "Not read yet: House report 20040000, waiting to be fetched."
    assert message.lines[-1] == "And 2 more reports not read yet."


def test_an_official_whose_source_is_off(chat):
    assert chat("/why khanna").lines[0].startswith("House reports are not watched here;")


def test_a_chat_that_follows_nothing(chat):
    message = chat("/why")
    assert message.title == "Nothing is wrong here that we know of"
    assert message.lines == (
        "Nothing is followed here: /follow pelosi, /follow $NVDA or /follow * begins.",
        "No report has been sent here yet.",
    )


def test_a_chat_to_which_something_could_not_be_sent(chat, published, filing, told, database, now):
    published(filing())
    chat("/follow pelosi yes")
    told("20034836", wanted=["P000197"], state="failed", error="the bot was blocked")
    with database.write() as transaction:
        health.failing(transaction, "channel:telegram", now, "BadToken", "")
    message = chat("/why")
    assert message.title == "Something keeps messages from you"
    assert message.lines[0].startswith("Telegram fails since 14:02 UTC: the platform does not accept")
    assert message.lines[1:3] == (
        "1 message could not be sent here; the last: the bot was blocked.",
        "Followed here: Nancy Pelosi.",
    )


def test_a_site_that_does_not_answer_is_named_once(chat, database, now):
    with database.write() as transaction:
        for part in ("source:house", "index:house:2026FD"):
            health.failing(transaction, part, now, "Unreachable", "")
    message = chat("/why")
    assert message.title == "Something keeps messages from you"
    assert message.lines[0].startswith("House not reachable since 14:02 UTC (the site did not answer)")
    assert message.lines[1].startswith("Nothing is followed here")


def test_a_name_that_nobody_has_suggests_the_nearest(chat):
    assert chat("/why peloci").title == "I do not know “peloci”. Did you mean Nancy Pelosi?"


def test_what_somebody_chose_here_is_named(chat):
    for asked in ("/follow pelosi yes", "/mute khanna", "/snooze 8h", "/settings quiet 22:00-07:00"):
        chat(asked)
    lines = chat("/why").lines
    assert "Muted: Ro Khanna." in lines
    assert any(line.startswith("Snoozed until 23 Jun 22:02 UTC") for line in lines)
    assert "Quiet hours 22:00-07:00, UTC." in lines


def test_a_muted_official_and_a_paused_follow_are_the_reason(chat, published, filing, told):
    chat("/follow pelosi yes")
    published(filing())
    told("20034836")
    chat("/mute pelosi")
    assert chat("/why 20034836").lines[0] == "Whoever filed it is muted here; /unmute ends that."
    chat("/unmute pelosi")
    [pause] = [button.command for button in chat("/follows 1").buttons if button.label.startswith("Pause")]
    chat(pause)
    assert chat("/why 20034836").lines[0].startswith("Paused here: Nancy Pelosi.")
