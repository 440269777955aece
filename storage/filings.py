"""Filings and their trades: stored once per revision, looked up by document, official, ticker and date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, insert, or_, select, update

from storage import aliases, counted, differences, images, officials
from storage.database import Transaction
from storage.model import Difference, Document, Filing, Kind, Stored, Trade
from storage.rows import filing_of, filing_values, trade_of, trade_values
from storage.tables import contents, documents, filings, trades
from storage.tables import images as image_table


@dataclass(frozen=True, slots=True)
class Reading:
    """A filing about to be stored, with where it came from, whose it is and what it changes.

    `evidence` says how it is known whose it is; without it no name is learnt. `picture` is a scan's first
    page, `b""` for none.
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
    evidence: str = ""


def add(transaction: Transaction, reading: Reading) -> int:
    """Stores a filing as its document's newest revision, and what it teaches of its official's name.

    Returns the filing's id.
    """
    filing = reading.filing
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
            replaces=counted.replaces(filing, reading.amends),
            counted=False,
        )
        .returning(filings.c.id)
    ).scalar_one()
    if filing.trades:
        facts = {"official_id": reading.official_id, "filed": filing.filed, "counted": False}
        rows = [{**trade_values(trade, filing_id), **facts} for trade in filing.trades]
        transaction.execute(insert(trades), rows)
    affected = counted.touched(transaction, filing.source, filing.document_id)
    counted.settle(transaction, filing.source, affected)
    aliases.note(transaction, filing_id)
    return filing_id


def get(transaction: Transaction, filing_id: int) -> Stored:
    """The filing with that id. Raises sqlalchemy's NoResultFound when there is none."""
    row = transaction.execute(_stored().where(filings.c.id == filing_id)).one()
    return _complete(transaction, [row])[0]


def many(transaction: Transaction, filing_ids: Sequence[int]) -> dict[int, Stored]:
    rows = transaction.execute(_stored().where(filings.c.id.in_(filing_ids))).all()
    return {stored.id: stored for stored in _complete(transaction, rows)}


def document(transaction: Transaction, held: Stored) -> Document | None:
    """The PDF that the filing was read from, None when its bytes are damaged since."""
    row = transaction.execute(
        select(contents).join(filings, filings.c.sha256 == contents.c.sha256).where(filings.c.id == held.id)
    ).one()
    kept = Document(held.filing.source, held.filing.document_id, row.content, row.media_type)
    return kept if kept.digest == row.sha256 else None


def pictures(transaction: Transaction, filing_ids: Sequence[int]) -> dict[int, bytes]:
    """The first page of each that is a scan, by the filing's id; those without a picture are left out."""
    rows = transaction.execute(
        select(filings.c.id, image_table.c.content)
        .join(image_table, image_table.c.sha256 == filings.c.picture)
        .where(filings.c.id.in_(filing_ids))
    )
    return {row.id: row.content for row in rows}


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
    source = transaction.scalar(select(filings.c.source).where(filings.c.document_id == document_id).limit(1))
    return newest(transaction, source, document_id) if source else None


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


def recent(transaction: Transaction, limit: int, official_id: str | None = None) -> list[Stored]:
    """The newest filings, of one official or all, by filed date and then by when we saw them."""
    query = _stored().where(current())
    if official_id is not None:
        query = query.where(filings.c.official_id == official_id)
    rows = transaction.execute(
        query.order_by(filings.c.filed.desc().nulls_last(), filings.c.seen.desc(), filings.c.id.desc()).limit(
            limit
        )
    ).all()
    return _complete(transaction, rows)


def with_ticker(transaction: Transaction, symbol: str, limit: int) -> list[tuple[Stored, Trade]]:
    """The newest trades of one security, by today's or the former symbol, with the filing each stands in.

    Those of reports that were replaced whole are left out: an amendment holds them again.
    """
    rows = transaction.execute(
        select(trades)
        .where(has_ticker(symbol), trades.c.counted)
        .order_by(
            trades.c.traded.desc().nulls_last(),
            trades.c.filed.desc().nulls_last(),
            trades.c.filing_id,
            trades.c.ordinal,
        )
        .limit(limit)
    ).all()
    held = many(transaction, sorted({row.filing_id for row in rows}))
    return [(held[row.filing_id], trade_of(row)) for row in rows]


def has_ticker(symbol: str) -> ColumnElement[bool]:
    """Whether a trade is one in the security that has, or had, this symbol."""
    return or_(trades.c.ticker == symbol, trades.c.former_ticker == symbol)


def tickers(transaction: Transaction) -> list[str]:
    """Every ticker that somebody has traded."""
    return list(transaction.scalars(select(trades.c.ticker).where(trades.c.ticker.is_not(None)).distinct()))


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
    people = {row.official_id: officials.get(transaction, row.official_id) for row in rows if row.official_id}
    return [
        Stored(
            id=row.id,
            revision=row.revision,
            superseded=row.superseded,
            filing=filing_of(row, held.get(row.id, ())),
            official=people.get(row.official_id),
            unidentified=row.unidentified,
            url=row.url,
            seen=row.seen,
            not_listed=row.not_listed,
            silent=row.silent,
            amends=differences.told(row.amends, before, held.get(row.id, ())),
            corrects=differences.told(row.corrects, before, held.get(row.id, ())),
        )
        for row in rows
    ]


def _trades_of(transaction: Transaction, filing_ids: Sequence[int]) -> dict[int, tuple[Trade, ...]]:
    held: dict[int, list[Trade]] = {}
    if filing_ids:
        for row in transaction.execute(
            select(trades).where(trades.c.filing_id.in_(filing_ids)).order_by(trades.c.ordinal)
        ):
            held.setdefault(row.filing_id, []).append(trade_of(row))
    return {filing_id: tuple(found) for filing_id, found in held.items()}
