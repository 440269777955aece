"""Whom and what the names in a query can mean, by the people and the assets that the database knows."""

from functools import partial

from storage import assets
from storage.database import Transaction
from storage.people import People
from storage.query import Directory


def directory(transaction: Transaction, people: People) -> Directory:
    return Directory(
        person=people.find,
        company=partial(assets.known, transaction),
        leads=partial(assets.leads, transaction),
        called=partial(assets.called, transaction),
    )
