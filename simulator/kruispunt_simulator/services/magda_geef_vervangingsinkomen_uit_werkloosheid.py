"""
GeefVervangingsinkomenUitWerkloosheid 02.01: MAGDA's front of UnemploymentData v3.

Each part of the question is one operation of the KSZ, and gives its own block:

| asked                         | KSZ operation             | answered                |
| ----------------------------- | ------------------------- | ----------------------- |
| UitbetaaldeSommen             | consultPaidSums           | UitbetaaldeSommen       |
| Situatie                      | consultPayments           | Betaling                |
| KwartaalActiveringsUitkering  | consultActivationPaidSums | ActiveringUitkeringen   |

What the KSZ says of an operation is passed on as 70001 or 70002, once when it says the
same of several. One part that is refused leaves the others as they are; when all are
refused there is no Inhoud, when none has data the Inhoud holds the number only. Source:
our choice for several parts, because the page of the service is silent.

Source: contract sheet `magda-geefvervangingsinkomenuitwerkloosheid-02.01`;
`_behaviour` 1.3, 1.5, 2.7.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from kruispunt_simulator.message import Finding, Period, Severity
from kruispunt_simulator.people import Person
from kruispunt_simulator.services import MagdaAnswer, Service, _ksz, _magda
from kruispunt_simulator.services import _unemployment as rva
from kruispunt_simulator.services import _vervangingsinkomen as blocks
from kruispunt_simulator.services import ksz_unemployment_activation as activation
from kruispunt_simulator.services import ksz_unemployment_payments as payments
from kruispunt_simulator.services._months import (
    Months,
    first_day,
    last_day,
    month_of,
    read_months,
)
from kruispunt_simulator.services._xml import (
    Element,
    add,
    day,
    element,
    flag,
    required,
    text,
)
from kruispunt_simulator.sources import Sources

_CRITERIA: Final = "Verzoek/Vragen/Vraag/Inhoud/Criteria"
_TYPE: Final = f"{_CRITERIA}/TypeOpvraging"
_SUMS: Final = f"{_TYPE}/UitbetaaldeSommen"
_SITUATION: Final = f"{_TYPE}/Situatie"
_ACTIVATION: Final = f"{_TYPE}/KwartaalActiveringsUitkering"
_PAGE: Final = "GeefVervangingsinkomenUitWerkloosheid (MGdiff 5732336409/5732533029)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of the question, and what becomes of it."""

    path: str
    """Of the element that asks it."""
    operation: str
    criteria: Callable[[Element], Element]
    content: str
    """Element of the KSZ response that holds the data."""
    write: Callable[[Element, Element], None]
    """From the content to the block inside VervangingsinkomenUitWerkloosheid."""


def subject(root: Element) -> str:
    """Read the INSZ of the person."""
    return required(root, f"{_CRITERIA}/INSZ")


def period(root: Element) -> Period:
    """Give the days of all that is asked; the last situation may be of any day."""
    spans = [
        (first_day(months.first), last_day(months.last))
        for path in (_SUMS, _ACTIVATION)
        if root.find(path) is not None
        for months in (_months(root, path),)
    ]
    if root.find(f"{_SITUATION}/Datum") is not None:
        asked = day(root, f"{_SITUATION}/Datum")
        spans.append((asked, asked))
    if not spans or root.find(f"{_SITUATION}/LaatsteSituatie") is not None:
        return Period(begin=date.min.isoformat())
    return _ksz.as_period(
        min(begin for begin, _ in spans), max(end for _, end in spans)
    )


def check(root: Element, today: date) -> tuple[Finding, ...]:
    """Find what is wrong with the question; none to seven findings."""
    return (
        *_check_something_asked(root),
        *_magda.check_insz(subject(root)),
        *_check_sums(root, today),
        *_check_situation(root, today),
        *_check_activation(root, today),
    )


