"""The schema as SQLAlchemy tables: what is published. `tables_chats.py` has what people want of it.

`upgrades/` holds the same in steps.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect


class Instant(TypeDecorator[datetime]):
    """An aware datetime kept in UTC; SQLite, which has no zones, stores it naive."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        found: datetime = value
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


# SQLite numbers rows by itself only for a plain INTEGER key.
Id = BigInteger().with_variant(Integer, "sqlite")

# A webhook's address is long. SQLite, which keeps any length, has the type of the first revision still.
Long = Text().with_variant(String(100), "sqlite")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("value", JSON, nullable=False),
)

contents = Table(
    "contents",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("media_type", String(100), nullable=False),
    Column("content", LargeBinary, nullable=False),
)

pictures = Table(
    "pictures",
    metadata,
    Column("sha256", ForeignKey("contents.sha256"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

images = Table(
    "images",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("source", String(20), primary_key=True),
    Column("id", String(100), primary_key=True),
    Column("url", Text, nullable=False),
    Column("filer", Text, nullable=False),
    Column("filed", Date),
    Column("facts", JSON, nullable=False),
    Column("silent", Boolean, nullable=False),
    Column("seen", Instant, nullable=False),
    Column("not_listed", Instant),
    Column("state", String(10), nullable=False),
    Column("reason", String(50), nullable=False, default=""),
    Column("detail", Text, nullable=False, default=""),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_try", Instant),
    Column("sha256", ForeignKey("contents.sha256")),
    Column("fetched_at", Instant),
    Column("read_at", Instant),
    Column("matched_at", Instant),
    Index(None, "source", "state", "next_try"),
)

officials = Table(
    "officials",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("name", Text, nullable=False),
    Column("names", JSON, nullable=False),
    Column("terms", JSON, nullable=False),
    Column("seats", JSON, nullable=False),
    Column("agency", Text, nullable=False),
)

aliases = Table(
    "aliases",
    metadata,
    Column("id", Id, primary_key=True),
    Column("official_id", ForeignKey("officials.id"), nullable=False),
    Column("folded", String(200), nullable=False),
    Column("spelling", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("source", String(20), nullable=False),
    Column("document_id", String(100), nullable=False),
    Column("seen", Instant, nullable=False),
    UniqueConstraint("official_id", "folded"),
    Index(None, "source", "document_id"),
    sqlite_autoincrement=True,  # so that People notices one that comes where another went
)

filings = Table(
    "filings",
    metadata,
    Column("id", Id, primary_key=True),
    Column("source", String(20), nullable=False),
    Column("document_id", String(100), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("superseded", Boolean, nullable=False, default=False),
    Column("sha256", ForeignKey("contents.sha256"), nullable=False),
    Column("reader", Integer, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("chamber", String(10), nullable=False),
    Column("filer", Text, nullable=False),
    Column("state", String(2), nullable=False),
    Column("district", Integer),
    Column("office", Text, nullable=False),
    Column("amendment", Integer, nullable=False),
    Column("filed", Date),
    Column("signed", Date),
    Column("pages", Integer, nullable=False),
    Column("picture", ForeignKey("images.sha256")),
    Column("official_id", ForeignKey("officials.id")),
    Column("unidentified", Text, nullable=False, default=""),
    Column("evidence", Text, nullable=False, default=""),
    Column("printed", JSON, nullable=False),
    Column("doubts", JSON, nullable=False),
    Column("vehicles", JSON, nullable=False),
    Column("seen", Instant, nullable=False),
    Column("amends", JSON(none_as_null=True)),
    Column("corrects", JSON(none_as_null=True)),
    Column("replaces", String(100)),
    Column("counted", Boolean, nullable=False),
    Column("newness", BigInteger, nullable=False),
    Column("party", String(1), nullable=False),
    Column("home_state", String(2), nullable=False),
    Column("committees", Text, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("traits", BigInteger, nullable=False),
    *(Column(f"{end}_{of}", BigInteger) for of in ("low", "high", "delay", "late") for end in ("min", "max")),
    *(Column(f"{end}_traded", Date) for end in ("min", "max")),
    UniqueConstraint("source", "document_id", "revision"),
    Index(None, "source", "replaces"),
    # all that a search asks of a filing: it is answered without looking at the filings themselves
    Index(
        "ix_filings_search",
        *(
            "newness",
            "counted",
            "superseded",
            "rows",
            "kind",
            "official_id",
            "chamber",
            "party",
            "home_state",
        ),
        *("committees", "amendment", "filed", "traits", "max_low", "min_high", "min_delay", "max_delay"),
        *("min_late", "max_late", "min_traded", "max_traded", "id"),
    ),
    Index(None, "official_id", "newness"),
)

assets = Table(
    "assets",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("names", Text, nullable=False),
)

companies = Table("companies", metadata, Column("names", Text, primary_key=True))

asset_words = Table(
    "asset_words",
    metadata,
    Column("word", String(60), primary_key=True),
    Column("asset_id", ForeignKey("assets.id"), primary_key=True),
)

trades = Table(
    "trades",
    metadata,
    Column("filing_id", ForeignKey("filings.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("side", String(12), nullable=False),
    Column("asset", Text, nullable=False),
    Column("asset_type", String(40), nullable=False),
    Column("ticker", String(20)),
    Column("owner", String(8), nullable=False),
    Column("traded", Date),
    Column("notified", Date),
    Column("low", BigInteger),
    Column("high", BigInteger),
    Column("status", String(8), nullable=False),
    Column("note", Text, nullable=False),
    Column("printed", JSON, nullable=False),
    Column("former_ticker", String(20)),
    Column("listed_as", Text, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Column("page", Integer),
    Column("top", Float),
    Column("bottom", Float),
    Column("official_id", ForeignKey("officials.id")),
    Column("filed", Date),
    Column("counted", Boolean, nullable=False),
    Column("reported", Date),
    Column("stands", Boolean, nullable=False),
    Column("newness", BigInteger, nullable=False),
    Column("asset_id", ForeignKey("assets.id"), nullable=False),
    Column("chamber", String(10), nullable=False),
    Column("party", String(1), nullable=False),
    Column("state", String(2), nullable=False),
    Column("committees", Text, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("sector", String(30), nullable=False),
    Column("delay", Integer),
    Column("late", Integer),
    Column("amended", Boolean, nullable=False),
    Column("paper", Boolean, nullable=False),
    Index(None, "ticker", "newness", "official_id"),
    *(Index(None, name, "newness") for name in ("former_ticker", "official_id", "asset_id")),
)

tallies = Table(
    "tallies",
    metadata,
    Column("kind", String(10), primary_key=True),
    Column("value", String(20), primary_key=True),
    Column("period", String(7), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("buys", Integer, nullable=False),
    Column("sells", Integer, nullable=False),
    Column("low", BigInteger, nullable=False),
    Column("high", BigInteger, nullable=False),
    Column("open", Integer, nullable=False),
    Column("blank", Integer, nullable=False),
    Column("late", Integer, nullable=False),
    *(Index(None, "kind", "period", by, "value") for by in ("number", "low", "late")),
)
