"""What one poll from the command line says of reports that wait."""

from datetime import UTC, datetime

import pytest

from bot.wording_poll import tried_later

NOW = datetime(2026, 6, 22, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("count", "first", "said"),
    [
        (0, None, []),
        (1, NOW.replace(minute=20), ["OGE: 1 report waits for its next try, until 14:20 UTC."]),
        (
            3,
            NOW.replace(day=23),
            ["OGE: 3 reports wait for their next try, the first until 23 Jun 14:05 UTC."],
        ),
    ],
)
def test_waiting_reports_are_counted(count: int, first: datetime | None, said: list[str]) -> None:
    assert tried_later("OGE", count, first, NOW) == said
