"""The schema's other half: chats, what they follow and what is owed to them; the first is in `tables.py`."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.tables import Id, Instant, Long, metadata

__all__ = ["metadata"]

chats = Table(
    "chats",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("address", Long, nullable=False),
    Column("group", Boolean, nullable=False),
    Column("person", String(100), nullable=False, default=""),
    Column("title", Text, nullable=False, default=""),
    Column("state", String(10), nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("not_before", Instant),
    Column("secret", Text, nullable=False, default="", server_default=""),
    UniqueConstraint("channel", "address"),
)

places = Table(
    "places",
    metadata,
    Column("id", Id, primary_key=True),
    Column("chat_id", ForeignKey("chats.id"), nullable=False),
    Column("thread", String(100), nullable=False),
    Column("paused", Text, nullable=False, default=""),
    UniqueConstraint("chat_id", "thread"),
)

outlets = Table(
    "outlets",
    metadata,
    Column("chat_id", ForeignKey("chats.id"), primary_key=True),
    Column("place_id", ForeignKey("places.id"), primary_key=True),
    Column("created", Instant, nullable=False),
    Index(None, "place_id"),
)

follows = Table(
    "follows",
    metadata,
    Column("id", Id, primary_key=True),
    Column("place_id", ForeignKey("places.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("query", Text, nullable=False),
    Column("role", String(30), nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("created", Instant, nullable=False),
    UniqueConstraint("place_id", "query"),
    sqlite_autoincrement=True,  # an ended follow's number is not given again: see fanouts.last_follow
)

follow_keys = Table(
    "follow_keys",
    metadata,
    Column("kind", String(10), primary_key=True),
    Column("value", String(100), primary_key=True),
    Column("follow_id", ForeignKey("follows.id", ondelete="CASCADE"), primary_key=True),
    Column("place_id", ForeignKey("places.id"), nullable=False),
    Index(None, "kind", "value", "place_id"),
    Index(None, "follow_id"),
)

settings = Table(
    "settings",
    metadata,
    Column("chat_id", ForeignKey("chats.id"), primary_key=True),
    Column("zone", String(50), nullable=False),
    Column("quiet", String(20), nullable=False),
    Column("digest", String(20), nullable=False),
    Column("snoozed", Instant),
)

mutes = Table(
    "mutes",
    metadata,
    Column("place_id", ForeignKey("places.id"), primary_key=True),
    Column("official_id", ForeignKey("officials.id"), primary_key=True),
    Column("created", Instant, nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    Column("token", String(20), primary_key=True),
    Column("command", Text, nullable=False),
    Column("channel", String(20)),
    Column("address", Long),
    Column("created", Instant, nullable=False),
    Index(None, "channel", "address"),
    Index(None, "created"),
)

fanouts = Table(
    "fanouts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("filing_id", ForeignKey("filings.id"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("last_follow", Id, nullable=False),
    Column("position", Id, nullable=False),
    Column("done", Boolean, nullable=False),
    UniqueConstraint("filing_id", "kind"),
    Index(None, "done"),
)

sendings = Table(
    "sendings",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("place_id", ForeignKey("places.id"), nullable=False),
    Column("chat_id", ForeignKey("chats.id"), nullable=False),
    Column("parts", JSON, nullable=False),
    Column("state", String(10), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("lease_until", Instant),
    Column("due_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("plain", Boolean, nullable=False, default=False),
    Column("unknown_since", Instant),
    Column("repeats", Integer, nullable=False, default=0),
    Column("error", Text, nullable=False, default=""),
    Column("created", Instant, nullable=False),
    Index(None, "channel", "state", "due_at"),
    Index(None, "chat_id", "state"),
    Index(None, "repeats"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("place_id", ForeignKey("places.id"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("filing_id", ForeignKey("filings.id"), nullable=False),
    Column("why", JSON, nullable=False),
    Column("state", String(10), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("held", String(10), nullable=False),
    Column("created", Instant, nullable=False),
    Column("sending_id", ForeignKey("sendings.id")),
    Column("sent_at", Instant),
    Column("error", Text, nullable=False, default=""),
    UniqueConstraint("place_id", "kind", "filing_id"),
    Index(None, "channel", "state", "due_at"),
    Index(None, "state", "sent_at"),
    Index(None, "place_id", "state", "sent_at"),
    Index(None, "sending_id"),
)

notices = Table(
    "notices",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("place_id", ForeignKey("places.id"), nullable=False),
    Column("message", JSON, nullable=False),
    Column("created", Instant, nullable=False),
    Index(None, "channel"),
    Index(None, "place_id"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("event", String(100), primary_key=True),
    Column("received", Instant, nullable=False),
    Index(None, "received"),
)
