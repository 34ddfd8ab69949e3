"""
The tables. Changes to them are Alembic migrations in `migrations/versions`.

`exchange` holds one row per call and direction at a hop: the six elements of the
Protocol WiV–Wonen in Limburg art. 6.4 (time, party, application, service, user, person)
and what an auditor or a developer needs beside them. Each hop keeps one log: `position`
counts its records, `chain` links each to the one before (`chain.py`), and `log_head`
tells where it ends. `log_seal` holds heads that the hop signed, `log_signer` the
certificates that go with those signatures, `message` what was kept of the messages
themselves (`messages.py`).

`person` holds the files of persons, one row each: `document` is the file as JSON, what
stands before it is there to find it. `person_key` has the keys under which others find
a file (`Person.keys`), `person_source` the files that were loaded, so that what did not
change since is not loaded again.

`push_sequence` counts the messages that were pushed to each receiver.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

HEAD = "0005"
"""Revision of the newest migration; a test compares it with the folder."""

metadata = MetaData()

exchange = Table(
    "exchange",
    metadata,
    Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
    Column("trace", String(32), nullable=False),
    Column("span", String(16), nullable=False),
    Column("parent_span", String(16)),
    Column("hop", String(16), nullable=False),
    Column("direction", String(3), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("business_date", Date, nullable=False),
    Column("duration_us", BigInteger, nullable=False),
    Column("peer", String(255)),
    Column("party", String(64)),
    Column("application", String(128)),
    Column("service", String(64)),
    Column("version", String(16)),
    Column("operation", String(64)),
    Column("user", String(32)),
    Column("person", String(32)),
    Column("capacity", String(64)),
    Column("legal_basis", Text),
    Column("grant", String(128)),
    Column("nearest", Text),
    Column("outcome", String(16), nullable=False),
    Column("level", String(16)),
    Column("code", String(32)),
    Column("http_status", Integer),
    Column("reference", String(64)),
    Column("question_reference", String(64)),
    Column("platform_reference", String(64)),
    Column("request_digest", String(64)),
    Column("reply_digest", String(64)),
    Column("findings", Text, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("chain", String(64), nullable=False),
    Index("ix_exchange_trace", "trace"),
    Index("ix_exchange_position", "hop", "position", unique=True),
    Index("ix_exchange_at", "at"),
    Index("ix_exchange_person", "person"),
)

log_head = Table(
    "log_head",
    metadata,
    Column("hop", String(16), primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("chain", String(64), nullable=False),
)

log_signer = Table(
    "log_signer",
    metadata,
    Column("fingerprint", String(64), primary_key=True),
    Column("certificates", Text, nullable=False),
)

log_seal = Table(
    "log_seal",
    metadata,
    Column("hop", String(16), primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("chain", String(64), nullable=False),
    Column("latest", DateTime(timezone=True), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("signer", String(64), nullable=False),
    Column("signature", Text, nullable=False),
)

message = Table(
    "message",
    metadata,
    Column("hop", String(16), primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("part", String(8), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("size", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Index("ix_message_at", "at"),
)

replay = Table(
    "replay",
    metadata,
    Column("key", String(96), primary_key=True),
    Column("expires", DateTime(timezone=True), nullable=False),
)

repertory = Table(
    "repertory",
    metadata,
    Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
    Column("register", String(16), nullable=False),
    Column("party", String(64), nullable=False),
    Column("ssin", String(11), nullable=False),
    Column("quality", String(64)),
    Column("begin_date", Date, nullable=False),
    Column("end_date", Date),
    Index("ix_repertory_lookup", "register", "party", "ssin"),
    Index("ix_repertory_ssin", "ssin"),
)

person_source = Table(
    "person_source",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("digest", String(64), nullable=False),
    Column("format", String(32), nullable=False),
    Column("finished", Boolean, nullable=False),
)

person = Table(
    "person",
    metadata,
    Column("ssin", String(11), primary_key=True),
    Column("id", String(100), unique=True),
    Column("title", String(100), nullable=False),
    Column("source", Integer, nullable=False),
    Column("line", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("real_numbers", Boolean, nullable=False),
    Column("document", Text, nullable=False),
    Index("ix_person_source", "source", "digest"),
    Index("ix_person_real_numbers", "real_numbers"),
)

person_key = Table(
    "person_key",
    metadata,
    Column("key", Text, primary_key=True),
    Column("kind", String(32), primary_key=True),
    Column("ssin", String(11), primary_key=True),
    Index("ix_person_key_ssin", "ssin"),
)

push_sequence = Table(
    "push_sequence",
    metadata,
    Column("receiver", String(64), primary_key=True),
    Column("last", BigInteger, nullable=False),
)
