"""
GeefInschrijvingWerkzoekende 01.00: job seekers at the four regional services.

Question and answer are those of a KSZ service, of which no contract is public: MAGDA
asks the services itself here, and says what the KSZ would say:

| the services                | status of a service      | of the whole       | MAGDA |
| --------------------------- | ------------------------ | ------------------ | ----- |
| know a registration         | DATA_FOUND MSG00000      | DATA_FOUND         |       |
| know none in the period     | NO_DATA_FOUND MSG00100   | NO_DATA_FOUND      | 70001 |
| do not know the person      | NO_DATA_FOUND MSG00021   | NO_DATA_FOUND      | 70001 |
| do not answer, some of them | TECHNICAL_ERROR MSG00020 | INCOMPLETE_DATA    | 70001 |
| do not answer, none of them |                          | a fault            | 70003 |
| (the number is nobody's)    |                          | NO_RESULT MSG00005 | 70002 |
| (the number was replaced)   |                          | NO_RESULT MSG00006 | 70002 |

Without a period the registrations of today are asked. Source: our choice, because the
sheet does not say.

The status of the VDAB is at the same time the yes or no of Protocol WiV–Wonen in
Limburg art. 3 (VDAB): a party that may see no more still sees that.

Source: contract sheet `magda-geefinschrijvingwerkzoekende-01.00`; `_behaviour` 1.5,
2.13.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from types import MappingProxyType
from typing import Final

from kruispunt_simulator.message import Finding, Period, Severity
from kruispunt_simulator.people import Person
from kruispunt_simulator.people.base import FOREVER
from kruispunt_simulator.people.identity import BelgianAddress
from kruispunt_simulator.people.job_seeker import (
    Category,
    Contact,
    EmploymentServiceFile,
    Inscription,
)
from kruispunt_simulator.services import KszStatus, MagdaAnswer, Service, _ksz, _magda
from kruispunt_simulator.services._xml import (
    Element,
    add,
    day,
    element,
    required,
    text,
)
from kruispunt_simulator.sources import Sources, SourceUnavailable

SERVICES_ASKED: Final = MappingProxyType(
    {"ACTIRIS": "actiris", "VDAB": "vdab", "FOREM": "forem", "ADG": "adg"}
)
"""Name on the wire by source, which is also the field of `people.job_seeker`."""
MOST_INSCRIPTIONS: Final = 20
"""The schema has room for no more; the newest are given."""

_CRITERIA: Final = "Verzoek/Vragen/Vraag/Criteria"
_ASKED: Final = "publicEmploymentServices/publicEmploymentService"
_WRAPPER: Final = "ConsultContactAndInscriptionResponse"


def subject(root: Element) -> str:
    """Read the number of the person."""
    return required(root, f"{_CRITERIA}/ssin")


def period(root: Element) -> Period:
    """Give the period; open where it has no end, and for a question about today."""
    if root.find(f"{_CRITERIA}/period") is None:
        return Period(begin=date.min.isoformat())
    begin, end = _asked_days(root, date.min)
    return Period(
        begin=begin.isoformat(), end=None if end == FOREVER else end.isoformat()
    )


def check(root: Element, today: date) -> tuple[Finding, ...]:
    """Find what is wrong with the question; none to three findings."""
    findings = list(_magda.check_insz(subject(root)))
    begin, end = _asked_days(root, today)
    if begin > end:
        findings.append(
            Finding(
                check="werkzoekende.period-in-order",
                fault="magda.period-order",
                requirement="`_error-codes` 1: 20003, begin after end",
                expected="beginDate not after endDate",
                actual=f"{begin} to {end}",
            )
        )
    named = [text(each, ".") for each in root.findall(f"{_CRITERIA}/{_ASKED}")]
    if len(named) != len(set(named)):
        findings.append(
            Finding(
                check="werkzoekende.service-once",
                fault="job-seeker.service-asked-twice",
                requirement="`_behaviour` 1.4: each source at most once, 30032",
                expected="every service at most once",
                actual=f"{len(named)} names, {len(set(named))} services",
            )
        )
    return tuple(findings)


def ask_all(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask all services, about today and about everything until now."""
    now = element("Criteria")
    add(now, "ssin", person.ssin)
    ever = element("Criteria")
    add(ever, "ssin", person.ssin)
    ever.append(_ksz.write_period(date(1990, 1, 1), today))
    asked = add(ever, "publicEmploymentServices")
    for name in SERVICES_ASKED:
        add(asked, "publicEmploymentService", name)
    return ((now,), (ever,))


