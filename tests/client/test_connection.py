"""One question from method to log: references, refusals, failures, the evidence."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from kruispunt_certs import KEYSTORE_PASSWORD, Pki
from kruispunt_client.calls.zeep_door import build
from kruispunt_client.client_log import ClientLog, JsonLinesLog
from kruispunt_client.connection import Connection, connect, load_identity
from kruispunt_client.database_log import DatabaseLog
from kruispunt_client.envelope import USER, wrap
from kruispunt_client.errors import (
    ConnectionFailed,
    InvalidRequest,
    InvalidSettings,
    LogNotWritten,
    NotAuthorised,
    PersonNotRegistered,
    UnsignedReply,
)
from kruispunt_client.settings import Certificate, LogSettings
from kruispunt_contracts import soap_parts
from lxml import etree

from .conftest import Records

Element = Any
DAY = date(2026, 5, 4)


@pytest.fixture
def records() -> Records:
    return Records()


@pytest.fixture
def connection(profile: Any, records: Records) -> Iterator[Callable[..., Connection]]:
    """Gives an open connection to a hop, with `records` for its log."""
    with ExitStack() as stack:

        def make(hop: Any, **options: Any) -> Connection:
            options = {"log": records, **options}
            opened = connect(profile(hop), via=hop.name, **options)
            return stack.enter_context(opened)

        yield make


@pytest.fixture
def found(replies: Any, person: str) -> Callable[[Element], Element]:
    content = {"Zorgtoeslag": {"INSZ": person}}
    return lambda request: replies.magda(request, inhoud=content)


def test_an_answer_carries_what_accounts_for_it(
    wiv: Any, connection: Any, found: Any, person: str, user: str
) -> None:
    wiv.answer_with(found)
    answer = connection(wiv).care_allowance.supplement(person, user=user, on=DAY)
    context = wiv.asked[0].payload.find("Verzoek/Context/Bericht/Afzender")
    assert answer.data.insz == person
    assert answer.hop == "wiv"
    assert answer.signer == "wiv.kruispunt.test"
    assert answer.references.context == context.findtext("Referte")
    assert answer.references.question == wiv.asked[0].payload.findtext(
        "Verzoek/Vragen/Vraag/Referte"
    )
    assert answer.references.context != answer.references.question
    assert answer.references.reply == "reply-1"
    assert answer.trace in wiv.asked[0].headers["traceparent"]
    assert soap_parts(etree.fromstring(answer.raw)).payload.tag.endswith("Response")
    assert answer.complete
    assert answer.warnings == ()


@pytest.mark.parametrize(
    ("code", "complete"), [("30001", True), ("40073", True), ("99996", False)]
)
def test_a_source_that_found_nothing_did_answer(
    wiv: Any,
    connection: Any,
    replies: Any,
    person: str,
    user: str,
    code: str,
    complete: bool,
) -> None:
    """MAGDA says it with the type of an error, beside what other sources found."""
    content, row = {"Zorgtoeslag": {"INSZ": person}}, (code, "KENG", "FOUT")
    wiv.answer_with(
        lambda request: replies.magda(request, inhoud=content, uitzonderingen=[row])
    )
    answer = connection(wiv).care_allowance.supplement(person, user=user, on=DAY)
    assert answer.data is not None
    assert answer.complete is complete


def test_magda_is_told_who_asks_in_the_context(
    wiv: Any, connection: Any, found: Any, person: str, user: str
) -> None:
    wiv.answer_with(found)
    connection(wiv).care_allowance.supplement(person, user=user, on=DAY)
    sender = wiv.asked[0].payload.find("Verzoek/Context/Bericht/Afzender")
    assert {child.tag: child.text for child in sender if child.tag != "Referte"} == {
        "Identificatie": "alpha.be/sociale-huur-aip",
        "Hoedanigheid": "7101",
        "Gebruiker": user,
    }
    assert wiv.asked[0].payload.findtext("Verzoek/Context/Naam") == "GeefZorgtoeslag"
    assert wiv.asked[0].payload.findtext("Verzoek/Context/Versie") == "02.00.0000"


def test_the_ksz_is_told_who_asks_in_its_own_way(
    ksz: Any, connection: Any, replies: Any, person: str, user: str
) -> None:
    ksz.answer_with(lambda request: replies.ksz(request, "NO_DATA_FOUND", "MSG00100"))
    answer = connection(ksz).incapacity.attest(person, "2026Q1", user=user)
    payload = ksz.asked[0].payload
    customer = payload.find("informationCustomer")
    assert customer.findtext("customerIdentification/cbeNumber") == "0999000108"
    assert customer.findtext("ticket") == answer.references.ticket
    assert payload.findtext("legalContext") == "ALPHA:TEST"
    assert ksz.asked[0].envelope.find(f".//{{{USER}}}User").text == user
    assert answer.data is None
    assert answer.references.reply == "0b7f2c56-5a2e-4a4e-9a35-0c5f5b7f2c56"


def test_the_element_from_zeep_has_its_namespace_on_the_root_only(
    wiv: Any, connection: Any, found: Any, person: str, user: str
) -> None:
    wiv.answer_with(found)
    connection(wiv).care_allowance.supplement(person, user=user, on=DAY)
    root = wiv.asked[0].payload
    assert root.prefix
    assert all(not child.tag.startswith("{") for child in root.iterdescendants())
    assert b'xmlns=""' not in wiv.asked[0].body


def test_two_questions_share_no_reference(
    wiv: Any, connection: Any, found: Any, person: str, user: str
) -> None:
    wiv.answer_with(found)
    asking = connection(wiv)
    answers = [
        asking.care_allowance.supplement(person, user=user, on=DAY) for _ in range(2)
    ]
    used = {getattr(a.references, n) for a in answers for n in ("context", "question")}
    assert len(used) == 4
    assert answers[0].trace != answers[1].trace


def test_threads_share_a_connection(
    wiv: Any, connection: Any, found: Any, person: str, user: str
) -> None:
    wiv.answer_with(found)
    asking = connection(wiv)
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(
                lambda _: asking.care_allowance.supplement(person, user=user, on=DAY),
                range(8),
            )
        )
    asked = {a.payload.findtext("Verzoek/Vragen/Vraag/Referte") for a in wiv.asked}
    assert {answer.references.question for answer in answers} == asked


def test_an_incomplete_answer_says_so(
    wiv: Any, connection: Any, replies: Any, person: str, user: str
) -> None:
    failed = {"value": "TECHNICAL_ERROR", "code": "MSG00020"}
    content = {
        "ConsultFilesByDateResponse": {
            "status": {"value": "INCOMPLETE_DATA", "code": "HAN20200"},
            "results": {"vsbResult": {"status": failed}},
        }
    }
    row = ("70001", "KSZ", "WAARSCHUWING", "INCOMPLETE_DATA")
    wiv.answer_with(
        lambda request: replies.magda(request, inhoud=content, uitzonderingen=[row])
    )
    answer = connection(wiv).disability.files(
        person, user=user, on=DAY, sources=["VSB"]
    )
    assert not answer.complete
    assert [remark.code for remark in answer.warnings] == ["70001"]


def test_no_status_of_a_source_is_data_when_nothing_was_found(
    wiv: Any, connection: Any, replies: Any, person: str, user: str
) -> None:
    nothing = {"value": "NO_DATA_FOUND", "code": "MSG00100"}
    content = {
        "ConsultFilesByDateResponse": {
            "status": nothing,
            "results": {"dgphResult": {"status": nothing}},
        }
    }
    wiv.answer_with(lambda request: replies.magda(request, inhoud=content))
    answer = connection(wiv).disability.files(person, user=user, on=DAY)
    assert answer.data is None
    assert answer.status.code == "MSG00100"


# --- refusals and failures ------------------------------------------------------------


def test_a_refusal_carries_the_evidence(
    wiv: Any, connection: Any, replies: Any, person: str, user: str
) -> None:
    wiv.answer_with(
        lambda request: replies.magda(request, level2=[("13001", "MAGDA", "FOUT")])
    )
    with pytest.raises(NotAuthorised) as caught:
        connection(wiv).care_allowance.supplement(person, user=user, on=DAY)
    error = caught.value
    assert error.hop == "wiv"
    assert error.trace in wiv.asked[0].headers["traceparent"]
    assert error.request_xml == wiv.asked[0].body
    assert b"13001" in error.reply_xml
    assert error.references.context
    assert person not in str(error)


def test_a_ksz_refusal_has_its_class(
    ksz: Any, connection: Any, replies: Any, person: str, user: str
) -> None:
    ksz.answer_with(lambda request: replies.ksz(request, "NO_RESULT", "MSG00012"))
    with pytest.raises(PersonNotRegistered, match="Register the person"):
        connection(ksz).incapacity.attest(person, "2026Q1", user=user)


def test_a_service_of_the_other_dialect_is_not_asked(
    wiv: Any, ksz: Any, connection: Any, person: str, user: str
) -> None:
    with pytest.raises(InvalidRequest, match="asked via ksz, not wiv"):
        connection(wiv).incapacity.attest(person, "2026Q1", user=user)
    with pytest.raises(InvalidRequest, match="asked via wiv or magda, not ksz"):
        connection(ksz).care_allowance.supplement(person, user=user, on=DAY)


@pytest.mark.parametrize(
    ("hop", "missing"),
    [("wiv", "identificatie"), ("ksz", "cbe_number"), ("ksz", "legal_context")],
)
def test_a_profile_without_what_the_hop_needs_is_refused_at_once(
    hop: str, missing: str, serve: Any, profile: Any
) -> None:
    whole = profile(serve(hop))
    party = replace(whole.party, **{missing: ""})
    with pytest.raises(InvalidSettings, match=f"{missing} is needed"):
        connect(replace(whole, party=party), via=hop)


def test_an_unknown_hop_is_refused_at_once(wiv: Any, profile: Any) -> None:
    plain = profile(wiv)
    odd = replace(plain.endpoints["wiv"], hop="mars")
    with pytest.raises(InvalidSettings, match="'mars' is not one of: wiv, magda, ksz"):
        connect(replace(plain, endpoints={"wiv": odd}))


def test_a_connection_of_its_own_name_has_its_own_sender(
    wiv: Any, profile: Any, found: Any, person: str, user: str
) -> None:
    plain = profile(wiv)
    own = replace(plain.endpoints["wiv"], identificatie="alpha.be/other-aip")
    wiv.answer_with(found)
    with connect(replace(plain, endpoints={"second": own}), via="second") as asking:
        asking.care_allowance.supplement(person, user=user, on=DAY)
    path = "Verzoek/Context/Bericht/Afzender/Identificatie"
    assert wiv.asked[0].payload.findtext(path) == "alpha.be/other-aip"


def test_a_keystore_serves_as_well_as_pem(
    folder_pki: Pki, certificate: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET", KEYSTORE_PASSWORD)
    keystore = folder_pki.party_folder("alpha") / "keystore.p12"
    pem = load_identity(certificate("wiv"))
    found = load_identity(Certificate(keystore=keystore, password_env="SECRET"))
    assert found.chain == pem.chain


# --- zeep -----------------------------------------------------------------------------


def test_fields_that_the_contract_does_not_have_are_not_sent(replies: Any) -> None:
    with pytest.raises(InvalidRequest, match="consultAttest"):
        build(replies.operation("consultAttest"), {"nonsense": "1"})


# --- the log --------------------------------------------------------------------------


@pytest.mark.requirement("S-LG-02", "S-LG-03")
def test_an_answer_is_logged_with_its_six_elements(
    wiv: Any, connection: Any, records: Records, found: Any, person: str, user: str
) -> None:
    now = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
    wiv.answer_with(found, at=now)
    answer = connection(wiv, clock=lambda: now).care_allowance.supplement(
        person, user=user, on=DAY
    )
    (record,) = records.all
    assert (record.time, record.party, record.application) == (
        now,
        "alpha",
        "huurdossier",
    )
    assert (record.service, record.version, record.operation) == (
        "GeefZorgtoeslag",
        "02.00.0000",
        "GeefZorgtoeslag",
    )
    assert (record.user, record.person) == (user, person)
    assert (record.hop, record.outcome, record.code) == ("wiv", "answered", None)
    assert record.trace == answer.trace
    assert record.references.question == answer.references.question
    assert record.request_sha256 == hashlib.sha256(wiv.asked[0].body).hexdigest()
    assert record.reply_sha256 == hashlib.sha256(answer.raw).hexdigest()
    assert record.duration_ms >= 0


def test_an_answer_without_data_is_logged_as_such(
    wiv: Any, connection: Any, records: Records, replies: Any, person: str, user: str
) -> None:
    wiv.answer_with(
        lambda request: replies.magda(
            request, uitzonderingen=[("30001", "KENG", "WAARSCHUWING")]
        )
    )
    answer = connection(wiv).care_allowance.supplement(person, user=user, on=DAY)
    assert answer.data is None
    assert records.all[0].outcome == "nothing found"


@pytest.mark.requirement("S-LG-05")
def test_a_refusal_is_logged_with_its_code(
    wiv: Any, connection: Any, records: Records, replies: Any, person: str, user: str
) -> None:
    wiv.answer_with(
        lambda request: replies.magda(request, level2=[("13001", "MAGDA", "FOUT")])
    )
    with pytest.raises(NotAuthorised) as caught:
        connection(wiv).care_allowance.supplement(person, user=user, on=DAY)
    (record,) = records.all
    assert (record.outcome, record.code) == ("NotAuthorised", "13001")
    assert record.trace == caught.value.trace
    assert record.reply_sha256 == hashlib.sha256(caught.value.reply_xml).hexdigest()


def test_an_unusable_answer_is_logged_with_its_digest(
    wiv: Any, connection: Any, records: Records, found: Any, person: str, user: str
) -> None:
    wiv.answer_with(found)
    signed = wiv.answering
    body = b""

    def unsigned(asked: Any) -> Any:
        nonlocal body
        body = etree.tostring(wrap(found(asked.payload)))
        return replace(signed(asked), body=body)

    wiv.answering = unsigned
    with pytest.raises(UnsignedReply):
        connection(wiv).care_allowance.supplement(person, user=user, on=DAY)
    (record,) = records.all
    assert record.outcome == "UnsignedReply"
    assert record.reply_sha256 == hashlib.sha256(body).hexdigest()


def test_a_question_that_never_left_is_logged_without_digests(
    ksz: Any, profile: Any, records: Records, person: str, user: str
) -> None:
    plain = profile(ksz)
    party = replace(plain.party, legal_context="!")
    with (
        connect(replace(plain, party=party), via="ksz", log=records) as asking,
        pytest.raises(InvalidRequest, match="legalContext"),
    ):
        asking.incapacity.attest(person, "2026Q1", user=user)
    (record,) = records.all
    assert record.outcome == "InvalidRequest"
    assert record.request_sha256 is None
    assert record.reply_sha256 is None


def test_a_broken_line_is_logged(
    wiv: Any, connection: Any, records: Records, person: str, user: str
) -> None:
    asking = connection(wiv)
    wiv.answering = lambda asked: (_ for _ in ()).throw(OSError)
    with pytest.raises(ConnectionFailed):
        asking.care_allowance.supplement(person, user=user, on=DAY)
    (record,) = records.all
    assert record.outcome == "ConnectionFailed"
    assert record.request_sha256
    assert record.reply_sha256 is None


BROKEN_LOGS: Mapping[str, Callable[[Path], ClientLog]] = {
    "a file": lambda folder: JsonLinesLog(folder / "log.jsonl"),
    "a database": lambda folder: DatabaseLog(f"sqlite:///{folder / 'log.db'}"),
}
"""Logs in a folder that is not there, until somebody makes it."""


@pytest.mark.parametrize("make", BROKEN_LOGS.values(), ids=BROKEN_LOGS)
def test_without_a_log_no_data_are_handed_out(
    wiv: Any,
    connection: Any,
    found: Any,
    person: str,
    user: str,
    tmp_path: Path,
    make: Callable[[Path], ClientLog],
) -> None:
    """What came back is nowhere in the error; the trace is, to find it at the hop."""
    wiv.answer_with(found)
    asking = connection(wiv, log=make(tmp_path / "missing"))
    with pytest.raises(LogNotWritten) as caught:
        asking.care_allowance.supplement(person, user=user, on=DAY)
    assert caught.value.hop == "wiv"
    assert caught.value.trace is not None
    assert caught.value.trace in wiv.asked[0].headers["traceparent"]
    assert caught.value.references.question
    assert caught.value.reply_xml is None
    assert person not in str(caught.value)
    (tmp_path / "missing").mkdir()
    assert asking.care_allowance.supplement(person, user=user, on=DAY).data is not None


@pytest.mark.parametrize("make", BROKEN_LOGS.values(), ids=BROKEN_LOGS)
def test_without_a_log_no_refusal_is_told_either(
    wiv: Any,
    connection: Any,
    replies: Any,
    person: str,
    user: str,
    tmp_path: Path,
    make: Callable[[Path], ClientLog],
) -> None:
    """That somebody is not registered, say, is about a person too."""
    wiv.answer_with(
        lambda request: replies.magda(
            request, uitzonderingen=[("13202", "MAGDA", "FOUT")]
        )
    )
    asking = connection(wiv, log=make(tmp_path / "missing"))
    with pytest.raises(LogNotWritten) as caught:
        asking.care_allowance.supplement(person, user=user, on=DAY)
    assert "13202" not in str(caught.value)
    (tmp_path / "missing").mkdir()
    with pytest.raises(PersonNotRegistered):
        asking.care_allowance.supplement(person, user=user, on=DAY)


@pytest.mark.parametrize("make", BROKEN_LOGS.values(), ids=BROKEN_LOGS)
def test_every_outcome_is_in_the_log_whatever_keeps_it(
    wiv: Any,
    connection: Any,
    found: Any,
    person: str,
    user: str,
    tmp_path: Path,
    make: Callable[[Path], Any],
) -> None:
    log = make(tmp_path)
    asking = connection(wiv, log=log)
    wiv.answer_with(found)
    asking.care_allowance.supplement(person, user=user, on=DAY)
    wiv.answering = lambda asked: (_ for _ in ()).throw(OSError)
    with pytest.raises(ConnectionFailed):
        asking.care_allowance.supplement(person, user=user, on=DAY)
    answered, broken = log.read()
    assert (answered.outcome, broken.outcome) == ("answered", "ConnectionFailed")
    assert answered.reply_sha256 is not None
    assert broken.reply_sha256 is None
    assert answered.trace != broken.trace


def test_the_log_of_the_profile_is_kept_when_no_other_is_given(
    wiv: Any, profile: Any, found: Any, person: str, user: str, tmp_path: Path
) -> None:
    wiv.answer_with(found)
    settings = LogSettings(file=tmp_path / "log.jsonl")
    other = JsonLinesLog(tmp_path / "other.jsonl")
    asked = replace(profile(wiv), log=settings)
    for log in (None, other):
        with connect(asked, via="wiv", log=log) as asking:
            asking.care_allowance.supplement(person, user=user, on=DAY)
    (kept,) = JsonLinesLog(tmp_path / "log.jsonl").read()
    (given,) = other.read()
    assert kept != given


@pytest.mark.requirement("S-LG-06")
def test_the_log_holds_nothing_of_what_came_back(
    wiv: Any, connection: Any, replies: Any, person: str, user: str, tmp_path: Path
) -> None:
    status = {
        "Wetgeving": {"Code": "17"},
        "DatumAanvraag": "1999-09-09",
        "ErkenningLopende": "1",
        "InBeroep": "1",
    }
    content = {"Zorgtoeslag": {"INSZ": person, "StatusAanvraag": status}}
    wiv.answer_with(lambda request: replies.magda(request, inhoud=content))
    log = JsonLinesLog(tmp_path / "log.jsonl")
    connection(wiv, log=log).care_allowance.supplement(person, user=user, on=DAY)
    text = log.path.read_text("utf-8")
    assert "1999-09-09" not in text
    assert json.loads(text)["person"] == person
