"""The persons: one row each, the keys that others find them by, and their files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "person_source",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("format", sa.String(32), nullable=False),
        sa.Column("finished", sa.Boolean, nullable=False),
    )
    op.create_table(
        "person",
        sa.Column("ssin", sa.String(11), primary_key=True),
        sa.Column("id", sa.String(100), unique=True),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("source", sa.Integer, nullable=False),
        sa.Column("line", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("real_numbers", sa.Boolean, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
    )
    op.create_index("ix_person_source", "person", ["source", "digest"])
    op.create_index("ix_person_real_numbers", "person", ["real_numbers"])
    op.create_table(
        "person_key",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("kind", sa.String(32), primary_key=True),
        sa.Column("ssin", sa.String(11), primary_key=True),
    )
    op.create_index("ix_person_key_ssin", "person_key", ["ssin"])
    op.create_index("ix_repertory_ssin", "repertory", ["ssin"])


def downgrade() -> None:
    op.drop_index("ix_repertory_ssin", "repertory")
    for table in ("person_key", "person", "person_source"):
        op.drop_table(table)
