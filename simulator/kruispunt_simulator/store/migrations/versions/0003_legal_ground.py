"""The ground of each call by its id, and the nearest one to a call without any."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("exchange", sa.Column("grant", sa.String(128)))
    op.add_column("exchange", sa.Column("nearest", sa.Text))


def downgrade() -> None:
    op.drop_column("exchange", "nearest")
    op.drop_column("exchange", "grant")
