"""
What the operations of UnemploymentDataService have in common: criteria, dates, codes.

| about the person                      | status                              |
| ------------------------------------- | ----------------------------------- |
| nobody has the number                 | NO_RESULT MSG00005                  |
| the number was replaced               | NO_RESULT MSG00006, with the new one|
| the RVA has no file                   | NO_DATA_FOUND MSG00021              |
| the RVA has a file, never a payment   | NO_DATA_FOUND UDS00010              |
| no payment in what was asked          | NO_DATA_FOUND UDS00007              |
| no right, no decision in it           | NO_DATA_FOUND MSG00100              |
| died before what was asked            | NO_DATA_FOUND MSG00009              |

A replaced number blocks: the `ssin` of the answer is the new one, which `replaces` the
old. A cancelled number is asked as it is, and marked. Source: `_behaviour` 1.5.

Source: contract sheet `ksz-unemploymentdata-v3`; `_error-codes` 3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Final

from kruispunt_simulator import numbers
from kruispunt_simulator.message import Finding, Period
from kruispunt_simulator.people import Person
from kruispunt_simulator.people.unemployment import (
    NATURES,
    Articles,
    Decision,
    Described,
    Unemployment,
)
from kruispunt_simulator.services import KszAnswer, Service, _ksz
from kruispunt_simulator.services._months import (
    Months,
    first_day,
    last_day,
    month_of,
    plus,
    read_months,
)
from kruispunt_simulator.services._xml import (
    Element,
    add,
    day,
    element,
    required,
)
from kruispunt_simulator.sources import Sources

SERVICE: Final = "UnemploymentDataService"
VERSION: Final = "v3"
CRITERIA: Final = "searchCriteria"

Found = tuple[Element | None, str]
"""Content, and the row of the status that says why there is none."""


def subject(root: Element) -> str:
    """Read the SSIN asked about."""
    return required(root, f"{CRITERIA}/ssin")


def asked_months(root: Element) -> Months:
    """Read the months of a question by months."""
    period = f"{CRITERIA}/period"
    return read_months(root, f"{period}/startMonth", f"{period}/endMonth")


def asked_days(root: Element) -> tuple[date, date]:
    """Read the days of a question by days."""
    return _ksz.period_of(root, f"{CRITERIA}/period")


def asked_day(root: Element) -> date | None:
    """Read the day of a question by day; None: the last known situation."""
    path = f"{CRITERIA}/date"
    return None if root.find(path) is None else day(root, path)


def period_of_months(root: Element) -> Period:
    """Give the days of the months asked about."""
    months = asked_months(root)
    return _ksz.as_period(first_day(months.first), last_day(months.last))


def period_of_days(root: Element) -> Period:
    """Give the days asked about."""
    return _ksz.as_period(*asked_days(root))


def period_of_day(root: Element) -> Period:
    """Give the day asked about; the last known situation may be of any day."""
    asked = asked_day(root)
    if asked is None:
        return Period(begin=date.min.isoformat())
    return _ksz.as_period(asked, asked)


def check_ssin(root: Element) -> tuple[Finding, ...]:
    """Find out whether the SSIN has valid check digits; one finding or none."""
    if numbers.has_valid_check_digits(subject(root)):
        return ()
    return (
        Finding(
            check="ksz.ssin-check-digits",
            fault="ksz.ssin-invalid",
            requirement="`_error-codes` 3: MSG00011, structure of the SSIN",
            expected="97 minus the first nine digits modulo 97",
            actual="other check digits",
        ),
    )


def check_days(root: Element, today: date) -> tuple[Finding, ...]:
    """Find what is wrong with a question by days; none to two findings."""
    begin, end = asked_days(root)
    return (*check_ssin(root), *invalid_date(begin > end or begin > today, "period"))


def check_day(root: Element, today: date) -> tuple[Finding, ...]:
    """Find what is wrong with a question by day; none to two findings."""
    asked = asked_day(root)
    return (*check_ssin(root), *invalid_date((asked or today) > today, "date"))


def check_months(root: Element, today: date) -> tuple[Finding, ...]:
    """Find what is wrong with a question by months; none to two findings."""
    months = asked_months(root)
    wrong = months.count < 1 or months.first > month_of(today)
    return (*check_ssin(root), *invalid_date(wrong, "period"))


def invalid_date(wrong: bool, name: str) -> tuple[Finding, ...]:
    """
    Say that a date is invalid, if it is; one finding or none.

    Source: `_error-codes` 3, UDS00016; that it is about order, future and the oldest
    month is our choice, because the code has no other meaning than its name.
    """
    if not wrong:
        return ()
    return (
        Finding(
            check="unemployment.date-valid",
            fault="unemployment.invalid-date",
            requirement="UnemploymentData: UDS00016, invalid date",
            expected="begun by today, in order, and not before what is kept",
            actual=f"{name} is not",
            annotations={"details": name},
        ),
    )


def too_long(months: Months, most: int) -> tuple[Finding, ...]:
    """
    Say that there are more months than an answer has room for; one finding or none.

    Source: our choice of MSG00008, because no code is published for it.
    """
    if months.count <= most:
        return ()
    return (
        Finding(
            check="unemployment.period-length",
            fault="ksz.invalid-data",
            requirement=f"contract: room for {most} months",
            expected=f"at most {most} months",
            actual=f"{months.count} months",
            annotations={"details": f"period: at most {most} months"},
        ),
    )


def consult(
    root: Element,
    sources: Sources,
    begin: date,
    find: Callable[[Unemployment], Found],
) -> KszAnswer:
    """
    Answer about the file that the RVA holds.

    Args:
        root: The question.
        sources: Asked for `rva`.
        begin: First day asked about.
        find: From the file to what is asked of it.

    Raises:
        SourceUnavailable: The RVA does not answer.
    """
    person = sources.register(subject(root))
    if person is None:
        return _ksz.unknown()
    new = person.identity.replaced_by
    if new is not None:
        return KszAnswer(
            status=_ksz.status("ksz.ssin-replaced", ("newSSIN", new)),
            ssin=new,
            replaces=person.ssin,
        )
    held = sources.ask("rva", person.ssin)
    file = None if held is None else held.unemployment
    content, fault = (
        (None, "ksz.not-integrated-at-supplier") if file is None else find(file)
    )
    found = content is not None
    return KszAnswer(
        status=_ksz.status("ksz.data-found")
        if found
        else _ksz.nothing(person, begin, fault),
        ssin=person.ssin,
        canceled=person.identity.canceled,
        content=(content,) if found else (),
    )


def service(
    operation: str,
    answer: Callable[[Element, Sources, date], KszAnswer],
    *,
    check: Callable[[Element, date], tuple[Finding, ...]],
    ask_all: Callable[[Person, date], tuple[tuple[Element, ...], ...]],
    period: Callable[[Element], Period],
) -> Service:
    """Make a `Service` of one operation; the arguments are those of `Service`."""
    return Service(
        service=SERVICE,
        version=VERSION,
        operation=operation,
        flow="unemployment",
        subject=subject,
        period=period,
        check=check,
        ask_all=ask_all,
        answer=answer,
        sources=("rva",),
    )


def ask_days(
    person: Person, days: Iterable[date], today: date
) -> tuple[tuple[Element], ...]:
    """Ask for the last situation, and that of each of the days that have come."""
    questions = [(criteria_of(person.ssin),)]
    for asked in sorted(days):
        if asked <= today:
            criteria = criteria_of(person.ssin)
            add(criteria, "date", asked)
            questions.append((criteria,))
    return tuple(questions)


def criteria_of(ssin: str) -> Element:
    """Make `searchCriteria` about a person, to be completed."""
    made = element(CRITERIA)
    add(made, "ssin", ssin)
    return made


def add_months(criteria: Element, months: Months) -> Element:
    """Add a period of months to criteria, and give those back."""
    period = add(criteria, "period")
    add(period, "startMonth", months.first)
    add(period, "endMonth", months.last)
    return criteria


def cents(euros: Decimal) -> int:
    """Turn euros into eurocent."""
    return int(euros * 100)


def halves(number: Decimal) -> str:
    """
    Write a number that goes in steps of a half.

    >>> halves(Decimal("26")), halves(Decimal("23.50"))
    ('26', '23.5')
    """
    return str(int(number)) if number % 1 == 0 else f"{number:.1f}"


def describe(
    parent: Element, nl: str, fr: str | None = None, tag: str = "descriptions"
) -> None:
    """Add a list of descriptions, in one language or two."""
    texts = add(parent, tag)
    for lang, text in (("NL", nl), ("FR", fr)):
        if text is not None:
            add(texts, "description", text).set("lang", lang)


def add_code(
    parent: Element, tag: str, code: Described, described: str = "descriptions"
) -> None:
    """Add a code with its descriptions."""
    made = add(parent, tag)
    add(made, "value", code.value)
    describe(made, code.nl, code.fr, described)


def add_nature(parent: Element, nature: int) -> None:
    """Add `unemploymentCode`."""
    made = add(parent, "unemploymentCode")
    add(made, "value", nature)
    describe(made, *NATURES[nature])


def add_articles(parent: Element, tag: str, articles: Iterable[Described]) -> None:
    """Add a list of articles, unless it is empty."""
    items = tuple(articles)
    if items:
        made = add(parent, tag)
        for article in items:
            add_code(made, "article", article)


def add_both_articles(parent: Element, articles: Articles, *tags: str) -> None:
    """Add the articles on who may have a right, and on what is paid."""
    admissibility, indemnisability = tags
    add_articles(parent, admissibility, articles.admissibility)
    add_articles(parent, indemnisability, articles.indemnisability)


def add_decision(parent: Element, decision: Decision) -> None:
    """Add `decisionIdentification`."""
    made = add(parent, "decisionIdentification")
    add(made, "decisionHandler", decision.office)
    if decision.number is not None:
        add(made, "identificationNumber", decision.number)


def add_open_period(
    parent: Element, begin: date, end: date | None, tag: str = "period"
) -> Element:
    """Add an `OpenPeriodType`, and give it back."""
    made = add(parent, tag)
    add(made, "beginDate", begin)
    if end is not None:
        add(made, "endDate", end)
    return made


def ask_both_kinds(
    person: Person, paid: Iterable[str], today: date, most: int
) -> tuple[tuple[Element], ...]:
    """Ask from the oldest month that was paid until now, in spans of `most` months."""
    last = month_of(today)
    first = min((*paid, last))
    questions = []
    while first <= last:
        end = min(plus(first, most - 1), last)
        for kind in (0, 1):
            criteria = criteria_of(person.ssin)
            add_months(criteria, Months(first=first, last=end))
            add(criteria, "allAllowance", kind)
            questions.append((criteria,))
        first = plus(end, 1)
    return tuple(questions)


def file_of(person: Person) -> Unemployment:
    """Give the file of the RVA; an empty one where it has none."""
    return person.unemployment or Unemployment()
