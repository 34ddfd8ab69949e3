"""
GeefBetalingenHandicap 03.00: MAGDA's front of HandiService v2, payments per month.

Question and answer keep the English names of the KSZ, so both are copied by name.

Source: contract sheets `magda-geefbetalingenhandicap-03.00` and `ksz-handi-v2`.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from kruispunt_simulator.message import Finding, Period
from kruispunt_simulator.people import Person
from kruispunt_simulator.services import Onward, Service, _ksz, _magda
from kruispunt_simulator.services import ksz_handi_v2 as handi
from kruispunt_simulator.services._xml import (
    Element,
    add,
    children,
    copy,
    element,
    required,
)

_ASKED: Final = "ConsultPaymentsCriteria"
_CRITERIA: Final = f"Verzoek/Vragen/Vraag/Criteria/{_ASKED}"
_WRAPPER: Final = "ConsultPaymentsResponse"
_PASSED_ON: Final = frozenset({"status", "ssin", "results"})


def subject(root: Element) -> str:
    """Read the INSZ of the person."""
    return required(root, f"{_CRITERIA}/ssin")


def period(root: Element) -> Period:
    """Read the period."""
    return _ksz.as_period(*_ksz.period_of(root, f"{_CRITERIA}/period"))


def check(root: Element, today: date) -> tuple[Finding, ...]:
    """Find what is wrong with the number; the KSZ judges the rest."""
    return _magda.check_insz(subject(root))


def ask_all(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask what the KSZ can be asked."""
    questions = []
    for (asked,) in handi.ask_payments(person, today):
        question = element("Criteria")
        question.append(copy(asked, _ASKED))
        questions.append((question,))
    return tuple(questions)


def operation(root: Element) -> str:
    """Tell which KSZ operation answers the question: always the same."""
    return "consultPayments"


def criteria(root: Element) -> Element:
    """Make the KSZ `criteria`: the same children."""
    return copy(root.find(_CRITERIA), "criteria")


def inhoud(response: Element) -> Element:
    """Make the `Inhoud` from a KSZ response: status, number and results."""
    made = element("Inhoud")
    wrapper = add(made, _WRAPPER)
    for child in children(response):
        if child.tag in _PASSED_ON:
            wrapper.append(copy(child))
    return made


SERVICES = (
    Service(
        service="GeefBetalingenHandicap",
        version="03.00.0000",
        operation="GeefBetalingenHandicap",
        flow="disability",
        subject=subject,
        period=period,
        check=check,
        ask_all=ask_all,
        onward=Onward(
            service=handi.SERVICE,
            version=handi.VERSION,
            operation=operation,
            criteria=criteria,
            inhoud=inhoud,
        ),
    ),
)
