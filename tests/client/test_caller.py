"""Caller against a server that is good, and then hostile in one way at a time."""

from __future__ import annotations

import itertools
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from kruispunt_certs import HopIdentity, KeyType, Pki
from kruispunt_client import transport, wss
from kruispunt_client.caller import ANSWER_KINDS, Caller
from kruispunt_client.connection import load_identity
from kruispunt_client.envelope import (
    USER,
    build,
    ksz_fields,
    magda_fields,
    new_references,
    wrap,
)
from kruispunt_client.errors import (
    AlteredReply,
    AnswerToAnotherQuestion,
    ConnectionFailed,
    InvalidAnswer,
    InvalidRequest,
    InvalidSettings,
    NotAReply,
    ReplyViolatesContract,
    StaleReply,
    TimedOut,
    TlsRefused,
    UnsignedReply,
    UntrustedReply,
)
from kruispunt_client.identity import PrivateIdentity
from kruispunt_client.settings import Endpoint, ReplySecurity
from kruispunt_client.transport import MAX_REPLY, tls_context
from kruispunt_client.trust import TrustStore
from kruispunt_contracts import Dialect, ns, parse
from kruispunt_contracts.profile import STRICT
from lxml import etree

Element = Any
TRACE = "0af7651916cd43dd8448eb211c80319c"
PERIODS = {
    "attestationIdentification": {
        "yearQuarter": "2026Q1",
        "creationDate": "2026-05-04",
        "temporaryAttest": "",
    }
}


@pytest.fixture
def caller(
    endpoint: Callable[..., Endpoint], certificate: Callable[[str], Any]
) -> Iterator[Callable[..., Caller]]:
    """Gives a Caller for a hop; `endpoint` changes come by name."""
    with ExitStack() as stack:

        def make(hop: Any, *, as_party_of: str | None = None, **changes: Any) -> Caller:
            identity = load_identity(certificate(as_party_of or hop.name))
            return stack.enter_context(Caller(endpoint(hop, **changes), identity))

        yield make


@pytest.fixture
def question(replies: Any, party: Any, person: str, user: str) -> Callable[[], Element]:
    """Gives a fresh GeefArbeidsongeschiktheid question, through MAGDA."""
    operation = replies.operation("GeefArbeidsongeschiktheid")
    criteria = {"ssin": person, "yearQuarter": "2026Q1"}

    def make() -> Element:
        fields = magda_fields(
            operation.contract,
            party,
            {"Criteria": {"ConsultAttestCriteria": criteria}},
            references=new_references(Dialect.MAGDA),
            user=user,
            now=datetime.now(UTC),
        )
        return build(operation, fields)

    return make


@pytest.fixture
def operation(replies: Any) -> Any:
    return replies.operation("GeefArbeidsongeschiktheid")


@pytest.fixture
def good(replies: Any) -> Callable[[Element], Element]:
    """Makes the right answer to a question."""

    def answer(request: Element) -> Element:
        status = {"value": "DATA_FOUND", "code": "MSG00000"}
        content = {"ConsultAttestResponse": {"status": status, "attest": PERIODS}}
        return replies.magda(request, inhoud=content)

    return answer


# --- a good server --------------------------------------------------------------------


def test_a_good_reply_is_handed_out(
    wiv: Any, caller: Any, question: Any, operation: Any, good: Any
) -> None:
    wiv.answer_with(good)
    reply = caller(wiv).call(operation, question())
    assert reply.payload.tag == operation.response
    assert reply.signer == "wiv.kruispunt.test"
    assert reply.http_status == 200
    assert not reply.is_fault
    assert reply.sent == wiv.asked[0].body
    assert reply.raw == reply.envelope_xml
    assert b"ConsultAttestResponse" in reply.raw


def test_the_question_is_signed_as_a_strict_hop_wants_it(
    wiv: Any, caller: Any, question: Any, operation: Any, good: Any, folder_pki: Pki
) -> None:
    wiv.answer_with(good)
    caller(wiv).call(operation, question())
    now = datetime.now(UTC)
    trust = TrustStore.load(folder_pki.trust_pem("wiv"), folder_pki.crl_pem("wiv"))
    signed = wss.verify(
        wiv.asked[0].envelope, profile=STRICT, trust=trust, now=now, trust_time=now
    )
    assert "CN=alpha TEST" in signed.signer.subject.rfc4514_string()


