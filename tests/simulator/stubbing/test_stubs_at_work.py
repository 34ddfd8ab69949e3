"""What stubs that were added over HTTP do to questions over real two-way TLS."""

from __future__ import annotations

import copy
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from kruispunt_client.calls.pension_codes import Pillar
from kruispunt_client.errors import ConnectionFailed, RefusedByService
from kruispunt_contracts import catalogue, ns
from kruispunt_simulator.audit.query import of_trace
from kruispunt_simulator.stubbing.examples import NO_FILE, STUBS
from lxml import etree

from ...end_to_end.envelopes import (
    ATTEST,
    BRAM,
    CARE,
    FILES,
    JEF,
    LOTTE,
    MIEKE,
    SOFIE,
    STRANGER,
    TOM,
    Chain,
)
from .conftest import Api, Ask

VECTORS = Path(__file__).parents[2] / "vectors" / "contracts"
AT_MAGDA = "disability at magda"
BUSY = ("2", "99995")
AWAY = ("2", "99996")


def vector(name: str) -> str:
    return (VECTORS / name).read_text("utf-8")


# Replies


def test_a_reply_of_magda_comes_back_fitted_to_the_question(
    api: Api, ask: Ask, messages: Chain
) -> None:
    """`_wire-facts.md` 3: references, times and names are of this exchange."""
    stub = api.add(person=JEF, reply=NO_FILE)
    answer = ask(AT_MAGDA, JEF, party="fluvius", user=SOFIE)
    assert answer.status == 200
    assert answer.refusal is None
    assert answer.payload.findtext(".//status/value") == "NO_DATA_FOUND"
    contract = catalogue.load().contract("GeefDossierHandicap", "03.00.0000")
    assert contract.validate(answer.payload) == ()
    received = answer.payload.find("Repliek/Context/Bericht/Ontvanger")
    asked = etree.fromstring(answer.sent).find(".//{*}Bericht/Afzender")
    assert received.findtext("Referte") == asked.findtext("Referte")
    assert api.counts(stub) == (1, 1)
    (node,) = messages.trail.trees(of_trace(answer.trace))
    checks = [each["check"] for each in node.record["findings"]]
    assert checks[:2] == ["injected", "stub.answered"]
    assert node.children == []  # the KSZ was not asked
    assert ask(AT_MAGDA, JEF, party="fluvius", user=SOFIE).has_data


def test_a_reply_without_hop_is_for_who_would_answer_and_not_for_wiv(
    api: Api, ask: Ask
) -> None:
    stub = api.add(reply=NO_FILE)
    answer = ask(FILES, JEF)
    assert answer.payload.findtext(".//status/value") == "NO_DATA_FOUND"
    calls = api.get("/calls", limit=2)
    assert [(each["hop"], each["stub"]) for each in calls] == [
        ("wiv", None),
        ("magda", stub),
    ]


def test_a_reply_may_be_for_wiv_all_the_same(api: Api, ask: Ask) -> None:
    stub = api.add(reply=NO_FILE, hop="wiv")
    answer = ask(FILES, JEF)
    assert answer.payload.findtext(".//status/value") == "NO_DATA_FOUND"
    (call,) = api.get("/calls", limit=1)
    assert (call["hop"], call["stub"]) == ("wiv", stub)
    assert (
        api.get(f"/calls/{answer.trace}")["steps"][-1]["span"]
        == (api.get(f"/calls/{answer.trace}")["steps"][0]["span"])
    )  # nobody else was asked


def test_a_reply_of_the_ksz_comes_back_with_the_echo_of_the_question(
    api: Api, ask: Ask
) -> None:
    """`_wire-facts.md` 5: informationCustomer, legalContext and criteria return."""
    api.add(**STUBS["reply of the KSZ"]["value"])
    answer = ask(ATTEST, BRAM)
    assert answer.payload.findtext("status/code") == "MSG00100"
    assert answer.payload.findtext("criteria/ssin") == BRAM
    assert answer.payload.findtext("informationCBSS/ticketCBSS")


def test_a_reply_of_the_older_network_of_the_ksz(api: Api, messages: Chain) -> None:
    """`ksz-pensionregister`: a ResultSummary that is not ok refuses."""
    root = etree.fromstring(vector("pension_register/reply_refused.xml").encode())
    summary = root.find("{*}ReplyContext/{*}ResultSummary")
    service = etree.SubElement(root, f"{{{ns.SSDN_SERVICE}}}ServiceReply")
    service.append(copy.deepcopy(summary))
    for name, text in (
        ("ServiceId", "OCMWCPASPensionRegisterConsult"),
        ("Version", "20090706"),
    ):
        etree.SubElement(service, f"{{{ns.SSDN_SERVICE}}}{name}").text = text
    stub = api.add(reply=etree.tostring(root, encoding="unicode"))
    told = api.get(f"/stubs/{stub}")
    assert (told["hop"], told["operation"]) == ("ksz", "sendXML")
    with messages.connect("magda", "ssdn", user=MIEKE) as line:
        period = (date(2025, 1, 1), date(2025, 1, 31))
        with pytest.raises(RefusedByService) as refused:
            line.pension.register("51631447832", period=period, pillar=Pillar.BOTH)
    assert refused.value.code == "MSG00006"
    assert api.counts(stub) == (1, 1)


