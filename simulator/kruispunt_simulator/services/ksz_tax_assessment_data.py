"""
TaxAssessmentData v2: named elements of a tax assessment, one by one or in groups.

Rules of this file:

- The assessment is that of a year, or the newest that is on the roll: MOST_RECENT looks
  at the last three income years, MOST_RECENT_UNLIMITED at all. Without any the first
  says TAXA0007, the others say that there are no data.
- Elements come in the order asked, then those of the groups, each once. One that the
  assessment lacks comes with the reason why.
- Own figures are those of the person asked about; shared ones, and sums over both
  partners, are marked `communalInformation`.
- A name that is not in `ELEMENTS` or a group gives MSG00008, as does a question without
  any name. Source: our choice, because the contract wants at least one element in the
  answer and nothing is published.
- A replaced number is refused (MSG00006) and a cancelled one is asked as it is; what
  became of it stands in `ssinStatusData`.

Source: contract sheet `ksz-taxassessmentdata-v2`; code lists, section 9.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Final, Literal

from kruispunt_simulator.message import Finding, Period
from kruispunt_simulator.people import Person
from kruispunt_simulator.people.identity import Identity
from kruispunt_simulator.people.income import IPCAL, newest
from kruispunt_simulator.services import KszAnswer, Service, _ksz
from kruispunt_simulator.services._income import (
    SOURCE,
    Assessed,
    Choose,
    as_written,
    assessed,
    of_year,
)
from kruispunt_simulator.services._xml import (
    Element,
    add,
    children,
    element,
    required,
    text,
)
from kruispunt_simulator.sources import Sources

SERVICE: Final = "TaxAssessmentDataService"
VERSION: Final = "v2"
RECENT_YEARS: Final = 3
"""How far MOST_RECENT looks back. Source: contract sheet; TAXA0007."""

ABSENT: Final = "ELEMENT_NOT_PRESENT_IN_THE_TAX_ASSESSMENT_DATA"
NOT_THAT_YEAR: Final = "ELEMENT_NOT_AVAILABLE_FOR_THIS_INCOME_YEAR"


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalElement:
    """One element: where its value comes from."""

    code: str | None
    """IPCAL code; None for the date of entry on the roll."""
    group: str
    of: Literal["person", "family"] = "person"
    """Own figure, or that of both partners together."""
    since: int = 0
    """First income year in which the element exists."""

    @property
    def is_shared(self) -> bool:
        """Whether the figure is one for both partners."""
        joint = self.code is None or IPCAL[self.code].joint
        return joint or self.of == "family"


ELEMENTS: Final = {
    "GLOBAL_TAXABLE_INCOME": FiscalElement(code="7555", group="GLOBAL_TAXABLE_INCOME"),
    "GLOBAL_TAXABLE_INCOME_FISCAL_FAMILY": FiscalElement(
        code="7555", group="GLOBAL_TAXABLE_INCOME_FISCAL_FAMILY", of="family"
    ),
    "DISTINCTLY_TAXABLE_INCOME": FiscalElement(
        code="7557", group="DISTINCTLY_TAXABLE_INCOME"
    ),
    "CHILDREN_DEPENDENT": FiscalElement(code="1030", group="CHILDREN_DEPENDENT"),
    "CHILDREN_DEPENDENT_HANDICAP": FiscalElement(
        code="1031", group="CHILDREN_DEPENDENT"
    ),
    "INTERNATIONAL_OFFICIAL": FiscalElement(
        code="0620", group="INTERNATIONAL_INSTITUTION"
    ),
    "INTERNATIONAL_INCOME": FiscalElement(
        code="0210", group="INTERNATIONAL_INSTITUTION"
    ),
    "EXEMPT_FOREIGN_INCOME": FiscalElement(
        code="1062", group="EXEMPT_FOREIGN_INCOME", since=2021
    ),
    "ROLL_DATE": FiscalElement(code=None, group="ASSESSMENT"),
}
"""
What can be asked.

Source: the names of the first five and of their groups are those of public client code
(code lists, section 9). The others are our choice, because the acts name these data and
no list is published; that one of them exists from 2021 on lets a client meet the second
reason.
"""

GROUPS: Final = {
    group: tuple(name for name, row in ELEMENTS.items() if row.group == group)
    for group in dict.fromkeys(row.group for row in ELEMENTS.values())
}

_YEAR: Final = "criteria/referenceYear"
_SELECTION: Final = "criteria/fiscalDataSelection"


def period(root: Element) -> Period:
    """Give the year; a derived one is not known yet, so that is all of time."""
    year = text(root, f"{_YEAR}/year")
    if year is None:
        return Period(begin="0001-01-01")
    return Period(begin=f"{year}-01-01", end=f"{year}-12-31")


def check(root: Element, today: date) -> tuple[Finding, ...]:
    """Find what is wrong with the question; none to two findings."""
    findings = list(_ksz.check_ssin(root))
    elements, groups = _asked(root)
    unknown = [name for name in elements if name not in ELEMENTS]
    unknown += [name for name in groups if name not in GROUPS]
    if unknown or not (elements or groups):
        actual = ", ".join(unknown) or "none"
        findings.append(
            Finding(
                check="tax-assessment.known-elements",
                fault="ksz.invalid-data",
                requirement="TaxAssessmentData: elements and groups are named",
                expected=", ".join((*ELEMENTS, *GROUPS)),
                actual=actual,
                annotations={"fiscalDataSelection": actual[:256]},
            )
        )
    return tuple(findings)


def ask_all(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask for every element of the last ten income years."""
    return tuple(
        (ask_groups(person.ssin, year),) for year in range(today.year - 10, today.year)
    )


