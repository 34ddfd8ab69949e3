"""
UnemploymentDataService v3: decisions and periods over time.

Each operation gives what a period touches and was decided by today, oldest first; where
the schema has room for fewer, the newest.

Source: contract sheet `ksz-unemploymentdata-v3`. That a decision without a period of
its own is found by its day is our choice, because nothing is published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Final, TypeVar

from kruispunt_simulator.message import Period
from kruispunt_simulator.people import Person
from kruispunt_simulator.people.base import FOREVER
from kruispunt_simulator.people.unemployment import (
    Activation,
    AvailabilityDecision,
    Exemption,
    Lawsuit,
    Right,
    Sanction,
    Unemployment,
    Warned,
    WorkDisability,
)
from kruispunt_simulator.services import KszAnswer, _ksz
from kruispunt_simulator.services import _unemployment as rva
from kruispunt_simulator.services._xml import Element, add, element, fill
from kruispunt_simulator.sources import Sources

T = TypeVar("T")

MOST_SCALES: Final = 30
MOST_SANCTIONS: Final = 20
MOST_DISABILITIES: Final = 5
MOST_ALTERNATIVE_ARTICLES: Final = 3

Find = Callable[[Unemployment, date, date, date], Element | None]
"""From the file, the period and today to the content; None for nothing."""


def ask_history(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask for everything until now."""
    criteria = rva.criteria_of(person.ssin)
    criteria.append(_ksz.write_period(date(2000, 1, 1), today))
    return ((criteria,),)


