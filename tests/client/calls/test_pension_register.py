"""
The pension register over the SSDN: as any other call, through a connection.

Source: `ksz-pensionregister`; `_wire-facts.md` section 5.
"""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from kruispunt_client.async_connection import connect_async
from kruispunt_client.calls.pension_codes import (
    AdministrativeSituation,
    AdvantageCode,
    AdvantageType,
    EmployerType,
    FamilyCharge,
    Focus,
    HealthDeduction,
    HouseholdRate,
    IndexType,
    Payments,
    PensionType,
    Periodicity,
    Pillar,
    RightOrigin,
)
from kruispunt_client.calls.pension_register import (
    Origin,
    RightPillar,
    pension_register,
)
from kruispunt_client.calls.ssdn_person import Gender
from kruispunt_client.client_log import JsonLinesLog, LogRecord
from kruispunt_client.connection import Connection, connect
from kruispunt_client.errors import (
    InvalidRequest,
    InvalidSettings,
    PersonReplaced,
    ReplyViolatesContract,
)
from kruispunt_client.results import Month, PartialDate
from kruispunt_contracts import ns, pack, unpack
from lxml import etree

from ...completeness import lost
from .examples import answer, content, example, leaves

Element = Any
PAYMENTS = "pension_register/reply_payments.xml"
RIGHTS = "pension_register/reply_rights.xml"
DAY = date(2026, 5, 4)
S, C = f"{{{ns.SSDN_SERVICE}}}", f"{{{ns.SSDN_COMMON}}}"


def document(name: str, request: Element) -> Element:
    """Make a recorded document the answer to a question, by what must come back."""
    made = example(name)
    context = made.find(f"{S}ReplyContext")
    del context[1:]
    asked = request.find(f"{S}RequestContext")
    context.append(copy.deepcopy(asked.find(f"{S}AuthorizedUser")))
    message = etree.SubElement(context, f"{S}Message")
    message.append(copy.deepcopy(asked.find(f"{S}Message/{S}Reference")))
    for tag, text in (
        ("Ticket", "THTTMHHP49DGQ9V"),
        ("TimeReceive", "20260505T003016"),
        ("TimeResponse", "20260505T003017"),
    ):
        etree.SubElement(message, f"{S}{tag}").text = text
    inside = made.find(f"{S}ServiceReply")[-1]
    for old in inside.findall("{*}Question"):
        inside.remove(old)
    repeated = etree.Element(f"{{{ns.PENSION_REGISTER}}}Question")
    repeated.extend(copy.deepcopy(list(request[-1][-1])))
    inside.insert(1, repeated)
    return made


def recorded(name: str) -> Callable[[Element], Element]:
    return lambda carried: pack(document(name, unpack(carried)))


@pytest.fixture
def member(ksz: Any, profile: Any) -> Any:
    """Profile of a party with a place in the network."""
    plain = profile(ksz)
    party = replace(plain.party, legal_context="40/7", email="ict@alpha.example")
    return replace(plain, party=party)


@pytest.fixture
def log(tmp_path: Any) -> JsonLinesLog:
    return JsonLinesLog(tmp_path / "questions.jsonl")


@pytest.fixture
def line(ksz: Any, member: Any, user: str, log: JsonLinesLog) -> Iterator[Connection]:
    ksz.answer_with(recorded(PAYMENTS))
    with connect(member, via="ksz", user=user, log=log) as opened:
        yield opened


def asked(ksz: Any) -> Element:
    return unpack(ksz.asked[-1].payload)


def local_leaves(element: Element) -> dict[str, str]:
    return {
        "/".join(part.rpartition("}")[2] for part in path.split("/{")): text
        for path, text in leaves(element).items()
    }


def test_the_least_is_rights_of_the_first_pillar(
    ksz: Any, line: Connection, person: str
) -> None:
    line.pension.register(person, on=DAY)
    question = asked(ksz).find(f"{S}ServiceRequest")
    assert local_leaves(question[-1]) == {
        "TargetSSIN": person,
        "Period/StartDate": "2026-05-04",
        "Period/EndDate": "2026-05-04",
        "RequestedData/Pillar": "FirstOnly",
        "RequestedData/RequestedInformation": "RightsOnly",
        "Language": "NL",
    }


