"""
Only about persons of whom the receiver keeps a file, unless the grant asks for none.

Source: 23/058 §88 (repertory, open file, meaningful quality code), §14 (inspection
services exempt), §56/8 (funds: a file as employee, of that fund, in that period).
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from kruispunt_simulator import numbers
from kruispunt_simulator.notifications import KINDS, LeftOut

from .conftest import CAPACITY, DAY, QUARTER, Office, grant, insured, told


@pytest.mark.parametrize("kind", KINDS)
def test_who_is_in_the_repertory_is_told_of_and_who_is_not_is_counted_only(
    office: Office, kind: str
) -> None:
    """23/058 §88; S-IN-04: no hint that data exist."""
    known, stranger = insured(1), insured(3)
    office.people = [known, stranger]
    office.inscribe(known)
    report = office.push(kind, quarter=None if kind == "period" else QUARTER)
    assert told(office.notifications()) == [known.ssin]
    assert report.left_out == {LeftOut.NOT_INSCRIBED: 1}
    (path,) = office.folder.iterdir()
    assert stranger.ssin.encode() not in path.read_bytes()
    whole, _ = office.log()
    assert [each["actual"] for each in whole["findings"]] == ["1 persons left out"]
    assert whole["findings"][0]["check"] == "repertory.inscribed"
    assert stranger.ssin not in str(office.log())
    assert stranger.ssin not in str(report.to_dict())


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        pytest.param({}, True, id="an open file"),
        pytest.param({"quality": CAPACITY}, True, id="for this purpose"),
        pytest.param({"quality": "RVA:OTHER"}, False, id="for another purpose"),
        pytest.param({"party": "dg-han"}, False, id="of another party"),
        pytest.param({"register": "vdi"}, False, id="in another repertory"),
        pytest.param({"end_date": DAY}, True, id="closed at the end of the day"),
        pytest.param({"end_date": date(2026, 8, 9)}, False, id="closed before the day"),
        pytest.param({"begin_date": DAY}, False, id="opened after the quarter"),
        pytest.param(
            {"begin_date": date(2026, 6, 30)}, True, id="opened in the quarter"
        ),
    ],
)
def test_the_file_must_be_open_on_the_day_and_in_the_quarter_told_of(
    office: Office, line: Any, counts: bool
) -> None:
    """23/058 §88, §56/8; `_behaviour.md` 1.12: three periods are compared."""
    person = insured()
    office.people = [person]
    office.inscribe(person, **line)
    report = office.push("period")
    assert told(office.notifications()) == ([person.ssin] if counts else [])
    assert report.left_out == ({} if counts else {LeftOut.NOT_INSCRIBED: 1})


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        pytest.param({"quality": "employee"}, True, id="as employee"),
        pytest.param({"quality": "employer"}, False, id="as something else"),
        pytest.param({"quality": "employee", "party": "dg-han"}, False, id="elsewhere"),
    ],
)
def test_a_fund_hears_of_its_own_employees_only(
    office: Office, line: Any, counts: bool
) -> None:
    """23/058 §56/8."""
    person = insured()
    office.grants = [grant(quality="employee")]
    office.people = [person]
    office.inscribe(person, **line)
    office.push("attest", quarter=QUARTER)
    assert told(office.notifications()) == ([person.ssin] if counts else [])


def test_an_inspection_service_needs_no_file(office: Office) -> None:
    """23/058 §14: it cannot know beforehand whom it will meet."""
    person = insured()
    office.people = [person]
    office.grants = [grant(register="none")]
    assert office.push("period").left_out == {}
    assert told(office.notifications()) == [person.ssin]


def test_the_file_of_another_party_counts_where_the_grant_says_so(
    office: Office,
) -> None:
    """23/058 §79.11: of the housing body behind the integrator."""
    person = insured()
    office.people = [person]
    office.grants = [grant(register="fidus", registrant="bghm", quality="001")]
    office.inscribe(person, register="fidus", party="bghm", quality="001")
    assert office.push("period").left_out == {}


def test_a_number_without_a_place_in_the_contract_is_left_out(office: Office) -> None:
    """Invented bis numbers: `ksz-common-v3`, SSIN4 takes months 60 to 72."""
    bis = insured(1, ssin=numbers.make(date(1980, 1, 2), 1, bis=True))
    replaced = insured(3, replaced_by=bis.ssin)
    office.insure(bis, replaced, insured(5))
    report = office.push("period")
    assert told(office.notifications()) == [office.people[2].ssin]
    assert report.left_out == {LeftOut.NUMBER_DOES_NOT_FIT: 2}


def test_who_has_no_attest_that_is_due_is_not_even_counted(office: Office) -> None:
    office.people = [insured()]
    report = office.push("period", day=date(2026, 8, 11))
    assert report.left_out == {}
