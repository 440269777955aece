"""What this process has done since it began, for /metrics; what the database knows is not counted here."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from bot.errors import DeliveryError, Passing

SECONDS = (0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 900, 3600)

COUNTED = CollectorRegistry()
_sent = Counter("hilltape_sent_messages", "Messages that a platform took", ["channel"], registry=COUNTED)
_refused = Counter(
    "hilltape_refused_messages",
    "Messages that a platform did not take, by what that meant",
    ["channel", "error"],
    registry=COUNTED,
)
_limited = Counter(
    "hilltape_rate_limited", "Times a platform told us to wait (429)", ["channel"], registry=COUNTED
)
_latency = Histogram(
    "hilltape_delivery_seconds",
    "From when a document was first seen until the platform had taken its alert",
    ["channel"],
    buckets=SECONDS,
    registry=COUNTED,
)
_sending = Gauge(
    "hilltape_sender_epoch",
    "The epoch this process sends under, 0 when it does not send",
    ["channel"],
    registry=COUNTED,
)


def sending(channel: str, epoch: int) -> None:
    """The process sends for the channel under that epoch from now on; 0: no more."""
    _sending.labels(channel).set(epoch)


def sent(channel: str, seconds: Iterable[float]) -> None:
    """A message was taken; `seconds` are what its alerts took since they were first seen."""
    _sent.labels(channel).inc()
    for one in seconds:
        _latency.labels(channel).observe(one)


def refused(channel: str, error: DeliveryError) -> None:
    """A message was not taken."""
    _refused.labels(channel, type(error).__name__).inc()
    if isinstance(error, Passing) and error.after:
        _limited.labels(channel).inc()
