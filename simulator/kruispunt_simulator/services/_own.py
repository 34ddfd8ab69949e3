"""
Services that nobody modelled: known by a contract of the user's alone.

They go through every check of the chain. What they answer stands in test cases; without
one they say, in the words of their platform, that nothing was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from kruispunt_contracts.catalogue import Catalogue, Dialect, Operation
from lxml import etree

from kruispunt_simulator import numbers
from kruispunt_simulator.message import Finding, Period
from kruispunt_simulator.services import (
    Answer,
    KszAnswer,
    MagdaAnswer,
    Service,
    _ksz,
    _magda,
)
from kruispunt_simulator.services._xml import Element
from kruispunt_simulator.sources import NoAnswer, Sources

PERSON: Final = ("INSZ", "ssin", "SSIN", "rrnr", "INSS", "Insz")
"""
Local names of elements that hold the number of a person.

Source: `_wire-facts.md` 3, keys of the public mocks.
"""

_CONTEXT: Final = frozenset({"Context", "informationCustomer", "RequestContext"})
"""What a message says of who asks: a number in there is not of whom it is about."""


def with_own(
    known: Mapping[tuple[str, str, str], Service], catalogue: Catalogue
) -> dict[tuple[str, str, str], Service]:
    """
    Add a service for each operation that only the contracts know.

    Args:
        known: The services that somebody modelled.
        catalogue: Every contract.

    Returns:
        By (service, version, operation).
    """
    found = dict(known)
    for contract in catalogue.contracts:
        for operation in contract.operations:
            key = (contract.service, contract.version, operation.name)
            if key not in found:
                found[key] = _offer(operation)
    return found


def subject(root: Element) -> str:
    """
    Find the number of the person asked about.

    Raises:
        LookupError: The question names none.
    """
    for element in root.iter(etree.Element):
        name = etree.QName(element).localname
        if name in PERSON and not _is_about_the_asker(element):
            number = (element.text or "").strip()
            if len(number) == 11 and number.isdigit():
                return number
    raise LookupError("not about a person")


def told_numbers(root: Element) -> Iterator[str]:
    """
    Give every text of a question that may be the number of a person.

    Nobody knows which elements of such a service hold one, nor how many there are.
    """
    for element in root.iter(etree.Element):
        if not _is_about_the_asker(element):
            for text in (element.text or "", *map(str, element.attrib.values())):
                yield numbers.without_separators(text.strip())


def _is_about_the_asker(element: Element) -> bool:
    above = {etree.QName(each).localname for each in element.iterancestors()}
    return bool(above & _CONTEXT)


def _offer(operation: Operation) -> Service:
    contract = operation.contract
    is_magda = contract.dialect is Dialect.MAGDA

    def check(root: Element, today: date) -> tuple[Finding, ...]:
        """Look at the check digits, as every service of MAGDA does."""
        try:
            number = subject(root)
        except LookupError:
            return ()
        if is_magda:
            return _magda.check_insz(number)
        return () if numbers.has_valid_check_digits(number) else (_SSIN,)

    def answer(root: Element, sources: Sources, today: date) -> Answer:
        """Say that nothing was found, in the words of the platform."""
        if is_magda:
            return MagdaAnswer(findings=(_nothing("magda.nothing-found"),))
        if "status" in operation.children(operation.response):
            return KszAnswer(status=_ksz.status("ksz.no-data"))
        raise NoAnswer(_nothing("ksz.no-data"))

    return Service(
        service=contract.service,
        version=contract.version,
        operation=operation.name,
        flow="own",
        subject=subject,
        numbers_in=told_numbers,
        period=lambda root: Period(begin=date.min.isoformat()),
        check=check,
        ask_all=lambda person, today: (),
        answer=answer,
        impersonal=True,
    )


def _nothing(fault: str) -> Finding:
    return Finding(
        check="own.case",
        fault=fault,
        requirement="a service of the user's own contracts knows test cases only",
        expected="a case for this question (`kruispunt up --cases`)",
        actual="none",
    )


_SSIN: Final = Finding(
    check="ksz.ssin-check-digits",
    fault="ksz.ssin-invalid",
    requirement="`_error-codes` 3: MSG00011, structure of the SSIN",
    expected="97 minus the first nine digits modulo 97",
    actual="other check digits",
)
