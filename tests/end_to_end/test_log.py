"""
The log: durable before the reply leaves, complete, and free of citizens' numbers.

Protocol WiV–Wonen in Limburg art. 6.4: every call is logged, with time, party,
application, service, user and person. Which refusal leaves which record is in the files
about refusals; here is what holds for all of them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from kruispunt_client import InvalidQuestion, JsonLinesLog, PersonNotRegistered
from kruispunt_client.trust import TrustStore
from kruispunt_simulator.app import Simulator
from kruispunt_simulator.audit.anchors import Notes
from kruispunt_simulator.audit.trail import render_explanation, render_tree
from kruispunt_simulator.audit.verify import verify
from kruispunt_simulator.errors import StateError
from kruispunt_simulator.settings import Settings
from kruispunt_simulator.store.address import database_of
from kruispunt_simulator.store.journal import Journal
from kruispunt_simulator.store.tables import exchange

from ..databases import Database
from ..simulator.services.field_table import TABLE
from .conftest import ANY_PORT
from .envelopes import (
    AMELIE,
    BRAM,
    COULD_BE_REAL,
    GRIET,
    LOTTE,
    MIEKE,
    TOM,
    Chain,
    Envelope,
    Refusal,
    errors_of,
)

Make = Callable[[Envelope], Envelope]

CALLS: dict[str, tuple[str, Make]] = {
    "answered": ("care allowance at magda", Envelope.signed),
    "answered through three hops": ("incapacity at wiv", Envelope.signed),
    "answered unsigned": ("attest at ksz", Envelope.unsigned),
    "unsigned": ("care allowance at magda", Envelope.unsigned),
    "stale": ("disability at wiv", Envelope.with_expired_timestamp),
    "altered": ("attest at ksz", lambda m: m.signed().about(TOM)),
    "against the schema": (
        "care allowance at magda",
        lambda m: m.drop("Taal").signed(),
    ),
    "of another sender": (
        "disability at wiv",
        lambda m: m.put("Identificatie", "nobody.example").signed(),
    ),
    "about a stranger": ("attest at ksz", lambda m: m.about(TOM).signed()),
    "refused two hops on": ("incapacity at wiv", lambda m: m.about(TOM).signed()),
}
EVERY_CALL = pytest.mark.parametrize(
    ("name", "make"), CALLS.values(), ids=[f"a call {each}" for each in CALLS]
)


def on_disk(chain: Chain, trace: str) -> list[dict[str, Any]]:
    """Read the records of a trail as another program does."""
    query = "select * from exchange where trace = ? order by id"
    return Database.of(chain.simulator.engine).rows(query, trace)


# --- durable -------------------------------------------------------------------------


@pytest.mark.requirement("S-LG-01")
@EVERY_CALL
def test_record_is_on_disk_when_the_reply_is_here(
    chain: Chain, envelope: Callable[..., Envelope], name: str, make: Make
) -> None:
    """Nothing is waited for: the reply left after the records of every hop."""
    answer = make(envelope(name)).post()
    rows = on_disk(chain, answer.trace)
    (arrived,) = (
        row for row in rows if (row["hop"], row["direction"]) == (answer.hop, "in")
    )
    expected = "answered" if answer.refusal is None else "refused"
    assert arrived["outcome"] == expected
    # Deeper hops are done before this one, so their records are older.
    assert rows[-1]["hop"] == answer.hop


def test_log_survives_a_power_cut(chain: Chain) -> None:
    """SQLite waits for the disk at every commit: synchronous is FULL (2)."""
    with chain.simulator.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            waits = connection.exec_driver_sql("show synchronous_commit").scalar()
            assert waits == "on"
            return
        raw = connection.connection.cursor()
        assert raw.execute("pragma synchronous").fetchone() == (2,)
        assert raw.execute("pragma journal_mode").fetchone() == ("wal",)


@pytest.mark.requirement("S-LG-01")
def test_no_answer_without_a_record(
    chain: Chain,
    envelope: Callable[..., Envelope],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.4: rather no data than data unlogged."""

    def refuse(*_: object) -> bool:
        raise StateError("database or disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(Journal, "write", refuse)
        answer = envelope().signed().post()
    assert answer.refusal == Refusal("2", "99996")
    assert not answer.has_data
    assert b"disk is full" not in answer.body
    chain.still_answers()


def test_log_outlives_the_process(start: Callable[..., Chain]) -> None:
    """A second start on the same folder adds to the same log."""
    chain = start()
    trace = chain.envelope().signed().post().trace
    chain.simulator.stop()
    with Simulator(Settings(state=chain.state, ports=ANY_PORT)) as again:
        later = Chain(again)
        (first, _) = later.records(trace)
        assert first["person"] == LOTTE
        later.still_answers()
        assert len(list(later.trail.records())) == 4


@pytest.mark.requirement("S-LG-07")
@pytest.mark.parametrize(("days", "stays"), [(None, True), (400, True), (365, False)])
def test_records_stay_as_long_as_the_operator_says(
    start: Callable[..., Chain], days: int | None, stays: bool
) -> None:
    """`kruispunt up --keep-log DAYS`; the acts are silent, so nothing else goes."""
    chain = start()
    trace = chain.envelope().signed().post().trace
    long_ago = {"at": datetime.now(UTC) - timedelta(days=366)}
    with chain.simulator.engine.begin() as connection:
        connection.execute(exchange.update().values(long_ago))
    chain.simulator.stop()
    keep = None if days is None else timedelta(days=days)
    with Simulator(Settings(state=chain.state, ports=ANY_PORT, keep_log=keep)) as again:
        later = Chain(again)
        later.still_answers()
        assert bool(later.records(trace)) is stays


# --- complete ------------------------------------------------------------------------


@EVERY_CALL
def test_digests_are_those_of_the_messages(
    chain: Chain, envelope: Callable[..., Envelope], name: str, make: Make
) -> None:
    """SHA-256 of the octets as they came and went."""
    answer = make(envelope(name)).post()
    record = chain.arrival(answer)
    assert record["request_digest"] == hashlib.sha256(answer.sent).hexdigest()
    assert record["reply_digest"] == hashlib.sha256(answer.body).hexdigest()


@pytest.mark.requirement("S-LG-02")
def test_digests_join_what_one_hop_sent_and_the_next_received(
    chain: Chain, envelope: Callable[..., Envelope]
) -> None:
    records = chain.records(envelope("incapacity at wiv").signed().post().trace)
    spans = {record["span"]: record for record in records}
    pairs = [
        (spans[record["parent_span"]], record)
        for record in records
        if record["direction"] == "in" and record["parent_span"] in spans
    ]
    assert [(sent["hop"], got["hop"]) for sent, got in pairs] == [
        ("magda", "ksz"),
        ("wiv", "magda"),
    ]
    for sent, got in pairs:
        assert sent["direction"] == "out"
        assert sent["request_digest"] == got["request_digest"] is not None
        assert sent["reply_digest"] == got["reply_digest"] is not None
        assert sent["http_status"] == 200


def test_references_lead_from_a_message_to_its_record(
    chain: Chain, envelope: Callable[..., Envelope]
) -> None:
    """An asker comes with a Referte, the platform finds the call; and the reverse."""
    message = envelope().signed()
    answer = message.post()
    record = chain.arrival(answer)
    assert record["reference"] == message.references.context
    assert record["question_reference"] == message.references.question
    path = "Repliek/Context/Bericht/Afzender/Referte"
    assert record["platform_reference"] == answer.payload.findtext(path)
    message = envelope("attest at ksz").signed()
    answer = message.post()
    record = chain.arrival(answer)
    assert record["reference"] == message.references.ticket
    path = "informationCBSS/ticketCBSS"
    assert record["platform_reference"] == answer.payload.findtext(path)


def test_time_of_a_record_is_real_and_in_utc(
    chain: Chain, envelope: Callable[..., Envelope]
) -> None:
    before = datetime.now(UTC)
    answer = envelope("incapacity at wiv").signed().post()
    after = datetime.now(UTC)
    for record in chain.records(answer.trace):
        at = datetime.fromisoformat(record["at"])
        assert at.utcoffset() == timedelta(0)
        assert before <= at <= after
        assert record["duration_us"] >= 0


def test_every_text_fits_its_column(
    chain: Chain, envelope: Callable[..., Envelope]
) -> None:
    """SQLite takes any length; a database that does not would refuse the record."""
    unsupported = envelope("attest at ksz").signed()
    unsupported.ds("SignedInfo/SignatureMethod").set("Algorithm", "urn:x")
    answers = [
        envelope("incapacity at wiv").signed().post(),
        envelope().put("Gebruiker", COULD_BE_REAL).signed().post(),
        envelope().about("x" * 200).signed().post(),
        envelope().put("Hoedanigheid", "x" * 200).signed().post(),
        unsupported.with_value_anew().post(),
    ]
    assert answers[-1].refusal == Refusal("fault", "UnsupportedAlgorithm")
    for record in (r for answer in answers for r in chain.records(answer.trace)):
        for column in exchange.columns:
            length = getattr(column.type, "length", None)
            if length is not None:
                assert len(record[column.name] or "") <= length, column.name


@pytest.mark.requirement("S-LG-02")
def test_third_copy_is_kept_by_the_one_who_asks(chain: Chain, tmp_path: Path) -> None:
    """Issue 1: the client library keeps a record too, of answers and of refusals."""
    log = JsonLinesLog(tmp_path / "questions.jsonl")
    with chain.connect("wonen-in-limburg", "wiv", log=log) as wiv:
        answer = wiv.incapacity.periods(BRAM, "2024Q1", user=MIEKE)
        with pytest.raises(PersonNotRegistered):
            wiv.incapacity.periods(TOM, "2024Q1", user=MIEKE)
    kept = [json.loads(line) for line in log.path.read_text("utf-8").splitlines()]
    assert [row["outcome"] for row in kept] == ["answered", "PersonNotRegistered"]
    assert kept[0]["trace"] == answer.trace
    for row in kept:
        assert (row["party"], row["user"]) == ("wonen-in-limburg", MIEKE)
        (theirs,) = (
            record
            for record in chain.records(row["trace"])
            if (record["hop"], record["direction"]) == ("wiv", "in")
        )
        assert theirs["request_digest"] == row["request_sha256"]
        assert theirs["reply_digest"] == row["reply_sha256"]
        assert theirs["person"] == row["person"]


# --- before anything leaves ----------------------------------------------------------


@pytest.mark.requirement("S-LG-02")
def test_a_question_that_is_sent_on_is_in_the_log_before_it_leaves(
    chain: Chain, envelope: Callable[..., Envelope], source: Callable[..., None]
) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.4: while the next hop has no answer yet."""
    source("insurers", delay_seconds=2.5)
    trace = hashlib.sha256(b"before it leaves").hexdigest()[:32]
    with ThreadPoolExecutor(1) as pool:
        answering = pool.submit(
            lambda: envelope("incapacity at wiv").signed().post(trace=trace)
        )
        chain.eventually(
            lambda record: (
                (record["trace"], record["hop"], record["outcome"])
                == (trace, "magda", "asked")
            )
        )
        before = [(r["hop"], r["outcome"]) for r in chain.records(trace)]
        answer = answering.result()
    assert before == [("wiv", "asked"), ("magda", "asked")]
    asked = {
        record["hop"]: (record["span"], record["request_digest"])
        for record in chain.records(answer.trace)
        if record["outcome"] == "asked"
    }
    arrived = {
        record["hop"]: (record["parent_span"], record["request_digest"])
        for record in chain.records(answer.trace)
        if record["direction"] == "in"
    }
    assert arrived["magda"] == asked["wiv"]
    assert arrived["ksz"] == asked["magda"]


# --- proof ---------------------------------------------------------------------------


@pytest.mark.requirement("S-LG-01")
def test_the_log_of_a_chain_in_use_is_whole(
    chain: Chain, envelope: Callable[..., Envelope]
) -> None:
    """Of every hop, whatever the tests before this one sent; and after a seal."""
    answer = envelope("incapacity at wiv").signed().post()
    chain.simulator.keeper.turn()

    def trust(hop: str) -> TrustStore:
        folder = chain.simulator.settings.pki / "trust"
        return TrustStore.load(folder / f"{hop}.pem", None)

    reports = {each.hop: each for each in verify(chain.simulator.engine, trust)}
    assert {"wiv", "magda", "ksz"} <= set(reports)
    assert [each.flaws for each in reports.values() if each.flaws] == []
    places = {r["hop"]: r["position"] for r in chain.records(answer.trace)}
    for hop, position in places.items():
        assert reports[hop].sealed >= position
    noted = {
        each.hop: each.last for each in Notes(chain.state, database_of(chain.state))
    }
    for hop in ("wiv", "magda", "ksz"):
        assert noted[hop] == reports[hop].sealed, "outside of the database too"


# --- trail ---------------------------------------------------------------------------


def test_trail_is_a_tree(chain: Chain, envelope: Callable[..., Envelope]) -> None:
    answer = envelope("incapacity at wiv").signed().post()
    lines = list(render_tree(chain.trees(answer.trace)))
    assert lines[0].startswith(f"trace {answer.trace}, ")
    assert [line.index("└") for line in lines[1:]] == [0, 3, 6, 9, 12, 15]
    assert "source:insurers" in lines[-1]


@pytest.mark.requirement("S-LG-04")
def test_one_identifier_leads_from_brussels_to_the_source_and_back(
    chain: Chain, envelope: Callable[..., Envelope]
) -> None:
    """23/058 §79.11: end to end; FIDUS gives the trace, and gets it back."""
    trace = hashlib.sha256(b"of bghm").hexdigest()[:32]
    answer = envelope("periods at ksz").signed().post(trace=trace)
    assert answer.trace == trace
    (root,) = chain.trees(trace)
    assert root.record["parent_span"] == "1" * 16, "the span of FIDUS"
    assert (root.record["party"], root.record["user"]) == ("fidus", AMELIE)
    (source,) = root.children
    assert source.record["peer"] == "source:insurers"
    assert root.record["reply_digest"] == hashlib.sha256(answer.body).hexdigest()
    refused = envelope("periods at ksz").about(TOM).signed().post(trace=trace)
    assert refused.trace == trace, "also of what was refused"
    assert len(chain.trees(trace)) == 2


def test_several_calls_of_one_trace_are_several_roots(
    chain: Chain, envelope: Callable[..., Envelope]
) -> None:
    """A vendor may give one business transaction one trace."""
    trace = hashlib.sha256(b"several").hexdigest()[:32]
    for _ in range(2):
        envelope().signed().post(trace=trace)
    assert len(chain.trees(trace)) == 2


SIX = tuple(field.logged for field in TABLE.fields if field.logged)


@pytest.mark.requirement("S-LG-03", "S-LG-05")
@EVERY_CALL
def test_no_element_of_a_record_is_empty(
    chain: Chain, envelope: Callable[..., Envelope], name: str, make: Make
) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.4: six elements at least, everywhere."""
    answer = make(envelope(name)).post()
    assert len(SIX) == 6
    for row in on_disk(chain, answer.trace):
        assert all(row[element] for element in SIX), row


@pytest.mark.requirement("S-LG-05")
def test_a_refused_message_is_logged_with_what_it_claims_and_marked_so(
    chain: Chain, envelope: Callable[..., Envelope]
) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.4; the twin proves it, so has no mark."""
    for message, claimed in (
        (envelope("disability at wiv").with_expired_timestamp(), True),
        (envelope("disability at wiv").signed(), False),
    ):
        record = chain.arrival(message.post())
        checks = {finding["check"] for finding in record["findings"]}
        assert ("log.claimed" in checks) is claimed
        assert record["service"] == "GeefDossierHandicap"
        assert record["user"] == MIEKE


def test_a_trail_belongs_to_who_asked_first(
    chain: Chain, envelope: Callable[..., Envelope]
) -> None:
    """traceparent is not signed: nobody writes into another party's trail with it."""
    trace = hashlib.sha256(b"of rva").hexdigest()[:32]
    first = envelope("attest at ksz").signed().post(trace=trace)
    assert first.trace == trace
    other = (
        envelope("attest at ksz")
        .signed()
        .post(trace=trace, identity=chain.identity("fidus"))
    )
    assert other.trace != trace
    checks = {finding["check"] for finding in chain.arrival(other)["findings"]}
    assert "trace.foreign" in checks


def test_of_copies_that_come_together_one_reaches_the_next_hop(
    chain: Chain, envelope: Callable[..., Envelope]
) -> None:
    """A replay is refused before anything is asked on its behalf."""
    message = envelope("incapacity at wiv").signed()
    trace = hashlib.sha256(b"copies").hexdigest()[:32]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: message.post(trace=trace), range(4)))
    assert sorted(answer.status for answer in answers) == [200, 500, 500, 500]
    rows = on_disk(chain, trace)
    arrived = [row["hop"] for row in rows if row["direction"] == "in"]
    assert sorted(arrived) == ["ksz", "magda", "wiv", "wiv", "wiv", "wiv"]


