"""
GeefDossierVMSW 01.00: where a social tenant stands with the language obligation.

Rules of this file:

- One file per housing company; the tests are those of the person, the same in each.
- `StatusHuurder` is the first of these that is so on the day: exempt, reached level A2,
  postponed, reached level A1 only, not reached. It dates from what made it so.
- What is decided or taken later than the simulated day is not known yet. A postponement
  that is over has left the tenant where he was.
- About a replaced number the answer is that of the new one, with a warning; about a
  cancelled number there is none. Source: our choice, as in GeefZorgtoeslag, because no
  page of this service is public.

The codes of `StatusHuurder` and of a test are ours, because none are published; the
four items of the protocol reach the wire through them.

Source: contract sheet `magda-geefdossiervmsw-01.00`; `_behaviour.md` 2.11; field
catalogue, section 7.10; Protocol WiV–Wonen in Limburg art. 3 (language).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from kruispunt_simulator.message import Finding, Period
from kruispunt_simulator.people import Person
from kruispunt_simulator.people.language import (
    Language,
    LanguageTest,
    Organisation,
    TenantFile,
)
from kruispunt_simulator.services import MagdaAnswer, Service, _magda
from kruispunt_simulator.services._xml import Element, add, element, required
from kruispunt_simulator.sources import Sources

STATES: Final = {
    "VRIJGESTELD": "Vrijgesteld van de taalkennisverplichting",
    "VOLDAAN": "Voldoet aan de taalkennisverplichting (A2)",
    "UITGESTELD": "Uitgesteld",
    "NIET_VOLDAAN_A1": "Voldoet niet; hoogste score A1",
    "NIET_VOLDAAN": "Voldoet niet",
}
"""`StatusHuurder`: our codes and what they say. Source: our choice, see above."""

SKILLS: Final = {
    "overall": "volledige test",
    "listening": "luisteren",
    "reading": "lezen",
    "speaking": "spreken",
    "conversing": "gesprekken voeren",
    "writing": "schrijven",
}

_INSZ: Final = "Verzoek/Vragen/Vraag/Inhoud/INSZ"


class Standing(NamedTuple):
    """Where a tenant stands."""

    code: str
    text: str
    since: datetime


def subject(root: Element) -> str:
    """Read the INSZ of the tenant."""
    return required(root, _INSZ)


def period(root: Element) -> Period:
    """Give an open period: the question names no day."""
    return Period(begin=date.min.isoformat())


def check(root: Element, today: date) -> tuple[Finding, ...]:
    """Find what is wrong with the question; one finding or none."""
    return _magda.check_insz(subject(root))


def ask_all(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask the only question there is."""
    inhoud = element("Inhoud")
    add(inhoud, "INSZ", person.ssin)
    return ((inhoud,),)


def answer(root: Element, sources: Sources, today: date) -> MagdaAnswer:
    """
    Answer what the agency holds.

    Raises:
        SourceUnavailable: The agency does not answer.
    """
    person = sources.ask("kbi", subject(root))
    warnings: tuple[Finding, ...] = ()
    if person is not None and person.identity.canceled:
        return MagdaAnswer(findings=(_magda.cancelled(),))
    new = None if person is None else person.identity.replaced_by
    if person is not None and new is not None:
        warnings = (_magda.replaced(person.ssin, new),)
        person = sources.ask("kbi", new)
    held = None if person is None else person.language
    files = () if held is None else held.files
    opened = [file for file in files if file.opened.date() <= today]
    if person is None or held is None or not opened:
        return MagdaAnswer(findings=(*warnings, _nothing_found()))
    inhoud = element("Inhoud")
    dossiers = add(inhoud, "SHMDossiers")
    for file in opened:
        _add_file(add(dossiers, "SHMDossier"), person.ssin, file, held, today)
    return MagdaAnswer(inhoud=inhoud, findings=warnings)


