"""
OCMWCPASPensionRegisterConsult: the pension register, over the SSDN of the KSZ.

Rules of this file:

- The KSZ looks at the number first: unknown, cancelled and replaced numbers go no
  further. Source: `_error-codes` 3; our choice for a cancelled one, because MAGDA has a
  code for it (30002) and the register no place to say it.
- Then the register says whether it knows the person, and under a purpose that may be
  asked for. Source: MAGDA wiki, MG 1208811526 (40141, 40142).
- A person who is known, but of whom nothing was asked for, is an answer without any
  `PensionItem`. Source: SociabiliService reads it so.
- An institution whose demands are told has an item for those alone, so that who may not
  see demands does not see that there is one.
- `CitizenPK` repeats the name, sex, birth, death and address of the registers. Civil
  status and nationality are optional and left out. Source: our choice.

Source: contract sheet `ksz-pensionregister`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from kruispunt_contracts import ns
from lxml import etree

from kruispunt_simulator import numbers
from kruispunt_simulator.message import Finding, Period
from kruispunt_simulator.people import Person
from kruispunt_simulator.people.pension import Demand, Institution
from kruispunt_simulator.services import Service, SsdnAnswer, _ksz, _pension, _ssdn
from kruispunt_simulator.services._pension_register import (
    FOCUS,
    INFORMATION,
    PILLARS,
    write_citizen,
    write_demand,
    write_institution,
    write_right,
)
from kruispunt_simulator.services._xml import Element, day, required, text
from kruispunt_simulator.sources import Sources

SERVICE: Final = "OCMWCPASPensionRegisterConsult"
VERSION: Final = "20090706"
OPERATION: Final = "sendXML"

FIRST_DAY: Final = date(1980, 10, 1)
"""Nothing was kept before. Source: `_behaviour` 2.6."""

_PREFIX: Final = f"{{{ns.PENSION_REGISTER}}}"
REQUEST: Final = f"{_PREFIX}Penskad_OpenPK_ConsultRequest"
REPLY: Final = f"{_PREFIX}Penskad_OpenPK_ConsultReply"


def subject(root: Element) -> str:
    """Read the number of the person asked about."""
    return required(_question(root), "{*}TargetSSIN")


def period(root: Element) -> Period:
    """Read the period asked about."""
    return _ksz.as_period(*_days(root))


def check(root: Element, today: date) -> tuple[Finding, ...]:
    """Find what is wrong with the question; none to two findings."""
    findings: list[Finding] = []
    if not numbers.has_valid_check_digits(subject(root)):
        findings.append(
            Finding(
                check="pension-register.ssin-check-digits",
                fault="ksz.ssin-invalid",
                requirement="`_error-codes` 3: MSG00011, structure of the SSIN",
                expected="97 minus the first nine digits modulo 97",
                actual="other check digits",
            )
        )
    begin, end = _days(root)
    if begin > end or begin > today or end < FIRST_DAY:
        findings.append(
            Finding(
                check="pension-register.period-valid",
                fault="ksz.invalid-data",
                requirement="GeefPensioenrechten (MG 1208811526): 40004, the period is "
                "not valid; the register begins in October 1980",
                expected=f"in order, begun by {today}, not over before {FIRST_DAY}",
                actual=f"{begin} to {end}",
                annotations={"Period": f"{begin} {end}"},
            )
        )
    return tuple(findings)


def ask_all(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask for all payments of both pillars, and once for rights only."""
    return tuple(
        (
            make_question(
                person.ssin,
                (FIRST_DAY, today),
                pillar="FirstSecond",
                information=information,
            ),
        )
        for information in ("RightsMaximumPayments", "RightsOnly")
    )


def make_question(
    ssin: str,
    days: tuple[date, date],
    *,
    pillar: str,
    information: str,
    focus: str | None = None,
    language: str = "NL",
) -> Element:
    """
    Make what follows `Version` in a question.

    Args:
        ssin: About whom.
        days: First and last day asked about.
        pillar: Key of `PILLARS`.
        information: Key of `INFORMATION`.
        focus: Key of `FOCUS`; None leaves it out.
        language: Of the texts in the answer.
    """
    question = etree.Element(REQUEST, nsmap={"pr": ns.PENSION_REGISTER})
    _ssdn.add(question, "TargetSSIN", ssin)
    asked = _ssdn.add(question, "Period")
    _ssdn.add(asked, "StartDate", days[0])
    _ssdn.add(asked, "EndDate", days[1])
    wanted = _ssdn.add(question, "RequestedData")
    _ssdn.add(wanted, "Pillar", pillar)
    _ssdn.add(wanted, "RequestedInformation", information)
    if focus is not None:
        _ssdn.add(wanted, "Focus", focus)
    _ssdn.add(question, "Language", language)
    return question