def ask_groups(ssin: str, year: int) -> Element:
    """Make the criteria for every group of one income year."""
    criteria = element("criteria")
    add(criteria, "ssin", ssin)
    add(add(criteria, "referenceYear"), "year", year)
    selection = add(criteria, "fiscalDataSelection")
    add(selection, "elements")
    groups = add(selection, "groups")
    for group in GROUPS:
        add(groups, "group", group)
    return criteria


def answer(root: Element, sources: Sources, today: date) -> KszAnswer:
    """
    Answer the elements asked.

    Raises:
        SourceUnavailable: The finance service does not answer.
    """
    person = sources.register(_ksz.subject(root))
    if person is None:
        return _ksz.unknown()
    number = _number_status(person.identity)
    if person.identity.replaced_by is not None:
        refused = _ksz.replaced(person)
        return KszAnswer(status=refused.status, content=(number,))
    choose, begin, nothing = _choice(root, today)
    found = assessed(sources, person, choose)
    if found is None:
        return KszAnswer(status=_ksz.nothing(person, begin, nothing), content=(number,))
    result = _result(found, _names(root))
    return KszAnswer(status=_ksz.status("ksz.data-found"), content=(number, result))


def _asked(root: Element) -> tuple[list[str], list[str]]:
    elements, groups = (
        [text(each, ".") or "" for each in children(root.find(f"{_SELECTION}/{block}"))]
        for block in ("elements", "groups")
    )
    return elements, groups


def _names(root: Element) -> tuple[str, ...]:
    elements, groups = _asked(root)
    members = [name for group in groups for name in GROUPS[group]]
    return tuple(dict.fromkeys((*elements, *members)))


def _choice(root: Element, today: date) -> tuple[Choose, date, str]:
    """Tell which assessment, the first day asked about, and what nothing means."""
    year = text(root, f"{_YEAR}/year")
    if year is not None:
        return of_year(int(year), today), date(int(year), 1, 1), "ksz.no-data"
    if required(root, f"{_YEAR}/derivedYear") == "MOST_RECENT":
        oldest = today.year - RECENT_YEARS
        recent = partial(newest, today=today, oldest_year=oldest)
        return recent, date(oldest, 1, 1), "tax-assessment.none-recent"
    return partial(newest, today=today), date.min, "ksz.no-data"


def _number_status(identity: Identity) -> Element:
    block = element("ssinStatusData")
    if identity.replaced_by is not None:
        add(block, "requestedSsinStatus", "REPLACED")
        add(block, "replacingSsin", identity.replaced_by)
    else:
        word = "CANCELLED" if identity.canceled else "ACTIVE"
        add(block, "requestedSsinStatus", word)
    return block


def _result(found: Assessed, names: tuple[str, ...]) -> Element:
    result = element("result")
    states = ("PRIMARY", "SECONDARY") if found.is_joint else ("SINGULAR", "")
    mine, other = states if found.is_holder else states[::-1]
    _add_person(result, "requestedFiscalPerson", found.person, mine)
    if found.partner is not None:
        _add_person(result, "relatedFiscalPerson", found.partner, other)
    add(result, "incomeYear", found.assessment.income_year)
    add(result, "taxAssessmentNumber", found.assessment.article)
    data = add(result, "fiscalDataList")
    for name in names:
        _add_data(data, found, name)
    return result


def _add_person(result: Element, tag: str, person: Identity, state: str) -> None:
    block = add(result, tag)
    add(block, "ssin", person.ssin)
    add(block, "fiscalState", state)


def _add_data(data: Element, found: Assessed, name: str) -> None:
    row = ELEMENTS[name]
    entry = add(data, "fiscalData")
    shared = "true" if row.is_shared and found.is_joint else "false"
    add(entry, "element", name).set("communalInformation", shared)
    typed = _value(row, found)
    if typed is None:
        too_early = found.assessment.income_year < row.since
        reason = NOT_THAT_YEAR if too_early else ABSENT
        add(entry, "noValue").set("reason", reason)
    else:
        value, type_ = typed
        add(entry, "value", value).set("type", type_)


def _value(row: FiscalElement, found: Assessed) -> tuple[str, str] | None:
    """Give the value and its type; None when the assessment does not have it."""
    items = found.assessment.items
    if row.code is None:
        return found.assessment.enrolled.isoformat(), "DATE"
    if found.assessment.income_year < row.since:
        return None
    if row.of == "family":
        both = (items.get(row.code), found.partners_items.get(row.code))
        known = [Decimal(value) for value in both if value is not None]
        return (as_written(row.code, sum(known)), "INTEGER") if known else None
    value = items.get(row.code)
    if value is None:
        return None
    if IPCAL[row.code].kind == "status":
        return "true", "BOOLEAN"
    return as_written(row.code, value), "INTEGER"


SERVICES = (
    Service(
        service=SERVICE,
        version=VERSION,
        operation="consultTaxAssessmentData",
        flow="income",
        subject=_ksz.subject,
        period=period,
        check=check,
        ask_all=ask_all,
        answer=answer,
        sources=(SOURCE,),
        ages={"result": "incomeYear"},
    ),
)
