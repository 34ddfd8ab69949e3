"""
What questions to the four services have in common: where they stand, who is found, and
what is wrong with them.

Source: `_behaviour` 2.15 and 2.16.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from kruispunt_simulator import numbers
from kruispunt_simulator.message import Finding, Period, Severity
from kruispunt_simulator.people import Person
from kruispunt_simulator.services import _magda
from kruispunt_simulator.services._xml import Element, add, day, element, flag, required
from kruispunt_simulator.sources import Sources

INHOUD: Final = "Verzoek/Vragen/Vraag/Inhoud"
CRITERIA: Final = f"{INHOUD}/Criteria"
REGISTERS: Final = {"RR": "rr", "KSZ": "ksz-registers"}
"""Source of each `Bron`."""
_PERSON: Final = "`_behaviour` 2.15 (GeefPersoon, MG 1149436326)"
_HOUSEHOLD: Final = "`_behaviour` 2.16 (Gezinssamenstelling, MG 1128006299)"


def subject(root: Element) -> str:
    """Read the INSZ asked about."""
    return required(root, f"{CRITERIA}/INSZ")


def day_of_asking(root: Element) -> Period:
    """Give the day of the message: the question is about the present."""
    on = required(root, "Verzoek/Context/Bericht/Tijdstip/Datum")
    return Period(begin=on, end=on)


def bron(root: Element) -> str:
    """Read which register is asked."""
    return required(root, f"{INHOUD}/Bron")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What part of the past is asked."""

    begin: date
    end: date | None
    """None: until today (`Vanaf`); else the same day (`Op`)."""

    @property
    def period(self) -> Period:
        """The same for the dated checks of a hop."""
        end = None if self.end is None else self.end.isoformat()
        return Period(begin=self.begin.isoformat(), end=end)


def asked(root: Element) -> Asked:
    """
    Read the day of a question about history.

    Source: contract sheets: `@Op` 1 is the situation on that day, else it is the
    history from that day until today.
    """
    begin = day(root, f"{CRITERIA}/Datum")
    is_snapshot = root.find(f"{CRITERIA}/Datum").get("Op") == "1"
    return Asked(begin=begin, end=begin if is_snapshot else None)


def check_number_and_language(root: Element) -> tuple[Finding, ...]:
    """Find what is wrong with number and language; none to two findings."""
    return (
        *_magda.check_insz(subject(root)),
        *_magda.check_language(root, f"{INHOUD}/Taal"),
    )


def check_bron(root: Element) -> tuple[Finding, ...]:
    """Find out whether the register is one that exists; one finding or none."""
    if bron(root) in REGISTERS:
        return ()
    return (
        Finding(
            check="persoon.bron",
            fault="persoon.unknown-source",
            requirement=f"{_PERSON}: Bron RR or KSZ",
            expected=" or ".join(REGISTERS),
            actual=bron(root),
            annotations={"Bron": bron(root)},
        ),
    )


def check_past(root: Element, today: date) -> tuple[Finding, ...]:
    """
    Find out whether the day has come; one finding or none.

    Source: our choice, because the pages of these services are silent: 20006 is the
    general code for a date out of range.
    """
    begin = asked(root).begin
    if begin <= today:
        return ()
    return (
        Finding(
            check="persoon.date-not-future",
            fault="magda.date-out-of-range",
            requirement="`_behaviour` 1.3: 20006, date outside the allowed range",
            expected=f"at most {today}",
            actual=begin.isoformat(),
        ),
    )


