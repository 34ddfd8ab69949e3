"""The log, the replay cache and the repertories."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "exchange",
        sa.Column("id", _KEY, primary_key=True),
        sa.Column("trace", sa.String(32), nullable=False),
        sa.Column("span", sa.String(16), nullable=False),
        sa.Column("parent_span", sa.String(16)),
        sa.Column("hop", sa.String(16), nullable=False),
        sa.Column("direction", sa.String(3), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("business_date", sa.Date, nullable=False),
        sa.Column("duration_us", sa.BigInteger, nullable=False),
        sa.Column("peer", sa.String(255)),
        sa.Column("party", sa.String(64)),
        sa.Column("application", sa.String(128)),
        sa.Column("service", sa.String(64)),
        sa.Column("version", sa.String(16)),
        sa.Column("operation", sa.String(64)),
        sa.Column("user", sa.String(32)),
        sa.Column("person", sa.String(32)),
        sa.Column("capacity", sa.String(64)),
        sa.Column("legal_basis", sa.Text),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("level", sa.String(16)),
        sa.Column("code", sa.String(32)),
        sa.Column("http_status", sa.Integer),
        sa.Column("reference", sa.String(64)),
        sa.Column("question_reference", sa.String(64)),
        sa.Column("platform_reference", sa.String(64)),
        sa.Column("request_digest", sa.String(64)),
        sa.Column("reply_digest", sa.String(64)),
        sa.Column("findings", sa.Text, nullable=False),
    )
    op.create_index("ix_exchange_trace", "exchange", ["trace"])
    op.create_table(
        "replay",
        sa.Column("key", sa.String(96), primary_key=True),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "repertory",
        sa.Column("id", _KEY, primary_key=True),
        sa.Column("register", sa.String(16), nullable=False),
        sa.Column("party", sa.String(64), nullable=False),
        sa.Column("ssin", sa.String(11), nullable=False),
        sa.Column("quality", sa.String(64)),
        sa.Column("begin_date", sa.Date, nullable=False),
        sa.Column("end_date", sa.Date),
    )
    op.create_index("ix_repertory_lookup", "repertory", ["register", "party", "ssin"])


def downgrade() -> None:
    for table in ("repertory", "replay", "exchange"):
        op.drop_table(table)
