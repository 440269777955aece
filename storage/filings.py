"""Filings and their trades: stored once per revision, looked up by document, official, ticker and date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, Row, Select, case, func, insert, literal, select, update

from storage import aliases, assets, counted, differences, images, officials, sought
from storage.database import Transaction
from storage.differences import Rows
from storage.documents import sources
from storage.facts import facts, of_rows
from storage.model import (
    UNKNOWN,
    Difference,
    Document,
    Filing,
    Kind,
    Official,
    Side,
    Standing,
    Stored,
    Trade,
)
from storage.rows import OF_A_TRADE, filing_of, filing_values, trade_of, trade_values
from storage.settling import settled
from storage.tables import contents, documents, filings, trades


@dataclass(frozen=True, slots=True)
class Reading:
    """A filing about to be stored, with where it came from, whose it is and what it changes.

    `evidence` says how it is known whose it is; without it no name is learnt. `picture` is a scan's first
    page, `b""` for none. `standing` is the official's on the day of filing.
    """

    filing: Filing
    sha256: str
    reader: int
    official_id: str | None
    unidentified: str
    seen: datetime
    amends: Difference | None = None
    corrects: Difference | None = None
    picture: bytes = b""
    standing: Standing = UNKNOWN
    evidence: str = ""


def add(transaction: Transaction, reading: Reading) -> int:
    """Stores a filing as its document's newest revision, and what it teaches of its official's name.

    Returns the filing's id.
    """
    filing = reading.filing
    replaces = counted.replaces(filing, reading.amends)
    with settled(transaction, filing, reading.amends, replaces):
        filing_id = _insert(transaction, reading, replaces)
    aliases.note(transaction, filing_id)
    return filing_id


def _insert(transaction: Transaction, reading: Reading, replaces: str | None) -> int:
    """The filing and its rows, which count only once that is settled."""
    filing = reading.filing
    found = of_rows(filing, reading.official_id, reading.standing)
    same = (filings.c.source == filing.source) & (filings.c.document_id == filing.document_id)
    last = transaction.scalar(select(func.max(filings.c.revision)).where(same)) or 0
    transaction.execute(update(filings).where(same).values(superseded=True))
    filing_id: int = transaction.execute(
        insert(filings)
        .values(
            **filing_values(filing),
            revision=last + 1,
            sha256=reading.sha256,
            reader=reading.reader,
            official_id=reading.official_id,
            unidentified=reading.unidentified,
            evidence=reading.evidence,
            seen=reading.seen,
            amends=differences.written(reading.amends),
            corrects=differences.written(reading.corrects),
            picture=images.put(transaction, reading.picture) if reading.picture else None,
            replaces=replaces,
            counted=False,
            **sought.of_filing(facts(filing, None, reading.official_id, reading.standing), found),
        )
        .returning(filings.c.id)
    ).scalar_one()
    transaction.execute(
        update(filings)
        .where(filings.c.id == filing_id)
        .values(newness=sought.newness(filing.filed, filing_id))
    )
    if filing.trades:
        assets.put(transaction, (row.names for row in found))
        values = [
            {
                **trade_values(trade, filing_id),
                **sought.of_trade(row, filing_id),
                "stands": False,
            }
            for trade, row in zip(filing.trades, found, strict=True)
        ]
        transaction.execute(insert(trades), values)
    return filing_id


def get(transaction: Transaction, filing_id: int) -> Stored:
    """The filing with that id. Raises sqlalchemy's NoResultFound when there is none."""
    row = transaction.execute(_stored().where(filings.c.id == filing_id)).one()
    return _complete(transaction, [row])[0]


def many(transaction: Transaction, filing_ids: Sequence[int]) -> dict[int, Stored]:
    rows = transaction.execute(_stored().where(filings.c.id.in_(filing_ids))).all()
    return {stored.id: stored for stored in _complete(transaction, rows)}


def heads(transaction: Transaction, filing_ids: Sequence[int]) -> list[Stored]:
    """The filings in this order, without rows: they tell who filed what kind of report when, and no more."""
    return _bare(transaction, filing_ids, {})


def bare(transaction: Transaction, filing_ids: Sequence[int]) -> list[Stored]:
    """The filings in this order with their rows; they tell nothing of what they amend.

    Of what a row prints only an exchange's two sides are told, which takes a third less time to read.
    """
    return _bare(transaction, filing_ids, _trades_of(transaction, filing_ids, printed=OF_EXCHANGES))


def _bare(transaction: Transaction, filing_ids: Sequence[int], trades_held: Rows) -> list[Stored]:
    rows = transaction.execute(_stored().where(filings.c.id.in_(filing_ids))).all()
    people = _people(transaction, rows)
    held = {row.id: replace(_told(row, trades_held, {}, people), amends=None, corrects=None) for row in rows}
    return [held[filing_id] for filing_id in filing_ids]


def found_rows(transaction: Transaction, places: Sequence[int]) -> dict[int, Stored]:
    """The filings in these places (see `sought.newness`), each with the rows in them only.

    They tell nothing of what they amend.
    """
    ids = sorted({sought.filing_of(place) for place in places})
    rows = transaction.execute(_stored().where(filings.c.id.in_(ids))).all()
    held = _trades_of(transaction, ids, trades.c.newness.in_(places))
    people = _people(transaction, rows)
    told = (_told(row, held, {}, people) for row in rows)
    return {one.id: replace(one, amends=None, corrects=None) for one in told}


