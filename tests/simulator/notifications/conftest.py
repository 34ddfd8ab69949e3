"""
Where the KSZ pushes from, with a real database and folder, and people made up to fit.

The grants are made up too: how a push works is shown on any. Which there are is said by
the acts, and shown in `test_acts.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from kruispunt_contracts import load
from kruispunt_law import Grant, law
from kruispunt_simulator import numbers
from kruispunt_simulator.audit.trail import Trail
from kruispunt_simulator.clock import Clock
from kruispunt_simulator.notifications import KINDS, Desk, Order, Report
from kruispunt_simulator.parties import Parties
from kruispunt_simulator.people import Person
from kruispunt_simulator.store.database import open_database, sqlite_url
from kruispunt_simulator.store.journal import Journal
from kruispunt_simulator.store.repertory import Inscription, Repertory
from kruispunt_simulator.store.sequence import Sequences
from kruispunt_simulator.store.tables import exchange, push_sequence, repertory
from lxml import etree
from sqlalchemy import Engine, delete, insert

Element = Any

DAY = date(2026, 8, 10)
"""On which the attests below were sent, of the quarter before."""
QUARTER = "2026Q2"
PARTY, CAPACITY = "rva", "RVA:ADMISSIBILITY"
CONTRACT = load().push("HdiIndemnityAllowanceNotifications", "v1")
LAW = law()
PLACES = {
    name: LAW.places[CONTRACT.service, CONTRACT.version, kind.operation]
    for name, kind in KINDS.items()
}
"""Where the fields of the law stand, by kind of message."""


def grant(**given: Any) -> Grant:
    """
    A grant of 23/058 to RVA, which differs in what is given.

    It is about all three messages, and all that they tell.
    """
    values = {
        "id": "rva-push",
        "hop": "ksz",
        "party": PARTY,
        "capacity": CAPACITY,
        "service": CONTRACT.service,
        "versions": (CONTRACT.version,),
        "act": "23/058",
        "paragraphs": "§24-29/1, §88",
        "from": date(2024, 1, 24),
        "register": "ksz",
    }
    return Grant.model_validate(values | given)


def all_but(*names: str) -> frozenset[str]:
    """Every field that is pushed, without some."""
    fields = {name for places in PLACES.values() for name in places.fields}
    assert fields.issuperset(names)
    return frozenset(fields.difference(names))


def allowance(kind: str = "general_incapacity_for_work", **given: Any) -> Any:
    """What an insurance body pays for one risk in the quarter."""
    risks: dict[str, Any] = {
        "general_incapacity_for_work": {
            "social_status": 2,
            "period": {"begin_date": date(2026, 4, 1), "end_date": date(2026, 6, 30)},
            "exit_code": 1,
            "invalidity": {"start_date": date(2026, 4, 2), "invalidity_category": 1},
            "initial_start_date": date(2025, 4, 1),
            "activity_code": 1,
        },
        "independent_incapacity_for_work": {
            "social_status": 4,
            "period": {"begin_date": date(2026, 4, 1), "end_date": date(2026, 6, 30)},
            "exit_code": 0,
            "initial_start_date": date(2025, 4, 1),
        },
        "general_breast_feeding": {
            "social_status": 2,
            "delivery_date": date(2026, 4, 15),
            "initial_start_date": date(2026, 4, 20),
        },
    }
    payment = {
        "period": {"begin_date": date(2026, 5, 1), "end_date": date(2026, 5, 31)},
        "amount": 1500,
        "days": 25,
    }
    terms = {"document": "C21", "family_situation": "04", "allowance_code": "AH"}
    return {
        "social_risk": {kind: risks[kind]},
        "terms": terms,
        "payments": (payment,),
    } | given


def attest(version: int = 0, *allowances: Any, **given: Any) -> Any:
    """One version of an attest; without allowances, a cancellation."""
    statuses = {0: "CREATION"} if allowances else {}
    return {
        "quarter": QUARTER,
        "id": f"0b9f3c52-1d2e-4f3a-8b4c-5d6e7f80910{version}",
        "version": version,
        "status": statuses.get(
            version, "MODIFICATION" if allowances else "CANCELLATION"
        ),
        "created": DAY,
        "allowances": allowances,
    } | given


def insured(serial: int = 1, *attests: Any, **identity: Any) -> Person:
    """Somebody with these attests, or with one for an incapacity."""
    born = date(1980, 1, 2)
    who = {
        "ssin": numbers.make(born, serial),
        "first_name": "Some",
        "last_name": "Body",
        "born": born,
        "sex": "M" if serial % 2 else "F",
    } | identity
    return Person.model_validate(
        {
            "title": "Somebody with an attest",
            "identity": who,
            "incapacity": attests or (attest(0, allowance()),),
        }
    )


@dataclass
class Office:
    """A KSZ with nobody in its files; gives what left."""

    engine: Engine
    folder: Path
    journal: Journal
    grants: list[Grant] = field(default_factory=lambda: [grant()])
    people: list[Person] = field(default_factory=list)

    def push(
        self,
        kind: str = "period",
        *,
        day: date = DAY,
        quarter: str | None = None,
        party: str = PARTY,
        capacity: str | None = CAPACITY,
        most: int = 5000,
    ) -> Report:
        """Push to a party."""
        desk = Desk(
            parties=Parties.load(),
            law=replace(LAW, grants=tuple(self.grants)),
            people=self.people,
            repertory=Repertory(self.engine),
            sequences=Sequences(self.engine),
            journal=self.journal,
            clock=Clock(day),
        )
        order = Order(party=party, kind=KINDS[kind], quarter=quarter, capacity=capacity)
        try:
            return desk.push(order, self.folder, most=most)
        finally:
            desk.repertory.close()
            desk.sequences.close()

    def inscribe(self, person: Person | str, **given: Any) -> None:
        """Have RVA keep an open file about somebody; differs in what is given."""
        line = Inscription(
            **{
                "register": "ksz",
                "party": PARTY,
                "ssin": person if isinstance(person, str) else person.ssin,
                "begin_date": date(2020, 1, 1),
            }
            | given
        )
        with self.engine.begin() as connection:
            connection.execute(insert(repertory), [asdict(line)])

    def insure(self, *people: Person) -> None:
        """Have people in the files, and in the repertory for RVA."""
        for person in people:
            self.people.append(person)
            self.inscribe(person)

    def messages(self) -> list[Element]:
        """Give everything that left, in order of file name."""
        paths = sorted(self.folder.glob("*.xml"))
        return [etree.parse(str(path)).getroot() for path in paths]

    def notifications(self) -> list[Element]:
        """Give every notification that left."""
        return [each for message in self.messages() for each in message[-1]]

    def log(self) -> list[dict[str, Any]]:
        """Give every record, oldest first."""
        return list(Trail(self.engine).records())

    def reset(self) -> None:
        """Forget everything, for the next example of a property."""
        self.people, self.grants = [], [grant()]
        with self.engine.begin() as connection:
            for table in (repertory, push_sequence, exchange):
                connection.execute(delete(table))
        for path in self.folder.glob("*"):
            path.unlink()


def told(notifications: Iterable[Element]) -> list[str]:
    """Of whom is told, in order."""
    return [str(each.findtext("ssin")) for each in notifications]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A KSZ with a grant to RVA, and with nobody in its files yet."""
    engine = open_database(sqlite_url(tmp_path / "kruispunt.db"))
    journal = Journal(engine)
    yield Office(engine, tmp_path / "out", journal)
    journal.close()
    engine.dispose()