def test_what_a_sender_writes_cannot_forge_a_line_of_the_trail(
    chain: Chain, envelope: Callable[..., Envelope]
) -> None:
    """Line ends and terminal codes in a message stay visible, and on their line."""
    evil = "x\n└─ ksz in | answered \x9b31m"
    answer = envelope("disability at wiv").put("Gebruiker", evil).signed().post()
    lines = list(render_tree(chain.trees(answer.trace)))
    assert len(lines) == 2, "the trace and one call"
    shown = "\n".join([*lines, *render_explanation(chain.records(answer.trace))])
    assert "\x9b" not in shown


def test_trace_of_another_party_is_not_continued(
    chain: Chain, envelope: Callable[..., Envelope]
) -> None:
    """The header is not signed: nobody writes into somebody else's trail with it."""
    trace = hashlib.sha256(b"of another").hexdigest()[:32]
    assert envelope().signed().post(trace=trace).trace == trace
    answer = envelope("disability at magda").signed().post(trace=trace)
    assert answer.refusal is None
    assert answer.trace != trace
    noted = [f["check"] for f in chain.arrival(answer)["findings"]]
    assert "trace.foreign" in noted
    assert envelope().signed().post(trace=trace).trace == trace


@pytest.mark.requirement("S-LG-05")
def test_records_of_a_refusal_tell_its_whole_story(
    chain: Chain, envelope: Callable[..., Envelope]
) -> None:
    """What `kruispunt explain` prints of a question that the next hop refused."""
    answer = envelope("incapacity at wiv").about(TOM).signed().post()
    text = "\n".join(render_explanation(chain.records(answer.trace)))
    assert "✗ repertory.inscribed → magda.not-registered" in text
    assert "expected:    an open inscription by wonen-in-vlaanderen" in text
    assert "✗ onward.refused" in text
    assert "magda refused: level 3, 13202 of MAGDA" in text