def test_everything_can_be_asked(ksz: Any, line: Connection, person: str) -> None:
    line.pension.register(
        person,
        period=(date(2025, 1, 1), date(2025, 12, 31)),
        pillar=Pillar.BOTH,
        payments=Payments.MAXIMUM,
        focus=Focus.MONTH_OF_PAYMENT,
        language="FR",
    )
    question = asked(ksz).find(f"{S}ServiceRequest")
    assert local_leaves(question[-1]) == {
        "TargetSSIN": person,
        "Period/StartDate": "2025-01-01",
        "Period/EndDate": "2025-12-31",
        "RequestedData/Pillar": "FirstSecond",
        "RequestedData/RequestedInformation": "RightsMaximumPayments",
        "RequestedData/Focus": "MonthOfPayment",
        "Language": "FR",
    }


def test_it_says_who_asks_from_where_and_under_which_reference(
    ksz: Any, line: Connection, person: str, user: str
) -> None:
    """Source: `ksz-pensionregister`, notes: identification inside the document."""
    found = line.pension.register(person, on=DAY)
    context = local_leaves(asked(ksz).find(f"{S}RequestContext"))
    del context["Message/TimeRequest"]
    assert context == {
        "AuthorizedUser/UserID": user,
        "AuthorizedUser/Email": "ict@alpha.example",
        "AuthorizedUser/OrgUnit": "0999000108",
        "AuthorizedUser/MatrixID": "40",
        "AuthorizedUser/MatrixSubID": "7",
        "Message/Reference": found.references.ticket,
    }
    assert found.references.reply == "THTTMHHP49DGQ9V"
    assert found.asked.capacity == "40/7"
    assert found.asked.received == date(2026, 5, 5), "as the reply says"
    assert found.signer == "ksz.kruispunt.test"


def test_another_user_can_be_named_for_one_question(
    ksz: Any, line: Connection, person: str
) -> None:
    line.pension.register(person, on=DAY, user="79641706379")
    assert asked(ksz).find(".//{*}UserID").text == "79641706379"


