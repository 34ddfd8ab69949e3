"""
GeefLeefloonperiodes 02.00: MAGDA's front of LivingWages v2, `getLivingWages`.

That operation is the one that tells the kind and the centre beside the periods. One
`Leefloonperiode` per period, ordered by begin.

The answer has no KSZ status to embed, so a status becomes a code of MAGDA, origin KSZ:

| status of the KSZ                  | code  | Inhoud |
| ---------------------------------- | ----- | ------ |
| DATA_FOUND                         | none  | yes    |
| NO_DATA_FOUND                      | 30001 | no     |
| NO_RESULT MSG00005, unknown        | 30003 | no     |
| NO_RESULT MSG00006, replaced       | 30004 | no     |
| NO_RESULT MSG00007, cancelled      | 30002 | no     |
| NO_RESULT MSG00012, not integrated | 40003 | no     |
| any other NO_RESULT                | 60003 | no     |

Source: contract sheet `magda-geefleefloonperiodes-02.00`; MG 1208025554; `_behaviour`
1.5 (older mapped services translate) and 2.5. The rows are our choice, because that
page has no codes: each is the general code of the same meaning.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from kruispunt_simulator.message import Finding, Period, Severity
from kruispunt_simulator.people import Person
from kruispunt_simulator.services import MagdaAnswer, Service, _magda
from kruispunt_simulator.services import ksz_living_wages as ksz
from kruispunt_simulator.services._datum import check_period, period_at
from kruispunt_simulator.services._xml import (
    Element,
    add,
    element,
    required,
    text,
)
from kruispunt_simulator.sources import Sources

KINDS: Final = {
    "LIVING_WAGE": "Leefloon",
    "EQUIVALENT_LIVING_WAGE": "Equivalent leefloon",
}
"""
Description that MAGDA gives to a code.

Source: `_behaviour` 2.5: the description attribute may be filled, the description
element never is. The codes are those of the KSZ: our choice, because they are open.
"""

_CRITERIA: Final = "Verzoek/Vragen/Vraag/Inhoud/Criteria"
_PERIODE: Final = f"{_CRITERIA}/Periode"
_PAGE: Final = "GeefLeefloonperiodes 02.00 (MG 1208025554)"

REFUSALS: Final = {
    "MSG00005": "magda.insz-unknown",
    "MSG00006": "leefloon.insz-replaced",
    "MSG00007": "magda.insz-cancelled",
    "MSG00012": "magda.no-registration",
}
"""Wire fault by code of a NO_RESULT; any other is `magda.ksz-code`."""


def subject(root: Element) -> str:
    """Read the INSZ of the person."""
    return required(root, f"{_CRITERIA}/INSZ")


def period(root: Element) -> Period:
    """Read the period asked about, perhaps open."""
    begin, end = period_at(root, _PERIODE)
    return Period(
        begin=begin.isoformat(), end=None if end == date.max else end.isoformat()
    )


def check(root: Element, today: date) -> tuple[Finding, ...]:
    """Find what is wrong with the question; none to two findings."""
    return (
        *_magda.check_insz(subject(root)),
        *check_period(root, _PERIODE, f"{_PAGE}: Periode"),
    )


def ask_all(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask for everything from 2000 on."""
    inhoud = element("Inhoud")
    criteria = add(inhoud, "Criteria")
    add(criteria, "INSZ", person.ssin)
    add(add(criteria, "Periode"), "Begin", date(2000, 1, 1))
    return ((inhoud,),)


def answer(root: Element, sources: Sources, today: date) -> MagdaAnswer:
    """
    Answer what the KSZ answers.

    Raises:
        Exception: As `Sources.consult`.
    """
    begin, end = period_at(root, _PERIODE)
    criteria = ksz.ask_period(subject(root), begin, None if end == date.max else end)
    response = sources.consult(
        ksz.SERVICE, ksz.VERSION, ksz.PER_CENTRE_AND_KIND, criteria
    )
    refusals = _refusals(root, response)
    if refusals:
        return MagdaAnswer(findings=refusals)
    return MagdaAnswer(inhoud=_inhoud(root, response))


def _refusals(root: Element, response: Element) -> tuple[Finding, ...]:
    value = required(response, "status/value")
    if value == "DATA_FOUND":
        return ()
    code = required(response, "status/code")
    if code == "MSG00006":
        new = _information(response).get("newSSIN", "")
        fault = REFUSALS[code]
        severity = Severity.ERROR
        return (_magda.replaced(subject(root), new, fault=fault, severity=severity),)
    fault = "leefloon.nothing-found"
    if value != "NO_DATA_FOUND":
        fault = REFUSALS.get(code, "magda.ksz-code")
    return (
        Finding(
            check="onward.ksz-status",
            fault=fault,
            origin="KSZ",
            requirement="`_behaviour` 1.5: older services translate what the KSZ says",
            expected="DATA_FOUND",
            actual=f"{value} {code}",
            detail=code,
        ),
    )


def _information(response: Element) -> dict[str, str]:
    return {
        required(each, "fieldName"): text(each, "fieldValue") or ""
        for each in response.findall("status/information")
    }


def _inhoud(root: Element, response: Element) -> Element:
    inhoud = element("Inhoud")
    periodes = add(inhoud, "Leefloonperiodes")
    periodes.set("DatumBegin", required(root, f"{_PERIODE}/Begin"))
    end = text(root, f"{_PERIODE}/Einde")
    if end is not None:
        periodes.set("DatumEinde", end)
    rows = [
        (required(each, "beginDate"), required(each, "endDate"), wages)
        for wages in response.findall("livingWages")
        for each in wages.findall("livingWagePeriod")
    ]
    for begin, until, wages in sorted(rows, key=lambda row: row[:2]):
        entry = add(periodes, "Leefloonperiode")
        add(entry, "INSZ", subject(root))
        add(entry, "OCMW", required(wages, "pcsaCbeNumber"))
        told = add(entry, "Periode")
        add(told, "Begin", begin)
        add(told, "Einde", until)
        kind = required(wages, "category")
        code = add(add(entry, "Categorie"), "Code", kind)
        code.set("Beschrijving", KINDS[kind])
    return inhoud


SERVICES = (
    Service(
        service="GeefLeefloonperiodes",
        version="02.00.0000",
        operation="GeefLeefloonperiodes",
        flow="living-wage",
        subject=subject,
        period=period,
        check=check,
        ask_all=ask_all,
        answer=answer,
        consults=((ksz.SERVICE, ksz.VERSION, ksz.PER_CENTRE_AND_KIND),),
    ),
)
