"""A call from its first byte to its record."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from kruispunt_contracts import WIRE_FAULTS, catalogue
from kruispunt_law import law
from kruispunt_simulator.hops.call import (
    REAL_NUMBER,
    UNKNOWN,
    Call,
    as_logged,
    common_name,
    digest,
    findings_json,
    without_real_numbers,
)
from kruispunt_simulator.hops.plan import HOPS
from kruispunt_simulator.message import Finding, Question, Rendered, Severity
from kruispunt_simulator.parties import Parties
from kruispunt_simulator.store.exchange import Exchange
from kruispunt_simulator.store.tables import exchange

from .conftest import NOW, Make, certificate

PARTIES = Parties.load()
FICTITIOUS = "85643007594"
REAL = "00000000097"
"""Well formed, month 00: looks real, and is nobody's for want of a day."""
TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"

RENDERED = Rendered(
    payload=None,
    http_status=200,
    outcome="refused",
    level="2",
    code="13001",
    platform_reference="reply-1",
)


# Trace


def test_a_trace_goes_on_where_the_caller_left_it(make_call: Make) -> None:
    """Source: W3C Trace Context, section 3.2."""
    call = make_call(traceparent=f"00-{TRACE}-{SPAN}-01")
    assert (call.trace, call.parent_span) == (TRACE, SPAN)
    assert call.span != SPAN
    assert re.fullmatch("[0-9a-f]{16}", call.span)


@pytest.mark.parametrize(
    "traceparent",
    [
        pytest.param(None, id="absent"),
        pytest.param("", id="empty"),
        pytest.param(TRACE, id="the trace alone"),
        pytest.param(f"00-{TRACE.upper()}-{SPAN}-01", id="capitals"),
        pytest.param(f"00-{TRACE}-{SPAN}", id="no flags"),
        pytest.param(f"00-{TRACE}-{SPAN}-01\n", id="a line feed"),
        pytest.param(f"ff-{TRACE}-{SPAN}-01", id="the forbidden version"),
        pytest.param(f"00-{TRACE[:-1]}-{SPAN}-01", id="a digit short"),
        pytest.param("00-<script>-x-01", id="something else"),
    ],
)
def test_any_other_header_begins_a_new_trace(
    make_call: Make, traceparent: str | None
) -> None:
    """Source: W3C Trace Context, section 4.3: an invalid one is ignored."""
    call, other = (make_call(traceparent=traceparent) for _ in range(2))
    assert re.fullmatch("[0-9a-f]{32}", call.trace)
    assert call.parent_span is None
    assert call.trace != other.trace


def test_flag_and_state_of_the_trace_go_along(make_call: Make) -> None:
    call = make_call(traceparent=f"00-{TRACE}-{SPAN}-00", tracestate="rojo=1")
    assert (call.sampled, call.tracestate) == (False, "rojo=1")


def test_a_trace_of_its_own_has_no_state_of_another(make_call: Make) -> None:
    """Source: W3C Trace Context, section 4.3."""
    without = make_call(traceparent=None, tracestate="rojo=1")
    left = make_call(traceparent=f"00-{TRACE}-{SPAN}-00", tracestate="rojo=1")
    left.start_own_trace()
    for call in (without, left):
        assert (call.sampled, call.tracestate) == (True, None)


# What may stand in the log


@pytest.mark.parametrize(
    ("number", "logged"),
    [
        pytest.param(None, None, id="no number"),
        pytest.param(FICTITIOUS, FICTITIOUS, id="a fictitious person"),
        pytest.param(REAL, REAL_NUMBER, id="perhaps a citizen"),
        pytest.param("nonsense", "nonsense", id="no number at all"),
        pytest.param("x" * 40, "x" * 32, id="far too long"),
    ],
)
def test_a_number_that_could_be_real_never_reaches_the_log(
    number: str | None, logged: str | None
) -> None:
    """The guardrail of Kruispunt: fictitious people only."""
    assert as_logged(number) == logged


def test_where_real_numbers_are_allowed_they_are_logged(make_call: Make) -> None:
    """A log without persons would be none (Protocol WiV–WiL art. 6.4)."""
    finding = Finding(check="c", fault=None, requirement="r", actual=f"about {REAL}")
    for allowed in (True, False):
        call = make_call(subject=REAL, allow_real_numbers=allowed)
        call.findings.append(finding)
        record = call.record(RENDERED, None)
        assert record.person == (REAL if allowed else REAL_NUMBER)
        assert (REAL in record.findings) is allowed


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param(f"asked about {REAL}.", False, id="in a sentence"),
        pytest.param("00.00.00-000.97", False, id="as it is printed on a card"),
        pytest.param(f"{REAL}0", False, id="a digit too many"),
        pytest.param(f"asked about {FICTITIOUS}.", True, id="a fictitious person"),
        pytest.param("0316380841", True, id="an enterprise number"),
        pytest.param(
            f"00000000-0000-4000-8000-0{REAL}", True, id="a reference of ours"
        ),
        pytest.param(hashlib.sha256(b"x").hexdigest(), True, id="a digest"),
        pytest.param("line 3: element Taal", True, id="no number at all"),
    ],
)
def test_a_text_is_kept_but_for_a_number_that_could_be_real(
    text: str, kept: bool
) -> None:
    """The guardrail of Kruispunt: fictitious people only."""
    shown = without_real_numbers(text)
    assert (shown == text) is kept
    assert (REAL_NUMBER in shown) is not kept


