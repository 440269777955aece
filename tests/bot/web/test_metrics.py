"""What Prometheus reads: true at once, whatever the database does, and with few labels."""

from datetime import datetime, timedelta
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from bot import counting
from bot.errors import Malformed, Passing
from bot.web import metrics
from storage import documents, health, outbox
from storage.database import Database
from storage.documents import Arrival
from storage.model import Listing

MINUTE = timedelta(minutes=1)
Labels = frozenset[tuple[str, str]]


def read(database: Database, now: datetime) -> dict[str, dict[Labels, float]]:
    """By name and labels, as Prometheus itself reads the page."""
    found: dict[str, dict[Labels, float]] = {}
    for family in text_string_to_metric_families(metrics.page(database, now).decode()):
        for sample in family.samples:
            found.setdefault(sample.name, {})[frozenset(sample.labels.items())] = sample.value
    return found


def value(found: dict[str, dict[Labels, float]], name: str, **labels: str) -> float | None:
    return found.get(name, {}).get(frozenset(labels.items()))


def test_an_empty_database_is_up_and_owes_nothing(database: Database, now: datetime) -> None:
    found = read(database, now)
    assert value(found, "hilltape_database_up") == 1
    assert value(found, "hilltape_open_fanouts") == 0
    assert "hilltape_outbox_deliveries" not in found


def test_a_source_tells_its_lag_its_polls_and_why_some_failed(database: Database, now: datetime) -> None:
    with database.write() as transaction:
        health.ok(transaction, "source:house", now - 2 * MINUTE)
        health.failing(transaction, "source:house", now - MINUTE, "Unreachable", "no answer")
    found = read(database, now)
    assert value(found, "hilltape_source_lag_seconds", source="house") == 120
    assert value(found, "hilltape_failing_seconds", part="source:house", reason="Unreachable") == 60
    assert value(found, "hilltape_polls_total", source="house") == 1
    assert value(found, "hilltape_poll_failures_total", source="house", reason="Unreachable") == 1


def test_documents_are_told_by_state_and_by_the_reasons_name(database: Database, now: datetime) -> None:
    listing = Listing("house", "1", "https://house.example/1.pdf", "Nancy Pelosi", None, {})
    with database.write() as transaction:
        documents.record(transaction, [listing], Arrival(now, silent=False, not_listed=None))
        entry = documents.get(transaction, "house", "1")
        assert entry
        documents.failed(transaction, entry, "NoRows", "the site's own words", now)
    found = read(database, now)
    assert value(found, "hilltape_documents_failed", source="house", reason="NoRows") == 1
    assert value(found, "hilltape_documents_unread", source="house", state="failed") == 1
    assert b"own words" not in metrics.page(database, now)


def test_what_this_process_did_is_counted(database: Database, now: datetime) -> None:
    before = read(database, now)
    counting.sent("telegram", [3.0])
    counting.refused("telegram", Malformed("bad"))
    counting.refused("telegram", Passing("slow down", after=MINUTE))
    after = read(database, now)

    def grown(name: str, **labels: str) -> float:
        return (value(after, name, **labels) or 0) - (value(before, name, **labels) or 0)

    assert grown("hilltape_sent_messages_total", channel="telegram") == 1
    assert grown("hilltape_refused_messages_total", channel="telegram", error="Malformed") == 1
    assert grown("hilltape_rate_limited_total", channel="telegram") == 1
    assert grown("hilltape_delivery_seconds_bucket", channel="telegram", le="5.0") == 1
    assert grown("hilltape_delivery_seconds_bucket", channel="telegram", le="2.0") == 0


def test_the_epoch_is_that_of_the_newest_service(database: Database, now: datetime) -> None:
    with database.write() as transaction:
        epoch = outbox.take_over(transaction, "discord")
    counting.sending("discord", epoch)
    found = read(database, now)
    assert value(found, "hilltape_epoch", channel="discord") == epoch
    assert value(found, "hilltape_sender_epoch", channel="discord") == epoch


def test_without_the_database_the_counters_still_tell(tmp_path: Path, now: datetime) -> None:
    away = Database(f"sqlite:///{tmp_path}/nowhere/hilltape.db")
    counting.sent("telegram", [])
    found = read(away, now)
    away.close()
    assert value(found, "hilltape_database_up") == 0
    assert value(found, "hilltape_sent_messages_total", channel="telegram")
    assert "hilltape_source_lag_seconds" not in found
