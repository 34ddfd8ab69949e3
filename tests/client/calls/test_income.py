"""The tax assessment: what is asked on the wire, and what the answer becomes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kruispunt_client.calls.fiscal_data import (
    DerivedYear,
    FiscalState,
    NoValueReason,
    SsinStatus,
    ValueType,
    fiscal_data,
)
from kruispunt_client.calls.tax_assessment import tax_assessment
from kruispunt_client.calls.tax_items import (
    AMOUNTS,
    FiscalElement,
    FiscaleStatus,
    FiscalGroup,
    IpcalCode,
    euros_of,
)
from kruispunt_client.connection import connect
from kruispunt_client.errors import InvalidRequest
from kruispunt_client.results import Answer

from .examples import answering, ask_example, asked_texts, example, missing

JOINT = "geef_aanslagbiljet_personenbelasting/reply_joint"
DATA = "tax_assessment_data_service/response_joint"


def ask(hop: Any, profile: Any, user: str, name: str, call: Any) -> Answer[Any]:
    return ask_example(hop, profile, name, call, user=user)


# --- GeefAanslagbiljetPersonenbelasting -----------------------------------------------


def test_by_default_both_taxable_incomes_are_asked(
    wiv: Any, profile: Any, person: str, user: str
) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 3 (income)."""
    ask(wiv, profile, user, JOINT, tax_assessment(person, 2024))
    assert asked_texts(wiv, "Verzoek/Vragen/Vraag/Inhoud") == [
        ("Criteria/INSZ", person),
        ("Criteria/Inkomensjaar", "2024"),
        ("Criteria/IPCALCodes/IPCALCode[1]", "7555"),
        ("Criteria/IPCALCodes/IPCALCode[2]", "7557"),
        ("Bron", "FODFIN"),
        ("Taal", "nl"),
    ]


def test_every_criterion_of_an_assessment_can_be_given(
    wiv: Any, profile: Any, person: str, user: str
) -> None:
    call = tax_assessment(
        person,
        2023,
        codes=[IpcalCode.DEPENDENT_CHILDREN, "1234"],
        inscription=(date(2026, 1, 1), date(2026, 12, 31)),
    )
    ask(wiv, profile, user, JOINT, call)
    assert asked_texts(wiv, "Verzoek/Vragen/Vraag/Inhoud/Criteria") == [
        ("INSZ", person),
        ("Inkomensjaar", "2023"),
        ("Inschrijvingsperiode/Begin", "2026-01-01"),
        ("Inschrijvingsperiode/Einde", "2026-12-31"),
        ("IPCALCodes/IPCALCode[1]", "1030"),
        ("IPCALCodes/IPCALCode[2]", "1234"),
    ]


def test_every_item_is_asked_and_an_open_inscription_has_no_end(
    wiv: Any, profile: Any, person: str, user: str
) -> None:
    call = tax_assessment(
        person, 2023, codes=None, inscription=(date(2026, 1, 1), None)
    )
    ask(wiv, profile, user, JOINT, call)
    assert asked_texts(wiv, "Verzoek/Vragen/Vraag/Inhoud/Criteria") == [
        ("INSZ", person),
        ("Inkomensjaar", "2023"),
        ("Inschrijvingsperiode/Begin", "2026-01-01"),
    ]


def test_an_assessment_is_read_whole(
    wiv: Any, profile: Any, person: str, user: str
) -> None:
    answer = ask(wiv, profile, user, JOINT, tax_assessment(person, 2024))
    assert missing(example(JOINT), answer.data) == []
    found = answer.data
    assert found.gevraagde_persoon.insz == "86711933441"
    assert found.gevraagde_persoon.fiscale_status is FiscaleStatus.PARTNER
    assert found.gerelateerde_persoon.fiscale_status is FiscaleStatus.HOLDER
    assert found.gerelateerde_persoon.omschrijving is None
    assert (found.inkomensjaar, found.artikelnummer) == (2024, "725004512")


def test_a_leaf_that_is_lost_would_be_noticed(
    wiv: Any, profile: Any, person: str, user: str
) -> None:
    """The twin of every test that reads something whole."""
    answer = ask(wiv, profile, user, JOINT, tax_assessment(person, 2024))
    (lost,) = missing(example(JOINT), replace(answer.data, artikelnummer="0"))
    assert lost.endswith("Artikelnummer: 725004512")
    twice = replace(answer.data, items=answer.data.items[:1] * 2)
    assert missing(example(JOINT), twice)[0].endswith("Item[2]/Code: B7555")


