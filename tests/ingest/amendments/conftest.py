"""Stores reports and what they amend."""

from datetime import date

import pytest

from storage import officials
from storage.database import Database
from storage.model import (
    Filing,
    Stored,
)
from tests.support.amendments import KHANNA, PELOSI, Store, stored


@pytest.fixture
def store(database: Database) -> Store:
    """Stores a filing as a poll would, with what it amends."""
    with database.write() as transaction:
        officials.load(transaction, date(2026, 6, 1), [PELOSI, KHANNA])

    def make(filing: Filing, official_id: str | None = PELOSI.id) -> Stored:
        with database.write() as transaction:
            return stored(transaction, filing, official_id)

    return make