def test_a_wrong_trace_of_the_caller_is_not_continued(
    chain: Chain, envelope: Callable[..., Envelope]
) -> None:
    """W3C Trace Context section 3.2.2: all zeroes, or another form, counts for none."""
    for wrong in ("0" * 32, "g" * 32, "1" * 31, "../../etc/passwd"):
        answer = envelope().signed().post(trace=wrong)
        assert answer.trace != wrong
        assert chain.arrival(answer)["parent_span"] is None


# --- numbers that could be real ------------------------------------------------------

EVERYWHERE: dict[str, Make] = {
    "the person": lambda m: m.about(COULD_BE_REAL),
    "the user": lambda m: m.put("Gebruiker", COULD_BE_REAL),
    "the references": lambda m: m.put("Afzender/Referte", COULD_BE_REAL).put(
        "Vraag/Referte", COULD_BE_REAL
    ),
    "a place where no number belongs": lambda m: m.put("Taal", COULD_BE_REAL),
    "the person, as people write it": lambda m: m.about(
        f"{COULD_BE_REAL[:2]}.{COULD_BE_REAL[2:4]}.{COULD_BE_REAL[4:6]}-"
        f"{COULD_BE_REAL[6:9]}.{COULD_BE_REAL[9:]}"
    ),
}


def test_citizens_numbers_are_nowhere_in_the_database(
    start: Callable[..., Chain],
) -> None:
    """Guardrail: not in the log, not in what it explains, not in another table."""
    chain = start()
    for spoil in EVERYWHERE.values():
        spoil(chain.envelope()).signed().post()
    assert len(list(chain.trail.records())) >= len(EVERYWHERE)
    chain.simulator.stop()
    octets = Database.of(chain.simulator.engine).octets()
    assert GRIET.encode() in octets
    assert COULD_BE_REAL.encode() not in octets
    assert b"00.00.00-001.96" not in octets


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda m: m.about(COULD_BE_REAL), id="person"),
        pytest.param(lambda m: m.put("Gebruiker", COULD_BE_REAL), id="user"),
        pytest.param(lambda m: m.about(f"{COULD_BE_REAL}0"), id="person and a digit"),
        pytest.param(lambda m: m.about(f" {COULD_BE_REAL}"), id="person and a space"),
        pytest.param(
            lambda m: m.put("Referentiedatum", COULD_BE_REAL), id="number for a date"
        ),
        pytest.param(
            lambda m: m.put("Afzender/Referte", COULD_BE_REAL), id="reference"
        ),
        pytest.param(
            lambda m: m.put("Afzender/Identificatie", COULD_BE_REAL), id="sender"
        ),
        pytest.param(lambda m: m.put("Hoedanigheid", COULD_BE_REAL), id="capacity"),
        pytest.param(lambda m: m.put("Context/Naam", COULD_BE_REAL), id="service"),
        pytest.param(lambda m: m.at_path(f"/{COULD_BE_REAL}"), id="path"),
        pytest.param(
            lambda m: setattr(m.payload, "tag", f"{{urn:x:{COULD_BE_REAL}}}Vraag"),
            id="root",
        ),
    ],
)
def test_number_that_a_citizen_could_have_stays_out_of_the_log(
    chain: Chain, envelope: Callable[..., Envelope], spoil: Callable[[Envelope], object]
) -> None:
    """Guardrail: wherever it stands in the message, no column of the log holds it."""
    message = envelope()
    spoil(message)
    answer = message.signed().post()
    records = chain.records(answer.trace)
    assert records
    text = json.dumps(records)
    assert COULD_BE_REAL not in text
    assert COULD_BE_REAL[:10] not in text
    assert records[0]["outcome"] in ("answered", "refused")