def test_the_question_goes_to_the_path_of_its_contract_with_its_headers(
    wiv: Any, caller: Any, question: Any, operation: Any, good: Any
) -> None:
    wiv.answer_with(good)
    caller(wiv).call(operation, question(), trace=TRACE)
    (asked,) = wiv.asked
    assert asked.path == "/GeefArbeidsongeschiktheidDienst-01.00/soap/WebService"
    assert asked.headers["SOAPAction"] == '""'
    assert asked.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert re.fullmatch(rf"00-{TRACE}-[0-9a-f]{{16}}-01", asked.headers["traceparent"])
    assert "tracestate" not in asked.headers


def test_flag_and_state_of_a_trace_go_along_with_it(
    wiv: Any, caller: Any, question: Any, operation: Any, good: Any
) -> None:
    """Source: W3C Trace Context, section 4.3."""
    wiv.answer_with(good)
    span = "00f067aa0ba902b7"
    asking = caller(wiv)
    asking.call(
        operation,
        question(),
        trace=TRACE,
        span=span,
        sampled=False,
        tracestate="rojo=00f067aa0ba902b7,congo=t61rcWkgMzE",
    )
    (asked,) = wiv.asked
    assert asked.headers["traceparent"] == f"00-{TRACE}-{span}-00"
    assert asked.headers["tracestate"] == "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE"


def test_who_logs_first_gets_the_message_before_it_leaves(
    wiv: Any, caller: Any, question: Any, operation: Any, good: Any
) -> None:
    wiv.answer_with(good)
    told: list[tuple[bytes, int]] = []
    caller(wiv).call(
        operation,
        question(),
        about_to_send=lambda message: told.append((message, len(wiv.asked))),
    )
    assert told == [(wiv.asked[0].body, 0)]


