"""The names that a question about the law may use, matched exactly."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator

from kruispunt_law.model import Entry, Grant
from kruispunt_law.operations import operations_of
from kruispunt_law.rulebook import Law


class UnknownName(LookupError):
    """A name that nothing has, with those that come close."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        self.kind, self.name = kind, name
        self.close = tuple(difflib.get_close_matches(name, sorted(known), n=5))
        hint = f"; close to it: {', '.join(self.close)}" if self.close else ""
        super().__init__(f"no {kind} {name}{hint}")


def find(kind: str, name: str | None, known: Collection[str]) -> None:
    """
    Make sure that something has a name.

    Args:
        kind: Of what, for the error.
        name: None is always fine.
        known: All there are.

    Raises:
        UnknownName: Nothing has it.
    """
    if name is not None and name not in known:
        raise UnknownName(kind, name, known)


def parties(law: Law) -> frozenset[str]:
    """Everybody that the acts name: parties and actors."""

    def named() -> Iterator[str]:
        for grant in law.grants:
            yield from (grant.party, *grant.beneficiaries)
            if grant.registrant is not None:
                yield grant.registrant
        for entry in law.entries.values():
            yield entry.recipient
        for refusal in law.not_granted.values():
            yield from refusal.recipients

    return frozenset(named())


def services(law: Law) -> frozenset[str]:
    """Services as the contracts name them, and services and modules as the acts do."""
    contracts = {contract.service for contract in law.contracts.contracts}
    granted = {grant.service for grant in law.grants}
    terms = {term for entry in law.entries.values() for term in terms_of(entry)}
    return frozenset(contracts | granted | terms)


def operations(law: Law, service: str) -> frozenset[str]:
    """What may be asked of a service, by whomever, or is pushed under it."""
    asked = {
        operation.name
        for contract in law.contracts.contracts
        if contract.service == service
        for operation in contract.operations
    }
    granted = {
        operation
        for grant in law.grants
        if serves(law, grant, service)
        for _, _, operation in operations_of(grant, law.contracts)
    }
    return frozenset(asked | granted)


def fields(law: Law) -> frozenset[str]:
    """Fields of the acts, and the names of `wire/` that are none."""
    on_the_wire = (places.fields for places in law.places.values())
    return frozenset(law.fields).union(*on_the_wire)


def terms_of(entry: Entry) -> tuple[str, ...]:
    """What an act calls a service, and the part of it."""
    return (entry.service,) if entry.module is None else (entry.service, entry.module)


def serves(law: Law, grant: Grant, service: str) -> bool:
    """Whether a grant is about a service, as a contract or an act names it."""
    lines = law.entries_of(grant)
    return grant.service == service or any(service in terms_of(e) for e in lines)
