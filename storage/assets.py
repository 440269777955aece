"""What traded assets are called: each way once, found by whole words without looking at every row."""

from collections.abc import Iterable
from datetime import date
from hashlib import blake2b

from sqlalchemy import ColumnElement, Select, exists, or_, select

from storage import checkpoints
from storage.database import Transaction, insert_or_ignore
from storage.facts import MARK, names
from storage.tables import asset_words, assets, companies, trades

LOADED = "companies"
WORD = 60  # characters of a word that are compared by the index
CHUNK = 500


def id_of(called: str) -> int:
    """The id of such names, the same in every database."""
    return int.from_bytes(blake2b(called.encode(), digest_size=8).digest(), "big", signed=True)


def put(transaction: Transaction, called: Iterable[str]) -> None:
    """Keeps names in the form of `facts.names` that are not kept yet."""
    by_id = {id_of(one): one for one in called}
    ids = sorted(by_id)
    for start in range(0, len(ids), CHUNK):
        _put(transaction, {each: by_id[each] for each in ids[start : start + CHUNK]})


def _put(transaction: Transaction, by_id: dict[int, str]) -> None:
    held = set(transaction.scalars(select(assets.c.id).where(assets.c.id.in_(by_id))))
    new = {each: one for each, one in by_id.items() if each not in held}
    if not new:
        return
    transaction.execute(
        insert_or_ignore(transaction, assets), [{"id": each, "names": one} for each, one in new.items()]
    )
    words = [{"word": word, "asset_id": each} for each, one in new.items() for word in sorted(_words(one))]
    if words:
        transaction.execute(insert_or_ignore(transaction, asset_words), words)


def load(transaction: Transaction, as_of: date, listed: Iterable[str]) -> bool:
    """Makes the names of listed companies known, unless those of that day or a later one are."""
    if as_of.isoformat() <= checkpoints.get(transaction, LOADED).get("as_of", ""):
        return False
    known_by = sorted({names(company) for company in listed})
    transaction.execute(insert_or_ignore(transaction, companies), [{"names": one} for one in known_by])
    checkpoints.put(transaction, LOADED, {"as_of": as_of.isoformat()})
    return True


def known(transaction: Transaction, words: str) -> bool:
    """Whether some asset's or company's name has these folded words."""
    return _some(transaction, words, f" {words} ")


def leads(transaction: Transaction, words: str) -> bool:
    """Whether some asset's or company's name begins with these folded words."""
    return _some(transaction, words, f"{MARK} {words} ")


def called(transaction: Transaction, symbol: str, words: str) -> bool:
    """Whether something traded under this ticker has these folded words in its name."""
    traded = exists().where(trades.c.ticker == symbol, named(trades.c.asset_id, words))
    return transaction.scalar(select(traded)) or False


def _some(transaction: Transaction, words: str, part: str) -> bool:
    """All companies are looked at, which are some thousands; assets only where they have the words."""
    traded = exists(_with(words).where(assets.c.names.contains(part, autoescape=True)))
    listed = exists().where(companies.c.names.contains(part, autoescape=True))
    return transaction.scalar(select(or_(traded, listed))) or False


def ids(words: str) -> Select[tuple[int]]:
    """The ids of the assets whose names have these folded words."""
    return _with(words)


def named(asset_id: ColumnElement[int], words: str) -> ColumnElement[bool]:
    """Whether the asset of this id has these folded words in its name; costs by the rows looked at."""
    # a scalar, since PostgreSQL would rather go through all assets first for what only EXISTS asks
    names = select(assets.c.names).where(assets.c.id == asset_id).scalar_subquery()
    return names.contains(f" {words} ", autoescape=True)


def _with(words: str) -> Select[tuple[int]]:
    """By the index of words, the longest of them; the names themselves say whether they stand together."""
    longest = max(words.split(), key=len)[:WORD]
    return (
        select(assets.c.id)
        .join(asset_words, asset_words.c.asset_id == assets.c.id)
        .where(asset_words.c.word == longest, together(words))
    )


def together(words: str) -> ColumnElement[bool]:
    return assets.c.names.contains(f" {words} ", autoescape=True)


def _words(called: str) -> set[str]:
    return {word[:WORD] for word in called.split() if word != MARK}
