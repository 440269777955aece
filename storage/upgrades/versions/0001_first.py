"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chats",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=100), nullable=False),
        sa.Column("group", sa.Boolean(), nullable=False),
        sa.Column("person", sa.String(length=100), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chats")),
        sa.UniqueConstraint("channel", "address", name=op.f("uq_chats_channel_address")),
    )
    op.create_table(
        "checkpoints",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_checkpoints")),
    )
    op.create_table(
        "contents",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_contents")),
    )
    op.create_table(
        "inbox",
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("event", sa.String(length=100), nullable=False),
        sa.Column("received", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel", "event", name=op.f("pk_inbox")),
    )
    op.create_index("ix_inbox_received", "inbox", ["received"], unique=False)
    op.create_table(
        "officials",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("seats", sa.JSON(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officials")),
    )
    op.create_table(
        "aliases",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("official_id", sa.String(length=20), nullable=False),
        sa.Column("folded", sa.String(length=200), nullable=False),
        sa.Column("spelling", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("document_id", sa.String(length=100), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["official_id"], ["officials.id"], name=op.f("fk_aliases_official_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aliases")),
        sa.UniqueConstraint("official_id", "folded", name=op.f("uq_aliases_official_id_folded")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_aliases_source_document_id", "aliases", ["source", "document_id"], unique=False)
    op.create_table(
        "documents",
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("id", sa.String(length=100), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("filer", sa.Text(), nullable=False),
        sa.Column("filed", sa.Date(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_listed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=50), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("matched_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["sha256"], ["contents.sha256"], name=op.f("fk_documents_sha256")),
        sa.PrimaryKeyConstraint("source", "id", name=op.f("pk_documents")),
    )
    op.create_index(
        "ix_documents_source_state_next_try", "documents", ["source", "state", "next_try"], unique=False
    )
    op.create_table(
        "pictures",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["contents.sha256"], name=op.f("fk_pictures_sha256")),
        sa.PrimaryKeyConstraint("sha256", "number", name=op.f("pk_pictures")),
    )
    op.create_table(
        "images",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_images")),
    )
    op.create_table(
        "filings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("document_id", sa.String(length=100), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("superseded", sa.Boolean(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("reader", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("chamber", sa.String(length=10), nullable=False),
        sa.Column("filer", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("district", sa.Integer(), nullable=True),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("amendment", sa.Integer(), nullable=False),
        sa.Column("filed", sa.Date(), nullable=True),
        sa.Column("signed", sa.Date(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("picture", sa.String(length=64), nullable=True),
        sa.Column("official_id", sa.String(length=20), nullable=True),
        sa.Column("unidentified", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("printed", sa.JSON(), nullable=False),
        sa.Column("doubts", sa.JSON(), nullable=False),
        sa.Column("vehicles", sa.JSON(), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("amends", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("corrects", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("replaces", sa.String(length=100), nullable=True),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("newness", sa.BigInteger(), nullable=False),
        sa.Column("party", sa.String(length=1), nullable=False),
        sa.Column("home_state", sa.String(length=2), nullable=False),
        sa.Column("committees", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("traits", sa.BigInteger(), nullable=False),
        sa.Column("min_low", sa.BigInteger(), nullable=True),
        sa.Column("max_low", sa.BigInteger(), nullable=True),
        sa.Column("min_high", sa.BigInteger(), nullable=True),
        sa.Column("max_high", sa.BigInteger(), nullable=True),
        sa.Column("min_delay", sa.BigInteger(), nullable=True),
        sa.Column("max_delay", sa.BigInteger(), nullable=True),
        sa.Column("min_late", sa.BigInteger(), nullable=True),
        sa.Column("max_late", sa.BigInteger(), nullable=True),
        sa.Column("min_traded", sa.Date(), nullable=True),
        sa.Column("max_traded", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["official_id"], ["officials.id"], name=op.f("fk_filings_official_id")),
        sa.ForeignKeyConstraint(["picture"], ["images.sha256"], name=op.f("fk_filings_picture")),
        sa.ForeignKeyConstraint(["sha256"], ["contents.sha256"], name=op.f("fk_filings_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filings")),
        sa.UniqueConstraint(
            "source", "document_id", "revision", name=op.f("uq_filings_source_document_id_revision")
        ),
    )
    op.create_index("ix_filings_source_replaces", "filings", ["source", "replaces"], unique=False)
    op.create_index(
        "ix_filings_search",
        "filings",
        [
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
        ],
        unique=False,
    )
    op.create_index("ix_filings_official_id_newness", "filings", ["official_id", "newness"], unique=False)
    op.create_table(
        "places",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("chat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("thread", sa.String(length=100), nullable=False),
        sa.Column("paused", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name=op.f("fk_places_chat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
        sa.UniqueConstraint("chat_id", "thread", name=op.f("uq_places_chat_id_thread")),
    )
    op.create_table(
        "fanouts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("filing_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("last_follow", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["filing_id"], ["filings.id"], name=op.f("fk_fanouts_filing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fanouts")),
        sa.UniqueConstraint("filing_id", "kind", name=op.f("uq_fanouts_filing_id_kind")),
    )
    op.create_index("ix_fanouts_done", "fanouts", ["done"], unique=False)
    op.create_table(
        "follows",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_follows_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follows")),
        sa.UniqueConstraint("place_id", "query", name=op.f("uq_follows_place_id_query")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sendings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("chat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("plain", sa.Boolean(), nullable=False),
        sa.Column("unknown_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("repeats", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name=op.f("fk_sendings_chat_id")),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_sendings_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sendings")),
    )
    op.create_index(
        "ix_sendings_channel_state_due_at", "sendings", ["channel", "state", "due_at"], unique=False
    )
    op.create_index("ix_sendings_chat_id_state", "sendings", ["chat_id", "state"], unique=False)
    op.create_index("ix_sendings_repeats", "sendings", ["repeats"], unique=False)
    op.create_table(
        "assets",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assets")),
    )
    op.create_table(
        "companies",
        sa.Column("names", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("names", name=op.f("pk_companies")),
    )
    op.create_table(
        "asset_words",
        sa.Column("word", sa.String(length=60), nullable=False),
        sa.Column("asset_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_asset_words_asset_id")),
        sa.PrimaryKeyConstraint("word", "asset_id", name=op.f("pk_asset_words")),
    )
    op.create_table(
        "trades",
        sa.Column("filing_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=12), nullable=False),
        sa.Column("asset", sa.Text(), nullable=False),
        sa.Column("asset_type", sa.String(length=40), nullable=False),
        sa.Column("ticker", sa.String(length=20), nullable=True),
        sa.Column("owner", sa.String(length=8), nullable=False),
        sa.Column("traded", sa.Date(), nullable=True),
        sa.Column("notified", sa.Date(), nullable=True),
        sa.Column("low", sa.BigInteger(), nullable=True),
        sa.Column("high", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("printed", sa.JSON(), nullable=False),
        sa.Column("former_ticker", sa.String(length=20), nullable=True),
        sa.Column("listed_as", sa.Text(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("top", sa.Float(), nullable=True),
        sa.Column("bottom", sa.Float(), nullable=True),
        sa.Column("official_id", sa.String(length=20), nullable=True),
        sa.Column("filed", sa.Date(), nullable=True),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("reported", sa.Date(), nullable=True),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.Column("newness", sa.BigInteger(), nullable=False),
        sa.Column("asset_id", sa.BigInteger(), nullable=False),
        sa.Column("chamber", sa.String(length=10), nullable=False),
        sa.Column("party", sa.String(length=1), nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("committees", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("sector", sa.String(length=30), nullable=False),
        sa.Column("delay", sa.Integer(), nullable=True),
        sa.Column("late", sa.Integer(), nullable=True),
        sa.Column("amended", sa.Boolean(), nullable=False),
        sa.Column("paper", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_trades_asset_id")),
        sa.ForeignKeyConstraint(["official_id"], ["officials.id"], name=op.f("fk_trades_official_id")),
        sa.ForeignKeyConstraint(["filing_id"], ["filings.id"], name=op.f("fk_trades_filing_id")),
        sa.PrimaryKeyConstraint("filing_id", "ordinal", name=op.f("pk_trades")),
    )
    op.create_index(
        "ix_trades_ticker_newness_official_id", "trades", ["ticker", "newness", "official_id"], unique=False
    )
    op.create_index("ix_trades_former_ticker_newness", "trades", ["former_ticker", "newness"], unique=False)
    op.create_index("ix_trades_official_id_newness", "trades", ["official_id", "newness"], unique=False)
    op.create_index("ix_trades_asset_id_newness", "trades", ["asset_id", "newness"], unique=False)
    op.create_table(
        "tallies",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("value", sa.String(length=20), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("buys", sa.Integer(), nullable=False),
        sa.Column("sells", sa.Integer(), nullable=False),
        sa.Column("low", sa.BigInteger(), nullable=False),
        sa.Column("high", sa.BigInteger(), nullable=False),
        sa.Column("open", sa.Integer(), nullable=False),
        sa.Column("blank", sa.Integer(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "value", "period", name=op.f("pk_tallies")),
    )
    op.create_index(
        "ix_tallies_kind_period_number_value", "tallies", ["kind", "period", "number", "value"], unique=False
    )
    op.create_index(
        "ix_tallies_kind_period_low_value", "tallies", ["kind", "period", "low", "value"], unique=False
    )
    op.create_index(
        "ix_tallies_kind_period_late_value", "tallies", ["kind", "period", "late", "value"], unique=False
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("filing_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("why", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held", sa.String(length=10), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sending_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["filing_id"], ["filings.id"], name=op.f("fk_deliveries_filing_id")),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_deliveries_place_id")),
        sa.ForeignKeyConstraint(["sending_id"], ["sendings.id"], name=op.f("fk_deliveries_sending_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint(
            "place_id", "kind", "filing_id", name=op.f("uq_deliveries_place_id_kind_filing_id")
        ),
    )
    op.create_index(
        "ix_deliveries_channel_state_due_at", "deliveries", ["channel", "state", "due_at"], unique=False
    )
    op.create_index("ix_deliveries_state_sent_at", "deliveries", ["state", "sent_at"], unique=False)
    op.create_index(
        "ix_deliveries_place_id_state_sent_at", "deliveries", ["place_id", "state", "sent_at"], unique=False
    )
    op.create_index("ix_deliveries_sending_id", "deliveries", ["sending_id"], unique=False)
    op.create_table(
        "follow_keys",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("value", sa.String(length=100), nullable=False),
        sa.Column("follow_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["follow_id"], ["follows.id"], name=op.f("fk_follow_keys_follow_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_follow_keys_place_id")),
        sa.PrimaryKeyConstraint("kind", "value", "follow_id", name=op.f("pk_follow_keys")),
    )
    op.create_index("ix_follow_keys_follow_id", "follow_keys", ["follow_id"], unique=False)
    op.create_index(
        "ix_follow_keys_kind_value_place_id", "follow_keys", ["kind", "value", "place_id"], unique=False
    )
    op.create_table(
        "settings",
        sa.Column("chat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("zone", sa.String(length=50), nullable=False),
        sa.Column("quiet", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=20), nullable=False),
        sa.Column("snoozed", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name=op.f("fk_settings_chat_id")),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_settings")),
    )
    op.create_table(
        "mutes",
        sa.Column("place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("official_id", sa.String(length=20), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_mutes_place_id")),
        sa.ForeignKeyConstraint(["official_id"], ["officials.id"], name=op.f("fk_mutes_official_id")),
        sa.PrimaryKeyConstraint("place_id", "official_id", name=op.f("pk_mutes")),
    )
    op.create_table(
        "tokens",
        sa.Column("token", sa.String(length=20), nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=True),
        sa.Column("address", sa.String(length=100), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_tokens")),
    )
    op.create_index("ix_tokens_channel_address", "tokens", ["channel", "address"], unique=False)
    op.create_index("ix_tokens_created", "tokens", ["created"], unique=False)
