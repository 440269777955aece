"""Officials as the database keeps them: Congress from a reference table, the executive as it files."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, func, select

from storage import aliases, checkpoints
from storage.database import Transaction, insert_or_replace
from storage.model import Chamber, Official, Term
from storage.names import SUFFIXES, fold, name_words, readable
from storage.tables import officials

LOADED = "officials"
OWN = "X"  # no surname in Congress begins with it, and so no bioguide id


def load(transaction: Transaction, as_of: date, people: Iterable[Official]) -> bool:
    """Stores a reference table unless a newer one is there; says whether it did. Nobody is ever removed.

    One of the same day is stored again: a newer Hilltape may know more spellings.
    """
    held = checkpoints.get(transaction, LOADED).get("as_of", "")
    if as_of.isoformat() < held:
        return False
    if values := [_values(official) for official in people]:
        transaction.execute(insert_or_replace(transaction, officials), values)
    checkpoints.put(transaction, LOADED, {"as_of": as_of.isoformat()})
    return True


def as_of(transaction: Transaction) -> date | None:
    """The date of the reference table in use."""
    held = checkpoints.get(transaction, LOADED).get("as_of")
    return date.fromisoformat(held) if held else None


def stamp(transaction: Transaction) -> tuple[date | None, int, int, int]:
    """Changes whenever somebody, a newer reference table or a spelling has come, or a spelling has gone."""
    count = transaction.scalar(select(func.count()).select_from(officials)) or 0
    return as_of(transaction), count, *aliases.stamp(transaction)


def executive(transaction: Transaction, name: str) -> Official:
    """The official of the executive branch who bears this name, with a new id of our own if there is none.

    One name may be spelt with and without initials or a suffix: Donald J. Trump, Donald Trump. Where two
    persons fit, it is neither. A name all in capitals is kept as printed, and shown as names are written.
    """
    everyone = _complete(transaction, _own().order_by(officials.c.id))
    for one in everyone:
        if fold(name) in map(fold, one.names):
            return one
    fitting = [one for one in everyone if all(_same(name, other) for other in one.names)]
    if len(fitting) == 1:
        return fitting[0]
    written = readable(name)
    found = Official(_next_id(transaction), written, tuple(dict.fromkeys((written, name))), ())
    transaction.execute(insert_or_replace(transaction, officials), [_values(found)])
    return found


def _next_id(transaction: Transaction) -> str:
    last = transaction.scalar(select(func.max(_own().subquery().c.id)))
    return f"{OWN}{int(last.removeprefix(OWN)) + 1 if last else 1:06}"


def _own() -> Select[Any]:
    return select(officials).where(officials.c.id.startswith(OWN))


def _same(one: str, other: str) -> bool:
    (names, *rest), (other_names, *other_rest) = _parts(one), _parts(other)
    return names == other_names and all(
        a == b or not a or not b for a, b in zip(rest, other_rest, strict=True)
    )


def _parts(name: str) -> tuple[list[str], list[str], list[str]]:
    """The names written out, the initials, and the suffix."""
    words = name_words(name)
    suffix = [word for word in fold(name).split() if word in SUFFIXES]
    return [word for word in words if len(word) > 1], [word for word in words if len(word) == 1], suffix


def everyone(transaction: Transaction) -> tuple[Official, ...]:
    """All of them with every spelling, those that documents taught too."""
    return tuple(_complete(transaction, select(officials).order_by(officials.c.id)))


def get(transaction: Transaction, official_id: str) -> Official | None:
    row = transaction.execute(select(officials).where(officials.c.id == official_id)).one_or_none()
    return _official(row, aliases.of(transaction, official_id)) if row else None


def hold(transaction: Transaction, official_id: str) -> None:
    """Lets nobody else say what this official amends until the transaction ends; see `ingest.relink`."""
    transaction.execute(
        select(officials.c.id).where(officials.c.id == official_id).with_for_update(key_share=True)
    )


def _complete(transaction: Transaction, query: Select[Any]) -> list[Official]:
    learned = aliases.everyones(transaction)
    return [_official(row, learned.get(row.id, ())) for row in transaction.execute(query)]


def _official(row: Row[Any], learned: tuple[str, ...]) -> Official:
    terms = tuple(_term(term) for term in row.terms)
    return Official(row.id, row.name, (*row.names, *learned), terms, learned)


def _values(official: Official) -> dict[str, Any]:
    return {
        "id": official.id,
        "name": official.name,
        "names": list(official.reference_names),
        "terms": [
            [t.chamber, t.state, t.district, t.party, t.start.isoformat(), t.end.isoformat()]
            for t in official.terms
        ],
    }


def _term(held: list[Any]) -> Term:
    chamber, state, district, party, start, end = held
    return Term(Chamber(chamber), state, district, party, date.fromisoformat(start), date.fromisoformat(end))