def answer(root: Element, sources: Sources, today: date) -> SsdnAnswer:
    """
    Answer what the register holds, or why it does not.

    Raises:
        SourceUnavailable: The register does not answer.
    """
    person = sources.register(subject(root))
    if person is None:
        return SsdnAnswer(findings=(_refusal("ksz.ssin-unknown"),))
    if person.identity.canceled:
        return SsdnAnswer(findings=(_refusal("ksz.ssin-cancelled"),))
    new = person.identity.replaced_by
    if new is not None:
        return SsdnAnswer(findings=(_refusal("ksz.ssin-replaced", newSSIN=str(new)),))
    held = sources.ask("pension-register", person.ssin)
    pension = held.pension if held is not None else None
    if pension is None:
        return _answered(root, (_refusal("penskad.unknown"),))
    if not pension.integrated:
        return _answered(root, (_refusal("penskad.not-in-context"),))
    asked, maximum = _wanted(root)
    items = [
        _item(institution, told, today, maximum=maximum, paid=asked.payments)
        for institution, all_told in _pension.find(pension, asked, today)
        for told in _apart(all_told)
    ]
    return _answered(root, (), [write_citizen(person, today), *items])


def _question(root: Element) -> Element:
    """
    Find the question in the document.

    Raises:
        LookupError: What follows `Version` is something else that the schema knows.
    """
    question = _ssdn.asked(root)
    if question.tag != REQUEST:
        raise LookupError(f"{question.tag} is no question for the pension register")
    return question


def _days(root: Element) -> tuple[date, date]:
    question = _question(root)
    return day(question, "{*}Period/{*}StartDate"), day(
        question, "{*}Period/{*}EndDate"
    )


def _wanted(root: Element) -> tuple[_pension.Asked, bool]:
    """Read what is wanted, and whether the most is wanted of each payment."""
    wanted = _question(root).find("{*}RequestedData")
    information = required(wanted, "{*}RequestedInformation")
    begin, end = _days(root)
    asked = _pension.Asked(
        begin=begin,
        end=end,
        pillars=PILLARS[required(wanted, "{*}Pillar")],
        payments=INFORMATION[information] > 0,
        by_month_of_payment=FOCUS[text(wanted, "{*}Focus") or "ReferencePeriod"],
    )
    return asked, INFORMATION[information] > 1


def _apart(
    told: Iterable[_pension.Known | Demand],
) -> Iterable[tuple[_pension.Known | Demand, ...]]:
    rights = tuple(each for each in told if not isinstance(each, Demand))
    demands = tuple(each for each in told if isinstance(each, Demand))
    return tuple(each for each in (rights, demands) if each)


def _item(
    institution: Institution,
    told: Iterable[_pension.Known | Demand],
    today: date,
    *,
    maximum: bool,
    paid: bool,
) -> Element:
    item = etree.Element(f"{_PREFIX}PensionItem")
    write_institution(item, institution)
    for each in told:
        holder = _ssdn.add(item, "PayingInstitutionItem")
        if isinstance(each, Demand):
            write_demand(holder, each, today)
        else:
            write_right(holder, each, today, maximum=maximum, paid=paid)
    return item


def _answered(
    root: Element, findings: tuple[Finding, ...], content: Iterable[Element] = ()
) -> SsdnAnswer:
    reply = etree.Element(REPLY, nsmap={"pr": ns.PENSION_REGISTER})
    reply.append(_ssdn.result_summary(findings))
    repeated = _ssdn.add(reply, "Question")
    repeated.extend(_copy(each) for each in _question(root).iterchildren("*"))
    reply.extend(content)
    return SsdnAnswer(reply=reply, findings=findings)


def _copy(element: Element) -> Element:
    """Copy an element without the white space and the declarations around it."""
    made = etree.Element(element.tag)
    below = list(element.iterchildren("*"))
    made.extend(_copy(child) for child in below)
    if not below:
        made.text = str(element.xpath("string()")) or None
    return made


def _refusal(fault: str, **annotations: str) -> Finding:
    return Finding(
        check="pension-register.number",
        fault=fault,
        requirement="`_error-codes` 3; GeefPensioenrechten (MG 1208811526)",
        expected="a number in use, of a person that the register knows",
        actual=fault.rpartition(".")[2],
        annotations=annotations,
    )


SERVICES = (
    Service(
        service=SERVICE,
        version=VERSION,
        operation=OPERATION,
        flow="pension",
        subject=subject,
        period=period,
        check=check,
        ask_all=ask_all,
        answer=answer,
        sources=("pension-register",),
    ),
)
