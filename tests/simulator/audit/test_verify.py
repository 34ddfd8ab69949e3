"""
A log that was tampered with is found out, and the first bad record is named.

By hand in the database, as somebody would who may write there; real keys, real seals.

Source: Protocol WiV–Wonen in Limburg art. 6.4: every call is in the log.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kruispunt_client.identity import PrivateIdentity
from kruispunt_client.trust import TrustStore
from kruispunt_simulator.audit.anchors import Anchor
from kruispunt_simulator.audit.retention import Retention
from kruispunt_simulator.audit.verify import MOST, Flaw, Report, verify
from kruispunt_simulator.commands.state import prepare_state
from kruispunt_simulator.errors import StateError
from kruispunt_simulator.settings import Keep, MessagePolicy
from kruispunt_simulator.store import seals as seals_module
from kruispunt_simulator.store.chain import START, link
from kruispunt_simulator.store.exchange import Exchange
from kruispunt_simulator.store.journal import Journal
from kruispunt_simulator.store.messages import unpacked
from kruispunt_simulator.store.seals import Sealer, seals_of
from kruispunt_simulator.store.tables import (
    exchange,
    log_head,
    log_seal,
    log_signer,
    message,
)
from sqlalchemy import Engine, delete, insert, select, text, update

from .conftest import CALL as ANY_CALL

NOW = datetime.now(UTC).replace(microsecond=654_321)
"""The certificates are of today."""

CALL = replace(ANY_CALL, hop="magda", at=NOW)

RECORDS = 12
"""In the log that is tampered with; sealed after the 4th and the 8th."""


class Log:
    """A log in a database, with the keys of a test PKI."""

    def __init__(self, engine: Engine, state: Path) -> None:
        self._pki = state / "pki"
        self.engine = engine
        self.sealer = Sealer(self.engine, self.identity)

    def identity(self, hop: str) -> PrivateIdentity:
        """Who signs for a hop."""
        folder = self._pki / "hops" / hop
        return PrivateIdentity.from_pem(folder / "chain.pem", folder / "key.pem")

    def write(self, *records: Exchange, policy: MessagePolicy | None = None) -> None:
        """Write records through the journal."""
        with closing(Journal(self.engine, messages=policy)) as journal:
            for record in records:
                journal.write([record])

    def fill(self, count: int, start: int = 0, **changes: Any) -> None:
        """Write records that differ, a minute apart."""
        self.write(
            *(
                replace(
                    CALL,
                    trace=f"{n:032x}",
                    at=NOW + timedelta(minutes=n),
                    **changes,
                )
                for n in range(start, start + count)
            )
        )

    def seal(self, hop: str = "magda") -> None:
        """Sign the head of a log."""
        self.sealer.seal(hop, NOW)

    def change(self, statement: Any) -> None:
        """Do something to the database that is not ours to do."""
        with self.engine.execution_options(kruispunt_write=True).begin() as connection:
            connection.execute(statement)

    def row(self, position: int) -> dict[str, Any]:
        """Read a record as it stands there."""
        query = select(exchange).where(
            exchange.c.hop == "magda", exchange.c.position == position
        )
        with self.engine.connect() as connection:
            return dict(connection.execute(query).mappings().one())

    def set(self, place: int, **values: Any) -> None:
        """Change columns of a record."""
        self.change(
            update(exchange)
            .where(exchange.c.hop == "magda", exchange.c.position == place)
            .values(**values)
        )

    def remove(self, *positions: int) -> None:
        """Take records out."""
        self.change(
            delete(exchange).where(
                exchange.c.hop == "magda", exchange.c.position.in_(positions)
            )
        )

    def relink(self, start: int = 1) -> None:
        """Make all links anew, and the head: what somebody careful does."""
        with self.engine.connect() as connection:
            positions = connection.scalars(
                select(exchange.c.position)
                .where(exchange.c.hop == "magda", exchange.c.position >= start)
                .order_by(exchange.c.position)
            ).all()
        chain = START if start == 1 else self.row(start - 1)["chain"]
        for position in positions:
            chain = link(chain, self.row(position))
            self.set(position, chain=chain)
        self.change(
            update(log_head)
            .where(log_head.c.hop == "magda")
            .values(position=positions[-1], chain=chain)
        )

    def renumber(self, start: int, by: int) -> None:
        """Move the positions of records from one on."""
        for position in (
            range(RECORDS, start - 1, -1) if by > 0 else range(start, RECORDS + 1)
        ):
            self.set(position, position=position + by)

    def anchors(self) -> list[Anchor]:
        """Note the seals, as an auditor does."""
        with self.engine.connect() as connection:
            return [
                Anchor(hop=s.hop, number=s.number, last=s.last, chain=s.chain)
                for s in seals_of(connection, "magda")
            ]

    def verify(self, anchors: list[Anchor] | None = None) -> Report:
        """Verify the log of magda."""
        (report,) = verify(
            self.engine, self.trust, hops=["magda"], anchors=anchors or []
        )
        return report

    def trust(self, hop: str) -> TrustStore:
        """Whom to trust for a hop."""
        return TrustStore.load(self._pki / "trust" / f"{hop}.pem", None)

    def flaws(self, anchors: list[Anchor] | None = None) -> list[Flaw]:
        """Give what does not fit."""
        return self.verify(anchors).flaws


@pytest.fixture
def empty(engine: Engine, state: Path) -> Log:
    """A log without records."""
    return Log(engine, state)


@pytest.fixture
def log(empty: Log) -> Log:
    """Twelve records, sealed after the fourth and the eighth."""
    empty.fill(4)
    empty.seal()
    empty.fill(4, start=4)
    empty.seal()
    empty.fill(4, start=8)
    return empty


def first_of(flaws: list[Flaw]) -> tuple[str, int | None]:
    """What is told first."""
    return (flaws[0].kind, flaws[0].position)


def test_a_log_that_nobody_touched_is_whole(log: Log) -> None:
    report = log.verify()
    assert report.flaws == []
    assert (report.records, report.first, report.last) == (12, 1, 12)
    assert (report.seals, report.sealed) == (2, 8)


def test_every_log_is_looked_at(log: Log) -> None:
    log.fill(2, hop="ksz")
    reports = list(verify(log.engine, log.trust))
    assert [(each.hop, each.records) for each in reports] == [("ksz", 2), ("magda", 12)]


# Somebody who may write in the database, and does not make the links anew

COLUMNS = sorted(
    {column.name for column in exchange.c} - {"id", "hop", "position", "chain"}
)


@pytest.mark.parametrize("position", [1, 6, 12], ids=["first", "middle", "last"])
@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_element_is_found_whichever_it_is(
    log: Log, column: str, position: int
) -> None:
    was = log.row(position)[column]
    now = {
        datetime: lambda: was + timedelta(microseconds=1),
        date: lambda: was + timedelta(days=1),
        int: lambda: was + 1,
        str: lambda: was[:-1] + ("1" if was[-1:] != "1" else "2"),
        type(None): lambda: 404 if column == "http_status" else "x",
    }[type(was)]()
    log.set(position, **{column: now})
    flaw = log.flaws()[0]
    assert (flaw.kind, flaw.position) == ("changed", position)
    assert flaw.trace == log.row(position)["trace"]


@pytest.mark.parametrize(
    ("positions", "first"),
    [([1], 1), ([2], 2), ([5, 6, 7], 5), ([12], 12), ([11, 12], 11)],
    ids=["the first", "the second", "several", "the last", "the last two"],
)
def test_a_removed_record_is_found(log: Log, positions: list[int], first: int) -> None:
    log.remove(*positions)
    assert ("missing", first) in [(f.kind, f.position) for f in log.flaws()]
    assert first_of(log.flaws())[1] == first


def test_a_whole_log_that_was_removed_is_found(log: Log) -> None:
    log.remove(*range(1, 13))
    assert first_of(log.flaws()) == ("missing", 1)
    log.change(delete(log_head))
    assert first_of(log.flaws()) == ("missing", 1), "the seals tell"


@pytest.mark.parametrize("position", [1, 6, 12])
def test_an_inserted_record_is_found(log: Log, position: int) -> None:
    """The others make room for it."""
    row = log.row(position)
    log.renumber(position, +1)
    added = row | {"id": 1000, "position": position, "person": "80631402131"}
    log.change(insert(exchange).values(added))
    assert log.flaws()[0].position == position


def test_a_record_behind_the_end_is_found(log: Log) -> None:
    """With a link that fits, but without the head of the log."""
    last = log.row(12)
    row = last | {"id": 1000, "position": 13}
    log.change(insert(exchange).values(row | {"chain": link(last["chain"], row)}))
    assert first_of(log.flaws()) == ("added", 13)


def test_a_removed_record_whose_place_others_take_is_found(log: Log) -> None:
    log.remove(6)
    log.renumber(7, -1)
    assert log.flaws()[0].position == 6


@pytest.mark.parametrize(("one", "other"), [(2, 3), (5, 12), (1, 8)])
def test_swapped_records_are_found(log: Log, one: int, other: int) -> None:
    """All but their places."""
    rows = {place: log.row(place) for place in (one, other)}
    for place, source in ((one, other), (other, one)):
        values = {
            name: value
            for name, value in rows[source].items()
            if name not in ("id", "hop", "position")
        }
        log.set(place, **values)
    assert log.flaws()[0].position == one


def test_swapped_places_are_found(log: Log) -> None:
    """Two records that take each other's position."""
    log.set(3, position=100)
    log.set(7, position=3)
    log.set(100, position=7)
    assert log.flaws()[0].position == 3