def ask_person(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask for what has no period."""
    return ((rva.criteria_of(person.ssin),),)


def period_of_person(root: Element) -> Period:
    """Give all time: the question names no day."""
    return Period(begin=date.min.isoformat())


def consult_capacity(root: Element, sources: Sources, today: date) -> KszAnswer:
    """
    Answer whether the person cannot earn, and about a lawsuit.

    Raises:
        SourceUnavailable: The RVA does not answer.
    """
    return rva.consult(
        root, sources, today, lambda file: (_capacity(file, today), "ksz.no-data")
    )


def scale_codes(
    file: Unemployment, begin: date, end: date, today: date
) -> Element | None:
    """Write the scales of rights, and those of jobs with an activation allowance."""
    rights = _newest(
        (right for right in file.rights if right.decision.decided <= today),
        lambda right: (right.begin, right.end or FOREVER),
        (begin, end),
        MOST_SCALES,
    )
    jobs = _newest(
        (job for job in file.activations if job.decided <= today),
        lambda job: (job.begin, job.end or FOREVER),
        (begin, end),
        MOST_SCALES,
    )
    made = element("response")
    _add_list(made, "unemployment", "scale", rights, _add_scale)
    _add_list(made, "alternative", "scale", jobs, _add_alternative)
    return made if len(made) else None


def sanctions(
    file: Unemployment, begin: date, end: date, today: date
) -> Element | None:
    """Write warnings and sanctions."""
    warned = _newest(
        (each for each in file.warnings if each.decision.decided <= today),
        lambda each: (each.decision.decided, each.decision.decided),
        (begin, end),
        MOST_SANCTIONS,
    )
    sanctioned = _newest(
        (each for each in file.sanctions if each.decision.decided <= today),
        lambda each: (each.begin, max(each.begin, each.last_day)),
        (begin, end),
        MOST_SANCTIONS,
    )
    made = element("response")
    _add_list(made, "warnings", "warning", warned, _add_warning)
    _add_list(made, "sanctions", "sanction", sanctioned, _add_sanction)
    return made if len(made) else None


def exemptions(
    file: Unemployment, begin: date, end: date, today: date
) -> Element | None:
    """Write exemptions from obligations."""
    held = _newest(
        (each for each in file.exemptions if each.decision.decided <= today),
        lambda each: (each.begin, each.end or FOREVER),
        (begin, end),
    )
    return _list("exemptions", "exemption", held, _add_exemption)


def disabilities(
    file: Unemployment, begin: date, end: date, today: date
) -> Element | None:
    """Write periods of disability for work."""
    held = _newest(
        (each for each in file.disabilities if each.decided <= today),
        lambda each: (each.begin, each.end or FOREVER),
        (begin, end),
        MOST_DISABILITIES,
    )
    return _list("disabilities", "disability", held, _add_disability)


def availability(
    file: Unemployment, begin: date, end: date, today: date
) -> Element | None:
    """Write decisions on how a young person looks for work."""
    held = _newest(
        (each for each in file.availability if each.decision.decided <= today),
        lambda each: (each.decision.decided, each.decision.decided),
        (begin, end),
    )
    return _list("decisions", "decision", held, _add_availability)


def _newest(
    items: Iterable[T],
    days: Callable[[T], tuple[date, date]],
    asked: tuple[date, date],
    most: int | None = None,
) -> tuple[T, ...]:
    """Give what touches the days asked about, oldest first; at most the newest."""
    begin, end = asked
    touched = [
        item for item in items if days(item)[0] <= end and begin <= days(item)[1]
    ]
    touched.sort(key=days)
    return tuple(touched if most is None else touched[-most:])


def _list(
    tag: str, item_tag: str, items: Iterable[T], write: Callable[[Element, T], None]
) -> Element | None:
    made = element(tag)
    for item in items:
        write(add(made, item_tag), item)
    return made if len(made) else None


def _add_list(
    parent: Element,
    tag: str,
    item_tag: str,
    items: Iterable[T],
    write: Callable[[Element, T], None],
) -> None:
    made = _list(tag, item_tag, items, write)
    if made is not None:
        parent.append(made)


def _add_scale(scale: Element, right: Right) -> None:
    code = add(add(scale, "codes"), "code")
    add(code, "value", right.scale.code)
    add(code, "validityBeginDate", right.begin)
    rva.add_both_articles(
        scale, right.scale.articles, "admissibility", "indemnisability"
    )
    rva.add_decision(scale, right.decision)


def _add_alternative(scale: Element, job: Activation) -> None:
    add(scale, "code", job.scale.code)
    rva.add_open_period(scale, job.begin, job.end, "validityPeriod")
    articles = job.scale.articles
    few = articles.admissibility[:MOST_ALTERNATIVE_ARTICLES]
    rva.add_articles(scale, "admissibility", few)
    rva.add_articles(scale, "indemnisability", articles.indemnisability)


def _add_warning(warning: Element, warned: Warned) -> None:
    rva.add_code(warning, "code", warned.code, "description")
    add(warning, "decisionDate", warned.decision.decided)
    rva.add_decision(warning, warned.decision)


def _add_sanction(made: Element, sanction: Sanction) -> None:
    rva.add_code(made, "code", sanction.code, "description")
    period = rva.add_open_period(made, sanction.begin, sanction.end)
    if sanction.weeks is not None:
        add(period, "nbrOfWeeksSanction", sanction.weeks)
    rva.add_decision(made, sanction.decision)
    if sanction.reprieve is not None:
        reprieve = add(made, "reprieve")
        add(reprieve, "date", sanction.reprieve.since)
        add(reprieve, "nbrOfWeeksReprieve", sanction.reprieve.weeks)


def _add_exemption(made: Element, exemption: Exemption) -> None:
    codes = add(made, "codes")
    rva.add_code(codes, "reasonCode", exemption.reason)
    if exemption.region is not None:
        rva.add_code(codes, "regioCode", exemption.region)
    rva.add_open_period(made, exemption.begin, exemption.end)
    if exemption.job_shortage is not None:
        add(made, "isJobShortage", exemption.job_shortage)
    if exemption.job is not None:
        add(made, "jobDescription", exemption.job)
    rva.add_decision(made, exemption.decision)


def _add_disability(made: Element, disability: WorkDisability) -> None:
    add(made, "disabilityType", disability.kind)
    rva.add_open_period(made, disability.begin, disability.end)


def _add_availability(made: Element, decided: AvailabilityDecision) -> None:
    rva.add_decision(made, decided.decision)
    add(made, "date", decided.decision.decided)
    add(made, "category", decided.category)
    codes = add(made, "codes")
    rva.add_code(codes, "decisionCode", decided.code)
    if decided.linked_code is not None:
        rva.add_code(codes, "linkenedDecisionCode", decided.linked_code)
    if decided.late is not None:
        add(made, "lateDecision", decided.late)


def _capacity(file: Unemployment, today: date) -> Element | None:
    made = element("response")
    since = file.no_earning_capacity
    if since is not None and since <= today:
        add(add(made, "noEarningCapacity"), "beginDate", since)
    lawsuit = file.lawsuit
    if lawsuit is not None and lawsuit.temporary_payment.begin_date <= today:
        _add_lawsuit(add(made, "lawsuitMutuality"), lawsuit, today)
    return made if len(made) else None


def _add_lawsuit(made: Element, lawsuit: Lawsuit, today: date) -> None:
    kind = add(made, "type")
    add(kind, "value", lawsuit.kind)
    rva.describe(kind, lawsuit.nl)
    fill(add(made, "temporaryPaymentPeriod"), lawsuit.temporary_payment)
    if lawsuit.verdict is None or lawsuit.verdict_period is None:
        return
    if lawsuit.verdict_on is not None and lawsuit.verdict_on <= today:
        fill(add(add(made, "verdict"), lawsuit.verdict), lawsuit.verdict_period)


def _answering(find: Find) -> Callable[[Element, Sources, date], KszAnswer]:
    def answer(root: Element, sources: Sources, today: date) -> KszAnswer:
        begin, end = rva.asked_days(root)
        return rva.consult(
            root,
            sources,
            begin,
            lambda file: (find(file, begin, end, today), "ksz.no-data"),
        )

    return answer


HISTORIES: Final[tuple[tuple[str, Find], ...]] = (
    ("consultScaleCodeHistory", scale_codes),
    ("consultSanctionHistory", sanctions),
    ("consultExemptionHistory", exemptions),
    ("consultWorkDisabilityHistory", disabilities),
    ("consultYoungAvailabilityDecisionHistory", availability),
)
"""Operation, and what it finds."""

SERVICES = (
    *(
        rva.service(
            operation,
            _answering(find),
            check=rva.check_days,
            ask_all=ask_history,
            period=rva.period_of_days,
        )
        for operation, find in HISTORIES
    ),
    rva.service(
        "consultNoEarningCapacityAndLawsuitMutuality",
        consult_capacity,
        check=lambda root, _: rva.check_ssin(root),
        ask_all=ask_person,
        period=period_of_person,
    ),
)
