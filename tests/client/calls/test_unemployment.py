"""Unemployment: what is asked on the wire, and what the answer becomes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from kruispunt_client.calls.question import Call
from kruispunt_client.calls.replacement_income import (
    ActivationKind,
    StatusDossier,
    replacement_income,
)
from kruispunt_client.calls.unemployment import (
    activation_sums,
    paid_sums,
    rights,
    scheduled_payment,
    unemployment_payment,
)
from kruispunt_client.calls.unemployment_codes import (
    AvailabilityCategory,
    DossierStatus,
    FamilyState,
    UnemploymentNature,
    WorkerStatus,
)
from kruispunt_client.calls.unemployment_histories import (
    availability_decisions,
    earning_capacity,
    exemptions,
    sanctions,
    scale_codes,
    work_disabilities,
)
from kruispunt_client.errors import InvalidRequest
from kruispunt_client.results import Month

from .examples import ask_example, asked_texts, example, missing

MAGDA = "geef_vervangingsinkomen_uit_werkloosheid/reply_data"
TYPE = "Verzoek/Vragen/Vraag/Inhoud/Criteria/TypeOpvraging"
MARCH, MAY = Month(2026, 3), Month(2026, 5)
DAY, LATER = date(2026, 5, 4), date(2026, 5, 5)


def rva(name: str) -> str:
    return f"unemployment_data_service/{name}"


# --- GeefVervangingsinkomenUitWerkloosheid --------------------------------------------


@pytest.mark.parametrize(
    ("asked", "texts"),
    [
        (
            {"sums": (MARCH, MAY)},
            [
                ("UitbetaaldeSommen/MaandBegin", "2026-03"),
                ("UitbetaaldeSommen/MaandEinde", "2026-05"),
                ("UitbetaaldeSommen/BeperkteUitkeringen", "0"),
            ],
        ),
        ({"situation": DAY}, [("Situatie/Datum", "2026-05-04")]),
        (
            {
                "sums": ("2026-03", "2026-03"),
                "limited": True,
                "situation": "last",
                "activation": (MARCH, DAY),
                "activation_kind": ActivationKind.TYPE_2,
            },
            [
                ("UitbetaaldeSommen/MaandBegin", "2026-03"),
                ("UitbetaaldeSommen/MaandEinde", "2026-03"),
                ("UitbetaaldeSommen/BeperkteUitkeringen", "1"),
                ("Situatie/LaatsteSituatie", "1"),
                ("KwartaalActiveringsUitkering/MaandBegin", "2026-03"),
                ("KwartaalActiveringsUitkering/MaandEinde", "2026-05"),
                ("KwartaalActiveringsUitkering/TypeUitkering", "2"),
            ],
        ),
    ],
    ids=["sums", "the payment of a day", "everything"],
)
def test_magda_is_asked_what_is_wanted(
    wiv: Any,
    profile: Any,
    person: str,
    user: str,
    asked: dict[str, Any],
    texts: list[tuple[str, str]],
) -> None:
    ask_example(wiv, profile, MAGDA, replacement_income(person, **asked), user=user)
    assert asked_texts(wiv, TYPE) == texts


def test_income_from_unemployment_is_read_whole_and_in_euros(
    wiv: Any, profile: Any, person: str, user: str
) -> None:
    """Source: `magda-geefvervangingsinkomenuitwerkloosheid-02.01`, notes: eurocent."""
    call = replacement_income(person, situation="last")
    found = ask_example(wiv, profile, MAGDA, call, user=user).data
    assert missing(example(MAGDA), found) == []
    first, second = found.uitbetaalde_sommen
    assert first.jaar_maand == Month(2026, 1)
    assert first.uitbetaald_bedrag == Decimal("1361.10")
    assert first.goedgekeurd_bedrag == Decimal("1361.10")
    assert first.status_dossier.code is StatusDossier.COMPLETED
    assert (second.uitbetaald_bedrag, second.goedgekeurd_bedrag) == (0, None)
    assert second.status_dossier.code is StatusDossier.NOT_STARTED
    assert found.betaling.theoretisch_dag_bedrag == Decimal("52.35")
    assert found.betaling.aard_werkloosheid_rva.code is UnemploymentNature.FULL_TIME
    (activation,) = found.activering_uitkeringen
    assert activation.bedrag == Decimal("500.00")
    assert activation.uitkeringen[0].werkuren_gemiddelde == 1900


def test_a_part_without_data_is_empty_and_the_remark_says_why(
    wiv: Any, profile: Any, person: str, user: str
) -> None:
    """Source: `_behaviour` 1.5: 70001 with the status of the KSZ."""
    name = "geef_vervangingsinkomen_uit_werkloosheid/reply_no_data"
    call = replacement_income(person, sums=(MARCH, MAY))
    answer = ask_example(wiv, profile, name, call, user=user)
    assert answer.data.uitbetaalde_sommen == ()
    assert answer.data.betaling is None
    (remark,) = answer.warnings
    assert remark.annotations["status code"] == "UDS00007"


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({}, "sums"),
        ({"sums": (MAY, MARCH)}, "period"),
        ({"sums": (MARCH, None)}, "period"),
        ({"sums": ("2026-13", MAY)}, "month"),
        ({"situation": DAY, "limited": True}, "limited"),
        ({"situation": "first"}, "situation"),
        ({"activation": (MARCH, MAY)}, "activation_kind"),
        ({"sums": (MARCH, MAY), "activation_kind": "1"}, "activation_kind"),
        ({"activation": (MARCH, MAY), "activation_kind": "3"}, "activation_kind"),
    ],
)
def test_what_magda_cannot_be_asked_is_refused(
    person: str, wrong: dict[str, Any], named: str
) -> None:
    with pytest.raises(InvalidRequest, match=named):
        replacement_income(person, **wrong)


# --- UnemploymentData -----------------------------------------------------------------

MONTHS = [("period/startMonth", "2026-03"), ("period/endMonth", "2026-05")]
DAYS = [("period/beginDate", "2026-05-04"), ("period/endDate", "2026-05-05")]
OPERATIONS: list[tuple[str, Callable[[str], Call[Any]], list[tuple[str, str]]]] = [
    (
        "consult_paid_sums",
        lambda ssin: paid_sums(ssin, period=(MARCH, MAY)),
        [*MONTHS, ("allAllowance", "0")],
    ),
    (
        "consult_paid_sums",
        lambda ssin: paid_sums(ssin, period=(MARCH, MAY), limited=True),
        [*MONTHS, ("allAllowance", "1")],
    ),
    ("consult_rights", rights, []),
    ("consult_rights", lambda ssin: rights(ssin, on=DAY), [("date", "2026-05-04")]),
    ("consult_payments", unemployment_payment, []),
    (
        "consult_payments",
        lambda ssin: unemployment_payment(ssin, on=DAY),
        [("date", "2026-05-04")],
    ),
    (
        "consult_activation_paid_sums",
        lambda ssin: activation_sums(ssin, period=(MARCH, MAY)),
        [*MONTHS, ("allAllowance", "0")],
    ),
    (
        "consult_activation_paid_sums",
        lambda ssin: activation_sums(ssin, on="2026-03", limited=True),
        [
            ("period/startMonth", "2026-03"),
            ("period/endMonth", "2026-03"),
            ("allAllowance", "1"),
        ],
    ),
    (
        "consult_scheduled_payment",
        lambda ssin: scheduled_payment(ssin, period=(MARCH, MAY)),
        MONTHS,
    ),
    (
        "consult_scale_code_history",
        lambda ssin: scale_codes(ssin, period=(DAY, LATER)),
        DAYS,
    ),
    (
        "consult_sanction_history",
        lambda ssin: sanctions(ssin, on=DAY),
        [("period/beginDate", "2026-05-04"), ("period/endDate", "2026-05-04")],
    ),
    (
        "consult_exemption_history",
        lambda ssin: exemptions(ssin, period=(DAY, LATER)),
        DAYS,
    ),
    (
        "consult_work_disability_history",
        lambda ssin: work_disabilities(ssin, period=(DAY, LATER)),
        DAYS,
    ),
    ("consult_no_earning_capacity_and_lawsuit_mutuality", earning_capacity, []),
    (
        "consult_young_availability_decision_history",
        lambda ssin: availability_decisions(ssin, period=(DAY, LATER)),
        DAYS,
    ),
]


@pytest.mark.parametrize(("name", "call", "criteria"), OPERATIONS)
def test_every_operation_asks_its_criteria_and_is_read_whole(
    ksz: Any,
    profile: Any,
    person: str,
    user: str,
    name: str,
    call: Callable[[str], Call[Any]],
    criteria: list[tuple[str, str]],
) -> None:
    """The examples use every element and attribute of the contract."""
    reply = rva(f"{name}_response")
    answer = ask_example(ksz, profile, reply, call(person), user=user)
    assert asked_texts(ksz, "searchCriteria") == [("ssin", person), *criteria]
    assert missing(example(reply), answer.data) == []


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("consult_rights_exclusion", rights),
        ("consult_rights_rights_end", rights),
        ("consult_rights_sanction", rights),
        (
            "consult_no_earning_capacity_and_lawsuit_mutuality_disablement",
            earning_capacity,
        ),
    ],
)
def test_every_other_branch_is_read_whole(
    ksz: Any,
    profile: Any,
    person: str,
    user: str,
    name: str,
    call: Callable[[str], Call[Any]],
) -> None:
    answer = ask_example(ksz, profile, rva(name), call(person), user=user)
    assert missing(example(rva(name)), answer.data) == []


def test_rights_are_typed(ksz: Any, profile: Any, person: str, user: str) -> None:
    name = rva("consult_rights_response")
    found = ask_example(ksz, profile, name, rights(person), user=user).data
    first, second = found.rights
    assert first.theoric_daily_allowance_amount == Decimal("52.35")
    assert first.unemployment_code.value is UnemploymentNature.FULL_TIME
    assert first.family_state is FamilyState.COHABITING
    assert first.unemployed_worker_status is WorkerStatus.UNEMPLOYMENT_ALLOCATION
    assert first.self_employment_supplement is False
    assert second.theoric_daily_allowance_amount == Decimal("0.01")
    nature = second.unemployment_code.value
    assert nature is UnemploymentNature.PART_TIME_INCOME_GUARANTEE_2005
    assert found.no_right is None


def test_why_there_is_no_right_is_told(
    ksz: Any, profile: Any, person: str, user: str
) -> None:
    name = rva("consult_rights_exclusion")
    found = ask_example(ksz, profile, name, rights(person), user=user).data
    assert found.rights == ()
    assert isinstance(found.no_right.exclusion, date)
    assert found.no_right.sanction is None
    assert found.no_right.rights_end is None


def test_sums_are_typed(ksz: Any, profile: Any, person: str, user: str) -> None:
    name = rva("consult_paid_sums_response")
    call = paid_sums(person, on=MAY)
    found = ask_example(ksz, profile, name, call, user=user).data.paid_sums[0]
    cents = int(example(name).findtext(".//paidAmount"))
    assert found.paid_amount * 100 == cents
    assert found.paid_amount.as_tuple().exponent == -2
    assert isinstance(found.related_month, Month)
    assert found.dossier_status in DossierStatus


def test_decisions_are_typed(ksz: Any, profile: Any, person: str, user: str) -> None:
    name = rva("consult_young_availability_decision_history_response")
    call = availability_decisions(person, on=DAY)
    found = ask_example(ksz, profile, name, call, user=user).data
    assert found.decisions[0].category in AvailabilityCategory
    assert isinstance(found.decisions[0].decided_on, date)


def test_no_payment_is_an_answer_without_data(
    ksz: Any, profile: Any, person: str, user: str
) -> None:
    name = rva("consult_paid_sums_no_payment")
    answer = ask_example(ksz, profile, name, paid_sums(person, on=MAY), user=user)
    assert answer.data is None
    assert answer.status.code == "UDS00007"


@pytest.mark.parametrize(
    "call",
    [
        lambda ssin: paid_sums(ssin),
        lambda ssin: paid_sums(ssin, period=(MAY, MARCH)),
        lambda ssin: activation_sums(ssin, period=(MARCH, None)),
        lambda ssin: activation_sums(ssin, on=MAY, period=(MARCH, MAY)),
        lambda ssin: scheduled_payment(ssin, period=(Month(2025, 12), MAY)),
        lambda ssin: scale_codes(ssin),
        lambda ssin: sanctions(ssin, period=(LATER, DAY)),
        lambda ssin: exemptions(ssin, on=DAY, period=(DAY, LATER)),
        lambda ssin: work_disabilities(ssin),
        lambda ssin: availability_decisions(ssin, period=(LATER, DAY)),
    ],
)
def test_a_time_that_cannot_be_asked_is_refused(
    person: str, call: Callable[[str], Call[Any]]
) -> None:
    with pytest.raises(InvalidRequest, match="period"):
        call(person)


def test_magda_may_write_a_nature_in_one_digit_or_two() -> None:
    """Source: `magda-geefvervangingsinkomenuitwerkloosheid-02.01`: one digit or two."""
    assert UnemploymentNature("01") is UnemploymentNature(1)
    for text in ("0x", "1x", "99"):
        with pytest.raises(ValueError, match=text):
            UnemploymentNature(text)
