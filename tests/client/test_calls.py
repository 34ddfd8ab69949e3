"""Each operation: what is asked on the wire, and what the answer becomes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from kruispunt_client.calls import attest, handicap
from kruispunt_client.calls.attest import (
    ActivityCode,
    InvalidityCategory,
    SocialRiskCategory,
    SocialStatus,
)
from kruispunt_client.calls.handicap import CardCategory, FilePart, HandicapSource
from kruispunt_client.calls.incapacity import (
    AllowanceCategory,
    AttestationStatus,
    ExitCode,
    FamilySituation,
    IncapacityCategory,
    PaymentDocument,
)
from kruispunt_client.connection import Connection, connect
from kruispunt_client.errors import InvalidRequest
from kruispunt_client.results import StatusValue
from kruispunt_contracts import load

Element = Any
DAY = date(2026, 5, 4)
FOUND = {"value": "DATA_FOUND", "code": "MSG00000"}


@pytest.fixture
def connection(profile: Any) -> Iterator[Callable[[Any], Connection]]:
    """Gives an open connection to a hop."""
    with ExitStack() as stack:
        yield lambda hop: stack.enter_context(connect(profile(hop), via=hop.name))


def _texts(element: Element) -> dict[str, str]:
    """Paths and texts of the leaves."""
    tree = element.getroottree()
    return {
        tree.getelementpath(leaf).removeprefix(tree.getelementpath(element) + "/"): (
            leaf.text or ""
        )
        for leaf in element.iterdescendants()
        if not len(leaf)
    }


# --- GeefZorgtoeslag ------------------------------------------------------------------

ERKENNING = {
    "StatusErkenning": {
        "DatumBeslissing": "2025-03-01",
        "PeriodeErkenning": {"Begindatum": "2025-01-01", "Einddatum": "2027-12-31"},
    },
    "Wetgeving": {"Code": "2"},
    "ResultaatErkenningKind": {
        "Pijlers": {
            "Pijler1": "4",
            "Pijler2": "5",
            "Pijler3": "6",
            "SubpijlerPijler2": {f"SubPijler2.{n}": str(n) for n in range(1, 5)},
            "SubpijlerPijler3": {f"SubPijler3.{n}": str(n) for n in range(1, 4)},
            "Totaal": "15",
        }
    },
    "StatusBeslissing": "POSITIEF",
}


def _zorgtoeslag(person: str, **parts: Any) -> dict[str, Any]:
    return {"Zorgtoeslag": {"INSZ": person, **parts}}


def test_geef_zorgtoeslag_reads_every_field(
    wiv: Any, connection: Any, replies: Any, person: str, user: str
) -> None:
    open_ended = {
        **ERKENNING,
        "StatusErkenning": {
            "DatumBeslissing": "2024-03-01",
            "PeriodeErkenning": {"Begindatum": "2024-01-01"},
        },
        "ResultaatErkenningKind": None,
    }
    content = _zorgtoeslag(
        person,
        StatusAanvraag={
            "Wetgeving": {"Code": "1", "Omschrijving": "oude wet"},
            "DatumAanvraag": "2024-12-01",
            "ErkenningLopende": "1",
            "DatumDossierVolledig": "2025-02-01",
            "InBeroep": "0",
        },
        Erkenningen={"Erkenning": [ERKENNING, open_ended]},
    )

    def answer(request: Element) -> Element:
        reply = replies.magda(request, inhoud=content)
        reply.find(".//Omschrijving").set("Taal", "nl")
        return reply

    wiv.answer_with(answer)
    found = connection(wiv).care_allowance.supplement(person, user=user, on=DAY).data
    status = found.status_aanvraag
    assert found.insz == person
    assert status.wetgeving.code == 1
    assert status.wetgeving.omschrijving == "oude wet"
    assert status.wetgeving.taal == "nl"
    assert status.datum_aanvraag == date(2024, 12, 1)
    assert status.erkenning_lopende is True
    assert status.datum_dossier_volledig == date(2025, 2, 1)
    assert status.in_beroep is False
    first, second = found.erkenningen
    assert first.datum_beslissing == date(2025, 3, 1)
    assert (first.begindatum, first.einddatum) == (date(2025, 1, 1), date(2027, 12, 31))
    assert first.wetgeving.omschrijving is None
    assert first.status_beslissing == "POSITIEF"
    pijlers = first.pijlers
    assert (pijlers.pijler1, pijlers.pijler2, pijlers.pijler3) == (4, 5, 6)
    assert pijlers.totaal == 15
    assert [getattr(pijlers, f"sub_pijler2_{n}") for n in range(1, 5)] == [1, 2, 3, 4]
    assert [getattr(pijlers, f"sub_pijler3_{n}") for n in range(1, 4)] == [1, 2, 3]
    assert second.einddatum is None
    assert second.pijlers is None


def test_geef_zorgtoeslag_asks_for_a_day(
    wiv: Any, connection: Any, replies: Any, person: str, user: str
) -> None:
    wiv.answer_with(lambda request: replies.magda(request, inhoud=_zorgtoeslag(person)))
    found = connection(wiv).care_allowance.supplement(
        person, user=user, on=DAY, erkenningen=False
    )
    assert found.data.erkenningen == ()
    assert found.data.status_aanvraag is None
    assert _texts(wiv.asked[0].payload.find(".//Vraag/Inhoud")) == {
        "Criteria/INSZ": person,
        "Criteria/Referentiedatum": "2026-05-04",
        "Criteria/GewensteInformatie/StatusAanvraag": "1",
        "Criteria/GewensteInformatie/Erkenningen": "0",
        "Taal": "nl",
    }


def test_geef_zorgtoeslag_asks_for_a_period(
    wiv: Any, connection: Any, replies: Any, person: str, user: str
) -> None:
    wiv.answer_with(lambda request: replies.magda(request, inhoud=_zorgtoeslag(person)))
    connection(wiv).care_allowance.supplement(person, user=user, period=(DAY, DAY))
    criteria = _texts(wiv.asked[0].payload.find(".//Criteria"))
    assert criteria["Periode/Begindatum"] == "2026-05-04"
    assert criteria["Periode/Einddatum"] == "2026-05-04"
    assert "Referentiedatum" not in criteria


# --- incapacity -----------------------------------------------------------------------

PAYMENT = {
    "document": "C21",
    "incapacityCategory": "1",
    "familySituation": "04",
    "allowanceCategory": "0",
    "allowanceCode": "AH",
    "period": {"beginDate": "2026-01-05", "endDate": "2026-01-31"},
    "amount": "-1234.50",
    "days": "23",
}
CLOSED = {
    "yearQuarter": "2026Q1",
    "creationDate": "2026-04-20",
    "attestationId": "6f1c1f9e-52a5-4b50-9e2f-6f5d7c1a2b3c",
    "attestationVersion": "0",
    "attestationStatus": "CREATION",
}
PERIODS = {
    "attestationIdentification": CLOSED,
    "allowances": {
        "allowance": [
            {
                "period": {"beginDate": "2026-01-05", "endDate": "2026-03-31"},
                "initialStartDate": "2025-11-01",
                "invalidityStartDate": "2026-02-01",
                "exitCode": "4",
                "payments": {
                    "payment": [
                        PAYMENT,
                        {
                            "period": {
                                "beginDate": "2026-02-01",
                                "endDate": "2026-02-02",
                            },
                            "hours": "7.5",
                        },
                    ]
                },
            },
            {"period": {"beginDate": "2026-03-01"}},
        ]
    },
}


def _check_payment(payment: Any) -> None:
    assert payment.document is PaymentDocument.C21
    assert payment.incapacity_category is IncapacityCategory.REGULAR_WORKER
    assert payment.family_situation is FamilySituation.SINGLE
    assert payment.allowance_category is AllowanceCategory.ORDINARY
    assert payment.allowance_code == "AH"
    assert (payment.begin_date, payment.end_date) == (
        date(2026, 1, 5),
        date(2026, 1, 31),
    )
    assert payment.amount == Decimal("-1234.50")
    assert payment.days == 23
    assert payment.hours is None


def _check_periods(found: Any) -> None:
    attestation = found.attestation
    assert attestation.year_quarter == "2026Q1"
    assert attestation.creation_date == date(2026, 4, 20)
    assert attestation.attestation_id == CLOSED["attestationId"]
    assert attestation.attestation_version == 0
    assert attestation.attestation_status is AttestationStatus.CREATION
    assert not attestation.temporary
    first, second = found.allowances
    assert (first.begin_date, first.end_date) == (date(2026, 1, 5), date(2026, 3, 31))
    assert first.initial_start_date == date(2025, 11, 1)
    assert first.invalidity_start_date == date(2026, 2, 1)
    assert first.exit_code is ExitCode.EXCLUDED
    _check_payment(first.payments[0])
    assert first.payments[1].hours == Decimal("7.5")
    assert first.payments[1].document is None
    assert second.end_date is None
    assert second.payments == ()


def test_geef_arbeidsongeschiktheid_reads_every_field(
    wiv: Any, connection: Any, replies: Any, person: str, user: str
) -> None:
    content = {
        "ConsultAttestResponse": {"status": FOUND, "ssin": person, "attest": PERIODS}
    }
    wiv.answer_with(lambda request: replies.magda(request, inhoud=content))
    answer = connection(wiv).incapacity.periods(person, "2026Q1", user=user)
    _check_periods(answer.data)
    assert answer.status.value is StatusValue.DATA_FOUND
    assert answer.person.number == person
    assert _texts(wiv.asked[0].payload.find(".//Criteria")) == {
        "ConsultAttestCriteria/ssin": person,
        "ConsultAttestCriteria/yearQuarter": "2026Q1",
    }


def test_consult_indemnity_periods_reads_every_field(
    ksz: Any, connection: Any, replies: Any, person: str, user: str
) -> None:
    ksz.answer_with(
        lambda request: replies.ksz(
            request, "DATA_FOUND", "MSG00000", ssin=person, attest=PERIODS
        )
    )
    answer = connection(ksz).incapacity.periods(person, "2026Q1", user=user)
    _check_periods(answer.data)
    assert ksz.asked[0].payload.tag.endswith("}consultIndemnityPeriodsRequest")


def test_a_temporary_attest_is_told_apart(
    ksz: Any, connection: Any, replies: Any, person: str, user: str
) -> None:
    running = {
        "attestationIdentification": {
            "yearQuarter": "2026Q2",
            "creationDate": "2026-05-04",
            "temporaryAttest": "",
        }
    }
    ksz.answer_with(
        lambda request: replies.ksz(request, "DATA_FOUND", "MSG00000", attest=running)
    )
    found = connection(ksz).incapacity.periods(person, "2026Q2", user=user).data
    assert found.attestation.temporary
    assert found.attestation.attestation_status is None
    assert found.allowances == ()


MAY = {"beginDate": "2026-01-05", "endDate": "2026-03-31"}
RISKS = {
    "generalIncapacityForWork": {
        "socialStatus": "2",
        "period": MAY,
        "exitCode": "1",
        "invalidity": {"startDate": "2026-02-01", "invalidityCategory": "9"},
        "initialStartDate": "2025-11-01",
        "activityCode": "3",
    },
    "generalPregnancy": {
        "socialStatus": "3",
        "period": MAY,
        "exitCode": "5",
        "initialStartDate": "2025-11-01",
        "deliveryDate": "2026-02-02",
        "supposedDeliveryDate": "2026-02-05",
        "activityCode": "1",
    },
    "independentAdoption": {"socialStatus": "4", "adoptionDate": "2026-02-03"},
    "generalFosterCare": {
        "socialStatus": "6",
        "fosterCareDate": "2026-02-04",
        "initialStartDate": "2026-02-05",
    },
}
CATEGORIES = {
    "generalIncapacityForWork": "GeneralIncapacityForWorkAllowance",
    "generalPregnancy": "GeneralPregnancy",
    "independentAdoption": "IndependentAdoption",
    "generalFosterCare": "GeneralFosterCare",
}


def test_consult_attest_reads_every_kind_of_risk(
    ksz: Any, connection: Any, replies: Any, person: str, user: str
) -> None:
    allowances = [
        {"socialRisk": {"socialRiskCategory": CATEGORIES[name], name: branch}}
        for name, branch in RISKS.items()
    ]
    allowances.append({"socialRisk": {"socialRiskCategory": "GeneralPaternity"}})
    allowances.append({"payments": {"payment": [PAYMENT]}})
    attest = {
        "attestationIdentification": CLOSED,
        "allowances": {"allowance": allowances},
    }
    ksz.answer_with(
        lambda request: replies.ksz(request, "DATA_FOUND", "MSG00000", attest=attest)
    )
    answer = connection(ksz).incapacity.attest(person, "2026Q1", user=user)
    work, birth, adoption, foster, bare, withheld = answer.data.allowances

    risk = work.social_risk
    assert risk.social_risk_category is SocialRiskCategory.GENERAL_INCAPACITY
    assert risk.details.social_status is SocialStatus.EMPLOYEE
    assert risk.details.begin_date == date(2026, 1, 5)
    assert risk.details.end_date == date(2026, 3, 31)
    assert risk.details.exit_code is ExitCode.WORK_RESUMED_OR_UNEMPLOYED
    assert risk.details.invalidity_start_date == date(2026, 2, 1)
    assert risk.details.invalidity_category is InvalidityCategory.FOREIGN_LAW
    assert risk.details.initial_start_date == date(2025, 11, 1)
    assert risk.details.activity_code is ActivityCode.UNEMPLOYED_KEEPING_RIGHTS
    assert risk.details.delivery_date is None

    details = birth.social_risk.details
    assert details.delivery_date == date(2026, 2, 2)
    assert details.supposed_delivery_date == date(2026, 2, 5)
    assert details.invalidity_category is None
    assert adoption.social_risk.details.adoption_date == date(2026, 2, 3)
    assert foster.social_risk.details.foster_care_date == date(2026, 2, 4)
    assert bare.social_risk.details is None
    assert withheld.social_risk is None
    _check_payment(withheld.payments[0])


def test_every_branch_of_the_choice_is_known() -> None:
    """The names stand in the schema; a new one must not be read as "withheld"."""
    xsd = load().contract("HdiIndemnityAllowanceService", "v1").xsd
    text = (xsd.parents[3] / "shared" / "incapacity.xsd").read_text("utf-8")
    for name in attest._BRANCHES:
        assert f'name="{name}"' in text
    categories = [category.value for category in SocialRiskCategory]
    assert all(f'"{category}"' in text for category in categories)


# --- handicap -------------------------------------------------------------------------

NOTHING = {"status": {"value": "NO_DATA_FOUND", "code": "MSG00100"}}
LIMITED = {
    "mobility": "1",
    "nourishment": "2",
    "hygiene": "3",
    "household": "0",
    "supervision": "1",
    "socialSkills": "2",
    "totalPoints": "9",
}
RECOGNISED = {
    "dateOfDecision": "2025-03-01",
    "startDateRecognition": "2025-01-01",
    "endDateRecognition": "2027-12-31",
}
RIGHT = {
    "period": {"beginDate": "2025-01-01", "endDate": "2025-12-31"},
    "legislation": "3",
    "totalMonthAmount": "1250.25",
}
FEDERAL_RIGHT = {
    **RIGHT,
    "monthAmount": "1000.00",
    "categoryIVT": "B",
    "categoryIT": "4",
    "partnerIncome": "true",
    "decisionStatus": "POSITIVE",
}
FEDERAL = {
    "addressHandicappedPerson": {
        "lastName": "Voorbeeld",
        "firstName": "Vera",
        "address": {
            "streetCode": "0123456789",
            "streetName": ["Teststraat"],
            "houseNumber": "1",
            "postalCode": "9999",
            "cityName": ["Proefdorp"],
            "countryCode": "150",
            "date": "2020-02-02",
        },
    },
    "evolutionOfRequest": {
        "legislation": "3",
        "requestDate": "2024-11-01",
        "administrativePendingRequest": "false",
        "handicapRecognitionPending": "true",
        "fileCompletionDate": "2024-12-01",
        "appeal": "false",
    },
    "handicapRecognitions": {
        "handicapRecognition": [
            {
                "recognitionStatus": RECOGNISED,
                "legislation": "3",
                "handicapRecognitionDetails": {
                    "lowerLimbs50p": "true",
                    "fullBlindness": "false",
                    "upperLimbsAmputated": "false",
                    "upperLimbsParalyzed": "true",
                },
                "resultRecognitionAdult": {
                    "diminuationIndependence": LIMITED,
                    "diminuationEarnings": "true",
                    "unsuitability": {
                        "mentalUnsuitability": "10.5",
                        "physicalUnsuitability": "66",
                    },
                },
                "decisionStatus": "RECOGNITION_DETERMINED",
            },
            {
                "resultRecognitionChild": {
                    "inabilityFollowCourse": "true",
                    "inabilityToWork": "false",
                    "disabilityCode": "2",
                    "independencyScore": "1",
                    "pillars": {
                        "pillar1": "1",
                        "pillar2": "2",
                        "pillar3": "3",
                        "pillarsTotal": "6",
                    },
                    "childPathology": "true",
                }
            },
        ]
    },
}
CARDS = {
    "socialCards": {
        "socialCard": [
            {
                "deliveryDate": "2025-05-05",
                "cardNumber": "0123456789",
                "cardCategory": "PARKINGCARD",
            }
        ]
    }
}


def _with_classes(reply: Element) -> Element:
    """Attributes have no place in fields: the address has one, and its names."""
    for address in reply.iter("address"):
        address.set("class", "belgianAddress")
    for name in reply.iter("streetName"):
        name.set("language", "NL")
    return reply


def _check_federal(file: Any) -> None:
    address = file.address
    assert (address.last_name, address.first_name) == ("Voorbeeld", "Vera")
    assert address.kind == "belgianAddress"
    assert address.street_name[0].text == "Teststraat"
    assert address.street_name[0].language == "NL"
    assert address.city_name[0].language is None
    assert address.country_name == ()
    assert address.country_code == "150"
    assert address.since == date(2020, 2, 2)
    evolution = file.evolution_of_request
    assert evolution.request_date == date(2024, 11, 1)
    assert evolution.administrative_pending_request is False
    assert evolution.handicap_recognition_pending is True
    assert evolution.appeal is False
    adult, child = file.handicap_recognitions
    assert adult.date_of_decision == date(2025, 3, 1)
    assert (adult.start_date, adult.end_date) == (date(2025, 1, 1), date(2027, 12, 31))
    assert adult.legislation == 3
    assert adult.details.lower_limbs50p is True
    assert adult.details.upper_limbs_amputated is False
    assert adult.adult.diminuation_independence.social_skills == 2
    assert adult.adult.diminuation_independence.total_points == 9
    assert adult.adult.mental_unsuitability == Decimal("10.5")
    assert adult.child is None
    assert adult.decision_status == "RECOGNITION_DETERMINED"
    assert child.date_of_decision is None
    assert child.child.disability_code == 2
    assert child.child.pillars.pillars_total == 6
    assert child.child.bii_ready is None
    (right,) = file.rights
    assert (right.begin_date, right.end_date) == (date(2025, 1, 1), date(2025, 12, 31))
    assert right.total_month_amount == Decimal("1250.25")
    assert right.month_amount == Decimal("1000.00")
    assert (right.category_ivt, right.category_it) == ("B", 4)
    assert right.partner_income is True
    (card,) = file.social_cards
    assert card.card_category is CardCategory.PARKING_CARD
    assert card.delivery_date == date(2025, 5, 5)
    assert card.end_date is None


def test_geef_dossier_handicap_reads_every_field_of_a_day(
    wiv: Any, connection: Any, replies: Any, person: str, user: str
) -> None:
    file = {**FEDERAL, "rights": FEDERAL_RIGHT, **CARDS}
    iris = {"right": {**RIGHT, "decisionStatus": "POSITIVE"}}
    results = {
        "dgphResult": {"status": FOUND, "file": file},
        "vsbResult": NOTHING,
        "irisCareResult": {"status": FOUND, "file": iris},
    }
    content = {
        "ConsultFilesByDateResponse": {
            "status": FOUND,
            "ssin": person,
            "dataFilters": {"filteredElement": ["childPathology", "partnerIncome"]},
            "results": results,
        }
    }
    wiv.answer_with(
        lambda request: _with_classes(replies.magda(request, inhoud=content))
    )
    answer = connection(wiv).disability.files(
        person,
        user=user,
        on=DAY,
        sources=["DGPH", HandicapSource.VSB, "IrisCare"],
        parts=list(FilePart),
        decision_status=True,
        enriched_recognition=True,
    )
    federal = answer.data.of(HandicapSource.DGPH)
    assert federal.status is StatusValue.DATA_FOUND
    _check_federal(federal.file)
    flemish = answer.data.of(HandicapSource.VSB)
    assert (flemish.status, flemish.code) == (StatusValue.NO_DATA_FOUND, "MSG00100")
    assert flemish.file is None
    brussels = answer.data.of(HandicapSource.IRIS_CARE)
    assert brussels.file.rights[0].month_amount is None
    assert brussels.file.handicap_recognitions == ()
    assert answer.data.of(HandicapSource.DSL) is None
    assert answer.filtered == ("childPathology", "partnerIncome")
    assert _texts(wiv.asked[0].payload.find(".//Criteria")) == {
        "ConsultFilesByDateCriteria/ssin": person,
        **{
            f"ConsultFilesByDateCriteria/handicapAuthenticSources/{name}": "true"
            for name in ("DGPH", "VSB", "IrisCare")
        },
        "ConsultFilesByDateCriteria/referenceDate": "2026-05-04",
        **{
            f"ConsultFilesByDateCriteria/parts/{part.value}": "true"
            for part in FilePart
        },
        "ConsultFilesByDateCriteria/decisionStatus": "true",
        "ConsultFilesByDateCriteria/enrichedRecognition": "true",
    }


def test_geef_dossier_handicap_reads_the_rights_of_a_period(
    wiv: Any, connection: Any, replies: Any, person: str, user: str
) -> None:
    file = {**FEDERAL, "rights": {"right": [FEDERAL_RIGHT]}, **CARDS}
    content = {
        "ConsultFilesByPeriodResponse": {
            "status": FOUND,
            "results": {"dgphResult": {"status": FOUND, "file": file}},
        }
    }
    wiv.answer_with(
        lambda request: _with_classes(replies.magda(request, inhoud=content))
    )
    answer = connection(wiv).disability.files(person, user=user, period=(DAY, DAY))
    _check_federal(answer.data.of(HandicapSource.DGPH).file)
    assert answer.person is None
    criteria = _texts(wiv.asked[0].payload.find(".//Criteria"))
    assert criteria == {
        "ConsultFilesByPeriodCriteria/ssin": person,
        "ConsultFilesByPeriodCriteria/handicapAuthenticSources/DGPH": "true",
        "ConsultFilesByPeriodCriteria/period/beginDate": "2026-05-04",
        "ConsultFilesByPeriodCriteria/period/endDate": "2026-05-04",
        "ConsultFilesByPeriodCriteria/parts/handicapRecognitions": "true",
    }


def test_consult_files_by_date_asks_the_ksz(
    ksz: Any, connection: Any, replies: Any, person: str, user: str
) -> None:
    file = {**FEDERAL, "rights": FEDERAL_RIGHT, **CARDS}
    results = {
        "dgphResult": {"status": FOUND, "file": file},
        "kindEnGezinResult": NOTHING,
    }
    ksz.answer_with(
        lambda request: _with_classes(
            replies.ksz(request, "DATA_FOUND", "MSG00000", results=results)
        )
    )
    answer = connection(ksz).disability.files(
        person, on=DAY, user=user, sources=["DGPH", "KindEnGezin"]
    )
    _check_federal(answer.data.of(HandicapSource.DGPH).file)
    assert answer.data.of(HandicapSource.KIND_EN_GEZIN).code == "MSG00100"
    assert _texts(ksz.asked[0].payload.find("criteria")) == {
        "ssin": person,
        "handicapAuthenticSources/DGPH": "true",
        "handicapAuthenticSources/KindEnGezin": "true",
        "referenceDate": "2026-05-04",
        "parts/handicapRecognitions": "true",
    }


def test_consult_files_by_period_asks_the_ksz(
    ksz: Any, connection: Any, replies: Any, person: str, user: str
) -> None:
    file = {**FEDERAL, "rights": {"right": [FEDERAL_RIGHT]}, **CARDS}
    results = {"dgphResult": {"status": FOUND, "file": file}}
    ksz.answer_with(
        lambda request: _with_classes(
            replies.ksz(request, "DATA_FOUND", "MSG00000", results=results)
        )
    )
    answer = connection(ksz).disability.files(
        person, period=(date(2025, 1, 1), DAY), user=user
    )
    _check_federal(answer.data.of(HandicapSource.DGPH).file)
    criteria = _texts(ksz.asked[0].payload.find("criteria"))
    assert criteria["period/beginDate"] == "2025-01-01"


def test_every_source_of_the_contract_can_be_read() -> None:
    folder = load().contract("HandiService", "v2").wsdl.parent
    (schema,) = folder.glob("*.xsd")
    text = schema.read_text("utf-8")
    for element, source in handicap.RESULTS.items():
        assert f'name="{element}"' in text
        assert f'name="{source.value}"' in text
    assert set(handicap.RESULTS.values()) == set(HandicapSource)


def test_an_answer_is_ready_for_json(
    ksz: Any, connection: Any, replies: Any, person: str, user: str
) -> None:
    ksz.answer_with(
        lambda request: replies.ksz(
            request, "DATA_FOUND", "MSG00000", ssin=person, attest=PERIODS
        )
    )
    answer = connection(ksz).incapacity.periods(person, "2026Q1", user=user)
    plain = json.loads(json.dumps(answer.to_dict()))
    payment = plain["data"]["allowances"][0]["payments"][0]
    assert payment["amount"] == "-1234.50"
    assert payment["begin_date"] == "2026-01-05"
    assert payment["document"] == "C21"
    assert plain["status"]["value"] == "DATA_FOUND"
    assert plain["complete"] is True
    assert plain["trace"] == answer.trace
    assert "raw" not in plain


# --- what is not asked ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "either `on`"),
        ({"on": DAY, "period": (DAY, DAY)}, "either `on`"),
        ({"period": (DAY, date(2026, 5, 3))}, "before it begins"),
        ({"on": DAY, "status_aanvraag": False, "erkenningen": False}, "or both"),
        ({"on": DAY, "user": "80.63"}, "user: expected eleven digits"),
    ],
)
def test_geef_zorgtoeslag_refuses_what_makes_no_sense(
    arguments: dict[str, Any],
    message: str,
    wiv: Any,
    connection: Any,
    person: str,
    user: str,
) -> None:
    with pytest.raises(InvalidRequest, match=message):
        connection(wiv).care_allowance.supplement(person, **{"user": user, **arguments})
    assert not wiv.asked


@pytest.mark.parametrize("quarter", ["2026", "2026Q5", "2026-Q1", "26Q1", "2026Q1 "])
def test_a_malformed_quarter_is_not_asked(
    quarter: str, wiv: Any, connection: Any, person: str, user: str
) -> None:
    with pytest.raises(InvalidRequest, match="2024Q3"):
        connection(wiv).incapacity.periods(person, quarter, user=user)
    assert not wiv.asked


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"on": DAY, "sources": []}, "at least one source"),
        ({"on": DAY, "parts": ()}, "at least one source and one part"),
        ({"on": DAY, "sources": ["VAPH"]}, "VAPH"),
        ({"on": DAY, "parts": ["everything"]}, "everything"),
        ({"period": (DAY, DAY), "decision_status": True}, "go with a day"),
        ({"period": (DAY, DAY), "enriched_recognition": True}, "go with a day"),
        ({"on": DAY, "sources": ["KindEnGezin"]}, "KindEnGezin"),
    ],
)
def test_geef_dossier_handicap_refuses_what_makes_no_sense(
    arguments: dict[str, Any],
    message: str,
    wiv: Any,
    connection: Any,
    person: str,
    user: str,
) -> None:
    with pytest.raises(InvalidRequest, match=message):
        connection(wiv).disability.files(person, user=user, **arguments)
    assert not wiv.asked