def test_a_fault_of_ones_own_leaves_as_it_stands(api: Api, ask: Ask) -> None:
    """SOAP 1.1 section 4.4 and 6.2."""
    fault = STUBS["soap:Fault"]["value"]["reply"]
    api.add(reply=fault, service="GeefZorgtoeslag")
    answer = ask(CARE)
    assert answer.status == 500
    assert answer.payload.findtext("faultstring") == "Something that no table has"
    assert not answer.has_data
    assert api.get(f"/calls/{answer.trace}")["steps"][0]["outcome"] == "refused"


def test_a_reply_says_no_more_than_the_law_lets_leave(api: Api, ask: Ask) -> None:
    """Protocol WiV–Wonen in Limburg art. 3; what it does not name is withheld."""
    asked = ask(FILES, JEF)
    full = vector("geef_dossier_handicap/reply_by_date.xml")
    api.add(reply=full, person=JEF)
    answer = ask(FILES, JEF)
    assert answer.payload.find(".//handicapRecognitionDetails") is None
    assert "handicapRecognitionDetails" in full
    assert asked.payload.find(".//handicapRecognitionDetails") is None
    findings = api.get(f"/calls/{answer.trace}")["steps"][0]["findings"]
    assert "law.fields" in [each["check"] for each in findings]


def test_who_may_not_ask_gets_no_reply_of_a_stub(api: Api, ask: Ask) -> None:
    """22/004 §6: nobody keeps a file about Tom, stub or not."""
    stub = api.add(person=TOM, reply=NO_FILE, times=None)
    answer = ask(FILES, TOM)
    assert answer.refusal == ("3", "13202")
    assert not answer.has_data
    assert api.counts(stub) == (0, 0)
    near, *_ = api.get(f"/stubs/{stub}/near-misses")
    assert near["differs"] == []
    assert near["why"] == (
        "all the same, but refused before any stub was looked at: 13202, "
        "repertory.inscribed"
    )


def test_a_reply_that_the_contract_refuses_does_not_leave(api: Api, ask: Ask) -> None:
    """The trace says where; the asker hears that the platform has a problem."""
    root = etree.fromstring(NO_FILE)
    status = root.find(".//status")
    wrong = copy.deepcopy(status)
    wrong.tag = "stadium"
    status.getparent().replace(status, wrong)
    stub = api.add(reply=etree.tostring(root, encoding="unicode"))
    answer = ask(AT_MAGDA, JEF, party="fluvius", user=SOFIE)
    assert answer.refusal is not None
    assert not answer.has_data
    step = api.get(f"/calls/{answer.trace}")["steps"][0]
    (told,) = [each for each in step["findings"] if each["check"] == "stub.usable"]
    assert f"stub {stub}" in told["actual"]
    assert "stadium" in told["actual"]
    assert step["stub"] == stub


def test_a_fault_may_be_for_one_operation_and_others_are_answered(
    api: Api, ask: Ask
) -> None:
    fault = STUBS["soap:Fault"]["value"]["reply"]
    stub = api.add(reply=fault, hop="ksz", operation="consultIndemnityPeriods")
    assert ask(ATTEST, BRAM).has_data
    assert ask("periods at ksz", BRAM).is_fault
    assert api.counts(stub) == (1, 1)


# The other kinds


def test_a_refusal_leaves_as_the_platform_says_it(api: Api, ask: Ask) -> None:
    """`_error-codes.md` 3: 99995, too many questions."""
    stub = api.add(**STUBS["refusal"]["value"])
    answer = ask(FILES, JEF)
    assert answer.refusal == BUSY
    assert not answer.has_data
    assert [call["code"] for call in api.get("/calls", limit=2)] == ["99995"] * 2
    assert api.counts(stub) == (1, 1)


def test_a_line_is_cut(api: Api, messages: Chain) -> None:
    """The record says so: Protocol WiV–Wonen in Limburg art. 6.4."""
    stub = api.add(hop="wiv", drop=True)
    with (
        messages.connect("wonen-in-limburg", "wiv", user=MIEKE) as wiv,
        pytest.raises(ConnectionFailed),
    ):
        wiv.disability.files(JEF, on=date(2026, 6, 1))
    (call,) = api.get("/calls", limit=1)
    assert (call["outcome"], call["stub"]) == ("failed", stub)


def test_an_answer_comes_late_and_is_the_same(api: Api, ask: Ask) -> None:
    stub = api.add(service="GeefZorgtoeslag", delay_seconds=0.05)
    answer = ask(CARE)
    assert answer.has_data
    step = api.get(f"/calls/{answer.trace}")["steps"][0]
    assert step["stub"] == stub
    (told,) = [f["actual"] for f in step["findings"] if f["check"] == "injected"]
    assert told.startswith(f"stub {stub}: wait 0.05 s (")


