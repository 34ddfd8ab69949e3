"""
HdiIndemnityAllowance v1: incapacity, maternity and the like, per quarter.

Rules of this file:

- The newest version that was sent by the simulated day is given.
- A running quarter, and a closed one of which nothing was sent yet, gives a temporary
  attest: no id, version or status, created today, with what was known today, i.e.
  risks that have begun and payments whose period is over.
- consultIndemnityPeriods gives the same attest without the risks: their periods, dates
  and exit codes stay, their kind goes.
- A replaced or cancelled number is passed to the insurance bodies as it is; the `ssin`
  of the answer tells.

Source: contract sheet `ksz-hdiindemnityallowance-v1`; MG 6429442643.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Final

from kruispunt_simulator.message import Finding, Period
from kruispunt_simulator.people import Person
from kruispunt_simulator.people.incapacity import (
    Allowance,
    Attest,
)
from kruispunt_simulator.services import KszAnswer, KszStatus, Service, _ksz
from kruispunt_simulator.services._xml import (
    Element,
    add,
    element,
    fill,
    required,
)
from kruispunt_simulator.sources import Sources

SERVICE: Final = "HdiIndemnityAllowanceService"
VERSION: Final = "v1"


def period(root: Element) -> Period:
    """Give the days of the quarter."""
    return _ksz.as_period(*_ksz.days_of_quarter(_quarter(root)))


def check(root: Element, today: date) -> tuple[Finding, ...]:
    """
    Find what is wrong with the question; none to two findings.

    Source: our choice for the quarter, because consultation covers past quarters and
    the running one (MG 6429442643) and MSG00008 is what invalid data give.
    """
    findings = list(_ksz.check_ssin(root))
    running = _ksz.quarter_of(today)
    if _quarter(root) > running:
        findings.append(
            Finding(
                check="hdi.quarter-not-future",
                fault="ksz.invalid-data",
                requirement="HdiIndemnityAllowance (MG 6429442643): past and running",
                expected=f"at most {running}",
                actual=_quarter(root),
                annotations={"yearQuarter": _quarter(root)},
            )
        )
    return tuple(findings)


def ask_all(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask for every quarter of the last years."""
    return tuple(
        (ask_quarter(person, quarter, "criteria"),) for quarter in _ksz.quarters(today)
    )


def ask_quarter(person: Person, quarter: str, tag: str) -> Element:
    """Make the criteria for one quarter."""
    criteria = element(tag)
    add(criteria, "ssin", person.ssin)
    add(criteria, "yearQuarter", quarter)
    return criteria


def newest(attests: Iterable[Attest], quarter: str, today: date) -> Attest | None:
    """
    Find the attest of a quarter as it is known today.

    Returns:
        The newest version that was sent; the first version when none was sent yet;
        None when the quarter has no attest.
    """
    versions = sorted(
        (attest for attest in attests if attest.quarter == quarter),
        key=lambda attest: attest.version,
    )
    sent = [attest for attest in versions if attest.created <= today]
    return sent[-1] if sent else next(iter(versions), None)


def is_temporary(attest: Attest, today: date) -> bool:
    """Find out whether the attest is still to be sent."""
    return attest.quarter >= _ksz.quarter_of(today) or attest.created > today


def _quarter(root: Element) -> str:
    return required(root, "criteria/yearQuarter")


def _answer(
    root: Element,
    sources: Sources,
    today: date,
    write: Callable[[Element, Allowance], None],
) -> KszAnswer:
    person = sources.register(_ksz.subject(root))
    if person is None:
        return _ksz.unknown()
    held = sources.ask("insurers", person.ssin)
    attests = held.incapacity if held is not None else ()
    attest = newest(attests, _quarter(root), today)
    if attest is not None and is_temporary(attest, today):
        attest = _known_by(attest, today)
    if attest is None:
        begin, _ = _ksz.days_of_quarter(_quarter(root))
        fault = "ksz.no-data" if attests else "ksz.not-integrated-at-supplier"
        return _reply(person, _ksz.nothing(person, begin, fault))
    content = write_attest(attest, today, write)
    return _reply(person, _ksz.status("ksz.data-found"), content)


