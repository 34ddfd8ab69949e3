"""
The tables. Changes to them are Alembic migrations in `migrations/versions`.

`exchange` holds one row per call and direction at a hop: the six elements of the
Protocol WiV–Wonen in Limburg art. 6.4 (time, party, application, service, user, person)
and what an auditor or a developer needs beside them.

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
    MetaData,
    String,
    Table,
    Text,
)

HEAD = "0004"
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
    Index("ix_exchange_trace", "trace"),
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