def test_rows_in_another_order_are_found(log: Log) -> None:
    """Nothing of the records themselves, only in which order they seem written."""
    one, other = log.row(10)["id"], log.row(11)["id"]
    log.set(10, id=1000)
    log.set(11, id=one)
    log.set(10, id=other)
    assert first_of(log.flaws()) == ("moved", 11)


ODD = {
    "sqlite": (
        "at = 'yesterday'",
        "business_date = x'00'",
        "service = x'ff00'",
        "party = cast(x'ff' as text)",
        "duration_us = 1.5",
        "chain = x'00'",
        "trace = x'ff'",
    ),
    "postgresql": ("at = 'infinity'", "business_date = '-infinity'"),
}
"""What no hop writes, and Python has no value for."""


def test_a_value_that_cannot_be_read_is_named_and_hides_nothing(log: Log) -> None:
    for odd in ODD[log.engine.dialect.name]:
        before = log.row(3)
        log.change(
            text(f"update exchange set {odd} where hop = 'magda' and position = 3")  # noqa: S608
        )
        log.set(9, user="66672815584")
        flaws = log.flaws()
        assert {each.position for each in flaws} <= {3, 4, 9}, odd
        assert first_of(flaws) == ("changed", 3), odd
        assert flaws[-1].position == 9, odd
        log.set(3, **before)
        log.set(9, user=CALL.user)
        assert log.flaws() == []


