"""HandiService v1: parts that are there, and reasons where they are not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from kruispunt_client.calls.federal_file import (
    NoDataReason,
    federal_file,
    federal_rights_and_payments,
)
from kruispunt_client.calls.handicap import CardCategory, FilePart
from kruispunt_client.connection import connect
from kruispunt_client.errors import InvalidRequest
from kruispunt_client.results import Month
from lxml import etree

from ...completeness import lost
from .examples import answer as answering
from .examples import asked, example

FOLDER = "handi_service_v1"
PERIOD = date(2026, 1, 1), date(2026, 6, 30)
DAY = date(2026, 5, 4)
PERSON = "15681512393"
CONTEXT = "candidate tenant"


@pytest.fixture
def line(ksz: Any, profile: Any, party: Any, user: str) -> Any:
    """A connection whose legal context is one of the closed list."""
    with connect(
        profile(ksz, legal_context=CONTEXT), via="ksz", user=user
    ) as connection:
        yield connection


def _leaves_of(name: str) -> list[Any]:
    return [each for each in example(name) if each.tag == "file"]


@pytest.mark.parametrize(
    "name",
    [
        "consult_file_response",
        "consult_file_response_child",
        "consult_file_response_points_unknown",
    ],
)
def test_everything_in_a_file_is_read(ksz: Any, line: Any, name: str) -> None:
    ksz.answer_with(answering(f"{FOLDER}/{name}"))
    found = line.disability.federal_file(PERSON, on=DAY, payments=PERIOD).data
    (told,) = _leaves_of(f"{FOLDER}/{name}")
    assert lost(told, found) == []


def test_everything_of_rights_and_payments_is_read(ksz: Any, line: Any) -> None:
    name = f"{FOLDER}/consult_rights_and_payments_response"
    ksz.answer_with(answering(name))
    found = line.disability.federal_rights_and_payments(PERSON, period=PERIOD).data
    told = _leaves_of(name)
    assert len(found.files) == len(told)
    for each, file in zip(told, found.files, strict=True):
        assert lost(each, file) == []


def test_a_file_is_typed(ksz: Any, line: Any) -> None:
    ksz.answer_with(answering(f"{FOLDER}/consult_file_response"))
    found = line.disability.federal_file(PERSON, on=DAY).data
    assert found.address.last_name == "Testpersoon"
    assert found.evolution_of_request.handicap_recognition_pending is True
    recognition = found.handicap_recognition
    assert recognition.date_of_decision == date(2025, 5, 6)
    assert recognition.start_date == date(2025, 6, 1)
    assert recognition.end_date == date(2030, 5, 31)
    assert recognition.child is None
    assert recognition.adult.diminuation_independence.total_points == 6
    assert recognition.adult.physical_unsuitability == Decimal("66.5")
    assert found.rights.month_amount == Decimal("1308.84")
    assert found.rights.category_ivt == "A"
    assert [card.card_category for card in found.social_cards] == [
        CardCategory.PARKING_CARD,
        CardCategory.REDUCTION_CARD,
    ]
    assert [paid.year_month for paid in found.payments] == [
        Month(2026, 1),
        Month(2026, 2),
    ]
    assert found.no_data == {}


def _without(paths: dict[str, str]) -> Any:
    """The example with reasons in place of the content of some elements."""

    def answer(request: Any) -> Any:
        reply = answering(f"{FOLDER}/consult_file_response")(request)
        for path, reason in paths.items():
            first, *others = reply.findall(f"file/{path}")
            for other in others:
                other.getparent().remove(other)
            for child in list(first):
                first.remove(child)
            etree.SubElement(first, "noDataReason").text = reason
        return reply

    return answer


def test_a_reason_stands_in_place_of_a_part(ksz: Any, line: Any) -> None:
    parts = {
        "evolutionOfRequest": "not requested",
        "handicapRecognition": "not authorized",
        "rights": "no data in db",
        "socialCards": "not requested",
        "payments": "no data in db",
    }
    ksz.answer_with(_without(parts))
    found = line.disability.federal_file(PERSON, on=DAY).data
    assert found.evolution_of_request is None
    assert found.handicap_recognition is None
    assert found.rights is None
    assert found.social_cards == ()
    assert found.payments == ()
    assert found.no_data == {
        "evolutionOfRequest": NoDataReason.NOT_REQUESTED,
        "handicapRecognition": NoDataReason.NOT_AUTHORISED,
        "rights": NoDataReason.NO_DATA,
        "socialCards": NoDataReason.NOT_REQUESTED,
        "payments": NoDataReason.NO_DATA,
    }


def test_a_reason_stands_in_place_of_the_result_or_of_its_points(
    ksz: Any, line: Any
) -> None:
    adult = "handicapRecognition/resultRecognitionAdult"
    ksz.answer_with(_without({adult: "not authorized"}))
    found = line.disability.federal_file(PERSON, on=DAY).data
    assert found.handicap_recognition.adult is None
    assert found.handicap_recognition.details is not None
    assert found.no_data == {adult: NoDataReason.NOT_AUTHORISED}

    points = f"{adult}/diminuationIndependence"
    ksz.answer_with(_without({points: "no data in db"}))
    found = line.disability.federal_file(PERSON, on=DAY).data
    known = found.handicap_recognition.adult
    assert known.diminuation_independence.total_points is None
    assert known.diminuation_earnings is True
    assert found.no_data == {points: NoDataReason.NO_DATA}


def test_no_file_is_none(ksz: Any, line: Any) -> None:
    def answer(request: Any) -> Any:
        reply = answering(f"{FOLDER}/consult_file_response")(request)
        reply.remove(reply.find("file"))
        return reply

    ksz.answer_with(answer)
    assert line.disability.federal_file(PERSON, on=DAY).data is None


def test_the_least_is_asked(ksz: Any, line: Any) -> None:
    ksz.answer_with(answering(f"{FOLDER}/consult_file_response"))
    line.disability.federal_file(PERSON, on=DAY)
    assert asked(ksz, "wantedInformation") == {
        "ssin": PERSON,
        "informationAtReferenceDate/referenceDate": "2026-05-04",
        "informationAtReferenceDate/evolutionOfRequest": "false",
        "informationAtReferenceDate/handicapRecognition": "true",
        "informationAtReferenceDate/rights": "false",
        "informationAtReferenceDate/socialCards": "false",
    }
    assert ksz.asked[0].payload.findtext("legalContext") == CONTEXT


def test_everything_can_be_asked(ksz: Any, line: Any) -> None:
    ksz.answer_with(answering(f"{FOLDER}/consult_file_response"))
    line.disability.federal_file(PERSON, on=DAY, parts=FilePart, payments=PERIOD)
    assert asked(ksz, "wantedInformation") == {
        "ssin": PERSON,
        "informationAtReferenceDate/referenceDate": "2026-05-04",
        "informationAtReferenceDate/evolutionOfRequest": "true",
        "informationAtReferenceDate/handicapRecognition": "true",
        "informationAtReferenceDate/rights": "true",
        "informationAtReferenceDate/socialCards": "true",
        "paymentsAtPeriod/startDate": "2026-01-01",
        "paymentsAtPeriod/endDate": "2026-06-30",
    }


def test_payments_alone_can_be_asked(ksz: Any, line: Any) -> None:
    ksz.answer_with(answering(f"{FOLDER}/consult_file_response"))
    line.disability.federal_file(PERSON, payments=PERIOD)
    assert asked(ksz, "wantedInformation") == {
        "ssin": PERSON,
        "paymentsAtPeriod/startDate": "2026-01-01",
        "paymentsAtPeriod/endDate": "2026-06-30",
    }


def test_rights_and_payments_are_asked_of_a_period(ksz: Any, line: Any) -> None:
    ksz.answer_with(answering(f"{FOLDER}/consult_rights_and_payments_response"))
    line.disability.federal_rights_and_payments(PERSON, period=PERIOD)
    assert asked(ksz, "criteria") == {
        "ssin": PERSON,
        "period/beginDate": "2026-01-01",
        "period/endDate": "2026-06-30",
    }


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: federal_file(PERSON), "`on`"),
        (lambda: federal_file(PERSON, on=DAY, parts=[]), "parts"),
        (lambda: federal_file(PERSON, on=DAY, parts=["cards"]), "FilePart"),
        (lambda: federal_file(PERSON, payments=PERIOD[::-1]), "period"),
        (lambda: federal_rights_and_payments(PERSON, period=PERIOD[::-1]), "period"),
    ],
)
def test_a_question_that_cannot_be_is_not_sent(make: Any, says: str) -> None:
    with pytest.raises(InvalidRequest, match=says):
        make()