def ask_all(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask for all parts of every month of a payment, in as few questions as can be."""
    sums = [_months_asked(each) for each in payments.ask_sums(person, today)]
    jobs = [_months_asked(each) for each in activation.ask_activations(person, today)]
    days = [asked for (asked,) in payments.ask_payments(person, today)]
    count = max(len(sums), len(jobs), len(days))
    return tuple(
        (
            _question(
                person,
                sums[number % len(sums)],
                jobs[number % len(jobs)],
                text(days[number % len(days)], "date"),
            ),
        )
        for number in range(count)
    )


def answer(root: Element, sources: Sources, today: date) -> MagdaAnswer:
    """
    Answer what the KSZ answers to each part.

    Raises:
        Exception: Whatever the hop refuses with when the KSZ gives no answer.
    """
    inhoud = element("Inhoud")
    income = add(inhoud, "VervangingsinkomenUitWerkloosheid")
    add(income, "INSZ", subject(root))
    remarks: list[Finding] = []
    refused = 0
    asked = [part for part in PARTS if root.find(part.path) is not None]
    for part in asked:
        response = sources.consult(
            rva.SERVICE, rva.VERSION, part.operation, part.criteria(root)
        )
        said = _magda.ksz_remarks(response)
        remarks.extend(each for each in said if each not in remarks)
        refused += any(each.severity is Severity.ERROR for each in said)
        content = response.find(part.content)
        if content is not None:
            part.write(content, income)
    return MagdaAnswer(
        inhoud=None if refused == len(asked) else inhoud, findings=tuple(remarks)
    )


def _months(root: Element, path: str) -> Months:
    return read_months(root, f"{path}/MaandBegin", f"{path}/MaandEinde")


def _check_something_asked(root: Element) -> tuple[Finding, ...]:
    """Source: our choice of 13101, because no code is published for this service."""
    if any(root.find(part.path) is not None for part in PARTS):
        return ()
    return (_combination("a part of TypeOpvraging", "none"),)


def _check_sums(root: Element, today: date) -> tuple[Finding, ...]:
    if root.find(_SUMS) is None:
        return ()
    months = _months(root, _SUMS)
    findings = list(_check_months(months, today))
    if months.first < payments.OLDEST_MONTH:
        findings.append(
            _out_of_range(f"{payments.OLDEST_MONTH} or later", months.first)
        )
    if months.count > payments.MOST_SUMS:
        findings.append(
            Finding(
                check="vervangingsinkomen.period-length",
                fault="unemployment.period-too-long",
                requirement=f"{_PAGE}: at most 48 months",
                expected=f"at most {payments.MOST_SUMS} months",
                actual=f"{months.count} months",
            )
        )
    return tuple(findings)


def _check_situation(root: Element, today: date) -> tuple[Finding, ...]:
    """Source: LaatsteSituatie must be 1 (MGdiff); 13101 for it is our choice."""
    if root.find(f"{_SITUATION}/LaatsteSituatie") is not None:
        if flag(root, f"{_SITUATION}/LaatsteSituatie"):
            return ()
        return (_combination("LaatsteSituatie is 1", "0"),)
    if root.find(_SITUATION) is None or day(root, f"{_SITUATION}/Datum") <= today:
        return ()
    return (
        Finding(
            check="vervangingsinkomen.date-not-future",
            fault="magda.date-out-of-range",
            requirement="`_error-codes` 1: 20006, date outside the allowed range",
            expected=f"at most {today}",
            actual=required(root, f"{_SITUATION}/Datum"),
        ),
    )


def _check_activation(root: Element, today: date) -> tuple[Finding, ...]:
    """Find what is wrong; how many months there may be, the KSZ judges."""
    if root.find(_ACTIVATION) is None:
        return ()
    return _check_months(_months(root, _ACTIVATION), today)


def _check_months(months: Months, today: date) -> tuple[Finding, ...]:
    """Source: our choice that months to come are out of range, as days are."""
    if months.count < 1:
        return (
            Finding(
                check="vervangingsinkomen.period-in-order",
                fault="magda.period-order",
                requirement="`_error-codes` 1: 20003, begin after end",
                expected="MaandBegin not after MaandEinde",
                actual=f"{months.first} to {months.last}",
            ),
        )
    if months.first > month_of(today):
        return (_out_of_range(f"begun by {month_of(today)}", months.first),)
    return ()


def _out_of_range(expected: str, actual: str) -> Finding:
    return Finding(
        check="vervangingsinkomen.month-in-range",
        fault="unemployment.month-out-of-range",
        requirement=f"{_PAGE}: not before 2008-01",
        expected=expected,
        actual=actual,
    )


def _combination(expected: str, actual: str) -> Finding:
    return Finding(
        check="vervangingsinkomen.combination",
        fault="magda.combination-not-allowed",
        requirement=f"{_PAGE}; 13101 for elements that are missing or not allowed",
        expected=expected,
        actual=actual,
    )


def _sums_criteria(root: Element) -> Element:
    limited = flag(root, f"{_SUMS}/BeperkteUitkeringen")
    return _with_kind(root, _SUMS, int(limited))


def _payment_criteria(root: Element) -> Element:
    criteria = rva.criteria_of(subject(root))
    if root.find(f"{_SITUATION}/Datum") is not None:
        add(criteria, "date", day(root, f"{_SITUATION}/Datum"))
    return criteria


def _activation_criteria(root: Element) -> Element:
    """TypeUitkering 1 is for workers of 50 and over, as allAllowance 1 is."""
    limited = required(root, f"{_ACTIVATION}/TypeUitkering") == "1"
    return _with_kind(root, _ACTIVATION, int(limited))


def _with_kind(root: Element, path: str, kind: int) -> Element:
    criteria = rva.criteria_of(subject(root))
    rva.add_months(criteria, _months(root, path))
    add(criteria, "allAllowance", kind)
    return criteria


def _months_asked(question: tuple[Element]) -> tuple[str, str, str]:
    (criteria,) = question
    return (
        required(criteria, "period/startMonth"),
        required(criteria, "period/endMonth"),
        required(criteria, "allAllowance"),
    )


def _question(
    person: Person,
    sums: tuple[str, str, str],
    jobs: tuple[str, str, str],
    on: str | None,
) -> Element:
    inhoud = element("Inhoud")
    criteria = add(inhoud, "Criteria")
    add(criteria, "INSZ", person.ssin)
    asked = add(criteria, "TypeOpvraging")
    part = add(asked, "UitbetaaldeSommen")
    add(part, "MaandBegin", sums[0])
    add(part, "MaandEinde", sums[1])
    add(part, "BeperkteUitkeringen", sums[2])
    part = add(asked, "Situatie")
    add(part, *(("Datum", on) if on else ("LaatsteSituatie", 1)))
    part = add(asked, "KwartaalActiveringsUitkering")
    add(part, "MaandBegin", jobs[0])
    add(part, "MaandEinde", jobs[1])
    add(part, "TypeUitkering", "1" if jobs[2] == "1" else "2")
    return inhoud


PARTS: Final = (
    Part(
        path=_SUMS,
        operation="consultPaidSums",
        criteria=_sums_criteria,
        content="paidSums",
        write=blocks.write_sums,
    ),
    Part(
        path=_SITUATION,
        operation="consultPayments",
        criteria=_payment_criteria,
        content="payment",
        write=blocks.write_payment,
    ),
    Part(
        path=_ACTIVATION,
        operation="consultActivationPaidSums",
        criteria=_activation_criteria,
        content="activationAllowances",
        write=blocks.write_activations,
    ),
)


SERVICES = (
    Service(
        service="GeefVervangingsinkomenUitWerkloosheid",
        version="02.01.0000",
        operation="GeefVervangingsinkomenUitWerkloosheid",
        flow="unemployment",
        subject=subject,
        period=period,
        check=check,
        ask_all=ask_all,
        answer=answer,
        consults=tuple((rva.SERVICE, rva.VERSION, part.operation) for part in PARTS),
    ),
)
