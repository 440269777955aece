"""Further ways out of a chat (e-mail, webhooks), and notices: what a chat is told that is about no filing."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":  # a webhook's address is longer; SQLite keeps any length
        op.alter_column("chats", "address", type_=sa.Text())
        op.alter_column("tokens", "address", type_=sa.Text())
    op.add_column("chats", sa.Column("secret", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "outlets",
        sa.Column("chat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name=op.f("fk_outlets_chat_id")),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_outlets_place_id")),
        sa.PrimaryKeyConstraint("chat_id", "place_id", name=op.f("pk_outlets")),
    )
    op.create_index("ix_outlets_place_id", "outlets", ["place_id"], unique=False)
    op.create_table(
        "notices",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("message", sa.JSON(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_notices_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index("ix_notices_channel", "notices", ["channel"], unique=False)
    op.create_index("ix_notices_place_id", "notices", ["place_id"], unique=False)
