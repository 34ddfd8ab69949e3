"""
GeefArbeidsongeschiktheid 01.00: MAGDA's front of HdiIndemnityAllowance v1.

The names mislead: `ConsultAttestResponse` holds what consultIndemnityPeriods answers,
periods and payments without the kind of risk.

The KSZ answers about cancelled and replaced numbers as about others, and marks `ssin`.
MAGDA lists 30002 and 30004 as errors, so it must read those marks: here it does.

Source: contract sheet `magda-geefarbeidsongeschiktheid-01.00`.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from kruispunt_simulator.message import Finding, Period, Severity
from kruispunt_simulator.people import Person
from kruispunt_simulator.services import Onward, Service, _ksz, _magda
from kruispunt_simulator.services import ksz_hdi_indemnity_allowance as hdi
from kruispunt_simulator.services._xml import (
    Element,
    add,
    children,
    copy,
    element,
    required,
)

OLDEST_QUARTER: Final = "2022Q1"
"""
Older quarters give 20006, "too old".

Source: our choice, because the limit is not published and 2022Q1 is the example of the
question page (MG 6631982012), so certainly not too old.
"""

_CRITERIA: Final = "Verzoek/Vragen/Vraag/Criteria/ConsultAttestCriteria"
_PASSED_ON: Final = frozenset({"status", "ssin", "attest"})
_WRAPPER: Final = "ConsultAttestResponse"


def subject(root: Element) -> str:
    """Read the INSZ of the person."""
    return required(root, f"{_CRITERIA}/ssin")


def period(root: Element) -> Period:
    """Give the days of the quarter."""
    return _ksz.as_period(*_ksz.days_of_quarter(_quarter(root)))


def check(root: Element, today: date) -> tuple[Finding, ...]:
    """Find what is wrong with the question; none to two findings."""
    findings = list(_magda.check_insz(subject(root)))
    running = _ksz.quarter_of(today)
    if not OLDEST_QUARTER <= _quarter(root) <= running:
        findings.append(
            Finding(
                check="arbeidsongeschiktheid.quarter-in-range",
                fault="magda.quarter-out-of-range",
                requirement="GeefArbeidsongeschiktheid: 20006, future or too old",
                expected=f"{OLDEST_QUARTER} to {running}",
                actual=_quarter(root),
            )
        )
    return tuple(findings)


def ask_all(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask for every quarter that may be asked."""
    questions = []
    for quarter in _ksz.quarters(today):
        if quarter >= OLDEST_QUARTER:
            criteria = element("Criteria")
            asked = hdi.ask_quarter(person, quarter, "ConsultAttestCriteria")
            criteria.append(asked)
            questions.append((criteria,))
    return tuple(questions)


def operation(root: Element) -> str:
    """Tell which KSZ operation answers the question: always the one without risks."""
    return "consultIndemnityPeriods"


def criteria(root: Element) -> Element:
    """Make the KSZ `criteria`: the same children."""
    return copy(root.find(_CRITERIA), "criteria")


def inhoud(response: Element) -> Element:
    """Make the `Inhoud` from a KSZ response: status, number and attest."""
    made = element("Inhoud")
    wrapper = add(made, _WRAPPER)
    for child in children(response):
        if child.tag in _PASSED_ON:
            wrapper.append(copy(child))
    return made


def refusals(response: Element) -> tuple[Finding, ...]:
    """Find what the marks on `ssin` mean to MAGDA; one finding or none."""
    ssin = response.find("ssin")
    if ssin is None:
        return ()
    new = ssin.get("replacedBy")
    if new is not None:
        old = required(response, "ssin")
        key = "arbeidsongeschiktheid.insz-replaced"
        return (_magda.replaced(old, new, fault=key, severity=Severity.ERROR),)
    return (_magda.cancelled(),) if ssin.get("canceled") in ("true", "1") else ()


def _quarter(root: Element) -> str:
    return required(root, f"{_CRITERIA}/yearQuarter")


SERVICES = (
    Service(
        service="GeefArbeidsongeschiktheid",
        version="01.00.0000",
        operation="GeefArbeidsongeschiktheid",
        flow="incapacity",
        subject=subject,
        period=period,
        check=check,
        ask_all=ask_all,
        onward=Onward(
            service=hdi.SERVICE,
            version=hdi.VERSION,
            operation=operation,
            criteria=criteria,
            inhoud=inhoud,
            refusals=refusals,
        ),
    ),
)
