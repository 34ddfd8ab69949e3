"""What the contracts of unemployment and of job seekers accept and refuse."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from kruispunt_contracts import Contract

Read = Callable[[str], Any]
ContractOf = Callable[[Any], Contract]

KSZ = "unemployment_data_service"
SUMS = f"{KSZ}/consult_paid_sums_response"
SUMS_ASKED = f"{KSZ}/consult_paid_sums_request"
RIGHTS = f"{KSZ}/consult_rights_response"
SANCTION = f"{KSZ}/consult_rights_sanction"
PAYMENT = f"{KSZ}/consult_payments_response"
ACTIVATION = f"{KSZ}/consult_activation_paid_sums_response"
CALENDAR = f"{KSZ}/consult_scheduled_payment_response"
SCALES = f"{KSZ}/consult_scale_code_history_response"
SANCTIONS = f"{KSZ}/consult_sanction_history_response"
EXEMPTIONS = f"{KSZ}/consult_exemption_history_response"
AVAILABILITY = f"{KSZ}/consult_young_availability_decision_history_response"
LAWSUIT = f"{KSZ}/consult_no_earning_capacity_and_lawsuit_mutuality_response"
INCOME = "geef_vervangingsinkomen_uit_werkloosheid/reply_data"
INCOME_ASKED = "geef_vervangingsinkomen_uit_werkloosheid/request"
PES = "geef_inschrijving_werkzoekende/reply_data"
PES_ASKED = "geef_inschrijving_werkzoekende/request"
CATEGORY = "geef_werkzoekende/reply_data"
CATEGORY_ASKED = "geef_werkzoekende/request"

BAD_TEXTS = [
    (SUMS_ASKED, "//startMonth", "2026-13"),
    (SUMS_ASKED, "//startMonth", "2026-01-01"),
    (SUMS_ASKED, "//allAllowance", "2"),
    (SUMS_ASKED, "//ssin", "80990100139"),
    (SUMS, "//paidAmount", "10000000"),
    (SUMS, "//paidAmount", "-1"),
    (SUMS, "//dossierStatus", "1"),
    (SUMS, "//nbrOfAllowances", "100"),
    (SUMS, "//nbrOfAllowances", "23.25"),
    (SUMS, "//status/value", "INCOMPLETE_DATA"),
    (RIGHTS, "//theoricDailyAllowanceAmount", "0"),
    (RIGHTS, "//unemploymentCode/value", "100"),
    (RIGHTS, "//familyState", "MARRIED"),
    (RIGHTS, "//indemnificationRegime", "12.5"),
    (RIGHTS, "//indemnificationRegime", "0.5"),
    (RIGHTS, "//unemployedWorkerStatus", "ALLOCATION"),
    (RIGHTS, "//unemploymentCode/descriptions/description", ""),
    (SANCTION, "//nbrOfWeeksSanction", "0"),
    (SANCTION, "//sanction/article/value", "x" * 10),
    (SANCTION, "//admissibilityArticles/article/value", "x" * 12),
    (SANCTION, "//indemnisabilityArticles/article/value", "x" * 7),
    (ACTIVATION, "//enterpriseNumber", "2999000801"),
    (ACTIVATION, "//businessUnitNumber", "1999000801"),
    (ACTIVATION, "//meanWorkingHours", "9901"),
    (CALENDAR, "//month", "13"),
    (CALENDAR, "//day", "32"),
    (CALENDAR, "//detail/value", "0"),
    (SCALES, "//codes/code/value", "x" * 11),
    (SCALES, "//decisionHandler", "1000"),
    (SCALES, "//identificationNumber", "x" * 16),
    (SANCTIONS, "//nbrOfWeeksReprieve", "1000"),
    (EXEMPTIONS, "//jobDescription", "x" * 51),
    (AVAILABILITY, "//category", "TRIPLE POSITIVE"),
    (LAWSUIT, "//type/value", "0"),
    (INCOME_ASKED, "//MaandBegin", "01-2026"),
    (INCOME_ASKED, "//BeperkteUitkeringen", "true"),
    (INCOME_ASKED, "//TypeUitkering", "3"),
    (INCOME, "//UitbetaaldBedrag", "123456789"),
    (INCOME, "//UitbetaaldBedrag", "1361.10"),
    (INCOME, "//AantalUitkeringen", "100"),
    (INCOME, "//StatusDossier/Code", "4"),
    (INCOME, "//AardWerkloosheidRVA/Code", "001"),
    (INCOME, "//UitkeringsRegime", "5.5"),
    (INCOME, "//Eenheidsnummer", "0999000801"),
    (INCOME, "//WerkurenGemiddelde", "10000"),
    (PES_ASKED, "//publicEmploymentService", "Vdab"),
    (PES_ASKED, "//ssin", "80990100139"),
    (PES, "//phoneNumber", "12345678"),
    (PES, "//emailAddress", "iemand.voorbeeld"),
    (PES, "//categoryNEO/code", "1"),
    (PES, "//categoryPES/code", "000"),
    (PES, "//streetCode", "12345"),
    (PES, "//pes/status/value", "INCOMPLETE_DATA"),
    (CATEGORY_ASKED, "//VolgensClassificatieType", "VDAB"),
    (CATEGORY_ASKED, "//DatumOp", "2026-1-15"),
    (CATEGORY_ASKED, "//CodeOpleiding", "A1"),
    (CATEGORY, "//CategorieWZ/Code", ""),
    (CATEGORY, "//Omschrijving", "x" * 256),
]


@pytest.mark.parametrize(
    ("name", "path", "text"),
    BAD_TEXTS,
    ids=[f"{path.lstrip('/')} as {text[:12]!r}" for _, path, text in BAD_TEXTS],
)
def test_a_text_outside_its_facet_is_refused(
    example: Read, contract_of: ContractOf, name: str, path: str, text: str
) -> None:
    element = example(name)
    changed = element.xpath(path)[0]
    changed.text = text
    (error, *_) = contract_of(element).validate(element)
    assert error.path.endswith("/" + changed.tag)


GOOD_TEXTS = [
    (SUMS_ASKED, "//startMonth", "2026-01+01:00"),
    (SUMS_ASKED, "//ssin", "80610100139"),
    (SUMS_ASKED, "//legalContext", "anything; goes"),
    (SUMS, "//paidAmount", "9999999"),
    (SUMS, "//nbrOfAllowances", "26.0"),
    (SUMS, "//nbrOfAllowances", "99.5"),
    (PAYMENT, "//theoricDailyAllowanceAmount", "0"),
    (EXEMPTIONS, "//jobDescription", ""),
    (INCOME, "//StatusDossier/Code", ","),
    (INCOME, "//AantalUitkeringen", "23.25"),
    (PES, "//cityName", ""),
    (CATEGORY_ASKED, "//DatumOp", "2026-,0-00"),
]


@pytest.mark.parametrize(
    ("name", "path", "text"),
    GOOD_TEXTS,
    ids=[f"{path.lstrip('/')} as {text!r}" for _, path, text in GOOD_TEXTS],
)
def test_an_odd_text_inside_its_facet_is_accepted(
    example: Read, contract_of: ContractOf, name: str, path: str, text: str
) -> None:
    element = example(name)
    element.xpath(path)[0].text = text or None
    assert contract_of(element).validate(element) == ()


@pytest.mark.parametrize(
    ("name", "path", "most"),
    [
        pytest.param(SUMS, "//paidSum", 48, id="48 sums"),
        pytest.param(RIGHTS, "//right", 2, id="2 rights"),
        pytest.param(ACTIVATION, "//activationAllowance", 24, id="24 months"),
        pytest.param(ACTIVATION, "//allowance", 100, id="100 jobs"),
        pytest.param(SCALES, "//unemployment/scale", 30, id="30 scales"),
        pytest.param(SCALES, "//alternative/scale/admissibility/article", 3, id="3"),
        pytest.param(SANCTIONS, "//sanction", 20, id="20 sanctions"),
        pytest.param(INCOME, "//UitbetaaldeSom", 48, id="48 sums at MAGDA"),
        pytest.param(PES, "//inscription", 20, id="20 registrations"),
        pytest.param(PES, "//pes", 4, id="4 services"),
        pytest.param(PES, "//categoryPES", 2, id="2 categories"),
    ],
)
def test_there_is_room_for_so_many_and_no_more(
    example: Read, contract_of: ContractOf, name: str, path: str, most: int
) -> None:
    element = example(name)
    first, *others = element.xpath(path)
    for _ in range(most - 1 - len(others)):
        first.addnext(copy.deepcopy(first))
    assert contract_of(element).validate(element) == ()
    first.addnext(copy.deepcopy(first))
    assert contract_of(element).validate(element)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        pytest.param(f"{KSZ}/consult_payments_request", "//date", id="date"),
        pytest.param(PES_ASKED, "//period", id="period"),
        pytest.param(PES_ASKED, "//publicEmploymentServices", id="services"),
        pytest.param(INCOME_ASKED, "//UitbetaaldeSommen", id="sums"),
        pytest.param(CATEGORY_ASKED, "//DatumOp", id="DatumOp"),
        pytest.param(PES_ASKED, "//Vragen", id="Vragen in a G3 service"),
    ],
)
def test_what_may_be_left_out_of_a_question(
    example: Read, contract_of: ContractOf, name: str, path: str
) -> None:
    element = example(name)
    for found in element.xpath(path):
        found.getparent().remove(found)
    assert contract_of(element).validate(element) == ()


@pytest.mark.parametrize(
    ("name", "path"),
    [
        pytest.param(SUMS_ASKED, "//period", id="months of sums"),
        pytest.param(INCOME_ASKED, "//TypeOpvraging", id="TypeOpvraging"),
        pytest.param(INCOME_ASKED, "//BeperkteUitkeringen", id="kind of sums"),
        pytest.param(CATEGORY_ASKED, "//NummerInstelling", id="institution"),
        pytest.param(PES, "//categoryPES", id="category of a registration"),
    ],
)
def test_what_must_be_there(
    example: Read, contract_of: ContractOf, name: str, path: str
) -> None:
    element = example(name)
    for found in element.xpath(path):
        found.getparent().remove(found)
    assert contract_of(element).validate(element)
