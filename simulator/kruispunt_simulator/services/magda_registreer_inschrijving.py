"""
RegistreerInschrijving 02.00 and 02.01: the asker declares that it keeps a file.

Rules of this file:

- Without Periode (02.01) the file is open from today. Source: our choice, because the
  schema lets it be missing and the declaration is about now.
- What is registered already, every day of it in every repertory, is 40143 with
  Resultaat 1: what was asked holds.
- Where the declaration also goes to the KSZ, its register must know the number; it
  takes replaced ones too (S-INSCR). A refusal is 70002, in 02.00 60003. Then nothing is
  written in any repertory. A number of which a test case tells is known. Source: our
  choice, because else nobody could ask for the case.

Source: contract sheets `magda-registreerinschrijving-02.00` and `-02.01`;
`_behaviour.md` 2.17.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from kruispunt_contracts.faults import WIRE_FAULTS

from kruispunt_simulator.message import Finding
from kruispunt_simulator.services import Asker, MagdaAnswer, Service
from kruispunt_simulator.services._repertory import (
    KSZ_REGISTER,
    PAGE,
    Edition,
    failed,
    held,
    lines,
    offer,
    problem,
    result,
    warning,
)
from kruispunt_simulator.services._xml import Element
from kruispunt_simulator.sources import Sources, SourceUnavailable
from kruispunt_simulator.store.periods import hold
from kruispunt_simulator.store.repertory import Enrol


def _check(edition: Edition, root: Element) -> tuple[Finding, ...]:
    has_period = root.find(edition.at("Periode")) is not None
    if edition.kind(root) == "OND" and has_period:
        return (problem("period-not-allowed", "no Periode for OND", "a Periode"),)
    return ()


def _respond(
    edition: Edition, root: Element, asker: Asker, sources: Sources, today: date
) -> MagdaAnswer:
    begin, end = edition.dates(root)
    wanted = lines(edition, root, asker, (begin or today, end))
    if any(line.register == "ksz" for line in wanted):
        try:
            refusal = _refused_by_ksz(edition, edition.key(root), sources)
        except SourceUnavailable as error:
            told = problem("technical", "an answer of the KSZ's register", str(error))
            return MagdaAnswer(findings=(told,))
        if refusal is not None:
            return failed(refusal)
    new = [line for line in wanted if not hold(held(asker, line), line.span)]
    if new:
        return MagdaAnswer(inhoud=result("1"), changes=tuple(map(Enrol, new)))
    told = warning("already-registered", "a new registration", "one that is there")
    return MagdaAnswer(inhoud=result("1"), findings=(told,))


def _refused_by_ksz(edition: Edition, ssin: str, sources: Sources) -> Finding | None:
    person = sources.ask(KSZ_REGISTER, ssin)
    if person is None and sources.in_cases(ssin):
        return None
    if person is not None and not person.identity.canceled:
        return None
    row = WIRE_FAULTS["ksz.ssin-unknown" if person is None else "ksz.ssin-cancelled"]
    newer = edition.by_subject
    return Finding(
        check="repertory.ksz-register",
        fault="magda.ksz-refused" if newer else "repertory.ksz-refused",
        requirement=f"{PAGE}: the register of the KSZ refuses",
        expected="a number in use",
        actual=row.text,
        detail=row.value if newer else row.code,
        annotations={"status code": row.code, "status description": row.text}
        if newer
        else {},
    )


EDITIONS: Final = tuple(
    Edition(
        service="RegistreerInschrijving",
        version=version,
        block="Inschrijving",
        by_subject=by_subject,
    )
    for version, by_subject in (("02.00.0000", False), ("02.01.0000", True))
)

SERVICES: Final[tuple[Service, ...]] = tuple(
    offer(edition, _respond, _check) for edition in EDITIONS
)
