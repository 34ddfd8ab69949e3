"""
Links between the records of each log, signed heads, and messages that are kept.

Records of before get their links now, as they stand: the chain proves nothing about
what happened to them until then.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from kruispunt_simulator.store.chain import START, link

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_PAGE = 1000

_TABLES = ("log_head", "log_signer", "log_seal", "message")


def upgrade() -> None:
    op.create_table(
        "log_head",
        sa.Column("hop", sa.String(16), primary_key=True),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("chain", sa.String(64), nullable=False),
    )
    op.create_table(
        "log_signer",
        sa.Column("fingerprint", sa.String(64), primary_key=True),
        sa.Column("certificates", sa.Text, nullable=False),
    )
    op.create_table(
        "log_seal",
        sa.Column("hop", sa.String(16), primary_key=True),
        sa.Column("number", sa.BigInteger, primary_key=True),
        sa.Column("first", sa.BigInteger, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        sa.Column("chain", sa.String(64), nullable=False),
        sa.Column("latest", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("signer", sa.String(64), nullable=False),
        sa.Column("signature", sa.Text, nullable=False),
    )
    op.create_table(
        "message",
        sa.Column("hop", sa.String(16), primary_key=True),
        sa.Column("position", sa.BigInteger, primary_key=True),
        sa.Column("part", sa.String(8), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_message_at", "message", ["at"])
    op.add_column("exchange", sa.Column("position", sa.BigInteger))
    op.add_column("exchange", sa.Column("chain", sa.String(64)))
    _link_records()
    with op.batch_alter_table("exchange") as table:
        table.alter_column("position", nullable=False, existing_type=sa.BigInteger)
        table.alter_column("chain", nullable=False, existing_type=sa.String(64))
    op.create_index(
        "ix_exchange_position", "exchange", ["hop", "position"], unique=True
    )
    op.create_index("ix_exchange_at", "exchange", ["at"])
    op.create_index("ix_exchange_person", "exchange", ["person"])


def downgrade() -> None:
    for name in ("position", "at", "person"):
        op.drop_index(f"ix_exchange_{name}", "exchange")
    with op.batch_alter_table("exchange") as table:
        table.drop_column("chain")
        table.drop_column("position")
    for name in _TABLES:
        op.drop_table(name)


def _link_records() -> None:
    connection = op.get_bind()
    exchange = sa.Table("exchange", sa.MetaData(), autoload_with=connection)
    heads: dict[str, tuple[int, str]] = {}
    page = (
        sa.select(exchange)
        .where(exchange.c.id > sa.bindparam("after"))
        .order_by(exchange.c.id)
        .limit(_PAGE)
    )
    change = (
        sa.update(exchange)
        .where(exchange.c.id == sa.bindparam("row"))
        .values(position=sa.bindparam("place"), chain=sa.bindparam("digest"))
    )
    after = 0
    while rows := connection.execute(page, {"after": after}).mappings().all():
        linked = []
        for row in rows:
            position, chain = heads.get(row["hop"], (0, START))
            position += 1
            chain = link(chain, {**row, "position": position})
            heads[row["hop"]] = (position, chain)
            linked.append({"row": row["id"], "place": position, "digest": chain})
        connection.execute(change, linked)
        after = rows[-1]["id"]
    log_head = sa.table(
        "log_head", sa.column("hop"), sa.column("position"), sa.column("chain")
    )
    if heads:
        connection.execute(
            sa.insert(log_head),
            [
                {"hop": hop, "position": position, "chain": chain}
                for hop, (position, chain) in heads.items()
            ],
        )