def test_what_cannot_be_logged_is_not_sent(
    wiv: Any, caller: Any, question: Any, operation: Any, good: Any
) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.4: no call without a record."""
    wiv.answer_with(good)

    def full(_: bytes) -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="disk is full"):
        caller(wiv).call(operation, question(), about_to_send=full)
    assert wiv.asked == []


def test_the_payload_of_the_asker_is_left_alone(
    wiv: Any, caller: Any, question: Any, operation: Any, good: Any
) -> None:
    wiv.answer_with(good)
    payload = question()
    before = etree.tostring(payload)
    caller(wiv).call(operation, payload)
    assert etree.tostring(payload) == before
    assert payload.getparent() is None


def test_a_connection_is_kept_open_between_calls(
    wiv: Any, caller: Any, question: Any, operation: Any, good: Any
) -> None:
    wiv.answer_with(good)
    asking = caller(wiv)
    for _ in range(3):
        asking.call(operation, question())
    assert len(wiv.connections) == 1


def test_threads_share_a_caller_and_get_their_own_answers(
    wiv: Any, caller: Any, question: Any, operation: Any, good: Any
) -> None:
    wiv.answer_with(good)
    asking = caller(wiv)
    with ThreadPoolExecutor(4) as pool:
        questions = [question() for _ in range(8)]
        answers = list(pool.map(lambda q: asking.call(operation, q), questions))
    path = "Verzoek/Vragen/Vraag/Referte"
    assert [a.payload.findtext(".//Antwoord/Referte") for a in answers] == [
        q.findtext(path) for q in questions
    ]


def test_the_trace_of_the_hop_is_taken_over(
    wiv: Any, caller: Any, question: Any, operation: Any, good: Any, replies: Any
) -> None:
    wiv.answer_with(good)
    plain = wiv.answering
    wiv.answering = lambda asked: replace(
        plain(asked), headers={"X-Kruispunt-Trace": TRACE}
    )
    assert caller(wiv).call(operation, question()).trace == TRACE


@pytest.mark.parametrize("header", [{}, {"X-Kruispunt-Trace": "<script>"}])
def test_our_own_trace_stays_when_the_hop_names_none(
    header: dict[str, str],
    wiv: Any,
    caller: Any,
    question: Any,
    operation: Any,
    good: Any,
) -> None:
    wiv.answer_with(good)
    plain = wiv.answering
    wiv.answering = lambda asked: replace(plain(asked), headers=header)
    assert caller(wiv).call(operation, question(), trace=TRACE).trace == TRACE


def test_a_signed_fault_is_a_reply(
    wiv: Any, caller: Any, question: Any, operation: Any, replies: Any, good: Any
) -> None:
    fault = replies.fault("10001 - Fout formaat in de vraag (XML validatie)")
    wiv.answer_with(lambda request: fault)
    plain = wiv.answering
    wiv.answering = lambda asked: replace(plain(asked), status=500)
    reply = caller(wiv).call(operation, question())
    assert reply.is_fault
    assert reply.http_status == 500
    assert reply.fault.faultcode == "soap:Server"
    assert reply.fault.faultstring.startswith("10001")
    assert reply.fault.detail is None


@pytest.fixture
def ksz_question(
    replies: Any, party: Any, person: str
) -> tuple[Any, Callable[[], Element]]:
    operation = replies.operation("consultAttest")

    def make() -> Element:
        fields = ksz_fields(
            party,
            {"ssin": person, "yearQuarter": "2026Q1"},
            references=new_references(Dialect.KSZ),
            now=datetime.now(UTC),
        )
        return build(operation, fields)

    return operation, make


def test_the_user_travels_in_a_header_block_towards_the_ksz(
    ksz: Any, caller: Any, ksz_question: Any, replies: Any, user: str
) -> None:
    operation, make = ksz_question
    ksz.answer_with(lambda request: replies.ksz(request, "NO_DATA_FOUND", "MSG00100"))
    asking = caller(ksz)
    asking.call(operation, make(), user=user)
    asking.call(operation, make())
    blocks = [asked.envelope.find(f".//{{{USER}}}User") for asked in ksz.asked]
    assert blocks[0].text == user
    assert list(blocks[0].attrib) == [f"{{{ns.WSU}}}Id"], "signed, so with an id"
    assert blocks[1] is None
    assert ksz.asked[0].headers["SOAPAction"] == f'"{operation.soap_action}"'


def test_magda_has_no_such_header_block(
    wiv: Any, caller: Any, question: Any, operation: Any, good: Any, user: str
) -> None:
    wiv.answer_with(good)
    caller(wiv).call(operation, question(), user=user)
    assert wiv.asked[0].envelope.find(f".//{{{USER}}}User") is None


# --- a question that is not sent ------------------------------------------------------


def test_a_question_that_breaks_the_contract_is_not_sent(
    wiv: Any, caller: Any, question: Any, operation: Any, person: str
) -> None:
    payload = question()
    payload.find(".//yearQuarter").text = f"soon {person}"
    with pytest.raises(InvalidRequest, match="yearQuarter") as caught:
        caller(wiv).call(operation, payload)
    assert person not in str(caught.value)
    assert caught.value.problems
    assert caught.value.request_xml is None
    assert not wiv.asked


def test_a_question_of_another_operation_is_not_sent(
    wiv: Any, caller: Any, question: Any, replies: Any
) -> None:
    with pytest.raises(InvalidRequest, match="is not a request of GeefZorgtoeslag"):
        caller(wiv).call(replies.operation("GeefZorgtoeslag"), question())
    assert not wiv.asked


@pytest.mark.parametrize("trace", ["", "0" * 32, TRACE.upper(), TRACE + "0"])
def test_a_malformed_trace_is_refused(
    trace: str, wiv: Any, caller: Any, question: Any, operation: Any
) -> None:
    with pytest.raises(InvalidRequest, match="32 lower-case"):
        caller(wiv).call(operation, question(), trace=trace)


def test_an_unknown_signing_shape_is_refused_at_once(wiv: Any, caller: Any) -> None:
    with pytest.raises(InvalidSettings, match="'curly' is not one of: standard"):
        caller(wiv, request_shape="curly")


def test_a_shape_that_the_key_cannot_make_is_refused_at_once(
    wiv: Any, caller: Any
) -> None:
    with pytest.raises(InvalidSettings, match="'connector'"):
        caller(wiv, request_shape="connector")


# --- a hostile server -----------------------------------------------------------------


def _expect(
    kind: type[InvalidAnswer], asking: Caller, operation: Any, payload: Element
) -> InvalidAnswer:
    with pytest.raises(kind) as caught:
        asking.call(operation, payload, trace=TRACE)
    error = caught.value
    assert type(error) is kind
    assert error.hop == "wiv"
    assert error.trace == TRACE
    assert error.request_xml
    assert error.reply_xml
    return error


def _said(body: bytes, **more: Any) -> Any:
    plain = {"status": 200, "headers": {}, "announced": None}
    return SimpleNamespace(body=body, **{**plain, **more})


def _unsigned(payload: Element) -> bytes:
    return etree.tostring(wrap(payload))


@pytest.mark.parametrize("check", wss.REQUIREMENTS)
def test_every_check_of_a_signature_has_its_error(check: str) -> None:
    assert any(check.startswith(start) for start, _ in ANSWER_KINDS)


@pytest.mark.requirement("S-MI-01")
def test_an_unsigned_reply_is_refused(
    wiv: Any, caller: Any, question: Any, operation: Any, good: Any
) -> None:
    wiv.answering = lambda asked: _said(_unsigned(good(asked.payload)))
    error = _expect(UnsignedReply, caller(wiv), operation, question())
    assert "security.missing" in str(error)


def test_an_unsigned_reply_passes_where_the_platform_does_not_sign(
    wiv: Any, caller: Any, question: Any, operation: Any, good: Any
) -> None:
    wiv.answering = lambda asked: _said(_unsigned(good(asked.payload)))
    asking = caller(wiv, reply_security=ReplySecurity.PLATFORM)
    reply = asking.call(operation, question())
    assert reply.signer is None
    assert reply.payload.tag == operation.response


def test_an_unsigned_fault_is_refused_but_quoted_without_numbers(
    wiv: Any, caller: Any, question: Any, operation: Any, replies: Any, person: str
) -> None:
    fault = replies.fault(f"ERR_025: who is {person}?")
    wiv.answering = lambda asked: _said(_unsigned(fault), status=500)
    error = _expect(UnsignedReply, caller(wiv), operation, question())
    assert error.claimed_fault == "ERR_025: who is …?"
    assert "unproven" in str(error)


def test_a_reply_of_a_stranger_without_time_is_refused_for_all_its_reasons(
    wiv: Any, caller: Any, question: Any, operation: Any, good: Any, tmp_path: Any
) -> None:
    rsa = Pki.create(
        tmp_path / "pki",
        hops=[HopIdentity(name="wiv", organisation="wiv", leg="wiv")],
        parties=[],
        key_type=KeyType.RSA,
    ).hop_folder("wiv")
    signer = PrivateIdentity.from_pem(rsa / "chain.pem", rsa / "key.pem")
    wiv.answer_with(good, by=signer, shape="dotnet")
    error = _expect(UntrustedReply, caller(wiv), operation, question())
    checks = {problem.check for problem in error.problems}
    assert {"token.kind", "token.trust.chain", "timestamp.missing"} <= checks


@pytest.mark.requirement("S-MI-03")
def test_a_reply_signed_by_another_hop_of_the_same_authority_is_refused(
    wiv: Any, caller: Any, question: Any, operation: Any, good: Any, folder_pki: Pki
) -> None:
    folder = folder_pki.hop_folder("impostor")
    impostor = PrivateIdentity.from_pem(folder / "chain.pem", folder / "key.pem")
    wiv.answer_with(good, by=impostor)
    error = _expect(UntrustedReply, caller(wiv), operation, question())
    assert "signed by 'impostor.kruispunt.test'" in str(error)


def test_a_reply_signed_under_another_authority_is_refused(
    wiv: Any, caller: Any, question: Any, operation: Any, good: Any, folder_pki: Pki
) -> None:
    folder = folder_pki.hop_folder("magda")
    stranger = PrivateIdentity.from_pem(folder / "chain.pem", folder / "key.pem")
    wiv.answer_with(good, by=stranger)
    error = _expect(UntrustedReply, caller(wiv), operation, question())
    assert any(p.check.startswith("token.trust.") for p in error.problems)


@pytest.mark.parametrize("age", [timedelta(hours=1), timedelta(hours=-1)])
def test_a_reply_from_another_time_is_refused(
    age: timedelta, wiv: Any, caller: Any, question: Any, operation: Any, good: Any
) -> None:
    wiv.answer_with(good, at=datetime.now(UTC) - age)
    _expect(StaleReply, caller(wiv), operation, question())


def test_an_altered_reply_is_refused(
    wiv: Any, caller: Any, question: Any, operation: Any, good: Any
) -> None:
    wiv.answering = lambda asked: _said(
        wiv.sign(good(asked.payload)).replace(b">2026Q1<", b">2026Q2<")
    )
    error = _expect(AlteredReply, caller(wiv), operation, question())
    assert "signature.digest" in str(error)


def test_the_answer_to_an_earlier_question_is_refused(
    wiv: Any, caller: Any, question: Any, operation: Any, good: Any
) -> None:
    earlier = question()
    wiv.answer_with(lambda request: good(earlier))
    error = _expect(AnswerToAnotherQuestion, caller(wiv), operation, question())
    assert "Ontvanger/Referte: not what was asked" in str(error)
    assert "Antwoord/Referte: not what was asked" in str(error)


def test_the_answer_about_another_quarter_is_refused(
    ksz: Any, caller: Any, ksz_question: Any, replies: Any
) -> None:
    operation, make = ksz_question

    def other(request: Element) -> Element:
        reply = replies.ksz(request, "NO_DATA_FOUND", "MSG00100")
        reply.find("criteria/yearQuarter").text = "2026Q2"
        return reply

    ksz.answer_with(other)
    with pytest.raises(AnswerToAnotherQuestion, match="criteria"):
        caller(ksz).call(operation, make())


def test_a_reply_that_breaks_the_contract_is_refused(
    wiv: Any, caller: Any, question: Any, operation: Any, good: Any, person: str
) -> None:
    def broken(request: Element) -> Element:
        reply = good(request)
        reply.find(".//creationDate").text = f"today {person}"
        return reply

    wiv.answer_with(broken)
    error = _expect(ReplyViolatesContract, caller(wiv), operation, question())
    assert "creationDate" in str(error)
    assert person not in str(error)


def test_the_reply_of_another_operation_is_refused(
    wiv: Any, caller: Any, question: Any, operation: Any
) -> None:
    wiv.answer_with(lambda request: request)
    _expect(ReplyViolatesContract, caller(wiv), operation, question())


def test_a_fault_detail_that_breaks_the_contract_is_refused(
    ksz: Any, caller: Any, ksz_question: Any, replies: Any
) -> None:
    operation, make = ksz_question

    def broken(request: Element) -> Element:
        fault = replies.ksz_fault(request, "MSG00003")
        fault.find(".//severity").text = "HORRIBLE"
        return fault

    ksz.answer_with(broken)
    with pytest.raises(ReplyViolatesContract, match="severity"):
        caller(ksz).call(operation, make())


def test_a_fault_detail_of_the_contract_is_read(
    ksz: Any, caller: Any, ksz_question: Any, replies: Any
) -> None:
    operation, make = ksz_question
    ksz.answer_with(lambda request: replies.ksz_fault(request, "MSG00003"))
    reply = caller(ksz).call(operation, make())
    assert reply.fault.detail.tag == operation.fault


@pytest.mark.parametrize(
    "body",
    [b"", b"<html/>", b"It works!", b"<!DOCTYPE x><x/>", b"\xff\xfe\x00"],
    ids=["nothing", "html", "text", "doctype", "garbage"],
)
@pytest.mark.parametrize("status", [200, 404, 500])
def test_what_is_no_soap_is_no_reply(
    status: int, body: bytes, wiv: Any, caller: Any, question: Any, operation: Any
) -> None:
    wiv.answering = lambda asked: _said(body, status=status)
    with pytest.raises(NotAReply) as caught:
        caller(wiv).call(operation, question())
    assert caught.value.http_status == status
    assert f"HTTP {status}" in str(caught.value)


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_gateway_in_front_is_a_failing_line(
    status: int, wiv: Any, caller: Any, question: Any, operation: Any
) -> None:
    wiv.answering = lambda asked: _said(b"<html/>", status=status)
    with pytest.raises(ConnectionFailed) as caught:
        caller(wiv).call(operation, question())
    assert caught.value.http_status == status
    assert caught.value.retryable


def test_a_redirect_is_not_followed(
    wiv: Any, caller: Any, question: Any, operation: Any
) -> None:
    wiv.answering = lambda asked: _said(b"", status=307, headers={"Location": wiv.url})
    with pytest.raises(NotAReply):
        caller(wiv).call(operation, question())
    assert len(wiv.asked) == 1


def test_a_reply_without_end_is_cut_off(
    wiv: Any, caller: Any, question: Any, operation: Any
) -> None:
    wiv.answering = lambda asked: _said(b" " * (MAX_REPLY + 1))
    with pytest.raises(NotAReply, match="more than"):
        caller(wiv).call(operation, question())


# --- a bad line -----------------------------------------------------------------------


def test_a_reply_that_breaks_off_is_a_failing_line(
    wiv: Any, caller: Any, question: Any, operation: Any, good: Any
) -> None:
    def half(asked: Any) -> Any:
        whole = wiv.sign(good(asked.payload))
        return _said(whole[:100], announced=len(whole))

    wiv.answering = half
    with pytest.raises(ConnectionFailed) as caught:
        caller(wiv).call(operation, question())
    assert caught.value.request_xml
    assert caught.value.reply_xml is None


def test_a_silent_server_is_a_timeout(
    wiv: Any, caller: Any, question: Any, operation: Any
) -> None:
    enough = threading.Event()

    def wait(asked: Any) -> Any:
        enough.wait()
        return _said(b"")

    wiv.answering = wait
    try:
        with pytest.raises(TimedOut, match=r"within 0\.05 s") as caught:
            caller(wiv, read_timeout=timedelta(milliseconds=50)).call(
                operation, question()
            )
    finally:
        enough.set()
    assert caught.value.retryable


def test_a_reply_that_drips_is_a_timeout(
    wiv: Any,
    caller: Any,
    question: Any,
    operation: Any,
    good: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each octet may come in time and the whole still too late."""
    clock = SimpleNamespace(monotonic=itertools.count(step=1000).__next__)
    monkeypatch.setattr(transport, "time", clock)
    wiv.answer_with(good)
    with pytest.raises(TimedOut, match="no whole reply"):
        caller(wiv).call(operation, question())