def test_a_seal_that_cannot_be_read_is_told(log: Log) -> None:
    odd = "infinity" if log.engine.dialect.name == "postgresql" else "yesterday"
    log.change(text(f"update log_seal set latest = '{odd}' where number = 2"))  # noqa: S608
    assert first_of(log.flaws())[0] == "seal"


@given(data=st.data())
@settings(
    max_examples=40,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_is_done_to_some_records_is_found(log: Log, data: Any) -> None:
    """Property: any edit, removal or swap of any records; undone, all is whole."""
    with log.engine.connect() as connection:
        before = [dict(row) for row in connection.execute(select(exchange)).mappings()]
    places = data.draw(
        st.lists(st.integers(1, 12), min_size=2, max_size=4, unique=True)
    )
    what = data.draw(st.sampled_from(["edit", "remove", "swap"]))
    try:
        if what == "edit":
            for place in places:
                log.set(place, user=data.draw(st.text("0123456789", max_size=11)) + "x")
        elif what == "remove":
            log.remove(*places)
        else:
            places = places[:2]
            one, other = (log.row(place) for place in places)
            log.set(one["position"], trace=other["trace"], at=other["at"])
            log.set(other["position"], trace=one["trace"], at=one["at"])
        found = log.flaws()
    finally:
        log.change(delete(exchange))
        log.change(insert(exchange).values(before))
    assert found
    assert found[0].position == min(places)
    assert log.flaws() == []


# Somebody who makes the links anew


@pytest.mark.parametrize("position", [1, 4, 5, 8])
def test_a_sealed_record_cannot_be_changed_even_with_new_links(
    log: Log, position: int
) -> None:
    """The seal tells in which segment; the first of it is named."""
    log.set(position, person="80631402131")
    log.relink()
    segment = 1 if position <= 4 else 5
    assert first_of(log.flaws()) == ("rewritten", segment)


def test_a_sealed_record_cannot_go_even_with_new_links(log: Log) -> None:
    log.remove(12)
    log.relink()
    assert log.flaws() == [], "after the last seal, which is why there is a next one"
    log.remove(8, 9, 10, 11)
    log.relink()
    assert first_of(log.flaws()) == ("missing", 8)


def test_a_log_that_was_written_anew_with_the_seals_is_found_by_who_noted_them(
    log: Log,
) -> None:
    """Even with the key of the hop: what was noted elsewhere is not the same."""
    anchors = log.anchors()
    assert log.flaws(anchors) == []
    log.set(2, person="80631402131")
    log.relink()
    log.change(delete(log_seal))
    Sealer(log.engine, log.identity).seal("magda", NOW)
    assert log.flaws() == []
    assert log.flaws(anchors)[0].kind == "anchor"


def test_a_log_that_was_cut_with_its_seals_is_found_by_who_noted_them(log: Log) -> None:
    anchors = log.anchors()
    log.remove(*range(5, 13))
    log.relink()
    log.change(delete(log_seal).where(log_seal.c.number == 2))
    assert log.flaws() == []
    assert first_of(log.flaws(anchors)) == ("anchor", 5)


# Seals


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("last", 3),
        ("first", 2),
        ("chain", "0" * 64),
        ("at", NOW + timedelta(hours=1)),
        ("latest", NOW - timedelta(days=1)),
        ("previous", "1" * 64),
        ("signature", "AAAA"),
        ("signature", "no base64"),
        ("signer", "0" * 64),
    ],
)
def test_a_seal_that_was_changed_proves_nothing(
    log: Log, column: str, value: Any
) -> None:
    log.change(update(log_seal).where(log_seal.c.number == 1).values({column: value}))
    assert log.flaws()[0].kind == "seal"


