"""Officials as the database keeps them: Congress from a reference table, the executive as it files."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, func, select, update

from storage import aliases, checkpoints
from storage.database import Transaction, insert_or_replace
from storage.model import Chamber, Official, Seat, Term
from storage.names import SUFFIXES, fold, name_words, readable
from storage.tables import officials

LOADED = "officials"
OWN = "X"  # no surname in Congress begins with it, and so no bioguide id
RENAMED = {"Department of Defense": "Department of War"}  # in September 2025; reports bear either name


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


def executive(transaction: Transaction, name: str, office: str = "") -> Official | None:
    """The official of the executive branch who bears this name, with a new id of our own if there is none.

    One name may be spelt with and without initials or a suffix: Donald J. Trump, Donald Trump. Where two
    persons fit, it is neither. A name all in capitals is kept as printed, and shown as names are written.

    Nothing proves that two agencies' reports under one name are of one person, so whoever files for another
    agency is another person. None where several have the name and `office` does not tell whose it is.
    """
    agency = agency_of(office)
    everyone = _complete(transaction, _own().order_by(officials.c.id))
    exact = [one for one in everyone if fold(name) in map(fold, one.names)]
    fitting = exact or [one for one in everyone if all(same_name(name, other) for other in one.names)]
    found = _serving(agency, fitting)
    if len(found) == 1:
        return _known_at(transaction, found[0], agency)
    if exact and found:
        return None
    written = readable(name)
    own = Official(_next_id(transaction), written, tuple(dict.fromkeys((written, name))), (), agency=agency)
    transaction.execute(insert_or_replace(transaction, officials), [_values(own)])
    return own


def agency_of(office: str) -> str:
    """The last part of `Administrator, Federal Aviation Administration, Department of Transportation`.

    What follows dashes is the form's own mark. `""` for an office alone, as OGE's list names that of a scan.
    """
    _, comma, agency = office.partition(" -- ")[0].rpartition(", ")
    return agency.strip() if comma else ""


def _serving(agency: str, people: Sequence[Official]) -> Sequence[Official]:
    """Who of them may file for an agency: who is known to, or else whose agency is not known."""
    if not agency:
        return people
    there = [one for one in people if _current(one.agency) == _current(agency)]
    return there or [one for one in people if not one.agency]


def _current(agency: str) -> str:
    return fold(RENAMED.get(agency, agency))


def _known_at(transaction: Transaction, official: Official, agency: str) -> Official:
    if official.agency or not agency:
        return official
    transaction.execute(update(officials).where(officials.c.id == official.id).values(agency=agency))
    return replace(official, agency=agency)


def _next_id(transaction: Transaction) -> str:
    last = transaction.scalar(select(func.max(_own().subquery().c.id)))
    return f"{OWN}{int(last.removeprefix(OWN)) + 1 if last else 1:06}"


def _own() -> Select[Any]:
    return select(officials).where(officials.c.id.startswith(OWN))


def same_name(one: str, other: str) -> bool:
    """Whether two spellings may be of one name: the same words, and no other initials or suffix."""
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


def of(transaction: Transaction, ids: Collection[str]) -> dict[str, Official]:
    """Those of these ids, with a look-up for all together."""
    if not ids:
        return {}
    learned = aliases.everyones(transaction, ids)
    rows = transaction.execute(select(officials).where(officials.c.id.in_(ids)))
    return {row.id: _official(row, learned.get(row.id, ())) for row in rows}


def hold(transaction: Transaction, official_id: str) -> None:
    """Lets nobody else say what this official amends until the transaction ends; see `ingest.relink`."""
    transaction.execute(
        select(officials.c.id).where(officials.c.id == official_id).with_for_update(key_share=True)
    )


def _complete(transaction: Transaction, query: Select[Any]) -> list[Official]:
    learned = aliases.everyones(transaction)
    return [_official(row, learned.get(row.id, ())) for row in transaction.execute(query)]


def _official(row: Row[Any], learned: tuple[str, ...]) -> Official:
    terms, seats = tuple(map(_term, row.terms)), tuple(map(_seat, row.seats))
    return Official(row.id, row.name, (*row.names, *learned), terms, seats, learned, row.agency)


def _values(official: Official) -> dict[str, Any]:
    return {
        "id": official.id,
        "name": official.name,
        "names": list(official.reference_names),
        "terms": [
            [t.chamber, t.state, t.district, t.party, t.start.isoformat(), t.end.isoformat()]
            for t in official.terms
        ],
        "agency": official.agency,
        "seats": [[s.committee, s.start.isoformat(), s.end and s.end.isoformat()] for s in official.seats],
    }


def _term(held: list[Any]) -> Term:
    chamber, state, district, party, start, end = held
    return Term(Chamber(chamber), state, district, party, date.fromisoformat(start), date.fromisoformat(end))


def _seat(held: list[Any]) -> Seat:
    committee, start, end = held
    return Seat(committee, date.fromisoformat(start), date.fromisoformat(end) if end else None)
