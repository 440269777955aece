"""Small facts by name."""

from storage import checkpoints
from storage.database import Transaction


def test_what_is_put_is_there_until_replaced_or_forgotten(transaction: Transaction) -> None:
    assert checkpoints.get(transaction, "index") == {}
    checkpoints.put(transaction, "index", {"etag": '"a"', "count": 1, "none": None})
    checkpoints.put(transaction, "index", {"etag": '"b"'})
    assert checkpoints.get(transaction, "index") == {"etag": '"b"'}
    checkpoints.forget(transaction, "index")
    assert checkpoints.get(transaction, "index") == {}


def test_names_are_found_by_their_beginning_taken_literally(transaction: Transaction) -> None:
    for name in ("health:a", "health:b", "healthy", "health%", "h"):
        checkpoints.put(transaction, name, {"of": name})
    assert checkpoints.under(transaction, "health:") == {"a": {"of": "health:a"}, "b": {"of": "health:b"}}
    assert checkpoints.under(transaction, "health%") == {"": {"of": "health%"}}
