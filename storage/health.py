"""How each part does: a source (`source:house`), one of its indexes (`index:house:2026`), a channel."""

from dataclasses import dataclass
from datetime import datetime

from storage import checkpoints
from storage.database import Transaction, storable

PREFIX = "health:"


@dataclass(frozen=True, slots=True)
class Health:
    """`ok_at` is the last success; `failing_since` is None while all is well. `detail` is the operator's."""

    part: str
    ok_at: datetime | None = None
    failing_since: datetime | None = None
    reason: str = ""
    detail: str = ""


def ok(transaction: Transaction, part: str, now: datetime) -> Health:
    """Notes a success; returns how the part did before."""
    before = get(transaction, part)
    checkpoints.put(transaction, PREFIX + part, {"ok_at": now.isoformat()})
    return before


def failing(transaction: Transaction, part: str, now: datetime, reason: str, detail: str) -> Health:
    """Notes a failure, keeping since when and the last success; returns how the part did before."""
    before = get(transaction, part)
    checkpoints.put(
        transaction,
        PREFIX + part,
        {
            "ok_at": before.ok_at and before.ok_at.isoformat(),
            "failing_since": (before.failing_since or now).isoformat(),
            "reason": reason,
            "detail": storable(detail),
        },
    )
    return before


def get(transaction: Transaction, part: str) -> Health:
    return _health(part, checkpoints.get(transaction, PREFIX + part))


def everything(transaction: Transaction) -> list[Health]:
    found = checkpoints.under(transaction, PREFIX)
    return [_health(part, value) for part, value in sorted(found.items())]


def _health(part: str, value: dict[str, str | None]) -> Health:
    return Health(
        part,
        ok_at=_instant(value.get("ok_at")),
        failing_since=_instant(value.get("failing_since")),
        reason=value.get("reason") or "",
        detail=value.get("detail") or "",
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
