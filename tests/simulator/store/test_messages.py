"""What is kept of messages: by policy, within a size and an age."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kruispunt_simulator.hops.call import digest
from kruispunt_simulator.settings import Keep, MessagePolicy
from kruispunt_simulator.store import messages as messages_module
from kruispunt_simulator.store.exchange import Exchange
from kruispunt_simulator.store.journal import Journal
from kruispunt_simulator.store.messages import Messages, unpacked
from kruispunt_simulator.store.tables import exchange, message
from sqlalchemy import Engine, select

from .conftest import NOW, Record

Exchanged = Callable[..., Exchange]


@pytest.fixture
def exchanged(record: Record) -> Exchanged:
    """Make a record of a call with its two messages."""

    def make(
        question: bytes = b"<q/>", reply: bytes = b"<r/>", **given: Any
    ) -> Exchange:
        return record(
            request=question,
            reply=reply,
            request_digest=digest(question),
            reply_digest=digest(reply),
            **given,
        )

    return make


def write(engine: Engine, policy: MessagePolicy, *records: Exchange) -> None:
    with closing(Journal(engine, messages=policy)) as journal:
        for each in records:
            journal.write([each])


def kept(engine: Engine) -> list[tuple[str, bytes]]:
    query = select(message).order_by(message.c.position, message.c.part)
    with engine.connect() as connection:
        return [(row.part, unpacked(row.content)) for row in connection.execute(query)]


@pytest.mark.parametrize(
    ("keep", "digests", "messages"),
    [
        (Keep.NONE, [None, None], []),
        (Keep.DIGEST, [digest(b"<q/>"), digest(b"<r/>")], []),
        (
            Keep.FULL,
            [digest(b"<q/>"), digest(b"<r/>")],
            [("reply", b"<r/>"), ("request", b"<q/>")],
        ),
    ],
)
def test_a_policy_says_what_is_kept(
    engine: Engine,
    exchanged: Exchanged,
    keep: Keep,
    digests: list[str | None],
    messages: list[tuple[str, bytes]],
) -> None:
    write(engine, MessagePolicy(keep=keep), exchanged())
    with engine.connect() as connection:
        row = connection.execute(select(exchange)).one()
    assert [row.request_digest, row.reply_digest] == digests
    assert kept(engine) == messages


def test_a_digest_is_all_that_is_kept_unless_somebody_says_so() -> None:
    assert MessagePolicy().keep is Keep.DIGEST


def test_a_record_without_a_message_keeps_none(
    engine: Engine, exchanged: Exchanged
) -> None:
    bare = replace(exchanged(), request=None, reply=b"")
    write(engine, MessagePolicy(keep=Keep.FULL), bare)
    assert kept(engine) == []


@given(st.binary(min_size=1))
def test_a_message_comes_back_octet_for_octet(octets: bytes) -> None:
    assert unpacked(zlib.compress(octets)) == octets


def test_what_unpacks_to_too_much_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a database that somebody tampered with."""
    monkeypatch.setattr(messages_module, "LARGEST", 1000)
    assert len(unpacked(zlib.compress(b"\0" * 100_000))) == 1000


def test_the_oldest_go_when_it_is_too_much(
    engine: Engine, exchanged: Exchanged
) -> None:
    """Stored octets count; each of these is some 2,000, for it is random."""
    policy = MessagePolicy(keep=Keep.FULL, most_bytes=10_000)
    records = [
        exchanged(os.urandom(2000), b"<r/>", at=NOW + timedelta(seconds=n))
        for n in range(20)
    ]
    write(engine, policy, *records)
    left = [octets for part, octets in kept(engine) if part == "request"]
    assert left == [each.request for each in records[-len(left) :]]
    assert 3 <= len(left) <= 5, "what is allowed, and a sixteenth"


@pytest.mark.parametrize(
    ("age", "left"),
    [(timedelta(days=7), 2), (timedelta(days=7, microseconds=1), 0)],
)
def test_what_is_too_old_goes(
    engine: Engine, exchanged: Exchanged, age: timedelta, left: int
) -> None:
    policy = MessagePolicy(keep=Keep.FULL, most_age=timedelta(days=7))
    write(engine, policy, exchanged())
    trim(engine, policy, NOW + age)
    assert len(kept(engine)) == left


def trim(engine: Engine, policy: MessagePolicy, now: datetime) -> None:
    with engine.execution_options(kruispunt_write=True).begin() as connection:
        Messages(policy).trim(connection, now)


def test_a_record_outlives_its_messages(engine: Engine, exchanged: Exchanged) -> None:
    policy = MessagePolicy(keep=Keep.FULL)
    write(engine, policy, exchanged())
    trim(engine, policy, NOW + timedelta(days=8))
    with engine.connect() as connection:
        assert connection.execute(select(exchange)).one().request_digest
