"""Payments to a person with a handicap, of MAGDA and of the KSZ."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from kruispunt_client.calls.handicap import HandicapSource
from kruispunt_client.calls.handicap_payments import (
    PAYING,
    HandicapPayment,
    handicap_payments,
)
from kruispunt_client.connection import connect
from kruispunt_client.errors import InvalidRequest
from kruispunt_client.results import Month, StatusValue

from ...completeness import lost
from .examples import answer as answering_with
from .examples import asked, example, inhoud_of

PERIOD = date(2026, 1, 1), date(2026, 6, 30)
AT_MAGDA = "geef_betalingen_handicap/reply_data"
AT_KSZ = "handi_service/consult_payments_response"
PERSON = "15681512393"


def _all(person: str, line: Any) -> Any:
    return line.disability.payments(person, period=PERIOD, sources=PAYING)


def test_everything_of_magda_is_read(
    wiv: Any, profile: Any, person: str, user: str
) -> None:
    wiv.answer_with(answering_with(AT_MAGDA))
    with connect(profile(wiv), via="wiv", user=user) as line:
        answer = _all(person, line)
    results = inhoud_of(AT_MAGDA).find("ConsultPaymentsResponse/results")
    assert lost(results, answer.data) == []
    dgph = answer.data.of(HandicapSource.DGPH)
    assert dgph.status is StatusValue.DATA_FOUND
    assert dgph.payments == (
        HandicapPayment(
            year_month=Month(2026, 1),
            amount=Decimal("1234.56"),
            cancelled_payment=False,
        ),
        HandicapPayment(
            year_month=Month(2026, 2),
            amount=Decimal("1234.56"),
            cancelled_payment=True,
        ),
    )
    assert answer.data.of(HandicapSource.MDG).status is StatusValue.TECHNICAL_ERROR
    assert answer.data.of(HandicapSource.AVIQ) is None


def test_everything_of_the_ksz_is_read(
    ksz: Any, profile: Any, person: str, user: str
) -> None:
    ksz.answer_with(answering_with(AT_KSZ))
    with connect(profile(ksz), via="ksz", user=user) as line:
        answer = _all(person, line)
    assert lost(example(AT_KSZ).find("results"), answer.data) == []


def test_what_a_source_adds_to_its_status_is_read(
    wiv: Any, profile: Any, replies: Any, person: str, user: str
) -> None:
    status = {
        "value": "NO_RESULT",
        "code": "HAN00001",
        "description": "in words",
        "information": [{"fieldName": "one", "fieldValue": "1"}, {"fieldName": "two"}],
    }
    told = {
        "ConsultPaymentsResponse": {
            "status": {"value": "INCOMPLETE_DATA", "code": "MSG00000"},
            "results": {"dgphResult": {"status": status}},
        }
    }
    wiv.answer_with(lambda request: replies.magda(request, inhoud=told))
    with connect(profile(wiv), via="wiv", user=user) as line:
        (dgph,) = line.disability.payments(person, period=PERIOD).data.results
    assert dgph.information == {"one": "1", "two": ""}
    assert dgph.description == "in words"
    assert dgph.payments == ()


WANTED = {
    "ssin": PERSON,
    "handicapAuthenticSources/DGPH": "true",
    "period/beginDate": "2026-01-01",
    "period/endDate": "2026-06-30",
}


def test_magda_is_asked_for_the_least(wiv: Any, profile: Any, user: str) -> None:
    wiv.answer_with(answering_with(AT_MAGDA))
    with connect(profile(wiv), via="wiv", user=user) as line:
        line.disability.payments(PERSON, period=PERIOD)
    path = "Verzoek/Vragen/Vraag/Criteria/ConsultPaymentsCriteria"
    assert asked(wiv, path) == WANTED


def test_the_ksz_is_asked_for_every_source_that_pays(
    ksz: Any, profile: Any, user: str
) -> None:
    ksz.answer_with(answering_with(AT_KSZ))
    with connect(profile(ksz), via="ksz", user=user) as line:
        _all(PERSON, line)
    flags = {f"handicapAuthenticSources/{each.value}": "true" for each in PAYING}
    assert asked(ksz, "criteria") == {**WANTED, **flags}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"sources": []}, "sources"),
        ({"sources": ["AVIQ"]}, "AVIQ does not pay"),
        ({"sources": ["RVA"]}, "HandicapSource"),
        ({"period": PERIOD[::-1]}, "period"),
    ],
)
def test_a_question_that_cannot_be_is_not_sent(
    changes: dict[str, Any], says: str
) -> None:
    with pytest.raises(InvalidRequest, match=says):
        handicap_payments(PERSON, **{"period": PERIOD, **changes})