def _known_by(attest: Attest, today: date) -> Attest | None:
    allowances = tuple(
        allowance.model_copy(
            update={
                "payments": tuple(
                    payment
                    for payment in allowance.payments
                    if payment.period.end_date <= today
                )
            }
        )
        for allowance in attest.allowances
        if allowance.period.begin_date <= today
    )
    return attest.model_copy(update={"allowances": allowances}) if allowances else None


def _reply(person: Person, status: KszStatus, *content: Element) -> KszAnswer:
    return KszAnswer(
        status=status,
        ssin=person.ssin,
        canceled=person.identity.canceled,
        replaced_by=person.identity.replaced_by,
        content=content,
    )


def write_attest(
    attest: Attest, today: date, write: Callable[[Element, Allowance], None]
) -> Element:
    """
    Make the `attest` element.

    Args:
        attest: What is known of it.
        today: Decides whether it is temporary.
        write: `write_risk` or `write_periods`: fills each allowance.
    """
    made = element("attest")
    made.append(write_identification(attest, today))
    if attest.allowances:
        allowances = add(made, "allowances")
        for allowance in attest.allowances:
            write(add(allowances, "allowance"), allowance)
    return made


def write_identification(attest: Attest, today: date) -> Element:
    """Make the `attestationIdentification` of an attest as it is known today."""
    identification = element("attestationIdentification")
    add(identification, "yearQuarter", attest.quarter)
    if is_temporary(attest, today):
        add(identification, "creationDate", today)
        add(identification, "temporaryAttest")
    else:
        add(identification, "creationDate", attest.created)
        add(identification, "attestationId", attest.id)
        add(identification, "attestationVersion", attest.version)
        add(identification, "attestationStatus", attest.status)
    return identification


def write_risk(parent: Element, allowance: Allowance) -> None:
    """Write the risk, its kind included, and the payments."""
    risk = add(parent, "socialRisk")
    add(risk, "socialRiskCategory", allowance.social_risk.category)
    fill(risk, allowance.social_risk)
    _write_payments(parent, allowance)


def write_periods(parent: Element, allowance: Allowance) -> None:
    """Write the period of the risk, but not its kind, and the payments."""
    risk = getattr(allowance.social_risk, allowance.social_risk.kind)
    fill(add(parent, "period"), allowance.period)
    initial_start: date | None = risk.initial_start_date
    if initial_start is not None:
        add(parent, "initialStartDate", initial_start)
    invalidity = getattr(risk, "invalidity", None)
    if invalidity is not None and invalidity.start_date is not None:
        add(parent, "invalidityStartDate", invalidity.start_date)
    exit_code = getattr(risk, "exit_code", None)
    if exit_code is not None:
        add(parent, "exitCode", exit_code)
    _write_payments(parent, allowance)


def _write_payments(parent: Element, allowance: Allowance) -> None:
    if not allowance.payments:
        return
    payments = add(parent, "payments")
    for payment in allowance.payments:
        made = add(payments, "payment")
        terms = payment.terms or allowance.terms
        if terms is not None:
            fill(made, terms)
        fill(made, payment, omit={"terms"})


def consult_attest(root: Element, sources: Sources, today: date) -> KszAnswer:
    """
    Answer the attest of the quarter, risks and payments.

    Raises:
        SourceUnavailable: The insurance bodies do not answer.
    """
    return _answer(root, sources, today, write_risk)


def consult_indemnity_periods(
    root: Element, sources: Sources, today: date
) -> KszAnswer:
    """
    Answer the attest of the quarter without the kind of risk.

    Raises:
        SourceUnavailable: The insurance bodies do not answer.
    """
    return _answer(root, sources, today, write_periods)


SERVICES = (
    Service(
        service=SERVICE,
        version=VERSION,
        operation="consultAttest",
        flow="incapacity",
        subject=_ksz.subject,
        period=period,
        check=check,
        ask_all=ask_all,
        answer=consult_attest,
        sources=("insurers",),
    ),
    Service(
        service=SERVICE,
        version=VERSION,
        operation="consultIndemnityPeriods",
        flow="incapacity",
        subject=_ksz.subject,
        period=period,
        check=check,
        ask_all=ask_all,
        answer=consult_indemnity_periods,
        sources=("insurers",),
        ages={"attest": "attestationIdentification/yearQuarter"},
    ),
)
