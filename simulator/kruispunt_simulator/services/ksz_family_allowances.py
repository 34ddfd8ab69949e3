"""
FamilyAllowancesConsultationService: CADAF, the federal files from before 2019.

It reads the files that ChildBenefitsService gives as FEDERAL, and writes them as the
older contract does: days instead of months, no categories, and the recipients with
their type. A month counts as paid when anything was paid for it.

A period without end ends in the month of today; one that ends before it begins is
invalid. A cancelled number is refused, for there is no place to mark it. Source: our
choice, because nothing is published about this service but its schema.

Source: contract sheet `ksz-familyallowances-v1`; `_behaviour` 2.2.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final

from kruispunt_simulator import numbers
from kruispunt_simulator.message import Finding, Period
from kruispunt_simulator.people import Person
from kruispunt_simulator.people.family_benefits import Spell, month_of
from kruispunt_simulator.services import KszAnswer, Service, _ksz
from kruispunt_simulator.services import _family_benefits as benefits
from kruispunt_simulator.services._family_benefits import (
    Actor,
    Asked,
    File,
    first_day,
    last_day,
    merge,
)
from kruispunt_simulator.services._xml import Element, add, element, month, required
from kruispunt_simulator.sources import Sources

SERVICE: Final = "FamilyAllowancesConsultationService"
VERSION: Final = "v1"
MOST_BONUSES: Final = 20
"""The contract has room for no more per person."""


def subject(root: Element) -> str:
    """Read the SSIN of the child or the recipient."""
    return required(root, "ssin")


def period(root: Element) -> Period:
    """Read the days of the months that were asked; open without an end."""
    begin = first_day(month(root, "searchPeriod/beginDate"))
    if root.find("searchPeriod/endDate") is None:
        return Period(begin=begin.isoformat())
    return _ksz.as_period(begin, last_day(month(root, "searchPeriod/endDate")))


def check(root: Element, today: date) -> tuple[Finding, ...]:
    """Find what is wrong with the question; none to two findings."""
    findings = []
    if not numbers.has_valid_check_digits(subject(root)):
        findings.append(
            Finding(
                check="ksz.ssin-check-digits",
                fault="ksz.ssin-invalid",
                requirement="`_error-codes` 3: MSG00011, structure of the SSIN",
                expected="97 minus the first nine digits modulo 97",
                actual="other check digits",
            )
        )
    asked = _asked(root, today)
    if asked.begin > asked.end:
        findings.append(
            Finding(
                check="cadaf.period-in-order",
                fault="ksz.invalid-data",
                requirement="`_error-codes` 3: MSG00008, invalid data in the request",
                expected="beginDate not after endDate, without that the month of today",
                actual=f"{asked.begin} to {asked.end}",
                annotations={"searchPeriod": f"{asked.begin} to {asked.end}"},
            )
        )
    return tuple(findings)


def ask_all(person: Person, today: date) -> tuple[tuple[Element, Element]]:
    """Ask for everything."""
    searched = element("searchPeriod")
    add(searched, "beginDate", "1990-01")
    return ((element("ssin", person.ssin), searched),)


def consult(root: Element, sources: Sources, today: date) -> KszAnswer:
    """
    Answer the federal files.

    Raises:
        SourceUnavailable: The federal register does not answer.
    """
    person = sources.register(subject(root))
    if person is None:
        return _ksz.unknown()
    if person.identity.replaced_by is not None:
        return _ksz.replaced(person)
    if person.identity.canceled:
        return KszAnswer(status=_ksz.status("ksz.ssin-cancelled"))
    asked = _asked(root, today)
    files = benefits.ask(sources, "federal", asked)
    if not files:
        status = _ksz.nothing(person, first_day(asked.begin))
        return KszAnswer(status=status, ssin=person.ssin)
    return KszAnswer(
        status=_ksz.status("ksz.data-found"),
        ssin=person.ssin,
        content=tuple(_dossier(file) for file in files),
    )


def _asked(root: Element, today: date) -> Asked:
    has_end = root.find("searchPeriod/endDate") is not None
    return Asked(
        ssin=subject(root),
        begin=month(root, "searchPeriod/beginDate"),
        end=month(root, "searchPeriod/endDate") if has_end else month_of(today),
        today=today,
    )


def _dossier(file: File) -> Element:
    made = element("cadafDossier")
    number = add(made, "cadafID")
    add(number, "cbfFundID", file.fund.code)
    add(number, "officeNbr", file.fund.office)
    add(number, "dossierID", file.file_number)
    actors = add(made, "actorList")
    add(add(actors, "entitledPerson"), "ssin", file.entitled_person)
    if file.beneficiaries:
        recipients = add(actors, "recipientList")
        for each in file.beneficiaries:
            recipient = add(recipients, "recipient")
            add(recipient, "ssin", each.ssin)
            add(recipient, "type", each.type_)
            _write_payments(recipient, each, "birthBonus")
    children = add(actors, "beneficiaryChildList")
    for each in file.children:
        child = add(children, "beneficiaryChild")
        add(child, "ssin", each.ssin)
        _write_payments(child, each, "adoptionBonus")
    return made


def _write_payments(parent: Element, actor: Actor, bonus: str) -> None:
    for spell in months_paid(actor.spells):
        paid = add(parent, "paymentPeriod")
        add(paid, "beginDate", first_day(spell.begin))
        if spell.end is not None:
            add(paid, "endDate", last_day(spell.end))
    for payout in actor.payouts[:MOST_BONUSES]:
        add(add(parent, bonus), "paymentDate", payout.paid)


def months_paid(spells: Iterable[Spell]) -> tuple[Spell, ...]:
    """Put months together whatever they were paid for; at most a hundred periods."""
    alike = (replace(spell, category="child_benefit") for spell in spells)
    return merge(alike)[: benefits.MOST]


SERVICES = (
    Service(
        service=SERVICE,
        version=VERSION,
        operation="familyAllowancesConsult",
        flow="family-benefits",
        subject=subject,
        period=period,
        check=check,
        ask_all=ask_all,
        answer=consult,
        sources=(benefits.SOURCE_OF["federal"],),
    ),
)