def test_nobody_there_is_a_failing_line(
    wiv: Any, caller: Any, question: Any, operation: Any
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"https://localhost:{free.getsockname()[1]}"
        with pytest.raises(ConnectionFailed) as caught:
            caller(wiv, url=url).call(operation, question())
    assert caught.value.hop == "wiv"
    assert caught.value.reply_xml is None


def test_plain_http_is_no_tls(
    serve: Any, caller: Any, question: Any, operation: Any
) -> None:
    hop = serve("wiv", tls=False)
    with pytest.raises(TlsRefused, match="Check the port"):
        caller(hop).call(operation, question())
    assert not hop.asked


@pytest.mark.requirement("S-TR-02")
def test_a_server_of_another_authority_is_not_asked(
    serve: Any, caller: Any, question: Any, operation: Any, folder_pki: Pki
) -> None:
    hop = serve("magda")
    trust, crl = folder_pki.trust_pem("wiv"), folder_pki.crl_pem("wiv")
    with pytest.raises(TlsRefused, match="is not accepted") as caught:
        caller(hop, trust=trust, crl=crl).call(operation, question())
    assert str(trust) in str(caught.value)
    assert not hop.asked


@pytest.mark.requirement("S-TR-02")
def test_a_server_under_another_name_is_not_asked(
    serve: Any, caller: Any, question: Any, operation: Any
) -> None:
    hop = serve("wiv", certificate_of="elsewhere")
    with pytest.raises(TlsRefused, match="Hostname mismatch"):
        caller(hop).call(operation, question())
    assert not hop.asked


def test_our_certificate_of_another_leg_is_refused_and_described(
    wiv: Any, caller: Any, question: Any, operation: Any
) -> None:
    with pytest.raises((TlsRefused, ConnectionFailed)) as caught:
        caller(wiv, as_party_of="magda").call(operation, question())
    assert "CN=alpha-magda TEST" in str(caught.value)
    assert "issued by" in str(caught.value)
    assert not wiv.asked


def test_tls_below_1_2_is_refused(wiv: Any, endpoint: Any, certificate: Any) -> None:
    context = tls_context(endpoint(wiv), load_identity(certificate("wiv")))
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED


def test_a_broken_crl_file_is_refused_at_once(
    wiv: Any, caller: Any, tmp_path: Any
) -> None:
    crl = tmp_path / "crl.pem"
    crl.write_text("nothing", encoding="utf-8")
    with pytest.raises(InvalidSettings, match=r"crl\.pem"):
        caller(wiv, crl=crl)


def test_a_proxy_of_the_environment_is_not_used(
    wiv: Any,
    caller: Any,
    question: Any,
    operation: Any,
    good: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    wiv.answer_with(good)
    assert caller(wiv).call(operation, question()).http_status == 200


def test_the_octets_of_a_reply_can_be_read_again(
    wiv: Any, caller: Any, question: Any, operation: Any, good: Any
) -> None:
    wiv.answer_with(good)
    reply = caller(wiv).call(operation, question())
    assert wss.is_signed(parse(reply.raw))