def test_the_log_has_it_like_any_other(
    line: Connection, log: JsonLinesLog, person: str, user: str
) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 6.4."""
    found = line.pension.register(person, on=DAY)
    (record,) = log.read()
    assert isinstance(record, LogRecord)
    assert (record.service, record.version, record.operation) == (
        "OCMWCPASPensionRegisterConsult",
        "20090706",
        "sendXML",
    )
    assert (record.user, record.person) == (user, person)
    assert (record.outcome, record.trace) == ("answered", found.trace)
    assert record.references.ticket == found.references.ticket
    assert record.reply_sha256 is not None


def test_a_refusal_is_raised_and_recorded(
    ksz: Any, line: Connection, log: JsonLinesLog, person: str
) -> None:
    """Source: `_error-codes` 3: MSG00006, the number was replaced."""

    def refused(carried: Element) -> Element:
        made = document(PAYMENTS, unpack(carried))
        summary = made.find(f"{S}ServiceReply/{C}ResultSummary")
        summary.set("ok", "NO")
        summary.find(f"{C}ReturnCode").text = "10000"
        detail = etree.SubElement(summary, f"{C}Detail")
        etree.SubElement(detail, f"{C}Severity").text = "ERROR"
        etree.SubElement(detail, f"{C}ReasonCode").text = "MSG00006"
        return pack(made)

    ksz.answer_with(refused)
    with pytest.raises(PersonReplaced) as caught:
        line.pension.register(person, on=DAY)
    assert caught.value.hop == "ksz"
    assert caught.value.references is not None
    assert caught.value.reply_xml is not None
    (record,) = log.read()
    assert isinstance(record, LogRecord)
    assert (record.outcome, record.code) == ("PersonReplaced", "MSG00006")
    assert record.trace == caught.value.trace


def test_a_right_and_its_payments_are_read_whole(line: Connection, person: str) -> None:
    data = line.pension.register(person, on=DAY, payments="RightsMaximumPayments").data
    assert data is not None
    (item,) = data.pension_items
    assert item.debtor_institution_company_id == 999000009
    assert item.debtor_institution_immatriculation == 1
    assert item.institution_name == "Voorbeeld Pensioendienst"
    paid, unpaid = item.items
    right = paid.right
    assert right is not None
    assert right.origin is Origin.NATIONAL
    assert right.pillar is RightPillar.FIRST
    assert right.advantage_code is AdvantageCode.RETIREMENT_EMPLOYEE
    assert right.periodicity is Periodicity.MONTHLY
    assert right.pension_file_id == "2016.0314.A"
    assert right.pension_type is right.right_close_date is None
    (payment,) = paid.payments
    assert (payment.start_month, payment.end_month) == (Month(2026, 1), Month(2026, 1))
    assert payment.total_gross_amount == Decimal("1712.50")
    assert payment.total_precomptable_amount == Decimal("1651.70")
    assert (payment.index, payment.index_type) == (Decimal("2.1223"), IndexType.PRIVATE)
    first, second = payment.history
    assert first.precompte_percentage == Decimal("11.22")
    assert second.gross_amount == Decimal("12.50")
    assert second.month_of_payment == Month(2026, 3)
    assert second.creation_date == date(2026, 4, 15)
    assert payment.is_holiday_amount is False
    fiscal = payment.fiscal_situation
    assert fiscal is not None
    assert fiscal.dependent_spouse_code == "1"
    assert (fiscal.total_dependent_children, fiscal.total_dependent_others) == (0, 1)
    assert payment.special_rules[0].exception_code == "7"
    health = payment.health_contribution
    assert health is not None
    assert health.ami_tax_code is HealthDeduction.WITHOUT_DEPENDANTS
    assert health.history[0].amount == health.total_ami_amount == Decimal("60.80")
    solidarity = payment.solidarity_contribution
    assert solidarity is not None
    assert solidarity.total_rs_amount == solidarity.history[0].amount == 0
    assert payment.anomalies[0].code == "B2"
    assert unpaid.right is not None
    assert unpaid.right.origin is Origin.FOREIGN
    assert unpaid.right.periodicity is Periodicity.YEARLY
    assert unpaid.payments == ()
    assert data.citizen is not None
    legal = data.citizen.legal_data
    assert legal is not None
    assert legal.diplomatic_post_address is not None
    assert legal.diplomatic_post_address.address == "Rue Exemple 1, Lille"
    assert legal.standard_address is None


def test_rights_demands_and_the_person_are_read_whole(
    ksz: Any, line: Connection, person: str
) -> None:
    ksz.answer_with(recorded(RIGHTS))
    found = line.pension.register(person, on=DAY)
    assert [remark.type for remark in found.warnings] == ["WARNING"]
    data = found.data
    assert data is not None
    known, demanded = data.pension_items[0].items
    right = known.right
    assert right is not None
    assert right.pension_start_date == PartialDate(2016, 4, 1)
    assert right.right_start_date == PartialDate(2021, 7, 1)
    assert right.pension_type is PensionType.RETIREMENT
    assert right.administrative_situation is AdministrativeSituation.EMPLOYEE
    assert right.employer_type is EmployerType.PRIVATE
    assert right.family_charge_type is FamilyCharge.WITHOUT
    assert right.advantage_type is AdvantageType.PENSION_LEGAL
    assert right.household_code is HouseholdRate.SINGLE
    assert right.right_origin is RightOrigin.NATIONAL
    assert right.right_close_date == date(2026, 10, 31)
    assert right.anomalies[0].description == "Voorbeeld van een anomalie"
    demand = demanded.demand
    assert demand is not None
    assert demanded.right is None
    assert demand.pension_demand_date == date(2025, 3, 1)
    assert demand.pension_demand_refusal_date == date(2025, 9, 1)
    citizen = data.citizen
    assert citizen is not None
    assert (citizen.origin, citizen.inscription_register) == ("RN_RR", 1)
    assert citizen.inscription_register_modified == PartialDate(2019, 1, 1)
    legal = citizen.legal_data
    assert legal is not None
    assert legal.name.last_name == "Voorbeeldsma"
    assert legal.name.complete_first_name is True
    assert legal.gender is Gender.FEMALE
    assert legal.civil_state is not None
    assert legal.civil_state.modification_date == PartialDate(2011, 5)
    assert legal.civil_state.partner is not None
    assert legal.civil_state.partner.gender is Gender.MALE
    assert legal.standard_address is not None
    assert legal.standard_address.municipality is not None
    assert legal.standard_address.municipality.postal_code == "3500"
    assert legal.nationality is not None
    assert legal.nationality.description[0].text == "Belg"


@pytest.mark.parametrize("name", [PAYMENTS, RIGHTS])
def test_nothing_that_is_told_is_lost(
    ksz: Any, line: Connection, person: str, name: str
) -> None:
    ksz.answer_with(recorded(name))
    assert lost(content(name), line.pension.register(person, on=DAY).data) == []


@pytest.mark.parametrize("gone", ["CitizenPK", "PensionItem", "both"])
def test_no_data_is_when_not_even_the_person_is_told(
    ksz: Any, line: Connection, person: str, gone: str
) -> None:
    def bare(carried: Element) -> Element:
        made = document(PAYMENTS, unpack(carried))
        for each in list(made.iter("{*}CitizenPK", "{*}PensionItem")):
            if gone in (etree.QName(each).localname, "both"):
                each.getparent().remove(each)
        return pack(made)

    ksz.answer_with(bare)
    data = line.pension.register(person, on=DAY).data
    assert (data is None) == (gone == "both")
    if data is not None:
        assert (data.citizen is None) == (gone == "CitizenPK")
        assert (data.pension_items == ()) == (gone == "PensionItem")


def test_a_value_that_is_none_is_no_answer(
    ksz: Any, line: Connection, person: str
) -> None:
    """The pattern of a month lets the thirteenth through."""

    def spoiled(carried: Element) -> Element:
        made = document(PAYMENTS, unpack(carried))
        made.find(".//{*}StartMonth").text = "2026-13-00"
        return pack(made)

    ksz.answer_with(spoiled)
    with pytest.raises(ReplyViolatesContract, match="a value that it cannot"):
        line.pension.register(person, on=DAY)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        pytest.param({"email": None}, "email", id="no address"),
        pytest.param({"legal_context": "VO:SOCIAL_RENT"}, "17/1", id="no place"),
        pytest.param({"legal_context": "40/"}, "17/1", id="half a place"),
    ],
)
def test_what_the_ssdn_needs_is_demanded_when_it_is_asked(
    ksz: Any, member: Any, person: str, user: str, changes: Any, named: str
) -> None:
    """Source: `ksz-pensionregister`, AuthorizedUser; other services need none of it."""
    spoiled = replace(member, party=replace(member.party, **changes))
    ksz.answer_with(answer("living_wages_service/periods_response.xml"))
    with connect(spoiled, via="ksz", user=user) as line:
        with pytest.raises(InvalidSettings, match=named):
            line.pension.register(person, on=DAY)
        assert not ksz.asked
        assert line.living_wage.wage_periods(person, on=DAY).data is not None


def test_a_sector_alone_is_a_place_too(
    ksz: Any, member: Any, person: str, user: str
) -> None:
    ksz.answer_with(recorded(PAYMENTS))
    sector = replace(member, party=replace(member.party, legal_context="49"))
    with connect(sector, via="ksz", user=user) as line:
        line.pension.register(person, on=DAY)
    assert asked(ksz).find(".//{*}MatrixID").text == "49"
    assert asked(ksz).find(".//{*}MatrixSubID") is None


def test_it_is_not_asked_at_other_hops(
    wiv: Any, profile: Any, person: str, user: str
) -> None:
    with (
        connect(profile(wiv), via="wiv", user=user) as line,
        pytest.raises(InvalidRequest, match="via ksz, not wiv"),
    ):
        line.pension.register(person, on=DAY)


def test_it_can_be_awaited(ksz: Any, member: Any, person: str, user: str) -> None:
    ksz.answer_with(recorded(RIGHTS))

    async def ask() -> Any:
        async with connect_async(member, via="ksz", user=user) as line:
            return await line.pension.register(person, on=DAY)

    assert asyncio.run(ask()).data.citizen.origin == "RN_RR"


@pytest.mark.parametrize("name", ["pillar", "payments", "focus"])
def test_what_the_register_does_not_know_is_not_asked(person: str, name: str) -> None:
    how: dict[str, Any] = {name: "MARS"}
    with pytest.raises(InvalidRequest, match=name):
        pension_register(person, on=DAY, **how)
