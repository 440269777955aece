"""How each part does: a source (`source:house`), one of its indexes (`index:house:2026`), a channel."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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


@dataclass(frozen=True, slots=True)
class Count:
    """How often a part did well and how often it failed, by reason, since the database was made."""

    successes: int
    failures: Mapping[str, int]


def ok(transaction: Transaction, part: str, now: datetime) -> Health:
    """Notes a success; returns how the part did before."""
    held = checkpoints.get(transaction, PREFIX + part)
    counted = {**_counts(held), "successes": _counts(held)["successes"] + 1}
    checkpoints.put(transaction, PREFIX + part, {"ok_at": now.isoformat(), **counted})
    return _health(part, held)


def failing(transaction: Transaction, part: str, now: datetime, reason: str, detail: str) -> Health:
    """Notes a failure, keeping since when and the last success; returns how the part did before.

    Neither lies ahead: there it was noted by a clock that was set back since.
    """
    held = checkpoints.get(transaction, PREFIX + part)
    before, counted = _health(part, held), _counts(held)
    counted["failures"] = {**counted["failures"], reason: counted["failures"].get(reason, 0) + 1}
    checkpoints.put(
        transaction,
        PREFIX + part,
        {
            "ok_at": before.ok_at and min(before.ok_at, now).isoformat(),
            "failing_since": min(before.failing_since or now, now).isoformat(),
            "reason": reason,
            "detail": storable(detail),
            **counted,
        },
    )
    return before


def get(transaction: Transaction, part: str) -> Health:
    return _health(part, checkpoints.get(transaction, PREFIX + part))


def everything(transaction: Transaction) -> list[Health]:
    found = checkpoints.under(transaction, PREFIX)
    return [_health(part, value) for part, value in sorted(found.items())]


def counts(transaction: Transaction) -> dict[str, Count]:
    """By part, how often each did well and failed."""
    found = checkpoints.under(transaction, PREFIX)
    return {part: Count(**_counts(value)) for part, value in sorted(found.items())}


def _counts(value: Mapping[str, Any]) -> dict[str, Any]:
    return {"successes": value.get("successes", 0), "failures": value.get("failures", {})}


def _health(part: str, value: Mapping[str, Any]) -> Health:
    return Health(
        part,
        ok_at=_instant(value.get("ok_at")),
        failing_since=_instant(value.get("failing_since")),
        reason=value.get("reason") or "",
        detail=value.get("detail") or "",
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