def answer(root: Element, sources: Sources, today: date) -> MagdaAnswer:
    """Answer what each service that was asked knows; never raises."""
    inhoud = element("Inhoud")
    wrapper = add(inhoud, _WRAPPER)
    person = sources.register(subject(root))
    if person is None:
        return _refused(wrapper, _ksz.status("ksz.ssin-unknown"))
    new = person.identity.replaced_by
    if new is not None:
        status = _ksz.status("ksz.ssin-replaced", ("newSSIN", new))
        return _refused(wrapper, status)
    results = element("results")
    statuses: dict[str, KszStatus] = {}
    asked = _asked_days(root, today)
    for name in _asked_services(root):
        pes = add(results, "pes")
        pes.set("source", name)
        statuses[name] = _ask(pes, name, person, sources, asked, today)
    failed = [n for n, status in statuses.items() if status.value == "TECHNICAL_ERROR"]
    if len(failed) == len(statuses):
        return MagdaAnswer(findings=(_nobody_answers(failed),))
    whole = _whole(person, asked[0], statuses.values(), failed)
    _add_status(wrapper, whole)
    ssin = add(wrapper, "ssin", person.ssin)
    if person.identity.canceled:
        ssin.set("canceled", "true")
    wrapper.append(results)
    return MagdaAnswer(inhoud=inhoud, findings=_magda.ksz_remarks(wrapper))


def _asked_days(root: Element, today: date) -> tuple[date, date]:
    asked = root.find(f"{_CRITERIA}/period")
    if asked is None:
        return today, today
    end = FOREVER if asked.find("endDate") is None else day(asked, "endDate")
    return day(asked, "beginDate"), end


def _asked_services(root: Element) -> tuple[str, ...]:
    named = {text(each, ".") for each in root.findall(f"{_CRITERIA}/{_ASKED}")}
    return tuple(name for name in SERVICES_ASKED if not named or name in named)


def _ask(
    pes: Element,
    name: str,
    person: Person,
    sources: Sources,
    asked: tuple[date, date],
    today: date,
) -> KszStatus:
    """Ask one service, and write its status and result."""
    source = SERVICES_ASKED[name]
    inscriptions: tuple[Inscription, ...] = ()
    file: EmploymentServiceFile | None = None
    until = min(asked[1], today)  # who registers later is not known yet
    try:
        held = sources.ask(source, person.ssin)
    except SourceUnavailable:
        status = _ksz.status("job-seeker.service-unavailable")
    else:
        file = None if held is None else getattr(held.job_seeker, source)
        inscriptions = () if file is None else file.registered(asked[0], until)
        status = _status_of(file, inscriptions)
    _add_status(pes, status)
    if file is not None and inscriptions:
        _add_result(pes, name, person.home(today), file, inscriptions)
    return status


def _status_of(
    file: EmploymentServiceFile | None, inscriptions: tuple[Inscription, ...]
) -> KszStatus:
    if file is None:
        return _ksz.status("ksz.not-integrated-at-supplier")
    return _ksz.status("ksz.data-found" if inscriptions else "ksz.no-data")


def _whole(
    person: Person, begin: date, statuses: Iterable[KszStatus], failed: list[str]
) -> KszStatus:
    if failed:
        details = (("details", name) for name in failed)
        return _ksz.status("job-seeker.incomplete", *details)
    if any(status.value == "DATA_FOUND" for status in statuses):
        return _ksz.status("ksz.data-found")
    return _ksz.nothing(person, begin)