def test_a_certificate_is_named_by_its_common_name() -> None:
    assert common_name(None) is None
    assert common_name(certificate(None)) is None
    assert common_name(certificate("0999000207 fluvius TEST")) == (
        "0999000207 fluvius TEST"
    )


def test_a_digest_is_sha_256_in_hex() -> None:
    assert digest(b"x") == hashlib.sha256(b"x").hexdigest()


def test_findings_are_kept_with_their_reason_and_without_what_left() -> None:
    finding = Finding(
        check="c",
        fault="magda.no-authorisation",
        requirement="Protocol WiV–Wonen in Limburg",
        expected="e",
        actual="a",
        annotations={"ssin": FICTITIOUS},
    )
    text = findings_json([finding])
    assert json.loads(text) == [
        {
            "check": "c",
            "severity": "error",
            "fault": "magda.no-authorisation",
            "requirement": "Protocol WiV–Wonen in Limburg",
            "expected": "e",
            "actual": "a",
        }
    ]
    assert "–" in text, "readable with any SQLite tool"
    assert FICTITIOUS not in text


def test_a_note_stays_in_the_trace(make_call: Make) -> None:
    call = make_call()
    call.note("c", "r", "e", "a")
    (finding,) = call.findings
    assert (finding.severity, finding.fault) == (Severity.NOTE, None)


# The record


def answered(make_call: Make, **given: Any) -> Call:
    """A call of which everything is known."""
    fluvius = PARTIES.get("fluvius")
    assert fluvius is not None
    operation = catalogue.load().contract("GeefDossierHandicap", "03.00.0000")
    known = {
        "party": fluvius,
        "connection": fluvius.connections[0],
        "contract": operation,
        "operation": operation.operations[0],
        "question": Question(
            sender="fluvius.be/mijnverbouwpremie-aip",
            capacity="7301",
            user="79641706379",
            reference="r-1",
            question_reference="v-1",
        ),
        "subject": FICTITIOUS,
        "grant": next(g for g in law().grants if g.id == "fluvius-disability"),
        "body": b"request",
    }
    return make_call(**known | given)


def test_a_record_has_the_six_elements(make_call: Make) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.4."""
    record = answered(make_call).record(RENDERED, b"reply")
    assert record.at == NOW
    assert record.party == "fluvius"
    assert record.application == "mijnverbouwpremie"
    assert (record.service, record.version, record.operation) == (
        "GeefDossierHandicap",
        "03.00.0000",
        "GeefDossierHandicap",
    )
    assert record.user == "79641706379"
    assert record.person == FICTITIOUS


def test_a_record_tells_how_the_call_ended_and_on_which_ground(make_call: Make) -> None:
    record = answered(make_call).record(RENDERED, b"reply")
    assert (record.outcome, record.level, record.code) == ("refused", "2", "13001")
    assert record.legal_basis == "22/004 §4, §6, §23"
    assert (record.grant, record.nearest) == ("fluvius-disability", None)
    assert record.reference == "r-1"
    assert record.question_reference == "v-1"
    assert record.platform_reference == "reply-1"
    assert record.request_digest == digest(b"request")
    assert record.reply_digest == digest(b"reply")
    assert record.duration_us >= 0


def test_a_call_of_which_nothing_is_known_is_recorded_too(make_call: Make) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.4: refusals are calls as well."""
    record = make_call().record(RENDERED, None)
    unknown = ("party", "application", "service", "user", "person")
    assert {getattr(record, name) for name in unknown} == {UNKNOWN}, "never empty"
    assert record.legal_basis is record.grant is record.nearest is None
    assert (record.request_digest, record.reply_digest) == (None, None)


def test_a_call_without_a_ground_is_recorded_with_the_nearest(
    make_call: Make,
) -> None:
    near = answered(make_call).grant
    assert near is not None
    record = make_call(near=(near,)).record(RENDERED, None)
    assert record.legal_basis is record.grant is None
    assert record.nearest == "22/004 §4, §6, §23 (fluvius-disability)"


def test_a_name_of_a_certificate_fits_its_column_however_it_is_shown(
    make_call: Make,
) -> None:
    """A database that keeps to lengths would refuse the record of anybody's call."""
    name = "\u202e" * 21
    record = make_call(certificate=certificate(name)).record(RENDERED, None)
    length = getattr(exchange.c.party.type, "length", 0)
    assert record.party == (r"\u202e" * 21)[:length]