def document(transaction: Transaction, held: Stored) -> Document | None:
    """The PDF that the filing was read from, None when its bytes are damaged since."""
    row = transaction.execute(
        select(contents).join(filings, filings.c.sha256 == contents.c.sha256).where(filings.c.id == held.id)
    ).one()
    kept = Document(held.filing.source, held.filing.document_id, row.content, row.media_type)
    return kept if kept.digest == row.sha256 else None


def newest(transaction: Transaction, source: str, document_id: str) -> Stored | None:
    """The newest revision of a document's filing."""
    row = transaction.execute(
        _stored()
        .where(filings.c.source == source, filings.c.document_id == document_id)
        .order_by(filings.c.revision.desc())
        .limit(1)
    ).one_or_none()
    return _complete(transaction, [row])[0] if row else None


def named(transaction: Transaction, document_id: str) -> Stored | None:
    """The newest revision of the filing that people call by this id, whatever its source."""
    found = (newest(transaction, source, document_id) for source in sources(transaction))
    return next(filter(None, found), None)


def of_official(
    transaction: Transaction, source: str, official_id: str, amendment: int | None = None
) -> list[Stored]:
    """What somebody has filed with a source, as filed; of a number of amendment if one is given (0: none)."""
    query = _stored().where(
        filings.c.source == source, filings.c.official_id == official_id, ~filings.c.superseded
    )
    if amendment is not None:
        query = query.where(filings.c.amendment == amendment)
    rows = transaction.execute(query.order_by(filings.c.filed.nulls_last(), filings.c.id)).all()
    return _complete(transaction, rows)


def amending(transaction: Transaction, held: Stored) -> list[str]:
    """The ids of the documents that are proven to amend this one, as filed."""
    if held.official is None:
        return []
    rows = transaction.execute(
        select(filings.c.document_id, filings.c.amends)
        .where(
            filings.c.source == held.filing.source,
            filings.c.official_id == held.official.id,
            ~filings.c.superseded,
            filings.c.amends.is_not(None),
        )
        .order_by(filings.c.filed.nulls_last(), filings.c.id)
    )
    return [row.document_id for row in rows if held.filing.document_id in row.amends["documents"]]


def recent(
    transaction: Transaction, limit: int, official_id: str | None = None, offset: int = 0
) -> list[Stored]:
    """The newest filings, of one official or all, by filed date and then as they were stored."""
    wanted = select(filings.c.id).where(current())
    if official_id is not None:
        wanted = wanted.where(filings.c.official_id == official_id)
    # by the index alone: of what is skipped nothing else is looked at
    ids = transaction.scalars(wanted.order_by(filings.c.newness.desc()).limit(limit).offset(offset)).all()
    held = many(transaction, ids)
    return [held[filing_id] for filing_id in ids]


def count(transaction: Transaction) -> tuple[int, int]:
    """How many reports and trades there are."""
    held = select(filings.c.id).where(current())
    stored = transaction.scalar(select(func.count()).select_from(held.subquery())) or 0
    rows = transaction.scalar(select(func.count()).where(trades.c.filing_id.in_(held))) or 0
    return stored, rows


def current() -> ColumnElement[bool]:
    """Whether a filing is the newest reading of a report; a notice of more time for one is no report."""
    return ~filings.c.superseded & (filings.c.kind != Kind.EXTENSION)


def _stored() -> Select[Any]:
    return select(filings, documents.c.url, documents.c.not_listed, documents.c.silent).join(
        documents,
        (documents.c.source == filings.c.source) & (documents.c.id == filings.c.document_id),
    )


def _complete(transaction: Transaction, rows: Sequence[Row[Any]]) -> list[Stored]:
    held = _trades_of(transaction, [row.id for row in rows])
    changed = [row.amends for row in rows] + [row.corrects for row in rows]
    before = _trades_of(transaction, sorted(set().union(*map(differences.earlier, changed))))
    people = _people(transaction, rows)
    return [_told(row, held, before, people) for row in rows]


def _people(transaction: Transaction, rows: Sequence[Row[Any]]) -> Mapping[str, Official]:
    return officials.of(transaction, {row.official_id for row in rows if row.official_id})


def _told(row: Row[Any], held: Rows, before: Rows, people: Mapping[str, Official]) -> Stored:
    trades_held = held.get(row.id, ())
    return Stored(
        id=row.id,
        revision=row.revision,
        superseded=row.superseded,
        filing=filing_of(row, trades_held),
        official=people.get(row.official_id),
        unidentified=row.unidentified,
        url=row.url,
        seen=row.seen,
        not_listed=row.not_listed,
        silent=row.silent,
        amends=differences.told(row.amends, before, trades_held),
        corrects=differences.told(row.corrects, before, trades_held),
        standing=sought.standing(row),
    )


OF_EXCHANGES = case((trades.c.side == Side.EXCHANGE, trades.c.printed), else_=literal({}, JSON))


def _trades_of(
    transaction: Transaction,
    filing_ids: Sequence[int],
    *only: ColumnElement[bool],
    printed: ColumnElement[Any] = trades.c.printed,
) -> dict[int, tuple[Trade, ...]]:
    held: dict[int, list[Trade]] = {}
    if filing_ids:
        wanted = trades.c.filing_id.in_(filing_ids)
        read = (printed if name == "printed" else trades.c[name] for name in OF_A_TRADE)
        columns = select(*read, trades.c.filing_id)
        for row in transaction.execute(columns.where(wanted, *only).order_by(trades.c.ordinal)):
            held.setdefault(row.filing_id, []).append(trade_of(row))
    return {filing_id: tuple(found) for filing_id, found in held.items()}
