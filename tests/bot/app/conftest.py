"""The service under test, and the outside it knows."""

import gc
from collections.abc import Iterator

import pytest

from replica.rig import Outside
from storage.database import Database
from tests.support.service import Service


@pytest.fixture
def outside() -> Iterator[Outside]:
    with Outside() as outside:
        yield outside


@pytest.fixture
def service(outside: Outside, database: Database, caplog: pytest.LogCaptureFixture) -> Iterator[Service]:
    """Afterwards no connection is left open and no task has ended in a way that nobody saw."""
    yield Service(outside, database)
    gc.collect()
    assert [record.getMessage() for record in caplog.records if record.name == "asyncio"] == []