def test_a_stranger_is_recorded_under_the_name_of_the_certificate(
    make_call: Make,
) -> None:
    record = make_call(certificate=certificate("stranger")).record(RENDERED, None)
    assert (record.party, record.application) == ("stranger", UNKNOWN)


def test_a_door_with_an_application_of_its_own_is_recorded_as_that(
    make_call: Make,
) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.4: the application."""
    wiv = PARTIES.get("wonen-in-vlaanderen")
    assert wiv is not None
    names = [
        answered(make_call, party=wiv, connection=door)
        .record(RENDERED, None)
        .application
        for door in wiv.connections
    ]
    assert names == ["premies", "woonmaatschappijen-doorgifte"]


@pytest.mark.parametrize("element", ["user", "person"])
def test_a_record_never_holds_a_number_that_could_be_real(
    make_call: Make, element: str
) -> None:
    """The guardrail of Kruispunt, with its twin in the test of the six elements."""
    call = answered(make_call)
    assert call.question is not None
    if element == "user":
        call.question = Question(
            sender=None,
            capacity=None,
            user=REAL,
            reference=None,
            question_reference=None,
        )
    else:
        call.subject = REAL
    record = call.record(RENDERED, None)
    assert getattr(record, element) == REAL_NUMBER
    assert REAL not in repr(record)


def test_every_span_is_new() -> None:
    spans = {Call.new_span() for _ in range(100)}
    assert len(spans) == 100
    assert all(re.fullmatch("[0-9a-f]{16}", span) for span in spans)


# What goes into a column fits it: SQLite does not look, other databases do


def width(column: str) -> int:
    length: int = exchange.c[column].type.length  # type: ignore[attr-defined]
    return length


def test_whatever_a_message_says_fits_its_column(make_call: Make) -> None:
    long = "x" * 500
    call = answered(
        make_call,
        subject=long,
        question=Question(
            sender=long,
            capacity=long,
            user=long,
            reference=long,
            question_reference=long,
        ),
    )
    record = call.record(RENDERED, None)
    for field in (each for each in fields(Exchange) if each.name in exchange.c):
        value = getattr(record, field.name)
        length = getattr(exchange.c[field.name].type, "length", None)
        if isinstance(value, str) and length is not None:
            assert len(value) <= length, field.name


def test_what_stands_for_a_real_number_fits_where_a_number_stands() -> None:
    assert len(REAL_NUMBER) <= min(width("user"), width("person"))


@pytest.mark.parametrize("row", WIRE_FAULTS.values(), ids=lambda row: row.key)
def test_every_code_fits_its_column(row: Any) -> None:
    bare = (row.faultcode or "").rpartition("}")[2]
    assert len(row.code or bare) <= width("code")


@pytest.mark.parametrize("party", PARTIES.all, ids=lambda party: party.id)
def test_every_party_fits_its_columns(party: Any) -> None:
    assert len(party.id) <= width("party")
    for name in (party.application, *(c.application for c in party.connections)):
        assert len(name or "") <= width("application")


@pytest.mark.parametrize(
    "contract", catalogue.load().contracts, ids=lambda c: c.service
)
def test_every_service_and_its_address_fit_their_columns(contract: Any) -> None:
    host = "https://kruispunt.some-rather-long-name-of-a-host.example.test:65535"
    assert len(host + contract.paths[0]) <= width("peer")
    assert len(contract.service) <= width("service")
    assert len(contract.version) <= width("version")
    assert max(len(o.name) for o in contract.operations) <= width("operation")


def test_every_hop_and_outcome_fit_their_columns() -> None:
    assert max(map(len, HOPS)) <= width("hop")
    for level in ("tls", "http", "status", "fault"):
        assert len(level) <= width("level")


def test_times_of_a_record_are_those_of_the_message(make_call: Make) -> None:
    moment = datetime(2026, 11, 22, 23, 59, tzinfo=UTC)
    call = make_call(received=moment, today=moment.date() - timedelta(days=900))
    record = call.record(RENDERED, None)
    assert record.at == moment
    assert record.business_date == call.today


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (f"Persoon/GeefPersoon/02.02.0000/{FICTITIOUS}.xml", None),
        (f"KSZ/HandiService/v2/{FICTITIOUS}.xml", None),
        (f"Persoon/GeefPersoon/02.02.0000/{REAL}.xml", REAL_NUMBER),
        (f"KSZ/HandiService/v2/{REAL}.xml", REAL_NUMBER),
    ],
)
def test_the_version_in_a_path_does_not_run_into_the_number(
    path: str, shown: str | None
) -> None:
    """Else the files that answered could not be told apart in the log."""
    expected = path if shown is None else path.replace(REAL, shown)
    assert without_real_numbers(path) == expected