def test_a_seal_that_was_taken_out_is_found(log: Log) -> None:
    log.change(delete(log_seal).where(log_seal.c.number == 1))
    assert first_of(log.flaws()) == ("seal", 1)


def test_a_seal_needs_its_certificate(log: Log) -> None:
    log.change(delete(log_signer))
    assert log.flaws()[0].text == "seal 1: its signature is not good"


def test_only_the_hop_itself_seals_its_log(empty: Log) -> None:
    """With a good certificate of another hop, no more than without."""
    empty.fill(3)
    Sealer(empty.engine, lambda _: empty.identity("ksz")).seal("magda", NOW)
    (flaw,) = empty.flaws()
    assert flaw.text == "seal 1: it is signed by ksz.kruispunt.test"


def test_a_certificate_of_another_authority_seals_nothing(
    empty: Log, tmp_path: Path
) -> None:
    prepare_state(tmp_path / "other", key_type="ecdsa-p256")
    folder = tmp_path / "other" / "pki" / "hops" / "magda"
    theirs = PrivateIdentity.from_pem(folder / "chain.pem", folder / "key.pem")
    empty.fill(3)
    Sealer(empty.engine, lambda _: theirs).seal("magda", NOW)
    (flaw,) = empty.flaws()
    assert flaw.text.startswith("seal 1: its certificate: ")