def test_amounts_of_an_assessment_are_euros(
    wiv: Any, profile: Any, person: str, user: str
) -> None:
    """Source: `magda-geefaanslagbiljetpersonenbelasting-02.00`, notes: eurocent."""
    found = ask(wiv, profile, user, JOINT, tax_assessment(person, 2024)).data
    assert found.amounts == {
        "A7555": Decimal("24150.50"),
        "B7555": Decimal("0.00"),
        "A7270": Decimal("24150.50"),
    }
    own = found.own(IpcalCode.JOINT_TAXABLE_INCOME)
    assert (own.code, own.fiscale_status) == ("B7555", FiscaleStatus.PARTNER)
    theirs = found.item("7555", FiscaleStatus.HOLDER)
    assert (theirs.ipcal, theirs.euros) == (
        IpcalCode.JOINT_TAXABLE_INCOME,
        Decimal("24150.50"),
    )
    assert found.own(IpcalCode.SEPARATELY_TAXABLE_INCOME) is None


def test_what_is_not_known_to_be_an_amount_is_not_called_one(
    wiv: Any, profile: Any, person: str, user: str
) -> None:
    def answer(request: Any) -> Any:
        reply = answering(request, example(JOINT))
        for item, code in zip(reply.iter("Item"), ("A1234", "A1030", "C"), strict=True):
            item.find("Code").text = code
        return reply

    wiv.answer_with(answer)
    with connect(profile(wiv), via="wiv", user=user) as connection:
        found = connection.income.assessment(person, 2024).data
    assert found.amounts == {}
    first, second, third = found.items
    assert (first.ipcal, second.ipcal) == ("1234", IpcalCode.DEPENDENT_CHILDREN)
    assert (first.waarde, first.euros) == ("2415050", None)
    assert (third.fiscale_status, third.ipcal) == ("C", "")


def test_no_assessment_and_no_such_year_are_answers_without_data(
    wiv: Any, profile: Any, person: str, user: str
) -> None:
    """Source: `_behaviour` 2.9: 30001 at level 2, 45008 for information."""
    for name, code in (
        ("reply_nothing_found", "30001"),
        ("reply_year_unknown", "45008"),
    ):
        answer = ask(
            wiv,
            profile,
            user,
            f"geef_aanslagbiljet_personenbelasting/{name}",
            tax_assessment(person, 2024),
        )
        assert answer.data is None
        assert [remark.code for remark in answer.warnings] == [code]


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"income_year": 999}, "income year"),
        ({"income_year": 3000}, "income year"),
        ({"codes": []}, "codes"),
        ({"codes": ["A7555"]}, "codes"),
        ({"codes": ["755"]}, "codes"),
        ({"inscription": (date(2026, 2, 1), date(2026, 1, 31))}, "inscription"),
    ],
)
def test_an_assessment_that_cannot_be_asked_is_refused(
    person: str, wrong: dict[str, Any], named: str
) -> None:
    with pytest.raises(InvalidRequest, match=named):
        tax_assessment(person, **{"income_year": 2024, **wrong})


# --- TaxAssessmentData ----------------------------------------------------------------


def test_elements_and_groups_are_asked_of_the_newest_year(
    ksz: Any, profile: Any, person: str, user: str
) -> None:
    call = fiscal_data(
        person,
        elements=[FiscalElement.CHILDREN_DEPENDENT_HANDICAP, "SOMETHING_NEW"],
        groups=[FiscalGroup.GLOBAL_TAXABLE_INCOME],
    )
    ask(ksz, profile, user, DATA, call)
    assert asked_texts(ksz, "criteria") == [
        ("ssin", person),
        ("referenceYear/derivedYear", "MOST_RECENT"),
        ("fiscalDataSelection/elements/element[1]", "CHILDREN_DEPENDENT_HANDICAP"),
        ("fiscalDataSelection/elements/element[2]", "SOMETHING_NEW"),
        ("fiscalDataSelection/groups/group", "GLOBAL_TAXABLE_INCOME"),
    ]


