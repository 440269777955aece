"""How fresh the data is: said in every answer, and by /status."""

from datetime import timedelta

from storage import documents, health, holds


def test_answers_say_how_fresh_the_data_is(chat, database, now):
    assert chat("/recent").note == "No source has been read yet"
    with database.write() as transaction:
        health.ok(transaction, "source:house", now - timedelta(minutes=1))
    assert chat("/recent").note == "House data as of 23 Jun 14:01 UTC"


def test_sources_that_agree_are_said_once_and_the_others_after(chat, database, now):
    with database.write() as transaction:
        for name, minutes in (("house", 1), ("senate", 4), ("oge", 12)):
            health.ok(transaction, f"source:{name}", now - timedelta(minutes=minutes))
    agreeing = "House and Senate data as of 23 Jun 13:58 UTC"
    assert chat("/recent").note == f"{agreeing} · OGE data as of 23 Jun 13:50 UTC"
    with database.write() as transaction:
        health.failing(transaction, "source:oge", now - timedelta(minutes=2), "Unreachable", "detail")
    message = chat("/recent")
    assert message.note == agreeing
    assert message.lines[0].startswith("OGE not reachable since 14:00 UTC")


def test_a_source_that_is_behind_is_said_in_the_first_line(chat, database, now):
    with database.write() as transaction:
        health.ok(transaction, "source:house", now - timedelta(minutes=3))
        health.failing(transaction, "source:house", now - timedelta(minutes=2), "Unreachable", "detail")
    assert chat("/official pelosi").lines[0] == (
        "House not reachable since 14:00 UTC (the site did not answer); data as of 13:59 UTC."
    )
    with database.write() as transaction:
        health.failing(transaction, "source:house", now, "IndexUnreadable", "detail")
    assert chat("/recent").lines[0].startswith("House behind since 14:00 UTC (the index cannot be read)")


def test_status_tells_health_documents_failures_and_deliveries(chat, listed, database, now):
    listed("20030001")
    listed("20040000")
    with database.write() as transaction:
        documents.failed(transaction, documents.named(transaction, "20040000"), "Unreadable", "", now)
        health.ok(transaction, "source:house", now)
        health.failing(transaction, "channel:discord", now - timedelta(hours=1), "BadToken", "secret detail")
    message = chat("/status")
    assert message.title == "Not well: Discord"
    assert message.lines == (
        "House: well, last success 14:02 UTC.",
        "Discord: failing since 13:02 UTC, the platform does not accept the bot's token; the channel stops"
        " until it is corrected; no success yet.",
        "Latency: no alert sent in 7 days.",
        "House: 0 reports with 0 trades; 1 failed, 1 listed.",
        "Not read, the newest:",
        "House report 20040000, Hon. Nancy Pelosi: the document is damaged, truncated, empty or of another"
        " kind (tried once; next try 14:02 UTC).",
        "Deliveries: none in 7 days.",
    )
    assert message.note == "Officials as of 15 Jun 2026"


def test_status_tells_of_a_platform_that_has_the_whole_bot_wait_while_it_does(chat, database, now):
    with database.write() as transaction:
        health.ok(transaction, "source:house", now)
        holds.keep(transaction, "discord", now + timedelta(minutes=30))
        holds.keep(transaction, "telegram", now)
    message = chat("/status")
    assert message.title == "Not well: Discord"
    assert message.lines[1] == "Discord wants nothing from us until 14:32 UTC: too many messages."
    assert not any("Telegram" in line for line in message.lines)
