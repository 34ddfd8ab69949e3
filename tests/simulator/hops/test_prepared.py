"""
Prepared replies: what stays of them, what is written anew, and what may not leave.

Source: `_wire-facts.md` 3 (fields that the mocks patch) and 5 (echo, informationCBSS).
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from kruispunt_client.echo import echo_problems
from kruispunt_contracts import catalogue, ns
from kruispunt_contracts.catalogue import Operation
from kruispunt_simulator import numbers
from kruispunt_simulator.dialects.soap11 import envelope
from kruispunt_simulator.hops.answers import answer
from kruispunt_simulator.hops.call import Call, Refused
from kruispunt_simulator.hops.prepared import (
    Prepared,
    UnusableReply,
    problems_of,
    read_prepared,
    real_numbers_in,
    render,
)
from kruispunt_simulator.message import Element
from lxml import etree

from .conftest import VECTORS, Example, Make

Ready = Callable[..., tuple[Any, Call]]

REAL = "85073003328"
"""Could be somebody's: the month is one of the calendar's."""


def operation_of(service: str, version: str, name: str | None = None) -> Operation:
    return catalogue.load().contract(service, version).operation(name or service)


PENSION = ("OCMWCPASPensionRegisterConsult", "20090706")


@pytest.fixture
def ready(bench: Any, make_call: Make) -> Ready:
    """Make a hop and a call that passed every check."""

    def make(name: str, payload: Element, **call_fields: Any) -> tuple[Any, Call]:
        hop = bench(name)
        operation = hop.catalogue.by_request(payload.tag)
        contract = operation.contract
        call = make_call(name, payload=payload, body=b"question", **call_fields)
        call.question = hop.read_question(call)
        call.contract, call.operation = contract, operation
        call.service = hop.services[contract.service, contract.version, operation.name]
        call.subject = call.service.subject(payload)
        return hop, call

    return make


def prepared(payload: Element) -> Prepared:
    return Prepared(payload=payload, origin="here.xml", kind="case")


def test_an_envelope_its_payload_and_a_fault_are_replies(example: Example) -> None:
    operation = operation_of("GeefZorgtoeslag", "02.00.0000")
    reply = example("geef_zorgtoeslag/reply_data")
    fault = etree.fromstring(
        f'<s:Fault xmlns:s="{ns.SOAP}"><faultcode>s:Server</faultcode>'
        "<faultstring>away</faultstring></s:Fault>"
    )
    for payload in (reply, fault):
        for document in (payload, envelope(copy.deepcopy(payload))):
            found = read_prepared(
                etree.tostring(document), operation, origin="x", kind="case"
            )
            assert found.payload.tag == payload.tag
            assert problems_of(found, operation) == ()


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (b"", "syntax"),
        (b"<Repliek>", "syntax"),
        (b"<Repliek/>", "root is Repliek"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "doctype"),
        (b'<g:GeefPersoon xmlns:g="urn:x"/>', "root is"),
        (f'<e:Envelope xmlns:e="{ns.SOAP}"/>'.encode(), "no-body"),
        (f'<e:Envelope xmlns:e="{ns.SOAP_12}"/>'.encode(), "root is"),
    ],
)
def test_anything_else_is_none_and_the_text_says_why(document: bytes, why: str) -> None:
    operation = operation_of("GeefZorgtoeslag", "02.00.0000")
    with pytest.raises(UnusableReply, match=f"my.xml: .*{why}"):
        read_prepared(document, operation, origin="my.xml", kind="case")


def test_what_the_exchange_is_about_is_written_anew(
    example: Example, ready: Ready
) -> None:
    """`_wire-facts.md` 3: times, references and parties are those of this question."""
    hop, call = ready("magda", example("geef_zorgtoeslag/request_by_date"))
    reply = example("geef_zorgtoeslag/reply_data")
    reply.find("Repliek/Context/Bericht/Ontvanger/Referte").text = "of-another"
    inhoud = etree.tostring(reply.find(".//Inhoud"), method="c14n")
    rendered = render(hop, call, prepared(reply))
    found = rendered.payload.find("Repliek")
    asked = call.payload.find("Verzoek")
    bericht = found.find("Context/Bericht")
    there = "Context/Bericht/Afzender"
    assert bericht.findtext("Ontvanger/Referte") == asked.findtext(f"{there}/Referte")
    assert bericht.findtext("Ontvanger/Identificatie") == asked.findtext(
        f"{there}/Identificatie"
    )
    assert bericht.findtext("Tijdstip/Datum") == "2026-11-22"
    assert bericht.findtext("Afzender/Referte") == rendered.platform_reference
    assert found.findtext("Antwoorden/Antwoord/Referte") == asked.findtext(
        "Vragen/Vraag/Referte"
    )
    assert etree.tostring(found.find(".//Inhoud"), method="c14n") == inhoud
    assert (rendered.outcome, rendered.code) == ("answered", None)
    assert (
        hop.catalogue.contract("GeefZorgtoeslag", "02.00.0000").validate(
            rendered.payload
        )
        == ()
    )
    assert etree.tostring(reply.find(".//Inhoud"), method="c14n") == inhoud
    (note,) = [f for f in call.findings if f.check == "case.answered"]
    assert note.actual == "here.xml"


def test_a_ksz_reply_gets_the_echo_and_a_ticket_of_its_own(
    example: Example, ready: Ready
) -> None:
    """`_wire-facts.md` 5: customer, legal context and criteria come back as asked."""
    request = example("handi_service/consult_files_by_date_request")
    hop, call = ready("ksz", request)
    reply = example("handi_service/consult_files_by_date_response")
    old = reply.findtext("informationCBSS/ticketCBSS")
    rendered = render(hop, call, prepared(reply))
    found = rendered.payload
    for name in ("informationCustomer", "legalContext", "criteria"):
        echo, asked = (
            etree.tostring(of.find(name), method="c14n", with_tail=False)
            for of in (found, request)
        )
        assert echo == asked, name
    assert found.findtext("informationCBSS/ticketCBSS") not in (None, old)
    assert found.findtext("status/value") == reply.findtext("status/value")
    assert len(found.findall("results/*")) == len(reply.findall("results/*"))


@pytest.mark.parametrize("written", ["reply_rights", "reply_payments"])
def test_a_reply_over_the_older_network_repeats_what_is_asked_now(
    example: Example, ready: Ready, written: str
) -> None:
    """`ksz-pensionregister`: Question; whoever asks compares it with what was asked."""
    request = example("pension_register/request")
    start = next(request.iter("{*}Penskad_OpenPK_ConsultRequest")).find(".//{*}EndDate")
    start.text = "2026-11-21"
    hop, call = ready("ksz", request)
    rendered = render(hop, call, prepared(example(f"pension_register/{written}")))
    operation = operation_of(*PENSION, "sendXML")
    assert operation.contract.validate(rendered.payload) == ()
    assert echo_problems(operation, request, rendered.payload) == ()
    assert rendered.payload.find(".//{*}CitizenPK") is not None


REFUSALS = [
    ("magda", "geef_persoon/request", "geef_persoon/reply_refused"),
    ("magda", "geef_persoon/request", "geef_persoon/reply_question_refused"),
]


@pytest.mark.parametrize(("name", "question", "reply"), REFUSALS)
def test_a_prepared_refusal_refuses_at_its_level(
    name: str, question: str, reply: str, example: Example, ready: Ready
) -> None:
    """`_behaviour.md` 1.2: level 2 without Antwoorden, level 3 inside Antwoord."""
    hop, call = ready(name, example(question))
    written = example(reply)
    rendered = render(hop, call, prepared(written))
    blocks = written.findall(".//Uitzonderingen")
    level = "2" if written.find(".//Antwoord") is None else "3"
    assert rendered.outcome == "refused"
    assert rendered.level == level
    assert rendered.code == blocks[0].findtext("Uitzondering/Identificatie")
    told = rendered.payload.findall(".//Uitzonderingen")
    assert [etree.tostring(e, method="c14n") for e in told] == [
        etree.tostring(e, method="c14n", with_tail=False) for e in blocks
    ]


def test_a_prepared_fault_leaves_as_a_fault(example: Example, ready: Ready) -> None:
    hop, call = ready("ksz", example("handi_service/consult_payments_request"))
    detail = example("handi_service/consult_payments_fault")
    root = etree.Element(f"{{{ns.SOAP}}}Fault")
    etree.SubElement(root, "faultcode").text = "x:Server"
    etree.SubElement(root, "faultstring").text = "no"
    etree.SubElement(root, "detail").append(detail)
    rendered = render(hop, call, prepared(root))
    assert rendered.http_status == 500
    assert (rendered.outcome, rendered.level) == ("refused", "fault")
    assert rendered.code == detail.findtext(".//reasonCode")
    assert rendered.payload.findtext("faultcode").endswith(":Server")
    assert rendered.payload.find("detail")[0].tag == detail.tag


def test_a_number_that_could_be_real_does_not_leave(
    example: Example, ready: Ready
) -> None:
    """Guardrail of Kruispunt: fictitious people only; the text has no number."""
    assert numbers.could_be_real(REAL)
    reply = example("geef_zorgtoeslag/reply_data")
    insz = next(e for e in reply.iter("INSZ"))
    insz.text = numbers.as_printed(REAL)
    places = [*real_numbers_in(reply)]
    assert places
    assert places[0].endswith("/INSZ")
    hop, call = ready("magda", example("geef_zorgtoeslag/request_by_date"))
    with pytest.raises(Refused) as refused:
        render(hop, call, prepared(reply))
    (finding,) = refused.value.findings
    assert finding.check == "case.usable"
    assert finding.fault == "magda.internal"
    assert places[0] in finding.actual
    assert REAL not in finding.actual
    insz.text = REAL
    hop.allow_real_numbers = True
    render(hop, call, prepared(reply))


@pytest.mark.parametrize(
    "text",
    [
        f"no person with {REAL}.",
        f"1. {numbers.as_printed(REAL)}",
        f"x{REAL[:6]} {REAL[6:9]} {REAL[9:]}x",
    ],
)
def test_nor_does_one_in_a_longer_text(
    example: Example, ready: Ready, text: str
) -> None:
    """Guardrail of Kruispunt: fictitious people only, in whatever is told of them."""
    fault = etree.Element(f"{{{ns.SOAP}}}Fault")
    etree.SubElement(fault, "faultcode").text = "Server"
    etree.SubElement(fault, "faultstring").text = text
    assert [*real_numbers_in(fault)] == ["Fault/faultstring"]
    hop, call = ready("magda", example("geef_zorgtoeslag/request_by_date"))
    with pytest.raises(Refused) as refused:
        render(hop, call, prepared(fault))
    (finding,) = refused.value.findings
    assert finding.check == "case.usable"
    assert REAL[:6] not in finding.actual


def test_a_number_that_a_comment_cuts_in_two_is_whole_and_comments_do_not_leave(
    example: Example,
) -> None:
    """Guardrail of Kruispunt: whoever takes the comment out reads the number."""
    document = etree.tostring(example("geef_zorgtoeslag/reply_data"))
    operation = operation_of("GeefZorgtoeslag", "02.00.0000")
    halves = f"{REAL[:5]}<!-- {REAL} -->{REAL[5:]}".encode()
    cut = document.replace(b"</INSZ>", b"</INSZ><!-- x -->", 1)
    cut = cut.replace(b"<Omschrijving", b"<!-- y --><Omschrijving", 1)
    read = read_prepared(cut, operation, origin="x.xml", kind="case").payload
    assert not [*read.iter(etree.Comment)]
    insz = example("geef_zorgtoeslag/reply_data").findtext(".//INSZ").encode()
    halved = document.replace(insz, halves, 1)
    read = read_prepared(halved, operation, origin="x.xml", kind="case").payload
    assert [*real_numbers_in(read)]


def test_a_reply_against_its_contract_does_not_leave(
    example: Example, ready: Ready
) -> None:
    reply = example("geef_zorgtoeslag/reply_data")
    etree.SubElement(reply.find(".//Inhoud"), "Extra")
    hop, call = ready("magda", example("geef_zorgtoeslag/request_by_date"))
    with pytest.raises(Refused) as refused:
        render(hop, call, prepared(reply))
    assert "Extra" in refused.value.findings[0].actual
    assert "here.xml" in refused.value.findings[0].actual


def test_a_repliek_that_says_nothing_is_no_answer(
    example: Example, ready: Ready
) -> None:
    reply = example("geef_zorgtoeslag/reply_data")
    antwoorden = reply.find("Repliek/Antwoorden")
    antwoorden.getparent().remove(antwoorden)
    hop, call = ready("magda", example("geef_zorgtoeslag/request_by_date"))
    with pytest.raises(Refused, match=r"case\.usable"):
        render(hop, call, prepared(reply))


def test_a_field_that_the_ground_withholds_does_not_leave_a_case_either(
    example: Example, ready: Ready
) -> None:
    """Protocol WiV–Wonen in Limburg art. 3: only granted fields, whoever wrote them."""
    hop, call = ready("magda", example("geef_zorgtoeslag/request_by_date"))
    grants = [
        grant
        for grant in hop.law.grants
        if grant.hop == "magda"
        and grant.service == "GeefZorgtoeslag"
        and grant.party == "wonen-in-vlaanderen"
    ]
    call.grant = grants[0]
    reply = example("geef_zorgtoeslag/reply_data")
    before = etree.tostring(reply.find(".//Inhoud"), method="c14n")
    rendered = render(hop, call, prepared(reply))
    after = etree.tostring(rendered.payload.find(".//Inhoud"), method="c14n")
    assert after != before
    assert any(f.check == "law.fields" for f in call.findings)


@dataclass
class OneCase:
    """A folder with one case: by name, or for everybody else."""

    document: bytes
    by_name: bool

    def named(
        self, operation: Operation, payload: Element, subject: str | None
    ) -> Prepared | None:
        return self._case(operation) if self.by_name else None

    def fallback(
        self, operation: Operation, payload: Element, subject: str | None
    ) -> Prepared | None:
        return None if self.by_name else self._case(operation)

    def nearest(
        self, operation: Operation, payload: Element, subject: str | None
    ) -> str:
        return "no case: looked for x.xml"

    def knows(self, number: str) -> bool:
        return False

    def _case(self, operation: Operation) -> Prepared:
        return read_prepared(self.document, operation, origin="x.xml", kind="case")


NOBODY = numbers.make(date(1971, 3, 4), 345)
"""In no file."""


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("by_name", [True, False])
def test_a_case_goes_before_the_person_file_for_whom_it_names_only(
    by_name: bool, known: bool, example: Example, ready: Ready
) -> None:
    request = example("geef_zorgtoeslag/request_by_date")
    hop, call = ready("magda", request)
    if not known:
        call.subject = NOBODY
    else:
        call.subject = next(iter(hop.sources._people)).ssin
    refusal = VECTORS / "geef_zorgtoeslag" / "reply_refused.xml"
    hop.cases = OneCase(refusal.read_bytes(), by_name)
    if known and not by_name:
        answer(hop, call)
        notes = [f.actual for f in call.findings if f.check == "case.found"]
        assert notes == ["no case: looked for x.xml"]
        return
    rendered = answer(hop, call)
    assert rendered.outcome == "refused"
    assert [f.actual for f in call.findings if f.check == "case.answered"] == ["x.xml"]


def test_the_hop_that_passes_on_has_no_cases(example: Example, ready: Ready) -> None:
    """What Wonen in Vlaanderen answers is what MAGDA answered it."""
    hop, call = ready("wiv", example("geef_zorgtoeslag/request_by_date"))
    hop.cases = OneCase(b"not even XML", by_name=True)
    hop.line.answer = example("geef_zorgtoeslag/reply_data")
    assert answer(hop, call).outcome == "answered"


def test_a_case_that_cannot_be_read_is_told_and_refused(
    example: Example, ready: Ready
) -> None:
    hop, call = ready("magda", example("geef_zorgtoeslag/request_by_date"))
    hop.cases = OneCase(b"<half", by_name=True)
    with pytest.raises(Refused) as refused:
        answer(hop, call)
    assert refused.value.findings[0].check == "case.usable"
    assert "x.xml" in refused.value.findings[0].actual