def test_both_containers_are_sent_even_when_one_is_empty(
    ksz: Any, profile: Any, person: str, user: str
) -> None:
    """Source: `ksz-taxassessmentdata-v2`, notes."""
    call = fiscal_data(person, year=2024, groups=["DISTINCTLY_TAXABLE_INCOME"])
    ask(ksz, profile, user, DATA, call)
    assert asked_texts(ksz, "criteria") == [
        ("ssin", person),
        ("referenceYear/year", "2024"),
        ("fiscalDataSelection/elements", ""),
        ("fiscalDataSelection/groups/group", "DISTINCTLY_TAXABLE_INCOME"),
    ]
    call = fiscal_data(
        person, year=DerivedYear.MOST_RECENT_UNLIMITED, elements=["ROLL_DATE"]
    )
    ask(ksz, profile, user, DATA, call)
    assert asked_texts(ksz, "criteria")[1:] == [
        ("referenceYear/derivedYear", "MOST_RECENT_UNLIMITED"),
        ("fiscalDataSelection/elements/element", "ROLL_DATE"),
        ("fiscalDataSelection/groups", ""),
    ]


def test_fiscal_data_are_read_whole(
    ksz: Any, profile: Any, person: str, user: str
) -> None:
    call = fiscal_data(person, groups=["GLOBAL_TAXABLE_INCOME"])
    answer = ask(ksz, profile, user, DATA, call)
    assert missing(example(DATA), answer.data) == []
    assert answer.data.requested_ssin_status is SsinStatus.ACTIVE
    assert answer.data.replacing_ssin is None
    found = answer.data.result
    assert found.requested_fiscal_person.fiscal_state is FiscalState.SECONDARY
    assert found.related_fiscal_person.fiscal_state is FiscalState.PRIMARY
    assert (found.income_year, found.tax_assessment_number) == (2024, "725004512")
    children, income, separate = found.fiscal_data
    assert children.communal_information is True
    assert (children.type, children.parsed) == (ValueType.INTEGER, 1)
    assert children.euros is None
    assert income.communal_information is False
    assert income.euros == Decimal("24150.50")
    assert separate.no_value is NoValueReason.NOT_PRESENT
    assert (separate.value, separate.parsed, separate.euros) == (None, None, None)
    assert found.of(FiscalElement.GLOBAL_TAXABLE_INCOME) is income
    assert found.of("ROLL_DATE") is None


@pytest.mark.parametrize(
    ("type_", "text", "parsed"),
    [
        ("INTEGER", "-12", -12),
        ("BOOLEAN", "true", True),
        ("BOOLEAN", "false", False),
        ("DATE", "2025-09-01", date(2025, 9, 1)),
    ],
)
def test_a_value_is_read_by_its_type(
    ksz: Any, profile: Any, person: str, user: str, type_: str, text: str, parsed: Any
) -> None:
    def answer(request: Any) -> Any:
        reply = answering(request, example(DATA))
        value = reply.find(".//fiscalData/value")
        value.text = text
        value.set("type", type_)
        return reply

    ksz.answer_with(answer)
    with connect(profile(ksz), via="ksz", user=user) as connection:
        found = connection.income.fiscal_data(person, elements=["ROLL_DATE"]).data
    datum = found.result.fiscal_data[0]
    assert datum.parsed == parsed
    assert type(datum.parsed) is type(parsed)


def test_a_result_that_is_withheld_leaves_the_status_of_the_number(
    ksz: Any, profile: Any, person: str, user: str
) -> None:
    """Source: Protocol WiV–Wonen in Limburg art. 3 (income): three years at most."""

    def answer(request: Any) -> Any:
        reply = answering(request, example(DATA))
        reply.remove(reply.find("result"))
        return reply

    ksz.answer_with(answer)
    with connect(profile(ksz), via="ksz", user=user) as connection:
        found = connection.income.fiscal_data(person, elements=["ROLL_DATE"]).data
    assert found.result is None
    assert found.requested_ssin_status is SsinStatus.ACTIVE


def test_nothing_to_ask_and_a_year_that_cannot_be_are_refused(person: str) -> None:
    with pytest.raises(InvalidRequest, match="elements, groups"):
        fiscal_data(person)
    with pytest.raises(InvalidRequest, match="income year"):
        fiscal_data(person, year=5000, elements=["ROLL_DATE"])


# --- amounts --------------------------------------------------------------------------


@given(
    cents=st.integers(-(10**15), 10**15), name=st.sampled_from(sorted(AMOUNTS, key=str))
)
def test_an_amount_keeps_every_cent(cents: int, name: Any) -> None:
    euros = euros_of(name, str(cents))
    assert euros is not None
    assert euros * 100 == cents
    assert euros.as_tuple().exponent == -2


@given(st.text(st.characters(exclude_categories=["Nd", "Cs"]), min_size=1))
def test_an_amount_that_is_no_whole_number_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        euros_of(IpcalCode.JOINT_TAXABLE_INCOME, text)
    assert euros_of(IpcalCode.ROLL_DATE, text) is None
    assert euros_of("9999", text) is None
