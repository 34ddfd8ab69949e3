"""
ChildBenefitsService and FamilyAllowancesConsultationService: question and answer.

Source: `ksz-childbenefits-v1`, `ksz-familyallowances-v1`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from kruispunt_client.calls.child_benefits import (
    BenefitSource,
    BonusCategory,
    PaymentCategory,
    child_benefits,
)
from kruispunt_client.calls.federal_allowances import federal_allowances
from kruispunt_client.connection import Connection, connect
from kruispunt_client.errors import InvalidRequest
from kruispunt_client.results import Month, StatusValue

from ...completeness import lost
from .examples import answer, content, leaves

BY_SOURCE = "child_benefits_service/consult_files_by_ssin_response.xml"
FEDERAL = "family_allowances_consultation_service/response.xml"
CHILD, MOTHER, FATHER = "15661000219", "85661000403", "83622000718"


@pytest.fixture
def line(ksz: Any, profile: Any, user: str) -> Iterator[Connection]:
    ksz.answer_with(answer(BY_SOURCE))
    with connect(profile(ksz), via="ksz", user=user) as opened:
        yield opened


def test_the_least_is_a_month_at_the_flemish_source(
    ksz: Any, line: Connection, person: str
) -> None:
    line.family_benefits.files_by_source(person, on=date(2026, 5, 4))
    assert leaves(ksz.asked[0].payload.find("criteria")) == {
        "ssin": person,
        "period/beginMonth": "2026-05",
        "period/endMonth": "2026-05",
        "authenticSources/authenticSource": "FLANDERS",
    }


def test_everything_can_be_asked(ksz: Any, line: Connection, person: str) -> None:
    line.family_benefits.files_by_source(
        person, period=("2018-07", None), sources=list(BenefitSource)
    )
    criteria = leaves(ksz.asked[0].payload.find("criteria"))
    assert criteria["period/beginMonth"] == "2018-07"
    assert "period/endMonth" not in criteria
    asked = [text for path, text in criteria.items() if "Source" in path]
    assert asked == ["FEDERAL", "BRUSSELS", "FLANDERS", "WALLONIA", "EASTBELGIUM"]


def test_each_source_says_how_it_fared(line: Connection, person: str) -> None:
    found = line.family_benefits.files_by_source(person, on="2026-05")
    data = found.data
    assert data is not None
    assert [each.authentic_source for each in data.results] == [
        BenefitSource.FEDERAL,
        BenefitSource.BRUSSELS,
        BenefitSource.FLANDERS,
        BenefitSource.WALLONIA,
        BenefitSource.EAST_BELGIUM,
    ]
    failed = data.of(BenefitSource.WALLONIA)
    assert failed is not None
    assert failed.status.value is StatusValue.TECHNICAL_ERROR
    assert failed.status.code == "MSG00020"
    assert failed.status.information[0].field_value == "none"
    assert failed.files == ()
    assert not found.complete
    assert found.filtered == ("fileNumber",)


def test_a_federal_file_has_who_was_paid_apart(line: Connection, person: str) -> None:
    data = line.family_benefits.files_by_source(person, on="2018-07").data
    assert data is not None
    federal = data.of(BenefitSource.FEDERAL)
    assert federal is not None
    (file,) = federal.files
    assert file.child_benefits_fund.code == "101"
    assert file.child_benefits_fund.description[0].text == "Fonds 101"
    assert (file.file_number, file.entitled_person_ssin) == ("0123-45", FATHER)
    (payee,), (child, other) = file.beneficiaries, file.children
    assert (payee.ssin, child.ssin) == (MOTHER, CHILD)
    assert payee.bonuses[0].category is BonusCategory.BIRTH
    assert payee.bonuses[0].payment_date == date(2018, 8, 20)
    (paid,) = payee.payment_periods
    assert paid.category is PaymentCategory.CHILD_BENEFIT
    assert (paid.begin_month, paid.end_month) == (Month(2015, 7), Month(2018, 12))
    assert other.bonuses == other.payment_periods == ()


def test_a_flemish_file_has_who_was_paid_with_each_payment(
    line: Connection, person: str
) -> None:
    data = line.family_benefits.files_by_source(person, on="2026-05").data
    assert data is not None
    flemish = data.of(BenefitSource.FLANDERS)
    assert flemish is not None
    (child,) = flemish.files[0].children
    (paid,) = child.payment_periods
    assert paid.category is PaymentCategory.BASIC
    assert paid.covers(Month(2026, 5))
    assert not paid.covers(Month(2018, 12))
    assert paid.beneficiaries == (MOTHER, FATHER)
    assert {each.language for each in paid.description} == {"NL", "FR", "DE"}
    assert child.bonuses[0].category is BonusCategory.ADOPTION


def test_the_older_register_is_asked_without_criteria(
    ksz: Any, line: Connection, person: str
) -> None:
    ksz.answer_with(answer(FEDERAL))
    found = line.family_benefits.federal_files(person, period=("2018-01", "2018-12"))
    payload = ksz.asked[0].payload
    assert [child.tag for child in payload] == [
        "informationCustomer",
        "legalContext",
        "ssin",
        "searchPeriod",
    ]
    assert leaves(payload.find("searchPeriod")) == {
        "beginDate": "2018-01",
        "endDate": "2018-12",
    }
    assert found.person is not None
    assert found.person.number == person


def test_the_files_of_the_older_register(
    ksz: Any, line: Connection, person: str
) -> None:
    ksz.answer_with(answer(FEDERAL))
    data = line.family_benefits.federal_files(person, on="2018-07").data
    assert data is not None
    (dossier,) = data.dossiers
    assert (dossier.cbf_fund_id, dossier.office_nbr) == ("101", "01")
    assert (dossier.dossier_id, dossier.entitled_person) == ("0123-45", FATHER)
    (recipient,), (child,) = dossier.recipients, dossier.children
    assert (recipient.ssin, recipient.type) == (MOTHER, 1)
    assert recipient.payment_periods[0].begin_date == date(2015, 7, 1)
    assert recipient.payment_periods[0].end_date == date(2018, 12, 31)
    assert recipient.birth_bonuses[0].payment_date == date(2015, 6, 20)
    assert child.ssin == CHILD
    assert child.adoption_bonuses[0].payment_date == date(2018, 2, 20)


def test_nothing_in_the_older_register_is_no_data(
    ksz: Any, line: Connection, person: str
) -> None:
    ksz.answer_with(
        answer("family_allowances_consultation_service/response_no_data.xml")
    )
    assert line.family_benefits.federal_files(person, on="2018-07").data is None


def test_nothing_that_is_told_is_lost(ksz: Any, line: Connection, person: str) -> None:
    found = line.family_benefits.files_by_source(person, on="2026-05")
    assert lost(content(BY_SOURCE), found.data) == []
    ksz.answer_with(answer(FEDERAL))
    older = line.family_benefits.federal_files(person, on="2018-07")
    assert lost(content(FEDERAL), older.data) == []


@pytest.mark.parametrize("call", [child_benefits, federal_allowances])
@pytest.mark.parametrize(
    "how",
    [
        {},
        {"on": "2026-05", "period": ("2026-05", None)},
        {"on": "2026-00"},
        {"period": (date(2026, 5, 4), "2026-04")},
    ],
)
def test_what_is_no_month_is_not_asked(person: str, call: Any, how: Any) -> None:
    with pytest.raises(InvalidRequest, match=r"on|period"):
        call(person, **how)


@pytest.mark.parametrize("sources", [(), ["MARS"]])
def test_what_is_no_source_is_not_asked(person: str, sources: Any) -> None:
    with pytest.raises(InvalidRequest, match="sources"):
        child_benefits(person, on="2026-05", sources=sources)