def test_a_key_on_a_curve_seals_too(engine: Engine, tmp_path: Path) -> None:
    prepare_state(tmp_path / "state", key_type="ecdsa-p256")
    log = Log(engine, tmp_path / "state")
    log.fill(3)
    log.seal()
    report = log.verify()
    assert (report.flaws, report.sealed) == ([], 3)


def test_nothing_new_is_not_sealed_again(log: Log) -> None:
    assert len(log.sealer.seal("magda", NOW)) == 1
    assert log.sealer.seal("magda", NOW) == ()
    assert log.verify().sealed == 12


def test_much_at_once_is_sealed_in_pieces(
    empty: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that what is too old goes in small pieces."""
    monkeypatch.setattr(seals_module, "SEGMENT", 5)
    empty.fill(12)
    made = empty.sealer.seal("magda", NOW)
    assert [(seal.first, seal.last) for seal in made] == [(1, 5), (6, 10), (11, 12)]
    assert empty.flaws() == []


@pytest.mark.parametrize("gone", [1, 2], ids=["the last one", "all of them"])
def test_a_log_that_was_written_anew_is_not_sealed_by_who_sealed_it_before(
    log: Log, gone: int
) -> None:
    """Or the hop itself would vouch for it, within a minute."""
    log.set(7, person="80631402131")
    log.relink()
    log.change(delete(log_seal).where(log_seal.c.number > 2 - gone))
    with pytest.raises(StateError, match="seal 2 of magda"):
        log.seal()


# Retention


def purge(log: Log, term: timedelta, now: datetime) -> int:
    keep = Retention(log.engine, log.identity, term)
    return keep.purge("magda", now, date(2024, 1, 24))


@pytest.mark.requirement("S-LG-07")
@pytest.mark.parametrize(
    ("minutes", "gone"),
    [
        pytest.param(3, 0, id="the newest of the first segment is not older yet"),
        pytest.param(3.1, 4, id="the first segment is older"),
        pytest.param(7, 4, id="half of the second is older"),
        pytest.param(7.1, 8, id="both are"),
        pytest.param(600, 8, id="everything is, but not all is sealed"),
    ],
)
def test_whole_segments_go_when_their_term_is_over(
    log: Log, minutes: float, gone: int
) -> None:
    """No act names a term (S-LG-07); an operator may set one."""
    term = timedelta(days=90)
    assert purge(log, term, NOW + term + timedelta(minutes=minutes)) == gone
    report = log.verify()
    assert report.flaws == []
    assert report.first == gone + 1
    assert report.records == 12 - gone + (1 if gone else 0), "what went is noted"


@pytest.mark.requirement("S-LG-07")
def test_a_log_stays_verifiable_however_often_something_goes(log: Log) -> None:
    term = timedelta(minutes=1)
    assert purge(log, term, NOW + timedelta(minutes=5)) == 4
    log.seal()
    assert purge(log, term, NOW + timedelta(minutes=60)) == 9
    log.fill(3, start=100)
    report = log.verify()
    assert report.flaws == []
    assert report.first == 14


def test_what_went_is_told_by_the_log_itself(log: Log) -> None:
    term = timedelta(days=30)
    purge(log, term, NOW + term + timedelta(minutes=5))
    told = log.row(13)
    assert (told["service"], told["reference"]) == ("kruispunt purge", "4")
    (finding,) = json.loads(told["findings"])
    assert finding["requirement"] == "kept for 30 days"
    assert finding["actual"] == "records 1 to 4 were taken away"


def test_a_segment_that_goes_without_being_told_is_found(log: Log) -> None:
    log.remove(1, 2, 3, 4)
    assert first_of(log.flaws()) == ("missing", 1)


def test_records_that_were_made_to_look_old_until_they_went_are_missed(
    log: Log,
) -> None:
    """Without the key: the hop itself was led to take them away, and signed that."""
    with log.engine.connect() as connection:
        latest = next(seals_of(connection, "magda")).latest

    def say(at: datetime) -> None:
        first = update(log_seal).where(log_seal.c.number == 1)
        log.change(first.values(latest=at))

    say(NOW - timedelta(days=40))
    assert purge(log, timedelta(days=30), NOW + timedelta(minutes=20)) == 4
    say(latest)
    (flaw,) = log.flaws()
    assert (flaw.kind, flaw.position) == ("missing", 1)
    assert "before their time" in flaw.text


def test_who_cannot_sign_cannot_say_that_a_term_was_over(log: Log) -> None:
    """A record that looks like ours, with new links, but without the key."""
    purge(log, timedelta(days=30), NOW + timedelta(days=30, minutes=5))
    log.remove(5, 6, 7, 8)
    finding = json.loads(log.row(13)["findings"])[0]
    finding["before"] = (NOW + timedelta(days=90)).isoformat()  # time enough
    log.set(13, reference="8", findings=json.dumps([finding]))
    log.relink(start=10)
    assert ("missing", 1) in [(f.kind, f.position) for f in log.flaws()]


# Messages

FULL = MessagePolicy(keep=Keep.FULL)


@pytest.fixture
def kept(empty: Log) -> Log:
    """A record with both messages."""
    question, reply = b"<question/>" * 50, b"<reply/>" * 50
    record = replace(
        CALL,
        request=question,
        reply=reply,
        request_digest=hashlib.sha256(question).hexdigest(),
        reply_digest=hashlib.sha256(reply).hexdigest(),
    )
    empty.write(record, policy=FULL)
    return empty


def test_messages_that_are_kept_are_those_of_their_digests(kept: Log) -> None:
    assert kept.flaws() == []
    with kept.engine.connect() as connection:
        found = connection.execute(select(message).order_by(message.c.part)).all()
    assert [unpacked(row.content) for row in found] == [
        b"<reply/>" * 50,
        b"<question/>" * 50,
    ]


@pytest.mark.parametrize("content", [b"nothing packed", b""])
def test_a_message_that_was_changed_is_found(kept: Log, content: bytes) -> None:
    kept.change(
        update(message).where(message.c.part == "reply").values(content=content)
    )
    assert first_of(kept.flaws()) == ("message", 1)


def test_a_message_of_no_record_is_found(kept: Log) -> None:
    kept.change(update(message).values(position=7))
    assert {(f.kind, f.position) for f in kept.flaws()} == {("message", 7)}


def test_only_so_much_is_told(log: Log) -> None:
    log.fill(60, start=20)
    for position in range(1, 70):
        log.set(position, code="x")
    found = log.flaws()
    assert len(found) == MOST
    assert found[0].position == 1


def test_many_bad_seals_do_not_hide_a_bad_record(empty: Log) -> None:
    for number in range(MOST + 5):
        empty.fill(1, start=number)
        empty.seal()
    empty.change(delete(log_signer))
    empty.set(MOST + 3, code="x")
    found = [(flaw.kind, flaw.position) for flaw in empty.flaws()]
    assert found[0] == ("seal", 1)
    assert ("changed", MOST + 3) in found


def test_flaws_are_told_in_the_order_of_the_log(log: Log) -> None:
    """The first one that is told is the first record that went wrong."""
    log.set(6, code="x")
    log.change(update(log_seal).where(log_seal.c.number == 2).values(signature="AAAA"))
    log.set(3, code="x")
    found = [(flaw.kind, flaw.position) for flaw in log.flaws()]
    assert found == [("changed", 3), ("seal", 5), ("changed", 6)]
