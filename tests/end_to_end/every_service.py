"""
Asks any service at any hop about anybody, as a party that the law lets ask it.

What comes back has been verified by the client: signed by the hop, valid against the
XSD, an answer to this question.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from kruispunt_client.caller import Caller, Reply
from kruispunt_client.envelope import build, new_references, question_fields
from kruispunt_client.settings import Party as Sender
from kruispunt_contracts import catalogue
from kruispunt_contracts.catalogue import Dialect, Operation
from kruispunt_law import Grant
from kruispunt_simulator.app import Simulator
from kruispunt_simulator.commands.state import ensure_certificate
from kruispunt_simulator.numbers import is_bis
from kruispunt_simulator.parties.staff import StaffMember
from kruispunt_simulator.people import Person
from kruispunt_simulator.services import Service, discover

Element = Any
Key = tuple[str, str, str]

SERVICES = discover()
HOPS_OF = {
    Dialect.MAGDA: ("wiv", "magda"),
    Dialect.KSZ: ("ksz",),
    Dialect.SSDN: ("ksz",),
}


def hops_of(key: Key) -> tuple[str, ...]:
    """The hops at which a service is served."""
    return HOPS_OF[operation_of(key).contract.dialect]


def operation_of(key: Key) -> Operation:
    service, version, operation = key
    return catalogue.load().contract(service, version).operation(operation)


@dataclass(frozen=True, kw_only=True)
class Asker:
    """A party with a grant: who asks, as what, with whose hands."""

    simulator: Simulator
    grant: Grant

    @cached_property
    def sender(self) -> Sender:
        """What the message says of the party."""
        party = self.simulator.parties.get(self.grant.party)
        assert party is not None
        door = next(c for c in party.connections if self._fits(c))
        to_ksz = self.grant.hop == "ksz"
        return Sender(
            id=party.id,
            organisation=party.name,
            identificatie=door.sender,
            cbe_number=party.number,
            email=f"{party.id}@kruispunt.test",
            hoedanigheid=None if to_ksz else self.grant.capacity,
            legal_context=self.grant.capacity if to_ksz else None,
        )

    @cached_property
    def user(self) -> str:
        """Somebody of the staff who may ask under the grant today, if there is one."""
        today = self.simulator.clock.today()
        staff = self._staff()
        return next((m for m in staff if m.active(today)), staff[0]).insz

    @property
    def since(self) -> date:
        """The first day on which the grant holds and somebody may use it."""
        return max(self.grant.from_, min(member.from_ for member in self._staff()))

    def _staff(self) -> list[StaffMember]:
        """Who is, or was, on the list, in a role and bound as the grant demands."""
        party = self.simulator.parties.get(self.grant.party)
        assert party is not None
        door = next(c for c in party.connections if self._fits(c))
        first = self.grant.from_
        return [
            line.member
            for line in self.simulator.parties.staff_of(
                door, party, self.grant.beneficiaries
            )
            if line.member.until is None or line.member.until >= first
            if not self.grant.roles or line.member.role in self.grant.roles
            if line.member.confidentiality or not self.grant.confidentiality
        ]

    @cached_property
    def caller(self) -> Caller:
        """A line with two-way TLS to the hop."""
        party = self.simulator.parties.get(self.grant.party)
        assert party is not None
        ensure_certificate(self.simulator.settings.state, party)
        profile = self.simulator.profile(party)
        endpoint = next(
            e for e in profile.endpoints.values() if e.hop == self.grant.hop
        )
        from kruispunt_client.connection import load_identity

        return Caller(endpoint, load_identity(profile.certificate))

    def ask(self, key: Key, question: tuple[Element, ...]) -> Reply:
        """Ask; the reply is verified, or this raises."""
        operation = operation_of(key)
        dialect = operation.contract.dialect
        asked = {element.tag: element for element in question}
        fields = dict(
            question_fields(
                operation,
                self.sender,
                None if dialect is Dialect.KSZ else asked,
                references=new_references(dialect),
                user=self.user,
                now=self.simulator.clock.business_now(),
            )
        )
        if dialect is Dialect.KSZ:  # which asks in `criteria`, or in other words
            allowed = set(operation.children(operation.request)) - {"criteria"}
            fields = {name: v for name, v in fields.items() if name in allowed} | asked
        return self.caller.call(operation, build(operation, fields), user=self.user)

    def _fits(self, door: Any) -> bool:
        return door.hop == self.grant.hop and self.grant.capacity in door.capacities


def askers(simulator: Simulator, key: Key, hop: str) -> list[Asker]:
    """Everybody who may ask a service at a hop today."""
    service, _, operation = key
    today = simulator.clock.today()
    return [
        Asker(simulator=simulator, grant=grant)
        for grant in simulator.law.grants
        if (grant.hop, grant.service) == (hop, service)
        and (not grant.operations or operation in grant.operations)
        and grant.in_force(today)
    ]


def questions(
    service: Service, person: Person, today: date
) -> Iterator[tuple[Element, ...]]:
    """
    The first and the last of the questions that ask everything.

    None about an invented bis number where the KSZ is asked, or where the number is of
    a type of the KSZ: that has no place for it (see `numbers`).
    """
    dialect = catalogue.load().contract(service.service, service.version).dialect
    is_onward = service.onward is not None or service.consults != ()
    asked = service.ask_all(person, today)
    for question in (*asked[:1], *asked[1:][-1:]):
        names = {element.tag for part in question for element in part.iter()}
        at_ksz = dialect is not Dialect.MAGDA or is_onward or "ssin" in names
        if not (at_ksz and is_bis(person.ssin)):
            yield question
