"""
The pension register, over the SSDN of the KSZ.

Source: contract sheet `ksz-pensionregister`; `_behaviour` 2.6; code lists, section 6.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_contracts import ns
from kruispunt_simulator import numbers
from kruispunt_simulator.message import Period
from kruispunt_simulator.people import People, Person
from kruispunt_simulator.services import ksz_pension_register as register
from kruispunt_simulator.services._ssdn import any_namespace
from lxml import etree

from .conftest import TODAY, Desk, Reply

Element = Any

NAME, VERSION = register.SERVICE, register.VERSION
PEOPLE = People.load()
ROSA = PEOPLE.named("rosa-vlierbosch").ssin
YVETTE = PEOPLE.named("yvette-molendal").ssin
LEA = PEOPLE.named("lea-boomgaardt").ssin
MARCEL = PEOPLE.named("marcel-hoeckwerf").ssin
HERMAN = PEOPLE.named("herman-struikveld").ssin

ITEM = "PensionItem/PayingInstitutionItem"
RIGHT = f"{ITEM}/RightOnly/RightInformation"
PAYMENT = f"{ITEM}/RightWithPayments/PaymentsInformation"
YEAR = ("2026-01-01", "2026-12-31")


def question(
    ssin: str,
    days: tuple[str, str] = YEAR,
    pillar: str = "FirstSecond",
    information: str = "RightsOnly",
    focus: str | None = None,
) -> str:
    made = register.make_question(
        ssin,
        (date.fromisoformat(days[0]), date.fromisoformat(days[1])),
        pillar=pillar,
        information=information,
        focus=focus,
    )
    return etree.tostring(made, encoding="unicode")


def ask(desk: Desk, ssin: str, *about: Any, today: date = TODAY, **how: Any) -> Reply:
    return desk.ask_ssdn(NAME, VERSION, question(ssin, *about, **how), today=today)


def texts(reply: Reply, path: str) -> list[str]:
    return [str(each.text) for each in reply.root.findall(any_namespace(path))]


def count(reply: Reply, path: str) -> int:
    return len(reply.root.findall(any_namespace(path)))


def summary(reply: Reply, place: str = "ServiceReply") -> str | None:
    assert reply.message is not None
    found = reply.message.find(any_namespace(f"{place}/ResultSummary"))
    return None if found is None else found.get("ok")


# The question


def test_subject_and_period_are_those_of_the_question(desk: Desk) -> None:
    request = desk.ssdn_request(NAME, VERSION, question(ROSA))
    service = desk.service(NAME, VERSION, "sendXML")
    assert service.subject(request) == ROSA
    assert service.period(request) == Period(begin="2026-01-01", end="2026-12-31")


def test_something_else_that_the_schema_knows_is_no_question(desk: Desk) -> None:
    """The wildcard of SSDNRequest lets any known element pass."""
    reply = ask(desk, ROSA)
    request = desk.ssdn_request(
        NAME, VERSION, etree.tostring(reply.root, encoding="unicode")
    )
    service = desk.service(NAME, VERSION, "sendXML")
    with pytest.raises(LookupError, match="is no question for the pension register"):
        service.subject(request)


@pytest.mark.parametrize(
    ("days", "valid"),
    [
        pytest.param(("2026-01-01", "2026-01-01"), True, id="one day"),
        pytest.param(("2026-01-02", "2026-01-01"), False, id="the wrong way round"),
        pytest.param(("1970-01-01", "1980-10-01"), True, id="its last day is known"),
        pytest.param(("1970-01-01", "1980-09-30"), False, id="before the register"),
        pytest.param(("2026-11-22", "2030-01-01"), True, id="begins today"),
        pytest.param(("2026-11-23", "2030-01-01"), False, id="begins tomorrow"),
    ],
)
def test_the_period_is_one_that_the_register_can_know(
    desk: Desk, days: tuple[str, str], valid: bool
) -> None:
    """Source: MG 1208811526 (40004); the register begins in October 1980."""
    reply = ask(desk, ROSA, days)
    assert reply.faults == ([] if valid else ["ksz.invalid-data"])


@pytest.mark.parametrize(
    ("ssin", "faults"),
    [
        pytest.param(ROSA, [], id="as they should be"),
        pytest.param(ROSA[:-2] + "00", ["ksz.ssin-invalid"], id="another"),
        pytest.param("٥" * 11, ["ksz.ssin-invalid"], id="digits of another script"),
    ],
)
def test_the_check_digits_are_looked_at(
    desk: Desk, ssin: str, faults: list[str]
) -> None:
    assert ask(desk, ssin).faults == faults


# The number


@pytest.mark.parametrize(
    ("name", "fault", "author"),
    [
        pytest.param("pieter-crabbemans", "ksz.ssin-cancelled", "CBSS", id="cancelled"),
        pytest.param(
            "hanne-bosteelsma-oud", "ksz.ssin-replaced", "CBSS", id="replaced"
        ),
        pytest.param("wout-nijsdonk", "penskad.unknown", "PENSKAD", id="no file"),
        pytest.param(
            "marcel-hoeckwerf", "penskad.not-in-context", "PENSKAD", id="no purpose"
        ),
    ],
)
def test_a_person_of_whom_nothing_can_be_told(
    desk: Desk, name: str, fault: str, author: str
) -> None:
    """The KSZ says so before the register is asked, or the register in its reply."""
    reply = ask(desk, desk.people.named(name).ssin)
    assert reply.faults == [fault]
    assert reply.message is not None
    path = any_namespace("ServiceReply/ResultSummary/Detail/AuthorCodeList")
    assert [each.text for each in reply.message.findall(path)] == [author]
    assert summary(reply) == "NO"
    assert (reply.root.tag == "none") is (author == "CBSS")
    assert count(reply, "CitizenPK") == count(reply, "PensionItem") == 0


def test_a_number_that_nobody_has_is_unknown_to_the_ksz(desk: Desk) -> None:
    nobody = numbers.make(date(1980, 1, 1), 998)
    assert ask(desk, nobody).faults == ["ksz.ssin-unknown"]


def test_a_replaced_number_tells_the_new_one(desk: Desk) -> None:
    old, new = (
        desk.people.named(name).ssin
        for name in ("hanne-bosteelsma-oud", "hanne-bosteelsma")
    )
    (finding,) = ask(desk, old).findings
    assert finding.annotations == {"newSSIN": new}


# The reply


def test_the_reply_repeats_the_question_and_says_whom_it_is_about(desk: Desk) -> None:
    """pen_beneficiary_ssin."""
    reply = ask(desk, ROSA, focus="ReferencePeriod")
    assert texts(reply, "Question/TargetSSIN") == [ROSA]
    assert texts(reply, "Question/Period/EndDate") == ["2026-12-31"]
    assert texts(reply, "Question/RequestedData/Focus") == ["ReferencePeriod"]
    assert texts(reply, "CitizenPK/SocialSecurityUser") == [ROSA]
    assert texts(reply, "CitizenPK/LegalData/Name/LastName") == ["Vlierbosch"]
    assert texts(reply, "CitizenPK/LegalData/Gender") == ["2"]
    address = "CitizenPK/LegalData/AddressInformation/LegalAddress/StandardAddress"
    assert texts(reply, f"{address}/Municipality/PostalCode") == ["3500"]
    assert summary(reply) == summary(reply, "ServiceReply/*") == "YES"


@pytest.mark.parametrize(
    ("today", "told"), [(date(2024, 5, 1), []), (date(2024, 5, 2), ["2024-05-02"])]
)
def test_a_death_is_told_once_it_happened(
    desk: Desk, somebody: Callable[..., Person], today: date, told: list[str]
) -> None:
    person = somebody(
        identity={"deceased": date(2024, 5, 2)}, pension={"institutions": ()}
    )
    reply = desk.ask_ssdn(
        NAME,
        VERSION,
        question(person.ssin, ("2024-01-01", "2024-12-31")),
        today=today,
        people=People([person]),
    )
    assert texts(reply, "CitizenPK/LegalData/Decease/Date") == told


@pytest.mark.parametrize(("bis", "origin"), [(False, "RN_RR"), (True, "BCSS_KSZ")])
def test_the_register_of_persons_depends_on_the_kind_of_number(
    desk: Desk, somebody: Callable[..., Person], bis: bool, origin: str
) -> None:
    person = somebody(
        identity={"ssin": numbers.make(date(1985, 4, 30), 77, bis=bis)},
        pension={"institutions": ()},
    )
    reply = desk.ask_ssdn(NAME, VERSION, question(person.ssin), people=People([person]))
    (citizen,) = reply.root.findall(any_namespace("CitizenPK"))
    assert citizen.get("origin") == origin


def test_a_right_is_told_with_every_field_of_the_law(desk: Desk) -> None:
    """Law facts, fields 7.5: payer, file, pillar, dates, codes."""
    reply = ask(desk, LEA, ("2026-09-01", "2026-09-30"), "FirstOnly")
    (right,) = reply.root.findall(any_namespace(RIGHT))
    assert right.attrib == {"Origin": "National", "Pillar": "First"}
    told = {etree.QName(child).localname: child.text for child in right}
    assert told == {
        "AdvantageCode": "02",
        "Periodicity": "1",
        "PensionFileId": "2024.0605.L",
        "PensionStartDate": "2024-07-01",
        "RightStartDate": "2024-07-01",
        "PensionType": "1",
        "AdministrativeSituation": "2",
        "EmployerType": "0",
        "FamilyChargeType": "2",
        "AdvantageType": "11",
        "HouseholdCode": "2",
        "RightOrigin": "1",
        "RightCloseDate": "2026-09-30",
    }
    payer = "PensionItem/PayingInstitution"
    assert texts(reply, f"{payer}/DebtorInstitutionCompanyId") == ["999001002"]
    assert texts(reply, f"{payer}/DebtorInstitutionImmatriculation") == ["1"]
    assert texts(reply, f"{payer}/InstitutionName") == ["Federale Pensioendienst"]


def test_a_right_is_not_known_to_be_closed_before_it_is(desk: Desk) -> None:
    days = ("2026-09-01", "2026-09-30")
    before = ask(desk, LEA, days, today=date(2026, 9, 29))
    assert texts(before, f"{RIGHT}/RightCloseDate") == []
    after = ask(desk, LEA, days, today=date(2026, 9, 30))
    assert texts(after, f"{RIGHT}/RightCloseDate") == ["2026-09-30"]


def test_what_changes_ends_one_right_and_begins_another_of_the_same_pension(
    desk: Desk,
) -> None:
    """pen_right_start_date and pen_right_start_date_current_period."""
    reply = ask(desk, LEA, ("2026-09-01", "2026-10-31"))
    assert texts(reply, f"{RIGHT}/PensionStartDate") == ["2024-07-01"] * 2
    assert texts(reply, f"{RIGHT}/RightStartDate") == ["2024-07-01", "2026-10-01"]
    assert texts(reply, f"{RIGHT}/HouseholdCode") == ["2", "1"]


@pytest.mark.parametrize(
    ("pillar", "pillars"),
    [
        ("FirstOnly", {"First"}),
        ("SecondOnly", {"Second"}),
        ("FirstSecond", {"First", "Second"}),
    ],
)
def test_only_the_pillars_that_were_asked_are_told(
    desk: Desk, pillar: str, pillars: set[str]
) -> None:
    reply = ask(desk, ROSA, ("2016-01-01", "2026-11-22"), pillar)
    rights = reply.root.findall(any_namespace(RIGHT))
    assert {right.get("Pillar") for right in rights} == pillars


@pytest.mark.parametrize(
    ("days", "told"),
    [
        pytest.param(("2024-06-01", "2024-06-30"), 0, id="the month before"),
        pytest.param(("2024-06-01", "2024-07-01"), 1, id="until its first day"),
        pytest.param(("2026-09-30", "2026-09-30"), 1, id="its last day"),
        pytest.param(
            ("2026-10-01", "2026-10-01"), 1, id="the day after: the next right"
        ),
    ],
)
def test_a_right_is_told_when_one_of_its_days_was_asked_for(
    desk: Desk, days: tuple[str, str], told: int
) -> None:
    assert count(ask(desk, LEA, days), RIGHT) == told


def test_a_right_that_begins_later_is_not_known_yet(desk: Desk) -> None:
    days = ("2026-01-01", "2026-12-31")
    assert count(ask(desk, HERMAN, days, today=date(2026, 1, 31)), RIGHT) == 0
    assert count(ask(desk, HERMAN, days, today=date(2026, 2, 1)), RIGHT) == 1


# How much is told


@pytest.mark.parametrize(
    ("information", "kind"),
    [
        ("RightsOnly", "RightOnly"),
        ("RightsMinimumPayments", "RightWithPayments"),
        ("RightsMaximumPayments", "RightWithPayments"),
    ],
)
def test_what_was_asked_decides_the_kind_of_right(
    desk: Desk, information: str, kind: str
) -> None:
    """Source: `ksz-pensionregister`, notes."""
    reply = ask(desk, HERMAN, information=information)
    (right,) = reply.root.findall(any_namespace(ITEM))
    assert [etree.QName(child).localname for child in right] == [kind]


def test_a_right_of_which_nothing_was_paid_in_the_period_is_without_payments(
    desk: Desk,
) -> None:
    """The first payment, of February 2026, is declared in March."""
    days = ("2026-02-01", "2026-02-28")
    ask_payments = {"information": "RightsMinimumPayments"}
    early = ask(desk, HERMAN, days, today=date(2026, 3, 14), **ask_payments)
    assert count(early, f"{ITEM}/RightWithoutPayments") == 1
    late = ask(desk, HERMAN, days, today=date(2026, 3, 15), **ask_payments)
    assert texts(late, f"{PAYMENT}/PaymentHistory/CreationDate") == ["2026-03-15"]


@pytest.mark.parametrize("name", ["FiscalSituation", "SpecialRule", "Contributions"])
def test_some_blocks_are_only_in_maximum_payments(desk: Desk, name: str) -> None:
    days = ("2025-01-01", "2025-03-31")
    least = ask(desk, ROSA, days, information="RightsMinimumPayments")
    most = ask(desk, ROSA, days, information="RightsMaximumPayments")
    assert count(least, f"{PAYMENT}/{name}") == 0
    assert count(most, f"{PAYMENT}/{name}") > 0


def test_minimum_and_maximum_payments_agree_on_the_rest(desk: Desk) -> None:
    days = ("2024-01-01", "2026-11-22")
    least, most = (
        ask(desk, ROSA, days, information=information)
        for information in ("RightsMinimumPayments", "RightsMaximumPayments")
    )
    for name in ("FiscalSituation", "SpecialRule", "Contributions"):
        for element in most.root.findall(any_namespace(f"{PAYMENT}/{name}")):
            element.getparent().remove(element)
    for path in ("PensionItem", "CitizenPK"):
        assert [
            etree.tostring(each, method="c14n")
            for each in most.root.findall(any_namespace(path))
        ] == [
            etree.tostring(each, method="c14n")
            for each in least.root.findall(any_namespace(path))
        ]


# Payments


def test_a_payment_has_its_totals_index_and_history(desk: Desk) -> None:
    """Law facts, fields 7.5: payment reference period, totals, index, history."""
    reply = ask(
        desk, ROSA, ("2025-01-01", "2025-01-31"), information="RightsMaximumPayments"
    )
    (payment,) = (
        each
        for each in reply.root.findall(any_namespace(PAYMENT))
        if len(each.findall(any_namespace("PaymentHistory"))) == 2
    )
    told = [
        (etree.QName(leaf).localname, leaf.text)
        for leaf in payment.iter()
        if not len(leaf)
    ]
    assert told == [
        ("StartMonth", "2025-01-00"),
        ("EndMonth", "2025-01-00"),
        ("TotalGrossAmount", "1531.48"),
        ("TotalPrecomptableAmount", "1477.12"),
        ("Index", "2.0399"),
        ("IndexType", "1"),
        ("GrossAmount", "1518.98"),
        ("PrecomptableAmount", "1465.06"),
        ("PrecomptePercentage", "11.22"),
        ("MonthOfPayment", "2025-01-00"),
        ("CreationDate", "2025-02-15"),
        ("GrossAmount", "12.50"),
        ("PrecomptableAmount", "12.06"),
        ("PrecomptePercentage", "11.22"),
        ("MonthOfPayment", "2025-05-00"),
        ("CreationDate", "2025-06-15"),
        ("IsHolidayAmount", "false"),
        ("DependentSpouseCode", "1"),
        ("TotalDependentChildren", "0"),
        ("TotalDependentOthers", "0"),
        ("ExceptionCode", "7"),
        ("Description", "Verlaagde voorheffing op eigen verzoek"),
        ("TotalAmiAmount", "53.92"),
        ("AmiTaxCode", "2"),
        ("AmiAmount", "53.92"),
        ("MonthOfPayment", "2025-01-00"),
        ("CreationDate", "2025-02-15"),
        ("TotalRsAmount", "7.59"),
        ("SolidarityPercentage", "0.50"),
        ("SolidarityAmount", "7.59"),
        ("MonthOfPayment", "2025-01-00"),
        ("CreationDate", "2025-02-15"),
    ]


def test_arrears_are_no_part_of_the_total_before_they_are_declared(desk: Desk) -> None:
    days = ("2025-01-01", "2025-01-31")
    how: dict[str, Any] = {
        "information": "RightsMinimumPayments",
        "pillar": "FirstOnly",
    }
    before = ask(desk, ROSA, days, today=date(2025, 6, 14), **how)
    after = ask(desk, ROSA, days, today=date(2025, 6, 15), **how)
    path = f"{PAYMENT}/TotalAmounts/TotalGrossAmount"
    assert "1518.98" in texts(before, path)
    assert "1531.48" in texts(after, path)


def test_the_month_of_payment_finds_what_was_paid_for_other_months(desk: Desk) -> None:
    """The arrears of January 2025 were paid in May, and the whole payment is told."""
    may = ("2025-05-01", "2025-05-31")
    how: dict[str, Any] = {
        "information": "RightsMinimumPayments",
        "pillar": "FirstOnly",
    }
    months = f"{PAYMENT}/ReferencePeriod/StartMonth"
    by_reference = ask(desk, ROSA, may, focus="ReferencePeriod", **how)
    by_payment = ask(desk, ROSA, may, focus="MonthOfPayment", **how)
    assert set(texts(by_reference, months)) == {"2025-05-00", "2025-01-00"}
    assert texts(by_reference, months).count("2025-01-00") == 1, (
        "holiday pay of the year"
    )
    assert texts(by_payment, months) == ["2025-01-00", "2025-05-00", "2025-05-00"]
    default = ask(desk, ROSA, may, **how)
    assert texts(default, months) == texts(by_reference, months)


def test_a_right_that_ended_is_told_when_it_was_paid_in_the_period(desk: Desk) -> None:
    """The rent of the second quarter of 2026 is paid in July."""
    july = ("2026-07-01", "2026-07-31")
    how = {"information": "RightsMinimumPayments", "pillar": "SecondOnly"}
    assert count(ask(desk, ROSA, july, focus="ReferencePeriod", **how), ITEM) == 0
    reply = ask(desk, ROSA, july, focus="MonthOfPayment", **how)
    assert texts(reply, f"{PAYMENT}/ReferencePeriod/StartMonth") == ["2026-04-00"]
    assert texts(reply, f"{PAYMENT}/ReferencePeriod/EndMonth") == ["2026-06-00"]
    assert texts(reply, f"{PAYMENT}/PaymentHistory/MonthOfPayment") == ["2026-07-00"]


@pytest.mark.parametrize(
    ("days", "pillar", "periods"),
    [
        pytest.param(
            ("2016-04-01", "2016-04-30"),
            "SecondOnly",
            [("2016-04-00", "2016-04-00")],
            id="a capital, once",
        ),
        pytest.param(
            ("2026-02-01", "2026-04-01"),
            "SecondOnly",
            [("2026-01-00", "2026-03-00"), ("2026-04-00", "2026-06-00")],
            id="a rent, by quarter",
        ),
    ],
)
def test_the_periodicity_is_the_length_of_the_reference_periods(
    desk: Desk, days: tuple[str, str], pillar: str, periods: list[tuple[str, str]]
) -> None:
    """pen_payment_periodicity, pen_payment_period_start_month and _end_month."""
    reply = ask(desk, ROSA, days, pillar, "RightsMinimumPayments")
    begin, end = (
        texts(reply, f"{PAYMENT}/ReferencePeriod/{name}")
        for name in ("StartMonth", "EndMonth")
    )
    assert list(zip(begin, end, strict=True)) == periods


def test_holiday_pay_is_marked_and_covers_the_year(desk: Desk) -> None:
    """pen_history_holiday_pay; declared in January of the next year."""
    reply = ask(
        desk,
        ROSA,
        ("2025-01-01", "2025-12-31"),
        "FirstOnly",
        "RightsMinimumPayments",
    )
    (holiday,) = (
        payment
        for payment in reply.root.findall(any_namespace(PAYMENT))
        if payment.findtext("{*}IsHolidayAmount") == "true"
    )
    assert holiday.findtext(any_namespace("ReferencePeriod/EndMonth")) == "2025-12-00"


# Demands


def test_a_demand_is_told_until_it_is_granted_and_once_it_is_refused(
    desk: Desk,
) -> None:
    """Source: `ksz-pensionregister`, notes: PensionDemand, pending or refused."""
    path = f"{ITEM}/PensionDemand"
    reply = ask(desk, YVETTE, ("2023-01-01", "2026-11-22"))
    assert texts(reply, f"{path}/PensionDemandDate") == ["2023-10-02", "2026-09-15"]
    assert texts(reply, f"{path}/PensionDemandRefusalDate") == ["2024-02-19"]
    assert count(reply, "PensionItem") == 1

    pending = ask(desk, YVETTE, ("2023-01-01", "2024-01-01"), today=date(2024, 2, 18))
    assert texts(pending, f"{path}/PensionDemandDate") == ["2023-10-02"]
    assert texts(pending, f"{path}/PensionDemandRefusalDate") == []

    days = ("2025-01-01", "2025-12-31")
    assert count(ask(desk, HERMAN, days, today=date(2025, 11, 23)), path) == 1
    assert count(ask(desk, HERMAN, days, today=date(2025, 11, 24)), path) == 0


@pytest.mark.parametrize(
    ("days", "told"),
    [
        pytest.param(("2023-01-01", "2023-10-01"), 0, id="the day before it was made"),
        pytest.param(("2023-01-01", "2023-10-02"), 1, id="the day it was made"),
        pytest.param(("2024-02-19", "2024-03-01"), 1, id="the day it was refused"),
        pytest.param(("2024-02-20", "2024-03-01"), 0, id="the day after"),
    ],
)
def test_a_demand_is_told_for_the_days_that_it_was_there(
    desk: Desk, days: tuple[str, str], told: int
) -> None:
    reply = ask(desk, YVETTE, days, today=date(2025, 1, 1))
    assert count(reply, f"{ITEM}/PensionDemand") == told


def test_demands_and_rights_of_one_institution_are_two_items(
    desk: Desk, somebody: Callable[..., Person]
) -> None:
    """So that who may not see demands does not see that there is one."""
    person = somebody(
        pension={
            "institutions": (
                {
                    "name": "Kas",
                    "enterprise_number": "0999001002",
                    "affiliation_number": 1,
                    "rights": (
                        {
                            "pillar": "first",
                            "file": "A",
                            "benefit": "01",
                            "from": date(2025, 1, 1),
                        },
                    ),
                    "demands": (
                        {"pillar": "first", "asked": date(2025, 1, 1)},
                        {"pillar": "second", "asked": date(2025, 1, 1)},
                    ),
                },
            )
        }
    )
    reply = desk.ask_ssdn(
        NAME,
        VERSION,
        question(person.ssin, pillar="FirstOnly"),
        people=People([person]),
    )
    kinds = [
        [etree.QName(each[0]).localname for each in item[1:]]
        for item in reply.root.findall(any_namespace("PensionItem"))
    ]
    assert kinds == [["RightOnly"], ["PensionDemand"]]


def test_who_is_known_but_has_nothing_in_the_period_gets_an_empty_answer(
    desk: Desk,
) -> None:
    """Source: SociabiliService reads code 0 without items as no data."""
    reply = ask(desk, ROSA, ("1990-01-01", "1990-12-31"))
    assert summary(reply) == "YES"
    assert count(reply, "PensionItem") == 0
    assert count(reply, "CitizenPK") == 1


@settings(database=None, deadline=None, max_examples=60)
@given(
    person=st.sampled_from(list(PEOPLE)),
    days=st.tuples(
        st.dates(date(1980, 10, 1), date(2026, 12, 31)),
        st.dates(date(1980, 10, 1), date(2026, 12, 31)),
    ),
    today=st.dates(date(2016, 1, 1), date(2028, 1, 1)),
    pillar=st.sampled_from(("FirstOnly", "SecondOnly", "FirstSecond")),
    information=st.sampled_from(
        ("RightsOnly", "RightsMinimumPayments", "RightsMaximumPayments")
    ),
    focus=st.sampled_from((None, "ReferencePeriod", "MonthOfPayment")),
)
def test_every_answer_about_everybody_fits_the_contract_and_adds_up(
    desk: Desk,
    person: Person,
    days: tuple[date, date],
    today: date,
    pillar: str,
    information: str,
    focus: str | None,
) -> None:
    """`Desk` validates both documents."""
    begin, end = sorted(days)
    text = etree.tostring(
        register.make_question(
            person.ssin,
            (begin, end),
            pillar=pillar,
            information=information,
            focus=focus,
        ),
        encoding="unicode",
    )
    reply = desk.ask_ssdn(NAME, VERSION, text, today=today)
    for payment in reply.root.findall(any_namespace(PAYMENT)):
        history = payment.findall(any_namespace("PaymentHistory/GrossAmount"))
        total = payment.findtext(any_namespace("TotalAmounts/TotalGrossAmount"))
        assert sum(Decimal(each.text) for each in history) == Decimal(total)
        created = payment.findall(any_namespace("PaymentHistory/CreationDate"))
        assert all(each.text <= today.isoformat() for each in created)
    for right in reply.root.findall(any_namespace(f"{ITEM}/*/RightInformation")):
        assert right.findtext("{*}RightStartDate") <= today.isoformat()
        assert etree.QName(right).namespace == ns.PENSION_REGISTER
