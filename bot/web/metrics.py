"""/metrics for Prometheus: what the database knows at that moment, and what this process has counted."""

from collections.abc import Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.counting import COUNTED
from storage.database import Database, StorageError
from storage.measures import Measures, measures
from storage.status import Latency

SOURCE = "source:"


def page(database: Database, now: datetime) -> bytes:
    """All metrics as text; without the database those that need none, and that it is away."""
    try:
        found: Measures | None = measures(database, now)
    except StorageError:
        found = None
    read = CollectorRegistry()
    read.register(_Read(found, now))
    return generate_latest(COUNTED) + generate_latest(read)


class _Read(Collector):
    """What was read, as metrics."""

    def __init__(self, found: Measures | None, now: datetime) -> None:
        self._found, self._now = found, now

    def collect(self) -> Iterator[Metric]:
        up = self._found is not None
        yield GaugeMetricFamily("hilltape_database_up", "Whether the database answers", float(up))
        if self._found:
            yield from _health(self._found, self._now)
            yield from _polls(self._found)
            yield from _documents(self._found)
            yield from _outbox(self._found, self._now)
            yield _latencies(self._found)


def _health(found: Measures, now: datetime) -> Iterator[Metric]:
    lag = GaugeMetricFamily(
        "hilltape_source_lag_seconds", "Since the source was last read with success", labels=["source"]
    )
    failing = GaugeMetricFamily(
        "hilltape_failing_seconds",
        "How long a part has failed, by the last reason",
        labels=["part", "reason"],
    )
    for one in found.health:
        if one.part.startswith(SOURCE) and one.ok_at:
            lag.add_metric([one.part.removeprefix(SOURCE)], (now - one.ok_at).total_seconds())
        if one.failing_since:
            failing.add_metric([one.part, one.reason], (now - one.failing_since).total_seconds())
    yield lag
    yield failing


def _polls(found: Measures) -> Iterator[Metric]:
    polls = CounterMetricFamily(
        "hilltape_polls", "Polls that a source answered as it should", labels=["source"]
    )
    failures = CounterMetricFamily(
        "hilltape_poll_failures", "Polls that failed, by reason", labels=["source", "reason"]
    )
    for part, count in found.polls.items():
        if part.startswith(SOURCE):
            source = part.removeprefix(SOURCE)
            polls.add_metric([source], count.successes)
            for reason, number in count.failures.items():
                failures.add_metric([source, reason], number)
    yield polls
    yield failures


def _documents(found: Measures) -> Iterator[Metric]:
    read = GaugeMetricFamily("hilltape_documents_read", "Reports read and stored", labels=["source"])
    unread = GaugeMetricFamily(
        "hilltape_documents_unread", "Documents not read, by state", labels=["source", "state"]
    )
    failed = GaugeMetricFamily(
        "hilltape_documents_failed",
        "Documents that could not be read, by reason",
        labels=["source", "reason"],
    )
    for one in found.ledgers:
        read.add_metric([one.source], one.read)
        for state, number in one.unread.items():
            unread.add_metric([one.source, state], number)
        for reason, number in one.failed.items():
            failed.add_metric([one.source, reason], number)
    yield from (read, unread, failed)


def _outbox(found: Measures, now: datetime) -> Iterator[Metric]:
    depth = GaugeMetricFamily(
        "hilltape_outbox_deliveries",
        "Deliveries due, due later, and being sent; more than 100,000 count as that",
        labels=["channel", "state"],
    )
    age = GaugeMetricFamily(
        "hilltape_outbox_oldest_seconds",
        "Since the oldest of these deliveries fell due",
        labels=["channel", "state"],
    )
    for one in found.queues:
        depth.add_metric([one.channel, one.state], one.number)
        if one.oldest and one.state != "later":
            age.add_metric([one.channel, one.state], (now - one.oldest).total_seconds())
    yield from (depth, age)
    fanouts, repeats = "Reports with followers still to be found", "Parts sent again in doubt"
    yield GaugeMetricFamily("hilltape_open_fanouts", fanouts, found.fanouts)
    yield CounterMetricFamily("hilltape_repeats", repeats, found.repeats)
    epochs = "The newest epoch: an older one may not send"
    newest = GaugeMetricFamily("hilltape_epoch", epochs, labels=["channel"])
    for channel, epoch in found.epochs.items():
        newest.add_metric([channel], epoch)
    yield newest


def _latencies(found: Measures) -> Metric:
    latency = GaugeMetricFamily(
        "hilltape_latency_seconds",
        "Of the last 7 days' alerts until the platform had them: from the last poll that did not list the "
        "report (not_listed), and from the one that did (seen)",
        labels=["source", "since", "quantile"],
    )
    for source, measured in found.latency.items():
        for since, quantile, seconds in _quantiles(measured):
            latency.add_metric([source, since, quantile], seconds)
    return latency


def _quantiles(measured: Latency) -> Iterator[tuple[str, str, float]]:
    yield "not_listed", "0.5", measured.median.total_seconds()
    yield "not_listed", "0.95", measured.p95.total_seconds()
    yield "seen", "0.5", measured.seen_median.total_seconds()
    yield "seen", "0.95", measured.seen_p95.total_seconds()