def _refused(wrapper: Element, status: KszStatus) -> MagdaAnswer:
    _add_status(wrapper, status)
    return MagdaAnswer(findings=_magda.ksz_remarks(wrapper))


def _nobody_answers(failed: list[str]) -> Finding:
    """
    Say what the KSZ's fault would become.

    Source: `_error-codes` 2: when all sources fail there is a SOAP fault; 1.5: 70003.
    """
    return Finding(
        check="source.available",
        fault="magda.ksz-fault",
        severity=Severity.ERROR,
        requirement="MAGDA wiki page 2104688821: a SOAP fault gives 70003",
        expected="an answer of at least one service",
        actual=f"none of {', '.join(failed)}",
        detail="MSG00020",
    )


def _add_status(parent: Element, status: KszStatus) -> None:
    made = add(parent, "status")
    add(made, "value", status.value)
    add(made, "code", status.code)
    add(made, "description", status.description)
    for name, value in status.information:
        pair = add(made, "information")
        add(pair, "fieldName", name)
        add(pair, "fieldValue", value)


def _add_result(
    pes: Element,
    name: str,
    home: BelgianAddress | None,
    file: EmploymentServiceFile,
    inscriptions: tuple[Inscription, ...],
) -> None:
    result = add(pes, "result")
    if file.contact is not None:
        _add_contact(result, home, file.contact)
    parent = add(result, "inscriptions")
    for inscription in inscriptions[-MOST_INSCRIPTIONS:]:
        _add_inscription(add(parent, "inscription"), name, inscription)


def _add_contact(
    result: Element, home: BelgianAddress | None, contact: Contact
) -> None:
    home = contact.address or home
    if home is None and contact.foreign_address is None:
        return
    made = add(result, "contact")
    if contact.foreign_address is not None:
        add(made, "foreignAddress", contact.foreign_address)
    elif home is not None:
        address = add(made, "belgianAddress")
        for tag, value in (
            ("postalCode", home.postal_code),
            ("cityName", home.city),
            ("cityCode", home.nis_code),
            ("streetName", home.street),
            # No streetCode: that of the registers has ten digits, here are four.
            ("houseNumber", home.house_number),
            ("boxNumber", home.box_number),
        ):
            if value is not None:
                add(address, tag, value)
    for phone in contact.phones:
        number = add(made, "phoneNumber", phone.number)
        if phone.fixed is not None:
            number.set("fix", "true" if phone.fixed else "false")
    if contact.email is not None:
        add(made, "emailAddress", contact.email)
    if contact.updated is not None:
        add(made, "updateTimestamp", contact.updated.isoformat())


def _add_inscription(made: Element, name: str, inscription: Inscription) -> None:
    add(made, "inceptionTimestamp", inscription.registered.isoformat())
    for category in inscription.rva_categories:
        _add_category(add(made, "categoryNEO"), category.code, category)
    for category in inscription.categories:
        _add_category(add(made, "categoryPES"), f"{name}{category.code}", category)
    if inscription.eurostat is not None:
        add(made, "eurostatDate", inscription.eurostat)


def _add_category(made: Element, code: str, category: Category) -> None:
    add(made, "code", code)
    for language in ("nl", "fr", "de"):
        described = getattr(category, language)
        if described is not None:
            add(made, "description", described).set("language", language.upper())


SERVICES = (
    Service(
        service="GeefInschrijvingWerkzoekende",
        version="01.00.0000",
        operation="GeefInschrijvingWerkzoekende",
        flow="job-seeker",
        subject=subject,
        period=period,
        check=check,
        ask_all=ask_all,
        answer=answer,
        sources=tuple(SERVICES_ASKED.values()),
        telling=frozenset({f"{_WRAPPER}/results/pes/status/value"}),
    ),
)
