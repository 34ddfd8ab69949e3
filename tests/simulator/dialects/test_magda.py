"""
How MAGDA speaks.

Source: `_wire-facts.md` section 3; `_behaviour.md` 1.2 and 1.3.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from kruispunt_contracts import WIRE_FAULTS, WireFault
from kruispunt_contracts.catalogue import Contract
from kruispunt_simulator.dialects import magda
from kruispunt_simulator.message import Finding, Question, Rendered, Severity
from lxml import etree

from .conftest import MAGDA, Example, Valid

Element = Any

PLATFORM = magda.Platform(identificatie="vip.vlaanderen.be", naam="MAGDA")
ROWS = [row for row in WIRE_FAULTS.values() if row.dialect == "magda"]
REFUSING = [row for row in ROWS if row.type == "FOUT"]
REMARKS = [row for row in ROWS if row.type != "FOUT"]

each_contract = pytest.mark.parametrize("contract", MAGDA, ids=lambda c: c.service)


def finding(row: WireFault, **given: Any) -> Finding:
    severity = Severity.ERROR if row.type == "FOUT" else Severity.WARNING
    fields: dict[str, Any] = {"check": "c", "fault": row.key, "requirement": "r"}
    fields["severity"] = severity
    return Finding(**fields | given)


def question(contract: Contract, example: Example) -> Question:
    return magda.read(example(contract.operations[0].request))


def refuse(
    findings: list[Finding], asked: Question | None, contract: Contract, now: datetime
) -> Rendered:
    response = contract.operations[0].response
    return magda.refuse(findings, asked, response, platform=PLATFORM, now=now)


# Reading


@each_contract
def test_a_request_says_who_asks_for_what(contract: Contract, example: Example) -> None:
    """Source: `_wire-facts.md` section 3."""
    asked = question(contract, example)
    assert (asked.service, asked.version) == (contract.service, contract.version)
    root = example(contract.operations[0].request)
    afzender = root.find("Verzoek/Context/Bericht/Afzender")
    assert asked.sender == afzender.findtext("Identificatie")
    assert asked.capacity == afzender.findtext("Hoedanigheid")
    assert asked.user == afzender.findtext("Gebruiker")
    assert asked.reference == afzender.findtext("Referte")
    assert asked.question_reference == root.findtext("Verzoek/Vragen/Vraag/Referte")
    assert None not in (asked.sender, asked.reference, asked.question_reference)


@pytest.mark.parametrize(
    "xml", ["<x/>", "<x><Verzoek/></x>", "<x><Verzoek><Context/></Verzoek></x>"]
)
def test_what_a_request_does_not_say_is_none(xml: str) -> None:
    """It is read before the schema is asked, so anything can be missing."""
    asked = magda.read(etree.fromstring(xml))
    assert asked == Question(
        sender=None, capacity=None, user=None, reference=None, question_reference=None
    )


def test_an_empty_element_says_nothing(example: Example) -> None:
    root = example(MAGDA[0].operations[0].request)
    root.find("Verzoek/Context/Bericht/Afzender/Gebruiker").text = ""
    assert magda.read(root).user is None


# Every row of WIRE_FAULTS


@each_contract
@pytest.mark.parametrize("row", REFUSING, ids=lambda row: row.key)
def test_every_refusal_fits_the_contract_at_its_level(
    row: WireFault, contract: Contract, example: Example, valid: Valid, now: datetime
) -> None:
    """Source: the row; levels in `_behaviour.md` 1.2."""
    asked = question(contract, example)
    rendered = refuse([finding(row)], asked, contract, now)
    received = valid(contract, rendered.payload)
    assert rendered.outcome == "refused"
    assert rendered.level == row.level
    assert rendered.http_status == row.http_status
    if row.level == "1":
        assert received.findtext("faultstring").startswith(row.code)
        assert "{" not in received.findtext("faultstring")
        return
    assert rendered.code == row.code
    place = {"2": "Repliek", "3": "Repliek/Antwoorden/Antwoord"}[row.level]
    (uitzondering,) = received.findall(f"{place}/Uitzonderingen/Uitzondering")
    assert received.findall(".//Uitzondering") == [uitzondering]
    told = {child.tag: child.text for child in uitzondering}
    assert told["Identificatie"] == row.code
    assert told["Oorsprong"] == row.origin
    assert told["Type"] == row.type
    assert told["Diagnose"] == row.text
    assert (received.find("Repliek/Antwoorden") is None) is (row.level == "2")


@each_contract
@pytest.mark.parametrize("row", REMARKS, ids=lambda row: row.key)
def test_every_remark_fits_the_contract_and_refuses_nothing(
    row: WireFault, contract: Contract, example: Example, valid: Valid, now: datetime
) -> None:
    """Source: the row; `_wire-facts.md` section 3, client view."""
    rendered = magda.answer(
        question(contract, example),
        contract.operations[0].response,
        platform=PLATFORM,
        now=now,
        uitzonderingen=magda.block([finding(row)], now),
    )
    received = valid(contract, rendered.payload)
    assert received.findtext(".//Uitzondering/Identificatie") == row.code
    assert (rendered.outcome, rendered.level, rendered.code) == ("answered", None, None)


@each_contract
@pytest.mark.parametrize("row", REFUSING, ids=lambda row: row.key)
def test_a_refusal_of_a_question_that_says_the_least_fits_too(
    row: WireFault, contract: Contract, valid: Valid, example: Example, now: datetime
) -> None:
    """The schema lets a sender be empty and the rest of Afzender be missing."""
    root = example(contract.operations[0].request)
    afzender = root.find("Verzoek/Context/Bericht/Afzender")
    afzender.find("Identificatie").text = ""
    for name in ("Hoedanigheid", "Gebruiker"):
        for element in afzender.findall(name):
            afzender.remove(element)
    assert contract.validate(root) == ()
    rendered = refuse([finding(row)], magda.read(root), contract, now)
    valid(contract, rendered.payload)


@pytest.mark.parametrize("row", REFUSING, ids=lambda row: row.key)
def test_before_the_question_is_read_every_refusal_is_a_fault(
    row: WireFault, valid: Valid, now: datetime
) -> None:
    """There is no Repliek for a service that nobody knows."""
    rendered = magda.refuse([finding(row)], None, None, platform=PLATFORM, now=now)
    received = valid(MAGDA[0], rendered.payload)
    assert received.findtext("faultstring")
    assert (rendered.level, rendered.outcome) == ("1", "refused")
    assert rendered.http_status == 500


def test_the_signature_fault_says_no_more_than_the_real_one(
    valid: Valid, now: datetime
) -> None:
    """Source: `_wire-facts.md` section 2; Go Vocal."""
    row = WIRE_FAULTS["magda.signature-invalid"]
    secret = finding(row, expected="digest x", actual="digest y")
    rendered = magda.refuse([secret], None, None, platform=PLATFORM, now=now)
    received = valid(MAGDA[0], rendered.payload)
    assert received.findtext("faultstring") == (
        "ERR_025: Verification Failure: Document signature verification failed"
    )
    assert received.find("detail") is None


def test_the_schema_fault_tells_where_in_its_detail(
    valid: Valid, now: datetime
) -> None:
    """Source: MAGDA-Mock, Go Vocal: the reason is in detail/message."""
    row = WIRE_FAULTS["magda.schema"]
    told = finding(row, detail="element Taal: not expected", actual="line 3")
    rendered = magda.refuse([told], None, None, platform=PLATFORM, now=now)
    received = valid(MAGDA[0], rendered.payload)
    assert received.findtext("detail/message") == "element Taal: not expected"


# Several findings


def test_findings_of_one_level_leave_together_and_others_stay(
    example: Example, valid: Valid, now: datetime
) -> None:
    """Source: `_behaviour.md` 1.3: several Uitzonderingen in one Antwoord."""
    contract = MAGDA[0]
    keys = ("magda.language", "magda.date-out-of-range", "magda.no-authorisation")
    findings = [finding(WIRE_FAULTS[key]) for key in keys]
    note = Finding(
        check="n", fault=None, requirement="r", actual="kept", severity=Severity.NOTE
    )
    rendered = refuse([note, *findings], question(contract, example), contract, now)
    received = valid(contract, rendered.payload)
    codes = [e.text for e in received.iterfind(".//Uitzondering/Identificatie")]
    assert codes == ["25001", "20006"]
    assert b"kept" not in etree.tostring(received)


def test_the_first_error_decides_and_a_remark_before_it_does_not(
    example: Example, now: datetime
) -> None:
    contract = MAGDA[0]
    remark = finding(WIRE_FAULTS["magda.insz-replaced"])
    error = finding(WIRE_FAULTS["magda.nothing-found"])
    rendered = refuse([remark, error], question(contract, example), contract, now)
    assert (rendered.level, rendered.code) == ("3", "30001")


def test_a_finding_brings_its_own_words_along(
    example: Example, valid: Valid, now: datetime
) -> None:
    """Source: MAGDA wiki page 2104688821 (Omstandigheid and Annotaties)."""
    contract = MAGDA[0]
    told = finding(
        WIRE_FAULTS["magda.ksz-refused"],
        detail="NO_RESULT",
        annotations={"status code": "MSG00012", "status description": ""},
        origin="KENG",
    )
    rendered = refuse([told], question(contract, example), contract, now)
    received = valid(contract, rendered.payload).find(".//Uitzondering")
    assert received.findtext("Oorsprong") == "KENG"
    assert received.findtext("Omstandigheid") == "NO_RESULT"
    assert [
        (each.findtext("Naam"), each.findtext("Waarde"))
        for each in received.iterfind("Annotaties/Annotatie")
    ] == [("status code", "MSG00012"), ("status description", "")]


# The Context of a reply


@each_contract
def test_a_reply_answers_to_who_asked_under_the_references_of_the_question(
    contract: Contract, example: Example, valid: Valid, now: datetime
) -> None:
    """Source: `_wire-facts.md` section 3, table of the reply."""
    asked = replace(question(contract, example), question_reference="vraag-1")
    rendered = refuse(
        [finding(WIRE_FAULTS["magda.nothing-found"])], asked, contract, now
    )
    received = valid(contract, rendered.payload)
    context = received.find("Repliek/Context")
    assert context.findtext("Naam") == contract.service
    assert context.findtext("Versie") == contract.version
    bericht = context.find("Bericht")
    assert bericht.findtext("Type") == "ANTWOORD"
    assert bericht.findtext("Afzender/Identificatie") == "vip.vlaanderen.be"
    assert bericht.findtext("Afzender/Naam") == "MAGDA"
    ontvanger = {child.tag: child.text for child in bericht.find("Ontvanger")}
    assert ontvanger == {
        tag: value
        for tag, value in (
            ("Identificatie", asked.sender),
            ("Referte", asked.reference),
            ("Hoedanigheid", asked.capacity),
            ("Gebruiker", asked.user),
        )
        if value is not None
    }
    assert received.findtext("Repliek/Antwoorden/Antwoord/Referte") == "vraag-1"


def test_every_reply_has_a_reference_of_its_own(
    example: Example, now: datetime
) -> None:
    """Source: `_wire-facts.md` section 3: a new UUID of the reply."""
    contract = MAGDA[0]
    asked = question(contract, example)
    error = [finding(WIRE_FAULTS["magda.nothing-found"])]
    one, other = (refuse(error, asked, contract, now) for _ in range(2))
    assert one.platform_reference != other.platform_reference
    path = "Repliek/Context/Bericht/Afzender/Referte"
    assert one.payload.findtext(path) == one.platform_reference
    assert str(uuid.UUID(one.platform_reference)) == one.platform_reference


def test_times_are_belgian_to_the_millisecond(example: Example, now: datetime) -> None:
    """Source: `_wire-facts.md` section 3: local time, milliseconds present."""
    contract = MAGDA[0]
    error = [finding(WIRE_FAULTS["magda.nothing-found"])]
    payload = refuse(error, question(contract, example), contract, now).payload
    moments = [
        (each.findtext("Datum"), each.findtext("Tijd"))
        for each in payload.iter("Tijdstip")
    ]
    assert moments == [("2026-11-22", "16:04:05.678")] * 2


def test_a_name_with_its_domain_is_echoed_as_it_came(
    example: Example, valid: Valid, now: datetime
) -> None:
    """Source: MAGDA wiki page 1901822529."""
    contract = MAGDA[0]
    named = replace(question(contract, example), service=f"X.{contract.service}")
    error = [finding(WIRE_FAULTS["magda.nothing-found"])]
    received = valid(contract, refuse(error, named, contract, now).payload)
    assert received.findtext("Repliek/Context/Naam") == f"X.{contract.service}"


def test_nothing_but_the_row_and_the_words_meant_for_it_leaves(
    example: Example, now: datetime
) -> None:
    """What the check expected and saw is for `kruispunt explain`."""
    secret = finding(
        WIRE_FAULTS["magda.no-authorisation"],
        check="secret-check",
        requirement="secret-requirement",
        expected="secret-expected",
        actual="secret-actual",
    )
    rendered = refuse([secret], question(MAGDA[0], example), MAGDA[0], now)
    assert not re.search(rb"secret", etree.tostring(rendered.payload))