@pytest.mark.requirement("S-LG-06")
def test_fictitious_number_does_stand_in_the_log(
    chain: Chain, envelope: Callable[..., Envelope]
) -> None:
    """The twin: Protocol WiV–Wonen in Limburg art. 6.4 wants the person logged."""
    record = chain.arrival(envelope().signed().post())
    assert (record["person"], record["user"]) == (LOTTE, GRIET)


def test_client_of_a_citizens_number_is_refused_and_logs_for_itself(
    chain: Chain, tmp_path: Path
) -> None:
    """The chain keeps the number out; what the asker keeps is the asker's own."""
    log = JsonLinesLog(tmp_path / "questions.jsonl")
    with (
        chain.connect("wonen-in-limburg", "wiv", log=log) as wiv,
        pytest.raises(InvalidQuestion) as caught,
    ):
        wiv.incapacity.periods(COULD_BE_REAL, "2024Q1", user=MIEKE)
    assert COULD_BE_REAL not in str(caught.value)
    assert caught.value.trace is not None
    (record,) = chain.records(caught.value.trace)
    assert errors_of(record) == ["question.fictitious"]
    assert record["person"] == "(kept out of the log)"


@pytest.mark.requirement("S-LG-05")
def test_answer_and_refusal_differ_in_one_column_only(
    chain: Chain, envelope: Callable[..., Envelope]
) -> None:
    """A refused call is logged as fully as an answered one."""
    answered = chain.arrival(envelope().signed().post())
    refused = chain.arrival(envelope().about(TOM).signed().post())
    known = {key for key, value in answered.items() if value not in (None, [])}
    assert known <= {key for key, value in refused.items() if value is not None}
