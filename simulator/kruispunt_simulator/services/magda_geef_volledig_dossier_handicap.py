"""
GeefVolledigDossierHandicap 03.00: the whole file of VAPH, straight from the agency.

Rules of this file:

- The children of a block stand in the order of the alphabet, as in the published
  examples; the schema takes any order.
- What VAPH comes to know later than the simulated day is left out.
- Nobody's number, a number without a file, and a file of which nothing is known yet are
  30001 of RR. Source: MAGDA-Mock (example); that it is so for all three is our choice.
- VAPH switched off is 16013, VAPH too slow 60013, both for this question only. Source:
  our choice between the two codes of the service (wiki diff 1271333061/1277362356),
  because a fatal error is told by the source and an access error by who asks it.
- About a replaced number the answer is that of the new one, with a warning; a cancelled
  one is 30002. Source: our choice, as for the other MAGDA sources that keep persons.

Source: contract sheet `magda-geefvolledigdossierhandicap-03.00`; `_behaviour` 2.3.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from kruispunt_simulator.message import Finding, Period
from kruispunt_simulator.people import Person
from kruispunt_simulator.people.base import Section
from kruispunt_simulator.people.identity import Address
from kruispunt_simulator.people.vaph import (
    CodeAndName,
    Country,
    Municipality,
    Personal,
    PersonalAsTold,
    Vaph,
    VaphAddress,
)
from kruispunt_simulator.people.vaph_words import VaphSection
from kruispunt_simulator.services import MagdaAnswer, Service, _magda
from kruispunt_simulator.services._xml import (
    Element,
    add,
    element,
    required,
)
from kruispunt_simulator.sources import Sources, SourceTimedOut, SourceUnavailable

BELGIUM: Final = Country(iso_code="BE", name="België", nis_code="150")

_RRNR: Final = "Verzoek/Vragen/Vraag/Inhoud/Criteria/rrnr"
_FILE: Final = "GeefVolledigDossierHandicap"


def subject(root: Element) -> str:
    """Read the number of the person; the schema takes any text."""
    return required(root, _RRNR)


def period(root: Element) -> Period:
    """Give all of time: the question has no date."""
    return Period(begin=date.min.isoformat())


def check(root: Element, today: date) -> tuple[Finding, ...]:
    """Find out whether the number has eleven digits and a valid check."""
    return _magda.check_insz(subject(root))


def ask_all(person: Person, today: date) -> tuple[tuple[Element], ...]:
    """Ask for the file: there is nothing to choose."""
    inhoud = element("Inhoud")
    add(add(inhoud, "Criteria"), "rrnr", person.ssin)
    return ((inhoud,),)


def answer(root: Element, sources: Sources, today: date) -> MagdaAnswer:
    """Answer what VAPH holds, or say why it does not."""
    try:
        return _ask(subject(root), sources, today)
    except SourceTimedOut as error:
        return MagdaAnswer(findings=(_failed("vaph.access-error", str(error)),))
    except SourceUnavailable as error:
        return MagdaAnswer(findings=(_failed("vaph.fatal-error", str(error)),))


def _ask(ssin: str, sources: Sources, today: date) -> MagdaAnswer:
    person = sources.ask("vaph", ssin)
    if person is None:
        return MagdaAnswer(findings=(_nothing_found(),))
    if person.identity.canceled:
        return MagdaAnswer(findings=(_magda.cancelled(),))
    warnings: tuple[Finding, ...] = ()
    new = person.identity.replaced_by
    if new is not None:
        warnings = (_magda.replaced(person.ssin, new),)
        person = sources.ask("vaph", new) or person
    held = person.vaph
    if held is None or not len(_write(element(_FILE), held, today)):
        return MagdaAnswer(findings=(*warnings, _nothing_found()))
    inhoud = element("Inhoud")
    _write(add(inhoud, _FILE), _with_identity(held, person, today), today)
    return MagdaAnswer(inhoud=inhoud, findings=warnings)


def _with_identity(held: Vaph, person: Person, today: date) -> Vaph:
    """Complete the personal data with what the registers of persons know."""
    personal = held.personal or Personal()
    home = person.home(today)
    told = PersonalAsTold(
        **{name: getattr(personal, name) for name in Personal.model_fields},
        ssin=person.ssin,
        address=None if home is None else _address(home),
    )
    return held.model_copy(update={"personal": told})


def _address(home: Address) -> VaphAddress:
    return VaphAddress(
        street=CodeAndName(code=home.street_code, name=home.street),
        house_number=home.house_number,
        box_number=home.box_number,
        municipality=Municipality(
            name=home.city, nis_code=home.nis_code, postal_code=home.postal_code
        ),
        country=BELGIUM,
    )


def _write(parent: Element, section: VaphSection, today: date) -> Element:
    """Write what is known of a section; blocks of which nothing is known stay out."""
    for tag, name in _elements(type(section)):
        value = getattr(section, name)
        if isinstance(value, tuple):
            _write_list(parent, tag, value, today)
        elif isinstance(value, VaphSection):
            _append(parent, _block(tag, value, today))
        elif value is not None:
            add(parent, tag, value)
    return parent


def _write_list(
    parent: Element, tag: str, items: tuple[VaphSection, ...], today: date
) -> None:
    made = element(tag)
    for item in items:
        _append(made, _block(f"{tag}Item", item, today))
    _append(parent, made)


def _block(tag: str, section: VaphSection, today: date) -> Element:
    made = element(tag)
    return _write(made, section, today) if section.is_known(today) else made


def _append(parent: Element, child: Element) -> None:
    if len(child):
        parent.append(child)


def _elements(section: type[Section]) -> list[tuple[str, str]]:
    """Give element and field names, in the order of the elements."""
    fields = section.model_fields.items()
    return sorted((str(info.serialization_alias), name) for name, info in fields)


def _nothing_found() -> Finding:
    return Finding(
        check="vaph.something-found",
        fault="vaph.nothing-found",
        requirement="MAGDA-Mock, example of GeefVolledigDossierHandicap: 30001",
        expected="a file of the person at VAPH",
        actual="none",
    )


def _failed(fault: str, actual: str) -> Finding:
    return Finding(
        check=fault,
        fault=fault,
        requirement="wiki diff 1271333061/1277362356: 16013 and 60013",
        expected="an answer of VAPH",
        actual=actual,
    )


SERVICES = (
    Service(
        service="GeefVolledigDossierHandicap",
        version="03.00.0000",
        operation="GeefVolledigDossierHandicap",
        flow="disability",
        subject=subject,
        period=period,
        check=check,
        ask_all=ask_all,
        answer=answer,
        sources=("vaph",),
    ),
)
