"""
Whatever is in the files and whatever may leave: valid messages, numbered without a gap,
with nothing that may not leave, about nobody whose file is not open.

Source: 23/058 §85, §88; contract sheet `ksz-hdiindemnityallowancenotifications-v1`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from kruispunt_law import Grant
from kruispunt_simulator import numbers
from kruispunt_simulator.notifications import KINDS
from kruispunt_simulator.people import Person
from kruispunt_simulator.people.incapacity import SocialRisk
from kruispunt_simulator.rules.withholding import find_all
from kruispunt_simulator.services import _ksz

from .conftest import CONTRACT, DAY, PLACES, Office, grant, told

Line = tuple[date, date | None]

QUARTERS = ["2025Q4", "2026Q1", "2026Q2", "2026Q3"]
"""The last one still runs on the day."""
CREATED = [DAY, DAY, DAY, DAY - timedelta(days=5), DAY - timedelta(days=40)]
CREATED += [DAY + timedelta(days=20)]
LINES: list[Line | None] = [
    (date(2020, 1, 1), None),
    (date(2022, 1, 1), None),
    (date(2025, 1, 1), date(2026, 12, 31)),
    (date(2020, 1, 1), DAY),
    (date(2026, 3, 15), None),
    (date(2026, 3, 15), date(2026, 5, 1)),
    (DAY, None),
    None,
]
"""Files of the receiver; None for no file."""


@dataclass
class Maker:
    """Makes up files at random."""

    random: Random
    serial: int = field(default=0, init=False)

    def some(self, most: int) -> Iterable[int]:
        return range(self.random.randint(0, most))

    def day(self) -> date:
        return date(2025, 1, 1) + timedelta(days=self.random.randrange(600))

    def period(self) -> dict[str, date]:
        begin, end = sorted([self.day(), self.day()])
        return {"begin_date": begin, "end_date": end}

    def optional(self, **values: Any) -> dict[str, Any]:
        """Leave out some."""
        return {k: v for k, v in values.items() if self.random.random() < 0.7}

    def payment(self) -> dict[str, Any]:
        terms = self.optional(
            document=self.random.choice(["C21", "PI3"]),
            incapacity_category=self.random.choice([0, 9]),
            family_situation=self.random.choice(["00", "99"]),
            allowance_category=self.random.choice([0, 3]),
            allowance_code=self.random.choice(["AH", "TA"]),
        )
        counted = self.random.choice([{}, {"days": 3}, {"hours": 4}])
        made = self.optional(terms=terms, amount=self.random.choice([0, -12]))
        return {"period": self.period(), **made, **counted}

    def allowance(self) -> dict[str, Any]:
        """One risk of any kind, all of it or what it may not be without."""
        name, info = self.random.choice(list(SocialRisk.model_fields.items()))
        (section, *_) = get_args(info.annotation)
        values = {
            "social_status": self.random.randint(2, 6),
            "period": self.period(),
            "exit_code": self.random.randint(0, 9),
            "activity_code": self.random.randint(1, 3),
            "invalidity": {
                "invalidity_category": self.random.choice([1, 8, 9]),
                **self.optional(start_date=self.day()),
            },
        }
        risk = {
            each: values.get(each, self.day())
            for each, about in section.model_fields.items()
            if about.is_required() or self.random.random() < 0.7
        }
        least = 0 if "period" in section.model_fields else 1
        paid = [self.payment() for _ in range(self.random.randint(least, 3))]
        return {"social_risk": {name: risk}, "payments": tuple(paid)}

    def attests(self) -> Iterable[dict[str, Any]]:
        """Some quarters, each in some versions from 0 on."""
        for quarter in self.random.sample(QUARTERS, self.random.randint(0, 3)):
            unique = f"{quarter[:4]}-8b4c-{quarter[5]:0>11}"
            for version in range(self.random.randint(1, 3)):
                inside = tuple(self.allowance() for _ in self.some(3))
                status = "MODIFICATION" if version else "CREATION"
                yield {
                    "quarter": quarter,
                    "id": f"0b9f3c52-1d2e-{unique}{version}",
                    "version": version,
                    "status": status if inside else "CANCELLATION",
                    "created": self.random.choice(CREATED),
                    "allowances": inside,
                }

    def person(self) -> Person:
        """Somebody, now and then with a number that the contract does not take."""
        self.serial += 1
        born, bis = date(1980, 1, 2), self.random.random() < 0.1
        return Person.model_validate(
            {
                "title": "Somebody",
                "identity": {
                    "ssin": numbers.make(born, self.serial, bis=bis),
                    "first_name": "Some",
                    "last_name": "Body",
                    "born": born,
                    "sex": "M" if self.serial % 2 else "F",
                },
                "incapacity": tuple(self.attests()),
            }
        )

    def fields(self, kind: str) -> list[str]:
        """What may leave, often nearly all."""
        known = sorted(PLACES[kind].fields)
        most = self.random.choice([0, 1, 3, len(known)])
        gone = self.random.sample(known, self.random.randint(0, min(most, len(known))))
        return [name for name in known if name not in gone]

    def removed(self, kind: str) -> list[str]:
        """Blocks that stay behind, often none."""
        item = f"{KINDS[kind].items}/{KINDS[kind].item}"
        known = [
            item,
            f"{item}/socialRisk",
            f"{item}/allowances/allowance[period or contains(socialRisk, 'Gen')]",
            f"{item}/allowances/allowance/payments/payment[days]",
        ]
        return [path for path in known if self.random.random() < 0.1]


@pytest.mark.parametrize("kind", KINDS)
@settings(
    database=None,
    deadline=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(random=st.randoms(use_true_random=True))
def test_any_people_and_any_grant(office: Office, kind: str, random: Random) -> None:
    office.reset()
    maker = Maker(random)
    fields = {*maker.fields(kind), *maker.fields("period")}
    granted = grant(fields=fields, removed=maker.removed(kind))
    office.grants = [granted]
    office.people = [maker.person() for _ in range(random.randint(1, 6))]
    kept = {person.ssin: random.choice(LINES) for person in office.people}
    for ssin, line in kept.items():
        if line is not None:
            office.inscribe(ssin, begin_date=line[0], end_date=line[1])
    most = random.randint(1, 3)
    due = None if kind == "period" else random.choice([None, *QUARTERS])
    sent = office.push(kind, quarter=due, most=most).sent
    sent += office.push("period", most=most).sent

    messages = office.messages()
    event(f"{min(len(messages), 3)} messages or more")
    numbered = list(range(1, len(messages) + 1))
    assert [each.number for each in sent] == numbered
    assert [int(each.findtext("sequenceNumber")) for each in messages] == numbered
    for message in messages:
        assert CONTRACT.validate(message) == ()
        assert len(message[-1]) <= most
        assert not any(find_all(message, path) for path in granted.removed)
        assert_all_is_granted(message, granted)
        for notification in message[-1]:
            assert has_file(office, kept, notification)
    told_of = {ssin for message in messages for ssin in told(message[-1])}
    log = office.log()
    assert {record["person"] for record in log} - {"(nobody)"} == told_of
    assert not any(ssin in str(log) for ssin in kept if ssin not in told_of)


def assert_all_is_granted(message: Any, granted: Grant) -> None:
    """What says something stands at a granted path, or is the neutral value there."""
    (kind,) = (k for k in KINDS.values() if message.find(k.items) is not None)
    places = PLACES[kind.name]
    assert granted.fields is not None
    may = [
        each for path in places.told(granted.fields) for each in find_all(message, path)
    ]
    neutral = [
        each
        for path, text in places.neutral.items()
        for each in find_all(message, path)
        if each.text == text
    ]
    known = {each for top in may for each in top.iter()}.union(neutral)
    assert [
        each.tag for each in message.iter() if each.text and each not in known
    ] == []
    for notification in message.find(kind.items):
        status = notification.findtext("attestationIdentification/attestationStatus")
        inside = {each for block in notification[2:] for each in block.iter()}
        says = any(each.text and each in inside for each in may)
        assert says or status == "CANCELLATION"


def has_file(office: Office, kept: dict[str, Line | None], notification: Any) -> bool:
    """Whether the receiver's file is open, on the day and in the quarter told of."""
    (ssin,) = told([notification])
    line = kept[ssin]
    (quarter,) = {
        attest.quarter
        for person in office.people
        for attest in person.incapacity
        if attest.id == notification.findtext("attestationIdentification/attestationId")
    }
    return line is not None and all(
        line[0] <= end and (line[1] or date.max) >= begin
        for begin, end in ((DAY, DAY), _ksz.days_of_quarter(quarter))
    )