# Which questions


@pytest.mark.parametrize(
    "wanted",
    [
        {"hop": "magda"},
        {"service": "GeefDossierHandicap"},
        {"version": "03.00.0000"},
        {"operation": "GeefDossierHandicap"},
        {"person": JEF},
        {"person": "85.64.30-075.94"},
        {"user": MIEKE},
        {"party": "wonen-in-vlaanderen"},
        pytest.param({"party": "wonen-in-limburg"}, id="who asked first"),
    ],
    ids=str,
)
def test_a_question_is_meant_by(api: Api, ask: Ask, wanted: dict[str, Any]) -> None:
    stub = api.add(fault="magda.source-unavailable", **wanted)
    assert ask(FILES, JEF).refusal == AWAY
    assert api.counts(stub) == (1, 1)


@pytest.mark.parametrize(
    "wanted",
    [
        {"hop": "wiv", "person": LOTTE},
        {"service": "GeefZorgtoeslag"},
        {"version": "02.00.0000"},
        {"person": LOTTE},
        {"user": SOFIE},
        {"party": "fluvius"},
    ],
    ids=str,
)
def test_other_questions_are_answered(
    api: Api, ask: Ask, wanted: dict[str, Any]
) -> None:
    stub = api.add(fault="magda.source-unavailable", **wanted)
    assert ask(FILES, JEF).has_data
    assert api.counts(stub) == (0, 0)


def test_just_the_third_question(api: Api, ask: Ask) -> None:
    stub = api.add(fault="99996", service="GeefZorgtoeslag", first=3, times=1)
    refusals = [ask(CARE).refusal for _ in range(4)]
    assert refusals == [None, None, AWAY, None]
    assert api.counts(stub) == (4, 1)


def test_every_question_from_the_second_on(api: Api, ask: Ask) -> None:
    stub = api.add(fault="99996", service="GeefZorgtoeslag", first=2, times=None)
    assert [ask(CARE).refusal for _ in range(3)] == [None, AWAY, AWAY]
    assert api.counts(stub) == (3, 2)


def test_a_first_reply_and_a_second_refusal(api: Api, ask: Ask) -> None:
    """Questions that another stub gets are counted too."""
    api.add(fault="magda.throttled", service="GeefZorgtoeslag", times=1)
    api.add(fault="99996", service="GeefZorgtoeslag", first=2, times=1)
    assert [ask(CARE).refusal for _ in range(3)] == [BUSY, AWAY, None]


def test_a_stub_that_was_removed_happens_no_more(api: Api, ask: Ask) -> None:
    stub = api.add(fault="99996", service="GeefZorgtoeslag", times=None)
    assert ask(CARE).refusal == AWAY
    assert api.send("DELETE", f"/stubs/{stub}").status_code == 204
    assert ask(CARE).has_data
    assert api.send("GET", f"/stubs/{stub}").status_code == 404


def test_counts_are_exact_when_many_add_and_ask_at_once(
    api: Api, messages: Chain
) -> None:
    """Each of eight stubs refuses its two; sixteen of forty questions are refused."""
    envelopes = [messages.envelope(CARE).signed() for _ in range(40)]
    adders = [{"fault": "99996", "service": "GeefZorgtoeslag", "times": 2}] * 8
    with ThreadPoolExecutor(8) as pool:
        stubs = list(pool.map(lambda wanted: api.add(**wanted), adders))
        others = [
            pool.submit(api.add, service="GeefZorgtoeslag", person=STRANGER, drop=True)
            for _ in range(8)
        ]
        answers = list(pool.map(lambda envelope: envelope.post(), envelopes))
        unused = [each.result() for each in others]
    refused = [answer for answer in answers if answer.refusal is not None]
    assert [answer.refusal for answer in refused] == [AWAY] * 16
    assert [api.counts(stub) for stub in stubs] == [(40, 2)] * 8
    assert [api.counts(stub) for stub in unused] == [(0, 0)] * 8
    assert len(api.get("/stubs")) == 16


def test_stubs_are_listed_while_others_are_added_and_removed(api: Api) -> None:
    """No list is torn, and none fails."""
    done = threading.Event()

    def list_them() -> int:
        lists = 0
        while not done.is_set():
            assert all(each["used"] == 0 for each in api.get("/stubs"))
            lists += 1
        return lists

    def come_and_go(_: int) -> int:
        id = api.add(hop="wiv", drop=True)
        return api.send("DELETE", f"/stubs/{id}").status_code

    with ThreadPoolExecutor(5) as pool:
        lists = pool.submit(list_them)
        statuses = list(pool.map(come_and_go, range(40)))
        done.set()
        assert lists.result() > 0
    assert statuses == [204] * 40
    assert api.get("/stubs") == []