def standing(file: TenantFile, held: Language, today: date) -> Standing:
    """
    Find where a tenant stands on a day.

    Source: Protocol WiV–Wonen in Limburg art. 3 (language): whether the obligation is
    met; and the highest score, or why it is postponed or does not hold.
    """
    if file.exemption is not None and file.exemption.decided.date() <= today:
        reason = f"{STATES['VRIJGESTELD']}: {file.exemption.reason}"
        return Standing("VRIJGESTELD", reason[:120], file.exemption.decided)
    passed = held.reached("A2", today)
    if passed is not None:
        since = max(passed.taken, file.opened)
        return Standing("VOLDAAN", STATES["VOLDAAN"], since)
    for postponement in file.postponements:
        if postponement.holds(today):
            reason = f"{STATES['UITGESTELD']}: {postponement.reason}"
            return Standing("UITGESTELD", reason[:120], postponement.decided)
    return _not_met(file, held, today)


def _not_met(file: TenantFile, held: Language, today: date) -> Standing:
    """Date it from the last thing that happened: opening, test, end of postponement."""
    since = file.opened
    for postponement in file.postponements:
        if postponement.until is not None and postponement.until < today:
            day_after = postponement.until + timedelta(days=1)
            over = datetime.combine(day_after, datetime.min.time())
            since = max(since, over)
    reached = held.reached("A1", today)
    if reached is None:
        return Standing("NIET_VOLDAAN", STATES["NIET_VOLDAAN"], since)
    since = max(since, reached.taken)
    return Standing("NIET_VOLDAAN_A1", STATES["NIET_VOLDAAN_A1"], since)


def _nothing_found() -> Finding:
    return Finding(
        check="dossier-vmsw.something-found",
        fault="language.nothing-found",
        requirement="_behaviour.md 1.3: 30001 when nothing is found",
        expected="a file of a housing company",
        actual="none",
    )


def _add_file(
    dossier: Element, ssin: str, file: TenantFile, held: Language, today: date
) -> None:
    add(dossier, "INSZ", ssin)
    add(dossier, "DossierId", file.id)
    _add_organisation(add(dossier, "Maatschappij"), file.company)
    found = standing(file, held, today)
    status = add(dossier, "StatusHuurder")
    add(status, "Code", found.code)
    add(status, "Omschrijving", found.text)
    add(status, "DatumTijdModificatie", _moment(found.since))
    exemption = file.exemption
    if exemption is not None and exemption.decided.date() <= today:
        vrijgesteld = add(dossier, "Vrijgesteld")
        add(vrijgesteld, "Waarde", 1)
        add(vrijgesteld, "DatumTijdModificatie", _moment(exemption.decided))
    tests = held.tests_by(today)
    if tests:
        testen = add(dossier, "AfgelegdeTesten")
        for test in tests:
            _add_test(add(testen, "AfgelegdeTest"), test)


def _add_test(made: Element, test: LanguageTest) -> None:
    soort = add(made, "Type")
    suffix = "" if test.skill == "overall" else f"_{test.skill.upper()}"
    add(soort, "Code", f"{test.level}{suffix}")
    add(soort, "Omschrijving", f"Niveau {test.level}, {SKILLS[test.skill]}")
    _add_organisation(add(made, "Instantie"), test.body)
    add(made, "DatumTijd", _moment(test.taken))
    geslaagd = add(made, "Geslaagd", int(test.passed))
    if test.remark is not None:
        geslaagd.set("Beschrijving", test.remark)


def _add_organisation(made: Element, organisation: Organisation) -> None:
    add(made, "Naam", organisation.name)
    if organisation.number is not None:
        add(made, "KBOnummer", organisation.number)
    add(made, "InternNummer", organisation.internal_number)


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


SERVICES = (
    Service(
        service="GeefDossierVMSW",
        version="01.00.0000",
        operation="GeefDossierVMSW",
        flow="language",
        subject=subject,
        period=period,
        check=check,
        ask_all=ask_all,
        answer=answer,
        sources=("kbi",),
    ),
)