def wants(root: Element, name: str) -> bool:
    """Find out whether a flag of `OpvragingenKSZ` is set."""
    return flag(root, f"{CRITERIA}/OpvragingenKSZ/{name}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Whom a number leads to."""

    person: Person | None
    findings: tuple[Finding, ...] = ()
    """A warning beside the person, or the error because of which there is none."""


def find(sources: Sources, name: str, insz: str, today: date) -> Found:
    """
    Ask a register about a number.

    Args:
        sources: All of them.
        name: `RR` or `KSZ`.
        insz: Well formed.
        today: Business date; a file that was made later is not there yet, and a number
            that was replaced later is still in use.

    Returns:
        The person who has the number, or the one that came in its place, with a
        warning.

    Raises:
        SourceUnavailable: The register does not answer.

    Source: `_behaviour` 2.15 and 2.16: 30001 of the National Register comes with
    Omstandigheid 140, 30003 is the KSZ's; 30004 is a warning here. That the National
    Register refuses a bis number with 40101 is our choice, because that code means
    that the register does not manage it.
    """
    person = sources.ask(REGISTERS[name], insz)
    if person is None or _made(person) > today:
        return Found(person=None, findings=(_unknown(name),))
    warnings: tuple[Finding, ...] = ()
    while (new := _successor(person, sources, today)) is not None:
        if new.ssin == insz:
            break  # the files replace each other in a circle
        person = new
        warnings = (_magda.replaced(insz, person.ssin),)
    if person.identity.canceled:
        return Found(person=None, findings=(replace(_magda.cancelled(), origin=name),))
    if name == "RR" and numbers.is_bis(person.ssin):
        return Found(person=None, findings=(*warnings, not_managed(name)))
    return Found(person=person, findings=warnings)


def _made(person: Person) -> date:
    """Give the day since when there is a file; without one noted, that of birth."""
    return person.registers.created or person.identity.born


def _successor(person: Person, sources: Sources, today: date) -> Person | None:
    identity = person.identity
    if identity.replaced_by is None or (identity.replaced_since or today) > today:
        return None
    return sources.register(identity.replaced_by)


def _unknown(name: str) -> Finding:
    in_rr = name == "RR"
    return Finding(
        check="persoon.number-known",
        fault="persoon.unknown-at-register" if in_rr else "magda.insz-unknown",
        requirement=f"{_PERSON}: 30001 of RR, 30003 of KSZ",
        expected="a number that somebody has",
        actual="a number that nobody has",
        detail="140" if in_rr else None,
    )


def not_managed(name: str) -> Finding:
    """Say that the register does not manage the number."""
    return Finding(
        check="persoon.number-managed",
        fault="persoon.not-managed",
        requirement=f"{_HOUSEHOLD}: 40101, INSZ not managed by the register",
        expected="a number of the register",
        actual="a bis number",
        origin=name,
    )


def nothing(name: str, why: str) -> Finding:
    """
    Say that nothing is found.

    Args:
        name: Who says so: MAGDA (all of it lies before the day) or KSZ (no data).
        why: For the trace.
    """
    return Finding(
        check="persoon.something-found",
        fault="magda.nothing-found",
        requirement=f"{_HOUSEHOLD}: 30001",
        expected="something in what was asked",
        actual=why,
        origin=name,
    )


def no_head(*, dead: bool) -> Finding:
    """Say that a household cannot be told, because somebody died."""
    if dead:
        fault, actual = "persoon.file-closed", "the person has died"
    else:
        fault, actual = "persoon.head-deceased", "the head has died, no other is named"
    return Finding(
        check="persoon.household-alive",
        fault=fault,
        requirement=f"{_HOUSEHOLD}: 40098, 40099",
        expected="a household of the living",
        actual=actual,
    )


def remark(check: str, fault: str, why: str, annotations: dict[str, str]) -> Finding:
    """Make a remark that goes along with an answer."""
    return Finding(
        check=check,
        fault=fault,
        severity=Severity.WARNING,
        requirement="`_behaviour` 1.3, 2.15, 2.16",
        actual=why,
        annotations=annotations,
    )


def remarks_on_codes(undescribed: dict[tuple[str, str], None]) -> tuple[Finding, ...]:
    """
    Say for which codes there is no description.

    Source: MG 1209631018: the code is passed on, with 99984.
    """
    return tuple(
        remark(
            "persoon.code-described",
            "persoon.code-undescribed",
            f"no description for {tag} {code}",
            {tag: code},
        )
        for tag, code in undescribed
    )


def new_question(ssin: str) -> tuple[Element, Element]:
    """Make the `Inhoud` of a question about somebody, and its `Criteria`."""
    inhoud = element("Inhoud")
    criteria = add(inhoud, "Criteria")
    add(criteria, "INSZ", ssin)
    return inhoud, criteria
